"""季度材料: drafts, versions, handing in, and who below has not handed in yet. [广] 四1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from domain import materials as rules
from domain.errors import Refusal
from domain.materials import FIELDS, KIND, Piece
from domain.periods import PeriodKind, Window, local_day, midnight
from models import subject as questions
from models.materials import Materials
from models.organisation import Below, Organisation
from models.record import Record
from services import audit, materials_figures, quotas, records
from services.records import Did
from services.uow import Uow


class NotAsked(Refusal):
    """The organ's programme has no such rule."""

    code = "materials_not_asked"
    text = "你们单位的方案里没有季度材料这一项,不用交。"


class QuarterGone(Refusal):
    """Only this quarter's and the last one's are handed in."""

    code = "materials_quarter_gone"
    text = "{title}的材料已经过了能交的时候,要补交请直接联系上级。"


class NoSuchMaterials(Refusal):
    """They are not there, or of an organ that is neither one's own nor just below."""

    code = "no_such_materials"
    text = "没有找到这份材料,或者它不是交给你们的。"


@dataclass(frozen=True, slots=True)
class Due:
    """A quarter for which an organ is asked; ``by`` is the last day in time."""

    organ_id: int
    quarter: Window
    by: date


@dataclass(frozen=True, slots=True)
class Version:
    """One version that was handed in."""

    id: int
    number: int
    handed_at: datetime
    by: str
    late: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What a leader sees of one quarter: the texts as they were left, and what was handed in."""

    due: Due
    texts: Mapping[str, str]
    saved_at: datetime | None
    """When the draft was saved; none where there is none."""
    versions: tuple[Version, ...]
    """The newest first."""
    figures: Mapping[str, Any]
    open: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """One version as it is read, with what it changed of the one before."""

    organ: str
    due: Due
    version: Version
    texts: Mapping[str, str]
    figures: Mapping[str, Any]
    changes: Mapping[str, tuple[Piece, ...]]
    """By field; only those that changed, none for the first version."""
    others: tuple[Version, ...]


def due(uow: Uow, organ_id: int, quarter: Window) -> Due | None:
    """Return by when an organ is asked for a quarter's materials; none if it is not."""
    return next(iter(due_of(uow, [organ_id], quarter)), None)


def due_of(uow: Uow, organ_ids: list[int], quarter: Window) -> list[Due]:
    """Return by when each of these organs is asked for a quarter's materials, where it is."""
    on = min(uow.today, quarter.last_day)
    return [
        Due(stand.id, s.window, s.due)
        for stand in (quotas.of_organs(uow, on, organ_ids) if organ_ids else ())
        for s in stand.standings
        if KIND in s.rule.counts.kinds and s.rule.period.kind is PeriodKind.QUARTER
    ]


def desk(uow: Uow, organ_id: int, quarter: Window) -> Desk | None:
    """Return a quarter's materials of the own organ; none if it is not asked for any."""
    asked = due(uow, organ_id, quarter)
    if asked is None:
        return None
    rows = _rows(uow, organ_id, quarter)
    newest = rows[0] if rows else None
    draft = newest is not None and newest.handed_at is None
    figures = materials_figures.count(uow, organ_id, quarter)
    return Desk(
        asked,
        {name: getattr(newest, name) if newest else "" for name in FIELDS},
        newest.changed_at if newest and draft else None,
        _versions(uow, rows, asked),
        figures,
        _may_hand(uow, quarter),
    )


def versions(uow: Uow, organ_id: int, quarter: Window) -> tuple[Version, ...]:
    """Return what an organ has handed in for a quarter, the newest first."""
    asked = due(uow, organ_id, quarter) or Due(organ_id, quarter, quarter.last_day)
    return _versions(uow, _rows(uow, organ_id, quarter), asked)


def _rows(uow: Uow, organ_id: int, quarter: Window) -> Sequence[Materials]:
    mine = (Materials.organ_id == organ_id, Materials.quarter == quarter.first_day)
    return uow.session.scalars(
        select(Materials).where(*mine).order_by(Materials.version.desc())
    ).all()


def _versions(uow: Uow, rows: Sequence[Materials], asked: Due) -> tuple[Version, ...]:
    handed = [(row, row.handed_at) for row in rows if row.handed_at is not None]
    people = {row.by_person for row, _ in handed}
    names: dict[int, str] = (
        dict(uow.session.execute(questions.names(sorted(people))).all()) if people else {}
    )
    return tuple(
        Version(row.id, row.version, at, names.get(row.by_person, ""), local_day(at) > asked.by)
        for row, at in handed
    )


