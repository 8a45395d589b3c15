"""我的进度 in a phone's browser: it opens, it fits, it can be tapped and read, with no script too."""

import re

import pytest
from playwright.sync_api import expect

from tests.h5.house import House
from tests.h5.test_progress import offers
from tests.standings import NOW, fill, programme

CONTRAST = """() => {
    const parts = (color) => {
        const all = (color.match(/[\\d.]+/g) || []).map(Number);
        return color.startsWith("color(") ? all.map((v, i) => (i < 3 ? v * 255 : v)) : all;
    };
    const over = (top, under) => {
        const a = top[3] ?? 1;
        return [0, 1, 2].map((i) => top[i] * a + under[i] * (1 - a));
    };
    const ground = (node) => {
        const layers = [];
        for (let at = node; at; at = at.parentElement) {
            layers.push(parts(getComputedStyle(at).backgroundColor));
        }
        return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
    };
    const light = (rgb) => {
        const [r, g, b] = rgb.map((v) => v / 255)
            .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faint = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
        const node = walk.currentNode.parentElement;
        if (!walk.currentNode.textContent.trim() || !node.checkVisibility()) continue;
        const under = ground(node);
        const [a, b] = [light(over(parts(getComputedStyle(node).color), under)), light(under)];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${walk.currentNode.textContent.trim()}`);
    }
    return faint;
}"""


@pytest.fixture
def house(new_database):
    house = House(new_database("sqlite", fill), programme=programme())
    house.clock.now = NOW
    offers(house)
    yield house
    house.close()


def test_a_rule_opens_into_its_reasons(page, site, house):
    page.goto(site + house.progress())
    rule = page.locator("details").filter(
        has=page.get_by_role("heading", name="五个一", exact=True)
    )
    clause = rule.get_by_text("每两个月五次")
    expect(clause).to_be_hidden()
    rule.locator("summary").click()
    expect(clause).to_be_visible()
    expect(rule.get_by_role("list").get_by_role("listitem")).to_have_count(3)
    expect(rule).to_contain_text("管理员更正:记重了")
    rule.locator("summary").press("Enter")
    expect(clause).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_one_tap_fills_and_one_takes_it_back(new_page, site, house, script):
    page = new_page(java_script_enabled=script)
    page.goto(site + house.progress())
    page.get_by_role("button", name="聊过了:张三").click()
    said = page.get_by_role("status")
    expect(said).to_contain_text("记好了:今天 · 谈心谈话,和张三。")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"五个一\s+4/5"))
    said.get_by_role("button", name="撤销").click()
    expect(said).to_have_text(re.compile(r"\s*撤销了:今天 · 谈心谈话,和张三。\s*"))
    page.get_by_role("button", name="报名:河道志愿服务").click()
    expect(said).to_contain_text("报好了:「河道志愿服务」")
    page.get_by_role("button", name="认领:微心愿").click()
    expect(said).to_contain_text("认领好了:「想要一本高考数学复习书」")
    page.reload()
    expect(said).to_contain_text("认领好了")


def test_pressing_twice_sends_once_and_going_back_shows_what_is_true_now(page, site, house):
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    page.goto(site + house.progress())
    page.get_by_role("button", name="聊过了:张三").dblclick(no_wait_after=True)
    expect(page.get_by_role("status")).to_contain_text("记好了")
    assert sent.count("POST") == 1
    page.go_back()
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"五个一\s+4/5"))
    expect(page.get_by_role("button", name="聊过了:张三")).to_have_count(0)


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (360, "dark"), (430, "light"), (1280, "dark")]
)
def test_everything_fits_and_can_be_read_and_touched(new_page, site, house, width, scheme):
    phone = width < 600
    page = new_page(viewport={"width": width, "height": 800}, is_mobile=phone, color_scheme=scheme)
    page.goto(site + house.progress())
    page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.get_by_role("main").bounding_box()["width"] <= 480
    for button in page.locator("button:visible, summary").all():
        box = button.bounding_box()
        assert box["height"] >= 44
        assert box["width"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert page.evaluate(CONTRAST) == []


def test_it_has_names_for_who_cannot_see(page, site, house):
    page.goto(site + house.progress())
    expect(page.get_by_role("heading", level=1)).to_have_text("王建国的进度")
    expect(page.get_by_role("region")).to_have_count(4)
    bars = page.get_by_role("progressbar")
    expect(bars).to_have_count(7)
    expect(bars.nth(1)).to_have_accessible_name("五个一 3/5")
    names = [button.get_attribute("aria-label") for button in page.locator(".h5-way button").all()]
    assert len(set(names)) == len(names) == 5
    levels = page.locator("h1, h2, h3").evaluate_all("(all) => all.map((it) => it.tagName)")
    assert levels[0] == "H1"
    assert levels.count("H1") == 1
