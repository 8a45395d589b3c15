"""主要联系人: which of a youth's cadres is the first one, as an admin arranges it."""

from typing import Any, Final

from sqlalchemy import select

from domain.errors import Refusal
from models.admin import post_of
from models.change import Change
from models.contact import Contact
from models.organisation import below
from models.person import Person
from services import audit, caseload_edit, changes, console_scope
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.uow import Uow

_ABOUT: Final = frozenset({"lead", "tags"})
"""The steps that are taken from the pages of youths; all others have pages of their own."""


class NotTheirCadre(Refusal):
    """Only a cadre who keeps in touch already can be the first one."""

    code = "not_their_cadre"
    text = "只能从正在联系 TA、又在你管的范围里的团干部里选。换成别的人,先请 TA 加进名单或者交接。"


class LeadElsewhere(Refusal):
    """Whoever is the first one belongs to others."""

    code = "lead_elsewhere"
    text = "TA 现在的主要联系人 {name} 不在你管的范围里。请对方的管理员来换。"


def move(uow: Uow, who: Official, youth_id: int, cadre_id: int) -> int:
    """Make another of a youth's cadres the first one; return the step to take back."""
    console_scope.person(uow, who, youth_id)
    person = caseload_edit.lock(uow, youth_id)
    mine = set(uow.session.scalars(_cadres(who, youth_id)))
    if cadre_id not in mine or person.left_at is not None:
        raise NotTheirCadre
    living = uow.session.scalars(
        select(Contact)
        .where(Contact.youth_id == youth_id, Contact.ended_at.is_(None))
        .with_for_update()
    ).all()
    before = next((one for one in living if one.is_primary), None)
    if before is not None and before.cadre_id not in mine:
        lead = uow.session.get_one(Person, before.cadre_id)
        raise LeadElsewhere(name=lead.name)
    after = next(one for one in living if one.cadre_id == cadre_id)
    _lead(uow, before, after)
    audit.note(uow, "lead_moved", "person", youth_id)
    data = {"from": before.id if before else 0, "to": after.id}
    name = uow.session.get_one(Person, cadre_id).name
    return changes.made(uow, "lead", f"{person.name}的主要联系人换成{name}", data)


def _cadres(who: Official, youth_id: int) -> Any:  # noqa: ANN401 - a Select of ids
    return (
        select(Contact.cadre_id)
        .join(Person, Person.id == Contact.cadre_id)
        .where(
            Contact.youth_id == youth_id,
            Contact.ended_at.is_(None),
            Person.organisation_id.in_(below(who.organisation_id)),
        )
    )


def _lead(uow: Uow, before: Contact | None, after: Contact | None) -> None:
    """Change it in two steps: nobody has two at any moment."""
    if before is not None:
        before.is_primary = False
        uow.session.flush()
    if after is not None:
        after.is_primary = True
        uow.session.flush()


def undo(uow: Uow, who: Official, change_id: int) -> str:
    """Take an own step about youths back, one of this very post; return what to say."""
    change = uow.session.get(Change, change_id)
    post = uow.session.scalar(post_of(who.id))
    mine = change is not None and change.kind in _ABOUT and change.actor_id == who.id
    if not mine or post is None or change is None or change.at < post.created_at:
        raise OutOfReach
    return changes.undo(uow, change_id)


@changes.taker_back("lead")
def _back(uow: Uow, data: dict[str, Any]) -> None:
    """Put the one before back, if nobody has changed it since."""
    now = uow.session.get_one(Contact, data["to"])
    person = caseload_edit.lock(uow, now.youth_id)
    uow.session.refresh(now, with_for_update=True)
    before = None
    if data["from"]:
        before = uow.session.get_one(Contact, data["from"])
        uow.session.refresh(before, with_for_update=True)
    gone = before is not None and before.ended_at is not None
    if not now.is_primary or now.ended_at is not None or gone:
        raise changes.ChangeGone
    _lead(uow, now, before)
    audit.note(uow, "lead_moved", "person", person.id)
