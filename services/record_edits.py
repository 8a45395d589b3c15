"""Editing a record in its place, undoing and redoing it, while its days are open."""

from collections.abc import Collection
from datetime import UTC
from typing import Any, Final

from sqlalchemy import delete, select

from domain.errors import Refusal
from domain.kinds import FOR_CADRES, FOR_ORGANS, KINDS
from models.activity import Activity
from models.contact import Contact
from models.person import Person
from models.record import Record, RecordYouth, named_in
from services import audit, closings, record_history, record_rows, records
from services.record_rows import Did, Logged
from services.uow import Uow

_COUNTS: Final = ("kind", "happened_at", "minutes", "offline", "youths")
"""What rules look at: a record that says something else there was written down when it did."""


class NoSuchRecord(Refusal):
    """It is not there, or somebody else's."""

    code = "no_such_record"
    text = "没有找到这条记录。看看自己记过的,打开「记录」。"


class Corrected(Refusal):
    """An admin added it or took it back, and answers for it."""

    code = "corrected"
    text = "这一条是管理员更正的,这里撤不了。要改要撤,找管理员说一声就好。"


class FromActivity(Refusal):
    """It follows from an activity, and changes with it."""

    code = "from_activity"
    text = "这一条来自活动「{title}」。有出入,到那个活动的收尾页重新打开,改好再收尾,这里会跟着变。"


class FromWish(Refusal):
    """It follows from a wish that both sides have confirmed."""

    code = "from_wish"
    text = "这一条来自微心愿 W-{wish},双方都确认过才有的,这里改不了。有出入,找管理员说一声就好。"


class TakenBack(Refusal):
    """It has been undone."""

    code = "taken_back"
    text = "这一条已经撤销了。要改,先点「恢复」。"


class NothingToRedo(Refusal):
    """It stands."""

    code = "nothing_to_redo"
    text = "这一条没有撤销,不用恢复。"


class ChangedMeanwhile(Refusal):
    """Another browser was quicker; what was typed here is still there."""

    code = "changed_meanwhile"
    text = "这一条刚才在别处改过了,你填的还在下面。看看现在是什么样,再存一次就按你的来。"


class OtherList(Refusal):
    """A kind of an organ for a cadre, or the other way round."""

    code = "other_list"
    text = "「{kind}」是{whose}的类别。换一类,或者另记一条。"


class NobodyNamed(Refusal):
    """A talk is with somebody."""

    code = "nobody_named"
    text = "「{kind}」是和谁?勾上小伙伴;不在名单里的,把名字写进「做了什么」。"


def edit(  # noqa: PLR0913 - what it was, and what it is to be
    uow: Uow,
    cadre_id: int,
    record_id: int,
    did: Did,
    youth_ids: Collection[int],
    *,
    version: str | None = None,
) -> Logged:
    """Let a record say something else; what it said is kept, and every count moves.

    ``version``: ``record_history.version_of`` what the editor saw; who saw an older one is told.
    """
    record = own(uow, cadre_id, record_id, lock=True)
    mine_to_change(uow, record)
    if record.undone_at is not None:
        raise TakenBack
    if version is not None and version != record_history.version_of(uow, record):
        raise ChangedMeanwhile
    closings.keep_open(uow, record)
    _fitting(record, did, youth_ids)
    before = _said(uow, record)
    record_rows.say(uow, record, did)
    closings.keep_open(uow, record)
    absent = _name(uow, record, before["youths"], youth_ids)
    after = _said(uow, record)
    changed = [key for key in before if before[key] != after[key]]
    if changed:
        old, new = ({key: side[key] for key in changed} for side in (before, after))
        _keep(uow, record, cadre_id, old, new)
        record_rows.meet(uow, record, {*before["youths"], *after["youths"]})
        audit.note(uow, "edited", "record", record.id, fields=changed)
    return record_rows.judged(uow, record, absent)


def _keep(
    uow: Uow, record: Record, cadre_id: int, old: dict[str, Any], new: dict[str, Any]
) -> None:
    """Keep a change; what now counts otherwise was written down now, and is no longer confirmed."""
    changed = set(new)
    if not {"kind", "happened_at"}.isdisjoint(changed):
        old["answers"] = _forget_answers(uow, record)
    if not set(_COUNTS).isdisjoint(changed):
        old["entered_at"] = record.entered_at.isoformat()
        record.entered_at = uow.now
    record_rows.keep(uow, record, cadre_id, old, new)
    uow.session.flush()


