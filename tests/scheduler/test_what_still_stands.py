"""A reminder says what is true when it goes; none is lost on the way, and none said twice."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import select, update

from domain.delivery import Kind, Status
from domain.periods import HOME, midnight
from domain.reminders import QuietHours
from domain.wishes import WishStatus
from models.activity import Activity
from models.engine import open_engine
from models.organisation import Organisation
from models.person import Person
from models.post import InboxItem, Outbox
from models.wish import Wish
from services import identity, inbox, reminders, taking
from services.reminders import Fate
from services.reminders_fresh import items_of
from services.uow import units
from tests.scheduler.town import CADRES, COUNTY, fill, openid, place_of, youths
from tests.services.rush import means

pytestmark = pytest.mark.above

LEADER = next(cadre for cadre in CADRES if place_of(cadre) == COUNTY)


def december(town, *days, deliver=True):
    for day in days:
        town.go(date(2026, 12, day))
        town.tick()
        if deliver:
            town.deliver()


def hold_back(town):
    """Let the platform's day be spent: what waits goes much later."""
    with town.app.open_uow() as uow:
        pending = update(Outbox).where(Outbox.status == Status.PENDING)
        uow.session.execute(pending.values(due_at=town.at + timedelta(days=9)))


def of_leader(town):
    return [row for row in town.letters().values() if row.person_id == LEADER]


def planned(town):
    with town.app.open_uow(read_only=True) as uow:
        return next((one for one in reminders.plan(uow) if one.person_id == LEADER), None)


def test_who_left_and_what_was_taken_meanwhile_is_not_named_on_the_same_day_either(town):
    december(town, 10, deliver=False)
    written = "\n".join(row.text for row in town.letters().values())
    assert min(written.count(what) for what in ("青年", "许愿", "报名活动")) > 0
    with town.app.open_uow() as uow:
        everybody = [youth for cadre in CADRES for youth in youths(cadre)]
        gone = update(Person).where(Person.id.in_(everybody))
        uow.session.execute(gone.values(left_at=uow.now))
        uow.session.execute(update(Wish).values(status=WishStatus.CLAIMED))
        uow.session.execute(update(Activity).values(taken=Activity.seats))
    town.go(date(2026, 12, 10), "09:30")
    assert town.deliver() > 0
    said = "\n".join(f"{letter.text}{letter.fields}" for _, _, letter in town.sent)
    assert "还差" in said
    assert not any(what in said for what in ("青年", "许愿", "报名"))


def test_a_digest_that_is_held_goes_on_the_day_the_preview_promised(town):
    december(town, 1, 7, 10)
    town.go(date(2026, 12, 14))
    held = planned(town)
    assert (held.fate, held.at) == (Fate.HELD, midnight(date(2026, 12, 17)))
    december(town, 14, 15, 16)
    before = len(of_leader(town))
    december(town, 17, 18)
    week = [item.window for row in of_leader(town) for item in items_of(row.because)]
    assert of_leader(town)[before].because["reports"]
    assert of_leader(town)[before].written_at == datetime(2026, 12, 17, 9, tzinfo=HOME)
    assert week.count("2026-W51") == 1


def test_a_letter_that_replaces_one_with_a_digest_brings_the_digest_along(town):
    december(town, 1, 7)
    december(town, 14, deliver=False)
    hold_back(town)
    said = of_leader(town)[-1].because["reports"]
    assert said
    december(town, 15, 18, deliver=False)
    *_, old, new = of_leader(town)
    assert (old.status, old.why) == (Status.DROPPED, "replaced")
    assert new.because["reports"] == said
    assert said[0][1][0] in new.text
    town.deliver()
    assert said[0][1][0] in town.letters()[new.key].text


def test_a_digest_beside_a_letter_that_waits_is_written(town):
    december(town, 24, deliver=False)
    hold_back(town)
    (waits,) = of_leader(town)
    town.go(date(2026, 12, 28))
    one = planned(town)
    assert one.fate is Fate.GOES
    assert one.key.startswith("digest:2026-W53:")
    december(town, 28, deliver=False)
    assert [row.status for row in of_leader(town)] == [Status.DROPPED, Status.PENDING]
    new = items_of(of_leader(town)[-1].because)
    assert {item for item in items_of(waits.because) if item.kind is not Kind.DIGEST} < set(new)


def test_in_the_chat_a_newer_notice_takes_back_only_what_it_speaks_of(new_town):
    town = new_town(kind="personal")
    about = lambda item: (item.subject, item.id, item.rule, item.window)  # noqa: E731
    told = set()
    for day in (10, 14, 18):
        december(town, day)
        rows = town.read(
            select(InboxItem.because).where(
                InboxItem.openid == openid(LEADER), InboxItem.read_at.is_(None)
            )
        )
        waits = Counter(about(item) for (because,) in rows for item in items_of(because))
        told |= waits.keys()
        assert waits == dict.fromkeys(told, 1)
    with town.app.open_uow() as uow:
        heard = "\n".join(inbox.lead(uow, openid(LEADER)) + inbox.lead(uow, openid(LEADER)))
    assert "简报" in heard
    for row in of_leader(town):
        assert row.status == Status.WAITING
    assert heard.count("本季度「五个一」还差") == 1


def test_quiet_hours_are_those_of_the_programme_of_whom_it_is_for(new_database, database_kind):
    whole = means()
    usual = whole.programme
    late = replace(usual, reminders=replace(usual.reminders, quiet=QuietHours(time(21), time(10))))
    engine = open_engine(new_database(database_kind, fill=fill))
    now = datetime(2026, 12, 24, 9, tzinfo=HOME)
    known = replace(whole, programmes={**whole.programmes, "late": late})
    open_uow = units(engine, known, lambda: now)
    with open_uow() as uow:
        at = update(Organisation).where(Organisation.id == COUNTY)
        uow.session.execute(at.values(programme="late"))
    with open_uow() as uow:
        going = [one for one in reminders.plan(uow) if one.fate is Fate.GOES]
        assert reminders.queue_due(uow) == len(going)
    ten = now.replace(hour=10)
    sleep = {one.person_id for one in going if one.at == ten}
    assert sleep == {one.person_id for one in going if place_of(one.person_id) in {4, 7, 8}}
    assert sleep
    assert {one.at for one in going} == {now, ten}

    def take():
        taken = set()
        with open_uow() as uow:
            while (one := taking.take(uow, "me")) is not None:
                taken.add(int(one.letter.to.removeprefix("openid-")))
                uow.session.flush()
        return taken

    assert take() == {one.person_id for one in going} - sleep
    now = ten
    assert take() == sleep
    engine.dispose()


@pytest.mark.parametrize("go", [identity.forget, identity.release])
def test_who_leaves_takes_the_names_in_digests_along(town, go):
    town.go(date(2026, 12, 28))
    december(town, 28)
    assert "干部110" in str(of_leader(town)[0].because)
    with town.app.open_uow() as uow:
        uow.session.scalars(select(Outbox)).all()
        go(uow, openid(LEADER))
    (row,) = of_leader(town)
    assert (row.text, row.because["reports"], row.openid) == ("", [], None)
    assert items_of(row.because)
