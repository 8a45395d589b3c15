"""The console without a mouse, and on paper: in a real browser."""

from domain.permissions import AdminRole
from tests.admin.console import COUNTY, key
from tests.admin.test_problems import SAME, raised

FOCUSED = "() => document.activeElement.outerHTML.slice(0, 400)"
PAPER = """() => ({
  side: getComputedStyle(document.querySelector('.c-side')).display,
  tools: getComputedStyle(document.querySelector('.c-head__tools')).display,
  above: getComputedStyle(document.documentElement).getPropertyValue('--c-printed'),
})"""


def lists_and_helps(page, address):
    page.goto(f"{address}/console/wishes?state=open")
    page.keyboard.press("Tab")
    assert "跳到正文" in page.evaluate(FOCUSED)
    page.keyboard.press("?")
    assert page.locator("#c-keys").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#c-keys").is_visible()
    page.keyboard.press("/")
    assert "data-search" in page.evaluate(FOCUSED)
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("table.c-table tbody tr").first
    assert "c-cursor" in first.get_attribute("class")
    number = first.locator("a").first.inner_text()
    assert number in page.evaluate(FOCUSED), "Tab goes on from the row"
    page.keyboard.press("Enter")
    page.wait_for_url("**/console/wishes/*")
    page.get_by_role("link", name="回到心愿").press("Enter")
    page.wait_for_url("**/console/wishes?state=open")
    page.keyboard.press("g")
    page.keyboard.press("1")
    page.keyboard.press("4")
    page.wait_for_url("**/console/settings")
    page.keyboard.press("g")
    page.keyboard.press("6")
    page.wait_for_url("**/console/activities")


def a_form_is_filled_in_and_sent(page, address):
    page.goto(f"{address}/console/problems/group")
    page.get_by_label("标题").first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("宿舍没有热水")
    page.keyboard.press("Control+Enter")
    page.get_by_text("列进清单了").wait_for()
    undo = page.get_by_role("button", name="撤销")
    undo.press("Enter")
    page.get_by_text("撤下了").wait_for()
    assert page.get_by_role("button", name="撤销").is_visible()


def a_refusal_is_where_one_reads_on(page, address):
    page.goto(f"{address}/console/problems/group")
    page.get_by_label("标题").first.fill(" ")
    page.get_by_label("标题").first.press("Control+Enter")
    page.get_by_role("alert").wait_for()
    assert "写个标题" in page.evaluate(FOCUSED)


def on_paper(page, address):
    page.goto(f"{address}/console/problems")
    page.emulate_media(media="print")
    found = page.evaluate(PAPER)
    assert (found["side"], found["tools"]) == ("none", "none")
    assert found["above"].startswith('"共青团临溪县委 · 2026-')
    assert page.locator("h1").is_visible()


def test_without_a_mouse_and_on_paper(browser, house):
    raised(house, SAME)
    wrong = []
    with house.serving() as address:
        context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
        cookie = key(AdminRole.ORGAN, COUNTY)
        context.add_cookies([{"name": "console", "value": cookie, "url": f"{address}/console"}])
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        lists_and_helps(page, address)
        a_form_is_filled_in_and_sent(page, address)
        a_refusal_is_where_one_reads_on(page, address)
        on_paper(page, address)
        context.close()
    assert wrong == []
