"""A quarter over the wire: a youth and a cadre, the page in Chromium, the reminders at its end."""

import re
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from domain.periods import HOME
from models.activity import Enrolment
from models.person import WechatUser
from models.post import Outbox
from models.subject import leaders
from models.wish import Wish
from services import quotas
from tests.house import PERSONAS

PASSWORD = "yun-chuan-9-song-shu"


def test_from_following_to_the_end_of_the_quarter(house, page):
    youth(house)
    cadre(house, page)
    short = who_is_short(house)
    reminded = a_week_before_the_end(house, short)
    the_gap_is_filled(house, reminded)


def youth(house):
    buttons = house.simulator.get("/sim/menu")["menu"]["button"]
    assert [len(button["sub_button"]) <= 5 for button in buttons] == [True] * 3
    assert "登录好了" in house.login("周一帆")
    wishes = house.scalar(select(func.count()).select_from(Wish))
    house.press("周一帆", "wish")
    for answer in ("想要一本高考数学复习书", "1", "1"):
        house.say("周一帆", answer)
    assert "已提交" in house.say("周一帆", "1")
    assert house.scalar(select(func.count()).select_from(Wish)) == wishes + 1
    listed = house.press("周一帆", "activities").splitlines()
    number = next(listed[i - 1].split()[0] for i, line in enumerate(listed) if "还有" in line)
    places = house.scalar(select(func.count()).select_from(Enrolment))
    assert "报好了" in house.say("周一帆", number)
    assert house.scalar(select(func.count()).select_from(Enrolment)) == places + 1


def cadre(house, page):
    who = PERSONAS["王敏"]
    house.act("王敏", "follow")
    said = house.press("王敏", "cadre_login")
    page.goto(re.search(r'href="([^"]+)"', said).group(1))
    page.get_by_label("用户名").fill(who.username)
    page.get_by_label("密码", exact=True).fill(who.password)
    page.get_by_role("button", name="登录").click()
    fields = page.locator("input[type=password]")
    expect(fields).to_have_count(2)
    for n in range(2):
        fields.nth(n).fill(PASSWORD)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("王敏")).to_be_visible()
    assert "3/5" in house.say("王敏", "进度")
    assert "4/5" in house.say("王敏", "记 志愿服务 周一帆 社区清洁 2小时")
    assert "4/5" in house.say("王敏", "进度")


def who_is_short(house):
    """Return the people who fall short of something that ends with the quarter, counted apart."""
    with house.app.open_uow() as uow:
        day = date(2026, 12, 24)
        stands = quotas.of_cadres(uow, day)
        ending = [
            stand.id
            for stand in stands
            if any(s.owed and s.due.isoformat() == "2026-12-31" for s in stand.standings)
        ]
        followers = dict(
            uow.session.execute(
                select(WechatUser.person_id, WechatUser.openid).where(WechatUser.following)
            ).all()
        )
        leading = [
            cadre
            for organ, cadre in uow.session.execute(leaders(day))
            if any(
                s.owed and s.due.isoformat() == "2026-12-31"
                for stand in quotas.of_organs(uow, day, [organ])
                for s in stand.standings
            )
        ]
    return {followers[i] for i in (*ending, *leading) if i in followers}


def a_week_before_the_end(house, short):
    before = len(house.reminders_sent())
    everybody_is_played(house)
    house.clock_to(datetime(2026, 12, 24, 9, 5, tzinfo=HOME))
    assert house.tick()["reminders"] == len(short)
    house.deliver()
    sent = house.reminders_sent()[before:]
    assert len(sent) == len(short)
    assert {entry["openid"] for entry in sent} == short
    assert house.tick() == {}
    assert house.deliver() == 0
    assert len(house.reminders_sent()) == before + len(short)
    return short


def everybody_is_played(house):
    """Let the simulator know everyone who follows, not only the people to play."""
    known = {one.openid for one in PERSONAS.values()}
    with house.app.open_uow() as uow:
        openids = uow.session.scalars(select(WechatUser.openid).where(WechatUser.following)).all()
    others = [
        {"openid": o, "name": o, "role": "其他", "phone": "", "hint": "", "followed": True}
        for o in openids
        if o not in known
    ]
    if others:
        house.simulator.post("/sim/people", others)


def the_gap_is_filled(house, reminded):
    assert PERSONAS["王敏"].openid in reminded
    assert "5/5" in house.say("王敏", "记 文体活动 周一帆 篮球赛 2小时")
    house.clock_to(datetime(2026, 12, 29, 9, 5, tzinfo=HOME))
    before = len(house.reminders_sent())
    house.tick()
    house.deliver()
    last = {entry["openid"] for entry in house.reminders_sent()[before:]}
    assert PERSONAS["王敏"].openid not in last
    with house.app.open_uow() as uow:  # Monday's digests, made up for
        digests = set(uow.session.scalars(select(Outbox.openid).where(Outbox.kind == "digest")))
    assert last - digests == reminded - {PERSONAS["王敏"].openid}


def test_met_between_writing_and_sending_is_not_sent(house):
    everybody_is_played(house)
    house.clock_to(datetime(2026, 12, 24, 9, 5, tzinfo=HOME))
    house.tick()
    assert "5/5" in house.say("赵强", "记 谈心 许诺")
    house.deliver()
    assert PERSONAS["赵强"].openid not in {e["openid"] for e in house.reminders_sent()}
    with house.app.open_uow() as uow:
        status = uow.session.scalars(
            select(Outbox.status).where(
                Outbox.openid == PERSONAS["赵强"].openid, Outbox.kind == "quota"
            )
        ).all()
    assert status == ["dropped"]


@pytest.mark.parametrize("hour", [22, 5])
def test_quiet_hours_hold(new_house, hour):
    house = new_house("sqlite")
    everybody_is_played(house)
    night = datetime(2026, 12, 24, 9, 5, tzinfo=HOME) + timedelta(days=1 if hour == 5 else 0)
    house.clock_to(night.replace(hour=hour))
    assert house.tick()["reminders"] > 0
    assert house.deliver() == 0
    house.clock_to((night + timedelta(days=0 if hour == 5 else 1)).replace(hour=8, minute=1))
    assert house.deliver() > 0
