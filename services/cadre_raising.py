"""A one-time password that somebody lower may have printed opens nothing higher."""

from sqlalchemy import exists, select

from models.audit import Audit
from models.cadre import Appointment, Cadre, held
from models.organisation import Below
from services import audit, cadre_login
from services.uow import Uow


def void(uow: Uow, post: Appointment) -> None:
    """Void the unused one-time password of whoever is to lead an organ not below their posts.

    An admin below that organ may have printed it: who leads there needs a new one.
    """
    cadre = uow.session.get_one(Cadre, post.cadre_id)
    over = exists().where(
        Appointment.cadre_id == post.cadre_id,
        held(uow.today),
        Below.ancestor_id == Appointment.organisation_id,
        Below.descendant_id == post.organisation_id,
    )
    if post.leads and cadre.must_change and not uow.session.scalar(select(over)):
        cadre_login.give_one_time(uow, cadre)
        audit.note(uow, "login_voided", "cadre", cadre.id, organisation=post.organisation_id)


def voided(uow: Uow, cadre_id: int) -> bool:
    """Say whether this very step has voided somebody's one-time password."""
    question = select(Audit.id).where(
        Audit.object == "cadre",
        Audit.object_id == str(cadre_id),
        Audit.deed == "login_voided",
        Audit.at == uow.now,
    )
    return uow.session.scalar(question.limit(1)) is not None
