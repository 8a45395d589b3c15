"""A wish in the chat across the National Day: nudged, run out to the hour, and true after all."""

import json
from datetime import datetime, timedelta

from sqlalchemy import select

from domain.periods import HOME
from models.record import Record
from models.wish import Claim, Wish
from scheduler import jobs
from tests.house import PERSONAS

YOUTH, CADRE, LEADER, OTHER = "许诺", "赵强", "李向阳", "孙悦"
WISH = "想买一盏能夹在床头的台灯"


def test_at_the_right_hour_across_the_national_day(new_house, database_kind):
    house = new_house(database_kind, now=datetime(2026, 9, 30, 15, tzinfo=HOME))
    assert "登录好了" in house.login(YOUTH)
    number = posted(house)
    reviewed(house, number)
    claimed(house, number)
    nudged(house, number)
    run_out(house, number)
    made_true(house, number)


def posted(house):
    assert "想要点什么" in house.say(YOUTH, "许愿")
    assert "里面有手机号" in house.say(YOUTH, "台灯,电话 19900000004")
    assert "哪一类" in house.say(YOUTH, WISH)
    assert "大概多少钱" in house.say(YOUTH, "2")
    assert "最多 500 元" in house.say(YOUTH, "900")
    assert "写个整数" in house.say(YOUTH, "很多")
    assert "配一张图" in house.say(YOUTH, "60")
    assert "公开姓氏" in house.say(YOUTH, "1")
    assert "已提交" in house.say(YOUTH, "2")
    wish = house.scalar(select(Wish).where(Wish.text == WISH))
    assert (wish.yuan, wish.kind, wish.status) == (60, "daily", "pending")
    return wish.id


def reviewed(house, number):
    said = house.say(LEADER, "心愿审核")
    while f"W-{number}「" not in said:
        said = house.say(LEADER, "1")
    assert "约 60 元" in said
    assert "许诺" not in said
    assert f"W-{number} 通过了" in house.say(LEADER, "1")
    assert cards(house) == [(YOUTH, "心愿通过了,等人认领")]


def claimed(house, number):
    house.clock_to(datetime(2026, 9, 30, 22, 30, tzinfo=HOME))
    said = house.say(CADRE, "心愿池")
    assert "个心愿等人认领" in said
    shown = house.say(CADRE, f"心愿{number}")
    assert f"认领心愿{number}" in shown
    assert "许同学" in shown
    assert "许诺" not in shown
    said = house.say(CADRE, f"认领心愿{number}")
    assert "10 月 7 日 周三 22:30" in said
    assert cards(house) == []  # nobody is woken
    assert at(house, 1, 8) == [(YOUTH, "有人认领了你的心愿")]
    assert "赵强" in house.say(YOUTH, f"心愿{number}")
    assert "没有找到" in house.say(OTHER, f"心愿{number}")


def nudged(house, number):
    assert at(house, 5, 22, 29) == []
    assert live(house, number).nudged_at is None
    assert at(house, 5, 22, 31) == []  # it is night
    assert live(house, number).nudged_at is not None
    assert at(house, 6, 7, 59) == []
    assert at(house, 6, 8) == [(CADRE, "认领的心愿快到期了")]
    assert at(house, 6, 20) == [], "once"


def run_out(house, number):
    before = live(house, number)
    assert before.expires_at - before.claimed_at == timedelta(days=7)
    assert at(house, 7, 22, 29) == []
    assert live(house, number) is not None
    assert at(house, 7, 22, 30) == []
    assert live(house, number) is None
    found = (YOUTH, "心愿放回去等下一位"), (CADRE, "这个心愿的认领结束了")
    assert sorted(at(house, 8, 8)) == sorted(found)
    assert "没有找到" in house.say(CADRE, f"办好了{number}")


def made_true(house, number):
    assert "认领好了" in house.say(OTHER, f"认领心愿{number}")
    assert "转给对方了" in house.say(OTHER, f"心愿留言{number} 灯买好了")
    assert "灯买好了" in house.say(YOUTH, f"心愿{number}")
    assert (YOUTH, "有人认领了你的心愿") in cards(house)
    assert "已经去问 TA" in house.say(OTHER, f"办好了{number}")
    assert (YOUTH, "说办好了,你收到了吗") in cards(house)
    assert "说办好了" in house.say(YOUTH, "心愿")
    assert "多留了几天" in house.say(YOUTH, f"没收到{number} 还没见到")
    assert "在办" in house.say(OTHER, "我认领的")
    house.say(OTHER, f"办好了{number}")
    records = select(Record.cadre_id).where(Record.wish_id == number)
    assert house.scalar(records) is None
    assert "心愿" in house.say(YOUTH, f"收到{number} 谢谢,很亮")
    assert house.scalar(records) == live_cadre(house, number)
    assert (OTHER, "你认领的心愿实现了") in cards(house)
    assert "已实现" in house.say(YOUTH, f"心愿{number}")
    assert "不再改动" in house.say(YOUTH, f"收到{number}")


def live(house, number):
    return house.scalar(select(Claim).where(Claim.wish_id == number, Claim.ended_at.is_(None)))


def live_cadre(house, number):
    done = select(Claim.cadre_id).where(Claim.wish_id == number, Claim.ending == "done")
    return house.scalar(done)


def at(house, day, hour, minute=0):
    """Move the clock to a moment in October, let time do its part, and send what is due."""
    house.clock_to(datetime(2026, 10, day, hour, minute, 5, tzinfo=HOME))
    jobs.tick(house.app.open_uow, [jobs.named("youth")])
    return cards(house)


def cards(house):
    """Return (who, note) of each card about a wish that goes out now to somebody who is played.

    The made-up league has promises of its own: theirs are left out.
    """
    before = len(house.templates_sent())
    house.deliver()
    names = {one.openid: one.name for one in PERSONAS.values()}
    found = []
    for sent in house.templates_sent()[before:]:
        data = json.loads(sent["request"])["data"]
        if sent["openid"] in names and data["thing1"]["value"] == "微心愿":
            found.append((names[sent["openid"]], data["thing2"]["value"]))
    return found
