"""How cadres and organs stand against their rules: this counts, the domain decides."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.quotas import Grouped, Standing, Tally, evaluate_all, tally
from domain.reminders import Policy
from domain.rules import Measure, Rule
from models import contact as contacts
from models import record as records
from models import subject as questions
from services import subjects
from services.subjects import Bound
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Stand:
    """One subject's standings, in the order of its programme's rules."""

    subject: str
    """``cadre`` or ``organ``."""
    id: int
    organisation_id: int
    standings: tuple[Standing, ...]
    policy: Policy
    """How the programme of this subject reminds."""


Tallies = Mapping[str, Mapping[int, Tally]]
"""By rule id, then by subject id."""


def of_cadre(uow: Uow, cadre_id: int, on: date) -> Stand | None:
    """Return how one cadre stands, by a few index probes; none without any post."""
    return next(iter(of_cadres(uow, on, [cadre_id])), None)


def of_cadres(uow: Uow, on: date, cadre_ids: list[int] | None = None) -> list[Stand]:
    """Return how cadres stand on a day: all of them, or those named."""
    return _judged(uow, "cadre", subjects.cadres(uow, cadre_ids, on), cadre_ids, on)


def of_organs(uow: Uow, on: date, organ_ids: list[int] | None = None) -> list[Stand]:
    """Return how leading organs stand on a day: all of them, or those named."""
    return _judged(uow, "organ", subjects.organs(uow, organ_ids), organ_ids, on)


def led_by(uow: Uow, cadre_id: int, on: date) -> list[Stand]:
    """Return how the organs stand for which a cadre answers."""
    led = [organ for organ, _ in uow.session.execute(questions.leaders(on, cadre_id))]
    return of_organs(uow, on, led) if led else []


def _judged(
    uow: Uow, subject: str, bound: list[Bound], ids: list[int] | None, on: date
) -> list[Stand]:
    by_programme: dict[str, Tallies] = {}
    stands = []
    for one in bound:
        programme = one.programme
        if programme.id not in by_programme:
            by_programme[programme.id] = _tallies(uow, subject, programme.rules, ids, on)
        tallies = by_programme[programme.id]
        mine = {rule: counted[one.id] for rule, counted in tallies.items() if one.id in counted}
        standings = evaluate_all(programme, one.subject, on, mine)
        stands.append(Stand(subject, one.id, one.organisation_id, standings, programme.reminders))
    return stands


def _tallies(
    uow: Uow, subject: str, rules: Iterable[Rule], ids: list[int] | None, on: date
) -> Tallies:
    """Count for all rules at once: one query a window, one for the case-loads."""
    by_window: dict[tuple[datetime, datetime], list[Rule]] = defaultdict(list)
    tallies: dict[str, dict[int, Tally]] = {}
    for rule in rules:
        if rule.counts.kinds:
            window = rule.period.window_of(on)
            by_window[window.start, window.end].append(rule)
        elif rule.measure is Measure.DISTINCT_YOUTHS and subject == "cadre":
            sizes = uow.session.execute(contacts.sizes(ids))
            tallies[rule.id] = {cadre: Tally(distinct=n) for cadre, n in sizes}
    for (start, end), windowed in by_window.items():
        groups: dict[int, list[Grouped]] = defaultdict(list)
        counted = uow.session.execute(records.tally(subject, ids, start, end))
        for owner, kind, minutes, offline, number in counted:
            if owner is not None:  # the question leaves the others out
                groups[owner].append(Grouped(kind, minutes, offline, number))
        for rule in windowed:
            tallies[rule.id] = {owner: tally(rule, of) for owner, of in groups.items()}
    return tallies


def owed(stand: Stand) -> list[Standing]:
    """Return the standings in which something is still to be done."""
    return [standing for standing in stand.standings if standing.owed]


def still_owed(uow: Uow, subject: str, subject_id: int, rules: list[str], on: date) -> list[str]:
    """Return which of these rules the subject still falls short of in the windows of a day."""
    ask = of_cadres if subject == "cadre" else of_organs
    stands = ask(uow, on, [subject_id])
    return [s.rule.id for stand in stands for s in owed(stand) if s.rule.id in rules]


def names(uow: Uow, stands: list[Stand]) -> dict[tuple[str, int], str]:
    """Return the names of subjects, by subject and id."""
    cadres = [s.id for s in stands if s.subject == "cadre"]
    one = cadres if len(cadres) == 1 else None
    found = {("cadre", i): name for i, name in uow.session.execute(questions.names(one))}
    asked = [s.id for s in stands if s.subject == "organ"]
    organs = uow.session.scalars(questions.organs(asked))
    return found | {("organ", organ.id): organ.name for organ in organs}
