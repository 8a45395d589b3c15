"""What somebody inside would try: more rights than given, others' people, names out of figures."""

from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from domain.caseload import Newcomer
from domain.delivery import Kind
from domain.notices import NoticeStatus
from domain.permissions import AdminRole
from domain.proofs import Proof
from domain.tickets import Sort, TicketStatus
from models.admin import Admin, AdminLogin, ConsoleSession
from models.cadre import Appointment, Cadre
from models.change import Change
from models.contact import Contact
from models.notice import Notice
from models.organisation import Organisation
from models.person import Person, WechatUser
from models.post import Outbox
from models.sending import Halt
from models.sheet import Sheet
from models.ticket import Ticket
from services import (
    admins,
    audit,
    cadre_login,
    caseload_notes,
    console_confirm,
    console_figures,
    console_login,
    console_numbers,
    console_roster,
    console_scope,
    console_today,
    console_youth,
    links,
    merging,
    own_data_chapters,
    phones,
    roster_logins,
)
from services.admin_refusals import NoSuchAdmin
from services.console_sessions import MayNot
from services.links import LinkStale, Purpose
from tests.admin.console import CITY, COUNTY, NEIGHBOUR
from tests.admin.sent import letter, people
from tests.admin.shared import put

ORGAN, SUPER, OPERATOR = AdminRole.ORGAN, AdminRole.SUPER, AdminRole.OPERATOR
AUDITOR = AdminRole.AUDITOR
KEEPER = 2
"""赵强, a cadre of the county."""
NEXT_DOOR = 6
"""赵明刚, a cadre of the neighbour's."""
SAID = {"title": "活动室周六开放", "text": "九点到五点。"}


def test_nobody_gets_a_password_for_an_admin_who_is_above_them(house):
    """Who enters an admin as a cadre would hold a one-time password of theirs, and their rights."""
    above, organ = house.browser(SUPER, CITY), house.browser(ORGAN, CITY)
    ding = {"name": "丁宁", "phone": "13900001111"}
    city = house.places[CITY]
    above.post("settings/admins/new", **ding, username="dingning", role="super", place=city)
    person = house.one(select(AdminLogin.id).where(AdminLogin.username == "dingning"))
    form = {**ding, "type": "parttime", "place": house.places[COUNTY], "post": "干事"}
    refused = organ.post("cadres/new", **form)
    made = house.one(select(Cadre.id).where(Cadre.id == person))
    assert (refused.status_code, made) == (422, None)
    assert "网页后台的管理员" in refused.text
    # Once they are none any more it is done, and the password of the console is theirs no longer.
    assert house.do(console_login.knock, "dingning").person_id == person
    above.does(f"settings/admins/{person}/dismiss")
    assert "一次性密码" in organ.post("cadres/new", **form).text
    assert house.do(console_login.knock, "dingning").person_id is None
    assert house.do(console_login.knock, f"tuan{person}").person_id == person


def test_nobody_takes_an_admin_over_by_way_of_a_case_load(house):
    """Whose WeChat or number a youth has is no cadre's to change once they are an admin."""
    row = {"name": "林夏", "organisation_id": house.places[COUNTY], "created_at": house.now}
    stay, gone = (put(house, Person, **row) for _ in range(2))
    for youth in (stay, gone):
        put(house, Contact, cadre_id=KEEPER, youth_id=youth, started_at=house.now)
    place = house.places[COUNTY]
    put(house, Admin, person_id=gone, organisation_id=place, role=ORGAN, created_at=house.now)
    with pytest.raises(merging.NotMergeable, match="网页后台"):
        house.do(merging.merge, KEEPER, stay, gone)
    with pytest.raises(caseload_notes.NameIsTheirs):
        house.do(caseload_notes.note, KEEPER, gone, Newcomer("某某", "13900009999"))


