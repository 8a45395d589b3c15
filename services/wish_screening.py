"""What of a wish is looked at before others read it: the wish, the notes, the thanks."""

from collections.abc import Collection

from sqlalchemy import select

from domain.safety import ScreeningStatus, Verdict
from domain.wishes import WishStatus
from models import wish_promise as promises
from models.screening import Screening
from models.wish import Claim, Wish, WishNote
from services import safety, wish_letters, wish_rows
from services.uow import Uow

_HIDDEN = (ScreeningStatus.ASKING, ScreeningStatus.HELD, ScreeningStatus.REFUSED)


def look(  # noqa: PLR0913 - whose text it is has this many sides
    uow: Uow, thing: str, thing_id: int, organ_id: int, text: str, *, mini_openid: str = ""
) -> Verdict:
    """Look at a text before others read it."""
    return safety.screen(uow, thing, thing_id, organ_id, text, mini_openid=mini_openid)


def hidden(uow: Uow, thing: str, ids: Collection[int]) -> set[int]:
    """Return which of these texts nobody but their writer may read yet, or at all."""
    if not ids:
        return set()
    rows = select(Screening.thing_id).where(
        Screening.thing == thing, Screening.thing_id.in_(ids), Screening.status.in_(_HIDDEN)
    )
    return set(uow.session.scalars(rows))


@safety.thing("wish", "微心愿")
class OfWish:
    """A wish waits for review anyhow: what is refused is taken down, what is kept is reviewed."""

    ends = True

    def text(self, uow: Uow, thing_id: int) -> str:
        """Return the wish's words."""
        wish = uow.session.get(Wish, thing_id)
        return wish.text if wish else ""

    def texts(self, uow: Uow, ids: Collection[int]) -> dict[int, str]:
        """Return several at once."""
        found = select(Wish.id, Wish.text).where(Wish.id.in_(ids))
        return dict(uow.session.execute(found).all())

    def author(self, uow: Uow, thing_id: int) -> int:  # noqa: ARG002 - the review tells them
        """Return nobody: what becomes of a wish is told by its own letters."""
        return 0

    def kept(self, uow: Uow, thing_id: int) -> None:
        """Let it into the pool: whoever looked at it for this has reviewed it.

        What a machine alone has found nothing in still waits for its review.
        """
        by_machine = select(Screening.id).where(
            Screening.thing == "wish",
            Screening.thing_id == thing_id,
            Screening.status == ScreeningStatus.PASSED,
        )
        if uow.session.scalar(by_machine) is not None:
            return
        wish = uow.session.get(Wish, thing_id, with_for_update=True, populate_existing=True)
        if wish is not None and wish.status == WishStatus.PENDING:
            wish_rows.approve(uow, wish)

    def refused(self, uow: Uow, thing_id: int, reason: str) -> None:
        """Take it down."""
        wish = uow.session.get(Wish, thing_id, with_for_update=True, populate_existing=True)
        if wish is not None and wish.status in wish_rows.LIVE:
            wish_rows.take_down(uow, wish, reason)


@safety.thing("wish_note", "心愿留言")
class OfNote:
    """A word about how a promise gets on; the other side is told once it may be read."""

    def text(self, uow: Uow, thing_id: int) -> str:
        """Return the note."""
        note = uow.session.get(WishNote, thing_id)
        return note.text if note else ""

    def texts(self, uow: Uow, ids: Collection[int]) -> dict[int, str]:
        """Return several at once."""
        found = select(WishNote.id, WishNote.text).where(WishNote.id.in_(ids))
        return dict(uow.session.execute(found).all())

    def author(self, uow: Uow, thing_id: int) -> int:
        """Return who wrote it."""
        note = uow.session.get(WishNote, thing_id)
        return note.person_id if note else 0

    def kept(self, uow: Uow, thing_id: int) -> None:
        """Tell the other side, if the promise still holds."""
        note = uow.session.get(WishNote, thing_id)
        live = uow.session.get(Claim, note.claim_id) if note else None
        if note is not None and live is not None and live.ended_at is None:
            wish_letters.noted(uow, uow.session.get_one(Wish, live.wish_id), live, note)

    def refused(self, uow: Uow, thing_id: int, reason: str) -> None:
        """Leave it to its writer alone: the screening itself hides it from the other side."""


@safety.thing("wish_thanks", "心愿感谢")
class OfThanks:
    """The thanks for a wish that came true; they are passed on once they may be read."""

    def text(self, uow: Uow, thing_id: int) -> str:
        """Return the thanks."""
        wish = uow.session.get(Wish, thing_id)
        return wish.thanks if wish else ""

    def texts(self, uow: Uow, ids: Collection[int]) -> dict[int, str]:
        """Return several at once."""
        found = select(Wish.id, Wish.thanks).where(Wish.id.in_(ids))
        return dict(uow.session.execute(found).all())

    def author(self, uow: Uow, thing_id: int) -> int:
        """Return whose wish it was."""
        wish = uow.session.get(Wish, thing_id)
        return wish.person_id if wish else 0

    def kept(self, uow: Uow, thing_id: int) -> None:
        """Pass them on to those who made it true."""
        wish = uow.session.get(Wish, thing_id)
        if wish is None or not wish.thanks:
            return
        live = uow.session.scalar(promises.true_by(thing_id))
        if live is not None:
            wish_letters.thanked(uow, wish, live)

    def refused(self, uow: Uow, thing_id: int, reason: str) -> None:
        """Leave them to their writer alone: the screening itself hides them."""
