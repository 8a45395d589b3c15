"""What a closed activity is worth: for the organ, for who hosted it, for the cadres who came.

How the table was made. It adds nothing to the notices and leaves out what they do not say:

- An organ is credited only with its own kinds (机关「五个一」 and the campaigns), word for word.
- A host did what the activity is. Of the organs' kinds a host organised 集中志愿服务 (a
  「志愿服务」, which may be 「组织或参与」) and 集中服务青年 (帮助他们解决实际困难: 办一件实事);
  with the others it is an activity with youths of one's own devising (自主设计). 工作分享 and
  最美青春故事 are about cadres: they are nobody's 五个一.
- Who came took part: that counts where a notice says 「组织或参与」 (志愿服务, 文体活动) or
  「参与」 (主题团日). Somebody else's good deed, talk, lesson or design is not one's own.
- Where nothing else counts, a cadre who came and met youths of the own case-load has met them: a
  plain contact (``MET``), which fills no 五个一 and keeps the case-load alive.
- A kind that makes no sense without a youth is written only where one of the own case-load came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from domain.kinds import FOR_CADRES, KINDS

MET: Final = "visit"
"""The plain contact: they saw each other."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What one kind of activity is worth: kinds of records, or nothing.

    ``source`` is where it is said and in which words; ``ours`` says what we concluded, if it is
    not said so plainly.
    """

    organ: str | None
    host: str
    guest: str
    source: str
    ours: str = ""


_FIVE: Final = "[广] 二(二)1"
_ORGAN: Final = "[广] 二(一)2"


def _organ(kind: str, host: str, guest: str, source: str, ours: str = "") -> tuple[str, Credit]:
    return kind, Credit(kind, host, guest, source, ours)


def _own(kind: str, guest: str, source: str, ours: str = "") -> tuple[str, Credit]:
    return kind, Credit(None, kind, guest, source, ours)


CREDITS: Final[Mapping[str, Credit]] = MappingProxyType(
    dict(
        [
            _own("good_deed", MET, f"{_FIVE} 为贫困地区青年办一件实事"),
            _own("volunteering", "volunteering", f"{_FIVE} 组织或参与一次志愿服务"),
            _own("culture_sports", "culture_sports", f"{_FIVE} 组织或参与一次文体活动"),
            _own("heart_to_heart", MET, f"{_FIVE} 与联系青年开展一次谈心谈话"),
            _own("own_design", MET, f"{_FIVE} 一次自主设计的联系青年的活动"),
            _own("guide_committee", MET, "[广] 二(二)2 对其开展的教育实践进行指导"),
            _own("branch_practice", MET, "[广] 二(二)2 全程参与一个团支部的教育实践"),
            _own("league_lesson", MET, "[广] 二(二)2 为团员讲一次主题团课"),
            _own("league_day", "league_day", "[淮] 四1 参与团支部主题团日活动"),
            _organ(
                "open_day",
                "own_design",
                MET,
                f"{_ORGAN} 一次机关开放活动",
                "主办的人自己设计并办了一次联系青年的活动",
            ),
            _organ(
                "face_to_face",
                "own_design",
                MET,
                f"{_ORGAN} 一次共青团与青年面对面活动",
                "主办的人自己设计并办了一次联系青年的活动",
            ),
            _organ(
                "group_volunteering",
                "volunteering",
                "volunteering",
                f"{_ORGAN} 一次集中志愿服务活动;{_FIVE} 组织或参与一次志愿服务",
            ),
            _organ("sharing", MET, MET, f"{_ORGAN} 一次“1+100”工作分享活动", "团干部之间的分享"),
            _organ(
                "group_own_design",
                "own_design",
                MET,
                f"{_ORGAN} 一次自主设计的联系青年的集体活动;{_FIVE} 一次自主设计的联系青年的活动",
            ),
            _organ(
                "into_youth",
                "own_design",
                MET,
                "[国] “走进青年”活动",
                "主办的人自己设计并办了一次联系青年的活动",
            ),
            _organ("best_story", MET, MET, "[广] 二(一)4 “最美青春故事”分享活动", "讲的是典型"),
            _organ(
                "lecture",
                "own_design",
                MET,
                "[广] 二(一)3 走进基层,以分享会、团课等形式开展宣讲活动",
                "不另算一堂团课",
            ),
            _organ(
                "service_month",
                "good_deed",
                MET,
                "[广] 二(一)5 为青年送去团组织的关心和温暖,帮助他们解决实际困难",
                "就是办实事",
            ),
        ]
    )
)
"""By the kind of the activity."""

WISH: Final = Credit(
    "service_month",
    "good_deed",
    "good_deed",
    f"{_FIVE} 为贫困地区青年办一件实事;[广] 二(一)6 帮助更多青年实现“微心愿”",
    "替青年实现一个微心愿就是办一件实事,一起拼的人也是;机关认领的,在集中服务青年月里算机关的",
)
"""Of a wish made true: for the organ that claimed it, for its claimer, for who shared."""

_DOES: Final = frozenset(kind.code for kind in FOR_CADRES)


def of(kind: str) -> Credit:
    """Return what an activity of a kind is worth; any other kind of a cadre is the host's alone."""
    return CREDITS.get(kind) or Credit(None, kind if kind in _DOES else MET, MET, "")


def written(kind: str, *, met: bool) -> bool:
    """Say whether a record of a kind is written; ``met``: youths of the own case-load came."""
    return met or not KINDS[kind].names_youth
