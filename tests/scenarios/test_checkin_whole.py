"""An activity from the template to the progress: over the wire, and in Chromium by its host."""

import re
from datetime import timedelta

from playwright.sync_api import expect
from sqlalchemy import func, select

from models.activity import Activity, Enrolment
from models.audit import Audit
from models.contact import Contact
from models.person import Person
from models.record import Record
from services import quotas

HOST, CADRE, YOUTH, SCANNING = "李向阳", "赵强", "许诺", "林小溪"


def test_from_the_poster_to_the_progress_and_back(house, page):
    house.login(YOUTH)
    number = made(house, page)
    signed_up(house, page, number)
    before = state(house, number)
    house.clock_to(starts(house, number) - timedelta(minutes=20))
    come_in(house, page, number)
    assert state(house, number) == before, "who comes changes nothing until it is closed"
    house.clock_to(starts(house, number) + timedelta(hours=5))
    closed(house, page, number)
    after = state(house, number)
    assert after["progress"] == before["progress"] + 1
    assert after["organ"] == before["organ"] + 1
    assert after["met"] == starts(house, number) != before["met"]
    assert after["records"] == [
        ("group_volunteering", None),
        ("volunteering", HOST),
        ("volunteering", CADRE),
    ]
    feedback(house)
    page.get_by_role("button", name="重新打开").first.click()
    expect(page.get_by_text("3 条记录收回")).to_be_visible()
    assert state(house, number) == before


def link(house, who, words):
    return re.search(r'href="(http[^"]+)"', house.say(who, words)).group(1)


def made(house, page):
    page.goto(link(house, HOST, "办活动"))
    page.get_by_role("link", name=re.compile("集中志愿")).first.click()
    page.get_by_label("在哪里").fill("南河公园")
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_role("link", name=re.compile("海报"))).to_be_visible()
    return house.scalar(select(Activity.id).order_by(Activity.id.desc()).limit(1))


def starts(house, number):
    return house.scalar(select(Activity.starts_at).where(Activity.id == number))


def signed_up(house, page, number):
    page.get_by_role("link", name=re.compile("海报")).click()
    expect(page.get_by_role("img", name="报名二维码")).to_be_visible()
    for who in (SCANNING, CADRE):
        told = house.act(who, "scan", scene=f"act_{number}")["reply"]["text"]
        assert "报名" in told
        assert "报好了" in house.say(who, "1")
    stranger = house.act("路人甲", "follow", scene=f"act_{number}")["reply"]["text"]
    assert "先登录" in stranger
    assert "报名" in house.act(YOUTH, "scan", scene=f"act_{number}")["reply"]["text"]


def come_in(house, page, number):
    page.goto(link(house, HOST, "我办的活动"))
    page.get_by_role("link", name=re.compile("南河公园|集中志愿")).first.click()
    page.get_by_role("link", name=re.compile("签到码")).first.click()
    expect(page.get_by_role("img", name="签到二维码")).to_be_visible()
    digits = page.locator("[data-digits]").inner_text().replace(" ", "")
    wrong = f"{(int(digits) + 1) % 10**6:06}"
    assert "对不上" in house.say(CADRE, f"签到 {wrong}")
    tries = select(func.count()).where(Audit.deed == "mistyped_code")
    assert house.scalar(tries) == 1, "a wrong try is kept, though it was refused"
    assert "签到好了" in house.say(CADRE, f"{digits[:3]} {digits[3:]}")
    scene = f"ci_{number}-{digits}"
    assert "签到好了" in house.act(SCANNING, "scan", scene=scene)["reply"]["text"]
    house.later(seconds=2)
    assert "已经签到了" in house.act(SCANNING, "scan", scene=scene)["reply"]["text"]
    assert "先登录" in house.act("路人甲", "scan", scene=scene)["reply"]["text"]
    expect(page.locator("[data-arrived]")).to_have_text("2")
    page.get_by_role("link", name="签到名单").click()
    page.get_by_label("按姓名找自己的小伙伴").fill("没有这个人")
    page.get_by_role("button", name="找", exact=True).click()
    expect(page.get_by_text("名单外没有叫")).to_be_visible()
    told = house.act(YOUTH, "scan", scene=scene)["reply"]["text"]
    assert "加了一个名额" in told
    page.goto(page.url.split("?")[0])
    youth = page.get_by_role("button", name=re.compile(YOUTH))
    expect(youth).to_have_attribute("aria-pressed", "true")
    cadre = page.get_by_role("button", name=re.compile(CADRE))
    cadre.click()
    expect(page.get_by_text("还没到").locator("..")).to_contain_text("1")
    cadre.click()
    expect(page.get_by_text("还没到").locator("..")).to_contain_text("0")
    assert house.scalar(came(number, CADRE)) == "list"


def came(number, who):
    return (
        select(Enrolment.checked_in_by)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.activity_id == number, Person.name == who)
    )


def closed(house, page, number):
    page.goto(link(house, HOST, "我办的活动"))
    page.get_by_role("link", name=re.compile("南河公园|集中志愿")).first.click()
    page.get_by_role("link", name=re.compile("办结")).first.click()
    expect(page.get_by_text(f"{CADRE} · 志愿服务")).to_be_visible()
    page.get_by_role("button", name="办结").click()
    expect(page.get_by_text("来了 3 人,记了 3 条")).to_be_visible()


def feedback(house):
    assert "怎么样" in house.say(SCANNING, "评活动")
    assert "5 颗星,「很开心」" in house.say(SCANNING, "5 很开心")
    assert "改好了" in house.say(SCANNING, "评活动 4 挺好")


def state(house, number):
    """Return how the cadre, the organ and the contact stand, and the living records."""
    with house.app.open_uow() as uow:
        activity = uow.session.get_one(Activity, number)
        (organ,) = quotas.of_organs(uow, uow.today, [activity.organisation_id])
        ids = {
            name: uow.session.scalar(select(Person.id).where(Person.name == name))
            for name in (CADRE, YOUTH)
        }
        met = uow.session.scalar(
            select(Contact.last_met_at).where(
                Contact.cadre_id == ids[CADRE], Contact.youth_id == ids[YOUTH]
            )
        )
        rows = uow.session.execute(
            select(Record.kind, Person.name)
            .outerjoin(Person, Person.id == Record.cadre_id)
            .where(Record.activity_id == number, Record.undone_at.is_(None))
        ).all()
        parts = {s.rule.id: s.by_part for s in organ.standings}
    figure = int(re.search(r"(\d+)/5", house.say(CADRE, "进度")).group(1))
    return {
        "progress": figure,
        "organ": parts["five-ones-organ"]["group_volunteering"],
        "met": met,
        "records": sorted(map(tuple, rows), key=str),
    }
