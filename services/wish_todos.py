"""What of wishes waits for somebody today: for the first page of the desk."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from domain.wording import say_moment, short
from models import wish as wishes
from models.person import Person
from models.wish import Claim, Wish
from services.uow import Uow

_NEAR: Final = timedelta(days=3)
_SHORT: Final = 16

Waits = tuple[str, str, str]
"""What it is, what about it, and the page below the pages' root."""


def of_cadre(uow: Uow, cadre_id: int, organ_id: int | None) -> Iterator[Waits]:
    """Yield the promises that end soon or lack one word only, and what waits for review."""
    rows = uow.session.execute(
        select(Wish, Claim)
        .join(Claim, Claim.wish_id == Wish.id)
        .join(Person, Person.id == Wish.person_id)
        .where(
            Claim.cadre_id == cadre_id,
            Claim.ended_at.is_(None),
            Claim.done_at.is_(None),
            Person.left_at.is_(None),
        )
        .order_by(Claim.expires_at)
    )
    for wish, claim in rows:
        path = f"wishes/{wish.id}"
        if claim.agreed_at is not None:
            yield f"心愿:{_short(wish)}", "TA 说收到了,你点一下「办好了」就算实现", path
        elif uow.now < claim.expires_at <= uow.now + _NEAR:
            yield f"心愿:{_short(wish)}", f"留到 {say_moment(claim.expires_at)}", path
    if organ_id is not None:
        waiting = wishes.to_review(organ_id).order_by(None).with_only_columns(func.count())
        if count := uow.session.scalar(waiting):
            yield f"{count} 个心愿等你审核", "看一眼,通过了才有人认领", "wishes/review"


def of_youth(uow: Uow, person_id: int) -> Iterator[Waits]:
    """Yield the wishes of which somebody says that they came true."""
    rows = uow.session.scalars(
        select(Wish)
        .join(Claim, Claim.wish_id == Wish.id)
        .where(
            Wish.person_id == person_id,
            Claim.ended_at.is_(None),
            Claim.done_at.is_not(None),
            Claim.agreed_at.is_(None),
        )
        .order_by(Wish.id)
    )
    for wish in rows:
        yield f"心愿:{_short(wish)}", "TA 说办好了,收到了吗", f"wishes/{wish.id}"


def _short(wish: Wish) -> str:
    return short(wish.text, _SHORT)
