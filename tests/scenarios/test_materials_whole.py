"""季度材料 and the desk over the wire and in Chromium: drafted, handed in, the rule is met."""

import re

from playwright.sync_api import expect

LEADER = "李向阳"


def test_from_the_desk_to_the_paper(house, page):
    assert "季度材料" in house.say(LEADER, "进度")
    page.goto(link(house.say(LEADER, "工作台")))
    expect(page.get_by_role("heading", level=1)).to_contain_text(LEADER)
    page.get_by_role("link", name=re.compile("^交季度材料")).click()
    expect(page.get_by_text("数字(自动填好)")).to_be_visible()
    page.get_by_label("做法").fill("每周三下支部。")
    page.get_by_role("button", name="存草稿").click()
    expect(page.get_by_role("status")).to_contain_text("还没有交")
    page.goto(link(house.say(LEADER, "季度材料")))
    expect(page.get_by_label("做法")).to_have_value("每周三下支部。")
    page.get_by_label("存在问题").fill("人手少。")
    page.get_by_role("button", name="交上去").click()
    expect(page.get_by_role("status")).to_contain_text("第 1 版")
    expect(page.get_by_role("heading", name="四、存在问题")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".h5-back")).to_be_hidden()
    expect(page.get_by_text("每周三下支部。")).to_be_visible()
    page.emulate_media(media="screen")
    done = next(line for line in house.say(LEADER, "进度").splitlines() if "已完成" in line)
    assert "季度材料 1/1" in done
    page.get_by_role("link", name="季度材料").click()
    page.get_by_role("link", name="工作台").click()
    expect(page.get_by_role("link", name=re.compile("^交季度材料"))).to_have_count(0)
    page.get_by_role("button", name=re.compile("进度页")).click()
    expect(page.get_by_role("heading", name="季度材料")).to_be_visible()


def link(said):
    return re.search(r'href="(http[^"]+)"', said).group(1)