def test_two_screens_with_the_same_digits_are_both_turned_away(house):
    """The newer one may be that of whoever has stolen the password."""
    known = WechatUser.person_id.in_(select(Cadre.id)), WechatUser.proof == Proof.PASSWORD
    person, openid = house.rows(select(WechatUser.person_id, WechatUser.openid).where(*known))[0]
    waits = [
        put(
            house,
            ConsoleSession,
            key_hash=bytes([n]) * 32,
            person_id=person,
            code="4711",
            agent="Chrome",
            flash={},
            created_at=house.now,
            used_at=house.now,
            expires_at=house.now + console_login.WAITS,
        )
        for n in (1, 2)
    ]
    assert house.do(console_confirm.confirm, openid, person, "4711") == ""
    row = ConsoleSession
    ends = house.rows(select(row.ended_at, row.confirmed_at).where(row.id.in_(waits)))
    assert [(ended is not None, entered) for ended, entered in ends] == [(True, None)] * 2


def newest(house):
    return house.one(select(func.max(Notice.id)))


def test_a_notice_needs_two_and_stays_below_its_organisation(house):
    mine, other = house.browser(), house.browser(OPERATOR)
    mine.does("notices/new", **SAID, hats=["youth"])
    number = newest(house)
    other.does(f"notices/{number}/push", when="now")
    many = update(Notice).where(Notice.id == number).values(status=NoticeStatus.WAITING)
    with house.open_uow() as uow:
        uow.session.execute(many)
    # Whoever sent somebody else's draft off is not the second person as well.
    alone = other.post(f"notices/{number}/agree")
    assert (alone.status_code, "自己不能点" in alone.text) == (422, True)
    mine.does(f"notices/{number}/agree")
    # Whoever sees a notice sees who got it: none of these is out of their reach.
    city, place = house.browser(ORGAN, CITY), house.places[COUNTY]
    away = {**SAID, "hats": ["youth"], "places": [house.places[NEIGHBOUR]]}
    assert city.post(f"notices/new?in={place}", **away).status_code == 422
    assert newest(house) == number
    city.does(f"notices/new?in={house.places[CITY]}", **away)


def test_steps_of_another_post_are_not_taken_further(house):
    """An admin who was given another post leaves the one before behind."""
    organ, county = house.browser(), house.places[COUNTY]
    new = {"name": "共青团新设支部", "level": "base", "type": "branch", "first_day": "2026-01-01"}
    organ.does(f"organisations/{county}/new", **new)
    change = house.one(select(func.max(Change.id)).where(Change.kind == "org_new"))
    assert organ.post(f"youths/changes/{change}/undo").status_code == 404
    assert house.one(select(Organisation.id).where(Organisation.name == new["name"]))
    sheet = put(
        house,
        Sheet,
        person_id=house.admin().id,
        organisation_id=house.places[NEIGHBOUR],
        kind="roster",
        name="表.xlsx",
        options={},
        status="fine",
        result={"counts": {"new": 0}},
        created_at=house.now,
        changed_at=house.now,
    )
    for path in ("write", "logins", "cancel"):
        assert organ.post(f"cadres/sheets/{sheet}/{path}").status_code == 404, path
    assert organ.get(f"cadres/sheets/{sheet}").status_code == 404
    # What somebody above has stopped goes on when they say so.
    above, scope = house.browser(ORGAN, CITY), f"organ:{county}"
    above.does("reminders/halts", scope=scope, why="先核对名单", hours="")
    assert organ.post("reminders/halts/lift", scope=scope).status_code == 422
    again = organ.post("reminders/halts", scope=scope, why="马上好", hours="2")
    assert again.status_code == 422
    assert house.one(select(Halt.until).where(Halt.scope == scope)) is None
    above.does("reminders/halts/lift", scope=scope)
    organ.does("reminders/halts", scope=scope, why="先核对名单", hours="2")
    organ.does("reminders/halts/lift", scope=scope)


def number_of(uow, person):
    return phones.national(phones.opened(uow.means.vault, uow.session.get_one(Person, person)))


def test_names_are_not_found_out_beyond_the_own_subtree(house):
    organ, county = house.browser(), house.places[COUNTY]
    username = house.one(select(Cadre.username).where(Cadre.id == NEXT_DOOR))
    said = organ.post("settings/admins/cadre", username=username, role="door", place=county)
    assert (said.status_code, "赵明刚" in said.text) == (422, False)
    form = {"name": "某人", "phone": house.do(number_of, NEXT_DOOR), "username": "mouren"}
    said = organ.post("settings/admins/new", **form, role="door", place=county)
    assert (said.status_code, "赵明刚" in said.text) == (422, False)
    assert house.one(select(Admin.id).where(Admin.person_id == NEXT_DOOR)) is None


