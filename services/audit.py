"""Writing down what was done, by whom and to what."""

from typing import Final

from models.audit import Audit
from services import phones
from services.uow import Uow

_TYPED: Final = ("reason", "why", "by")
"""What of the data somebody may have typed."""


def note(uow: Uow, deed: str, thing: str, thing_id: object, **data: object) -> None:
    """Append one line to the audit trail; never put a phone, a text or a secret in ``data``.

    What an admin did for an organisation says so: ``on_behalf`` is its id. A reason is what
    somebody typed: a number in it is masked, for the trail is kept and read by others.
    """
    for name in _TYPED:
        if isinstance(said := data.get(name), str):
            data[name] = phones.unnumbered(said)
    if uow.on_behalf is not None:
        data["on_behalf"] = uow.on_behalf
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
