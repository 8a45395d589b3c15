"""Whether somebody has logged in, be it in the chat or in the mini-program."""

from typing import Any

from sqlalchemy import ColumnElement, exists, or_

from models.mini import MiniUser
from models.person import WechatUser


def anywhere(person_id: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column or a number
    """Ask whether some openid stands for a person."""
    return or_(
        exists().where(WechatUser.person_id == person_id),
        exists().where(MiniUser.person_id == person_id),
    )
