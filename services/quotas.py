"""How cadres and organs stand against their rules: this counts, the domain decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.evidence import NOTHING, Evidence
from domain.programme import Programme
from domain.quotas import Standing, evaluate_all
from domain.reminders import Policy
from models import subject as questions
from services import evidence, subjects
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
    programme: Programme
    """Whose rules these are."""

    @property
    def policy(self) -> Policy:
        """How its programme reminds."""
        return self.programme.reminders


def of_cadre(uow: Uow, cadre_id: int, on: date) -> Stand | None:
    """Return how one cadre stands, by a few index probes; none without any post."""
    return next(iter(of_cadres(uow, on, [cadre_id])), None)


def of_cadres(uow: Uow, on: date, cadre_ids: list[int] | None = None) -> list[Stand]:
    """Return how cadres stand on a day: all of them, or those named."""
    return _judged(uow, "cadre", subjects.cadres(uow, cadre_ids, on), cadre_ids, on)


def of_organs(uow: Uow, on: date, organ_ids: list[int] | None = None) -> list[Stand]:
    """Return how leading organs stand on a day: all of them, or those named."""
    return _judged(uow, "organ", subjects.organs(uow, organ_ids), organ_ids, on)


def mine(uow: Uow, cadre_id: int, on: date) -> list[Stand]:
    """Return how a cadre stands, and then the organs for which the cadre answers."""
    own = of_cadre(uow, cadre_id, on)
    led = led_by(uow, cadre_id, on)
    return [own, *led] if own else led


def led_by(uow: Uow, cadre_id: int, on: date) -> list[Stand]:
    """Return how the organs stand for which a cadre answers."""
    led = [organ for organ, _ in uow.session.execute(questions.leaders(on, cadre_id))]
    return of_organs(uow, on, led) if led else []


def _judged(
    uow: Uow, subject: str, bound: list[Bound], ids: list[int] | None, on: date
) -> list[Stand]:
    gathered: dict[str, Mapping[int, Evidence]] = {}
    stands = []
    for one in bound:
        programme = one.programme
        if programme.id not in gathered:
            gathered[programme.id] = evidence.gather(uow, subject, ids, on, programme.rules)
        mine = gathered[programme.id].get(one.id, NOTHING)
        standings = evaluate_all(programme, one.subject, on, mine, uow.means.calendar)
        stands.append(Stand(subject, one.id, one.organisation_id, standings, programme))
    return stands


def owed(stand: Stand) -> list[Standing]:
    """Return the standings in which something is still to be done."""
    return [standing for standing in stand.standings if standing.owed]


def names(uow: Uow, stands: list[Stand]) -> dict[tuple[str, int], str]:
    """Return the names of subjects, by subject and id."""
    cadres = [s.id for s in stands if s.subject == "cadre"]
    one = cadres if len(cadres) == 1 else None
    found = {("cadre", i): name for i, name in uow.session.execute(questions.names(one))}
    asked = [s.id for s in stands if s.subject == "organ"]
    organs = uow.session.scalars(questions.organs(asked))
    return found | {("organ", organ.id): organ.name for organ in organs}
