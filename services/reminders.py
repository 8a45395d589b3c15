"""Reminding those who fall short before a window ends: who is told what, and when.

``plan`` decides and ``queue_due`` writes exactly that down: a preview is the plan itself.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any, Final

from domain.channels import Ability, may
from domain.delivery import Kind
from domain.periods import midnight
from domain.reminders import Item, week_of
from models import organisation as organisations
from models import reminder as questions
from services import outbox, quotas, ways
from services import reminders_choosing as choosing
from services import reminders_days as spreading
from services import reminders_due as due
from services.outbox import Draft
from services.quotas import Stand
from services.reminders_choosing import Chosen, Could
from services.reminders_days import Days
from services.reminders_fresh import asked_of, gaps_of, reason
from services.reminders_words import Gap, Report, Words, compose
from services.uow import OpenUow, Uow
from services.ways import Ways

_PART: Final = 500
"""Letters in one transaction."""
_DAY: Final = timedelta(days=1)
_NOTHING: Final = Words("")


class Fate(StrEnum):
    """What becomes of what somebody could be told today."""

    GOES = "goes"
    WAITS = "waits"
    """The account may not push: it waits in the chat and leads the next reply."""
    HELD = "held"
    """The week's messages are spent, or it is not the day of the digest."""
    MUTED = "muted"
    UNREACHED = "unreached"
    """Never logged in, or no longer following: the digest names them."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One person, and what becomes of what they could be told today."""

    person_id: int
    name: str
    organisation_id: int
    fate: Fate
    items: tuple[Item, ...]
    at: datetime | None = None
    """When it goes, or from when on it may."""
    urgent: bool = False
    words: Words = _NOTHING
    openid: str | None = field(default=None, repr=False)
    mini_openid: str | None = field(default=None, repr=False)
    because: Mapping[str, Any] = field(default_factory=dict, repr=False)
    expires_at: datetime | None = None
    replaces: tuple[int, ...] = ()
    """Letters that wait to be sent and that this one speaks for."""
    first: Item | None = None
    """The first thing in it that no letter speaks of yet."""

    @property
    def key(self) -> str:
        """What makes writing it again harmless."""
        return f"{(self.first or self.items[0]).key}:to-{self.person_id}"

    @property
    def kind(self) -> Kind:
        """What it is about, first of all."""
        return self.items[0].kind

    @property
    def is_written(self) -> bool:
        """Whether there is a letter to write."""
        return self.fate in {Fate.GOES, Fate.WAITS}


def plan(uow: Uow, organisation_id: int | None = None, *, ahead: bool = False) -> list[Planned]:
    """Return what ``queue_due`` would do now, and whom it passes over and why.

    Who has nothing new to be told is not there. ``organisation_id``: only people in its subtree.
    ``ahead``: now is still to come, and until then the clock does not miss a Monday.
    """
    within = None
    if organisation_id is not None:
        within = set(uow.session.scalars(organisations.below(organisation_id)))
    return list(_planned(uow, within, ahead=ahead))


def places(uow: Uow, planned: Sequence[Planned]) -> Mapping[int, str]:
    """Return the names of the organisations in a plan."""
    ids = {one.organisation_id for one in planned}
    rows = [uow.session.execute(questions.places(some)) for some in due.chunks(ids)]
    return {row.id: row.name for some in rows for row in some}


def queue_due(uow: Uow) -> int:
    """Write today's reminders in the outbox and return how many were new; a repeat writes none."""
    could = choosing.could(uow)
    days = spreading.days(uow, could)
    planned = [one for some in due.chunks(could.people) for one in _some(uow, some, could, days)]
    return _write(_ordered(planned, days.order), uow)


def parts(open_uow: OpenUow) -> Iterator[Callable[[Uow], int]]:
    """Plan the same with nothing locked, and give it part by part to whoever writes it.

    The most urgent come first. What was written before is in the plan no more, so that a run that
    was broken off is taken up where it was.
    """
    with open_uow(read_only=True) as uow:
        began = uow.now
        could = choosing.could(uow)
        days = spreading.days(uow, could)
    for at in range(0, len(days.order), _PART):
        with open_uow(read_only=True) as uow:
            then = replace(uow, now=began)
            some = [*days.order[at : at + _PART]]
            planned = _ordered(_some(then, some, could, days), some)
        if planned:
            yield partial(_write, planned)


def _ordered(planned: Iterable[Planned], order: Sequence[int]) -> list[Planned]:
    """Return what is written, in the order of the people it is for."""
    place = {person: number for number, person in enumerate(order)}
    return sorted((one for one in planned if one.is_written), key=lambda one: place[one.person_id])


def _write(planned: Sequence[Planned], uow: Uow) -> int:
    new = outbox.put_new(uow, [_draft(one) for one in planned])
    replaced = [number for one in planned if one.key in new for number in one.replaces]
    for some in due.chunks(replaced):
        uow.session.execute(questions.replaced(some, uow.now))
    return len(new)


