"""Excel files through the pages: a file of youths in, the case-load out."""

import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.audit import Audit
from models.contact import Contact
from scheduler.sheets import SheetWorker
from tests.services.county import MIN, NOW, QIANG, ZHANG
from tests.services.workbooks import HEADS, cells, workbook, youths

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def upload(browser, content, name="名单.xlsx", **form):
    form = {"fourteen": "yes", **form}
    return browser.post("sheets/youths", file=(io.BytesIO(content), name), **form)


def sent(browser, *rows):
    """Upload rows; return the path of the page that follows."""
    answer = upload(browser, workbook(HEADS, *rows))
    assert answer.status_code == 303, answer.text
    return answer.location.removeprefix("/h5/")


def count(house):
    return house.all(select(func.count()).select_from(Contact))[0]


def test_the_template_is_filled_in_and_written(house):
    browser = house.browser(MIN)
    template = browser.get("sheets/youths/template")
    assert template.mimetype == XLSX
    assert [str(c) for c in cells(template.data)[0]] == HEADS
    path = sent(browser, ["陈一", 13900000101], ["陈二", "139 0000 0102"])
    page = browser.text(path)
    assert "2 行都没有问题" in page
    before = count(house)
    written = browser.does(f"{path}/write")
    assert "加了 2 位小伙伴" in written
    assert "撤销" in written
    assert count(house) == before + 2
    undone = browser.does("changes/1/undo")
    assert "撤销了:导入 2 位小伙伴" in undone


def test_faults_are_listed_and_given_back_in_a_file(house):
    browser = house.browser(MIN)
    path = sent(browser, ["陈一", 13900000101], ["陈二", 139], ["", "13900000103"])
    page = browser.text(path)
    assert "第 3 行:手机号「139」不对" in page
    assert "第 4 行:姓名没有写" in page
    assert "写入</button>" not in page
    rows = cells(browser.get(f"{path}/faults").data)
    assert [row[0] for row in rows[1:]] == ["陈二", ""]
    assert [row[-2] for row in rows[1:]] == ["3", "4"]
    assert "不对" in rows[1][-1]
    assert browser.post(f"{path}/write").status_code == 422


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "先选一个"),
        (b"name,phone\n", "不是 .xlsx"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "旧版的 .xls"),
        (workbook(["甲", "乙"]), "没有找到表头"),
        (workbook(HEADS), "表头下面没有内容"),
    ],
    ids=["nothing", "csv", "xls", "another", "blank"],
)
def test_a_wrong_file_is_answered_on_the_same_page(house, content, words):
    answer = upload(house.browser(MIN), content)
    assert answer.status_code == 422
    assert words in answer.text
    assert "第一步" in answer.text


def test_a_page_is_its_uploaders_alone_and_a_cadres(house):
    path = sent(house.browser(MIN), ["陈一", 13900000101])
    other = house.browser(QIANG)
    for view in (path, f"{path}/state", f"{path}/faults"):
        assert other.get(view).status_code == 422
    for step in ("write", "cancel", "logins"):
        assert other.post(f"{path}/{step}").status_code == 422
    assert house.browser(ZHANG).get("sheets/youths").status_code == 422
    assert count(house) == 4


def test_a_large_file_shows_how_far_it_is(house):
    browser = house.browser(MIN)
    path = upload(browser, youths(301)).location.removeprefix("/h5/")
    page = browser.text(path)
    assert "在排队" in page
    assert 'http-equiv="refresh"' in page
    state = browser.get(f"{path}/state").json
    assert (state["working"], state["done"]) == (True, 0)
    house.now = NOW + timedelta(seconds=61)
    assert "没有动静" in browser.get(f"{path}/state").json["words"]
    SheetWorker(house.open_uow).work()
    assert browser.get(f"{path}/state").json["working"] is False
    assert "301 行都没有问题" in browser.text(path)
    assert "在排队" in browser.does(f"{path}/write")
    SheetWorker(house.open_uow).work()
    done = browser.text(path)
    assert "撤销这次导入" in done
    assert count(house) == 305


def test_more_faults_than_a_page_holds_are_paged(house):
    browser = house.browser(MIN)
    path = upload(browser, youths(350, faulty=set(range(2, 302)))).location.removeprefix("/h5/")
    SheetWorker(house.open_uow).work()
    first, second = browser.text(path), browser.text(path, skip=200)
    assert "300 行要改" in first
    assert (first.count("<li>第"), second.count("<li>第")) == (200, 100)
    assert "第 2 行" in first
    assert "第 301 行" in second


def test_cancelling_wipes_the_file(house):
    browser = house.browser(MIN)
    path = sent(browser, ["陈一", 13900000101])
    assert "什么都没有写" in browser.does(f"{path}/cancel")
    assert "取消了" in browser.text(path)


def test_the_case_load_goes_out_masked_unless_the_numbers_are_asked_for(house):
    browser = house.browser(MIN)
    browser.does(
        sent(browser, ["陈一", 13900000101, None, None, None, None, None, "=1+1"]) + "/write"
    )
    masked, whole = (
        cells(browser.post("sheets/youths/export", numbers=numbers).data) for numbers in ("", "yes")
    )
    by_name = {row[0]: row for row in whole}
    assert by_name["陈一"][1] == "13900000101"
    assert by_name["陈一"][7] == "=1+1"
    assert {row[0]: row for row in masked}["陈一"][1] == "139****0101"
    assert "赵六" not in by_name
    audits = house.all(select(Audit.data).where(Audit.deed == "exported").order_by(Audit.id))
    assert [one["numbers"] for one in audits] == [False, True]


def test_nothing_is_done_without_the_forms_secret(house):
    browser = house.browser(MIN)
    browser.csrf = "x"
    assert upload(browser, workbook(HEADS, ["陈一"])).status_code == 401
