"""拼心愿: others join a promise, see who leads it, and never who wishes."""

from typing import Final

from sqlalchemy import func, select

from domain import wish_words as words
from domain.errors import Refusal
from models import wish as wishes
from models.wish import Claim, Share, Wish
from services import audit, wish_letters, wish_rows
from services.uow import Uow
from services.wish_rows import NoSuchWish

MOST: Final = 9
"""So many join one promise at most: beyond that it is no small wish, and nobody knows who does."""


class NotShared(Refusal):
    """The claimer has not asked anybody to join."""

    code = "wish_not_shared"
    text = "这个心愿认领的人没有发起一起拼。看看别的,回复「心愿池」。"


class OwnPromise(Refusal):
    """Whoever leads it is in it already."""

    code = "wish_own_promise"
    text = "这个心愿就是你认领的,不用再加入。看看都有谁,回复「我认领的」。"


class Enough(Refusal):
    """Enough have joined."""

    code = "wish_enough"
    text = "已经有 {most} 位在一起拼了,够了。看看别的,回复「心愿池」。"


class DoneAlready(Refusal):
    """One side has said that it is done."""

    code = "wish_done_already"
    text = "这个心愿已经说办好了,等双方确认就行。看看别的,回复「心愿池」。"


def share(uow: Uow, wish_id: int, cadre_id: int) -> None:
    """Let others join one's promise; said again it is the same."""
    wish, live = wish_rows.kept(uow, wish_id, cadre_id)
    _open(live)
    if not live.shared:
        live.shared = True
        audit.note(uow, "opened_sharing", "wish", wish.id)


def join(uow: Uow, wish_id: int, cadre_id: int, brings: str = "") -> None:
    """Join somebody's promise, with what one brings; joined again it says the newer."""
    wish, live = _shared(uow, wish_id, cadre_id)
    if live.cadre_id == cadre_id:
        raise OwnPromise
    if not live.shared:
        raise NotShared
    _open(live)
    others = select(func.count()).where(
        Share.claim_id == live.id, Share.left_at.is_(None), Share.cadre_id != cadre_id
    )
    if (uow.session.scalar(others) or 0) >= MOST:
        raise Enough(most=MOST)
    said = words.brings(brings)
    mine = uow.session.get(Share, (live.id, cadre_id))
    if mine is not None and mine.left_at is None and mine.brings == said:
        return
    if mine is None:
        mine = Share(claim_id=live.id, cadre_id=cadre_id, joined_at=uow.now)
        uow.session.add(mine)
    mine.brings, mine.left_at = said, None
    uow.session.flush()
    audit.note(uow, "joined", "wish", wish.id, cadre=cadre_id)
    wish_letters.joined(uow, wish, live, mine)


def leave_share(uow: Uow, wish_id: int, cadre_id: int) -> None:
    """Leave a promise that one joined; said again it is the same."""
    wish = wish_rows.locked(uow, wish_id)
    live = wish_rows.living(uow, wish)
    mine = uow.session.get(Share, (live.id, cadre_id)) if live is not None else None
    if live is None or mine is None:
        raise NoSuchWish
    if mine.left_at is None:
        mine.left_at = uow.now
        audit.note(uow, "left_sharing", "wish", wish.id, cadre=cadre_id)
        wish_letters.unjoined(uow, wish, live, cadre_id)


def _shared(uow: Uow, wish_id: int, cadre_id: int) -> tuple[Wish, Claim]:
    if uow.session.scalar(wishes.within_reach(wish_id, cadre_id, uow.today).limit(1)) is None:
        raise NoSuchWish
    wish = wish_rows.locked(uow, wish_id)
    live = wish_rows.living(uow, wish)
    if live is None:
        raise NoSuchWish
    return wish, live


def _open(live: Claim) -> None:
    if live.done_at is not None or live.agreed_at is not None:
        raise DoneAlready
