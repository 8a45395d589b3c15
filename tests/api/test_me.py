"""我: who I am here, what waits for me, what is stored about me, and what I want to be told."""

import re
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select, update

from models.cadre import Appointment, Cadre
from models.mini import ApiAnswer, MiniUser
from models.person import WechatUser
from models.sending import Subscription
from services import inbox
from tests.api.conftest import MINI, Phone
from tests.house import PERSONAS


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer.json()["message"]


@pytest.fixture
def me(phone):
    return phone("林小溪").login()


def test_everybody_is_told_what_they_may_do(phone):
    stranger = phone("路人甲").open()
    assert stranger.get("/me")["standing"] == "stranger"
    refused(stranger.ask("GET", "/home"), 403, "not_known")
    refused(stranger.ask("GET", "/me/data"), 403, "not_known")
    assert len(stranger.get("/dictionaries")["kinds"]) > 20
    youth = phone("林小溪").login().get("/me")
    assert (youth["standing"], youth["name"], youth["follows"]) == ("youth", "林小溪", True)
    cadre = phone("赵强")
    assert cadre.login().get("/me")["standing"] == "youth"
    assert cadre.get("/me")["password_wanted"] is True
    cadre.password()
    assert (cadre.get("/me")["standing"], cadre.get("/me")["password_wanted"]) == ("cadre", False)
    home = cadre.get("/home")
    assert home["greeting"].startswith("赵强,")
    assert home["owed"]
    leader = phone("李向阳").password()
    told = leader.get("/me")
    assert (told["standing"], bool(told["organ"])) == ("leader", True)
    assert leader.get("/digest").keys() == {"day", "parts"}


def test_my_data_are_shown_corrected_exported_and_deleted(me, mini, phone):
    a_new_number_is_vouched_for_by_the_platform(me, phone)
    whole = me.get("/me/data")
    keys = {part["key"]: part["count"] for part in whole["parts"]}
    assert keys["me"]
    assert "wechat" in keys
    assert whole["erases_whole"] is True
    assert len(me.get("/me/data/parts/me")["items"]) == keys["me"]
    assert me.get("/me/data/parts/me", limit=1)["next"]
    refused(me.ask("GET", "/me/data/parts/nothing"), 404, "no_such_part")

    changed = me.ask("POST", "/me/data", {"name": "林小西", "born": "2005-05-04"}).json()
    assert changed == {"changed": ["姓名", "出生日期"], "name": "林小西", "born": "2005-05-04"}
    refused(me.ask("POST", "/me/data", {"born": "2020-05-04"}), 409, "too_young_to_keep")
    assert me.ask("POST", "/me/data", {"forget_born": True}).json()["born"] is None

    found = me.post("/me/data/export")
    told = str(found)
    assert PERSONAS["林小溪"].phone.removeprefix("+86") in told.replace(" ", "")
    assert "openid" not in found
    with mini.app.open_uow() as uow:
        kept = b"".join(uow.session.scalars(select(ApiAnswer.body)))
    assert PERSONAS["林小溪"].phone[-8:].encode() not in kept

    asked = me.post("/me/data/erasure")
    assert asked["whole"] is True
    refused(me.ask("POST", "/me/data/erasure"), 409, "already_asked")
    assert me.get("/me/data")["erasure"] == asked
    assert me.ask("DELETE", "/me/data/erasure").status_code == 204
    refused(me.ask("DELETE", "/me/data/erasure"), 404, "nothing_to_take_back")


def a_new_number_is_vouched_for_by_the_platform(me, phone):
    same = me.ask("POST", "/me/data/phone", {"code": me.code("phone")})
    refused(same, 409, "same_number")
    refused(me.ask("POST", "/me/data/phone", {"code": "made-up"}), 409, "code_refused")
    # A code is used up before the platform is asked, whatever becomes of that.
    down = {"target": "/wxa/business/getuserphonenumber", "kind": "cut", "times": 1}
    me.house.simulator.post("/sim/faults", down)
    code = me.code("phone")
    refused(me.ask("POST", "/me/data/phone", {"code": code}), 503, "wechat_away")
    refused(me.ask("POST", "/me/data/phone", {"code": code}), 409, "code_used")
    cadre = phone("赵强").password()
    office = cadre.ask("POST", "/me/data/phone", {"code": cadre.code("phone")})
    refused(office, 409, "for_the_office")


