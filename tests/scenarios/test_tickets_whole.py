"""A question over the wire and in Chromium: asked, seen to, answered, confirmed, public, found."""

import re

import pytest
from playwright.sync_api import expect

from tests.house import PERSONAS

YOUTH, OTHER, LEADER, CADRE = "许诺", "周一帆", "李向阳", "赵强"
QUESTION = "宿舍晚上几点有热水?我是许诺,打 13800138000"
ANSWER = "晚上六点到十点有热水,考试周到十一点。"


# Both databases are driven by the other scenario of tickets: this one looks at the pages.
@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.console_error("status of 422")
def test_asked_in_chat_answered_on_the_page_confirmed_in_chat_and_found_by_others(house, page):
    for youth in (YOUTH, OTHER):
        assert "登录好了" in house.login(youth)
    number = asked(house)
    answered(house, page, number)
    confirmed(house, number)
    made_public(house, page)
    found(house, number)
    withdrawn(house, page, number)


def link(said):
    return re.findall(r'href="(http[^"]+)"', said)[-1]


def asked(house):
    said = house.say(YOUTH, f"提问 {QUESTION}")
    number = re.search(r"Q-\d+", said).group()
    assert "前受理" in said
    assert "待受理" in house.say(YOUTH, "我的提问")
    for outsider in (OTHER, CADRE, "孙悦"):
        for words in (
            number,
            f"受理{number}",
            f"答复{number} 好",
            f"撤回{number}",
            f"解决了{number}",
        ):
            said = house.say(outsider, words)
            assert "热水" not in said, (outsider, words)
            assert YOUTH not in said, (outsider, words)
    return number


def answered(house, page, number):
    assert number in house.say(LEADER, "待办诉求")
    page.goto(link(house.say(LEADER, number)))
    page.set_viewport_size({"width": 360, "height": 740})
    expect(page.get_by_text(QUESTION)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="受理").click()
    expect(page.get_by_role("status")).to_contain_text("受理了")
    page.get_by_label("选一个回复模板").select_option(label="说明情况")
    page.get_by_role("button", name="套用").first.click()
    box = page.get_by_label("写给 TA 的话")
    expect(box).to_have_value(re.compile("^许同学,这件事问清楚了:____"))
    page.get_by_role("button", name="答复", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("没填的空")
    expect(box).to_have_value(re.compile("^许同学,这件事问清楚了:____"))
    box.fill(f"许同学,这件事问清楚了:{ANSWER}")
    page.get_by_role("button", name="答复", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("答复发出去了")


def confirmed(house, number):
    said = house.say(YOUTH, number)
    assert "已答复" in said
    assert ANSWER in said
    assert "解决了就好" in house.say(YOUTH, f"解决了{number}")
    assert "已确认" in house.say(YOUTH, "我的提问")


def made_public(house, page):
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("已确认")
    page.get_by_role("link", name="公开给别人参考").click()
    question, answer = page.get_by_label("问题"), page.get_by_label("回答")
    expect(question).to_have_value("宿舍晚上几点有热水?我是某同学,打 ***")
    question.fill("宿舍晚上几点有热水?")
    answer.fill(f"{ANSWER}问 13800138000")
    page.get_by_role("button", name="公开").click()
    expect(page.get_by_role("alert")).to_contain_text("回答里面有手机号")
    answer.fill(ANSWER)
    page.get_by_role("button", name="公开").click()
    expect(page.get_by_role("status")).to_contain_text("搜得到")
    house.deliver()
    told = [str(one) for one in house.templates_sent() if one["openid"] == PERSONAS[YOUTH].openid]
    assert "你的提问公开了" in told[-1]


def found(house, number):
    said = house.say(OTHER, "搜 热水 宿舍")
    assert "1 宿舍晚上几点有热水?" in said
    said = house.say(OTHER, "1")
    assert ANSWER in said
    assert not [word for word in (number, YOUTH, "13800138000", "许同学") if word in said]
    house.act("路人甲", "follow")
    assert "宿舍晚上几点有热水" in house.say("路人甲", "青年之声")


def withdrawn(house, page, number):
    page.goto(link(house.say(YOUTH, number)))
    page.get_by_role("button", name="撤下").click()
    expect(page.get_by_role("status")).to_contain_text("不公开")
    assert "还没有人问过" in house.say(OTHER, "搜 热水")
