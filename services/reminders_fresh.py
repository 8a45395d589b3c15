"""A reminder's reason, kept beside its letter, and asked again before it is sent or shown.

What was done meanwhile is left out and the days are counted anew: the words are put together
again, rather than one letter split into several, so that it stays one message a person.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from domain.delivery import Kind
from domain.quotas import Standing
from domain.reminders import Item, week_of
from models import subject as subjects
from models.person import Person
from services import quotas, ways
from services.quotas import Stand
from services.reminders_words import Gap, Report, Words, compose
from services.uow import Uow
from services.ways import Asked, Ways

REMINDER: Final = "reminder"
"""The sort of reason."""


def reason(
    person_id: int,
    gaps: Sequence[Gap],
    digests: Sequence[Item],
    reports: Sequence[Report],
    on: date,
) -> dict[str, Any]:
    """Say why: because of these gaps, and what was reported of organs."""
    return {
        "kind": REMINDER,
        "on": on.isoformat(),
        "person": person_id,
        "parts": [_row(item) for item in (*(gap.item for gap in gaps), *digests)],
        "reports": [[r.organ_id, list(r.lines), r.short] for r in reports],
    }


def items_of(because: Mapping[str, Any]) -> tuple[Item, ...]:
    """Return what a letter speaks of."""
    return tuple(_item(row) for row in because.get("parts", ()))


def kinds_of(because: Mapping[str, Any]) -> frozenset[str]:
    """Return the kinds of what a letter speaks of: it is muted when all of them are."""
    return frozenset(row[0] for row in because.get("parts", ()))


def gaps_of(items: Iterable[Item], stands: Iterable[Stand], today: date) -> tuple[Gap, ...]:
    """Return how things stand that are to be spoken of, as far as they are still owed."""
    owed: dict[tuple[str, int, str, str], Standing] = {
        (stand.subject, stand.id, s.rule.id, s.window.key): s
        for stand in stands
        for s in quotas.owed(stand)
        if s.due >= today
    }
    found = [(item, owed.get((item.subject, item.id, item.rule, item.window))) for item in items]
    return tuple(Gap(item, standing) for item, standing in found if standing is not None)


def reports_of(
    because: Mapping[str, Any], items: Sequence[Item], today: date
) -> tuple[Report, ...]:
    """Return the digests in a letter that are of this week and among some items."""
    week = week_of(today).key
    mine = {item.id for item in items if item.kind is Kind.DIGEST and item.window == week}
    return tuple(
        Report(organ, tuple(lines), short)
        for organ, lines, short in because.get("reports", ())
        if organ in mine
    )


def asked_of(person_id: int, organisation_id: int, gaps: Iterable[Gap]) -> Asked:
    """Return what to ask about ways to fill some gaps."""
    own: list[Standing] = []
    organs: dict[int, list[Standing]] = {}
    for gap in gaps:
        (organs.setdefault(gap.item.id, []) if gap.organ else own).append(gap.standing)
    return Asked(
        person_id,
        organisation_id,
        tuple(own),
        tuple((organ, tuple(owed)) for organ, owed in organs.items()),
    )


def renew(
    uow: Uow,
    because: Mapping[str, Any],
    muted: Collection[str],
) -> Words | None:
    """Return what is true of a reminder now; None if nothing is.

    Never the words it was written with, not even on the same day with the same gap: who has left
    since, what was claimed and what is full must not be named.
    """
    rows = [row for row in because["parts"] if row[0] not in muted]
    person_id: int = because["person"]
    led = {organ for organ, _ in uow.session.execute(subjects.leaders(uow.today, person_id))}
    items = [_item(row) for row in rows if row[1] == "cadre" or row[2] in led]
    stands = _stands(uow, items)
    gaps, reports = gaps_of(items, stands, uow.today), reports_of(because, items, uow.today)
    if not gaps and not reports:
        return None
    person = uow.session.get_one(Person, person_id)
    asked = asked_of(person_id, person.organisation_id, gaps)
    hints = ways.for_people(uow, [asked])[person_id] if gaps else Ways()
    return compose(person.name, gaps, hints, reports, uow.today)


def _stands(uow: Uow, items: Sequence[Item]) -> list[Stand]:
    cadres = sorted({item.id for item in items if item.subject == "cadre"})
    organs = sorted({i.id for i in items if i.subject == "organ" and i.kind is not Kind.DIGEST})
    found = quotas.of_cadres(uow, uow.today, cadres) if cadres else []
    return [*found, *(quotas.of_organs(uow, uow.today, organs) if organs else [])]


def _row(item: Item) -> list[object]:
    return [item.kind, item.subject, item.id, item.rule, item.window, item.stage]


def _item(row: Sequence[Any]) -> Item:
    kind, *rest = row[:6]
    return Item(Kind(kind), *rest)
