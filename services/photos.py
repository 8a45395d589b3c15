"""Photos that somebody chose to add: made small, rid of what the camera wrote, shown to few."""

import io
import struct
from collections.abc import Callable, Mapping
from enum import StrEnum
from threading import Lock
from typing import Final

from PIL import Image, ImageOps
from sqlalchemy import func, select

from domain.errors import Refusal
from models.activity import Activity, Enrolment, within_reach
from models.photo import Photo
from models.record import Record
from models.scope import Scope
from models.topic import Topic, shared_with
from services import audit, records
from services.uow import Uow

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a picture as it comes in."""
BODY: Final = LARGEST + 64 * 1024
"""Bytes of a form with one picture."""
SIDE: Final = 1600
"""Pixels of the longer side of what is kept."""
PIXELS: Final = 50_000_000
"""What is unpacked at all: a file of some kilobytes may claim to be as big as a house."""
WHOLE: Final = 24_000_000
"""The same for a picture that is unpacked whole: only a JPEG can be read at a fraction."""
MOST: Final = 9
"""Photos of one record, activity or topic."""
MIME: Final = "image/jpeg"
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
TAKEN: Final = tuple(f"image/{one.lower()}" for one in _FORMATS)
"""The media types of what may come in."""
_WHITE: Final = (255, 255, 255)
_BROKEN: Final = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError),
    struct.error,
)
"""What a broken file makes the decoder say."""
_ONE_BY_ONE: Final = Lock()
"""A picture unpacked takes a hundred megabytes for a moment: not ten at once."""


class Owner(StrEnum):
    """What a photo belongs to."""

    RECORD = "record"
    ACTIVITY = "activity"
    TOPIC = "topic"


class PhotoTooLarge(Refusal):
    """Too many bytes, or too many pixels."""

    code = "photo_too_large"
    text = "这张图太大了,最大 8 MB。在微信里不选「原图」,或者截一张图,再传一次就行。"


class NotAPhoto(Refusal):
    """It is of no kind that is taken, or broken."""

    code = "not_a_photo"
    text = "这个文件不是能打开的照片。请选 JPG、PNG 或 WebP 的图片。"


class TooManyPhotos(Refusal):
    """There is no room for another."""

    code = "too_many_photos"
    text = "最多放 {most} 张照片。先删一张,再传。"


class NoSuchPhoto(Refusal):
    """It is not there, or not for this person."""

    code = "no_such_photo"
    text = "没有这张照片,或者它不是给你看的。"


def keep(uow: Uow, owner: Owner, owner_id: int, person_id: int, data: bytes) -> int:
    """Keep a photo with what it belongs to; whether the person may add it was asked before."""
    if len(of(uow, owner, owner_id)) >= MOST:
        raise TooManyPhotos(most=MOST)
    photo = Photo(
        owner=Owner(owner).value,
        owner_id=owner_id,
        person_id=person_id,
        mime=MIME,
        content=made_small(data),
        created_at=uow.now,
    )
    uow.session.add(photo)
    uow.session.flush()
    audit.note(uow, "added", "photo", photo.id, owner=photo.owner, owner_id=owner_id)
    return photo.id


def made_small(data: bytes) -> bytes:
    """Return a photo as a JPEG of a phone's size, upright, without place, time and device."""
    if len(data) > LARGEST:
        raise PhotoTooLarge
    try:
        with _ONE_BY_ONE, Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > (PIXELS if image.format == "JPEG" else WHOLE):
                raise PhotoTooLarge
            # A JPEG is unpacked at a half, a quarter or an eighth where that is enough.
            image.draft("RGB", (SIDE, SIDE))
            image.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
            return _written(ImageOps.exif_transpose(image))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as no:
        raise PhotoTooLarge from no
    except _BROKEN as no:
        raise NotAPhoto from no


def _written(image: Image.Image) -> bytes:
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        paper = Image.new("RGB", seen.size, _WHITE)
        paper.paste(seen, mask=seen.getchannel("A"))
    else:
        # What is pasted brings its pixels along and nothing else.
        paper = Image.new("RGB", image.size, _WHITE)
        paper.paste(image.convert("RGB"))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def of(uow: Uow, owner: Owner, owner_id: int) -> list[int]:
    """Return the photos of a record, an activity or a topic, in the order they came."""
    question = select(Photo.id).where(Photo.owner == owner, Photo.owner_id == owner_id)
    return list(uow.session.scalars(question.order_by(Photo.id)))


