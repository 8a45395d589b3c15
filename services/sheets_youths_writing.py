"""Writing a checked file of youths in a few statements, and taking it back."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update

from domain import ending
from domain.caseload import MISTAKEN
from models.base import insert_all, table
from models.cadre import Cadre
from models.contact import Contact, ContactTag
from models.person import Person, WechatUser
from models.record import Record, RecordYouth
from services import audit, changes, newcomers
from services.sheets_youths import KNOWN, NEW, Wanted, Youths
from services.uow import Uow

_MANY: Final = 500
_BORN: Final = (
    update(table(Person))
    .where(table(Person).c.id == bindparam("who"), table(Person).c.born.is_(None))
    .values(born=bindparam("it"))
)


def lock(uow: Uow, cadre_id: int) -> None:
    """Let nobody else write into this case-load from a file meanwhile."""
    uow.session.execute(select(Cadre.id).where(Cadre.id == cadre_id).with_for_update())


def write(uow: Uow, youths: Youths, wanted: Sequence[Wanted]) -> dict[str, Any]:
    """Write what a pass without faults has found; return the step by which it is taken back."""
    new = [one for one in wanted if youths.sorts[one.row.number] == NEW]
    known = [one for one in wanted if youths.sorts[one.row.number] == KNOWN]
    people = dict(zip((one.row.number for one in new), _people(uow, youths, new), strict=True))
    people |= {one.row.number: youths.roll[one.index].id for one in known}
    ids = _contacts(uow, youths, [*new, *known], people)
    born = [{"who": people[one.row.number], "it": one.row.born} for one in known if one.row.born]
    if born:
        uow.session.execute(_BORN, born)
    if not ids:
        return {}
    audit.note(uow, "imported", "cadre", youths.cadre_id, new=len(new), known=len(known))
    title = f"导入 {len(ids)} 位小伙伴"
    data = {"contacts": ids, "people": [people[one.row.number] for one in new]}
    return {"change": changes.made(uow, "import", title, data)}


def _people(uow: Uow, youths: Youths, new: Sequence[Wanted]) -> list[int]:
    """Write those who are on no roll, and seal their numbers under their ids."""
    home = uow.session.get_one(Person, youths.cadre_id).organisation_id
    rows = [
        {
            "name": one.row.name,
            "organisation_id": home,
            "phone_index": one.index or None,
            "born": one.row.born,
            "created_at": uow.now,
        }
        for one in new
    ]
    return newcomers.write(uow, rows, [one.number for one in new])


def _contacts(
    uow: Uow, youths: Youths, wanted: Sequence[Wanted], people: dict[int, int]
) -> list[int]:
    everybody = [people[one.row.number] for one in wanted]
    known = {one.id for one in youths.roll.values()}
    led = _led(uow, [youth for youth in everybody if youth in known])
    rows = []
    for one in wanted:
        youth, row = people[one.row.number], one.row
        bond = youths.bonds.get(youth)
        rows.append(
            {
                "cadre_id": youths.cadre_id,
                "youth_id": youth,
                "is_primary": youth not in led,
                "hint": row.hint,
                "field": row.field,
                "industry": row.industry,
                "occupation": row.occupation,
                "started_at": uow.now,
                "last_met_at": bond.last_met_at if bond else None,
                "source": "sheet",
            }
        )
    if not rows:
        return []
    ids = insert_all(uow.session, Contact, rows)
    tags = [
        {"contact_id": number, "tag": tag}
        for number, one in zip(ids, wanted, strict=True)
        for tag in one.row.tags
    ]
    if tags:
        uow.session.execute(insert(ContactTag), tags)
    return ids


def _led(uow: Uow, youths: Sequence[int]) -> set[int]:
    """Return those of them who have a primary cadre."""
    found: set[int] = set()
    for at in range(0, len(youths), _MANY):
        found |= set(
            uow.session.scalars(
                select(Contact.youth_id).where(
                    Contact.youth_id.in_(youths[at : at + _MANY]),
                    Contact.is_primary,
                    Contact.ended_at.is_(None),
                )
            )
        )
    return found


@changes.taker_back("import")
def _never_imported(uow: Uow, data: dict[str, list[int]]) -> str:
    """End what the file began; who logged in since, or was met, stays."""
    kept = ended = 0
    new = set(data["people"])
    for at in range(0, len(data["contacts"]), _MANY):
        some = data["contacts"][at : at + _MANY]
        rows = uow.session.execute(
            select(Contact.id, Contact.youth_id).where(
                Contact.id.in_(some), Contact.ended_at.is_(None)
            )
        ).all()
        stay = _touched(uow, uow.actor, [youth for _, youth in rows])
        kept += sum(youth in stay for _, youth in rows)
        going = [(contact, youth) for contact, youth in rows if youth not in stay]
        ended += len(going)
        uow.session.execute(
            update(Contact)
            .where(Contact.id.in_([contact for contact, _ in going]))
            .values(ended_at=uow.now, end_reason=MISTAKEN, is_primary=False)
            .execution_options(synchronize_session=False)
        )
        _free(uow, [youth for _, youth in going if youth in new])
    audit.note(uow, "import_taken_back", "cadre", uow.actor, ended=ended, kept=kept)
    return f"有 {kept} 位已经登录或有了记录,留在名单里。" if kept else ""


def _touched(uow: Uow, cadre_id: int | None, youths: list[int]) -> set[int]:
    """Return who of them has logged in, was written into a record, or is two made one by now."""
    bound = select(WechatUser.person_id).where(WechatUser.person_id.in_(youths))
    met = (
        select(RecordYouth.youth_id)
        .join(Record, Record.id == RecordYouth.record_id)
        .where(
            RecordYouth.youth_id.in_(youths),
            Record.cadre_id == cadre_id,
            Record.undone_at.is_(None),
        )
    )
    joined = {ending.merged_into(youth): youth for youth in youths}
    merged = select(Contact.end_reason).where(
        Contact.cadre_id == cadre_id, Contact.end_reason.in_(joined)
    )
    touched = {n for q in (bound, met) for n in uow.session.scalars(q) if n is not None}
    return touched | {joined[reason] for reason in uow.session.scalars(merged)}


def _free(uow: Uow, youths: list[int]) -> None:
    """Take the numbers off those whom nobody else knows: a number may have been the mistake."""
    elsewhere = select(Contact.youth_id).where(
        Contact.youth_id.in_(youths), Contact.ended_at.is_(None)
    )
    cadres = select(Cadre.id).where(Cadre.id.in_(youths))
    others = set(uow.session.scalars(elsewhere)) | set(uow.session.scalars(cadres))
    uow.session.execute(
        update(Person)
        .where(
            Person.id.in_([y for y in youths if y not in others]),
            Person.consented_at.is_(None),
            Person.left_at.is_(None),  # their no hangs on the number: it must find them again
        )
        .values(phone=None, phone_index=None)
        .execution_options(synchronize_session=False)
    )
