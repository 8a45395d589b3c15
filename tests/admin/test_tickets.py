"""诉求: whose may be opened by whom, and each step in the admin's own name, for the organ."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from domain.permissions import AdminRole
from models.activity import Activity
from models.audit import Audit
from models.organisation import below
from models.person import Person, WechatUser
from models.post import Outbox
from models.ticket import ReplyTemplate, Ticket, TicketStep
from services import extracts
from tests.admin.console import CITY, COUNTY, NEIGHBOUR

SCRIPT = "<script>alert(1)</script>"


def ticket_of(house, status, sort="demand"):
    question = select(Ticket.id).where(
        Ticket.organ_id == house.places[COUNTY], Ticket.status == status, Ticket.sort == sort
    )
    return house.one(question.order_by(Ticket.id).limit(1))


def change(house, statement):
    with house.open_uow() as uow:
        uow.session.execute(statement)


def put(house, ticket_id, **values):
    change(house, update(Ticket).where(Ticket.id == ticket_id).values(**values))


def test_tickets_are_found_by_the_address(house):
    browser = house.browser()
    page = browser.text("tickets")
    assert "想学叉车" in page
    assert "押金" not in page
    assert "押金" in browser.text("tickets", tab="done")
    assert "押金" in browser.text("tickets", state="answered")
    assert "想学叉车" in browser.text("tickets", number="s-1")
    assert "没有找到" in browser.text("tickets", number="S-999")
    assert "奶奶" in browser.text("tickets", kind="medical")
    assert "没有找到" in browser.text("tickets", kind="law")
    assert "没有找到" in browser.text("tickets", sort="voice", state="waiting")
    assert "现在没有超时的" in browser.text("tickets", tab="overdue")
    waiting = ticket_of(house, "waiting")
    put(house, waiting, text=SCRIPT, due_at=house.now - timedelta(days=5))
    late = browser.text("tickets", tab="overdue")
    assert SCRIPT not in late + browser.text(f"tickets/{waiting}")
    assert "超 4 天" in late
    nameless = ticket_of(house, "waiting", "complaint")
    asked = select(Person.name).join(Ticket, Ticket.asker_id == Person.id)
    asker = house.one(asked.where(Ticket.id == nameless))
    assert "匿名" in browser.text(f"tickets/{nameless}")
    assert asker not in browser.text(f"tickets/{nameless}") + page
    assert house.browser(AdminRole.DOOR).get("tickets").status_code == 403


def test_whose_ticket_may_be_opened_by_whom(house):
    waiting, complaint = ticket_of(house, "waiting"), ticket_of(house, "waiting", "complaint")
    county, city = house.browser(), house.browser(AdminRole.ORGAN, CITY)
    operator, auditor = house.browser(AdminRole.OPERATOR), house.browser(AdminRole.AUDITOR)
    neighbour = house.browser(AdminRole.ORGAN, NEIGHBOUR)
    assert "发出答复" in county.text(f"tickets/{waiting}")
    assert "发出答复" in operator.text(f"tickets/{waiting}")
    assert "发出答复" not in auditor.text(f"tickets/{waiting}")
    assert auditor.post(f"tickets/{waiting}/accept").status_code == 403
    for other in (city, neighbour):
        assert other.get(f"tickets/{waiting}").status_code == 404
        assert other.get(f"tickets/{waiting}/public").status_code == 404
        for step in ("accept", "answer", "more", "note", "pass", "refer", "merge", "public"):
            assert other.post(f"tickets/{waiting}/{step}", text="x").status_code == 404
    # What presses below stands in the list of the organ above, without its words.
    put(house, waiting, due_at=house.now - timedelta(days=1))
    above = city.text("tickets", tab="overdue")
    assert f"S-{waiting}" in above
    assert "想学叉车" not in above
    put(house, waiting, escalated_to=house.places[CITY], escalations=1)
    assert "想学叉车" in city.text("tickets", tab="escalated")
    assert "发出答复" in city.text(f"tickets/{waiting}")
    assert neighbour.get(f"tickets/{waiting}").status_code == 404
    # Complaints are not for the daily work, and never for whom they are about.
    assert "没有人通知" in auditor.text("tickets")
    assert "没有人通知" not in operator.text("tickets")
    assert operator.get(f"tickets/{complaint}").status_code == 404
    assert operator.post(f"tickets/{waiting}/merge", of=f"T-{complaint}").status_code == 422
    put(house, complaint, text=f"{house.admin().name}从不回话")
    assert county.get(f"tickets/{complaint}").status_code == 404
    assert "从不回话" not in county.text("tickets", tab="unassigned")
    put(house, waiting, asker_id=house.admin().id)
    assert county.get(f"tickets/{waiting}").status_code == 404


@pytest.mark.both
def test_each_step_is_taken_in_ones_own_name_for_the_organ(house):
    browser, me = house.browser(AdminRole.OPERATOR), house.admin(AdminRole.OPERATOR)
    waiting, working = ticket_of(house, "waiting"), ticket_of(house, "working", "advice")
    reached = house.one(select(func.max(WechatUser.person_id)))
    put(house, waiting, asker_id=reached)
    assert "受理了" in browser.does(f"tickets/{waiting}/accept")
    taken = house.rows(select(Ticket).where(Ticket.id == waiting))[0][0]
    assert (taken.status, taken.owner_id) == ("working", None)
    assert browser.post(f"tickets/{waiting}/accept").status_code == 422
    told = house.one(select(Outbox.text).where(Outbox.person_id == reached))
    assert f"共青团临溪县委 {me.name}受理了" in told
    page = browser.text(f"tickets/{waiting}", reply=_first_reply(browser, waiting))
    assert "选一个回复模板" in page
    assert browser.post(f"tickets/{waiting}/answer", text="还差 ____").status_code == 422
    assert browser.post(f"tickets/{waiting}/answer", text=" ").status_code == 422
    assert "问过去了" in browser.does(f"tickets/{waiting}/more", question="哪个镇?")
    assert "只有办的人看得到" in browser.does(f"tickets/{waiting}/note", note="先打听", hidden="1")
    assert "答复发出去了" in browser.does(f"tickets/{waiting}/answer", text="县人社局每月一期。")
    assert browser.post(f"tickets/{waiting}/answer", text="又一次").status_code == 422
    form = browser.text(f"tickets/{waiting}/public")
    assert "县人社局" in form
    words = {"question": "叉车证怎么考?", "answer": "人社局报名。", "sure": "1"}
    assert "撤下" in browser.does(f"tickets/{waiting}/public", **words)
    assert "撤下了" in browser.does(f"tickets/{waiting}/unpublish")
    other = ticket_of(house, "more")
    assert browser.post(f"tickets/{other}/merge", of=f"S-{other}").status_code == 422
    assert "并过去了" in browser.does(f"tickets/{other}/merge", of=f"Y-{working}")
    assert browser.post(f"tickets/{working}/pass", to="organ-1", why="").status_code == 422
    near = f"organ-{house.places[CITY]}"
    assert "转给" in browser.does(f"tickets/{working}/pass", to=near, why="市里在办")
    assert browser.get(f"tickets/{working}").status_code == 404
    steps = house.rows(select(TicketStep.actor_id).where(TicketStep.at == house.now))
    assert {actor for (actor,) in steps} == {me.id}
    notes = house.rows(select(Audit.data).where(Audit.object == "ticket"))
    assert {data["on_behalf"] for (data,) in notes} == {me.organisation_id}


def _first_reply(browser, ticket_id):
    page = browser.text(f"tickets/{ticket_id}")
    return page.split('name="reply"')[1].split('value="')[1].split('"')[0]


def test_what_is_not_ours_is_said_and_what_is_urgent_stands_out(house):
    browser = house.browser()
    waiting = ticket_of(house, "waiting")
    put(house, waiting, urgent=True)
    assert "要马上联系" in browser.text(f"tickets/{waiting}")
    assert f"S-{waiting}" in browser.text("tickets", tab="urgent")
    assert browser.post(f"tickets/{waiting}/refer", who="", how="x").status_code == 422
    done = browser.does(f"tickets/{waiting}/refer", who="县交通局", how="电话 12328")
    assert "告诉 TA 归谁管了" in done
    assert "县交通局" in done
    assert "不公开" in browser.text(f"tickets/{waiting}/public")
    base = house.one(select(Ticket.organisation_id).where(Ticket.id == waiting))
    assert "没有在办的诉求" in browser.text("tickets", **{"in": base})
    assert base in {row[0] for row in house.rows(below(house.places[COUNTY]))}


def test_replies_of_the_organ_are_written_and_tickets_taken_out(house):
    browser = house.browser()
    text = "{称呼}你好,周末 9 点到 17 点开门。" + SCRIPT
    page = browser.does("tickets/replies", title="场馆时间", text=text)
    assert "场馆时间" in page
    assert SCRIPT not in page
    made = house.one(select(ReplyTemplate.id))
    assert browser.post("tickets/replies", title="", text="x").status_code == 422
    assert browser.post(f"tickets/replies/{made}", title="x", text="{谁}").status_code == 422
    assert "改好了" in browser.does(f"tickets/replies/{made}", title="开门时间", text="周末开门。")
    neighbour = house.browser(AdminRole.ORGAN, NEIGHBOUR)
    assert neighbour.post(f"tickets/replies/{made}", title="x", text="y").status_code == 422
    assert "删掉了" in browser.does(f"tickets/replies/{made}/remove")
    assert "放回来了" in browser.does(f"tickets/replies/{made}/restore")
    assert house.browser(AdminRole.AUDITOR).get("tickets/replies").status_code == 403
    county = house.places[COUNTY]
    asked = extracts.Asked(county, house.admin(), {"tab": ""})
    rows = house.do(extracts.LISTS["tickets"].rows, asked, None, 50)
    assert [key for key, _ in rows]
    assert {"匿名"} < {row[4] for _, row in rows}
    for name in ("activities", "wishes"):
        listed = extracts.LISTS[name]
        taken = house.do(listed.rows, extracts.Asked(county, house.admin(), {}), None, 50)
        assert {len(row) for _, row in taken} == {len(listed.columns)}
    coming = house.one(select(Activity.id).where(Activity.title == "职场面对面"))
    said = {"activity": str(coming), "people": "applied"}
    people = extracts.LISTS["activity_people"]
    rows = house.do(people.rows, extracts.Asked(county, house.admin(), said), None, 50)
    assert {len(row) for _, row in rows} == {len(people.columns)}
    assert "199****" in rows[0][1][2]
