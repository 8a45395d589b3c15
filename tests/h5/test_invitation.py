"""邀请: the code, or the words where there is none."""

import re

import pytest

from services import invitations
from tests.h5.house import NOW, ZHANG, PlatformAwayError


def test_the_code_carries_the_scene_for_as_long_as_it_is_good(house):
    page = house.client.get(house.invitation())
    assert page.status_code == 200
    assert "邀请 张三" in page.text
    assert "手机号后四位" in page.text
    assert "11 月 25 日 18:00 前有效" in page.text
    assert page.text.count("<svg") == 1
    [(scene, seconds)] = house.qr.asked
    assert re.fullmatch(r"inv_[0-9a-f]{32}", scene)
    assert seconds == 72 * 3600
    assert house.qr.open == 0
    assert scene not in page.text
    assert "<script>" not in page.text


def test_a_later_look_asks_for_less_time(small_house):
    path = small_house.invitation()
    small_house.clock.wait(minutes=10)
    small_house.client.get(path)
    assert small_house.qr.asked[0][1] == 72 * 3600 - 600


@pytest.mark.parametrize("why", ["no codes", "refused"])
def test_without_a_code_there_are_words_to_send(build, why):
    house = build(with_qr=why == "refused")
    if house.qr:
        house.qr.trouble = PlatformAwayError()
    page = house.client.get(house.invitation())
    assert page.status_code == 200
    assert "<svg" not in page.text
    token = re.search(r"绑定 ([0-9a-f]{32})<", page.text)[1]
    with house.open_uow() as uow:
        assert invitations.opened(uow, "oTEST_zhang", token)


def test_an_unexpected_fault_of_the_adapter_is_an_incident(small_house, caplog):
    small_house.qr.trouble = RuntimeError("a bug")
    assert small_house.client.get(small_house.invitation()).status_code == 500


def test_looking_uses_nothing_up(small_house):
    path = small_house.invitation()
    for _ in range(30):
        assert small_house.client.get(path).status_code == 200


def test_once_accepted_the_page_says_so(house):
    path = house.invitation()
    house.set_invitation(used_at=NOW)
    page = house.client.get(path)
    assert page.status_code == 200
    assert "张三 已经登录好了" in page.text
    assert house.qr.asked == []


@pytest.mark.parametrize("how", ["revoked", "old", "tried out", "link old", "never"])
def test_a_stale_invitation_says_what_to_do_next(small_house, how):
    path = small_house.invitation()
    if how == "revoked":
        small_house.set_invitation(revoked_at=NOW)
    elif how == "old":
        small_house.set_invitation(expires_at=NOW)
    elif how == "tried out":
        small_house.set_invitation(tries=invitations.TRIES)
    elif how == "link old":
        small_house.clock.now += invitations.LIFE
    else:
        path = "/h5/invite/" + "0" * 32
    page = small_house.client.get(path)
    assert page.status_code == 410
    assert "再邀请一次" in page.text
    assert small_house.qr.asked == []


def test_a_hostile_name_stays_text(small_house):
    with small_house.open_uow() as uow:
        uow.session.get_one(invitations.Person, ZHANG).name = '<script>alert(1)</script>"'
    page = small_house.client.get(small_house.invitation())
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
