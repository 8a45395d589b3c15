"""What rests: which letters a halt holds back, and what it is called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from domain.delivery import MUTABLE, Channel, Kind, Lane
from domain.errors import Refusal
from domain.written import as_number

ALL: Final = "all"
MASS: Final = "mass"
"""What goes to many: notices and reminders. What somebody waits for goes on.

A process that doubts its clock holds ``mass:clock-NAME``: the same, and nobody else's to lift.
"""
MINI: Final = "mini."
"""Before the name of a template of the mini-program's own."""
BY_TEMPLATE: Final = (Channel.TEMPLATE, Channel.SUBSCRIPTION, Channel.MINI)
REFUSED: Final = "模板被平台退回"
"""How the house begins to say why a template rests that the platform refuses for good."""
_NAME: Final = 40
"""Characters of a template's name."""


class By(StrEnum):
    """What a halt looks at, where it is not ``all`` or ``mass``: the word before the colon."""

    CHANNEL = "channel"
    LANE = "lane"
    KIND = "kind"
    TEMPLATE = "template"
    ORGAN = "organ"
    """Letters in the name of this one organisation: those below it write in their own."""


def template_of(channel: str, template: str) -> str:
    """Return by which name a template rests; the mini-program has another one of the same name."""
    return f"{MINI}{template}" if channel == Channel.MINI else template


class NoSuchScope(Refusal):
    """Nothing has this name."""

    code = "no_such_scope"
    text = (
        "没有「{scope}」这个范围。可以写:all 全部,mass 群发(通知和提醒),"
        "channel:template 一条通道,lane:reminder 一类先后,kind:quota 一类内容,"
        "template:QUOTA_DUE 一个模板,organ:编号 一个组织。"
    )


@dataclass(frozen=True, slots=True)
class Halt:
    """Something rests, until an instant or until somebody lifts it."""

    scope: str
    why: str
    at: datetime
    until: datetime | None = None

    def covers(
        self, lane: int, channel: str, kind: str, template: str, organ_id: int | None
    ) -> bool:
        """Say whether a letter with these sides rests."""
        by, _, name = self.scope.partition(":")
        if by in {ALL, MASS}:
            return by == ALL or lane >= Lane.NOTICE
        sides = {
            By.CHANNEL: channel,
            By.LANE: Lane(lane).name.lower(),
            By.KIND: kind,
            # What has gone on by SMS or as plain words uses no template any more.
            By.TEMPLATE: template_of(channel, template) if channel in BY_TEMPLATE else "",
            By.ORGAN: str(organ_id),
        }
        return sides.get(By(by)) == name

    @property
    def picks(self) -> bool:
        """Whether it picks single letters out of a lane, rather than stopping lanes whole."""
        return self.scope.partition(":")[0] in {By.KIND, By.TEMPLATE, By.ORGAN}


@dataclass(frozen=True, slots=True)
class Standing:
    """All that rests at one instant; ``refused`` counts, by template, what nobody could be sent.

    It is read at each claim, so it is a value of two small tables and nothing else.
    """

    halts: tuple[Halt, ...] = ()
    refused: Mapping[str, int] = field(default_factory=dict)

    def stops(
        self, lane: int, channel: str, kind: str, template: str, organ_id: int | None
    ) -> Halt | None:
        """Return what holds a letter with these sides back, if anything does.

        What picks letters out comes first: such a letter is put aside, for its lane goes on.
        """
        found = [h for h in self.halts if h.covers(lane, channel, kind, template, organ_id)]
        return max(found, key=lambda h: h.picks, default=None)

    def channels(self) -> frozenset[Channel]:
        """Return the channels in which at least the most urgent letters may go."""
        return frozenset(c for c in Channel if not self._whole(Lane.CHAT, c))

    def lanes(self, channel: str, upto: int = max(Lane)) -> tuple[Lane, ...]:
        """Return the lanes of a channel that do not rest as a whole, up to one."""
        return tuple(x for x in Lane if x <= upto and not self._whole(x, channel))

    def _whole(self, lane: Lane, channel: str) -> bool:
        return any(h.covers(lane, channel, "", "", None) for h in self.halts if not h.picks)


def checked(scope: str) -> str:
    """Return a scope as it is kept; one that is none is a ``Refusal``."""
    by, colon, name = scope.strip().partition(":")
    names: dict[str, Any] = {
        By.CHANNEL: set(Channel),
        By.LANE: {lane.name.lower() for lane in Lane},
        By.KIND: set(Kind),
    }
    known = (
        scope.strip() in {ALL, MASS}
        or name in names.get(by, ())
        or (by == By.TEMPLATE and bool(name) and name.isascii() and len(name) <= _NAME)
        or (by == By.ORGAN and as_number(name) > 0)
    )
    if not known:
        raise NoSuchScope(scope=scope.strip()[:40])
    return f"{by}{colon}{name}"


_NAMES: Final[Mapping[str, str]] = {
    ALL: "全部发送",
    MASS: "群发(通知和提醒)",
    f"{By.CHANNEL}:{Channel.TEMPLATE}": "模板消息这条通道",
    f"{By.CHANNEL}:{Channel.SUBSCRIPTION}": "订阅通知这条通道",
    f"{By.CHANNEL}:{Channel.MINI}": "小程序订阅消息这条通道",
    f"{By.CHANNEL}:{Channel.CUSTOMER_SERVICE}": "客服消息这条通道",
    f"{By.CHANNEL}:{Channel.SMS}": "短信这条通道",
    f"{By.LANE}:chat": "对话里的回复和验证码",
    f"{By.LANE}:seat": "名额和急事",
    f"{By.LANE}:notice": "通知",
    f"{By.LANE}:reminder": "提醒",
    f"{By.KIND}:{Kind.CODE}": "验证码",
    f"{By.KIND}:{Kind.CHAT}": "对话里的回复",
    f"{By.KIND}:{Kind.SEAT}": "活动名额",
    f"{By.KIND}:{Kind.LOGIN}": "登录提醒",
    f"{By.KIND}:{Kind.ALARM}": "紧急求助",
    **{f"{By.KIND}:{kind}": name for kind, name in MUTABLE.items()},
}


def say(scope: str) -> str:
    """Say what a scope is."""
    by, _, name = scope.partition(":")
    otherwise = {
        MASS: f"{_NAMES[MASS]}(时钟可疑,自动暂停)",
        By.TEMPLATE: f"模板 {name}",
        By.ORGAN: f"编号 {name} 的组织的消息",
    }
    return _NAMES.get(scope) or otherwise.get(by, scope)
