"""活动: found by the address, one with its people, each step for the organ, the door, a new one."""

import pytest
from sqlalchemy import event, select, update

from domain.permissions import AdminRole, May
from models.activity import Activity, Enrolment
from models.audit import Audit
from models.organisation import Organisation, below
from models.person import Person
from models.post import Outbox
from models.record import Record
from services import acting, console_acting
from services.console_sessions import MayNot
from tests.admin.console import CITY, COUNTY, NEIGHBOUR

SCRIPT = "<script>alert(1)</script>"


def one_of(house, *conditions, place=COUNTY):
    """Return the id of the first activity of a place."""
    inside = Activity.organisation_id.in_(below(house.places[place]))
    return house.one(select(Activity.id).where(inside, *conditions).order_by(Activity.id).limit(1))


def people_of(house, activity_id, status):
    question = select(Enrolment.person_id).where(
        Enrolment.activity_id == activity_id, Enrolment.status == status
    )
    return [row[0] for row in house.rows(question.order_by(Enrolment.id))]


def change(house, statement):
    with house.open_uow() as uow:
        uow.session.execute(statement)


def deeds(house, activity_id):
    question = select(Audit).where(Audit.object == "activity", Audit.object_id == str(activity_id))
    return [row[0] for row in house.rows(question.order_by(Audit.id))]


def statements(house, get):
    seen = []

    def count(*_):
        seen.append(1)

    event.listen(house.engine, "before_cursor_execute", count)
    get()
    event.remove(house.engine, "before_cursor_execute", count)
    return len(seen)


def test_activities_are_found_by_the_address(house):
    browser, city = house.browser(), house.browser(AdminRole.ORGAN, CITY)
    page = browser.text("activities")
    assert "职场面对面" in page
    assert "5 人申请" in page
    assert "办机关活动" in page
    assert "观影会(抽签)" not in browser.text("activities", state="cancelled")
    assert "露天电影" in browser.text("activities", state="cancelled")
    assert "羽毛球友谊赛" in browser.text("activities", state="unclosed")
    assert "青年读书分享" in browser.text("activities", state="running")
    assert "桌游夜" in browser.text("activities", state="draft")
    assert "没有找到" in browser.text("activities", name="%")
    assert "没有找到" in browser.text("activities", kind="open_day", last="2026-11-30")
    assert "机关开放日" in browser.text("activities", kind="open_day", state="coming")
    whole = {"first": "2025-11-01"}
    assert browser.text("activities", state="closed", **whole).count("已办结</span>") > 5
    first = city.text("activities", **whole)
    behind = first.split("data-next")[0].rsplit('href="', 1)[1].split('"')[0]
    second = city.client.get(behind.replace("&amp;", "&")).text
    assert first.count('<td class="a-title">') == 50
    assert "回第一页" in second
    assert "河道清洁" in second
    some = statements(house, lambda: city.text("activities", name="桌游夜"))
    assert statements(house, lambda: city.text("activities", **whole)) == some
    assert some <= 12
    known = one_of(house, Activity.title == "职场面对面")
    change(house, update(Activity).where(Activity.id == known).values(title=SCRIPT, about=SCRIPT))
    assert SCRIPT not in browser.text("activities") + browser.text(f"activities/{known}")


def test_a_neighbours_activities_are_not_there(house):
    theirs = one_of(house, Activity.status == "open", place=NEIGHBOUR)
    browser = house.browser()
    assert browser.get("activities", **{"in": house.places[NEIGHBOUR]}).status_code == 404
    for page in ("", "/edit", "/door", "/digits"):
        assert browser.get(f"activities/{theirs}{page}").status_code == 404
    for step in ("publish", "seats", "cancel", "draw", "close", "reopen", "edit", "decide/1"):
        assert browser.post(f"activities/{theirs}/{step}", reason="x").status_code == 404
    assert browser.post(f"activities/{theirs}/door/1/in").status_code == 404
    assert house.browser(AdminRole.ORGAN, CITY).get(f"activities/{theirs}").status_code == 200


