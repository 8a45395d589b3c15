"""Reminding those who fall short before a window ends: who is told what, and when.

``plan`` decides and ``queue_due`` writes exactly that down: a preview is the plan itself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from domain.channels import Ability, may
from domain.delivery import Kind
from domain.periods import midnight
from domain.reminders import Item, Slot, quiet_until, week_of
from domain.telling import Candidate, Choice, choose
from models import organisation as organisations
from models import reminder as questions
from services import digests, outbox, quotas, ways
from services import reminders_due as due
from services import reminders_readers as reading
from services.outbox import Lane
from services.quotas import Stand
from services.reminders_fresh import asked_of, gaps_of, reason
from services.reminders_readers import Letters, Reader
from services.reminders_words import Gap, Report, Words, compose
from services.uow import Uow
from services.ways import Ways

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
    openid: str = field(default="", repr=False)
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
    written = 0
    replaced: list[int] = []
    for one in _planned(uow, None):
        if one.is_written and _put(uow, one):
            written += 1
            replaced += one.replaces
    for some in due.chunks(replaced):
        uow.session.execute(questions.replaced(some, uow.now))
    return written


def _put(uow: Uow, one: Planned) -> bool:
    return outbox.put(
        uow,
        key=one.key,
        kind=one.kind,
        lane=Lane.REMINDER,
        openid=one.openid,
        person_id=one.person_id,
        text=one.words.text,
        template="QUOTA_DUE",
        fields=one.words.fields,
        because=one.because,
        expires_at=one.expires_at,
    )


def _planned(uow: Uow, within: Collection[int] | None, *, ahead: bool = False) -> Iterator[Planned]:
    leaders = due.leaders(uow)
    found = due.candidates(uow, leaders)
    digest_day = reading.is_digest_day(uow, ahead=ahead)
    reports = _reports(uow, leaders, digest_day=digest_day)
    could = _Could(found, reports, uow.today, digest_day)
    for some in due.chunks({*found, *reports}):
        yield from _some(uow, some, could, within)


def _reports(
    uow: Uow, leaders: Mapping[int, Collection[int]], *, digest_day: bool
) -> Mapping[int, list[Report]]:
    """Return the digests by reader: all on their day, later those that could not be told then."""
    readers = {cadre for cadres in leaders.values() for cadre in cadres}
    if not digest_day:
        readers = reading.late_for_digests(uow, readers)
    found: dict[int, list[Report]] = defaultdict(list)
    for organ, report in digests.due(uow, leaders).items() if readers else ():
        for cadre in readers.intersection(leaders[organ]):
            found[cadre].append(report)
    return found


@dataclass(frozen=True, slots=True)
class _Could:
    """What each person could be told of today."""

    found: Mapping[int, list[Candidate]]
    reports: Mapping[int, list[Report]]
    today: date
    digest_day: bool

    def of(self, person_id: int, letters: Letters) -> list[Candidate]:
        week = week_of(self.today).key
        return [*self.found.get(person_id, ())] + [
            Candidate(Item(Kind.DIGEST, "organ", report.organ_id, "digest", week, 0))
            for report in self.reports_for(person_id, letters)
        ]

    def reports_for(self, person_id: int, letters: Letters) -> Collection[Report]:
        """Return a person's digests: today's, and those in letters that a newer one replaces."""
        new = {report.organ_id: report for report in self.reports.get(person_id, ())}
        return {**letters.reports, **new}.values()


def _some(
    uow: Uow, ids: list[int], could: _Could, within: Collection[int] | None
) -> Iterator[Planned]:
    """Plan for some people, by the same few statements however many they are."""
    letters = reading.letters(uow, ids)
    chosen: list[tuple[Reader, Choice]] = []
    for reader in reading.readers(uow, ids):
        if within is not None and reader.organisation_id not in within:
            continue
        mine = letters.get(reader.id, Letters())
        candidates = could.of(reader.id, mine)
        wanted = [c for c in candidates if c.kind not in reader.muted]
        choice = choose(
            wanted if wanted and reader.openid else candidates,
            mine.past,
            uow.today,
            policy=reader.policy,
            digest_day=could.digest_day,
            digest_only=reader.digest_only,
        )
        if choice is None:
            continue
        if not reader.openid or not wanted:
            fate = Fate.MUTED if reader.openid else Fate.UNREACHED
            yield _passed(reader, fate, choice)
        elif choice.slot is None:
            yield _passed(reader, Fate.HELD, choice)
        else:
            chosen.append((reader, choice))
    yield from _composed(uow, chosen, could, letters)


def _passed(reader: Reader, fate: Fate, choice: Choice) -> Planned:
    at = midnight(choice.until) if fate is Fate.HELD and choice.until else None
    return Planned(reader.id, reader.name, reader.organisation_id, fate, choice.items, at)


def _composed(
    uow: Uow,
    chosen: Sequence[tuple[Reader, Choice]],
    could: _Could,
    letters: Mapping[int, Letters],
) -> Iterator[Planned]:
    """Say it all in words, for those to whom something goes."""
    stands = _stands(uow, [item for _, choice in chosen for item in choice.items])
    gaps = {
        reader.id: gaps_of(
            choice.items, [s for i in choice.items for s in stands.get(_whose(i), ())], uow.today
        )
        for reader, choice in chosen
    }
    asked = [asked_of(r.id, r.organisation_id, gaps[r.id]) for r, _ in chosen if gaps[r.id]]
    hints = ways.for_people(uow, asked) if asked else {}
    for reader, choice in chosen:
        past = letters.get(reader.id, Letters())
        told = {item.id for item in choice.items if item.kind is Kind.DIGEST}
        mine = [r for r in could.reports_for(reader.id, past) if r.organ_id in told]
        if gaps[reader.id] or mine:
            words = compose(
                reader.name, gaps[reader.id], hints.get(reader.id, Ways()), mine, uow.today
            )
            yield _goes(uow, reader, choice, gaps[reader.id], mine, words, past)


def _goes(  # noqa: PLR0913, PLR0917 - all that a letter is made of comes together here
    uow: Uow,
    reader: Reader,
    choice: Choice,
    gaps: Sequence[Gap],
    reports: Sequence[Report],
    words: Words,
    letters: Letters,
) -> Planned:
    pushed = may(uow.means.account, Ability.TEMPLATE)
    digests_told = [item for item in choice.items if item.kind is Kind.DIGEST]
    urgent = choice.slot is Slot.URGENT
    because = reason(reader.id, gaps, digests_told, reports, uow.today)
    items = (*(gap.item for gap in gaps), *digests_told)
    waiting = letters.past.waiting
    last = max([gap.standing.due for gap in gaps] or [week_of(uow.today).last_day])
    return Planned(
        reader.id,
        reader.name,
        reader.organisation_id,
        Fate.GOES if pushed else Fate.WAITS,
        items,
        quiet_until(uow.now, reader.policy.quiet) or uow.now,
        urgent=urgent,
        words=words,
        openid=reader.openid,
        because={**because, "urgent": urgent},
        expires_at=midnight(last + _DAY),
        replaces=tuple(letters.waiting),
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