def letters_are_switched_off_and_on(me, mini):
    letters = me.get("/me/letters")
    assert letters["possible"]
    assert all(one["on"] for one in letters["letters"])
    kinds = [one["kind"] for one in letters["letters"]]
    answer = me.ask("PUT", "/me/letters", {"kinds": kinds[1:]}).json()
    assert [one["on"] for one in answer["letters"]] == [False] + [True] * len(kinds[1:])
    assert me.get("/me/letters") == answer
    assert me.ask("PUT", "/me/letters", {"kinds": ["nap"]}).status_code == 422
    with mini.app.open_uow() as uow:
        uow.session.execute(
            update(WechatUser)
            .where(WechatUser.openid == PERSONAS["林小溪"].openid)
            .values(person_id=None)
        )
    # Without the chat it is the same: what was switched off there is off here.
    assert me.get("/me/letters") == answer
    assert me.get("/notices") == {"items": [], "next": None}
    answer = me.ask("PUT", "/me/letters", {"kinds": kinds}).json()
    assert all(one["on"] for one in answer["letters"])


def test_what_waits_is_read_here_and_letters_are_switched_off(me, mini, phone):
    with mini.app.open_uow() as uow:
        for n in range(3):
            text = f'第 {n} 条,<a href="weixin://bizmsgmenu?msgmenucontent=x">点我</a>'
            inbox.leave(uow, key=f"t{n}", openid=PERSONAS["林小溪"].openid, text=text)
    before = me.get("/me")["unread"]
    first = me.get("/notices", limit=2)
    assert first["items"][0]["text"] == "第 2 条,点我"
    rest = me.get("/notices", limit=100, after=first["next"])
    assert len(first["items"]) + len(rest["items"]) == before
    ids = [one["id"] for one in first["items"]]
    other = phone("周一帆").login()
    assert other.post("/notices/read", {"ids": ids})["unread"] == other.get("/me")["unread"]
    assert me.post("/notices/read", {"ids": ids})["unread"] == before - 2
    assert not set(ids) & {one["id"] for one in me.get("/notices", limit=100)["items"]}
    assert "第 2 条" not in mini.say("林小溪", "帮助")
    letters_are_switched_off_and_on(me, mini)


def test_grants_belong_to_the_openid_of_the_mini_program(new_house, database_kind):
    fields = {"activity": "thing1", "note": "thing4"}
    ours = {"SEAT": {"id": "fake-mini-SEAT", "fields": fields}}
    house = new_house(database_kind, mini={**MINI, "subscriptions": ours})
    me = Phone(house, "林小溪").login()
    assert me.get("/subscriptions")["items"] == [
        {"name": "SEAT", "title": "活动有名额、有变化", "template_id": "fake-mini-SEAT", "left": 0}
    ]
    answers = {"fake-mini-SEAT": "accept", "fake-template-SEAT": "accept"}
    for _ in range(2):
        left = me.post("/subscriptions", {"answers": answers})
    assert left["items"][0]["left"] == 2
    left = me.post("/subscriptions", {"answers": {"fake-mini-SEAT": "reject"}})
    assert left["items"][0]["left"] == 2
    assert me.ask("POST", "/subscriptions", {"answers": {"x": "yes"}}).status_code == 422
    with house.app.open_uow() as uow:
        mine = uow.session.scalars(select(Subscription.openid)).all()
        assert set(mine) == {uow.session.scalar(select(MiniUser.openid))}
    me.http.close()


@pytest.mark.both
def test_who_left_the_post_keeps_the_login_and_sees_no_youth_through_it(mini, phone):
    me = phone("赵强").password()
    youth = me.get("/contacts")["items"][0]["id"]
    assert me.get("/me")["standing"] == "cadre"
    yesterday = mini.now().date() - timedelta(days=1)
    with mini.app.open_uow() as uow:
        mine = select(Cadre.id).where(Cadre.username == "zhaoqiang").scalar_subquery()
        ended = update(Appointment).where(Appointment.cadre_id == mine)
        uow.session.execute(ended.values(last_day=yesterday))
    # The very next request of the same session is a youth's.
    for path in ("/contacts", f"/contacts/{youth}", "/records", "/quotas", "/wishes/pool"):
        refused(me.ask("GET", path), 403, "not_a_cadre")
    refused(me.ask("POST", f"/contacts/{youth}/phone"), 403, "not_a_cadre")
    mine = me.get("/me")
    assert (mine["standing"], mine["password_wanted"]) == ("youth", False)
    assert me.get("/me/data")["name"] == "赵强"
    assert "请管理员登记任职" in mini.say("赵强", "我的小伙伴")
    link = re.search(r'href="([^"]+)"', mini.say("赵强", "工作台")).group(1)
    browser = requests.Session()
    browser.get(link, timeout=60)
    page = browser.get(f"{mini.settings.site.base_url}/h5/caseload", timeout=60)
    assert "这里是团干部用的" in page.text
    browser.close()
    with mini.app.open_uow() as uow:
        uow.session.execute(ended.values(last_day=None))
    assert me.get(f"/contacts/{youth}")["id"] == youth
