"""Excel over the wire: from the chat's link to ten thousand rows, in Chromium, on both databases."""

import re
import threading
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from domain.sheets import SheetStatus
from models.contact import Contact
from models.sheet import Sheet
from scheduler.sheets import SheetWorker
from tests.house import PERSONAS
from tests.services.workbooks import HEADS, cells, workbook, youths

PASSWORD = "yun-chuan-9-song-shu"
ROWS = {"postgresql": 10_000, "sqlite": 1_500}
"""So many rows, a hundred of which cut their number short.

``python -m tests.services.import_large`` takes the largest file on both databases.
"""


@pytest.fixture
def desk(house, page):
    """Log 王敏 in by chat, and open the pages by the link in a reply."""
    who = PERSONAS["王敏"]
    house.act("王敏", "follow")
    said = house.press("王敏", "cadre_login")
    page.goto(link(said))
    page.get_by_label("用户名").fill(who.username)
    page.get_by_label("密码", exact=True).fill(who.password)
    page.get_by_role("button", name="登录").click()
    fields = page.locator("input[type=password]")
    expect(fields).to_have_count(2)
    for n in range(2):
        fields.nth(n).fill(PASSWORD)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("王敏")).to_be_visible()
    page.goto(link(house.say("王敏", "打开工作台")))
    return page


def link(said):
    return re.search(r'href="([^"]+)"', said).group(1)


def test_a_hundred_faults_write_nothing_and_a_few_rows_take_two_taps_and_one_back(
    house, desk, database_kind
):
    rows, before = ROWS[database_kind], contacts(house)
    faulty, holds = set(range(12, rows + 2, rows // 100)), (500, 1000)
    with worker(house, *holds) as go_on:
        upload(desk, youths(rows, faulty), fourteen=True)
        for done in holds:
            expect(desk.get_by_text(f"正在检查:{done} / {rows} 行")).to_be_visible()
            bar = desk.locator(".sheet-progress progress")
            assert bar.evaluate("bar => bar.value / bar.max") == done / rows
            go_on[done].set()
        expect(desk.get_by_text("100 行要改,改好后")).to_be_visible()
    lines = desk.locator(".sheet-faults li").all_inner_texts()
    assert {int(re.match(r"第 (\d+) 行", line)[1]) for line in lines} == faulty
    with desk.expect_download() as kept:
        desk.get_by_role("link", name="下载这几行").click()
    given = cells(kept.value.path().read_bytes())
    assert {int(row[-2]) for row in given[1:]} == faulty
    assert contacts(house) == before

    upload(
        desk,
        workbook(HEADS, ["陈一一", 13900000101, "2001-02-03"], ["陈二二", "139 0000 0102"]),
        fourteen=True,
    )
    expect(desk.get_by_text("2 行都没有问题")).to_be_visible()
    desk.get_by_role("button", name="写入").click()
    expect(desk.get_by_text("写好了:加了 2 位小伙伴。")).to_be_visible()
    assert contacts(house) == before + 2
    assert "记好了" in house.say("王敏", "记 志愿服务 陈一一 社区清洁 2小时")
    desk.get_by_role("button", name="撤销").first.click()
    expect(desk.get_by_text("撤销了:导入 2 位小伙伴。有 1 位已经登录或有了记录")).to_be_visible()
    assert contacts(house) == before + 1


def upload(page, content, *, fourteen):
    page.goto(re.sub(r"/h5/.*", "/h5/sheets/youths", page.url))
    file = {"name": "名单.xlsx", "buffer": content, "mimeType": "application/octet-stream"}
    page.get_by_label("填好的表格").set_input_files(file)
    page.get_by_label("都已满 14 周岁").set_checked(fourteen)
    page.get_by_role("button", name="上传并检查").click()
    page.wait_for_url(re.compile(r"/h5/sheets/\d+"))


@contextmanager
def worker(house, *holds):
    """Let the clock's worker work; it waits where one wants to look, until told to go on."""
    over = threading.Event()
    go_on = {done: threading.Event() for done in holds}

    def open_uow(*, read_only=False):
        if read_only:
            done = house.scalar(select(Sheet.done).where(Sheet.status == SheetStatus.CHECKING))
            if done in go_on:
                go_on[done].wait(30)
        return house.app.open_uow(read_only=read_only)

    at_work = SheetWorker(open_uow)

    def run():
        while not over.is_set():
            at_work.work()
            over.wait(0.2)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield go_on
    finally:
        over.set()
        thread.join(30)


def contacts(house):
    return house.scalar(select(func.count()).select_from(Contact).where(Contact.ended_at.is_(None)))
