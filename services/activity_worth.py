"""What a closed activity is worth to whom: decided from who came, and what was written of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from domain import credits as worth
from domain.dictionaries import LEADING
from domain.evidence import Deed
from domain.kinds import KINDS
from domain.periods import local_day
from domain.quotas import filled
from domain.rules import Measure, Rule
from models import attendance
from models import record as records
from models.activity import Activity
from models.organisation import Organisation
from models.person import Person
from services import subjects
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Credited:
    """One record that closing writes, or wrote: whose it is, with whom, and what it fills."""

    name: str
    kind: str
    cadre_id: int | None
    organ_id: int | None
    youths: tuple[tuple[int, str], ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def kind_title(self) -> str:
        """The kind's Chinese name."""
        return KINDS[self.kind].title


def due(uow: Uow, activity: Activity) -> list[Credited]:
    """Return what is to be written, the host's first; nothing where no guest came."""
    rows = uow.session.execute(attendance.guests(activity.id)).all()
    came = [(number, name, cadre) for number, name, cadre, _ in rows]
    if not [number for number, _, _ in came if number != activity.host_id]:
        return []
    credit = worth.of(activity.kind)
    cadres = {number: name for number, name, cadre in came if cadre}
    host = activity.host_id
    if host is not None:
        cadres = {host: uow.session.get_one(Person, host).name} | cadres
    met: Mapping[int, list[tuple[int, str]]] = _met(uow, list(cadres), activity.id)
    found = []
    for number, name in sorted(cadres.items(), key=lambda c: (c[0] != host, c[0])):
        kind = credit.host if number == host else credit.guest
        if worth.written(kind, met=bool(met[number])):
            found.append(Credited(name, kind, number, None, tuple(met[number])))
    organ = uow.session.get_one(Organisation, activity.organisation_id)
    if credit.organ is not None and organ.level in LEADING:
        found.append(Credited(organ.name, credit.organ, None, organ.id))
    return found


def _met(uow: Uow, cadres: list[int], activity_id: int) -> Mapping[int, list[tuple[int, str]]]:
    """Return the guests by the cadres who keep in touch with them now."""
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for cadre, youth, name in uow.session.execute(attendance.kept_in_touch(cadres, activity_id)):
        found[cadre].append((youth, name))
    return found


def written(uow: Uow, activity: Activity) -> list[Credited]:
    """Return what closing has written, the host's first."""
    rows = uow.session.scalars(records.of_activity(activity.id)).all()
    youths: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for record, person in uow.session.execute(records.companions([row.id for row in rows])):
        youths[record].append((person.id, person.name))
    cadres = [row.cadre_id for row in rows if row.cadre_id is not None]
    named = select(Person).where(Person.id.in_(cadres))
    names = {person.id: person.name for person in uow.session.scalars(named)}
    organ = uow.session.get_one(Organisation, activity.organisation_id)
    found = [
        Credited(
            names[row.cadre_id] if row.cadre_id is not None else organ.name,
            row.kind,
            row.cadre_id,
            row.organ_id,
            tuple(youths[row.id]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.cadre_id is None, one.cadre_id != activity.host_id))


def judged(
    uow: Uow, activity: Activity, credited: Sequence[Credited], minutes: int
) -> tuple[Credited, ...]:
    """Say which rules each record would fill."""
    if not credited:
        return ()
    day = local_day(activity.starts_at)
    cadres = [one.cadre_id for one in credited if one.cadre_id is not None]
    organs = [one.organ_id for one in credited if one.organ_id is not None]
    found = {one.id: one for one in subjects.cadres(uow, cadres, day)}
    its = {one.id: one for one in subjects.organs(uow, organs)} if organs else {}
    told = []
    for one in credited:
        who = its.get(one.organ_id or 0) if one.cadre_id is None else found.get(one.cadre_id)
        youths = frozenset(number for number, _ in one.youths)
        deed = Deed(one.kind, activity.starts_at, minutes, True, uow.now, youths)
        rules: tuple[Rule, ...] = ()
        if who is not None:
            rules = filled(who.programme, who.subject, deed, uow.means.calendar)
        told.append(replace(one, rules=tuple(r.title for r in rules if _asks(r, youths))))
    return tuple(told)


def _asks(rule: Rule, youths: frozenset[int]) -> bool:
    met = bool(youths) or rule.measure is not Measure.EACH_YOUTH
    return rule.measure.counts_records and met
