"""Who could be told what today, and what of it they are told: before any words are made."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from domain.delivery import Kind
from domain.reminders import Item, Slot, week_of
from domain.telling import Candidate, Choice, choose
from services import digests
from services import reminders_due as due
from services import reminders_readers as reading
from services.reminders_readers import Letters, Reader
from services.reminders_words import Report
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Could:
    """What each person could be told of today."""

    found: Mapping[int, list[Candidate]]
    reports: Mapping[int, list[Report]]
    today: date
    digest_day: bool

    @property
    def people(self) -> Collection[int]:
        """Everybody there is something to tell."""
        return {*self.found, *self.reports}

    def of(self, person_id: int, letters: Letters) -> list[Candidate]:
        """Return what one person could be told."""
        week = week_of(self.today)
        return [*self.found.get(person_id, ())] + [
            Candidate(
                Item(Kind.DIGEST, "organ", report.organ_id, "digest", week.key, 0),
                due=week.last_day,
            )
            for report in self.reports_for(person_id, letters)
        ]

    def reports_for(self, person_id: int, letters: Letters) -> Collection[Report]:
        """Return a person's digests: today's, and those in letters that a newer one replaces."""
        new = {report.organ_id: report for report in self.reports.get(person_id, ())}
        return {**letters.reports, **new}.values()


@dataclass(frozen=True, slots=True)
class Chosen:
    """What one person is told today; ``wanted``: as far as anybody knows they would hear it."""

    reader: Reader
    choice: Choice
    letters: Letters
    due: date
    """The first day on which something in it is over."""
    wanted: bool

    @property
    def goes(self) -> bool:
        """Whether a letter is written."""
        return self.wanted and self.choice.slot is not None

    @property
    def urgent(self) -> bool:
        """Whether it is the week's urgent message."""
        return self.choice.slot is Slot.URGENT


def could(uow: Uow, *, ahead: bool = False, within: int | None = None) -> Could:
    """Ask about everybody at once; ``ahead``: now is still to come.

    ``within``: only about one organisation and all below it.
    """
    leaders = due.leaders(uow, within)
    found = due.candidates(uow, leaders, within)
    digest_day = reading.is_digest_day(uow, ahead=ahead)
    reports = _reports(uow, leaders, digest_day=digest_day, within=within)
    return Could(found, reports, uow.today, digest_day)


def _reports(
    uow: Uow,
    leaders: Mapping[int, Collection[int]],
    *,
    digest_day: bool,
    within: int | None,
) -> Mapping[int, list[Report]]:
    """Return the digests by reader: all on their day, later those that could not be told then."""
    readers = {cadre for cadres in leaders.values() for cadre in cadres}
    if not digest_day:
        readers = reading.late_for_digests(uow, readers)
    found: dict[int, list[Report]] = defaultdict(list)
    for organ, report in digests.due(uow, leaders, within).items() if readers else ():
        for cadre in readers.intersection(leaders[organ]):
            found[cadre].append(report)
    return found


def chosen(
    uow: Uow, ids: list[int], could: Could, within: Collection[int] | None = None
) -> Iterator[Chosen]:
    """Choose for some people, by the same few statements however many they are."""
    letters = reading.letters(uow, ids)
    for reader in reading.readers(uow, ids):
        if within is not None and reader.organisation_id not in within:
            continue
        mine = letters.get(reader.id, Letters())
        candidates = could.of(reader.id, mine)
        wanted = [c for c in candidates if c.kind not in reader.muted]
        choice = choose(
            wanted if wanted and reader.reached else candidates,
            mine.past,
            uow.today,
            policy=reader.policy,
            digest_day=could.digest_day,
            digest_only=reader.digest_only,
        )
        if choice is not None:
            ends = _first_end(choice, candidates, could.today)
            yield Chosen(reader, choice, mine, ends, bool(reader.reached and wanted))


def _first_end(choice: Choice, candidates: Iterable[Candidate], today: date) -> date:
    ends = {item: c.due for c in candidates if c.due for item in (c.now, c.ahead) if item}
    return min((ends[item] for item in choice.items if item in ends), default=today)
