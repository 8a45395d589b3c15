import re

import requests
from sqlalchemy import func, select

from models.cadre import Cadre
from models.login import LoginCode
from models.person import WechatUser
from tests.house import PERSONAS


def bound(house, who):
    return house.scalar(
        select(WechatUser.person_id).where(WechatUser.openid == PERSONAS[who].openid)
    )


def test_a_number_and_its_code_log_in_after_consent(house):
    house.act("周一帆", "follow")
    assert "手机号" in house.press("周一帆", "youth_login")
    assert "199****0002" in house.say("周一帆", "199 0000 0002")
    asked = house.say("周一帆", house.code("周一帆"))
    assert "你好,周一帆" in asked
    assert "1 同意" in asked
    assert bound(house, "周一帆") is None
    assert "登录好了,周一帆" in house.say("周一帆", "1")
    assert bound(house, "周一帆")


def test_a_typed_number_alone_never_logs_anyone_in(house):
    house.act("周一帆", "follow")
    house.press("周一帆", "youth_login")
    house.say("周一帆", "19900000002")
    house.say("周一帆", "1")
    house.say("周一帆", "同意")
    assert bound(house, "周一帆") is None


def test_five_wrong_codes_spend_it_and_the_right_one_comes_too_late(house):
    house.act("周一帆", "follow")
    house.press("周一帆", "youth_login")
    house.say("周一帆", "19900000002")
    code = house.code("周一帆")
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert "还可以试 4 次" in house.say("周一帆", wrong)
    for _ in range(4):
        last = house.say("周一帆", wrong)
    assert "不能再用" in last
    assert "不能再用" in house.say("周一帆", code)
    assert "1 分钟" in house.say("周一帆", "重发") or "秒" in house.say("周一帆", "重发")
    house.later(minutes=2)
    house.say("周一帆", "重发")
    assert "你好,周一帆" in house.say("周一帆", house.code("周一帆"))


def test_a_code_lives_five_minutes(house):
    house.act("周一帆", "follow")
    house.press("周一帆", "youth_login")
    house.say("周一帆", "19900000002")
    code = house.code("周一帆")
    house.later(minutes=5, seconds=1)
    assert "过期" in house.say("周一帆", code)


def test_known_and_unknown_numbers_get_the_same_answer(house):
    answers = {}
    for who, number in (("周一帆", "19900000002"), ("路人甲", "19900000999")):
        house.act(who, "follow")
        house.press(who, "youth_login")
        answers[who] = house.say(who, number).replace(number[-4:], "")
    assert answers["周一帆"] == answers["路人甲"]
    assert "还没有团干部" in house.say("路人甲", house.code("路人甲"))
    assert bound(house, "路人甲") is None


def test_the_limits_hold_for_a_number_whoever_asks(house):
    for who in ("周一帆", "陈果"):
        house.act(who, "follow")
        house.press(who, "youth_login")
    assert "发到" in house.say("周一帆", "19900000002")
    assert "刚发过" in house.say("陈果", "19900000002")
    assert house.scalar(select(func.count()).select_from(LoginCode)) == 1


def test_not_me_takes_the_number_off_and_asks_the_cadre_to_check(house):
    house.act("许诺", "follow")
    house.press("许诺", "youth_login")
    house.say("许诺", "19900000004")
    house.say("许诺", house.code("许诺"))
    assert "没有登录" in house.say("许诺", "2")
    assert bound(house, "许诺") is None
    assert "请向本人核对" in house.say("赵强", "帮助")


def test_leaving_takes_one_tap_and_only_the_youth_comes_back(house):
    before = house.say("赵强", "我的小伙伴")
    house.act("许诺", "follow")
    house.press("许诺", "youth_login")
    house.say("许诺", "19900000004")
    house.say("许诺", house.code("许诺"))
    assert "不会再有人" in house.say("许诺", "3")
    assert bound(house, "许诺") is None
    assert house.say("赵强", "我的小伙伴") != before


def test_a_cadre_cannot_come_by_the_weaker_door(house):
    house.act("王敏", "follow")
    house.press("王敏", "youth_login")
    house.say("王敏", PERSONAS["王敏"].phone.removeprefix("+86"))
    assert "团干部登录" in house.say("王敏", house.code("王敏"))
    assert bound(house, "王敏") is None


def test_an_invitation_and_four_digits_log_in_once(house):
    page = house.say("赵强", "邀请 许诺")
    assert "/h5/invite/" in page
    house.act("许诺", "follow")
    token = invitation_token(house, page)
    asked = reply_to_scan(house, "许诺", token)
    assert "后四位" in asked
    assert "对不上" in house.say("许诺", "9999")
    assert "你好,许诺" in house.say("许诺", "0004")
    assert "登录好了" in house.say("许诺", "1")
    house.act("陈果", "follow")
    assert "已经用过" in reply_to_scan(house, "陈果", token)


def invitation_token(house, said):
    """Read the invitation off the cadre's page."""
    page = requests.get(re.search(r'href="([^"]+)"', said).group(1), timeout=10)
    assert page.status_code == 200
    codes = house.simulator.get("/sim/qrcodes")["qrcodes"]
    return codes[-1]["scene"]


def reply_to_scan(house, who, scene):
    return house.act(who, "scan", scene=scene)["reply"]["text"]


def test_a_code_leaves_also_after_old_codes_were_tidied_away(house):
    house.login("周一帆")
    house.later(days=3)
    house.tick()
    house.act("陈果", "follow")
    house.press("陈果", "youth_login")
    house.say("陈果", "19900000003")
    assert "你好,陈果" in house.say("陈果", house.code("陈果"))


def test_two_invitations_live_side_by_side(house):
    first = house.say("赵强", "邀请 许诺")
    house.say("赵强", f"邀请 {another_youth(house)}")
    house.later(hours=1)
    house.act("许诺", "follow")
    assert "后四位" in reply_to_scan(house, "许诺", invitation_token(house, first))


def another_youth(house):
    return house.say("赵强", "我的小伙伴").splitlines()[1].removeprefix("· ").split("(")[0]


def test_a_youth_who_becomes_a_cadre_needs_the_password_first(house):
    with house.app.open_uow() as uow:
        openid = PERSONAS["林小溪"].openid
        person = uow.session.scalar(select(WechatUser.person_id).where(WechatUser.openid == openid))
        uow.session.add(Cadre(id=person, username="linxiaoxi", password="x", failures=0))
    assert "团干部用的" in house.say("林小溪", "我的小伙伴")
    assert "/h5/login/" in house.say("林小溪", "团干部登录")
