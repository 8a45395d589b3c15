"""Joining a case-load by somebody who has only the mini-program: one button says who and yes."""

from domain.proofs import Proof
from services import contacts, join_codes, joining, mini_binding
from services.dialogues import PATIENCE
from services.join_codes import Asked
from services.joining import Joined, TooYoung
from services.mini_binding import Standing, State
from services.uow import Uow


def ready(uow: Uow, token: str, name: str, *, fourteen: bool) -> tuple[Asked, str]:
    """Return who asks, and the name as it is kept, or refuse: all before a number is asked for."""
    asked = join_codes.asked(uow, token)
    if not fourteen:
        raise TooYoung
    return asked, joining.named(uow, name)


def enter(uow: Uow, openid: str, number: str, name: str, code_id: int) -> Joined | Standing:
    """Let in who was told what is kept, agreed, and has a number the platform has vouched for.

    A newcomer is written down. Whoever is on the roll is who the roll says, once they have
    agreed to that name as at any login: what is still missing for it is returned.
    """
    asked = join_codes.still_asked(uow, code_id, PATIENCE)
    person, new = joining.written(uow, asked, number, name)
    if new:
        uow.actor = person.id
        contacts.consent(uow, person.id)
    standing = mini_binding.proved(uow, openid, person.id, Proof.PHONE)
    if standing.state is not State.IN:
        return standing
    return joining.agree(uow, person.id, code_id)
