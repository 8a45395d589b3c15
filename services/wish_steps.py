"""What somebody who looks at a wish may do about it, as it stands."""

from dataclasses import dataclass

from domain.wishes import Viewer, WishStatus
from services.wish_seen import WishSeen


@dataclass(frozen=True, slots=True)
class May:
    """What a visitor may do about a wish."""

    claim: bool = False
    join: bool = False
    leave: bool = False
    share: bool = False
    note: bool = False
    release: bool = False
    done: bool = False
    agree: bool = False
    disagree: bool = False
    """Whether there is a yes of either side to take back."""
    withdraw: bool = False
    approve: bool = False
    remove: bool = False


def may(one: WishSeen) -> May:
    """Return the steps that are open to whoever looks."""
    status, viewer = one.status, one.viewer
    held = status is WishStatus.CLAIMED
    if viewer is Viewer.OWNER:
        live = status in (WishStatus.PENDING, WishStatus.OPEN, WishStatus.CLAIMED)
        return May(
            note=held,
            agree=held and not one.agreed,
            disagree=held and (one.done or one.agreed),
            withdraw=live and not one.agreed and not one.done,
        )
    if viewer is Viewer.CLAIMER:
        on = held and not one.done
        return May(
            note=held,
            done=on,
            release=held and not one.agreed,
            share=on and not one.agreed and not one.shared,
        )
    if viewer is Viewer.SHARER:
        return May(leave=held and not one.done)
    reviews = viewer is Viewer.REVIEWER
    return May(
        claim=status is WishStatus.OPEN,
        join=held and one.shared,
        approve=reviews and status is WishStatus.PENDING,
        remove=reviews and status in (WishStatus.PENDING, WishStatus.OPEN, WishStatus.CLAIMED),
    )
