"""Fetching the pictures of wishes before WeChat forgets them (three days)."""

import logging
from typing import Final

from services import wishes
from services.ports import Pictures
from services.uow import OpenUow

log = logging.getLogger(__name__)

_AT_ONCE: Final = 10
_SORTS: Final = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"GIF8": "image/gif",
}


def fetch_pictures(
    open_uow: OpenUow, pictures: Pictures, *, away: type[Exception], gone: type[Exception]
) -> int:
    """Keep what has come in since the last look; return how many pictures were kept.

    No transaction is open while one is fetched. One that cannot be had now (``away``) is tried at
    the next look, one that cannot be had at all (``gone``) is given up.
    """
    with open_uow(read_only=True) as uow:
        wanted = wishes.unfetched(uow, _AT_ONCE)
    kept = 0
    for wish, media_id in wanted:
        try:
            content = pictures.picture(media_id)
        except gone as no:
            log.warning("the picture of wish %d is lost: %s", wish, no)
            with open_uow() as uow:
                wishes.give_picture_up(uow, wish)
            continue
        except away as no:
            log.warning("the picture of wish %d has to wait: %s", wish, no)
            continue
        with open_uow() as uow:
            wishes.keep_picture(uow, wish, sort_of(content), content)
        kept += 1
    return kept


def sort_of(content: bytes) -> str:
    """Return the media type that the first bytes tell; never what somebody else claims."""
    known = (sort for head, sort in _SORTS.items() if content.startswith(head))
    return next(known, "application/octet-stream")
