"""The kinds of records: what a cadre or an organ may write down, and the words people type."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Group(StrEnum):
    """Which list a kind belongs to."""

    CADRE_FIVE = "cadre_five"
    """「五个一」of a cadre. [广] 二(二)1."""
    ORGAN_FIVE = "organ_five"
    """「五个一」of a leading organ. [广] 二(一)2, [国] 二2."""
    CONTACT = "contact"
    """A plain contact: it keeps a case-load alive and fills no 五个一."""
    EDUCATION = "education"
    """Guiding the education practice at the base; counts as 五个一, too. [广] 二(二)2."""
    GRASSROOTS = "grassroots"
    """At the linked branch, and the year's research. [淮] 四1, [嘉] 一(三)."""
    NIGHT_VISIT = "night_visit"
    """六必访六必做, in the evening. [嘉] 一(二)."""
    ORGAN_CAMPAIGN = "organ_campaign"
    """What organs hold in the windows of campaigns. [广] 二(一)3-5, [国] 一3."""
    ORGAN_PAPER = "organ_paper"
    """What organs hand up or publish. [广] 四1-2."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record.

    ``offline`` is what a record of the kind is unless it says otherwise. ``names_youth`` says
    that such a record makes no sense without at least one youth. ``aliases`` are other words
    people type for it.
    """

    code: str
    title: str
    group: Group
    aliases: tuple[str, ...] = ()
    offline: bool = True
    names_youth: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Every word that means this kind, the title first."""
        return (self.title, *self.aliases)


def _table(*kinds: Kind) -> Mapping[str, Kind]:
    return MappingProxyType({kind.code: kind for kind in kinds})


KINDS: Final = _table(
    Kind(
        "good_deed",
        "办一件实事",
        Group.CADRE_FIVE,
        ("办实事", "实事", "办事", "帮办", "帮困", "帮扶", "办好事"),
    ),
    Kind(
        "volunteering",
        "志愿服务",
        Group.CADRE_FIVE,
        ("志愿", "志愿活动", "志愿者活动", "做志愿", "义工", "公益"),
    ),
    Kind(
        "culture_sports",
        "文体活动",
        Group.CADRE_FIVE,
        ("文体", "文娱", "文娱活动", "体育活动", "文艺活动", "打球"),
    ),
    Kind(
        "heart_to_heart",
        "谈心谈话",
        Group.CADRE_FIVE,
        ("谈心", "谈话", "谈谈心", "交心", "聊心", "面谈"),
        names_youth=True,
    ),
    Kind(
        "own_design",
        "自主设计",
        Group.CADRE_FIVE,
        ("自主设计活动", "自主活动", "自主", "自选", "自选活动", "自己设计"),
    ),
    Kind(
        "guide_committee",
        "指导团委",
        Group.EDUCATION,
        ("指导团总支", "指导基层团委", "指导教育实践", "联系指导"),
    ),
    Kind(
        "branch_practice",
        "参与支部教育实践",
        Group.EDUCATION,
        ("教育实践", "支部教育实践", "参与教育实践", "参加教育实践"),
    ),
    Kind("league_lesson", "讲团课", Group.EDUCATION, ("团课", "主题团课", "上团课", "微团课")),
    Kind(
        "branch_report",
        "支部报到",
        Group.GRASSROOTS,
        ("报到", "到支部报到", "团支部报到", "下支部", "走支部"),
    ),
    Kind("league_day", "主题团日", Group.GRASSROOTS, ("团日", "团日活动", "主题团日活动")),
    Kind("research_topic", "调研选题", Group.GRASSROOTS, ("选题", "调研课题", "调研方向")),
    Kind(
        "night_youth",
        "夜访困难青少年",
        Group.NIGHT_VISIT,
        ("夜访青少年", "夜访困难", "夜访少年"),
        names_youth=True,
    ),
    Kind(
        "night_class",
        "夜访班级寝室",
        Group.NIGHT_VISIT,
        ("夜访班级", "夜访寝室", "夜访宿舍", "夜访班", "夜访学校"),
    ),
    Kind("night_social", "夜访社会组织", Group.NIGHT_VISIT, ("夜访社团", "夜访社会团体")),
    Kind(
        "night_founder",
        "夜访创业青年",
        Group.NIGHT_VISIT,
        ("夜访创业", "夜访创业者", "夜访车间", "夜访田间"),
    ),
    Kind(
        "night_village",
        "夜访村社区",
        Group.NIGHT_VISIT,
        ("夜访社区", "夜访村", "夜访村庄"),
    ),
    Kind(
        "night_league",
        "夜访团组织",
        Group.NIGHT_VISIT,
        ("夜访下级团组织", "夜访支部", "夜访团支部", "夜访团委"),
    ),
    Kind("open_day", "机关开放", Group.ORGAN_FIVE, ("机关开放日", "开放日", "机关开放活动")),
    Kind(
        "face_to_face",
        "面对面",
        Group.ORGAN_FIVE,
        ("共青团与青年面对面", "青年面对面", "面对面活动"),
    ),
    Kind("group_volunteering", "集中志愿服务", Group.ORGAN_FIVE, ("集中志愿", "集体志愿服务")),
    Kind(
        "sharing",
        "工作分享",
        Group.ORGAN_FIVE,
        ("1+100工作分享", "分享会", "交流分享会", "工作分享会"),
    ),
    Kind(
        "group_own_design",
        "自主设计集体活动",
        Group.ORGAN_FIVE,
        ("集体活动", "自主集体活动"),
    ),
    Kind("into_youth", "走进青年", Group.ORGAN_CAMPAIGN, ("走进青年活动",)),
    Kind("best_story", "最美青春故事", Group.ORGAN_CAMPAIGN, ("青春故事", "青春故事分享")),
    Kind("lecture", "宣讲", Group.ORGAN_CAMPAIGN, ("宣讲活动", "宣讲会", "精神宣讲")),
    Kind(
        "service_month",
        "集中服务青年",
        Group.ORGAN_CAMPAIGN,
        ("服务青年月", "集中服务月", "集中服务青年月"),
    ),
    Kind("quarter_materials", "季度材料", Group.ORGAN_PAPER, ("报送材料", "报材料", "交季度材料")),
    Kind("bulletin", "季度通报", Group.ORGAN_PAPER, ("通报",)),
    Kind(
        "evaluation",
        "半年评估",
        Group.ORGAN_PAPER,
        ("年底考核", "年中评估", "年底评估", "考核评估"),
    ),
    Kind(
        "visit",
        "走访",
        Group.CONTACT,
        ("家访", "上门", "拜访", "看望", "探访", "见面"),
        names_youth=True,
    ),
    Kind(
        "phone",
        "电话",
        Group.CONTACT,
        ("打电话", "通电话", "电话联系", "去电"),
        offline=False,
        names_youth=True,
    ),
    Kind(
        "message",
        "微信",
        Group.CONTACT,
        ("微信聊", "微信聊天", "微信联系", "发微信", "聊微信", "聊天", "QQ", "短信", "发消息"),
        offline=False,
        names_youth=True,
    ),
)
"""Every kind by its code, in the order they are shown."""


def in_group(*groups: Group) -> tuple[Kind, ...]:
    """Return the kinds of some lists, in the order they are shown."""
    return tuple(kind for kind in KINDS.values() if kind.group in groups)


FOR_CADRES: Final = in_group(
    Group.CADRE_FIVE, Group.CONTACT, Group.EDUCATION, Group.GRASSROOTS, Group.NIGHT_VISIT
)
"""What a cadre writes down in the chat."""

FOR_ORGANS: Final = in_group(Group.ORGAN_FIVE, Group.ORGAN_CAMPAIGN, Group.ORGAN_PAPER)
"""What who answers for an organ writes down for it."""


TOGETHER: Final[Mapping[str, Group]] = MappingProxyType(
    dict.fromkeys(("夜访", "访谈夜"), Group.NIGHT_VISIT)
)
"""Words that mean some kind of a list, and not which."""


def titles(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the Chinese names of kinds by their codes; an unknown code is a ``KeyError``."""
    return tuple(KINDS[code].title for code in codes)


def by_word(word: str, among: Iterable[Kind] = FOR_CADRES) -> Kind | None:
    """Return the kind that a whole word means (title or alias, whatever the case), or None."""
    word = word.casefold()
    return next((k for k in among if any(word == w.casefold() for w in k.words)), None)


def any_of(text: str, among: Iterable[Kind] = FOR_CADRES) -> tuple[Kind, ...]:
    """Return the kinds of a list whose common word stands in a text (夜访), or none."""
    groups = {group for word, group in TOGETHER.items() if word in text}
    return tuple(kind for kind in among if kind.group in groups)


def closest(word: str, among: Iterable[Kind] = FOR_CADRES, at_least: float = 0.5) -> Kind | None:
    """Return the kind whose title or alias resembles a mistyped word most, or None.

    ``at_least`` is the share of likeness (0–1) under which nothing is offered.
    """
    scored = [(difflib.SequenceMatcher(None, w, word).ratio(), k) for k in among for w in k.words]
    score, kind = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return kind if score >= at_least else None
