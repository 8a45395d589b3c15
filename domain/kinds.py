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


FOR_CADRES: Final = in_group(Group.CADRE_FIVE, Group.CONTACT)
"""What a cadre writes down in the chat."""

FOR_ORGANS: Final = in_group(Group.ORGAN_FIVE)


def titles(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the Chinese names of kinds by their codes; an unknown code is a ``KeyError``."""
    return tuple(KINDS[code].title for code in codes)


def by_word(word: str, among: Iterable[Kind] = FOR_CADRES) -> Kind | None:
    """Return the kind that a whole word means (title or alias, whatever the case), or None."""
    word = word.casefold()
    return next((k for k in among if any(word == w.casefold() for w in k.words)), None)


def closest(word: str, among: Iterable[Kind] = FOR_CADRES, at_least: float = 0.5) -> Kind | None:
    """Return the kind whose title or alias resembles a mistyped word most, or None.

    ``at_least`` is the share of likeness (0–1) under which nothing is offered.
    """
    scored = [(difflib.SequenceMatcher(None, w, word).ratio(), k) for k in among for w in k.words]
    score, kind = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return kind if score >= at_least else None
