"""活动 in a phone's browser: made in a few taps, questions that open, with and without a script."""

import re
from contextlib import contextmanager

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from models.activity import Activity, Enrolment
from tests.browser_h5.test_progress import CONTRAST
from tests.desk.test_activities import FORM, QUESTIONS, made
from tests.deskhouse import DeskHouse, fill
from tests.services.county import LI, MIN, ZHANG

REFUSED = pytest.mark.console_error("422 (UNPROCESSABLE")
OPEN_ALL = "document.querySelectorAll('details').forEach((it) => { it.open = true; })"


@pytest.fixture
def house(new_database):
    house = DeskHouse(new_database("sqlite", fill))
    yield house
    house.engine.dispose()


class Thumb:
    """Counts what a person does on a page: taps, and fields typed into."""

    def __init__(self, page):
        self.page, self.taps, self.typed = page, 0, []

    def tap(self, what):
        what.tap()
        self.taps += 1

    def type(self, label, words):
        self.tap(self.page.get_by_label(label))
        self.page.keyboard.type(words)
        self.typed.append(label)


@contextmanager
def opened(house, page, who, path):
    with house.serving() as base:
        page.goto(base + house.link(who, path))
        yield base


def test_from_a_template_to_published_in_three_taps_and_one_field(new_page, house):
    page = new_page(has_touch=True)
    with opened(house, page, MIN, "activities/new"):
        thumb = Thumb(page)
        thumb.tap(page.get_by_role("link", name=re.compile("^河道志愿服务")))
        thumb.type("在哪里", "滨河公园东门")
        thumb.tap(page.get_by_role("button", name="发布"))
        expect(page.get_by_role("status")).to_contain_text("发布了:「河道志愿服务」")
    assert (thumb.taps, thumb.typed) == (3, ["在哪里"])
    activity = house.all(select(Activity))[0]
    assert (activity.status, activity.place, activity.seats) == ("open", "滨河公园东门", 30)


def test_the_last_one_is_held_again_in_two_taps(new_page, house):
    made(house)
    page = new_page(has_touch=True)
    house.at(2026, 12, 1, 10, 0)
    with opened(house, page, MIN, "activities/new"):
        again = page.get_by_role("region", name="照上次的再办一次").or_(
            page.locator("section", has_text="照上次的再办一次")
        )
        thumb = Thumb(page)
        thumb.tap(again.get_by_role("link", name="河道志愿服务").first)
        thumb.tap(page.get_by_role("button", name="发布"))
        expect(page.get_by_role("status")).to_contain_text("12 月 5 日 周六 09:00")
    assert (thumb.taps, thumb.typed) == (2, [])


def test_the_form_follows_the_day_and_says_at_once_what_is_wrong(page, house):
    with opened(house, page, MIN, "activities/new/river"):
        expect(page.locator("[data-day]")).to_have_text("周六")
        page.get_by_label("哪天").fill("2026-12-06")
        expect(page.locator("[data-day]")).to_have_text("周日")
        expect(page.locator("#fold-sign")).to_contain_text("12 月 5 日 09:00 截止")
        page.get_by_label("几点开始").fill("14:00")
        expect(page.get_by_label("几点结束")).to_have_value("16:00")
        wrong = page.locator("[data-wrong]")
        expect(wrong).to_be_hidden()
        page.get_by_label("几点结束").fill("13:00")
        expect(wrong).to_have_text("结束要晚于开始。")
        page.get_by_label("几点结束").fill("00:30")
        expect(wrong).to_be_hidden()
        expect(page.locator("[data-end]")).to_have_text("第 2 天结束")
        page.get_by_label("几点结束").fill("15:00")
        expect(wrong).to_be_hidden()
        expect(page.locator("[data-end]")).to_be_empty()
        page.get_by_label("哪天").fill("2026-11-01")
        expect(wrong).to_have_text("开始的时间已经过了,换一天。")
        page.get_by_label("在哪里").fill("东门")
        page.get_by_label("在哪里").press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("办一个活动")
    assert house.all(select(Activity)) == []


def test_questions_are_added_taken_away_and_hang_on_each_other(page, house):
    with opened(house, page, MIN, "activities/new/river"):
        page.get_by_label("在哪里").fill("东门")
        page.get_by_text("报名时要问的").click()
        rows = page.locator(".act-row:visible")
        expect(rows).to_have_count(0)
        add = page.get_by_role("button", name="加一个问题")
        for n in range(1, 4):
            add.click()
            expect(rows).to_have_count(n)
        page.locator("#q-text-1").fill("要接送吗")
        page.locator("#q-sort-1").select_option("yesno")
        expect(page.locator("#q-options-1")).to_be_hidden()
        page.locator("#q-text-2").fill("在哪里上车")
        page.locator("#q-sort-2").select_option("one")
        page.locator("#q-options-2").fill("东站\n西站")
        page.locator("#q-when-2").select_option("1")
        page.locator("#q-is-2").fill("是")
        page.locator("#q-text-3").fill("多余的")
        page.get_by_role("button", name="不问第 3 题了").click()
        expect(rows).to_have_count(2)
        page.get_by_role("button", name="发布").click()
        expect(page.get_by_role("status")).to_contain_text("发布了")
    kept = house.all(select(Activity))[0].form["questions"]
    assert [(q["text"], q.get("when")) for q in kept] == [
        ("要接送吗", None),
        ("在哪里上车", ["q1", "是"]),
    ]


