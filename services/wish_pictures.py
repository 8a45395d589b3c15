"""The pictures of wishes: fetched before WeChat forgets them, or added on the page; seen by few."""

from sqlalchemy import delete, update

from domain.errors import Refusal
from domain.wishes import WishStatus
from models import wish as wishes
from models.base import write_once
from models.wish import Picture, Wish
from services import audit, photos, wish_rows, wish_seen
from services.photos import NoSuchPhoto
from services.uow import Uow
from services.wish_rows import NoSuchWish


class ReviewedAlready(Refusal):
    """Somebody has looked at the wish: a picture would come in behind their back."""

    code = "wish_reviewed_already"
    text = "这个心愿已经审过了,图不能再换。想配别的图,收回以后重新许一个。"


class NoPictureOfAChild(Refusal):
    """Of a child nothing is kept."""

    code = "wish_no_picture_of_a_child"
    text = "替孩子许的心愿不配图:孩子的信息,什么都不留。"


def keep(uow: Uow, wish_id: int, data: bytes) -> None:
    """Keep the picture that somebody chose for a wish, small and without where it was taken."""
    keep_picture(uow, wish_id, photos.MIME, photos.made_small(data))
    audit.note(uow, "added", "picture", wish_id)


def add(uow: Uow, wish_id: int, person_id: int, data: bytes) -> None:
    """Put a picture to one's own wish, or another in its place, before anybody has reviewed it."""
    wish = wish_rows.locked(uow, wish_id)
    if wish.person_id != person_id:
        raise NoSuchWish
    if wish.for_child:
        raise NoPictureOfAChild
    if wish.status != WishStatus.PENDING:
        raise ReviewedAlready
    uow.session.execute(delete(Picture).where(Picture.wish_id == wish_id))
    wish.media_id = ""
    keep(uow, wish_id, data)


def of(
    uow: Uow, wish_id: int, viewer: int, *, organ_id: int | None = None, as_cadre: bool = True
) -> tuple[str, bytes]:
    """Return the kind and content of a wish's picture, for whoever sees it with the wish."""
    found = uow.session.get(Picture, wish_id)
    if found is None:
        raise NoSuchPhoto
    seen = wish_seen.seen(uow, wish_id, viewer, organ_id=organ_id, as_cadre=as_cadre)
    if not seen.picture:
        raise NoSuchPhoto
    return found.mime, found.content


def unfetched(uow: Uow, limit: int) -> list[tuple[int, str]]:
    """Return (wish, media id) of pictures that are still only at WeChat, which forgets them."""
    rows = uow.session.scalars(wishes.unfetched(uow.now - wishes.KEPT, limit))
    return [(wish.id, wish.media_id) for wish in rows]


def keep_picture(uow: Uow, wish_id: int, mime: str, content: bytes) -> None:
    """Keep the picture of a wish, unless somebody else was quicker, or the wish was erased."""
    wish = uow.session.get(Wish, wish_id, with_for_update=True, populate_existing=True)
    if wish is None or not wish.text:
        return
    kept = {"wish_id": wish_id, "mime": mime, "content": content, "fetched_at": uow.now}
    write_once(uow.session, Picture, **kept)


def give_picture_up(uow: Uow, wish_id: int) -> None:
    """Stop asking for a picture that WeChat no longer has."""
    uow.session.execute(update(Wish).where(Wish.id == wish_id).values(media_id=""))
