"""Photos on the pages: served to whom they concern, taken away by who added them."""

import io

import pytest

from services import photos, records
from services.photos import Owner
from services.records import Did
from tests.services.county import MIN, NOW, QIANG, ZHANG
from tests.services.test_photos import bomb, picture


@pytest.fixture
def photo(house):
    logged = house.do(records.log, MIN, Did("visit", NOW.date()), [ZHANG])
    return house.do(photos.keep, Owner.RECORD, logged.id, MIN, picture())


def test_a_photo_is_served_to_whom_it_concerns(house, photo):
    answer = house.browser().get(f"photos/{photo}")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for other in (QIANG, ZHANG):
        refused = house.browser(other).get(f"photos/{photo}")
        assert (refused.status_code, refused.mimetype) == (422, "text/html")
    assert house.app.test_client().get(f"/h5/photos/{photo}").status_code == 401


def test_who_added_it_takes_it_away_and_goes_back(house, photo):
    assert house.browser(QIANG).post(f"photos/{photo}/remove").status_code == 422
    browser = house.browser()
    for back, leads in (("//evil.example", "/h5/home"), ("topics", "/h5/topics")):
        again = house.do(photos.keep, Owner.RECORD, 1, MIN, picture())
        answer = browser.post(f"photos/{again}/remove", back=back)
        assert (answer.status_code, answer.location) == (303, leads)
    assert browser.get(f"photos/{again}").status_code == 422
    assert "照片删掉了" in browser.text("topics")


def test_a_picture_that_is_too_big_is_refused_in_words(house):
    form = {"sort": "work", "title": "一张图", "whom": "all"}
    big = (io.BytesIO(bomb(8_000)), "big.png")
    answer = house.browser().post("topics", **form, photo=big)
    assert answer.status_code == 422
    assert "太大了" in answer.text
    assert "一张图" in answer.text