def _draft(one: Planned) -> Draft:
    return Draft(
        key=one.key,
        kind=one.kind,
        lane=spreading.lane_of(urgent=one.urgent),
        openid=one.openid,
        mini_openid=one.mini_openid,
        person_id=one.person_id,
        organ_id=one.organisation_id,
        text=one.words.text,
        template="QUOTA_DUE",
        fields=one.words.fields,
        because=one.because,
        due_at=one.at,
        expires_at=one.expires_at,
    )


def _planned(uow: Uow, within: Collection[int] | None, *, ahead: bool = False) -> Iterator[Planned]:
    could = choosing.could(uow, ahead=ahead)
    days = spreading.days(uow, could)
    for some in due.chunks(could.people):
        yield from _some(uow, some, could, days, within)


def _some(
    uow: Uow, ids: list[int], could: Could, days: Days, within: Collection[int] | None = None
) -> Iterator[Planned]:
    """Plan for some people, by the same few statements however many they are."""
    going: list[Chosen] = []
    for one in choosing.chosen(uow, ids, could, within):
        if one.goes:
            going.append(one)
        else:
            yield passed(one, fate_of(uow, one))
    yield from composed(uow, going, could, days)


def fate_of(uow: Uow, one: Chosen) -> Fate:
    """Say what becomes of what somebody could be told."""
    if one.goes:
        pushed = may(uow.means.account, Ability.TEMPLATE)
        return Fate.GOES if pushed and one.reader.openid else Fate.WAITS
    if one.wanted:
        return Fate.HELD
    return Fate.MUTED if one.reader.reached else Fate.UNREACHED


def passed(one: Chosen, fate: Fate) -> Planned:
    """Return somebody to whom nothing goes, and why."""
    reader, choice = one.reader, one.choice
    at = midnight(choice.until) if fate is Fate.HELD and choice.until else None
    return Planned(reader.id, reader.name, reader.organisation_id, fate, choice.items, at)


def composed(uow: Uow, going: Sequence[Chosen], could: Could, days: Days) -> Iterator[Planned]:
    """Say it all in words, for those to whom something goes."""
    stands = _stands(uow, [item for one in going for item in one.choice.items])
    gaps = {
        one.reader.id: gaps_of(
            one.choice.items,
            [s for i in one.choice.items for s in stands.get(_whose(i), ())],
            uow.today,
        )
        for one in going
    }
    readers = [one.reader for one in going]
    asked = [asked_of(r.id, r.organisation_id, gaps[r.id]) for r in readers if gaps[r.id]]
    hints = ways.for_people(uow, asked) if asked else {}
    for one in going:
        told = {item.id for item in one.choice.items if item.kind is Kind.DIGEST}
        mine = [r for r in could.reports_for(one.reader.id, one.letters) if r.organ_id in told]
        own = gaps[one.reader.id]
        if own or mine:
            hint = hints.get(one.reader.id, Ways())
            words = compose(one.reader.name, own, hint, mine, uow.today)
            yield _goes(uow, one, own, mine, words, days)


def _goes(  # noqa: PLR0913, PLR0917 - all that a letter is made of comes together here
    uow: Uow,
    one: Chosen,
    gaps: Sequence[Gap],
    reports: Sequence[Report],
    words: Words,
    days: Days,
) -> Planned:
    reader, past = one.reader, one.letters
    digests_told = [item for item in one.choice.items if item.kind is Kind.DIGEST]
    because = reason(reader.id, gaps, digests_told, reports, uow.today)
    items = (*(gap.item for gap in gaps), *digests_told)
    waiting = past.past.waiting
    last = max([gap.standing.due for gap in gaps] or [week_of(uow.today).last_day])
    return Planned(
        reader.id,
        reader.name,
        reader.organisation_id,
        fate_of(uow, one),
        items,
        days.at(uow, reader.id, reader.policy),
        urgent=one.urgent,
        words=words,
        openid=reader.openid,
        mini_openid=reader.mini_openid,
        because={**because, "urgent": one.urgent},
        expires_at=midnight(last + _DAY),
        replaces=tuple(past.waiting),
        first=next((item for item in items if item not in waiting), None),
    )


def _stands(uow: Uow, items: Sequence[Item]) -> Mapping[tuple[str, int], list[Stand]]:
    """Return how those stand who are spoken of, by subject and id."""
    owed = [item for item in items if item.kind is not Kind.DIGEST]
    found: dict[tuple[str, int], list[Stand]] = defaultdict(list)
    for subject, ask in (("cadre", quotas.of_cadres), ("organ", quotas.of_organs)):
        ids = sorted({item.id for item in owed if item.subject == subject})
        for stand in ask(uow, uow.today, ids) if ids else ():
            found[subject, stand.id].append(stand)
    return found


def _whose(item: Item) -> tuple[str, int]:
    return item.subject, item.id
