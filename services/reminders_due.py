"""Whose rules have come to a stage of their ladder: asked of everybody at once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from domain.reminders import Item, kind_of, stage_ahead, stage_of, urgent
from domain.rules import Rule
from domain.telling import Candidate
from models import subject as subjects
from services import sweeps
from services.sweeps import Swept
from services.uow import Uow


def candidates(
    uow: Uow, leaders: Mapping[int, list[int]], within: int | None = None
) -> Mapping[int, list[Candidate]]:
    """Return, by person, what they could be told of today: their own, and of organs they lead.

    ``within``: only what is owed in one organisation and all below it.
    """
    found: dict[int, list[Candidate]] = defaultdict(list)
    staged = _staged(uow.today)
    for one in sweeps.short(uow, uow.today, "cadre", rules=staged, within=within):
        for cadre, *_ in one.short:
            found[cadre].append(_candidate("cadre", cadre, one, uow.today))
    for one in sweeps.short(uow, uow.today, "organ", rules=staged, within=within):
        for organ, *_ in one.short:
            for cadre in leaders.get(organ, ()):
                found[cadre].append(_candidate("organ", organ, one, uow.today))
    return found


def leaders(uow: Uow, within: int | None = None) -> Mapping[int, list[int]]:
    """Return who answers for each organ today; ``within``: for one and those below it."""
    found: dict[int, list[int]] = defaultdict(list)
    for organ, cadre in uow.session.execute(subjects.leaders(uow.today, within=within)):
        found[organ].append(cadre)
    return found


def _staged(today: date) -> Callable[[Rule], bool]:
    """Return what says whether a rule's window has come, or soon comes, to a stage."""

    def staged(rule: Rule) -> bool:
        window = rule.period.window_of(today)
        return bool(rule.ladder) and (
            stage_of(rule, window, today) is not None
            or stage_ahead(rule, window, today) is not None
        )

    return staged


def _candidate(subject: str, number: int, swept: Swept, today: date) -> Candidate:
    rule, window = swept.rule, swept.window
    stage, ahead = stage_of(rule, window, today), stage_ahead(rule, window, today)
    of = (kind_of(rule), subject, number, rule.id, window.key)
    return Candidate(
        now=None if stage is None else Item(*of, stage),
        presses=stage is not None and urgent(rule, stage),
        ahead=None if ahead in (None, stage) else Item(*of, ahead),
        presses_ahead=ahead is not None and urgent(rule, ahead),
        due=rule.deadline(window),
    )


def chunks(ids: Iterable[int], size: int = 500) -> Iterator[list[int]]:
    """Cut many ids into what one statement takes."""
    ordered = sorted(ids)
    return (ordered[at : at + size] for at in range(0, len(ordered), size))
