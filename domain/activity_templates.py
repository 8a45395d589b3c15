"""What an activity begins from: ready templates, by which a new one takes under a minute."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from domain.kinds import KINDS, Group, Kind, in_group

FOR_CADRES: Final[tuple[Kind, ...]] = (
    *in_group(Group.CADRE_FIVE),
    KINDS["league_lesson"],
    KINDS["league_day"],
)
"""The kinds that a cadre holds an activity of: 个人「五个一」, 团课 and 团日. [广] 二(二), [淮]."""
FOR_ORGANS: Final[tuple[Kind, ...]] = in_group(Group.ORGAN_FIVE, Group.ORGAN_CAMPAIGN)
"""The kinds that an organ holds: 机关「五个一」 and the campaigns. [广] 二(一), [国]."""


@dataclass(frozen=True, slots=True)
class Template:
    """One template; ``lead``: how long before the start signing up ends.

    ``hour`` is when such a thing usually begins; ``organ``: an organ holds it.
    """

    key: str
    title: str
    kind: str
    about: str
    minutes: int = 120
    seats: int = 20
    lead: timedelta = timedelta(days=1)
    hour: int = 14
    mode: str = "first"
    place: str = ""
    organ: bool = False

    @property
    def kind_title(self) -> str:
        """The kind's Chinese name."""
        return KINDS[self.kind].title


_TEMPLATES: Final = (
    Template(
        "tea",
        "谈心下午茶",
        "heart_to_heart",
        "一壶茶,几个人,随便聊聊最近的学习、工作和心事。说过的话留在桌上。",
        minutes=90,
        seats=6,
        hour=15,
    ),
    Template(
        "river",
        "河道志愿服务",
        "volunteering",
        "沿河捡拾垃圾、劝导不文明行为。手套、垃圾袋我们备好,请穿防滑的鞋;下雨顺延。",
        seats=30,
        hour=9,
    ),
    Template(
        "community",
        "社区志愿服务",
        "volunteering",
        "到社区陪老人聊天、帮忙打扫、教用手机。到了找穿红马甲的人签到。",
        seats=15,
        hour=9,
    ),
    Template(
        "ball",
        "周末球赛",
        "culture_sports",
        "羽毛球、篮球都行,水平不限,来了就能打。场地已订,请穿运动鞋、自带水。",
        seats=16,
        hour=15,
    ),
    Template(
        "film",
        "一起看电影",
        "culture_sports",
        "看一部好片子,散场聊聊。票由我们准备,来不了请早点取消,把票让给别人。",
        minutes=150,
        seats=30,
        hour=19,
    ),
    Template(
        "reading",
        "青年读书会",
        "culture_sports",
        "每次一本书,读没读完都能来。轮流说三分钟,再一起聊。",
        minutes=90,
        hour=19,
    ),
    Template(
        "good_deed",
        "一起办件实事",
        "good_deed",
        "凑几个人,帮身边的人办成一件具体的事:修、教、送、陪都行。",
        seats=8,
        hour=9,
    ),
    Template(
        "own",
        "自己设计的活动",
        "own_design",
        "写清楚做什么、带什么、在哪里集合。",
    ),
    Template(
        "lesson",
        "微团课",
        "league_lesson",
        "一堂四十分钟的团课,讲完留时间提问。",
        minutes=60,
        seats=40,
        hour=19,
    ),
    Template(
        "open_day",
        "机关开放日",
        "open_day",
        "到团的机关走一走、看一看,和团干部面对面提问。请带身份证登记。",
        seats=50,
        lead=timedelta(days=3),
        hour=9,
        organ=True,
    ),
    Template(
        "face_to_face",
        "共青团与青年面对面",
        "face_to_face",
        "围绕大家关心的一件事,请有关部门的人坐下来谈。想问的话,报名时写上。",
        seats=30,
        lead=timedelta(days=2),
        mode="review",
        organ=True,
    ),
    Template(
        "group_volunteering",
        "集中志愿服务",
        "group_volunteering",
        "全县团干部和青年一起做半天志愿服务,工具统一准备,按小组签到。",
        minutes=180,
        seats=100,
        lead=timedelta(days=2),
        hour=9,
        organ=True,
    ),
    Template(
        "sharing",
        "“1+100”工作分享会",
        "sharing",
        "几位团干部讲讲自己怎么联系青年,成了什么、难在哪里,大家一起出主意。",
        seats=40,
        hour=14,
        organ=True,
    ),
    Template(
        "group_own",
        "集体活动",
        "group_own_design",
        "本单位自己设计的集体活动:写清楚做什么、带什么、在哪里集合。",
        seats=50,
        organ=True,
    ),
    Template(
        "into_youth",
        "走进青年",
        "into_youth",
        "团干部到青年中去:一起干活、一起吃饭,听大家说说难处和想法。",
        minutes=180,
        seats=40,
        hour=9,
        organ=True,
    ),
    Template(
        "best_story",
        "最美青春故事分享",
        "best_story",
        "请身边的青年讲自己的故事,每人十分钟,听完聊一聊。",
        seats=80,
        hour=15,
        organ=True,
    ),
    Template(
        "lecture",
        "宣讲进基层",
        "lecture",
        "用青年的话讲身边的事,四十分钟宣讲,二十分钟提问。",
        minutes=60,
        seats=100,
        hour=15,
        organ=True,
    ),
    Template(
        "service_month",
        "集中服务青年",
        "service_month",
        "就业、法律、心理、婚恋,几张桌子一次问清。想先说明情况的,报名时写上。",
        minutes=180,
        seats=100,
        hour=9,
        organ=True,
    ),
)
TEMPLATES: Final[Mapping[str, Template]] = MappingProxyType({t.key: t for t in _TEMPLATES})
"""Every template by its key, those for one cadre first."""

_SATURDAY: Final = 5


def next_saturday(today: date) -> date:
    """Return the Saturday to come; today is too near to bring people together."""
    return next_on(today, _SATURDAY)


def next_on(today: date, weekday: int) -> date:
    """Return the next day of a weekday that is at least two days off."""
    first = today + timedelta(days=2)
    return first + timedelta(days=(weekday - first.weekday()) % 7)
