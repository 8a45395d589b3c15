"""Photos: what the camera wrote is gone, what is no photo is refused, and few may see one."""

import contextlib
import io

import pytest
from PIL import Image
from sqlalchemy import select, update

from models.activity import Activity
from models.photo import Photo
from services import photos, records
from services.photos import NoSuchPhoto, NotAPhoto, Owner, PhotoTooLarge, TooManyPhotos
from services.records import Did
from tests.services.county import COUNTY, ELSEWHERE, MIN, NOW, QIANG, ZHANG, county, opened

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def picture(size=(40, 20), form="JPEG", mode="RGB", exif=None, left="red"):
    """Return a picture whose left half is red and whose right half is blue."""
    image = Image.new(mode, size, "blue")
    image.paste(Image.new(mode, (size[0] // 2, size[1]), left), (0, 0))
    out = io.BytesIO()
    image.save(out, form, **({"exif": exif} if exif else {}))
    return out.getvalue()


def camera(orientation):
    """Return what a camera writes: maker, place, and how it was held."""
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "Secret Camera", orientation
    exif.get_ifd(GPS)[2] = (31.0, 14.0, 5.0)
    return exif


def bomb(side):
    """Return a picture of some kilobytes that is as big as a house once unpacked."""
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    return out.getvalue()


def opened_again(data):
    return Image.open(io.BytesIO(data))


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=county)) as place:
        yield place


def test_what_the_camera_wrote_is_gone_and_the_picture_stands_upright():
    taken = picture(exif=camera(6))
    assert b"Secret Camera" in taken
    assert opened_again(taken).getexif().get_ifd(GPS)
    kept = photos.made_small(taken)
    assert b"Secret Camera" not in kept
    image = opened_again(kept)
    assert not dict(image.getexif())
    assert image.size == (20, 40)  # held upright: turned by the camera's word before it was lost
    top, bottom = image.getpixel((10, 5)), image.getpixel((10, 35))
    assert top[0] > 200 + top[2]
    assert bottom[2] > 200 + bottom[0]


@pytest.mark.parametrize(("form", "mode"), [("PNG", "RGBA"), ("WEBP", "RGB"), ("PNG", "P")])
def test_other_forms_become_a_small_jpeg(form, mode):
    kept = opened_again(photos.made_small(picture((3200, 800), form, mode, left=0)))
    assert (kept.format, kept.size) == ("JPEG", (1600, 400))


def test_what_is_transparent_stands_on_white():
    clear = picture(form="PNG", mode="RGBA", left=(0, 0, 0, 0))
    assert min(opened_again(photos.made_small(clear)).getpixel((2, 10))) > 240


@pytest.mark.parametrize(
    "data",
    [b"", b"no picture", picture(form="GIF"), picture(form="BMP"), b"<svg/>", picture()[:300]],
    ids=["empty", "text", "gif", "bmp", "svg", "cut short"],
)
def test_what_is_no_photo_is_refused(data):
    with pytest.raises(NotAPhoto, match="JPG"):
        photos.made_small(data)


@pytest.mark.parametrize("side", [8_000, 12_000, 20_000], ids=["big", "warned of", "bomb"])
def test_what_would_fill_the_memory_is_refused_unopened(side):
    data = bomb(side)
    assert len(data) < 100_000
    with pytest.raises(PhotoTooLarge, match="太大"):
        photos.made_small(data)


def test_a_picture_that_is_unpacked_whole_is_smaller_than_a_jpeg_may_be():
    out = io.BytesIO()
    Image.new("1", (6_000, 5_000)).save(out, "PNG")
    with pytest.raises(PhotoTooLarge):
        photos.made_small(out.getvalue())
    jpeg = io.BytesIO()
    Image.new("L", (6_000, 5_000)).save(jpeg, "JPEG")
    assert opened_again(photos.made_small(jpeg.getvalue())).size == (1600, 1333)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_the_camera_wrote_may_be_broken():
    good = picture(exif=camera(6))
    for offset in range(30, 110):
        for byte in (b"\1", b"\7"):
            with contextlib.suppress(NotAPhoto):
                photos.made_small(good[:offset] + byte + good[offset + 1 :])


def test_a_file_of_more_than_eight_megabytes_is_refused():
    with pytest.raises(PhotoTooLarge):
        photos.made_small(picture() + bytes(photos.LARGEST))


def test_who_may_see_a_photo_of_a_record(place):
    logged = place.do(records.log, MIN, Did("visit", NOW.date()), [ZHANG])
    photo = place.do(photos.keep, Owner.RECORD, logged.id, MIN, picture())
    assert place.do(photos.of, Owner.RECORD, logged.id) == [photo]
    assert opened_again(place.do(photos.content, photo, MIN)).format == "JPEG"
    for other in (QIANG, ZHANG):
        with pytest.raises(NoSuchPhoto):
            place.do(photos.content, photo, other)
        with pytest.raises(NoSuchPhoto):
            place.do(photos.drop, photo, other)
    # A cadre whose number alone was proved, or who serves no more, sees no youth through it.
    for verb in (photos.content, photos.drop):
        with pytest.raises(NoSuchPhoto):
            place.do(verb, photo, MIN, as_cadre=False)
    place.do(photos.drop, photo, MIN)
    assert place.do(photos.of, Owner.RECORD, logged.id) == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_who_may_see_a_photo_of_an_activity(place):
    with place.open_uow() as uow:
        row = Activity(
            id=5,
            organisation_id=COUNTY,
            host_id=MIN,
            title="开放日",
            kind="open_day",
            starts_at=NOW,
            ends_at=NOW,
            deadline=NOW,
            seats=3,
            status="draft",
            created_at=NOW,
        )
        uow.session.add(row)
    photo = place.do(photos.keep, Owner.ACTIVITY, 5, MIN, picture())
    with pytest.raises(NoSuchPhoto):
        place.do(photos.content, photo, ZHANG)
    with place.open_uow() as uow:
        uow.session.execute(update(Activity).values(status="open"))
    assert place.do(photos.content, photo, ZHANG)
    assert place.do(photos.content, photo, ZHANG, as_cadre=False)
    with place.open_uow() as uow:
        uow.session.execute(update(Activity).values(organisation_id=ELSEWHERE, host_id=QIANG))
    with pytest.raises(NoSuchPhoto):
        place.do(photos.content, photo, ZHANG)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_nine_photos_are_enough(place):
    logged = place.do(records.log, MIN, Did("volunteering", NOW.date()), [])
    small = picture()
    for _ in range(photos.MOST):
        place.do(photos.keep, Owner.RECORD, logged.id, MIN, small)
    with pytest.raises(TooManyPhotos, match="9 张"):
        place.do(photos.keep, Owner.RECORD, logged.id, MIN, small)
    assert len(place.all(select(Photo.id))) == photos.MOST
