"""A demand over the wire across the National Day: taken up late, sent up, answered, asked again."""

import json
import re
from datetime import datetime

from sqlalchemy import select

from domain.periods import HOME
from models.cadre import Appointment
from models.organisation import Organisation
from models.person import WechatUser
from scheduler import jobs
from tests.house import PERSONAS

YOUTH, CADRE, LEADER, COLLEAGUE = "许诺", "赵强", "李向阳", "孙悦"
CITY, NEXT_DOOR = "共青团青禾市委", "共青团柳汀区委"
SENTENCE = "反映 宿舍热水器坏了三天没人修"


def test_at_the_right_hour_across_the_national_day(new_house, database_kind):
    house = new_house(database_kind, now=datetime(2026, 9, 30, 15, tzinfo=HOME))
    assert "登录好了" in house.login(YOUTH)
    number = asked(house)
    sent_up(house, number)
    answered_above(house, number)
    asked_again(house, number)
    mistaken(house, hidden(house))


def at(house, day, hour, minute=0):
    """Move the clock to a moment in October, let time do its part, and send what is due."""
    house.clock_to(datetime(2026, 10, day, hour, minute, 5, tzinfo=HOME))
    jobs.tick(house.app.open_uow, [jobs.named("youth")])
    return cards(house)


def cards(house):
    """Return (who, title, note) of each card about the demand that goes out now."""
    before = len(house.templates_sent())
    house.deliver()
    names = {one.openid: one.name for one in PERSONAS.values()}
    found = [
        (names.get(sent["openid"]), *card(sent["request"]))
        for sent in house.templates_sent()[before:]
    ]
    return [one for one in found if one[0] and ("诉求 S-" in one[1] or one[1] == "今天到期")]


def card(request):
    data = json.loads(request)["data"]
    return data["thing1"]["value"], data["thing2"]["value"]


def asked(house):
    said = house.say(YOUTH, SENTENCE)
    number = re.search(r"S-\d+", said).group()
    assert f"编号 {number},交给赵强了,10 月 8 日前受理" in said
    assert cards(house) == [(CADRE, f"诉求 {number}", "10 月 8 日前受理")]
    assert "归在「其他」" in said
    house.say(YOUTH, f"改类{number}")
    assert "归在「医疗」" in house.say(YOUTH, "6")
    assert "待受理 · 今天 你提出" in house.say(YOUTH, "我的诉求")
    return number


def sent_up(house, number):
    assert at(house, 7, 23, 50) == []
    assert at(house, 8, 8, 0) == [(CADRE, "今天到期", "1 件诉求、提问")]
    assert at(house, 8, 23, 50) == []
    assert at(house, 9, 0, 0) == []  # it went up, and nobody is woken
    gone = at(house, 9, 8, 0)
    assert (YOUTH, f"诉求 {number}", "转到共青团青禾市委督办") in gone
    assert (CADRE, f"诉求 {number}", "过了日子,已上转") in gone
    assert "超时上转:转到共青团青禾市委督办" in house.say(YOUTH, "我的诉求")
    shown = house.say(YOUTH, "1")
    assert "10 月 12 日前受理" in shown  # Saturday the 10th is worked
    assert "10 月 12 日前 · 共青团青禾市委督办" in house.say(LEADER, "待办诉求")
    above(house, number)


def above(house, number):
    """Whoever answers for the city sees it now; a colleague there and the neighbours do not."""
    city, neighbour = leader(house, CITY), leader(house, NEXT_DOOR)
    assert f"{number} 宿舍热水器坏了三天没人修" in house.say(city, "待办诉求")
    assert "许诺" in house.say(city, "1")
    for outsider in (neighbour, COLLEAGUE):
        assert "没有等你办的" in house.say(outsider, "待办诉求")
        assert "没有找到这一件" in house.say(outsider, f"受理{number}")


