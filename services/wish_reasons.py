"""Why somebody was written to about a wish, asked again before the letter goes."""

from collections.abc import Mapping, Sequence
from typing import Any

from domain.wishes import WishStatus
from models import wish as wishes
from models.person import Person
from models.subject import leaders
from models.wish import Claim, Share, Wish
from services import reasons
from services.uow import Uow


def owner(wish: Wish, statuses: Sequence[WishStatus], live: Claim | None = None) -> dict[str, Any]:
    """Say: because it is their wish, in one of these states, under this promise if one is named.

    What speaks of a promise that was said to be done is true until that is taken back.
    """
    because: dict[str, Any] = {
        "kind": "wish_owner",
        "id": wish.id,
        "as": [str(status) for status in statuses],
    }
    if live is not None:
        because |= {"claim": live.id, "done": live.done_at is not None}
    return because


def claimer(
    claim: Claim, *, live: bool, still: bool = False, agreed: bool = False
) -> dict[str, Any]:
    """Say: because they promised; ``live``: and it holds; ``still``: and is not done yet.

    ``agreed``: and its owner says that it came true, which may be taken back.
    """
    because = {"kind": "wish_claimer", "claim": claim.id, "live": live, "still": still}
    return because | ({"agreed": True} if agreed else {})


def sharer(claim: Claim) -> dict[str, Any]:
    """Say: because they share a promise."""
    return {"kind": "wish_sharer", "claim": claim.id}


def to_review(organ_id: int) -> dict[str, Any]:
    """Say: because something waits for review, of an organ that they answer for."""
    return {"kind": "wish_review", "organ": organ_id}


@reasons.asks("wish_owner")
def _still_the_owners(uow: Uow, because: Mapping[str, Any]) -> bool:
    wish = uow.session.get(Wish, because["id"])
    if wish is None or wish.status not in because["as"]:
        return False
    owner = uow.session.get_one(Person, wish.person_id)
    if owner.left_at is not None or owner.id != reasons.reader(uow, because):
        return False
    if "claim" not in because:
        return True
    claim = uow.session.get(Claim, because["claim"])
    if claim is None or claim.ended_at is not None or claim.agreed_at is not None:
        return False
    return claim.done_at is not None or not because["done"]


@reasons.asks("wish_claimer")
def _still_the_claimers(uow: Uow, because: Mapping[str, Any]) -> bool:
    claim = uow.session.get(Claim, because["claim"])
    if claim is None or claim.cadre_id != reasons.reader(uow, because):
        return False
    if because["live"] and claim.ended_at is not None:
        return False
    if because.get("agreed") and claim.agreed_at is None:
        return False
    return not because["still"] or (claim.done_at is None and claim.expires_at > uow.now)


@reasons.asks("wish_sharer")
def _still_a_sharer(uow: Uow, because: Mapping[str, Any]) -> bool:
    share = uow.session.get(Share, (because["claim"], reasons.reader(uow, because)))
    return share is not None and share.left_at is None


@reasons.asks("wish_review")
def _still_to_review(uow: Uow, because: Mapping[str, Any]) -> bool:
    organ, reader = because["organ"], reasons.reader(uow, because)
    if (organ, reader) not in uow.session.execute(leaders(uow.today, reader)).all():
        return False
    return (
        uow.session.scalar(wishes.to_review(organ).with_only_columns(Wish.id).limit(1)) is not None
    )
