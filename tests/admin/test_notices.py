"""通知: written, counted, seen as on the phone, pushed, refused, taken back, person by person."""

import re
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update

from domain.delivery import Status
from domain.notices import Audience, Hat, NoticeStatus
from domain.periods import HOME
from domain.permissions import TWO_PERSONS, AdminRole
from models.activity import Activity
from models.audit import Audit
from models.contact import Contact
from models.notice import Notice, NoticePerson
from models.organisation import Organisation
from models.person import Person, WechatUser
from models.post import InboxItem, Outbox
from scheduler.notices import NoticeWorker
from services import notices, reasons
from services.notices import Typed
from services.notices_audience import meant
from tests.admin.console import CITY, COUNTY, NEIGHBOUR

SAID = {"title": "活动室周六开放", "text": "九点到五点,带上学生证。\n<script>alert(1)</script>"}


def newest(house):
    return house.one(select(func.max(Notice.id)))


def status(house, number):
    return house.one(select(Notice.status).where(Notice.id == number))


def letters(house, number):
    """Return how many letters of a notice are in which state."""
    mine = select(NoticePerson.outbox_id).where(NoticePerson.notice_id == number)
    question = select(Outbox.status, func.count()).where(Outbox.id.in_(mine))
    return {row[0]: row[1] for row in house.rows(question.group_by(Outbox.status))}


def written(house, browser, **more):
    """Write and push a notice, and let its letters be written; return its number."""
    browser.does("notices/new", **SAID, hats=["youth"], **more)
    browser.does(f"notices/{newest(house)}/push", when="now")
    NoticeWorker(house.open_uow).work()
    return newest(house)


def test_from_the_first_word_to_the_end(house):
    browser = house.browser()
    assert "还没有发过通知" in house.browser(place=NEIGHBOUR).text("notices")
    assert "人能收到" in browser.text("notices/count", hats="youth")
    assert "一个能收到" not in browser.text("notices/new")
    page = browser.does("notices/new", **SAID, hats=["youth", "cadre"])
    number = newest(house)
    assert "模板消息" in page
    assert "＜script&gt;" in page
    assert "<script>alert" not in page
    assert "九点到五点,带上学生证。" in page
    assert "能收到 / 选中的" in page
    too_long = browser.post(f"notices/{number}/edit", title="一" * 21, text="二", hats=["youth"])
    assert too_long.status_code == 422
    assert "一" * 21 in too_long.text
    browser.does(f"notices/{number}/edit", title="改了的", text="内容", hats=["youth"])

    page = browser.does(f"notices/{number}/push", when="now")
    assert "开始发了" in page
    assert status(house, number) == NoticeStatus.PLANNED
    assert browser.post(f"notices/{number}/push", when="now").status_code == 422
    NoticeWorker(house.open_uow).work()
    assert status(house, number) == NoticeStatus.SENDING
    pending = letters(house, number)[Status.PENDING]
    assert "排着队" in browser.text(f"notices/{number}/progress")
    NoticeWorker(house.open_uow).work()
    assert letters(house, number) == {Status.PENDING: pending}

    with house.open_uow() as uow:
        uow.session.execute(
            update(Outbox).where(Outbox.key.startswith("notice:")).values(status=Status.DELIVERED)
        )
    NoticeWorker(house.open_uow).work()
    assert status(house, number) == NoticeStatus.DONE
    over = browser.get(f"notices/{number}/progress")
    assert (over.status_code, over.headers["HX-Redirect"]) == (204, f"/console/notices/{number}")
    assert "发完了" in browser.text(f"notices/{number}")
    people = browser.text(f"notices/{number}/people", outcome="delivered")
    assert "送到了" in people
    assert "还没在微信里登录" not in people
    assert "还没在微信里登录" in browser.text(f"notices/{number}/people", outcome="missed")
    first = browser.text(f"notices/{number}/people")
    assert "下一页" in first
    assert browser.post(f"notices/{number}/cancel").status_code == 422
    assert "照样写了一份" in browser.does(f"notices/{number}/copy")
    assert "改了的" in browser.text("notices", q="改了", status="done")
    assert "没有这样的通知" in browser.text("notices", q="没有的")
    deeds = set(house.rows(select(Audit.deed).where(Audit.object == "notice")))
    assert {"notice_made", "notice_edited", "notice_pushed", "notice_done"} <= {d for (d,) in deeds}


def test_who_may_and_where(house):
    number = written(house, house.browser())
    for path in (f"notices/{number}", f"notices/{number}/people", f"notices/{number}/edit"):
        assert house.browser(place=NEIGHBOUR).get(path).status_code == 404
        assert house.browser(AdminRole.DOOR).get(path).status_code == 403
    assert house.browser(place=NEIGHBOUR).post(f"notices/{number}/cancel").status_code == 404
    auditor = house.browser(AdminRole.AUDITOR)
    assert "撤回没发的" not in auditor.text(f"notices/{number}")
    assert auditor.post(f"notices/{number}/cancel").status_code == 403
    assert auditor.get("notices/new").status_code == 403
    assert house.browser(place=CITY).get(f"notices/{number}").status_code == 200
    other = house.places[NEIGHBOUR]
    stolen = house.browser().post("notices/new", **SAID, hats=["youth"], places=[other])
    assert stolen.status_code == 422
    assert "不在你管的范围里" in stolen.text
    assert house.browser().get("notices/new", **{"in": other}).status_code == 404


