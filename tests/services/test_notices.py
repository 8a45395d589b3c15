"""One set of letters whoever presses, nothing after it was taken back, everybody once."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import event, func, insert, select, update

from bot import database
from domain.budgets import Limits
from domain.delivery import Channel, Kind, Status
from domain.notices import Audience, Hat, NamedByTheFirst, NoticeStatus, NotNow
from domain.periods import HOME
from domain.permissions import AdminRole
from models.admin import Admin
from models.audit import Audit
from models.base import Base
from models.contact import Contact
from models.engine import open_engine
from models.mini import MiniUser
from models.notice import Notice, NoticePerson
from models.organisation import Below, Organisation
from models.person import Person, WechatUser
from models.post import InboxItem, Outbox
from models.sending import Budget, Subscription
from scheduler.notices import NoticeWorker
from services import (
    halts,
    inbox,
    letters,
    line,
    notices,
    notices_audience,
    notices_days,
    notices_outcomes,
    notices_writing,
    taking,
)
from services.console_sessions import Official
from services.notices import Pushed, Typed
from services.notices_audience import Way
from services.notices_outcomes import Outcome
from tests.services.county import BRANCH, COUNTY, LI, MIN, QIANG, ZHANG, County, county, opened
from tests.services.in_line import until_one_waits

CROWD = 600
"""More than one part."""
FEW = 12
FIRST = 1000
WHO = Official(MIN, "王敏", AdminRole.ORGAN, COUNTY, "县委", 1)
OTHER = Official(QIANG, "赵强", AdminRole.OPERATOR, COUNTY, "县委", 2)


def crowded(url, crowd=CROWD):
    """Leave the county with many more youths, all of them in the chat, and two admins."""
    county(url)
    engine = open_engine(url)
    with engine.begin() as c:
        since = County(url).now
        ids = range(FIRST, FIRST + crowd)
        person = {"organisation_id": BRANCH, "created_at": since, "name": "众"}
        user = {"bound_at": since, "muted": [], "unread": ""}
        c.execute(insert(Person), [{"id": i, **person} for i in ids])
        c.execute(insert(WechatUser), [{"openid": f"c{i}", "person_id": i, **user} for i in ids])
        c.execute(
            insert(Contact), [{"cadre_id": QIANG, "youth_id": i, "started_at": since} for i in ids]
        )
        for who in (WHO, OTHER):
            c.execute(
                insert(Admin).values(
                    person_id=who.id, organisation_id=COUNTY, role=who.role, created_at=since
                )
            )
        database.advance_sequences(c, Base.metadata.sorted_tables)
    engine.dispose()


@pytest.fixture
def place(database_kind, new_database):
    with opened(new_database(database_kind, crowded)) as place:
        yield place


def with_few(url):
    crowded(url, FEW)


@pytest.fixture
def town(database_kind, new_database):
    """Give the same with few of them."""
    with opened(new_database(database_kind, with_few)) as place:
        yield place


def draft(place, *hats):
    typed = Typed("团课改期", "改到周二晚上七点。", Audience((COUNTY,), hats or (Hat.YOUTH,)))
    return place.do(notices.make, WHO, COUNTY, typed)


def letters_of(place, number, *states):
    question = select(Outbox.id).where(Outbox.key.startswith(f"notice:{number}:"))
    return place.all(question.where(Outbox.status.in_(states)) if states else question)


def at_once(*acts):
    """Let several act at once; return what each got."""
    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result(30) for done in [pool.submit(act) for act in acts]]


def tried(place, verb, *args):
    try:
        return place.do(verb, *args)
    except NotNow as no:
        return no


def test_two_press_at_once_and_everybody_gets_one(place):
    number = draft(place)
    told = at_once(
        *[lambda who=who: tried(place, notices.push, who, number) for who in (WHO, OTHER)]
    )
    assert sorted(type(one).__name__ for one in told) == ["NotNow", "Pushed"]
    workers = [NoticeWorker(place.open_uow) for _ in range(3)]
    at_once(*[worker.work for worker in workers])
    workers[0].work()
    assert len(letters_of(place, number)) == CROWD
    assert len(place.all(select(Audit.id).where(Audit.deed == "notice_pushed"))) == 1
    row = place.all(select(Notice))[0]
    assert (row.status, row.chosen) == (NoticeStatus.SENDING, CROWD)
    place.do(notices_writing.part, number)
    assert len(letters_of(place, number)) == CROWD


def halfway(place, act, then):
    """Let one thread act and wait with its transaction open until another has begun ``then``."""
    acted, done = threading.Event(), threading.Event()

    def first():
        with place.open_uow() as uow:
            found = act(uow)
            acted.set()
            until_one_waits(place.engine, done.is_set)
            return found

    def second():
        acted.wait(60)
        try:
            return then()
        finally:
            done.set()

    return at_once(first, second)


@contextmanager
def unlocked(place):
    """Do as if nobody locked anything."""

    def strip(_c, _cursor, statement, parameters, _context, _many):
        return re.sub(r"\s+FOR UPDATE[^)]*$", "", statement), parameters

    event.listen(place.engine, "before_cursor_execute", strip, retval=True)
    yield
    event.remove(place.engine, "before_cursor_execute", strip)


def writing(place):
    """Return a notice of which the first part is written, and more are to come."""
    number = draft(place)
    place.do(notices.push, WHO, number)
    while not letters_of(place, number):
        place.do(notices_writing.part, number)
    assert 0 < len(letters_of(place, number)) < CROWD
    return number


def test_taken_back_while_it_is_written(place):
    number = writing(place)
    halfway(
        place,
        lambda uow: notices_writing.part(uow, number),
        lambda: place.do(notices.cancel, OTHER, number),
    )
    NoticeWorker(place.open_uow).work()
    assert letters_of(place, number, Status.PENDING) == []
    found = place.do(notices_outcomes.progress, number)
    assert found.of(*notices_outcomes.GONE) == 0


def sending(place):
    number = draft(place)
    place.do(notices.push, WHO, number)
    NoticeWorker(place.open_uow).work()
    while place.do(line.release):
        pass
    return number


def test_taken_back_while_it_is_sent(town):
    number = sending(town)
    taken, _ = halfway(
        town,
        lambda uow: taking.take(uow, "sender"),
        lambda: town.do(notices.cancel, OTHER, number),
    )
    assert taken is not None
    found = town.do(notices_outcomes.progress, number)
    assert found.of(*notices_outcomes.GONE) == 1 == found.of(Outcome.SENDING)
    assert found.of(Outcome.BACK) == FEW - 1
    assert town.do(taking.take, "sender") is None


def carelessly(place, number):
    """Take back what was pending a moment ago, whatever has become of it."""
    with place.open_uow() as uow:
        pending = letters_of(place, number, Status.PENDING)
        dropped = {"status": Status.DROPPED, "why": notices_writing.CANCELLED}
        uow.session.execute(update(Outbox).where(Outbox.id.in_(pending)).values(**dropped))


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_who_does_not_look_once_more_says_that_nothing_has_gone(town):
    """The control: the page names nobody, and a sender has a letter in hand."""
    number = sending(town)
    taken, _ = halfway(
        town,
        lambda uow: taking.take(uow, "sender"),
        lambda: carelessly(town, number),
    )
    assert taken is not None
    assert town.do(notices_outcomes.progress, number).of(*notices_outcomes.GONE) == 0


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_without_the_locks_two_press_and_both_are_told_yes(town):
    number = draft(town)
    with unlocked(town):
        told = halfway(
            town,
            lambda uow: notices.push(uow, WHO, number),
            lambda: tried(town, notices.push, OTHER, number),
        )
    assert [type(one) for one in told] == [Pushed, Pushed]


def test_by_which_way_each_is_reached(town):
    town.do(
        lambda uow: uow.session.execute(
            update(WechatUser).where(WechatUser.openid == f"c{FIRST}").values(following=False)
        )
    )
    with town.open_uow() as uow:
        uow.session.add(MiniUser(openid="m1", person_id=ZHANG, created_at=uow.now, muted=[]))
        uow.session.add(MiniUser(openid="m2", person_id=LI, created_at=uow.now, muted=["notice"]))
        uow.session.add(
            Subscription(openid="m1", template=letters.TEMPLATE, grants=1, changed_at=uow.now)
        )
    number = draft(town)
    found = town.do(lambda uow: notices.reach(uow, uow.session.get_one(Notice, number)))
    assert found.ways == {
        Way.TEMPLATE: FEW - 1,
        Way.MINI_BOX: 1,
        Way.MUTED: 1,
        Way.NO_CHAT: 1,
        Way.LEFT: 1,
    }
    assert (found.chosen, found.written) == (FEW + 3, FEW)
    assert sum(found.then.values()) == FEW - 1
    town.do(notices.push, WHO, number)
    NoticeWorker(town.open_uow).work()
    rows = town.do(notices_outcomes.progress, number)
    assert (rows.of(Outcome.LINE), rows.of(Outcome.INBOX), rows.of(Outcome.MISSED)) == (
        FEW - 1,
        1,
        3,
    )
    (one,) = town.all(select(Outbox).where(Outbox.person_id == ZHANG))
    assert (one.channel, one.status, one.kind) == (Channel.MINI, Status.WAITING, Kind.NOTICE)
    assert town.all(select(func.count()).select_from(InboxItem)) == [1]
    town.do(notices.cancel, WHO, number)
    waits = town.do(inbox.waiting, inbox.Box("", "m1"))
    assert waits == ([], 0)
    assert letters_of(town, number, Status.PENDING, Status.WAITING) == []


def with_branches(url, branches=40, each=5):
    """Leave the county with many branches and a few youths, all of them in the chat, in each."""
    crowded(url, FEW)
    engine = open_engine(url)
    with engine.begin() as c:
        since = County(url).now
        places = range(5000, 5000 + branches)
        row = {"parent_id": COUNTY, "name": "支部", "level": "base", "type": "branch"}
        row["first_day"] = since.date()
        c.execute(insert(Organisation), [{"id": i, **row} for i in places])
        below = [(i, i, 0) for i in places] + [(COUNTY, i, 1) for i in places]
        names = ("ancestor_id", "descendant_id", "depth")
        c.execute(insert(Below), [dict(zip(names, one, strict=True)) for one in below])
        people = [(10_000 + i * 10 + n, i) for i in places for n in range(each)]
        row = {"created_at": since, "name": "众"}
        c.execute(insert(Person), [{"id": i, "organisation_id": p, **row} for i, p in people])
        user = {"bound_at": since, "muted": [], "unread": ""}
        c.execute(
            insert(WechatUser), [{"openid": f"d{i}", "person_id": i, **user} for i, _ in people]
        )
        row = {"cadre_id": QIANG, "started_at": since}
        c.execute(insert(Contact), [{"youth_id": i, **row} for i, _ in people])
        database.advance_sequences(c, Base.metadata.sorted_tables)
    engine.dispose()


def test_of_very_many_some_are_counted_and_two_must_agree(database_kind, new_database, monkeypatch):
    with opened(new_database(database_kind, with_branches)) as place:
        number = draft(place)
        exact = place.do(lambda uow: notices.reach(uow, uow.session.get_one(Notice, number)))
        assert (exact.about, exact.written) == (False, 40 * 5 + FEW)
        monkeypatch.setattr(notices_audience, "EXACT", 70)
        monkeypatch.setattr(notices_audience, "_ENOUGH", 20)
        about = place.do(lambda uow: notices.reach(uow, uow.session.get_one(Notice, number)))
        assert about.about
        assert about.ways.keys() <= exact.ways.keys()
        assert about.chosen == pytest.approx(exact.chosen, rel=0.2)
        # Few are meant: they are counted, for the rest would be a guess.
        typed = Typed("在岗的", "看一下。", Audience((COUNTY,), (Hat.CADRE,)))
        few = place.do(notices.make, WHO, COUNTY, typed)
        cadres = place.do(lambda uow: notices.reach(uow, uow.session.get_one(Notice, few)))
        assert (cadres.about, cadres.chosen > 0) == (False, True)
        assert place.do(notices.push, WHO, number).waits
        puppet = update(Admin).where(Admin.person_id == OTHER.id)
        with place.open_uow() as uow:
            uow.session.execute(puppet.values(created_by=WHO.id))
        with pytest.raises(NamedByTheFirst):
            place.do(notices.agree, OTHER, number)
        with place.open_uow() as uow:
            uow.session.execute(puppet.values(created_by=None))
        assert not place.do(notices.agree, OTHER, number).waits
        assert not place.do(notices.push, WHO, few).waits


def test_a_case_load_that_has_ended_is_nobody_to_write_to(town):
    number = draft(town)
    with town.open_uow() as uow:
        uow.session.execute(
            update(Contact).where(Contact.youth_id >= FIRST + 1).values(ended_at=uow.now)
        )
    town.do(notices.push, WHO, number)
    NoticeWorker(town.open_uow).work()
    assert len(letters_of(town, number)) == 1
    assert len(town.all(select(NoticePerson.person_id))) == 4  # one, and three without a chat


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_on_which_days_it_goes_and_what_holds_it_up(town):
    number = sending(town)
    limits = Limits({Channel.TEMPLATE: 10, Channel.MINI: 10, Channel.SMS: 10})
    with town.open_uow() as uow:
        uow.means = replace(uow.means, limits=limits)
        going = notices_days.days(uow, uow.now, 20)
        assert [day.goes for day in going] == [9, 9, 9, FEW + 20 - 27]
        night = uow.now.replace(hour=22, minute=30)
        assert notices_days.goes_at(uow, COUNTY, night).astimezone(HOME).hour == 8
        held_up = partial(notices_days.held_up, uow, COUNTY, Kind.NOTICE, letters.TEMPLATE)
        assert not held_up()
        uow.session.add(Budget(api=Channel.TEMPLATE, day=uow.today, used=10, spent_at=None))
        uow.session.flush()
        assert "明天接着发" in held_up()
        halts.stop(uow, "mass", "先停一停")
        assert "发送暂停着" in held_up()
    assert town.do(taking.take, "sender") is None
    assert len(letters_of(town, number, Status.PENDING)) == FEW