def _forget_answers(uow: Uow, record: Record) -> dict[str, list[int]]:
    """Take back what youths said about another day or another kind; return what it was."""
    rows = uow.session.scalars(select(RecordYouth).where(RecordYouth.record_id == record.id)).all()
    said = {
        "confirmed": [row.youth_id for row in rows if row.confirmed_at],
        "denied": [row.youth_id for row in rows if row.denied_at],
    }
    for row in rows:
        row.confirmed_at = row.denied_at = None
    return {key: ids for key, ids in said.items() if ids}


def undo(uow: Uow, cadre_id: int, record_id: int) -> Logged:
    """Take an own record back, as long as its day is open; once is enough."""
    record = own(uow, cadre_id, record_id, lock=True)
    mine_to_change(uow, record)
    if record.undone_at is None:
        closings.keep_open(uow, record)
        record_rows.take_back(uow, record, cadre_id)
        audit.note(uow, "undone", "record", record.id)
    return record_rows.told(uow, record)


def redo(uow: Uow, cadre_id: int, record_id: int) -> Logged:
    """Let a record that was taken back stand again, as written down now."""
    record = own(uow, cadre_id, record_id, lock=True)
    mine_to_change(uow, record)
    if record.undone_at is None:
        raise NothingToRedo
    closings.keep_open(uow, record)
    record_rows.bring_back(uow, record, cadre_id)
    audit.note(uow, "redone", "record", record.id)
    return record_rows.judged(uow, record)


def own(uow: Uow, cadre_id: int, record_id: int, *, lock: bool = False) -> Record:
    """Return a record of a cadre, or of the organ that the cadre answers for today."""
    record = uow.session.get(
        Record, record_id, with_for_update=lock or None, populate_existing=lock
    )
    if record is None:
        raise NoSuchRecord
    mine = record.cadre_id == cadre_id
    if not mine and (
        record.organ_id is None or record.organ_id != records.led_organ(uow, cadre_id)
    ):
        raise NoSuchRecord
    return record


def locked(uow: Uow, record: Record) -> str:
    """Say why a record cannot be changed here; nothing where it can."""
    try:
        mine_to_change(uow, record)
        closings.keep_open(uow, record)
    except Refusal as no:
        return str(no)
    return ""


def mine_to_change(uow: Uow, record: Record) -> None:
    """Refuse what an admin, an activity or a wish answers for."""
    if record.correction:
        raise Corrected
    if record.activity_id is not None:
        activity = uow.session.get_one(Activity, record.activity_id)
        raise FromActivity(title=activity.title)
    if record.wish_id is not None:
        raise FromWish(wish=record.wish_id)


def _fitting(record: Record, did: Did, youth_ids: Collection[int]) -> None:
    kind = KINDS[did.kind]
    own_kinds, whose = (
        (FOR_CADRES, "机关") if record.cadre_id is not None else (FOR_ORGANS, "团干部")
    )
    if kind not in own_kinds:
        raise OtherList(kind=kind.title, whose=whose)
    somebody(did, youth_ids)


def somebody(did: Did, youth_ids: Collection[int]) -> None:
    """Refuse a talk with nobody: neither ticked nor written into the title."""
    kind = KINDS[did.kind]
    if kind.names_youth and not youth_ids and not did.title:
        raise NobodyNamed(kind=kind.title)


def _said(uow: Uow, record: Record) -> dict[str, Any]:
    """Return what a record says, as it is kept in its history."""
    return {
        "kind": record.kind,
        "happened_at": record.happened_at.astimezone(UTC).isoformat(),
        "minutes": record.minutes,
        "title": record.title,
        "offline": record.offline,
        "youths": sorted(uow.session.scalars(named_in(record.id))),
    }


def _name(
    uow: Uow, record: Record, before: Collection[int], wanted: Collection[int]
) -> tuple[str, ...]:
    """Name others: who was there stays with what they said, who is new must be of the case-load."""
    if record.cadre_id is None:
        return ()
    gone = set(before) - set(wanted)
    uow.session.execute(
        delete(RecordYouth).where(
            RecordYouth.record_id == record.id, RecordYouth.youth_id.in_(gone)
        )
    )
    uow.session.flush()
    return record_rows.name_youths(uow, record, set(wanted) - set(before))


def named_before(uow: Uow, cadre_id: int, record: Record) -> list[tuple[int, str]]:
    """Return the youths of a record who left the case-load, or want no contact: they stay named."""
    living = (
        select(Contact.youth_id)
        .join(Person, Person.id == Contact.youth_id)
        .where(Contact.cadre_id == cadre_id, Contact.ended_at.is_(None), Person.left_at.is_(None))
    )
    rows = uow.session.execute(
        select(Person.id, Person.name)
        .join(RecordYouth, RecordYouth.youth_id == Person.id)
        .where(RecordYouth.record_id == record.id, Person.id.not_in(living))
        .order_by(Person.name, Person.id)
    )
    return [(number, name) for number, name in rows]