def overdue(house, who):
    """Return what is overdue by the figures of a place, and what waits by what it is called."""
    place = house.do(console_scope.place, who, who.organisation_id)
    window = console_figures.period(house.now.date(), "")
    figures = house.do(console_figures.of, place, window, viewer=who)
    waits = house.do(console_today.waits, who, who.organisation_id)
    return figures.whole.overdue, {one.what: one.count for one in waits}


def test_figures_and_letters_do_not_tell_who_complains_or_wishes(house):
    youth = people(house, cadres=False)[0]
    before = house.do(console_youth.seen, house.admin(OPERATOR), youth).tickets
    complaint = {
        "sort": Sort.COMPLAINT,
        "kind": "other",
        "asker_id": youth,
        "organisation_id": house.places[COUNTY],
        "organ_id": house.places[COUNTY],
        "text": "约好的没来。",
        "status": TicketStatus.WAITING,
        "created_at": house.now,
        "due_at": house.now + timedelta(days=3),
    }
    put(house, Ticket, **complaint)
    assert house.do(console_youth.seen, house.admin(OPERATOR), youth).tickets == before
    # Nobody counts a complaint about themselves: what the list leaves out, the figures do.
    counted = [overdue(house, who) for who in (house.admin(AUDITOR), house.admin())]
    accuser = {"text": f"{house.admin().name}说话难听。", "urgent": True}
    put(house, Ticket, **complaint | accuser | {"due_at": house.now - timedelta(days=9)})
    after = [overdue(house, who) for who in (house.admin(AUDITOR), house.admin())]
    assert [after[0][0] - counted[0][0], after[1][0] - counted[1][0]] == [1, 0]
    assert after[1][1] == counted[1][1]
    name = house.one(select(Person.name).where(Person.id == youth))
    letter(house, youth, kind=Kind.WISH, fields={"title": "你的心愿有人认领了"})
    page = house.browser(OPERATOR).text("reminders/letters", kind="wish")
    assert ("有人认领了" in page, name in page) == (True, False)


def test_the_trail_of_an_admin_from_elsewhere_is_read_where_they_act(house):
    """Somebody whose home is next door would act unseen, and be read by the neighbour."""
    operator = house.admin(OPERATOR).id
    with house.engine.begin() as c:
        moved = update(Person).where(Person.id == operator)
        c.execute(moved.values(organisation_id=house.places[NEIGHBOUR]))
        # What they did before they came is not this county's to read.
        line = {"actor_id": operator, "object": "activity", "data": {}, "deed": "changed"}
        since = update(Admin).where(Admin.person_id == operator)
        c.execute(since.values(created_at=house.now - timedelta(days=1)))
        rows = [(771, house.now), (772, house.now - timedelta(days=3))]
        c.execute(insert(audit.Audit), [line | {"object_id": str(n), "at": at} for n, at in rows])
    page = house.browser(AUDITOR).text("audit", thing="activity")
    assert ("活动 771" in page, "活动 772" in page) == (True, False)
    assert "活动 771" not in house.browser(ORGAN, NEIGHBOUR).text("audit", thing="activity")


