"""设新密码: the rules, and what becomes of the old one."""

import threading

import pytest
import requests

from models.audit import Audit
from services import cadre_login
from services.links import Purpose
from tests.h5.house import LI, ONE_TIME, OWN, USERNAMES, Passwords
from tests.h5.test_login import at_once


def give(house, path, new, again=None):
    return house.client.post(path, data={"new": new, "again": new if again is None else again})


def test_a_new_password_replaces_the_one_time_one_and_binds(house):
    page = house.try_in(house.login(LI), USERNAMES[LI], ONE_TIME)
    page = give(house, page.location, OWN)
    assert page.status_code == 200
    assert "李敏,新密码设好了" in page.text
    cadre = house.cadre(LI)
    assert not cadre.must_change
    assert Passwords(house.hasher).check(cadre.password, OWN)
    assert house.bound(LI) == LI
    assert house.row(Audit, Audit.deed == "password_changed").object_id == str(LI)


def test_the_rules_are_told_before(house):
    page = house.client.get(house.change())
    assert page.status_code == 200
    assert f"至少 {cadre_login.MIN_LENGTH} 位" in page.text
    assert f'value="{USERNAMES[LI]}"' in page.text
    assert page.text.count('autocomplete="new-password"') == 2
    assert house.link(Purpose.NEW_PASSWORD).tries == 0


@pytest.mark.parametrize(
    "new",
    [
        "短密码",
        "1234567890",
        "98765432109876",
        "aaaaaaaaaaaa",
        "Qwertyuiop",
        f"my-{USERNAMES[LI].upper()}-2026",
        ONE_TIME,
    ],
)
def test_a_weak_password_is_refused_with_the_rules(small_house, new):
    path = small_house.change()
    page = give(small_house, path, new)
    assert page.status_code == 422
    assert "这个密码容易被猜到" in page.text
    assert f'value="{new}"' not in page.text
    assert small_house.cadre(LI).must_change
    assert small_house.hasher.hashed == 0
    assert give(small_house, path, OWN).status_code == 200


def test_two_different_passwords_are_refused(small_house):
    page = give(small_house, small_house.change(), OWN, OWN + "1")
    assert page.status_code == 422
    assert cadre_login.PasswordsDiffer.text in page.text
    assert OWN not in page.text


def test_the_slow_work_is_done_with_no_transaction_open(house):
    give(house, house.change(), OWN)
    assert (house.hasher.verified, house.hasher.hashed, house.hasher.open) == (1, 1, 0)


def test_a_link_is_good_once_and_for_a_while(house):
    path = house.change()
    assert give(house, path, OWN).status_code == 200
    assert give(house, path, OWN + "2").status_code == 410
    assert house.client.get(path).status_code == 410
    path = house.change()
    house.clock.wait(minutes=16)
    assert give(house, path, OWN).status_code == 410


@pytest.mark.both
def test_of_two_at_once_one_sets_the_password(house):
    path = house.change()
    lock, words = threading.Lock(), iter([OWN + "甲", OWN + "乙"])

    def press(base):
        with lock:
            word = next(words)
        form = {"new": word, "again": word}
        return word, requests.post(base + path, data=form, timeout=120).status_code

    with house.serving() as base:
        pressed = at_once(2, lambda _: press(base))
    assert sorted(status for _, status in pressed) == [200, 410]
    winner = next(word for word, status in pressed if status == 200)
    assert house.passwords.check(house.cadre(LI).password, winner)
