"""An activity over the wire and in Chromium: made in a minute, filled, waited for, given up."""

import re

from playwright.sync_api import expect
from sqlalchemy import func, select

from models.activity import Activity, Enrolment
from models.person import Person
from tests.house import PERSONAS

PASSWORD = "yun-chuan-9-song-shu"
TITLE = "冬夜一起看电影"
IN_CHAT, ON_PAGE = "林小溪", "周一帆"


def test_from_a_template_to_a_seat_that_was_given_up(house, page, new_page):
    cadre(house, page)
    number = made(house, page)
    shown = new_page()
    house.login(ON_PAGE)
    signed_up_in_chat(house)
    waits_on_the_page(house, shown)
    given_up_and_taken(house, shown)
    run_by_the_host(house, page, number)


def link(said):
    return re.search(r'href="(http[^"]+)"', said).group(1)


def cadre(house, page):
    who = PERSONAS["王敏"]
    house.act("王敏", "follow")
    page.goto(link(house.press("王敏", "cadre_login")))
    page.get_by_label("用户名").fill(who.username)
    page.get_by_label("密码", exact=True).fill(who.password)
    page.get_by_role("button", name="登录").click()
    fields = page.locator("input[type=password]")
    expect(fields).to_have_count(2)
    for n in range(2):
        fields.nth(n).fill(PASSWORD)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("王敏")).to_be_visible()


def made(house, page):
    page.goto(link(house.say("王敏", "办活动")))
    page.get_by_role("link", name=re.compile("^一起看电影")).click()
    page.get_by_label("叫什么").fill(TITLE)
    page.get_by_label("在哪里").fill("县文化馆")
    page.get_by_label("多少人").fill("1")
    page.get_by_role("button", name="发布").click()
    expect(page.get_by_role("status")).to_contain_text(f"发布了:「{TITLE}」")
    held = house.say("王敏", "我办的活动")
    assert TITLE in held
    assert "0/1 人" in held
    page.goto(link(held))
    expect(page.get_by_role("link", name="我办的")).to_have_attribute("aria-current", "page")
    return house.scalar(select(Activity.id).where(Activity.title == TITLE))


def signed_up_in_chat(house):
    listed = house.say(IN_CHAT, "活动")
    while TITLE not in listed:
        assert "更多" in listed
        listed = house.say(IN_CHAT, "更多")
    number = re.search(rf"^(\d+) {TITLE}", listed, re.MULTILINE).group(1)
    said = house.say(IN_CHAT, number)
    assert f"报好了:「{TITLE}」" in said


def waits_on_the_page(house, shown):
    address = link(house.say(ON_PAGE, "打开工作台"))
    shown.goto(address)
    shown.goto(re.sub(r"/h5/.*", "/h5/activities?tab=open", address))
    while not shown.get_by_text(TITLE).count():
        shown.get_by_role("link", name="看后面的").click()
    shown.get_by_role("link", name=re.compile(TITLE)).click()
    shown.get_by_role("button", name="排候补").click()
    expect(shown.get_by_role("status")).to_contain_text("你在候补第 1 位")
    assert "候补第 1 位" in house.say(ON_PAGE, "我的活动")


def given_up_and_taken(house, shown):
    mine = house.say(IN_CHAT, "我的活动")
    number = re.search(rf"^(\d+) {TITLE}", mine, re.MULTILINE).group(1)
    assert "取消了" in house.say(IN_CHAT, f"取消报名 {number}")
    house.deliver()
    letter = house.templates_sent()[-1]
    assert letter["openid"] == PERSONAS[ON_PAGE].openid
    assert "回复要或不要" in str(letter)
    shown.reload()
    expect(shown.get_by_role("button", name="我要去")).to_be_visible()
    assert f"定下来了:「{TITLE}」" in house.say(ON_PAGE, "要")
    shown.reload()
    expect(shown.get_by_text("已经报上了")).to_be_visible()


def run_by_the_host(house, page, number):
    page.get_by_role("link", name=re.compile(TITLE)).click()
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"来的人 1 人\s+周一帆"))
    rows = select(Enrolment.status, func.count()).where(Enrolment.activity_id == number)
    with house.app.open_uow() as uow:
        kept = dict(uow.session.execute(rows.group_by(Enrolment.status)).all())
        who = select(Person.name).join(Enrolment, Enrolment.person_id == Person.id)
        seated = who.where(Enrolment.activity_id == number, Enrolment.status == "enrolled")
        assert uow.session.scalars(seated).all() == [ON_PAGE]
    assert kept == {"enrolled": 1, "cancelled": 1}
    assert house.scalar(select(Activity.taken).where(Activity.id == number)) == 1
