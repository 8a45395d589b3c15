"""How somebody is reached: in the official account's chat, or else in the mini-program."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from sqlalchemy import and_, or_, select

from models.mini import MiniUser
from models.person import Person, WechatUser
from services.uow import Uow

_MANY: Final = 500
"""People in one question."""


class Door(NamedTuple):
    """One of two openids, which are different things: one of the chat, or one of the mini-program.

    Who has both is reached by the chat; the chain finds the way to the mini-program from there.
    """

    openid: str | None
    mini_openid: str | None
    organ_id: int
    muted: frozenset[str]
    """Kinds of letters that they do not want."""

    @property
    def mark(self) -> str:
        """What tells this door from any other in the key of a notice."""
        return self.openid or f"mini:{self.mini_openid}"


def of(uow: Uow, people: Collection[int]) -> Mapping[int, Door]:
    """Return the doors of those who can be reached."""
    found: dict[int, Door] = {}
    ids = sorted(set(people))
    for at in range(0, len(ids), _MANY):
        rows = uow.session.execute(
            select(
                Person.id,
                WechatUser.openid,
                WechatUser.muted,
                MiniUser.openid.label("mini"),
                MiniUser.muted.label("mini_muted"),
                Person.organisation_id,
            )
            .outerjoin(WechatUser, and_(WechatUser.person_id == Person.id, WechatUser.following))
            .outerjoin(MiniUser, MiniUser.person_id == Person.id)
            .where(
                Person.id.in_(ids[at : at + _MANY]),
                or_(WechatUser.openid.is_not(None), MiniUser.openid.is_not(None)),
            )
        )
        for row in rows:
            muted = frozenset((row.muted if row.openid else row.mini_muted) or ())
            mini = None if row.openid else row.mini
            found[row.id] = Door(row.openid, mini, row.organisation_id, muted)
    return found


def one(uow: Uow, person_id: int) -> Door | None:
    """Return the door of a person, if they can be reached."""
    return of(uow, [person_id]).get(person_id)
