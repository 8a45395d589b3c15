"""One thing, raised by three: grouped, edited, handed up, answered there, told once to each."""

import json
import re
from collections import Counter

from playwright.sync_api import expect
from sqlalchemy import update

from models.cadre import Appointment
from models.person import WechatUser
from tests.house import PERSONAS

THREE = ("林小溪", "周一帆", "许诺")
LEFT = "陈果"
SAID = {
    "林小溪": "反映 宿舍晚上热水不够",
    "周一帆": "反映 晚上宿舍没有热水,打 13800138000",
    "许诺": "匿名反映 宿舍热水晚上总是不够用",
    LEFT: "反映 宿舍晚上的热水不够洗澡",
}
COUNTY, CITY = "李向阳", "孙悦"
CARDS = {"问题清单", "问题清单有答复了", "你反映的有答复了"}
TITLE, ANSWER = "宿舍晚上热水不够", "年底前给四栋宿舍换锅炉,换好前延长到十一点。"


def test_from_three_youths_to_the_city_and_back_to_each_of_them(house, page, new_page):
    leads_the_city(house)
    for youth, said in SAID.items():
        if youth != "林小溪":
            assert "登录好了" in house.login(youth)
        assert re.search(r"S-\d+", house.say(youth, said))
    at_the_county(house, page)
    went = told(house)
    assert went[CITY] == 1
    at_the_city(house, new_page())
    back_to_each(house, went, page)


def leads_the_city(house):
    with house.app.open_uow() as uow:
        who = uow.session.get_one(WechatUser, PERSONAS[CITY].openid).person_id
        mine = update(Appointment).where(Appointment.cadre_id == who)
        uow.session.execute(mine.values(leads=True))


def link(said):
    return re.findall(r'href="(http[^"]+)"', said)[-1]


def told(house):
    """Send what is due; return how many letters about the list each has had so far."""
    house.tick()
    house.deliver()
    names = {one.openid: one.name for one in PERSONAS.values()}
    sent = [json.loads(entry["request"]) for entry in house.templates_sent()]
    return Counter(
        names.get(one["touser"])
        for one in sent
        if any(field["value"] in CARDS for field in one["data"].values())
    )


def at_the_county(house, page):
    page.goto(link(house.say(COUNTY, "问题清单")))
    page.get_by_role("link", name=re.compile("^从大家反映的里面归类")).click()
    group = page.locator("details").filter(has_text="晚上宿舍没有热水")
    if not group.get_by_label("标题").is_visible():
        group.locator("summary").click()
    for who in (*SAID, "13800138000"):
        assert who not in page.content()
    expect(group.get_by_role("checkbox")).to_have_count(4)
    group.get_by_label("标题").fill("热水")
    group.get_by_role("button", name="列进清单").click()
    expect(page.get_by_role("status")).to_contain_text("列进清单了")
    page.get_by_text("改标题和说明").click()
    page.get_by_label("标题", exact=True).fill(TITLE)
    page.get_by_label("说明").fill("四栋九点以后没有热水。")
    page.get_by_role("button", name="改好").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_text("4 位小伙伴提过")).to_be_visible()
    page.get_by_role("button", name=re.compile("^交给")).click()
    expect(page.get_by_role("status")).to_contain_text("1 条交给")


def at_the_city(house, page):
    assert "下级交来 2 条" in house.say(CITY, "问题清单")  # one came with the demonstration
    page.goto(link(house.say(CITY, "问题清单")))
    page.get_by_role("link", name=re.compile("^下级交来的")).click()
    page.get_by_role("checkbox", name=f"选「{TITLE}」").check()
    page.get_by_role("button", name="勾上的并成一条").click()
    expect(page.get_by_role("status")).to_contain_text("并进")
    assert "回复" in house.say(LEFT, "不想被联系")
    house.say(LEFT, "1")
    summary = page.get_by_text("不往上交,我们来答复")
    if summary.count():
        summary.click()
    page.get_by_role("textbox", name=re.compile("^答复")).fill(ANSWER)
    page.get_by_role("button", name="答复大家").click()
    expect(page.get_by_role("status")).to_contain_text("3 位小伙伴")


def back_to_each(house, before, page):
    for _ in range(2):  # the second time there is nothing left to send
        news = told(house) - before
        assert {who: news[who] for who in (*SAID, COUNTY)} == {
            **dict.fromkeys((*THREE, COUNTY), 1),
            LEFT: 0,
        }
    for youth in THREE:
        said = house.say(youth, "问题清单")
        assert ANSWER in said
        assert TITLE in said
    page.goto(link(said))
    expect(page.get_by_text(ANSWER)).to_be_visible()
    expect(page.get_by_text("4 位小伙伴提过")).to_be_visible()
    assert ANSWER not in house.say("赵强", "问题清单")
