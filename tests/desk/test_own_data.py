"""我的数据: what the pages show to whom, what they take along, correct and delete."""

import json
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from models.erasure import Erasure
from models.person import Person, WechatUser
from services import erasing, visits
from tests.deskhouse import Browser
from tests.services.county import MIN, ZHANG
from tests.services.lives import HINT, NAME, OPENID, PHONE, TAG, WHO, WROTE, lived
from tests.services.test_own_data import code

PAGES = ("me/data", "me/data/correct", "me/data/phone", "me/data/letters", "me/data/delete")


@pytest.fixture
def life(house):
    """Return the browser of somebody of whom everything is stored."""
    lived(house)
    client = house.app.test_client()
    client.get(urlsplit(house.do(visits.link, OPENID, "me/data")).path)
    return Browser(client)


def test_everything_is_there_in_words_and_the_number_only_in_the_file(house, life):
    page = life.text("me/data")
    assert NAME in page
    assert "138****5678" in page
    assert PHONE[3:] not in page
    found = "".join(life.text(f"me/data/part/{key}") for key in ("contacts", "wishes", "tickets"))
    for word in (HINT, TAG, WROTE["wish"], WROTE["ticket"], "王敏"):
        assert word in found
    assert "看了你的手机号" in life.text("me/data/part/used")
    assert "这一项什么都没有存" in life.text("me/data/part/cadre")
    assert life.get("me/data/part/nothing").status_code == 422
    for kind, mime in (("html", "text/html"), ("json", "application/json")):
        answer = life.post("me/data/export", **{"as": kind})
        assert answer.status_code == 200
        assert answer.mimetype == mime
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "no-store"
        assert PHONE[3:] in answer.text
        assert all(word in answer.text for word in (*WROTE.values(), HINT, TAG))
    assert {one["key"] for one in json.loads(answer.text)["parts"]} >= {"me", "wishes", "used"}
    assert "下载了自己的数据" in life.text("me/data/part/used")


def test_others_read_nothing_of_it(house, life):
    stranger = house.app.test_client()
    for path in PAGES:
        assert stranger.get(f"/h5/{path}").status_code == 401
    other = house.browser(ZHANG)
    said = "".join(other.text(path) for path in (*PAGES, "me/data/part/wishes", "me/data/part/me"))
    said += other.post("me/data/export", **{"as": "html"}).text
    for word in (NAME, HINT, PHONE[3:], OPENID, *WROTE.values()):
        assert word not in said
    assert "张三" in said


def test_words_are_escaped(house, life):
    with house.open_uow() as uow:
        uow.session.get_one(Person, WHO).name = "<b>甲乙</b>"
    assert "<b>" not in life.text("me/data")
    assert "<b>" not in life.post("me/data/export", **{"as": "html"}).text


def test_name_and_birth_date(house, life):
    assert "改好了:姓名、出生日期" in life.does(
        "me/data/correct", name="欧阳若兮", born="2008-05-04"
    )
    again = life.post("me/data/correct", name="欧阳若兮", born="2020-05-04")
    assert again.status_code == 422
    assert "还没满 14 周岁" in again.text
    assert 'value="2020-05-04"' in again.text, "what was typed stays"
    assert "没有动" in life.does("me/data/correct", name="欧阳若兮", born="2008-05-04")


def test_a_new_number_needs_its_code(house, life):
    assert life.post("me/data/phone", phone="12345").status_code == 422
    sent = life.post("me/data/phone", phone="139 1111 2222")
    assert sent.status_code == 303
    page = life.client.get(sent.location).text
    assert "139****2222" in page
    assert "13911112222" not in page
    to = sent.location.partition("to=")[2]
    wrong = life.post("me/data/phone/code", to=to, code="000000")
    assert wrong.status_code == 422
    assert "验证码" in wrong.text
    done = life.does("me/data/phone/code", to=to, code=code(house))
    assert "现在是 139****2222" in done
    assert life.get("me/data/phone/code", to="00").status_code == 422
    assert house.browser(ZHANG).get("me/data/phone/code", to=to).status_code == 422


def test_which_letters_are_wanted(house, life):
    page = life.text("me/data/letters")
    assert page.count("checked") == 7
    assert "进度提醒" not in page
    assert "不收:" in life.does("me/data/letters", kind=["wish", "nonsense"])
    muted = house.all(select(WechatUser.muted).where(WechatUser.openid == OPENID))[0]
    assert set(muted) == {"activity", "topic", "met", "ticket", "ask", "notice"}
    assert "进度提醒" in house.browser(MIN).text("me/data/letters")


def test_deleting_asks_once_waits_a_day_and_can_be_taken_back(house, life):
    page = life.text("me/data/delete")
    assert "data-sure" in page
    assert "24 小时" in page
    said = life.does("me/data/delete")
    assert "11 月 24 日" in said
    assert "不删了" in said
    assert life.post("me/data/delete").status_code == 422
    assert "什么都没有动" in life.does("me/data/keep")
    assert life.post("me/data/keep").status_code == 422
    life.does("me/data/delete")
    house.now += timedelta(days=1)
    house.do(erasing.settle)
    assert life.get("me/data").status_code == 401, "nobody stands behind the browser any more"


def test_a_cadre_is_told_what_stays(house):
    cadre = house.browser(MIN)
    assert "任职、登录和你记的工作是组织的" in cadre.text("me/data/delete")
    assert "要改请找管理员" in cadre.text("me/data")
    assert cadre.post("me/data/phone", phone="13911112222").status_code == 422
    assert cadre.post("me/data/correct", name="王小敏", born="").status_code == 422
    cadre.does("me/data/delete")
    assert house.all(select(Erasure.counts))[0] == {"scope": "said"}
    assert "专职" in cadre.text("me/data/part/cadre")
