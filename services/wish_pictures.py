"""The pictures of wishes: fetched before WeChat forgets them, or added on the page; seen by few."""

from sqlalchemy import update

from models import wish as wishes
from models.base import write_once
from models.wish import Picture, Wish
from services import audit, photos, wish_seen
from services.photos import NoSuchPhoto
from services.uow import Uow


def keep(uow: Uow, wish_id: int, data: bytes) -> None:
    """Keep the picture that somebody chose for a wish, small and without where it was taken."""
    keep_picture(uow, wish_id, photos.MIME, photos.made_small(data))
    audit.note(uow, "added", "picture", wish_id)


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
