"""Taking an import of the roster form back: who has logged in since, or done something, stays."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.exc import IntegrityError

from models import bound as logins
from models.cadre import Appointment, Cadre
from models.contact import Contact
from models.link import CadreLink
from models.person import Person
from models.record import Record
from services import audit, changes
from services.uow import Uow

_MANY: Final = 500


@dataclass(slots=True)
class Kept:
    """What an import wrote: ids, and of what it changed also what was there before."""

    organ: int
    posts: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    cadres: list[int] = field(default_factory=list)
    renamed: list[list[Any]] = field(default_factory=list)
    """Post, what it was called, and what now."""
    begun: list[int] = field(default_factory=list)
    ended: list[list[Any]] = field(default_factory=list)
    """Link, and its last day before; empty: none."""


def keep(uow: Uow, kept: Kept) -> int:
    """Remember an import for a day; return the change, 0 where nobody could take it back."""
    said = asdict(kept)
    if uow.actor is None or not any(said[name] for name in said if name != "organ"):
        return 0
    title = f"登记 {len(kept.posts)} 位团干部" if kept.posts else "导入一览表"
    return changes.made(uow, "roster", title, said)


@changes.taker_back("roster")
def _never_imported(uow: Uow, data: dict[str, Any]) -> str:
    """Undo what the form wrote."""
    gone = stayed = 0
    for at in range(0, len(data["posts"]), _MANY):
        some = data["posts"][at : at + _MANY]
        posts = dict(
            uow.session.execute(
                select(Appointment.id, Appointment.cadre_id).where(
                    Appointment.id.in_(some), Appointment.last_day.is_(None)
                )
            ).all()
        )
        stay = _touched(uow, sorted(set(posts.values())))
        going = {post: cadre for post, cadre in posts.items() if cadre not in stay}
        stayed += len(set(posts.values()) & stay)
        gone += len(going)
        _remove(uow, data, going)
    _rename(uow, data["renamed"])
    for number, last in data["ended"]:
        uow.session.execute(
            update(CadreLink)
            .where(CadreLink.id == number)
            .values(last_day=date.fromisoformat(last) if last else None)
        )
    uow.session.execute(delete(CadreLink).where(CadreLink.id.in_(data["begun"])))
    uow.session.expire_all()
    audit.note(uow, "roster_taken_back", "organisation", data["organ"], gone=gone, stayed=stayed)
    return f"有 {stayed} 位已经登录或有了记录,留着。" if stayed else ""


def _touched(uow: Uow, cadres: list[int]) -> set[int]:
    """Return who has logged in, keeps in touch with somebody, or has done something."""
    there = or_(
        logins.anywhere(Cadre.id),
        exists().where(Contact.cadre_id == Cadre.id),
        exists().where(Record.cadre_id == Cadre.id),
    )
    return set(uow.session.scalars(select(Cadre.id).where(Cadre.id.in_(cadres), there)))


def _remove(uow: Uow, data: dict[str, Any], going: dict[int, int]) -> None:
    """Take posts out, and with them the cadres and people that came in by them."""
    new = set(data["cadres"]) & set(going.values())
    links = CadreLink.id.in_(data["begun"]) & CadreLink.cadre_id.in_(going.values())
    uow.session.execute(delete(CadreLink).where(links))
    uow.session.execute(delete(Appointment).where(Appointment.id.in_(going)))
    people = sorted(new & set(data["people"]))
    for cadre in sorted(new):
        try:
            with uow.attempt():
                uow.session.execute(delete(Cadre).where(Cadre.id == cadre))
        except IntegrityError:  # something names them by now: without a post they can do nothing
            people = [person for person in people if person != cadre]
    for person in people:
        try:
            with uow.attempt():
                uow.session.execute(delete(Person).where(Person.id == person))
        except IntegrityError:
            free = update(Person).where(Person.id == person).values(phone=None, phone_index=None)
            uow.session.execute(free)


def _rename(uow: Uow, renamed: list[list[Any]]) -> None:
    for number, before, now in renamed:
        uow.session.execute(
            update(Appointment)
            .where(Appointment.id == number, Appointment.post == now)
            .values(post=before)
        )
