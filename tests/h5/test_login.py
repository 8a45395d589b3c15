"""团干部登录, over the page's own HTTP."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from models.audit import Audit
from services import cadre_login, links
from services.identity import BoundElsewhere
from services.links import Purpose
from tests.h5.house import LI, ONE_TIME, OPENIDS, USERNAMES, WANG, WORD, House, fill

WRONG = cadre_login.WrongLogin.text
STALE = "这个链接已经用过或过期了"


def words(answer):
    """Give what a page says, without what was typed."""
    html = re.sub(r'value="[^"]*"', "", answer.text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def at_once(number, work):
    """Do something so many times, all at the same moment."""
    barrier = threading.Barrier(number)

    def one(turn):
        barrier.wait()
        return work(turn)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def guess(base, path, password):
    form = {"username": USERNAMES[WANG], "password": password}
    return requests.post(base + path, data=form, timeout=120)


def test_the_right_password_binds_the_wechat_account(house):
    page = house.try_in(house.login())
    assert page.status_code == 200
    assert "王建国,登录好了" in page.text
    assert "data-closes" in page.text
    assert house.bound() == WANG
    assert house.cadre().failures == 0
    assert house.row(Audit, Audit.deed == "bound").actor_id == WANG


def test_a_page_that_is_only_looked_at_changes_nothing(house):
    path = house.login()
    for method in (house.client.get, house.client.head):
        for _ in range(20):
            assert method(path).status_code == 200
    link = house.link()
    assert (link.tries, link.used_at) == (0, None)
    assert house.try_in(path).status_code == 200


def test_a_wrong_password_keeps_the_name_and_not_the_password(house):
    path = house.login()
    page = house.try_in(path, password="猜一个密码")
    assert page.status_code == 422
    assert WRONG in page.text
    assert f'value="{USERNAMES[WANG]}"' in page.text
    assert "猜一个密码" not in page.text
    assert house.bound() is None
    assert house.try_in(path).status_code == 200


def test_wrong_unknown_and_pausing_are_told_apart_by_nobody(house):
    for _ in range(cadre_login.FREE_TRIES - 1):
        house.try_in(house.login(), password="错")
    said = []
    for username, password in (
        (USERNAMES[WANG], "错"),  # the last free try, wrong
        ("没有这个人", "错"),
        (USERNAMES[WANG], WORD),  # right, but pausing
        ("x' OR 1=1 --\0", "\0错"),
    ):
        path = house.login()
        house.hasher.forget()
        page = house.try_in(path, username, password)
        said.append((page.status_code, words(page), house.hasher.verified, house.hasher.hashed))
    assert set(said) == {(422, said[0][1], 1, 0)}
    assert WRONG in said[0][1]


def test_after_the_pause_the_right_password_is_good_again(house):
    for _ in range(cadre_login.FREE_TRIES):
        house.try_in(house.login(), password="错")
    assert house.try_in(house.login()).status_code == 422
    house.clock.wait(minutes=1, seconds=1)
    assert house.try_in(house.login()).status_code == 200
    assert house.cadre().blocked_until is None


def test_the_password_is_checked_with_no_transaction_open(house):
    house.try_in(house.login())
    assert house.hasher.verified == 1
    assert house.hasher.open == 0


@pytest.mark.parametrize(
    ("username", "password"), [("", WORD), ("  ", WORD), (USERNAMES[WANG], "")]
)
def test_an_empty_field_is_no_try(small_house, username, password):
    path = small_house.login()
    page = small_house.try_in(path, username, password)
    assert page.status_code == 422
    assert "用户名和密码都要填" in page.text
    assert small_house.link().tries == 0
    assert small_house.hasher.verified == 0


@pytest.mark.parametrize("how", ["used", "old", "never", "other purpose", "another's newer one"])
def test_a_stale_link_says_what_to_do_next(small_house, how):
    path = small_house.login()
    if how == "used":
        small_house.try_in(path)
    elif how == "old":
        small_house.clock.wait(minutes=16)
    elif how == "never":
        path = "/h5/login/" + "A" * 32
    elif how == "other purpose":
        path = small_house.change().replace("password", "login")
    else:
        small_house.login()
    small_house.hasher.forget()
    for page in (
        small_house.client.get(path),
        small_house.try_in(path),
        small_house.try_in(path, "", ""),
    ):
        assert page.status_code == 410
        assert STALE in page.text
        assert "再要一次" in page.text
    assert small_house.hasher.verified == 0


@pytest.mark.both
def test_fifty_guesses_at_once_are_counted_exactly(house):
    path = house.login()
    with house.serving() as base:
        pages = at_once(50, lambda turn: guess(base, path, f"猜{turn}"))
    said = sorted(page.status_code for page in pages)
    assert said == [410] * (50 - links.TRIES) + [422] * links.TRIES
    assert house.link().tries == links.TRIES
    assert house.cadre().failures == cadre_login.FREE_TRIES
    assert house.hasher.verified == links.TRIES


def test_without_its_lock_a_count_would_be_lost(new_database, monkeypatch):
    """The control: what the lock is there for does happen, on the database that needs it."""
    house = House(new_database("postgresql", fill))
    token = house.login().rsplit("/", 1)[1]
    living = links._living
    monkeypatch.setattr(links, "_living", lambda *args, **_lock: living(*args))
    with house.open_uow() as one, house.open_uow() as other:
        for uow in (one, other):
            links.look(uow, token, Purpose.CADRE_LOGIN, trying=True)
    assert house.link().tries == 1
    house.close()


def test_the_last_try_of_a_link_is_as_good_as_the_first(house):
    path = house.login()
    for turn in range(links.TRIES - 1):
        assert house.try_in(path, f"nobody{turn}", "错").status_code == 422
    assert house.try_in(path).status_code == 200
    assert house.bound() == WANG


@pytest.mark.both
def test_a_link_is_used_once_by_two_at_a_time(house):
    path = house.login()
    with house.serving() as base:
        pages = at_once(2, lambda _: guess(base, path, WORD))
    assert sorted(page.status_code for page in pages) == [200, 410]
    assert house.bound() == WANG


def test_a_one_time_password_leads_to_the_page_for_a_new_one(house):
    path = house.login(LI)
    page = house.try_in(path, f" {USERNAMES[LI]} ", ONE_TIME)
    assert page.status_code == 303
    assert re.fullmatch(r"/h5/password/[\w-]{32}", page.location)
    assert house.bound(LI) is None
    assert house.link(Purpose.NEW_PASSWORD).openid == OPENIDS[LI]
    assert house.client.get(path).status_code == 410


def test_a_password_changed_meanwhile_is_wrong(house):
    path = house.login()
    with house.open_uow() as uow:
        attempt = cadre_login.knock(uow, path.rsplit("/", 1)[1], USERNAMES[WANG])
    with house.open_uow() as uow:
        uow.session.get_one(cadre_login.Cadre, WANG).password = "another"
    with house.open_uow() as uow, pytest.raises(cadre_login.WrongLogin):
        cadre_login.enter(uow, path.rsplit("/", 1)[1], attempt, right=True)


def test_a_cadre_of_another_phone_is_told_how_to_move(house):
    assert house.try_in(house.login(WANG)).status_code == 200
    page = house.try_in(house.login(LI))
    assert page.status_code == 422
    assert BoundElsewhere.text.split("。")[0] in page.text
    assert house.bound(LI) is None
    assert house.bound(WANG) == WANG