def test_what_an_auditor_and_a_door_keeper_see(house):
    running = one_of(house, Activity.title == "青年读书分享")
    coming = one_of(house, Activity.title == "职场面对面")
    auditor = house.browser(AdminRole.AUDITOR)
    page = auditor.text(f"activities/{coming}")
    assert "199****" in page
    assert "通过" not in page.split('id="people"')[1]
    assert "办机关活动" not in auditor.text("activities")
    assert auditor.post(f"activities/{coming}/cancel", reason="x").status_code == 403
    assert auditor.get(f"activities/{running}/door").status_code == 403
    keeper = house.browser(AdminRole.DOOR)
    assert "青年读书分享" in keeper.text("activities")
    assert "职场面对面" not in keeper.text("activities")
    assert keeper.get(f"activities/{running}").status_code == 403
    assert keeper.get(f"activities/{coming}/door").status_code == 404
    assert keeper.post(f"activities/{running}/cancel", reason="x").status_code == 403
    digits = keeper.text(f"activities/{running}/digits")
    assert "签到 " in digits
    assert 'hx-trigger="every 10s"' in digits


@pytest.mark.both
@pytest.mark.parametrize(
    ("role", "place"), [(AdminRole.OPERATOR, COUNTY), (AdminRole.ORGAN, CITY)], ids=["own", "above"]
)
def test_each_step_is_taken_for_the_organ_in_ones_own_name(house, role, place):
    browser, me = house.browser(role, place), house.admin(role, place)
    chosen = one_of(house, Activity.title == "职场面对面")
    yes, no, *_ = people_of(house, chosen, "applied")
    assert "通过了" in browser.does(f"activities/{chosen}/decide/{yes}", yes="1")
    assert "没有通过" in browser.does(f"activities/{chosen}/decide/{no}", why="这次满了")
    again = browser.post(f"activities/{chosen}/decide/{no}", why="x")
    assert again.status_code == 422
    assert "没有待审核的申请" in again.text
    assert "这次满了" in browser.text(f"activities/{chosen}", people="refused")
    assert "名额改成 6 个" in browser.does(f"activities/{chosen}/seats", seats="6")
    assert browser.post(f"activities/{chosen}/seats", seats="0").status_code == 422
    assert "现在不能抽签" in browser.post(f"activities/{chosen}/draw").text
    edited = browser.does(f"activities/{chosen}/edit", place="新的地方")
    assert "改好了" in edited
    assert "新的地方" in edited
    assert browser.post(f"activities/{chosen}/edit", starts="昨天").status_code == 422
    assert browser.post(f"activities/{chosen}/cancel").status_code == 422
    assert "收到通知" in browser.does(f"activities/{chosen}/cancel", reason="下雨")
    draft = one_of(house, Activity.status == "draft")
    assert "发布了" in browser.does(f"activities/{draft}/publish")
    over = one_of(house, Activity.title == "羽毛球友谊赛")
    assert browser.post(f"activities/{over}/close", minutes="0").status_code == 422
    closed = browser.does(f"activities/{over}/close", minutes="120", happened="1")
    assert "办结了" in closed
    assert "重新打开" in closed
    entered = select(Record.entered_by).where(
        Record.activity_id == over, Record.undone_at.is_(None)
    )
    assert {row[0] for row in house.rows(entered)} == {me.id}
    assert "收回" in browser.does(f"activities/{over}/reopen")
    assert house.rows(entered) == []
    done = [one for one in deeds(house, chosen) if one.actor_id == me.id]
    assert {one.data["on_behalf"] for one in done} == {me.organisation_id}
    assert "called_off" in {one.deed for one in done}


