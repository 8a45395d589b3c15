"""Taking a list out in a real browser: the filters of the moment go along, the page tells the end."""

import csv

from playwright.sync_api import expect

from domain.permissions import AdminRole
from scheduler.extracts import ExtractWorker
from tests.admin.console import COUNTY, key
from tests.admin.extract_many import SCRIPT, crowd

DESK = {"viewport": {"width": 1280, "height": 860}, "is_mobile": False, "has_touch": False}


def test_a_list_that_was_filtered_on_the_page_is_taken_out(house, new_page, page_errors):
    crowd(house.engine, 2)
    with house.serving() as base:
        page = new_page(**DESK)
        page.context.add_cookies(
            [{"name": "console", "value": key(AdminRole.ORGAN, COUNTY), "url": f"{base}/console"}]
        )
        page.goto(f"{base}/console/youths")
        page.get_by_label("情况").select_option("several")
        expect(page.locator("#list tbody tr")).to_have_count(1)
        page.get_by_label("情况").select_option("")
        expect(page.locator("#list tbody tr")).to_have_count(50)
        page.get_by_label("姓名").fill("林小")
        expect(page.locator("#list tbody tr")).to_have_count(1)
        page.locator("#list input[data-tick]").check()
        expect(page.locator("[data-ticked]")).to_have_text("1")
        page.get_by_text("导出", exact=True).click()
        page.get_by_role("button", name="CSV").click()
        expect(page.get_by_role("status").last).to_contain_text("在排队")
        ExtractWorker(house.open_uow).work()
        with page.expect_download() as taken:
            page.get_by_role("link", name="下载").click()
        assert taken.value.suggested_filename == "小伙伴_共青团临溪县委_2026-11-23.csv"
        with taken.value.path().open(encoding="utf-8-sig", newline="") as file:
            assert [row[0] for row in csv.reader(file)] == ["姓名", "林小溪"]
        page.get_by_role("link", name="回名单").click()
        expect(page.locator("#list tbody tr")).to_have_count(1)
        page.goto(f"{base}/console/youths?name=<")
        expect(page.locator("#list tbody tr")).to_contain_text(SCRIPT)
    assert page_errors == []
