"""工作台: what waits today, what is owed, the ways on; in few statements."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, event, insert, update

from domain.topics import Draft, Sort
from models.activity import Activity, Enrolment
from models.cadre import Appointment
from models.person import WechatUser
from services import plans, topic_answers, topics
from services.records import Did
from tests.services.county import BRANCH, COUNTY, LI, MIN, NOW, QIANG, ZHANG

STATEMENTS = 33
"""Of which the quotas of a cadre and of an organ are ten."""


def activity(house, number=5, **more):
    row = {
        "id": number,
        "organisation_id": BRANCH,
        "host_id": MIN,
        "title": "河边走走",
        "kind": "volunteering",
        "starts_at": NOW + timedelta(hours=5),
        "ends_at": NOW + timedelta(hours=7),
        "deadline": NOW + timedelta(hours=4),
        "seats": 3,
        "status": "open",
        "created_at": NOW,
    }
    with house.open_uow() as uow:
        uow.session.execute(insert(Activity).values(**row | more))


def test_a_cadre_sees_what_is_owed_and_where_to_go(house):
    page = house.browser().text("home")
    assert "王敏,上午好" in page
    assert "五个一" in page
    assert "还有 38 天" in page
    ways = (
        "caseload",
        "activities",
        "topics",
        "records",
        "plans",
        "sheets/youths",
        "materials",
        "roster",
    )
    for path in (*ways, "records/new"):
        assert f'href="/h5/{path}"' in page, path
    assert 'href="/h5/materials"' not in house.browser(QIANG).text("home")


def test_each_way_opens(house):
    for who in (MIN, QIANG, ZHANG):
        browser = house.browser(who)
        page = browser.text("home")
        for path in {part.split('"')[0] for part in page.split('href="/h5/')[1:]}:
            if not path.startswith("static"):
                assert browser.get(path).status_code == 200, (who, path)


def test_what_waits_today(house):
    day = NOW.date()
    house.do(plans.make, MIN, Did("visit", day), [ZHANG])
    activity(house)
    activity(house, 6, title="上周的", status="ended", starts_at=NOW - timedelta(days=7))
    activity(house, 7, title="下个月的", starts_at=NOW + timedelta(days=30))
    topic = house.do(topics.start, MIN, Draft(Sort.TALK, "去哪儿")).id
    house.now += timedelta(minutes=5)
    house.do(topic_answers.answer, topic, ZHANG, "爬山")
    page = house.browser().text("home")
    assert "计划:走访" in page
    assert "张三" in page
    assert "河边走走" in page
    assert "办结:上周的" in page
    assert "下个月的" not in page
    assert "1 条新回复" in page
    assert "交季度材料" in page


def test_the_progress_page_is_one_tap_away(house):
    answer = house.browser().post("home/progress")
    assert answer.status_code == 303
    assert answer.location.startswith("/h5/progress/")
    assert house.browser(ZHANG).post("home/progress").status_code == 422


def test_a_youth_sees_what_is_theirs(house):
    activity(house, organisation_id=COUNTY)
    with house.open_uow() as uow:
        row = {"activity_id": 5, "person_id": ZHANG, "status": "enrolled"}
        uow.session.execute(insert(Enrolment).values(**row, created_at=NOW, changed_at=NOW))
    house.do(topics.start, MIN, Draft(Sort.TALK, "去哪儿"))
    page = house.browser(ZHANG).text("home")
    assert "河边走走" in page
    assert "王敏分享的,还没看过" in page
    assert 'href="/h5/me"' in page
    assert "记一笔" not in page


def test_a_seat_that_is_kept_for_a_youth_is_said_with_its_end(house):
    until = NOW + timedelta(hours=2)
    activity(house, organisation_id=COUNTY)
    row = {"activity_id": 5, "person_id": ZHANG, "status": "offered", "offer_until": until}
    with house.open_uow() as uow:
        uow.session.execute(insert(Enrolment).values(**row, created_at=NOW, changed_at=NOW))
    assert "有空位了,给你留到 今天 周一 12:00" in house.browser(ZHANG).text("home")


def test_who_has_no_post_is_not_told_that_all_is_done(house):
    with house.open_uow() as uow:
        uow.session.execute(delete(Appointment).where(Appointment.cadre_id == QIANG))
    page = house.browser(QIANG).text("home")
    assert "都完成了" not in page
    assert 'href="/h5/me/data"' in page  # the own things stay, a cadre's are gone
    assert "/h5/caseload" not in page


def test_who_has_not_logged_in_is_counted_and_found(house):
    browser = house.browser()
    assert "位还没登录" not in browser.text("home")
    with house.open_uow() as uow:
        mine = WechatUser.person_id == LI
        uow.session.execute(update(WechatUser).where(mine).values(person_id=None))
    assert "1 位还没登录" in browser.text("home")
    page = browser.text("caseload", band="unbound")
    assert "李四" in page
    assert "张三" not in page


def test_what_does_not_fit_is_counted(house):
    for n in range(10):
        house.do(plans.make, MIN, Did("visit", NOW.date(), title=f"第 {n} 家"), [ZHANG])
    assert "还有 3 件" in house.browser().text("home")  # with the materials eleven


@pytest.mark.parametrize(("who", "most"), [(MIN, STATEMENTS), (ZHANG, 10)])
def test_it_takes_few_statements(house, who, most):
    house.do(plans.make, MIN, Did("visit", NOW.date()), [ZHANG])
    activity(house)
    browser, said = house.browser(who), []
    event.listen(house.engine, "before_cursor_execute", lambda *a: said.append(a[2]))
    browser.text("home")
    assert len(said) <= most, "\n".join(said)
