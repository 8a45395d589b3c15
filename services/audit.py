"""Writing down what was done, by whom and to what."""

from models.audit import Audit
from services.uow import Uow


def note(uow: Uow, deed: str, thing: str, thing_id: object, **data: object) -> None:
    """Append one line to the audit trail; never put a phone, a text or a secret in ``data``."""
    uow.session.add(
        Audit(
            at=uow.now,
            actor_id=uow.actor,
            deed=deed,
            object=thing,
            object_id=str(thing_id),
            data=data,
        )
    )