def added_by(uow: Uow, person_id: int, photo_ids: list[int]) -> set[int]:
    """Return which of these photos a person added, and so may take away."""
    question = select(Photo.id).where(Photo.id.in_(photo_ids), Photo.person_id == person_id)
    return set(uow.session.scalars(question))


def count(uow: Uow, owner: Owner, owner_id: int) -> int:
    """Return how many photos there are."""
    question = select(func.count()).where(Photo.owner == owner, Photo.owner_id == owner_id)
    return uow.session.scalars(question).one()


def content(uow: Uow, photo_id: int, person_id: int, *, as_cadre: bool = True) -> bytes:
    """Return a photo to somebody who may see it; for ``as_cadre`` see ``may_see``."""
    photo = uow.session.get(Photo, photo_id)
    if photo is None or not may_see(uow, photo, person_id, as_cadre=as_cadre):
        raise NoSuchPhoto
    return photo.content


def drop(uow: Uow, photo_id: int, person_id: int, *, as_cadre: bool = True) -> None:
    """Take away a photo that this person added."""
    photo = uow.session.get(Photo, photo_id)
    if photo is None or photo.person_id != person_id or not as_cadre:
        raise NoSuchPhoto
    uow.session.delete(photo)
    audit.note(uow, "removed", "photo", photo_id, owner=photo.owner, owner_id=photo.owner_id)


def may_see(uow: Uow, photo: Photo, person_id: int, *, as_cadre: bool = True) -> bool:
    """Say whether a photo is for this person: who added it, or whoever may see what it is of.

    ``as_cadre``: whether they have shown that they are one and serve today. To whoever has not,
    only what is there for youths is shown.
    """
    if not as_cadre:
        return _for_youths(uow, Owner(photo.owner), photo.owner_id, person_id)
    return photo.person_id == person_id or _SEEN_BY[Owner(photo.owner)](
        uow, photo.owner_id, person_id
    )


def _for_youths(uow: Uow, owner: Owner, owner_id: int, person_id: int) -> bool:
    if owner is Owner.ACTIVITY:
        return _announced(uow, owner_id, person_id)
    return owner is Owner.TOPIC and _read(uow, owner_id, person_id)


def _of_record(uow: Uow, record_id: int, person_id: int) -> bool:
    record = uow.session.get(Record, record_id)
    if record is None:
        return False
    if record.organ_id is not None:
        return records.led_organ(uow, person_id) == record.organ_id
    return record.cadre_id == person_id


def _of_activity(uow: Uow, activity_id: int, person_id: int) -> bool:
    activity = uow.session.get(Activity, activity_id)
    hosted = activity is not None and activity.host_id == person_id
    return hosted or _announced(uow, activity_id, person_id)


def _announced(uow: Uow, activity_id: int, person_id: int) -> bool:
    """Say whether an activity is within somebody's reach, or they have signed up for it."""
    activity = uow.session.get(Activity, activity_id)
    if activity is None or activity.status == "draft":
        return False
    place = select(Enrolment.id).where(
        Enrolment.activity_id == activity_id, Enrolment.person_id == person_id
    )
    near = within_reach(activity_id, person_id, uow.today)
    return any(uow.session.scalar(question) is not None for question in (near, place))


def _of_topic(uow: Uow, topic_id: int, person_id: int) -> bool:
    topic = uow.session.get(Topic, topic_id)
    if topic is not None and topic.cadre_id == person_id:
        return True
    return _read(uow, topic_id, person_id) or _of_topic_below(uow, topic_id, person_id)


def _read(uow: Uow, topic_id: int, person_id: int) -> bool:
    """Say whether a topic was shared with somebody."""
    read = shared_with(person_id).where(Topic.id == topic_id).with_only_columns(Topic.id)
    return uow.session.scalar(read) is not None


def _of_topic_below(uow: Uow, topic_id: int, leader_id: int) -> bool:
    """Say whether a topic is of a cadre of the organ that somebody answers for, or below it."""
    organ = records.led_organ(uow, leader_id)
    if organ is None:
        return False
    there = Topic.cadre_id.in_(Scope(within=organ).cadres(uow.today))
    question = select(Topic.id).where(Topic.id == topic_id, Topic.status != "removed", there)
    return uow.session.scalar(question) is not None


_SEEN_BY: Final[Mapping[Owner, Callable[[Uow, int, int], bool]]] = {
    Owner.RECORD: _of_record,
    Owner.ACTIVITY: _of_activity,
    Owner.TOPIC: _of_topic,
}