def test_a_complaint_is_nowhere_for_an_operator(house):
    """Not in a list, a count, a chart, a filter, a search or a letter's title: as if there were none."""
    operator, auditor = house.browser(OPERATOR), house.browser(AUDITOR)
    youth, place = people(house, cadres=False)[0], house.places[COUNTY]
    counted = [overdue(house, house.admin(role)) for role in (OPERATOR, AUDITOR)]
    complaint = {
        "sort": Sort.COMPLAINT,
        "kind": "other",
        "asker_id": youth,
        "organisation_id": place,
        "organ_id": place,
        "text": "约好的没来。",
        "urgent": True,
        "status": TicketStatus.WAITING,
        "created_at": house.now - timedelta(days=20),
        "due_at": house.now - timedelta(days=9),
    }
    number = put(house, Ticket, **complaint)
    leader = house.one(select(Cadre.id).where(Cadre.username == "zhaoqiang"))
    letter(house, leader, kind=Kind.TICKET, fields={"title": f"投诉建议 T-{number}"})
    for tab in ("", "urgent", "overdue", "escalated", "unassigned", "done"):
        page = operator.text("tickets", tab=tab)
        assert ("投诉" in page, f"T-{number}" in page) == (False, False), tab
    found = operator.text("tickets", number=f"T-{number}")
    assert (f"tickets/{number}" in found, "约好的没来" in found) == (False, False)
    assert operator.get(f"tickets/{number}").status_code == 404
    assert "没来" not in operator.text("tickets", sort="complaint")
    after = [overdue(house, house.admin(role)) for role in (OPERATOR, AUDITOR)]
    assert (after[0], after[1][0]) == (counted[0], counted[1][0] + 1)
    assert "投诉" not in operator.text("reminders/letters", kind=Kind.TICKET)
    assert f"T-{number}" in auditor.text("tickets", tab="overdue")
    # Nor among what several youths raised, of which a line of problems is made.
    for asker in people(house, cadres=False)[1:4]:
        calm = {"asker_id": asker, "urgent": False, "created_at": house.now, "text": "食堂太吵了。"}
        put(house, Ticket, **complaint | calm)
    assert "食堂太吵" in house.browser().text("problems/group")
    assert "食堂太吵" not in operator.text("problems/group")


def test_nobody_exempts_moves_or_hands_over_themselves(house):
    """李向阳 answers for the county, is its admin, and a cadre whom the rules bind."""
    whose = select(Admin.person_id).join(Cadre, Cadre.id == Admin.person_id)
    me = house.one(whose.where(Admin.ended_at.is_(None)))
    with house.engine.begin() as c:  # the county's browser is his
        mine = select(ConsoleSession.id).where(ConsoleSession.person_id == house.admin().id)
        session = c.execute(mine).scalar_one()
        c.execute(update(ConsoleSession).where(ConsoleSession.id == session).values(person_id=me))
    organ, day = house.browser(), house.now.date().isoformat()
    post = house.one(select(Appointment.id).where(Appointment.cadre_id == me))
    forms = {
        "leave": {"first_day": day, "why": "忙"},
        "target": {"rule": "contacts", "target": "1", "why": "忙"},
        "handover": {"to": str(KEEPER)},
        "posts/new": {"place": house.places[COUNTY], "type": "parttime", "on": day},
        f"posts/{post}/end": {"last_day": day},
        "login": {},
        "unbind": {},
    }
    for path, form in forms.items():
        said = organ.post(f"cadres/{me}/{path}", **form)
        assert (said.status_code, "上级" in said.text) == (422, True), path


def test_files_with_numbers_are_few_have_a_reason_and_are_told(house):
    organ = house.browser()
    none = organ.post("cadres/export", words="  ")
    assert (none.status_code, "选一个原因" in none.text) == (422, True)
    for _ in range(console_roster.FILES):
        assert organ.post("cadres/export", words="打 13800001234 核对").status_code == 200
    more = organ.post("cadres/export", reason="上报上级")
    assert (more.status_code, "明天再来" in more.text) == (422, True)
    assert "明天再来" in organ.text("cadres/numbers")
    data = house.rows(select(audit.Audit.data).where(audit.Audit.deed == "roster_exported"))[0][0]
    assert (data["reason"], data["count"] > 1) == ("打 138****1234 核对", True)
    told = str(house.do(own_data_chapters.part_of, KEEPER, "", "used"))
    assert "导出了一览表,里面可能有你的手机号(原因:打 138****1234 核对)" in told
    with pytest.raises(MayNot):
        house.do(console_roster.take_out, house.admin(OPERATOR), house.places[COUNTY], "上报")
    # One number at a time is kept in the same way.
    youth = people(house, cadres=False)[0]
    house.do(console_numbers.unmask, house.admin(), youth, "回电 138 0000 1234")
    data = house.rows(select(audit.Audit.data).where(audit.Audit.deed == "unmasked"))[0][0]
    assert data == {"reason": "回电 138****1234"}


