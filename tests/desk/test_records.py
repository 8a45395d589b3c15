"""The pages of records and plans: the form, the list, one record, two browsers, photos."""

import io
import re
from datetime import date

from PIL import Image
from sqlalchemy import select, update

from models.plan import Plan
from models.record import Record, RecordYouth
from services import closings, confirmations, plans, records
from services.records import Did
from tests.services.county import COUNTY, LI, MIN, NOW, QIANG, ZHANG

TODAY = NOW.date()


def words(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def log(house, kind="heart_to_heart", day=TODAY, youths=(ZHANG,), **more):
    return house.do(records.log, MIN, Did(kind, day, **more), youths).id


def picture():
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(data, "JPEG")
    return data.getvalue()


def version(html):
    return re.search(r'name="version" value="([^"]*)"', html).group(1)


def test_many_youths_at_once_and_what_it_fills(house):
    browser = house.browser()
    page = words(
        browser.does(
            "records/new",
            kind="heart_to_heart",
            day="0",
            youth=[ZHANG, LI],
            photo=[(io.BytesIO(picture()), "a.jpg"), (io.BytesIO(b"none"), "b.jpg")],
        )
    )
    assert "记好了:今天 · 谈心谈话,和张三、李四。" in page
    assert "照片没有加上:这个文件不是能打开的照片" in page
    assert "「五个一(专职、挂职)」11—12 月 1/5" in page
    assert set(house.all(select(RecordYouth.youth_id))) == {ZHANG, LI}
    assert "撤销了" in browser.does("records/1/undo")
    assert "恢复了" in browser.does("records/1/redo")


def test_what_was_tapped_before_is_chosen_already(house):
    browser = house.browser()
    html = browser.text("records/new", youth=ZHANG)
    assert re.findall(r'name="youth" value="(\d+)"( checked)?', html) == [
        (str(ZHANG), " checked"),
        (str(LI), ""),
    ]
    html = browser.text("records/new", kind="night_village")
    assert re.findall(r'value="(\w+)" checked', html)[0] == "night_village"
    assert "机关开放" in html
    assert "机关开放" not in house.browser(QIANG).text("records/new")


def test_a_refused_form_keeps_what_was_typed(house):
    browser = house.browser()
    answer = browser.post("records/new", kind="heart_to_heart", day="0", title="", minutes="30")
    assert answer.status_code == 422
    assert "「谈心谈话」是和谁?" in answer.text
    assert 'value="30"' in answer.text
    assert house.all(select(Record.id)) == []


def test_a_day_to_come_is_offered_as_a_plan(house):
    browser = house.browser()
    form = {"kind": "visit", "day": "other", "date": "2026-11-27", "youth": [ZHANG]}
    answer = browser.post("records/new", **form)
    assert "还没到那个时候" in answer.text
    assert 'formaction="/h5/plans/new"' in answer.text
    assert "排上了:11 月 27 日(周五) · 走访,和张三。" in browser.does("plans/new", **form)
    assert house.all(select(Plan.day)) == [date(2026, 11, 27)]


def test_a_late_one_and_the_guests_of_an_organ_are_told(house):
    browser = house.browser()
    page = words(browser.does("records/new", kind="volunteering", day="other", date="2026-09-28"))
    assert "补记" in page
    assert "补记" in words(browser.text("records"))
    page = words(browser.does("records/new", kind="open_day", day="0", youth=[ZHANG], title="参观"))
    assert "参观(还有张三)" in page
    assert "补记" not in page


def test_the_list_says_what_to_do_when_it_is_empty(house):
    browser = house.browser()
    assert "记第一笔" in browser.text("records")
    log(house)
    assert "谈心谈话" in browser.text("records", group="cadre_five", month="2026-11")
    assert "换个类别或月份" in browser.text("records", group="contact")
    assert "换个类别或月份" in browser.text("records", month="2026-10")
    assert browser.get("records", group="nonsense", month="x", skip="-1").status_code == 200
    assert "记第一笔" in house.browser(QIANG).text("records")


def test_two_browsers_and_nothing_lost(house):
    record = log(house)
    one, two = house.browser(), house.browser()
    seen = version(two.text(f"records/{record}/edit"))
    form = {"kind": "heart_to_heart", "day": "0", "part": "kept", "youth": [ZHANG]}
    one.does(f"records/{record}/edit", **form, title="聊就业", version=seen)
    answer = two.post(f"records/{record}/edit", **form, minutes="x", version=seen)
    assert version(answer.text) == seen, "another refusal hides no other's step"
    answer = two.post(f"records/{record}/edit", **form, title="聊学习", version=seen)
    assert answer.status_code == 422
    said = words(answer.text)
    assert "刚才在别处改过了" in said
    assert "现在是:今天 · 谈心谈话 · 聊就业,和张三" in said
    assert 'value="聊学习"' in answer.text
    page = two.does(f"records/{record}/edit", **form, title="聊学习", version=version(answer.text))
    assert "做了什么:聊就业 → 聊学习" in words(page)
    assert "做了什么:没写 → 聊就业" in words(page)


def test_an_edit_without_a_change_leaves_no_trace(house):
    record = log(house)
    house.at(2026, 11, 24, 9, 0)
    browser = house.browser()
    html = browser.text(f"records/{record}/edit")
    assert re.search(r'value="-1" checked', html)
    form = {"kind": "heart_to_heart", "day": "-1", "part": "kept", "youth": [ZHANG]}
    page = browser.does(f"records/{record}/edit", **form, version=version(html))
    assert "改过什么" not in page


def test_what_is_closed_or_an_admins_is_not_edited_here(house):
    record = log(house, day=date(2026, 9, 28))
    with house.open_uow() as uow:
        closings.close(uow, COUNTY, date(2026, 7, 1), date(2026, 9, 30), "王芳")
    browser = house.browser()
    page = browser.text(f"records/{record}")
    assert "由管理员更正" in page
    assert "改一改" not in page
    assert "由管理员更正" in browser.text(f"records/{record}/edit")
    assert browser.post(f"records/{record}/undo").status_code == 422


def test_nobody_elses(house):
    record = log(house)
    other = house.browser(QIANG)
    for path in (f"records/{record}", f"records/{record}/edit"):
        assert other.get(path).status_code == 422
    for step in ("undo", "redo", "ask", "photos", "edit"):
        assert other.post(f"records/{record}/{step}", kind="visit", day="0").status_code == 422
    assert house.browser(ZHANG).get("records").status_code == 422
    assert house.all(select(Record.undone_at)) == [None]


def test_asked_from_the_page_and_photos_afterwards(house):
    record = log(house, youths=[ZHANG, LI])
    browser = house.browser()
    assert "下次来这里时会看到一句「聊过」" in browser.does(f"records/{record}/ask")
    assert "0/2 点了「聊过」" in browser.text(f"records/{record}")
    page = browser.does(f"records/{record}/photos", photo=(io.BytesIO(picture()), "a.jpg"))
    assert "加好了 1 张照片" in page
    assert "/h5/photos/1" in page
    many = [(io.BytesIO(picture()), f"{n}.jpg") for n in range(4)]
    assert browser.post(f"records/{record}/photos", photo=many).status_code == 422


def test_plans_are_done_moved_and_dropped_with_one_tap(house):
    browser = house.browser()
    assert "没有排着的事" in browser.text("plans")
    one = house.do(plans.make, MIN, Did("visit", date(2026, 11, 25)), [ZHANG]).id
    two = house.do(plans.make, MIN, Did("phone", TODAY), [LI]).id
    page = browser.text("plans")
    assert page.index("电话") < page.index("走访")
    assert "记好了:今天 · 电话,和李四。" in browser.does(f"plans/{two}/done")
    assert browser.post(f"plans/{two}/done").status_code == 422
    assert "改好了:11 月 30 日(周一) · 走访" in browser.does(f"plans/{one}/move", date="2026-11-30")
    refused = browser.post(f"plans/{one}/move", date="2026-11-02")
    assert "已经过了" in refused.text
    assert "不做了" in browser.does(f"plans/{one}/drop")
    assert "又排上了" in browser.does(f"plans/{one}/take-up")
    assert house.browser(QIANG).post(f"plans/{one}/done").status_code == 422


def test_a_form_opened_before_midnight_means_the_day_it_showed(house):
    house.at(2026, 11, 23, 23, 58)
    browser = house.browser()
    html = browser.text("records/new", kind="visit")
    assert 'name="today" value="2026-11-23"' in html
    house.at(2026, 11, 24, 0, 1)
    form = {"kind": "visit", "day": "0", "today": "2026-11-23"}
    refused = browser.post("records/new", **form)
    assert 'value="other" checked' in refused.text
    assert 'value="2026-11-23"' in refused.text
    assert "记好了:昨天" in browser.does("records/new", **form, youth=[ZHANG])
    assert "记好了:今天" in browser.does("records/new", kind="visit", day="0", youth=[LI])
    assert browser.post("plans/new", **form, youth=[ZHANG]).status_code == 422


def test_that_it_did_not_happen_is_nobodys_to_see(house):
    """Neither a figure, nor the history, nor the list differs from that of a silent youth."""
    silent, denied = log(house), log(house, youths=[LI])
    for record in (silent, denied):
        house.do(confirmations.ask, MIN, record)
    house.do(confirmations.answer, LI, denied, yes=False)
    browser = house.browser()

    def seen(record, name):
        html = words(browser.text(f"records/{record}")).partition("五个一")[2]
        return html.replace(name, "TA").replace(f"/{record}/", "/")

    assert "0/1" in seen(denied, "李四")
    assert seen(silent, "张三") == seen(denied, "李四")
    for record, youth in ((silent, ZHANG), (denied, LI)):
        form = {"kind": "visit", "day": "-1", "part": "kept", "youth": [youth]}
        version_ = version(browser.text(f"records/{record}/edit"))
        browser.does(f"records/{record}/edit", **form, version=version_)
    assert "之前点的" not in browser.text(f"records/{denied}")
    for _ in range(4):
        log(house)
    house.do(
        lambda uow: uow.session.execute(update(RecordYouth).values(asked_at=NOW, denied_at=NOW))
    )
    html = browser.text("records")
    assert "近 90 天请小伙伴确认 6 次,0 次点了「聊过」。" in html
    assert "没聊过" not in html


def test_odd_addresses_show_something(house):
    browser = house.browser()
    for query in ({"month": "9999-12"}, {"month": "0001-01"}, {"skip": "9" * 18}):
        assert browser.get("records", **query).status_code == 200
    form = {"kind": "visit", "day": "other", "youth": [ZHANG]}
    assert browser.post("records/new", **form, date="0001-01-01").status_code == 422
