"""A public answer that was taken away, put back as it was; nobody is told either way."""

from typing import Any

from domain.errors import Refusal
from models.ticket import Ticket
from services import changes, voice_publishing
from services.uow import Uow


class NotBack(Refusal):
    """What is said of it has changed meanwhile."""

    code = "voice_not_back"
    text = "这一条现在不能再公开了:提问的人选了不公开,或者已经重新写过。"


def withdraw(uow: Uow, ticket_id: int, person_id: int, organ_id: int) -> int:
    """Take an answer away from the public; return the change, 0 where it was not public."""
    row = uow.session.get(Ticket, ticket_id)
    data: dict[str, Any] = {}
    if row is not None and row.public_at is not None:
        data = {
            "id": row.id,
            "question": row.public_question,
            "answer": row.public_answer,
            "by": row.public_by,
            "asker": row.asker_id,
        }
    voice_publishing.withdraw_public(uow, ticket_id, person_id, organ_id)
    return changes.made(uow, "voice_down", "撤下一条公开的答复", data) if data else 0


@changes.taker_back("voice_down")
def _put_back(uow: Uow, data: dict[str, Any]) -> None:
    row = uow.session.get(Ticket, data["id"], with_for_update=True, populate_existing=True)
    written = row is not None and (row.public_question or row.public_at is not None)
    if row is None or written or row.asker_id != data["asker"] or voice_publishing.barred(row):
        raise NotBack
    row.public_question, row.public_answer = data["question"], data["answer"]
    row.public_by = data["by"]
    voice_publishing.open_again(uow, row)
