"""Records over the wire and in Chromium: three taps, a plan, 聊过, an edit in its place."""

import re
from datetime import datetime

from playwright.sync_api import expect
from sqlalchemy import func, select

from domain.periods import HOME
from models.record import Record, RecordYouth
from services import plans


def living(house):
    return house.scalar(select(func.count()).where(Record.undone_at.is_(None)))


def page_of(said):
    return re.search(r'href="(http[^"]+)"', said).group(1)


class Taps:
    """A thumb that counts."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def __call__(self, role, name):
        self.count += 1
        found = self.page.get_by_role(role, name=name)
        found.click() if role != "checkbox" else found.set_checked(checked=True)


def test_a_contact_in_one_line_or_three_taps_planned_confirmed_and_edited(house, page):
    house.login("周一帆")
    cadre(house)
    three_taps(house, page)
    planned_and_done(house)
    confirmed(house)
    edited(house, page)


def cadre(house):
    """Let 赵强 keep in touch with the youth who has just logged in, by one line."""
    before = living(house)
    said = house.say("赵强", "记 谈心 许诺 昨天")
    assert said.startswith("记好了:昨天 · 谈心谈话,和许诺。")
    assert "要TA点一下「聊过」吗" in said
    assert living(house) == before + 1
    assert "撤销了" in house.say("赵强", "撤销")
    assert living(house) == before


def three_taps(house, page):
    before = living(house)
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(page_of(house.say("赵强", "我的记录")))
    tap = Taps(page)
    tap("link", "走访")
    tap("checkbox", re.compile("许诺"))
    tap("button", "记下")
    expect(page.get_by_role("status")).to_contain_text("记好了:今天 · 走访,和许诺。")
    assert tap.count == 3
    assert living(house) == before + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("status").get_by_role("button", name="撤销").click()
    expect(page.get_by_role("status")).to_contain_text("撤销了")
    assert living(house) == before
    page.get_by_role("status").get_by_role("button", name="恢复").click()
    expect(page.get_by_role("status")).to_contain_text("恢复了")
    assert living(house) == before + 1


def planned_and_done(house):
    before = living(house)
    asked = house.say("赵强", "记 谈心 许诺 明天")
    assert "还没到,这次是哪天" in asked
    number = re.search(r"(\d) 还没做,先记成明天的计划", asked).group(1)
    assert house.say("赵强", number).startswith("排上了:明天 · 谈心谈话,和许诺。")
    assert house.say("赵强", "计划 志愿服务 社区清洁 周五下午").startswith(
        "排上了:11 月 27 日(周五) · 志愿服务 · 社区清洁。"
    )
    assert "要先记成计划吗" in house.say("赵强", "记 志愿服务 今晚 夜市")
    assert house.say("赵强", "记成计划").startswith("排上了:今天 · 志愿服务 · 夜市。")
    listed = house.say("赵强", "我的计划").splitlines()
    assert listed[0] == "还排着 3 件:"
    assert listed[1] == "1 今天 · 志愿服务 · 夜市"
    assert "不做了:今天" in house.say("赵强", "不做了 1")
    assert "改好了:11 月 30 日(周一)" in house.say("赵强", "改期 3 下周一")
    assert living(house) == before
    house.clock_to(datetime(2026, 11, 24, 9, 0, tzinfo=HOME))
    with house.app.open_uow() as uow:
        assert plans.remind(uow) == 1
    lead, _, _ = house.say("赵强", "进度").partition("\n\n")
    assert lead.startswith("今天计划:谈心谈话,和许诺。做完了点「")
    said = house.say("赵强", "做了")
    assert said.startswith("记好了:今天 · 谈心谈话,和许诺。")
    assert "五个一" in said
    assert living(house) == before + 1


def confirmed(house):
    house.login("许诺")
    said = house.say("赵强", "确认")
    assert "许诺下次来这里时会看到一句「聊过」" in said
    assert "这一条已经问过" in house.say("赵强", "确认")
    lead, _, _ = house.say("许诺", "活动").partition("\n\n")
    assert lead.startswith("赵强记了一笔:今天和你「谈心谈话」。有这回事吗?")
    assert "msgmenucontent=聊过&" in lead
    before = house.say("赵强", "进度")
    assert "谢谢,记下了" in house.say("许诺", "聊过")
    assert "没有这回事" in house.say("许诺", "没聊过")
    assert "谢谢,记下了" in house.say("许诺", "聊过")
    assert house.say("赵强", "进度").splitlines()[:3] == before.splitlines()[:3]
    rows = select(func.count()).select_from(RecordYouth)
    rows = rows.where(RecordYouth.asked_at >= datetime(2026, 11, 24, tzinfo=HOME))
    assert house.scalar(rows.where(RecordYouth.confirmed_at.is_not(None))) == 1
    assert house.scalar(rows.where(RecordYouth.denied_at.is_not(None))) == 0
    assert "没有要你点" in house.say("周一帆", "聊过")


def edited(house, page):
    page.goto(page_of(house.say("赵强", "我的记录")))
    expect(page.get_by_text("聊过 1/1")).to_be_visible()
    page.get_by_text("聊过 1/1").click()
    page.get_by_role("link", name="改一改").click()
    page.get_by_label("做了什么").fill("聊就业")
    page.get_by_role("radio", name="昨天").check()
    page.get_by_role("button", name="保存改动").click()
    expect(page.get_by_role("status")).to_contain_text("改好了:昨天 · 谈心谈话 · 聊就业,和许诺。")
    expect(page.get_by_text("做了什么:没写 → 聊就业")).to_be_visible()
    expect(page.get_by_text("之前点的「聊过」不再算在这一条上")).to_be_visible()
    expect(page.get_by_text("聊过 1/1")).to_have_count(0)