def test_a_choice_that_the_page_does_not_list_is_kept(house):
    browser, county = house.browser(), house.places[COUNTY]
    child = house.one(select(Organisation.id).where(Organisation.parent_id == county))
    deep = house.one(select(Organisation.id).where(Organisation.parent_id == child))
    browser.does("notices/new", **SAID, hats=["youth"], places=[deep])
    page = browser.text(f"notices/{newest(house)}/edit")
    assert re.search(rf'name="places" value="{deep}" checked', page)
    assert not re.search(rf'name="places" value="{child}" checked', page)


def test_at_night_it_waits_for_the_morning_and_can_be_taken_back(house):
    browser = house.browser()
    browser.does("notices/new", **SAID, hats=["youth"])
    number = newest(house)
    past = browser.post(f"notices/{number}/push", when="later", day="2026-11-22", clock="09:00")
    assert "已经过了" in past.text
    assert 'value="2026-11-22"' in past.text
    assert "没有填全" in browser.post(f"notices/{number}/push", when="later").text
    page = browser.does(f"notices/{number}/push", when="later", day="2026-11-24", clock="22:30")
    assert "2026-11-25 08:00 开始发" in page
    NoticeWorker(house.open_uow).work()
    assert letters(house, number) == {}
    assert "没有人收到" in browser.does(f"notices/{number}/cancel")
    house.now = datetime(2026, 11, 25, 8, 1, tzinfo=HOME)
    NoticeWorker(house.open_uow).work()
    assert letters(house, number) == {}


def test_never_to_those_who_do_not_want_it(house):
    people = house.rows(
        select(Person.id, WechatUser.openid)
        .join(WechatUser, WechatUser.person_id == Person.id)
        .where(WechatUser.following, Person.left_at.is_(None))
        .order_by(Person.id)
    )
    browser = house.browser()
    browser.does("notices/new", **SAID, hats=["youth"])
    chosen = {one.id for one in people} & set(_meant(house))
    (left, muted, later, *_), opens = sorted(chosen), {one.id: one.openid for one in people}
    with house.open_uow() as uow:
        uow.session.get_one(Person, left).left_at = house.now
        uow.session.get_one(WechatUser, opens[muted]).muted = ["notice"]
    page = browser.text(f"notices/{newest(house)}")
    assert "关掉了这类消息,不发" in page
    assert "说过不想被联系,不发" in page
    browser.does(f"notices/{newest(house)}/push", when="now")
    NoticeWorker(house.open_uow).work()
    question = select(NoticePerson.person_id, NoticePerson.why, NoticePerson.outbox_id).where(
        NoticePerson.person_id.in_([left, muted, later])
    )
    rows = {row[0]: (row[1], row[2] is not None) for row in house.rows(question)}
    assert rows == {left: ("left", False), muted: ("muted", False), later: ("", True)}


def _meant(house):
    audience = Audience((house.places[COUNTY],), (Hat.YOUTH,))
    return [row[0] for row in house.rows(meant(audience, None, house.now.date()))]


def test_more_than_ten_thousand_take_two(house):
    mine, other = house.browser(), house.browser(AdminRole.OPERATOR)
    mine.does("notices/new", **SAID, hats=["youth"])
    number = newest(house)
    mine.does(f"notices/{number}/push", when="now")
    crowd(house, TWO_PERSONS + 1)
    NoticeWorker(house.open_uow).work()  # more by now than one may decide about
    assert status(house, number) == NoticeStatus.WAITING
    assert house.one(select(func.count()).select_from(NoticePerson)) == 0
    page = mine.text(f"notices/{number}")
    assert "等另一位管理员" in page
    assert "同意,发出" not in page
    assert "写的人自己不能点" in mine.post(f"notices/{number}/agree").text
    assert "等你确认" in other.text("notices")
    assert "等你确认" not in mine.text("notices")
    assert "写一句为什么不发" in other.post(f"notices/{number}/refuse", why=" ").text
    other.does(f"notices/{number}/refuse", why="时间写错了")
    assert "时间写错了" in mine.text(f"notices/{number}")
    assert "等另一位管理员确认" in mine.does(f"notices/{number}/push", when="now")
    assert house.browser(place=NEIGHBOUR).post(f"notices/{number}/agree").status_code == 404
    assert "开始发了" in other.does(f"notices/{number}/agree")


