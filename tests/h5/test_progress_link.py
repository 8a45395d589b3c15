"""我的进度 opens in the browser that opened its link first, and in no other, for a week at most."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from services import links
from services.links import Purpose
from tests.h5.house import House
from tests.h5.test_progress import (
    SUN,
    build,
    cookie_of,
    house,
    small_house,
    stranger,
    talks,
    tap,
    words,
)
from tests.standings import NOW, OPENIDS, WANG, fill, programme

__all__ = ["build", "house", "small_house"]


def reminders_path(house, **more):
    """Give the path in a reminder, as whoever sends it does."""
    with house.open_uow() as uow:
        return f"/h5/progress/{links.issue(uow, OPENIDS[WANG], Purpose.PROGRESS, **more)}"


def test_a_reminders_link_lives_beside_the_chats_and_a_week_at_most(small_house):
    path = reminders_path(small_house, life=timedelta(days=90))
    assert small_house.client.get(path).status_code == 200
    chats = [small_house.progress() for _ in range(2)]
    small_house.clock.wait(minutes=10)
    assert [small_house.client.get(chat).status_code for chat in chats] == [410, 200]
    small_house.clock.wait(days=6)
    assert small_house.client.get(path).status_code == 200
    small_house.clock.wait(days=1)
    assert small_house.client.get(path).status_code == 410


def test_a_letter_tried_again_leaves_one_living_link_and_what_is_open_stays(house):
    tried = [reminders_path(house, life=timedelta(days=2)) for _ in range(3)]
    assert [house.client.get(path).status_code for path in tried] == [410, 410, 200]
    later = reminders_path(house, life=timedelta(days=2))
    assert [house.client.get(path).status_code for path in (tried[2], later)] == [200, 200]


ELSEWHERE = "这个链接只能在第一次打开它的手机上用。"


@pytest.mark.parametrize("reminder", [True, False])
def test_forwarded_a_link_opens_nothing(house, reminder):
    life = timedelta(days=2) if reminder else links.LIFE
    path = reminders_path(house, life=life) if reminder else house.progress()
    press = {"do": "heart_to_heart", "id": str(SUN)}
    assert stranger(house).post(path, data=press).status_code == 410  # nobody has opened it yet
    assert stranger(house).head(path).status_code == 410  # nor does a peep open it
    first = house.client.get(path)
    name, *attributes = first.headers["Set-Cookie"].split("; ")
    assert re.fullmatch(r"key-[0-9a-f]{12}=[\w-]{32}", name)
    assert {"HttpOnly", "SameSite=Lax", "Path=/h5/progress"} <= set(attributes)
    assert f"Max-Age={int(life.total_seconds())}" in attributes
    assert "Secure" not in attributes  # this house is on http
    wrong = {"Cookie": f"{name.split('=')[0]}={'x' * 32}"}
    for headers in ({}, wrong):
        for answer in (
            stranger(house).get(path, headers=headers),
            stranger(house).post(path, data=press, headers=headers),
        ):
            assert answer.status_code == 410
            assert ELSEWHERE in answer.text
            assert "王建国" not in answer.text
            assert "Set-Cookie" not in answer.headers
    assert talks(house) == 0
    assert "记好了" in words(tap(house, path, *press.values()))
    assert "Set-Cookie" not in house.client.get(path).headers


@pytest.mark.both
def test_of_two_who_open_a_link_at_once_one_is_the_first(house):
    path = reminders_path(house)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: stranger(house).get(path), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [410] * 7
    (first,) = [answer for answer in answers if answer.status_code == 200]
    again = stranger(house).get(path, headers={"Cookie": cookie_of(first)})
    assert again.status_code == 200


def test_over_https_its_cookie_stays_on_https(new_database):
    house = House(
        new_database("sqlite", fill), programme=programme(), base_url="https://house.example"
    )
    house.clock.now = NOW
    assert "Secure" in house.client.get(house.progress()).headers["Set-Cookie"].split("; ")
    house.close()
