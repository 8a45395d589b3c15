"""An admin's correction of records: the only way in a closed period, with a name and a reason."""

from collections.abc import Sequence

from sqlalchemy import select

from domain.errors import Refusal
from domain.kinds import FOR_CADRES, FOR_ORGANS, KINDS
from domain.wording import say_day
from models import subject as questions
from models.cadre import Appointment, Cadre
from models.organisation import Organisation
from models.record import Record, named_in, twins
from services import audit, doors, inbox, records
from services.records import Did, Logged
from services.signing import Signature, Unsigned, signature
from services.uow import Uow


class NoSuchRecord(Refusal):
    """It is not there, or was taken back before."""

    code = "no_such_record"
    text = "没有编号 {id} 的记录,或者已经撤下了。"


class NotTheirs(Refusal):
    """A cadre's kind for an organ, or the other way round."""

    code = "not_theirs"
    text = "「{kind}」是{whose}的类别。"


class NoSuchOwner(Refusal):
    """Nobody is there whose record it could be."""

    code = "no_such_owner"
    text = "没有编号 {id} 的{what}。"


class NotNamed(Refusal):
    """A youth whom the record cannot name."""

    code = "not_named"
    text = "没有记:编号 {ids} 不在这位团干部的名单里,或者选择了不被联系。去掉再试。"


class AlreadyThere(Refusal):
    """The same was written down before."""

    code = "already_there"
    text = "没有记:这天已有一样的一条(编号 {id})。真有两次,加 --again。"


class NobodyThere(Refusal):
    """A record of an organ stands in somebody's name."""

    code = "nobody_there"
    text = "编号 {id} 的机关还没有团干部任职,先登记任职,再补记。"


def add(  # noqa: PLR0913 - a correction has this many sides, and each has its name
    uow: Uow,
    did: Did,
    *,
    cadre_id: int | None = None,
    organ_id: int | None = None,
    youth_ids: Sequence[int] = (),
    by_name: str,
    reason: str,
    again: bool = False,
) -> Logged:
    """Write a record for a cadre or an organ after the fact; they are told by whom and why.

    One that is there already is refused unless ``again``: an admin may press twice.
    """
    who = _signed(by_name, reason)
    kinds, whose = (FOR_CADRES, "机关") if cadre_id is not None else (FOR_ORGANS, "团干部")
    if KINDS[did.kind] not in kinds:
        raise NotTheirs(kind=KINDS[did.kind].title, whose=whose)
    record = Record(cadre_id=cadre_id, organ_id=organ_id, correction=who.reason)
    records.write_down(uow, record, did, _in_whose_name(uow, cadre_id, organ_id))
    if not again and (other := uow.session.scalar(twins(record))):
        raise AlreadyThere(id=other)
    if cadre_id is not None:
        records.name_youths(uow, record, youth_ids, also_former=True)
    named = set(uow.session.scalars(named_in(record.id)))
    if missing := [youth for youth in youth_ids if youth not in named]:
        raise NotNamed(ids="、".join(map(str, missing)))
    audit.note(uow, "corrected", "record", record.id, what="added", by=who.by, reason=who.reason)
    logged = records.judged(uow, record, ())
    text = f"管理员{who.by}替{_whose(record)}补记了一条:{_what(uow, logged)}。"
    _tell(uow, record, f"{text}原因:{who.reason}。")
    return logged


def undo(uow: Uow, record_id: int, *, by_name: str, reason: str) -> Logged:
    """Take a record back, whenever it was; the counts move, and its maker is told."""
    who = _signed(by_name, reason)
    record = uow.session.get(Record, record_id, with_for_update=True)
    if record is None or record.undone_at is not None:
        raise NoSuchRecord(id=record_id)
    record.correction = who.reason
    records.take_back(uow, record)
    audit.note(uow, "corrected", "record", record.id, what="undone", by=who.by, reason=who.reason)
    logged = records.told(uow, record)
    text = f"管理员{who.by}撤下了{_whose(record)}的一条记录:{_what(uow, logged)}。"
    _tell(uow, record, f"{text}原因:{who.reason}。")
    return logged


def _signed(by_name: str, reason: str) -> Signature:
    who = signature(by_name, reason)
    if not who:
        raise Unsigned(what="是谁更正的、为什么")
    return who


def owner(uow: Uow, cadre_id: int | None, organ_id: int | None) -> None:
    """Refuse a number that is no cadre's, or no organisation's."""
    if cadre_id is not None:
        if uow.session.get(Cadre, cadre_id) is None:
            raise NoSuchOwner(id=cadre_id, what="团干部")
    elif organ_id is None or uow.session.get(Organisation, organ_id) is None:
        raise NoSuchOwner(id=organ_id, what="组织")


def _in_whose_name(uow: Uow, cadre_id: int | None, organ_id: int | None) -> int:
    """Return the person whom a record's entry stands for: a cadre, or who answers for an organ."""
    owner(uow, cadre_id, organ_id)
    if cadre_id is not None:
        return cadre_id
    somebody = uow.session.scalar(
        select(Appointment.cadre_id)
        .where(Appointment.organisation_id == organ_id)
        .order_by(Appointment.leads.desc(), Appointment.first_day.desc(), Appointment.id)
        .limit(1)
    )
    if somebody is None:
        raise NobodyThere(id=organ_id)
    return somebody


def _whose(record: Record) -> str:
    return "你" if record.cadre_id is not None else "本单位"


def _what(uow: Uow, logged: Logged) -> str:
    said = (say_day(logged.day, uow.today), logged.kind_title, logged.title)
    return " · ".join(part for part in said if part)


def _tell(uow: Uow, record: Record, text: str) -> None:
    """Leave word with whom it concerns; it leads their next reply."""
    what = "undone" if record.undone_at else "added"
    for person in _concerned(uow, record):
        door = doors.one(uow, person)
        if door is not None:
            key = f"correction:{record.id}:{what}:{person}"
            more = "\n有出入的话,跟管理员说一声。"
            inbox.leave_at(uow, door, key=key, text=text + more)


def _concerned(uow: Uow, record: Record) -> list[int]:
    """Return the cadre, or who answers for the organ today."""
    if record.cadre_id is not None:
        return [record.cadre_id]
    leaders = questions.leaders(uow.today).where(Appointment.organisation_id == record.organ_id)
    return [cadre for _, cadre in uow.session.execute(leaders)]
