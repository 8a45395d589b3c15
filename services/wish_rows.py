"""What all steps of a wish share: its rows under their locks, and how a promise ends."""

from typing import Final

from sqlalchemy import select

from domain.errors import Refusal
from domain.wishes import Ending, Move, WishStatus, after_end, move, run_out
from models import wish as wishes
from models.person import Person
from models.wish import Claim, Wish
from services import audit, wish_letters
from services.uow import Uow

KEPT_AT_ONCE: Final = 5
"""Promises of one cadre: each shows a name and a number, so nobody collects them."""
LIVE: Final = (WishStatus.PENDING, WishStatus.OPEN, WishStatus.CLAIMED)


_LEFT_WITH: Final = "认领的人说办好了,那时你不想被联系,就先收着。还需要的话,再许一个就行"


class NoSuchWish(Refusal):
    """It is not there, out of this cadre's reach, or its owner wants no contact any more."""

    code = "no_such_wish"
    text = "没有找到这个心愿,也许已经收回了。自己许的,回复「心愿」看;等人认领的,回复「心愿池」。"


class NoMoreContact(NoSuchWish):
    """The owner said so after it was claimed: that ends the promise, at no cost to the cadre."""

    code = "wish_no_contact"
    text = "许愿的人现在不想被联系了,这次认领就到这里,不算你没办成。看看别的,回复「心愿池」。"


class HandsFull(Refusal):
    """Whoever has promised so many makes one of them true first."""

    code = "wish_hands_full"
    text = "手上已有 {most} 个心愿,先办好一个再认领。看看手上的,回复「我认领的」。"


def number(wish_id: int) -> str:
    """Return how people name a wish."""
    return f"W-{wish_id}"


def locked(uow: Uow, wish_id: int) -> Wish:
    """Lock a wish: whoever moves it waits here."""
    uow.session.flush()
    wish = uow.session.get(Wish, wish_id, with_for_update=True, populate_existing=True)
    if wish is None:
        raise NoSuchWish
    return wish


def living(uow: Uow, wish: Wish) -> Claim | None:
    """Return the promise that holds for a locked wish; one that ran out makes room at once."""
    live = uow.session.scalar(wishes.live_claim(wish.id).execution_options(populate_existing=True))
    if live is None or not over(uow, live):
        return live
    end(uow, wish, live, Ending.EXPIRED)
    uow.session.flush()
    return None


def over(uow: Uow, claim: Claim) -> bool:
    """Say whether a promise has run out by now."""
    confirmed = claim.done_at is not None or claim.agreed_at is not None
    return run_out(claim.expires_at, uow.now, confirmed=confirmed)


def kept(uow: Uow, wish_id: int, cadre_id: int) -> tuple[Wish, Claim]:
    """Lock a wish and the promise that this cadre keeps; to others there is none."""
    wish = locked(uow, wish_id)
    live = living(uow, wish)
    if live is None or live.cadre_id != cadre_id:
        raise NoSuchWish
    if live.agreed_at is None and left(uow, wish):
        raise NoMoreContact
    return wish, live


def left(uow: Uow, wish: Wish) -> bool:
    """Say whether the owner wants no contact."""
    gone = select(Person.left_at).where(Person.id == wish.person_id)
    return uow.session.scalar(gone) is not None


def end(uow: Uow, wish: Wish, live: Claim, ending: Ending, reason: str = "") -> None:
    """End a promise, and let the wish wait for the next unless somebody took it away."""
    live.ended_at, live.ending, live.reason = uow.now, ending, reason
    said = live.done_at is not None or live.agreed_at is not None
    after = after_end(WishStatus(wish.status), ending, said=said)
    if after != wish.status:
        wish.status, wish.changed_at = after, uow.now
        wish.reason = _LEFT_WITH if after is WishStatus.REMOVED else wish.reason
    audit.note(uow, "claim_ended", "wish", wish.id, why=ending.value, cadre=live.cadre_id)
    wish_letters.ended(uow, wish, live, ending)


def approve(uow: Uow, wish: Wish) -> None:
    """Let a locked wish into the pool."""
    wish.status = move(WishStatus(wish.status), Move.APPROVE)
    wish.changed_at, wish.reviewed_by = uow.now, uow.actor
    audit.note(uow, "approved", "wish", wish.id)
    wish_letters.approved(uow, wish)


def take_down(uow: Uow, wish: Wish, reason: str) -> None:
    """Take a locked wish down, with whatever was promised."""
    wish.status = move(WishStatus(wish.status), Move.REMOVE, reason)
    wish.changed_at, wish.reviewed_by, wish.reason = uow.now, uow.actor, reason.strip()
    close(uow, wish, Ending.REMOVED)
    audit.note(uow, "removed", "wish", wish.id)
    wish_letters.taken_down(uow, wish)


def close(uow: Uow, wish: Wish, ending: Ending) -> None:
    """End whatever promise there is of a wish that nobody is to make true any more."""
    live = uow.session.scalar(wishes.live_claim(wish.id))
    if live is not None:
        end(uow, wish, live, ending)