def leader(house, organ):
    """Let the simulator know whoever answers for an organ; return how they are called there."""
    who = (
        select(WechatUser.openid)
        .join(Appointment, Appointment.cadre_id == WechatUser.person_id)
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .where(Organisation.name == organ, Appointment.leads)
    )
    person = {"openid": house.scalar(who), "name": organ, "role": "机关负责人", "phone": ""}
    house.simulator.post("/sim/people", [{**person, "hint": "", "followed": True}])
    return organ


def answered_above(house, number):
    assert "超时上转:转到共青团青禾市委督办" in house.say(CADRE, number)
    assert "10 月 15 日前答复" in house.say(CADRE, f"受理{number}")
    assert cards(house) == [(YOUTH, f"诉求 {number}", "已受理")]
    assert "已经受理了" in house.say(LEADER, f"受理{number}")
    house.say(CADRE, "待办诉求")
    assert "处理中" in house.say(CADRE, "1")
    house.say(CADRE, "2")
    assert "问过去了" in house.say(CADRE, "在几号楼?")
    assert "直接回复一句话就是补充" in house.say(YOUTH, number)
    assert "补上了" in house.say(YOUTH, "三号楼")
    assert "10 月 10 日" not in house.say(YOUTH, number)
    at(house, 10, 15, 0)
    assert "答复发出去了" in house.say(CADRE, f"答复{number} 换了新的,试试看")
    assert cards(house) == [(YOUTH, f"诉求 {number}", "有答复了,解决了吗")]
    assert "已经答复过了" in house.say(CADRE, f"答复{number} 再试试")
    assert "怕又反复" in house.say(YOUTH, "解决了")


def asked_again(house, number):
    assert at(house, 24, 14, 50) == []
    assert at(house, 24, 15, 10) == [(YOUTH, f"诉求 {number}", "现在解决了吗")]
    assert at(house, 24, 15, 20) == []
    assert "哪里还没解决" in house.say(YOUTH, f"没解决{number}")
    assert "重新打开了,赵强在 10 月 30 日前再答复你" in house.say(YOUTH, "又不热了")
    assert cards(house) == [(CADRE, f"诉求 {number}", "还没解决,请再办")]
    house.say(CADRE, f"答复{number} 换了整套")
    assert "换了整套" in house.say(YOUTH, number)
    assert "不再问你" in house.say(YOUTH, f"不用回访{number}")
    assert "解决了就好" in house.say(YOUTH, f"解决了{number}")


def hidden(house):
    said = house.say(YOUTH, "匿名投诉 开会总是迟到")
    assert "办的人看不到你是谁" in said
    assert "共青团临溪县委" in said
    number = re.search(r"T-\d+", said).group()
    listed = house.say(LEADER, "待办诉求")
    assert f"1 {number}" in listed
    assert "匿名 · 待受理" in listed
    for said in (listed, house.say(LEADER, number), house.say(LEADER, "1")):
        assert YOUTH not in said
        assert "高一" not in said
    assert "没有等你办的" in house.say(CADRE, "待办诉求")
    assert "没有找到这一件" in house.say(CADRE, number)
    assert "撤回了" in house.say(YOUTH, f"撤回{number}")
    assert "没有找到这一件" in house.say(LEADER, f"答复{number} 知道了")
    return number


def mistaken(house, number):
    assert "哪一件" not in house.say(YOUTH, "没解决")
    assert "一句话说清" in house.say(YOUTH, "反映")
    assert "先放下了" in house.say(YOUTH, "取消")
    assert "最多 1000 个字" in house.say(YOUTH, f"反映 {'长' * 1001}")
    assert "还没有答复" not in house.say(YOUTH, "解决了S-99")
    assert "没有找到这一件" in house.say(YOUTH, "撤回S-99")
    assert "已经撤回" in house.say(YOUTH, f"补充{number} 还有")
    assert len(house.say(LEADER, "诉求").encode()) <= 2048
    assert "小伙伴登录" in stranger(house)


def stranger(house):
    house.act("路人甲", "follow")
    return house.say("路人甲", "反映 路灯不亮")
