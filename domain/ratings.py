"""评价团干部: who was really involved, what may be shown when, and the life of a vote."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Refusal

LIFE: Final = timedelta(days=60)
"""How long after an occasion one may speak of it."""
FEWEST: Final = 5
"""From so many different voters up a figure is shown."""
LOW: Final = 2.5
WORDS: Final = 200
REASON: Final = 200
_STARS: Final = range(1, 6)
_HALVES: Final = 2


class Occasion(StrEnum):
    """What somebody had to do with a cadre."""

    RECORD = "record"
    ACTIVITY = "activity"
    TICKET = "ticket"
    WISH = "wish"


OCCASIONS: Final[Mapping[Occasion, str]] = {
    Occasion.RECORD: "见面、联系",
    Occasion.ACTIVITY: "活动",
    Occasion.TICKET: "诉求与提问",
    Occasion.WISH: "微心愿",
}


class RatingStatus(StrEnum):
    """The life of a vote."""

    COUNTED = "counted"
    APPEALED = "appealed"
    """The cadre has asked for another look at the words; meanwhile it counts."""
    KEPT = "kept"
    REMOVED = "removed"


COUNTING: Final = (RatingStatus.COUNTED, RatingStatus.APPEALED, RatingStatus.KEPT)


class Step(StrEnum):
    """What can be done to a vote once it stands."""

    CHANGE = "change"
    APPEAL = "appeal"
    KEEP = "keep"
    REMOVE = "remove"


_NEXT: Final[Mapping[tuple[RatingStatus, Step], RatingStatus]] = {
    (RatingStatus.COUNTED, Step.CHANGE): RatingStatus.COUNTED,
    (RatingStatus.COUNTED, Step.APPEAL): RatingStatus.APPEALED,
    (RatingStatus.APPEALED, Step.KEEP): RatingStatus.KEPT,
    (RatingStatus.APPEALED, Step.REMOVE): RatingStatus.REMOVED,
}


class NotInvolved(Refusal):
    code = "rating_not_involved"
    text = (
        "评价留给 60 天里真打过交道的人:见过面、来过 TA 的活动、问题由 TA 答复、心愿由 TA 实现。"
        "看看可以评的,回复「评价」。"
    )


class StarsOdd(Refusal):
    code = "rating_stars_odd"
    text = "打 1 到 5 颗星,后面可以跟一句话,比如「5 很耐心」。"


class WordsLong(Refusal):
    code = "rating_words_long"
    text = "一句话最多 {most} 个字,现在有 {have} 个,删短一点再发。"


class NobodyToLook(Refusal):
    code = "rating_nobody_to_look"
    text = (
        "这句话{why},要先请人看,可上面还没有登记别的负责人,只有 TA 本人看得到。"
        "换个说法,或者只打星。"
    )


class Shown(Refusal):
    code = "rating_shown"
    text = "这一次的评价已经和别人的一起公布,改不了了。下次打交道以后可以再评,回复「评价」看看。"


class NothingSaid(Refusal):
    code = "rating_nothing_said"
    text = "只有星、没有话的评价,没有可以复核的内容。别的问题,跟上级机关说一声。"


class NotShownYet(Refusal):
    code = "rating_not_shown"
    text = "没有找到这条评价,页面可能旧了。回到「我的评价」再看一眼。"


class AppealedBefore(Refusal):
    code = "rating_appealed"
    text = "这一条已经请上级看过或正在看,不用再提。结果会在对话里告诉你。"


class NotAppealed(Refusal):
    code = "rating_not_appealed"
    text = "这一条没有在等复核,可能别人已经处理了。回到列表再看一眼。"


class ReasonWanted(Refusal):
    code = "rating_reason"
    text = "写一句为什么,2 到 {most} 个字。{who}"


_NO: Final[Mapping[Step, type[Refusal]]] = {
    Step.CHANGE: Shown,
    Step.APPEAL: AppealedBefore,
    Step.KEEP: NotAppealed,
    Step.REMOVE: NotAppealed,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over ``votes`` of at least five people: the mean to the half star.

    A low one stops at ``LOW``: exactly told, it would say that each single vote was low.
    """

    votes: int
    stars: float

    def say(self) -> str:
        """Return it in words."""
        if self.stars <= LOW:
            return f"不高于 {LOW} 颗星"
        return f"约 {self.stars:g} 颗星"


def checked(stars: int, words: str) -> str:
    """Return the words as they are kept; refuse odd stars and too many words."""
    if stars not in _STARS:
        raise StarsOdd
    said = " ".join(words.split())
    if len(said) > WORDS:
        raise WordsLong(most=WORDS, have=len(said))
    return said


def move(status: RatingStatus, step: Step, *, shown: bool, words: str = "") -> RatingStatus:
    """Return what a vote becomes by a step.

    ``shown``: it was published in a round. One still waiting can only be changed, by its voter; a
    published one never.
    """
    if step is Step.CHANGE and shown:
        raise Shown
    if step is not Step.CHANGE and not shown:
        raise NotShownYet
    if step is Step.APPEAL and not words and status is RatingStatus.COUNTED:
        raise NothingSaid
    after = _NEXT.get((status, step))
    if after is None:
        raise _NO[step]
    return after


def reason(said: str, who: str) -> str:
    """Return a reason as it is kept, or ask for one; ``who`` says who will read it."""
    why = " ".join(said.split())
    if not 2 <= len(why) <= REASON:  # noqa: PLR2004 - one character is no reason
        raise ReasonWanted(most=REASON, who=who)
    return why


def round_of(today: date) -> date:
    """Return the round that may be formed today: what was said before this month."""
    return today.replace(day=1)


def enough(voters: Sequence[int | None]) -> bool:
    """Say whether the votes of these voters may be shown together.

    There are five different people behind them, and none has given more than half: who deletes
    their data (None) is no longer known to be another one, and does not help.
    """
    by = Counter(voter for voter in voters if voter is not None)
    return len(by) >= FEWEST and max(by.values()) * _HALVES <= len(voters)


def figure(stars: Iterable[int]) -> Figure | None:
    """Return the mean to the half star; it is never told so exactly that it tells each vote."""
    found = list(stars)
    return mean(sum(found), len(found)) if found else None


def mean(stars: int, votes: int) -> Figure:
    """Return the figure of so many stars in so many votes."""
    halves = math.floor(_HALVES * stars / votes + 0.5)
    return Figure(votes, max(halves / _HALVES, LOW))