def test_nobody_but_who_is_at_the_console_acts_for_an_organ(house):
    county, operator = house.places[COUNTY], house.admin(AdminRole.OPERATOR)
    with house.open_uow(read_only=True) as uow:
        uow.actor = operator.id
        assert not acting.over(uow, operator.id, county)
        assert console_acting.begin(uow, operator, May.ACTIVITIES) == operator.id
        assert acting.over(uow, operator.id, county)
        assert not acting.over(uow, operator.id, house.places[CITY])
        assert not acting.over(uow, operator.id, house.places[NEIGHBOUR])
        assert not acting.over(uow, house.admin(AdminRole.ORGAN).id, county)
        with pytest.raises(MayNot):
            console_acting.begin(uow, house.admin(AdminRole.AUDITOR), May.ACTIVITIES)


def test_people_are_ticked_at_the_door_by_their_name(house):
    running = one_of(house, Activity.title == "青年读书分享")
    browser = house.browser(AdminRole.DOOR)
    first = people_of(house, running, "enrolled")[0]
    name = house.one(select(Person.name).where(Person.id == first))
    listed = browser.text(f"activities/{running}/door", name=name)
    assert listed.count(">到了</button>") == 1
    page = browser.does(f"activities/{running}/door/{first}/in")
    assert f"{name}到了。" in page
    assert f"/door/{first}/out" in page
    assert name in browser.text(f"activities/{running}/door", shown="in")
    assert name not in browser.text(f"activities/{running}/door", shown="out").split('id="list"')[1]
    assert "撤掉了" in browser.does(f"activities/{running}/door/{first}/out")
    assert "没有这个人" in browser.text(f"activities/{running}/door", name="查无此人")
    stranger = house.one(
        select(Person.id).where(Person.id.not_in(people_of(house, running, "enrolled"))).limit(1)
    )
    refused = browser.post(f"activities/{running}/door/{stranger}/in")
    assert refused.status_code == 422
    late = one_of(house, Activity.title == "羽毛球友谊赛")
    officer = house.browser()
    someone = people_of(house, late, "enrolled")[0]
    assert officer.post(f"activities/{late}/door/{someone}/in").status_code == 422
    page = officer.does(f"activities/{late}/door/{someone}/in", reason="手机没电")
    assert "手机没电" in page


def test_an_organs_activity_is_made_from_a_template(house):
    browser, county = house.browser(), house.places[COUNTY]
    assert "机关开放日" in browser.text("activities/new")
    base = house.one(select(Organisation.id).where(Organisation.parent_id == county).limit(1))
    assert "不是领导机关" in browser.text("activities/new", **{"in": base})
    form = browser.text("activities/new/sharing")
    host = form.split('name="host"')[1].split('value="')[1].split('"')[0]
    assert "(负责人)" in form
    assert browser.get("activities/new/tea").status_code == 404
    assert browser.post(f"activities/new/sharing?in={base}", host=host).status_code == 422
    stranger = browser.post("activities/new/sharing", host=str(house.admin().id))
    assert "选一位主办" in stranger.text
    wrong = browser.post("activities/new/sharing", host=host, title=SCRIPT, ends="2026-01-01T10:00")
    assert wrong.status_code == 422
    assert SCRIPT not in wrong.text
    assert "&lt;script&gt;" in wrong.text
    made = browser.does("activities/new/sharing", host=host, title="县里的分享会", draft="1")
    assert "草稿存好了" in made
    row = house.rows(select(Activity).where(Activity.title == "县里的分享会"))[0][0]
    assert (row.organisation_id, row.host_id, row.status) == (county, int(host), "draft")
    told = house.one(select(Outbox.text).where(Outbox.person_id == int(host)))
    assert "请你主办「县里的分享会」" in told
    busy = browser.post("activities/new/sharing", host=host, title="又一场")
    assert busy.status_code == 422
    assert "时间撞了也办" in busy.text
    assert "发布了" in browser.does("activities/new/sharing", host=host, title="又一场", sure="1")
    assert house.browser(AdminRole.AUDITOR).get("activities/new").status_code == 403
