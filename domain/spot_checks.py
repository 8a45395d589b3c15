"""抽查: who is drawn, what is asked, the life of one answer, and how sure a figure is."""

import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Refusal

LIFE: Final = timedelta(days=14)
"""How long a check stays open."""
BY_PHONE: Final = timedelta(days=3)
"""So long after the question in WeChat nobody is called about it."""
LEAST, MOST = 5, 200
"""How many may be drawn: under five answers no figure is shown, so fewer are not bothered."""
FEWEST: Final = 5
LONGEST: Final = 370
"""How many days may be asked about."""
NOTE: Final = 200
_Z: Final = 1.959963984540054
"""The 97.5 % point of the normal distribution: 95 % lie between it and its negative."""
_PLEASED: Final = 4
_STARS: Final = range(1, 6)


class Result(StrEnum):
    """What became of one of the sample."""

    OPEN = ""
    ANSWERED = "answered"
    UNREACHED = "unreached"
    REFUSED = "refused"
    WRONG = "wrong"


RESULTS: Final[Mapping[Result, str]] = {
    Result.OPEN: "还没回答",
    Result.ANSWERED: "已回答",
    Result.UNREACHED: "没联系上",
    Result.REFUSED: "不想回答",
    Result.WRONG: "号码不对",
}
FINAL: Final = (Result.ANSWERED, Result.REFUSED, Result.WRONG)
"""What nobody changes any more."""
AFTER_CALL: Final = (Result.ANSWERED, Result.UNREACHED, Result.REFUSED, Result.WRONG)
"""What may become of a call, as it is offered to whoever makes it."""


class Met(StrEnum):
    """The answer to the first question."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


METS: Final[Mapping[Met, str]] = {Met.YES: "有", Met.NO: "没有", Met.UNSURE: "记不清"}
STARS: Final[Mapping[int, str]] = {
    1: "很不满意",
    2: "不太满意",
    3: "一般",
    4: "满意",
    5: "很满意",
}


class Way(StrEnum):
    """How an answer came."""

    WECHAT = "wechat"
    PHONE = "phone"


class TooFew(Refusal):
    code = "spot_check_too_few"
    text = (
        "能抽的只有 {have} 位,不到 {least} 位,抽了也看不出什么。"
        "能抽的是:本人同意联系、没有退出、没关掉抽查、本季度还没被问过的小伙伴。"
    )


class SizeOdd(Refusal):
    code = "spot_check_size"
    text = "抽多少位,写 {least} 到 {most} 之间的数。"


class DaysOdd(Refusal):
    code = "spot_check_days"
    text = "问哪几天:开始不晚于结束,结束不晚于今天,最长一年。"


class NotOnesOwn(Refusal):
    code = "spot_check_own"
    text = "自己的小伙伴由上级机关抽查,这里抽不了。选别的团干部,或者整个机关。"


class NothingToAnswer(Refusal):
    code = "spot_check_nothing"
    text = "现在没有要你回答的抽查。有话想跟团干部说,回复「找团干部」。"


class CheckOver(Refusal):
    code = "spot_check_over"
    text = "这次抽查结束了,不再收回答。看结果,打开这次抽查。"


class AnsweredBefore(Refusal):
    code = "spot_check_answered"
    text = "{name}这里已经有结果了:{result}。回到名单看看下一位。"


class TooEarlyToCall(Refusal):
    code = "spot_check_too_early"
    text = "微信里刚问过,先等等。{day} 以后还没回答,再打电话。"


class NoPhone(Refusal):
    code = "spot_check_no_phone"
    text = "{name}没有留手机号,打不了电话。可以记成「没联系上」。"


class ResultOdd(Refusal):
    code = "spot_check_result"
    text = "选一下结果;选「已回答」的话,两个问题的回答都要选。"


@dataclass(frozen=True, slots=True)
class Said:
    """The two answers."""

    met: Met
    stars: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many of those who answered, and between what the share of all lies with 95 %."""

    part: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself."""
        return self.part / self.of

    def say(self) -> str:
        """Return it in words, with how sure it is."""
        if self.low == self.high:
            return f"{_percent(self.value)}({self.of} 位中 {self.part} 位,全部问到)"
        between = f"{_percent(self.low)}—{_percent(self.high)}"
        return f"{_percent(self.value)}({self.of} 位中 {self.part} 位;95% 区间 {between})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def check(size: int, first: date, last: date, today: date) -> None:
    """Refuse an odd size, or days that cannot be asked about."""
    if not LEAST <= size <= MOST:
        raise SizeOdd(least=LEAST, most=MOST)
    if not (first <= last <= today) or (last - first).days >= LONGEST:
        raise DaysOdd


def order(seed: str, people: Collection[int]) -> list[int]:
    """Return people in the order in which they are drawn: of the SHA-256 of ``seed:id``."""
    return sorted(people, key=lambda n: hashlib.sha256(f"{seed}:{n}".encode()).digest())


def draw(seed: str, people: Collection[int], size: int) -> list[int]:
    """Draw a sample without putting anybody back; fewer are in it only where there are no more."""
    if len(people) < LEAST:
        raise TooFew(have=len(people), least=LEAST)
    return order(seed, people)[:size]


def roll(people: Collection[int]) -> str:
    """Return what proves later from which people was drawn, and tells nobody who they are."""
    return hashlib.sha256(",".join(map(str, sorted(people))).encode()).hexdigest()


def callable_from(asked_at: datetime | None) -> datetime | None:
    """Return from when somebody may be called; none: at once, nobody could ask in WeChat."""
    return asked_at + BY_PHONE if asked_at else None


def settle(now: Result, after: Result, name: str) -> Result:
    """Return the next result of somebody; what is final stays."""
    if now in FINAL:
        raise AnsweredBefore(name=name, result=RESULTS[now])
    if after is Result.OPEN:
        raise ResultOdd
    return after


def said(met: str, stars: int) -> Said:
    """Return the two answers, or ask for what is missing."""
    if met not in set(Met) or stars not in _STARS:
        raise ResultOdd
    return Said(Met(met), stars)


def interval(part: int, of: int, population: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson, for a sample out of a finite population.

    The correction takes the sample for as large as one out of endlessly many would have to be to
    tell as much: ``n (N - 1) / (N - n)``; who asks everybody is sure.
    """
    share = part / of
    if of >= population:
        return share, share
    size = of * (population - 1) / (population - of)
    squared = _Z * _Z
    middle = (share + squared / (2 * size)) / (1 + squared / size)
    spread = math.sqrt(share * (1 - share) / size + squared / (4 * size * size))
    reach = _Z * spread / (1 + squared / size)
    # At the ends of the scale the last bit of a float may fall on the wrong side.
    return min(max(middle - reach, 0.0), share), max(min(middle + reach, 1.0), share)


def share(part: int, of: int, population: int) -> Share | None:
    """Return a share with its interval; none below five answers."""
    if of < FEWEST:
        return None
    return Share(part, of, *interval(part, of, population))


def met_share(answers: Sequence[str], population: int) -> Share | None:
    """Return how many say that there was contact, of all who answered the first question."""
    found = [answer for answer in answers if answer]
    return share(found.count(Met.YES), len(found), population)


def pleased_share(stars: Sequence[int | None], population: int) -> Share | None:
    """Return how many are satisfied (four stars and five), of all who answered the second."""
    found = [star for star in stars if star is not None]
    return share(sum(star >= _PLEASED for star in found), len(found), population)
