"""我的数据: all its chapters in their order, on a page, in a file to read, in one for machines."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final

from services import (
    audit,
    erasing_traces,
    own_data,
    own_data_deeds,
    own_data_me,
    own_data_post,
    own_data_words,
)
from services.own_data import Mine, Part
from services.uow import Uow

_TOLD_BY: Final = (own_data_me, own_data_deeds, own_data_words, own_data_post)
"""Reading these modules registers their chapters."""
ORDER: Final = (
    "me",
    "wechat",
    "contacts",
    "records",
    "activities",
    "wishes",
    "tickets",
    "ratings",
    "topics",
    "screening",
    "letters",
    "reached",
    "used",
    "erasures",
    "cadre",
    "work",
)


def parts(uow: Uow, person_id: int, openid: str, *, whole: bool = False) -> list[Part]:
    """Return all chapters in which something stands; ``whole``: numbers in full."""
    return list(_told(uow, _mine(uow, person_id, openid, whole=whole)))


def first(uow: Uow, person_id: int, openid: str, most: int) -> list[Part]:
    """Return the first chapters in which something stands: the longest come last, and wait."""
    return list(islice(_told(uow, _mine(uow, person_id, openid, whole=False)), most))


def _told(uow: Uow, mine: Mine) -> Iterator[Part]:
    found = (own_data.gathered(uow, key, mine) for key in ORDER)
    return (one for one in found if one.lines)


def part_of(uow: Uow, person_id: int, openid: str, key: str) -> Part:
    """Return one chapter."""
    return own_data.gathered(uow, key, _mine(uow, person_id, openid, whole=False))


def export(uow: Uow, person_id: int, openid: str) -> list[Part]:
    """Return everything, for a file that only the person gets, and note that it was made."""
    audit.note(uow, "own_data_exported", "person", person_id)
    return parts(uow, person_id, openid, whole=True)


def as_json(uow: Uow, found: Iterable[Part]) -> dict[str, Any]:
    """Return chapters as a file for machines has them."""
    return {
        "made_at": uow.now.isoformat(),
        "parts": [
            {
                "key": one.key,
                "title": one.title,
                "note": one.note,
                "tables": list(one.tables),
                "lines": [
                    {
                        "what": line.what,
                        "about": line.about,
                        "at": line.at.isoformat() if line.at else None,
                    }
                    for line in one.lines
                ],
            }
            for one in found
        ],
    }


def _mine(uow: Uow, person_id: int, openid: str, *, whole: bool) -> Mine:
    return Mine(person_id, openid, erasing_traces.own(uow, person_id), whole)
