"""Login codes by SMS: how long they live, how often one is sent, and what a try means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.errors import Refusal
from domain.wording import say_minutes

_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` sent in any ``span``."""

    most: int
    span: timedelta


@dataclass(frozen=True, slots=True)
class CodeRules:
    """``limits`` hold for each person and each number apart; ``a_day`` is for everyone together."""

    digits: int = 6
    life: timedelta = timedelta(minutes=5)
    tries: int = 5
    limits: tuple[Limit, ...] = (
        Limit(1, timedelta(minutes=1)),
        Limit(5, timedelta(hours=1)),
        Limit(10, timedelta(days=1)),
    )
    a_day: int = 5000


USUAL: Final = CodeRules()


class TooSoon(Refusal):
    code = "code_too_soon"
    text = "验证码刚发过,{wait}后可以再要一次。先看看短信收到没有?"


class SentOut(Refusal):
    code = "code_day_full"
    text = "今天发出的验证码太多,短信先停了。明天再来,或请团干部给你一张邀请码。"


class Wrong(Refusal):
    code = "code_wrong"
    text = "这个验证码不对,再看一眼短信?还可以试 {left} 次。"


class Expired(Refusal):
    code = "code_expired"
    text = "这个验证码过期了。回复「重发」,我再发一个。"


class Spent(Refusal):
    code = "code_spent"
    text = "这个验证码不能再用了。回复「重发」,我再发一个。"


class NoCode(Refusal):
    code = "code_none"
    text = "还没有给你发过验证码。先告诉我手机号?"


@dataclass(frozen=True, slots=True)
class Issued:
    """A code as it was sent: ``tries`` are the wrong ones before this one."""

    sent_at: datetime
    tries: int = 0
    used: bool = False


def draw(randbelow: Callable[[int], int], rules: CodeRules = USUAL) -> str:
    """Return a new code; ``randbelow`` is ``secrets.randbelow``, or a test's own chance."""
    return f"{randbelow(10**rules.digits):0{rules.digits}}"


def may_send(past: Sequence[datetime], now: datetime, rules: CodeRules = USUAL) -> timedelta | None:
    """Return None if one more may be sent now, else how long to wait.

    ``past`` are the aware moments, in any order, of those sent to one person, or to one number;
    ask once for each. A code sent exactly a span ago no longer counts.
    """
    moments = sorted(past)
    waits = [
        moments[-limit.most] + limit.span - now
        for limit in rules.limits
        if len(moments) >= limit.most
    ]
    wait = max(waits, default=timedelta())
    return wait if wait > timedelta() else None


def admit(
    by_person: Sequence[datetime],
    to_number: Sequence[datetime],
    today: int,
    now: datetime,
    rules: CodeRules = USUAL,
) -> None:
    """Refuse one more code where a limit says no; ``today`` counts all that were sent today.

    Raises ``TooSoon`` or ``SentOut``.
    """
    waits = [may_send(past, now, rules) for past in (by_person, to_number)]
    wait = max((w for w in waits if w), default=None)
    if wait:
        raise TooSoon(wait=say_wait(wait))
    if today >= rules.a_day:
        raise SentOut


def judge(
    issued: Issued | None, now: datetime, *, matches: bool, rules: CodeRules = USUAL
) -> Refusal | None:
    """Return None if the code logs in, else the refusal, returned and not raised.

    A wrong try must be counted in the transaction that tells of it, so the caller decides how it
    ends. ``matches``: the hashes agree. A right code counts no more than a wrong one once it is
    expired, used or tried too often.
    """
    if issued is None:
        return NoCode()
    if issued.used or issued.tries >= rules.tries:
        return Spent()
    if now >= issued.sent_at + rules.life:
        return Expired()
    if matches:
        return None
    left = rules.tries - issued.tries - 1
    return Wrong(left=left) if left else Spent()


def say_wait(wait: timedelta) -> str:
    """Return a wait in words, rounded up: ``40 秒``, ``12 分钟``, ``3 小时``."""
    seconds = -(-wait // timedelta(seconds=1))
    if wait <= _MINUTE:
        return f"{seconds} 秒"
    minutes = -(-wait // _MINUTE)
    if wait <= timedelta(hours=1):
        return say_minutes(minutes)
    return f"{-(-wait // timedelta(hours=1))} 小时"