def _may_hand(uow: Uow, quarter: Window) -> bool:
    now = rules.quarter_of(uow.today)
    return quarter.first_day in {now.first_day, rules.before(now).first_day}


def save(
    uow: Uow, organ_id: int, quarter: Window, person_id: int, texts: Mapping[str, str]
) -> Materials:
    """Keep what is written as the organ's draft; there is one, whoever writes."""
    kept = rules.check(texts)
    uow.session.get_one(Organisation, organ_id, with_for_update={"key_share": True})
    if due(uow, organ_id, quarter) is None:
        raise NotAsked
    if not _may_hand(uow, quarter):
        raise QuarterGone(title=quarter.title)
    rows = _rows(uow, organ_id, quarter)
    draft = rows[0] if rows and rows[0].handed_at is None else None
    if draft is None:
        draft = Materials(
            organ_id=organ_id,
            quarter=quarter.first_day,
            version=rows[0].version + 1 if rows else 1,
            figures={},
            created_at=uow.now,
        )
        uow.session.add(draft)
    for name, text in kept.items():
        setattr(draft, name, text)
    draft.by_person, draft.changed_at = person_id, uow.now
    uow.session.flush()
    return draft


def hand_in(
    uow: Uow, organ_id: int, quarter: Window, person_id: int, texts: Mapping[str, str]
) -> Version:
    """Hand the materials up as a new version; the first one counts as the organ's record."""
    row = save(uow, organ_id, quarter, person_id, texts)
    if not any(getattr(row, name) for name in FIELDS):
        raise rules.NothingWritten
    asked = due(uow, organ_id, quarter) or Due(organ_id, quarter, quarter.last_day)
    before = [other for other in _rows(uow, organ_id, quarter) if other.handed_at is not None]
    if before and all(getattr(row, name) == getattr(before[0], name) for name in FIELDS):
        raise rules.NothingChanged
    row.figures, row.handed_at = materials_figures.count(uow, organ_id, quarter), uow.now
    uow.session.flush()
    # Handed in after its quarter it is kept and marked late; a record of today would count for
    # the next quarter.
    if not before and quarter.first_day <= uow.today <= quarter.last_day:
        _record(uow, organ_id, quarter, person_id)
    audit.note(uow, "handed_in", "materials", row.id, version=row.version)
    return _versions(uow, [row], asked)[0]


def _record(uow: Uow, organ_id: int, quarter: Window, person_id: int) -> None:
    """Write the organ's record, unless somebody has written it down by hand."""
    there = select(func.count()).where(
        Record.organ_id == organ_id,
        Record.kind == KIND,
        Record.undone_at.is_(None),
        Record.happened_at >= midnight(quarter.first_day),
    )
    if not uow.session.scalars(there).one():
        records.log_organ(uow, person_id, organ_id, Did(KIND, uow.today, quarter.title))


def paper(uow: Uow, materials_id: int, organ_id: int) -> Paper:
    """Return a version that was handed in by the own organ, or by one just below."""
    row = uow.session.get(Materials, materials_id)
    if row is None or row.handed_at is None:
        raise NoSuchMaterials
    near = select(Below.depth).where(
        Below.ancestor_id == organ_id, Below.descendant_id == row.organ_id, Below.depth <= 1
    )
    if uow.session.scalar(near) is None:
        raise NoSuchMaterials
    quarter = rules.quarter_of(row.quarter)
    asked = due(uow, row.organ_id, quarter) or Due(row.organ_id, quarter, quarter.last_day)
    rows = _rows(uow, row.organ_id, quarter)
    versions = _versions(uow, rows, asked)
    older = next((r for r in rows if r.handed_at is not None and r.version < row.version), None)
    changes = {
        name: rules.changed(getattr(older, name), getattr(row, name))
        for name in FIELDS
        if older is not None and getattr(older, name) != getattr(row, name)
    }
    return Paper(
        uow.session.get_one(Organisation, row.organ_id).name,
        asked,
        next(v for v in versions if v.id == row.id),
        {name: getattr(row, name) for name in FIELDS},
        row.figures,
        changes,
        versions,
    )