def crowd(house, people):
    """Add so many youths to the county who all follow the account."""
    county = house.places[COUNTY]
    with house.engine.begin() as c:
        first, cadre = c.execute(
            select(select(func.max(Person.id) + 1).scalar_subquery(), func.min(Contact.cadre_id))
        ).one()
        ids = range(first, first + people)
        person = {"name": "众", "organisation_id": county, "created_at": house.now}
        user = {"proof": "sms", "muted": [], "unread": ""}
        contact = {"cadre_id": cadre, "started_at": house.now}
        c.execute(insert(Person), [{"id": i, **person} for i in ids])
        c.execute(insert(WechatUser), [{"openid": f"o-{i}", "person_id": i, **user} for i in ids])
        c.execute(insert(Contact), [{"youth_id": i, **contact} for i in ids])


def test_about_an_activity(house):
    browser, county = house.browser(), house.places[COUNTY]
    with house.open_uow() as uow:
        there = {
            "organisation_id": county,
            "kind": "volunteer",
            "seats": 10,
            "taken": 0,
            "waiting": 0,
        }
        when = {
            "starts_at": house.now + timedelta(days=3),
            "ends_at": house.now + timedelta(days=3, hours=2),
            "deadline": house.now + timedelta(days=2),
        }
        activity = uow.session.execute(
            insert(Activity)
            .values(
                title="河道清洁", place="北桥", status="open", created_at=house.now, **there, **when
            )
            .returning(Activity.id)
        ).scalar_one()
    assert "河道清洁" in browser.text("notices/new", activity=activity)
    page = browser.does("notices/new", **SAID, hats=["youth"], activity=activity, took="out")
    number = newest(house)
    assert f"报名活动{activity}" in page
    assert "北桥" in page
    browser.does(f"notices/{number}/push", when="now")
    NoticeWorker(house.open_uow).work()
    row = house.rows(
        select(Outbox.because, Outbox.template, Outbox.kind, Outbox.openid).where(
            Outbox.key.startswith("notice:")
        )
    )[0]
    assert (row.template, row.kind) == ("SEAT", "activity")
    because = reasons.to(row.because, row.openid)
    fresh = lambda: house.do(reasons.fresh, because, "说", {}) is not None  # noqa: E731 - asked four times
    assert fresh()
    house.now += timedelta(days=2, minutes=1)
    assert not fresh()
    house.now -= timedelta(days=2)
    with house.open_uow() as uow:
        uow.session.get_one(Activity, activity).status = "cancelled"
    assert not fresh()
    closed = browser.post("notices/new", **SAID, hats=["youth"], activity=activity)
    assert "已经不能报名了" in closed.text
    with house.open_uow() as uow:
        uow.session.get_one(Activity, activity).organisation_id = house.places[NEIGHBOUR]
    theirs = browser.post("notices/new", **SAID, hats=["youth"], activity=activity)
    assert theirs.status_code == 404
    assert browser.get("notices/new", activity=activity).status_code == 404
    base = house.one(select(Organisation.id).where(Organisation.parent_id == county))
    with house.open_uow() as uow:
        row = uow.session.get_one(Activity, activity)
        row.status, row.organisation_id = "open", base
    above = browser.post("notices/new", **SAID, hats=["youth"], activity=activity)
    assert "只有那里和下面的人能报名" in above.text


def test_taking_back_what_nobody_has_read(house):
    number = written(house, house.browser())
    mine = house.rows(
        select(Outbox.id, Outbox.key, Outbox.openid)
        .join(NoticePerson, NoticePerson.outbox_id == Outbox.id)
        .where(NoticePerson.notice_id == number)
        .order_by(Outbox.id)
    )
    gone, read, unread, doubtful, *_ = mine
    with house.open_uow() as uow:
        for one, state in ((gone, "sent"), (read, "waiting"), (unread, "waiting")):
            uow.session.get_one(Outbox, one.id).status = state
        uow.session.get_one(Outbox, doubtful.id).first_try_at = house.now
        for one in (read, unread):
            seen = house.now if one is read else None
            uow.session.add(
                InboxItem(key=one.key, openid=one.openid, text="-", at=house.now, read_at=seen)
            )
    page = house.browser().does(f"notices/{number}/cancel")
    assert f"{len(mine) - 3:,} 人不会再收到" in page
    assert "已经发出 3 条" in page
    states = {one.id: s for one, s in ((gone, "sent"), (read, "waiting"), (unread, "dropped"))}
    found = dict(tuple(r) for r in house.rows(select(Outbox.id, Outbox.status)))
    assert {n: found[n] for n in states} == states
    assert found[doubtful.id] == Status.UNCERTAIN
    because = {"kind": "notice", "id": number}
    assert house.do(reasons.fresh, because, "说", {}) is None


def test_admins_are_written_to_as_such(house):
    typed = Typed("标题", "内容", Audience((house.places[COUNTY],), (Hat.ADMIN,)))
    assert house.do(notices.counted, house.admin(), typed).chosen >= 5


def test_what_is_refused(house):
    browser = house.browser()
    for change, says in (
        ({"title": ""}, "写一个标题"),
        ({"hats": []}, "选一下发给谁"),
        ({"hats": ["cadre"], "tags": "篮球"}, "标签和行业是小伙伴的"),
        ({"took": "in"}, "先选是哪个活动"),
    ):
        assert says in browser.post("notices/new", **{**SAID, "hats": ["youth"], **change}).text