def test_equals_do_not_hold_each_other_s_login(house):
    """Two of one organisation are two people: the yes of both is asked for."""
    organ, county = house.browser(), house.places[COUNTY]
    city = house.browser(ORGAN, CITY)
    ding = {"name": "丁宁", "phone": "13900001111", "username": "dingning"}
    city.post("settings/admins/new", **ding, role="organ", place=county)
    person = house.one(select(AdminLogin.id).where(AdminLogin.username == "dingning"))
    assert f"admins/{person}/login" not in organ.text("settings")
    before = house.one(select(AdminLogin.password).where(AdminLogin.id == person))
    said = organ.post(f"settings/admins/{person}/login")
    assert (said.status_code, "同级" in said.text) == (422, True)
    assert house.one(select(AdminLogin.password).where(AdminLogin.id == person)) == before
    with house.open_uow() as uow:
        ding = {"openid": "ding", "person_id": person, "following": True}
        uow.session.add(WechatUser(**ding, muted=[], unread=""))
    assert city.post(f"settings/admins/{person}/login").status_code == 200
    told = house.one(select(Outbox.text).where(Outbox.person_id == person))
    assert "给你发了一次性密码" in told
    # Over the top stands nobody: there it is done on the server, for who is an admin.
    for username in ("dingning", "lixiangyang"):
        made = house.do(admins.renew_on_the_server, username)
        found = house.do(console_login.knock, username)
        assert house.do(
            lambda uow, f=found, m=made: uow.means.passwords.check(f.stored, m.password)
        )
    with pytest.raises(NoSuchAdmin):
        house.do(admins.renew_on_the_server, "zhaoqiang")


def test_a_password_that_somebody_lower_saw_opens_nothing_higher(house):
    above, county = house.browser(ORGAN, CITY), house.places[COUNTY]
    cadre = house.one(select(Cadre).where(Cadre.id == KEEPER))
    openid = f"of-{KEEPER}"
    with house.open_uow() as uow:
        gone = WechatUser.person_id == KEEPER
        uow.session.execute(update(WechatUser).where(gone).values(person_id=None))
        row = uow.session.get_one(Cadre, KEEPER)
        row.must_change = True
        uow.session.add(WechatUser(openid=openid, following=True, muted=[], unread=""))
        link = links.issue(uow, openid, Purpose.NEW_PASSWORD, str(KEEPER))
    session = put(
        house,
        ConsoleSession,
        key_hash=bytes(32),
        person_id=KEEPER,
        agent="Chrome",
        flash={},
        created_at=house.now,
        confirmed_at=house.now,
        used_at=house.now,
        expires_at=house.now + console_login.WAITS,
    )
    form = {"username": cadre.username, "role": "organ", "place": county}
    assert "一次性密码" in above.post("settings/admins/cadre", **form).text
    assert house.one(select(Cadre.password).where(Cadre.id == KEEPER)) != cadre.password
    assert house.one(select(ConsoleSession.ended_at).where(ConsoleSession.id == session))
    # Nor the page that the old one has opened, nor the leader's list on the phone.
    with pytest.raises(LinkStale):
        house.do(cadre_login.change, link, "x")
    with pytest.raises(roster_logins.NotWaiting):
        house.do(roster_logins.renew, county, KEEPER)
    # Whoever is to lead a higher organ than theirs needs a new one as well.
    low, district = 10, 5  # a branch's cadre, and who leads the district over it
    place = house.one(select(Appointment.organisation_id).where(Appointment.cadre_id == district))
    with house.engine.begin() as c:
        c.execute(update(Cadre).where(Cadre.id == low).values(must_change=True))
    old = house.one(select(Cadre.password).where(Cadre.id == low))
    wish = {"place": place, "type": "parttime", "leads": "yes", "on": house.now.date().isoformat()}
    said = above.does(f"cadres/{low}/posts/new", **wish)
    assert "一次性密码作废了" in said
    assert house.one(select(Cadre.password).where(Cadre.id == low)) != old
