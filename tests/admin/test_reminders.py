"""提醒: what would go on a day, what went, what a person decides, what rests, whom to call."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select, update

from domain.delivery import Kind, Status
from domain.permissions import AdminRole
from models.admin import Admin
from models.audit import Audit
from models.organisation import Organisation
from models.person import Person
from models.post import Outbox
from models.sending import Call, Halt, LetterStep
from services import console_letters, reminders, reminders_preview
from services.console_letters_file import _taken_out
from services.extracts import Asked
from tests.admin.console import CITY, COUNTY, NEIGHBOUR
from tests.admin.sent import SCRIPT, branch, letter, people, sent

MOST = 18
"""Statements of a page, with those of who is in and of the way."""


def statements(house, browser, path, **query):
    """Return how many statements a page takes."""
    heard = []

    def hear(*args):
        heard.append(args[2])

    event.listen(house.engine, "before_cursor_execute", hear)
    browser.text(path, **query)
    event.remove(house.engine, "before_cursor_execute", hear)
    return len(heard)


def shown(page):
    """Return the ids of the letters of a list."""
    return [int(part.split('"')[0]) for part in page.split('href="/console/reminders/letters/')[1:]]


def test_a_days_reminders_before_they_are_written(house, monkeypatch):
    browser, place = house.browser(), house.places[COUNTY]
    day = (house.now + timedelta(days=17)).date()
    page = browser.text("reminders", day=day)
    with house.open_uow(read_only=True) as uow:
        seen = reminders_preview.preview(uow, place, day, most=50)
        uow.now = seen.at
        whole = {one.person_id: one for one in reminders.plan(uow, place, ahead=True)}
    assert {one.person_id: one for one in seen.rows} == whole
    assert seen.rows
    for one in seen.rows:
        assert one.name in page
    assert "离 12 月" in page
    goes = browser.text("reminders", day=day, fate="goes")
    unreached = browser.text("reminders", day=day, fate="unreached").split('id="list"')[1]
    assert "要当面说" in unreached
    assert "离 12 月" not in unreached
    assert goes != unreached
    assert "没有这样的人" in browser.text("reminders", day=day, fate="muted")
    assert "此刻写的话" in browser.text("reminders", day="2020-01-01", fate="x")
    operator = house.browser(AdminRole.OPERATOR).text("reminders", day=day)
    assert "还差" in operator
    assert "离 12 月" not in operator
    theirs = {"in": house.places[NEIGHBOUR]}
    assert browser.get("reminders", **theirs).status_code == 404
    assert house.browser(AdminRole.DOOR).get("reminders").status_code == 403
    unit = branch(house, seen.rows[0].person_id)
    assert seen.rows[0].name in browser.text("reminders", day=day, **{"in": unit})
    monkeypatch.setattr(reminders_preview, "FEW", 1)
    assert "选一个下级看" in browser.text("reminders")


@pytest.mark.both
def test_what_became_of_letters(house, monkeypatch):
    made = sent(house)
    browser = house.browser()
    page = browser.text("reminders/letters")
    first = shown(page)
    assert len(first) == 50
    behind = page.split("data-next")[0].rsplit('href="', 1)[1].split('"')[0]
    second = shown(browser.client.get(behind).text)
    assert not set(first) & set(second)
    assert made["theirs"] not in first + second
    assert len(first + second) == 65
    assert SCRIPT not in page + browser.client.get(behind).text
    assert set(shown(browser.text("reminders/letters", state="open"))) == {
        made["lost"],
        made["held"],
    }
    assert shown(browser.text("reminders/letters", way="sms")) == [made["code"]]
    assert shown(browser.text("reminders/letters", kind=Kind.SEAT)) == [made["urgent"]]
    own = people(house)[2]
    assert len(shown(browser.text("reminders/letters", person=own))) == 21
    assert not shown(browser.text("reminders/letters", day="2026-11-01"))
    assert len(shown(browser.text("reminders/letters", day="2026-11-23"))) == 5
    few = statements(house, browser, "reminders/letters", day="2026-11-23")
    assert statements(house, browser, "reminders/letters") == few <= MOST
    plan = browser.text("reminders/plan")
    assert "31,200 / 100,000" in plan
    assert "名单要再核对一遍" in plan
    assert "邻县的事" not in plan
    assert "/console/reminders/letters?day=2026-11-23&amp;state=delivered" in plan
    monkeypatch.setattr(console_letters, "FEW", 3)  # as of a whole nation, read day by day
    assert shown(browser.text("reminders/letters")) == first
    assert "逐条数要很久" in browser.text("reminders/plan")


def test_who_has_asked_is_not_told(house):
    made = sent(house)
    browser = house.browser()
    youth = people(house, cadres=False)[0]
    name = house.one(select(Person.name).where(Person.id == youth))
    page = browser.text("reminders/letters", kind=Kind.TICKET)
    assert shown(page) == [made["ticket"]]
    assert "一位小伙伴" in page
    assert name not in page
    assert not shown(browser.text("reminders/letters", name=name))
    assert not shown(browser.text("reminders/letters", person=youth))
    unit = branch(house, youth)
    assert not shown(browser.text("reminders/letters", kind=Kind.TICKET, **{"in": unit}))
    one = browser.text(f"reminders/letters/{made['ticket']}")
    assert "你的诉求有回音" in one
    assert "Q-1" not in one
    assert name not in one
    code = browser.text(f"reminders/letters/{made['code']}")
    assert "123456" not in code
    with house.open_uow(read_only=True) as uow:
        asked = Asked(house.places[COUNTY], house.places[COUNTY], {"kind": "ticket"})
        ((_, row),) = _taken_out(uow, asked, None, 10)
    assert row[2:4] == ("", "")
    words = "王老师,离 12 月"
    assert words in browser.text(f"reminders/letters/{made['lost']}")
    for role in (AdminRole.OPERATOR, AdminRole.AUDITOR):
        assert words not in house.browser(role).text(f"reminders/letters/{made['lost']}")


@pytest.mark.both
def test_a_person_decides_about_a_letter(house):
    made = sent(house)
    browser, lost, held = house.browser(), made["lost"], made["held"]
    path = f"reminders/letters/{lost}"
    assert browser.post(f"{path}/resend").status_code == 422
    assert "重新排队了" in browser.does(f"{path}/resend", reason="asked")
    row = house.rows(select(Outbox.status, Outbox.attempts).where(Outbox.id == lost))
    assert row == [(Status.PENDING, 0)]
    assert browser.post(f"{path}/resend", reason="asked").status_code == 422
    assert "了结了" in browser.does(f"reminders/letters/{held}/close", reason="arrived")
    assert house.one(select(Outbox.status).where(Outbox.id == held)) == Status.DELIVERED
    deeds = house.rows(
        select(Audit.deed, Audit.actor_id).where(Audit.deed.like("letter.%")).order_by(Audit.id)
    )
    assert deeds == [("letter.again", house.admin().id), ("letter.closed", house.admin().id)]
    said = house.one(select(LetterStep.why).where(LetterStep.outcome == "closed"))
    assert said == "组织管理员:问过本人,收到了"
    theirs = f"reminders/letters/{made['theirs']}"
    assert browser.get(theirs).status_code == 404
    assert browser.post(f"{theirs}/close", reason="told").status_code == 404
    assert house.browser(AdminRole.OPERATOR).post(f"{path}/close").status_code == 403
    late = letter(house, people(house)[0], 99, status=Status.HELD, expires_at=house.now)
    answer = browser.post(f"reminders/letters/{late}/resend", reason="asked")
    assert "过了时效" in answer.text


def test_sending_rests_and_goes_on(house):
    sent(house)
    browser, own = house.browser(), f"organ:{house.places[COUNTY]}"
    page = browser.text("reminders/halts")
    assert "名单要再核对一遍" in page
    assert "邻县的事" not in page
    assert "全部发送" not in page
    assert "恢复了" in browser.does("reminders/halts/lift", scope=own)
    assert browser.post("reminders/halts", scope=own, why=" ").status_code == 422
    page = browser.does("reminders/halts", scope=own, why=f"先停{SCRIPT}", hours="2")
    assert "停了:以「共青团临溪县委」" in page
    assert SCRIPT not in page
    until, by = house.rows(select(Halt.until, Halt.set_by).where(Halt.scope == own))[0]
    assert (until, by) == (house.now + timedelta(hours=2), house.admin().id)
    undo = page.split('action="/console/')[2].split('"')[0]
    assert "恢复了" in browser.does(undo.replace("&amp;", "&"))
    for scope in ("all", "mass", "kind:quota", f"organ:{house.places[NEIGHBOUR]}"):
        assert browser.post("reminders/halts", scope=scope, why="x").status_code == 422
        assert browser.post("reminders/halts/lift", scope=scope).status_code == 422
    assert browser.post("reminders/halts", scope="no", why="x").status_code == 422
    top = house.browser(AdminRole.SUPER, CITY)
    # Whoever runs a city stops no other one: that is done from where nobody stands over.
    assert "全部发送" not in top.text("reminders/halts")
    for scope in ("all", "mass", "kind:quota", "template:QUOTA_DUE"):
        assert top.post("reminders/halts", scope=scope, why="x").status_code == 422
    root = select(Organisation.id).where(Organisation.parent_id.is_(None)).scalar_subquery()
    chief = update(Admin).where(Admin.person_id == house.admin(AdminRole.SUPER, CITY).id)
    house.do(lambda uow: uow.session.execute(chief.values(organisation_id=root)))
    assert "停了:全部发送" in top.does("reminders/halts", scope="all", why="演练", hours="")
    assert "演练" in browser.text("reminders/halts")
    assert "恢复了" in top.does("reminders/halts/lift", scope="all")
    assert house.browser(AdminRole.OPERATOR).get("reminders/halts").status_code == 403


def test_whom_nothing_reaches_is_called(house):
    made = sent(house)
    browser, path = house.browser(), f"reminders/calls/{made['call']}"
    page = browser.text("reminders/calls")
    assert f'href="/console/{path}"' in page
    assert "199****" in page
    assert SCRIPT not in page
    number = browser.post(f"{path}/number").text
    assert "1990000" in number
    assert house.rows(select(Audit.deed).where(Audit.deed == "saw_phone"))
    assert browser.post(path).status_code == 422
    assert "没接" in browser.does(path, outcome="unreached")
    assert "说到了" in browser.does(path, outcome="told")
    assert "没有要打的电话" in browser.text("reminders/calls")
    assert house.one(select(Call.done_by)) == house.admin().id
    assert "不用再打" in browser.get(path).text
    with house.open_uow() as uow:
        elsewhere = {"organ_id": house.places[NEIGHBOUR], "done_at": None}
        uow.session.execute(update(Call).values(elsewhere))
    assert browser.get(path).status_code == 404
    assert browser.post(f"{path}/number").status_code == 404
    assert house.browser(AdminRole.AUDITOR).get("reminders/calls").status_code == 403
