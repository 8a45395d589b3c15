"""What one person is told today, and as what: new things only, together, and not too often."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.delivery import Kind
from domain.reminders import USUAL, Item, Policy, Slot, Told, free_on, slot

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something a person could be told: ``now`` where its day has come.

    ``ahead`` is what it comes to before another routine message may go, if that is something
    else; either presses at the last stage of its ladder.
    """

    now: Item | None = None
    presses: bool = False
    ahead: Item | None = None
    presses_ahead: bool = False
    due: date | None = None
    """The last day that counts for it."""

    @property
    def kind(self) -> Kind | None:
        """What it is about: a person may have muted it."""
        return self.newest.kind if self.newest else None

    @property
    def newest(self) -> Item | None:
        """The farthest stage that one message can speak of."""
        return self.ahead or self.now


@dataclass(frozen=True, slots=True)
class Past:
    """What a person was told, what waits to be sent, and when messages went."""

    told: frozenset[Item] = frozenset()
    waiting: frozenset[Item] = frozenset()
    """Of letters that nobody has begun to send: a newer one can speak for them."""
    went: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A message of these items; without a slot it is held until a day."""

    items: tuple[Item, ...]
    slot: Slot | None
    until: date | None = None


def choose(  # noqa: PLR0913 - the rules of the whole matter meet here
    candidates: Sequence[Candidate],
    past: Past,
    today: date,
    *,
    policy: Policy = USUAL,
    digest_day: bool = False,
    digest_only: bool = False,
) -> Choice | None:
    """Return what is to be said today; None where there is nothing new.

    A routine message looks ahead, for the next one may go only in a week. The week's digest is a
    reason to write on its own day, or later where the last message was late, and rides along on
    others. ``digest_only``: nothing presses, and all that the week brings is said in one message
    on that day.
    """
    if digest_only:
        return _weekly(candidates, past, today, policy, digest_day=digest_day)
    fresh = _new((c.now for c in candidates), past)
    of_digests = digest_day or digest_late(past, today, policy)
    if not any(item.kind is not Kind.DIGEST or of_digests for item in fresh):
        return None
    pressing = any(c.presses and c.now in fresh for c in candidates)
    place = slot(past.went, today, pressing=pressing, policy=policy)
    if place is None:
        return Choice(fresh, None, free_on(past.went, today, policy=policy))
    ahead = [c.ahead for c in candidates if not c.presses_ahead and c.now not in fresh]
    more = _new(ahead, past) if place is Slot.ROUTINE else ()
    return Choice(tuple(dict.fromkeys((*fresh, *more, *_still(candidates, past)))), place)


def _weekly(
    candidates: Sequence[Candidate],
    past: Past,
    today: date,
    policy: Policy,
    *,
    digest_day: bool,
) -> Choice | None:
    """Say all that the week brings on its digest day, or later where the last one was late."""
    monday = today - today.weekday() * _DAY
    free = free_on(past.went, today, policy=policy)
    if not digest_day and not digest_late(past, today, policy):
        waits = _new((c.now for c in candidates), past)
        pressing = any(item.kind is not Kind.DIGEST for item in waits)
        return Choice(waits, None, max(free, monday + 7 * _DAY)) if pressing else None
    fresh = _new((c.newest for c in candidates), past)
    if not fresh:
        return None
    if free > today:
        return Choice(fresh, None, free)
    return Choice(tuple(dict.fromkeys((*fresh, *_still(candidates, past)))), Slot.ROUTINE)


def digest_late(past: Past, today: date, policy: Policy = USUAL) -> bool:
    """Say whether the week's routine place was taken on its digest day, and has come free since."""
    monday = today - today.weekday() * _DAY
    return monday < free_on(past.went, monday, policy=policy) <= today


def _new(items: Iterable[Item | None], past: Past) -> tuple[Item, ...]:
    """Return the items that nothing has said yet, those nearest to their end first."""
    said = past.told | past.waiting
    new = {item for item in items if item is not None and item not in said}
    return tuple(sorted(new, key=lambda item: (item.kind is Kind.DIGEST, item.stage, item.key)))


def _still(candidates: Sequence[Candidate], past: Past) -> Collection[Item]:
    """Return what waits to be sent and still stands: the new message speaks for it."""
    standing = {c.now for c in candidates} | {c.newest for c in candidates}
    return sorted(past.waiting & {item for item in standing if item}, key=lambda item: item.key)