@REFUSED
@pytest.mark.parametrize("script", [True, False])
def test_a_question_opens_after_its_answer(new_page, house, script):
    number = made(house, seats="5", **QUESTIONS)
    page = new_page(java_script_enabled=script)
    with opened(house, page, ZHANG, f"activities/{number}"):
        where = page.get_by_text("在哪里上车")
        if script:
            expect(where).to_be_hidden()
        else:
            expect(page.get_by_text("「要接送吗」答了「是」才用填:")).to_be_visible()
        page.get_by_label("是", exact=True).check(force=True)
        expect(where).to_be_visible()
        if script:
            page.get_by_label("否", exact=True).check(force=True)
            expect(where).to_be_hidden()
            page.get_by_label("是", exact=True).check(force=True)
        page.get_by_role("button", name="报名").click()
        expect(page.get_by_role("alert")).to_contain_text("在哪里上车")
        expect(page.get_by_label("是", exact=True)).to_be_checked()
        page.get_by_label("西站").check(force=True)
        page.get_by_role("button", name="报名").click()
        expect(page.get_by_role("status")).to_contain_text("报好了")
    assert house.all(select(Enrolment.answers)) == [{"q1": ["是"], "q2": ["西站"]}]


def test_the_form_works_without_a_script(new_page, house):
    page = new_page(java_script_enabled=False)
    with opened(house, page, MIN, "activities/new/river"):
        page.get_by_label("在哪里").fill("东门")
        page.get_by_text("报名时要问的").click()
        expect(page.locator(".act-row:visible")).to_have_count(3)
        expect(page.get_by_role("button", name="加一个问题")).to_be_hidden()
        page.locator("#q-text-1").fill("带不带水杯")
        page.get_by_role("button", name="存草稿").click()
        expect(page.get_by_role("status")).to_contain_text("存好了")
        page.get_by_role("button", name="发布").click()
        expect(page.get_by_role("status")).to_contain_text("发布了")
    assert [q["text"] for q in house.all(select(Activity))[0].form["questions"]] == ["带不带水杯"]


def test_a_draft_keeps_a_second_button_and_publishing_twice_makes_one(page, house):
    with opened(house, page, MIN, "activities/new/river"):
        page.get_by_label("在哪里").fill("东门")
        page.get_by_role("button", name="存草稿").click()
        expect(page.get_by_role("status")).to_contain_text("只有你看得到")
        page.get_by_role("button", name="发布").dblclick(no_wait_after=True)
        expect(page.get_by_role("status")).to_contain_text("发布了")
    assert house.all(select(func.count()).select_from(Activity)) == [1]


def test_every_page_fits_and_can_be_read_and_touched(new_page, house):
    first = made(house, **QUESTIONS)
    for who in (ZHANG, LI):
        house.browser(who).does(f"activities/{first}/enrol", **{"a-q1": "否"})
    chosen = made(house, title="聊聊就业", mode="review", seats="5", sure="1", least_age="18")
    house.browser(ZHANG).does(
        f"activities/{chosen}/enrol", sure="1", born="2003-05-04", **{"a-q1": "否"}
    )
    house.browser().does("activities/new/river?draft=1", **FORM)
    page = new_page(is_mobile=True)
    hers = ("new", "new/river", f"{first}/run", f"{chosen}/run", f"{first}/edit", "?tab=hosted")
    theirs = ("", "?tab=open", "?tab=been", f"{first}", f"{chosen}")
    for who, paths in ((MIN, hers), (LI, theirs)):
        with opened(house, page, who, "activities") as base:
            for path in paths:
                page.goto(f"{base}/h5/activities{'' if path[:1] == '?' else '/'}{path}".rstrip("/"))
                page.evaluate(OPEN_ALL)
                for width in (360, 1280):
                    page.set_viewport_size({"width": width, "height": 800})
                    fits(page, width, path)
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    assert page.evaluate(CONTRAST) == [], (path, scheme)


def fits(page, width, path):
    assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert page.get_by_role("main").bounding_box()["width"] <= 1040
    small = page.locator(
        "button:visible, summary:visible, .h5-cell_link, .act-links a"
    ).evaluate_all(
        "(all) => all.filter((it) => it.getBoundingClientRect().height < 43.5).map((it) => it.outerHTML)"
    )
    assert small == [], path
    bare = page.locator("input:visible, select:visible, textarea:visible").evaluate_all(
        "(all) => all.filter((it) => !it.labels.length && !it.ariaLabel).map((it) => it.outerHTML)"
    )
    assert bare == [], path
