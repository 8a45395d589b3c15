"""Closing an activity: what it is worth to whom, and that reopening takes back exactly that."""

import threading
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from domain.periods import HOME
from models.engine import open_engine
from models.record import Record, RecordYouth
from services import activity_closing, activity_reach, arrivals, closings, contacts, records
from services.activity_closing import AlreadyClosed, MinutesOdd, NeverHeld, NotClosed, NotOver
from services.activity_reach import NotYourActivity
from services.closings import PeriodClosed
from services.records import Did
from services.uow import units
from tests.services.county import (
    BRANCH,
    CITY,
    LI,
    MIN,
    QIAN,
    QIANG,
    ZHANG,
    county,
    opened,
)
from tests.services.gathering import (
    END,
    START,
    count,
    gather,
    keep_in_touch,
    leave,
    living,
    met,
    organ_count,
    row,
)
from tests.services.rush import means

EVENING = datetime(2026, 11, 23, 18, 30, tzinfo=HOME)

on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What is decided above the database."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=county)) as place:
        yield place


def held(place, *came, **changes):
    """Write an activity to which people came, and let it be evening."""
    number = gather(
        place, guests=[ZHANG, LI, *(p for p in came if p not in {ZHANG, LI})], **changes
    )
    place.now = START
    for person in came:
        tick(place, number, person)
    place.now = EVENING
    return number


def tick(place, number, person, *, present=True):
    place.do(arrivals.mark, MIN, number, person, present=present)


def close(place, number, **changes):
    usual = {"happened": True, "minutes": 120}
    return place.do(activity_closing.close, MIN, number, **(usual | changes))


def reopen(place, number):
    return place.do(activity_closing.reopen, MIN, number)


def with_youths(place):
    return {
        (r.cadre_id or "organ", r.kind): set(
            place.all(select(RecordYouth.youth_id).where(RecordYouth.record_id == r.id))
        )
        for r in place.all(select(Record).where(Record.undone_at.is_(None)))
    }


def test_the_host_those_who_came_and_the_organ_are_credited_without_typing(place):
    keep_in_touch(place, QIANG, LI)
    keep_in_touch(place, QIANG, QIAN)
    number = held(place, ZHANG, LI, QIANG, QIAN, kind="group_volunteering", seats=9)
    closed = close(place, number)
    assert (closed.attended, closed.absent, len(closed.records)) == (4, 0, 3)
    assert with_youths(place) == {
        (MIN, "volunteering"): {ZHANG, LI},
        (QIANG, "volunteering"): {LI, QIAN},
        ("organ", "group_volunteering"): set(),
    }
    assert (count(place, "five-ones-fulltime"), organ_count(place, "five-ones-organ")) == (1, 1)
    assert count(place, "five-ones-parttime", QIANG) == 1
    assert met(place, MIN, ZHANG) == met(place, QIANG, QIAN) == START
    for record in place.all(select(Record)):
        said = (record.activity_id, record.happened_at, record.minutes, record.title)
        assert said == (number, START, 120, "河道志愿服务")
        assert record.entered_by == MIN
    assert row(place, number).status == "archived"
    assert reopen(place, number) == 3
    assert (count(place, "five-ones-fulltime"), organ_count(place, "five-ones-organ")) == (0, 0)
    assert (met(place, MIN, ZHANG), living(place)) == (None, [])
    assert row(place, number).status == "ended"


WORTH = (
    ("volunteering", {(MIN, "volunteering"), (QIANG, "volunteering")}),
    ("culture_sports", {(MIN, "culture_sports"), (QIANG, "culture_sports")}),
    ("league_day", {(MIN, "league_day"), (QIANG, "league_day")}),
    ("own_design", {(MIN, "own_design"), (QIANG, "visit")}),
    ("good_deed", {(MIN, "good_deed"), (QIANG, "visit")}),
    ("open_day", {(MIN, "own_design"), (QIANG, "visit"), ("organ", "open_day")}),
    ("service_month", {(MIN, "good_deed"), (QIANG, "visit"), ("organ", "service_month")}),
    ("sharing", {(MIN, "visit"), (QIANG, "visit"), ("organ", "sharing")}),
)


def test_each_kind_is_worth_what_the_table_says(new_database):
    with opened(new_database("sqlite", fill=county)) as place:
        keep_in_touch(place, QIANG, LI)
        for kind, wanted in WORTH:
            number = held(place, ZHANG, LI, QIANG, kind=kind)
            close(place, number)
            assert set(with_youths(place)) == wanted, kind
            reopen(place, number)


@on_one_database
def test_a_meeting_needs_somebody_to_meet(place):
    number = held(place, QIANG, QIAN, kind="heart_to_heart")
    assert close(place, number).records == ()
    assert row(place, number).closed_at == EVENING


@on_one_database
def test_guests_of_nobody_are_guests_and_who_left_is_in_no_record(place):
    number = held(place, ZHANG, LI, QIAN)
    leave(place, LI, EVENING)
    closed = close(place, number)
    assert closed.attended == 3
    assert with_youths(place) == {(MIN, "volunteering"): {ZHANG}}


@on_one_database
def test_an_organs_kind_below_the_county_is_no_organs_deed(place):
    number = held(place, ZHANG, kind="open_day", organisation_id=BRANCH)
    close(place, number)
    assert set(with_youths(place)) == {(MIN, "own_design")}


@on_one_database
@pytest.mark.parametrize("came", [(), (ZHANG,)])
def test_what_nobody_came_to_or_was_not_held_is_worth_nothing(place, came):
    number = held(place, *came, kind="open_day")
    closed = close(place, number, happened=not came)
    assert (closed.records, living(place)) == ((), [])
    assert row(place, number).closed_at == EVENING
    assert reopen(place, number) == 0
    assert close(place, number).records if came else True


@on_one_database
def test_the_host_alone_is_nobody_who_came(place):
    number = gather(place, guests=[MIN])
    place.now = START
    tick(place, number, MIN)
    place.now = EVENING
    assert close(place, number).records == ()


@on_one_database
def test_when_it_is_refused(place):
    number = gather(place, guests=[ZHANG])
    place.now = END - timedelta(seconds=1)
    with pytest.raises(NotOver, match="11 月 23 日 16:00"):
        close(place, number)
    place.now = END
    for minutes in (0, -5, 6001):
        with pytest.raises(MinutesOdd):
            close(place, number, minutes=minutes)
    with pytest.raises(NotYourActivity):
        place.do(activity_closing.close, QIANG, number, happened=True, minutes=60)
    with pytest.raises(NotClosed):
        reopen(place, number)
    close(place, number)
    with pytest.raises(AlreadyClosed, match="重新打开"):
        close(place, number)
    for status in ("cancelled", "draft"):
        with pytest.raises(NeverHeld):
            close(place, gather(place, status=status))


def shut_november(place, organ):
    place.do(closings.close, organ, date(2026, 11, 1), date(2026, 11, 30), "李向阳")


def test_a_period_whose_bulletin_is_out_stays_as_it_was_counted(place):
    one, two = held(place, ZHANG), held(place, LI, kind="open_day")
    close(place, one)
    place.at(2026, 12, 2, 9, 0)
    shut_november(place, CITY)
    before = living(place)
    for step in (lambda: close(place, two), lambda: reopen(place, one)):
        with pytest.raises(PeriodClosed, match="通报已经出了"):
            step()
    assert living(place) == before == [(MIN, "volunteering")]
    assert (row(place, one).closed_at, row(place, two).closed_at) == (EVENING, None)
    with place.open_uow(read_only=True) as uow:
        assert activity_closing.preview(uow, MIN, two).why_not == ""


@on_one_database
def test_a_cadre_whose_own_period_is_closed_is_left_out_and_named(place):
    number = held(place, ZHANG, QIANG)
    place.at(2026, 12, 2, 9, 0)
    shut_november(place, BRANCH)
    closed = close(place, number)
    assert (closed.left_out, living(place)) == (("赵强",), [(MIN, "volunteering")])


def test_the_preview_says_what_closing_then_writes(place):
    keep_in_touch(place, QIANG, LI)
    number = held(place, ZHANG, LI, QIANG, kind="group_volunteering")

    def preview():
        with place.open_uow(read_only=True) as uow:
            return activity_closing.preview(uow, MIN, number)

    before = preview()
    assert (before.minutes, before.attended, before.expected) == (120, ("张三", "李四", "赵强"), 3)
    assert [(c.name, c.kind_title, [n for _, n in c.youths]) for c in before.credits] == [
        ("王敏", "志愿服务", ["张三", "李四"]),
        ("赵强", "志愿服务", ["李四"]),
        ("县委", "集中志愿服务", []),
    ]
    assert before.credits[0].rules == ("五个一(专职、挂职)",)
    assert before.credits[2].rules == ("五个一(领导机关)",)
    close(place, number)
    after = preview()
    assert after.closed_at == EVENING
    assert [(c.name, c.kind, c.youths) for c in after.credits] == [
        (c.name, c.kind, c.youths) for c in before.credits
    ]


@on_one_database
def test_the_rules_of_the_preview_are_those_of_the_verdicts(place):
    number = held(place, ZHANG, kind="open_day")
    with place.open_uow(read_only=True) as uow:
        told = {c.kind: set(c.rules) for c in activity_closing.preview(uow, MIN, number).credits}
    written = {
        r.kind: {v.rule.title for v in r.verdicts if v.why_not is None}
        for r in close(place, number).records
    }
    assert told == written


STEPS = st.lists(
    st.sampled_from(["close", "reopen", "tick 张三", "tick 李四", "tick 赵强", "hand over", "own"]),
    max_size=12,
)


@pytest.fixture
def fresh(new_database):
    return lambda: opened(new_database("sqlite", fill=county))


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_the_counts_are_exact_after_any_sequence(fresh, steps):
    """What stands is what a fresh county has in which only the last closing took place."""
    with fresh() as place:
        number = gather(place, kind="group_volunteering", guests=[ZHANG, LI, QIANG])
        keep_in_touch(place, QIANG, LI)
        came, own, at_close, handed = set(), 0, None, False
        for step in steps:
            closed = at_close is not None
            if step == "close" and not closed:
                place.now = EVENING
                close(place, number)
                at_close = (frozenset(came), handed)
            elif step == "reopen" and closed:
                reopen(place, number)
                at_close = None
            elif step.startswith("tick") and not closed:
                place.now = START
                person = {"张三": ZHANG, "李四": LI, "赵强": QIANG}[step[-2:]]
                tick(place, number, person, present=person not in came)
                came ^= {person}
            elif step == "hand over" and not handed:
                place.now = EVENING
                place.do(contacts.leave, LI)
                handed = True
            elif step == "own":
                place.now = EVENING
                place.do(records.log, MIN, Did("volunteering", EVENING.date()), [ZHANG])
                own += 1
        place.now = EVENING
        came, without = at_close or (frozenset(), False)
        guests = bool(came)
        assert count(place, "five-ones-fulltime") == own + guests
        assert count(place, "five-ones-parttime", QIANG) == (QIANG in came)
        assert organ_count(place, "five-ones-organ") == guests
        named = {ZHANG, *(() if without else (LI,))} & came if guests else set()
        expected = {(MIN, youth) for youth in named} | (
            {(QIANG, LI)} if QIANG in came and LI in named else set()
        )
        rows = select(RecordYouth.record_id, RecordYouth.youth_id).join(
            Record, Record.id == RecordYouth.record_id
        )
        with place.open_uow(read_only=True) as uow:
            found = uow.session.execute(
                rows.add_columns(Record.cadre_id).where(
                    Record.undone_at.is_(None), Record.activity_id == number
                )
            ).all()
        assert {(cadre, youth) for _, youth, cadre in found} == expected
        meetings = {EVENING} if own else ({START} if ZHANG in named else {None})
        assert met(place, MIN, ZHANG) in meetings


def at_once(url, number, *, stale=False):
    """Close an activity through two doors at once; ``stale``: SQLite, too, lets both look first."""
    engines = [open_engine(url) for _ in range(2)]
    told = []

    def press(engine):
        if stale and engine.dialect.name == "sqlite":
            # Without a transaction each statement stands alone: what was read is already old.
            event.listen(engine, "begin", lambda c: c.exec_driver_sql("COMMIT"))
        try:
            with units(engine, means(), lambda: EVENING)() as uow:
                activity_closing.close(uow, MIN, number, happened=True, minutes=120)
            told.append("closed")
        except AlreadyClosed:
            told.append("already")

    threads = [threading.Thread(target=press, args=(engine,)) for engine in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for engine in engines:
        engine.dispose()
    return sorted(told)


def records_of(place, number):
    return len(place.all(select(Record.id).where(Record.activity_id == number)))


def test_two_closings_at_once_have_one_effect(place):
    number = held(place, ZHANG)
    url = place.engine.url.render_as_string(hide_password=False)
    assert at_once(url, number) == ["already", "closed"]
    assert records_of(place, number) == 1


def test_without_the_lock_both_would_write(place, monkeypatch):
    """The negative control: who only looks, and does not wait, closes it twice."""
    number = held(place, ZHANG)
    url = place.engine.url.render_as_string(hide_password=False)
    looked, first = threading.Barrier(2, timeout=60), threading.Lock()
    real = activity_reach.running

    def look(uow, person, activity, *, lock=False):
        found = real(uow, person, activity)
        looked.wait()
        first.acquire()
        event.listen(uow.session, "after_transaction_end", let_go)
        return found

    def let_go(session, transaction):
        if transaction.parent is None:
            first.release()

    monkeypatch.setattr(activity_reach, "running", look)
    assert at_once(url, number, stale=True) == ["closed", "closed"]
    assert records_of(place, number) == 2


def test_the_number_of_questions_does_not_grow_with_the_guests(new_database):
    def asked(*came):
        with opened(new_database("sqlite", fill=county)) as place:
            number = held(place, *came)
            seen = []
            event.listen(place.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
            place.do(activity_closing.preview, MIN, number)
            close(place, number)
            reopen(place, number)
            return len(seen)

    assert asked(ZHANG) == asked(ZHANG, LI, QIAN)


@on_one_database
def test_what_an_activity_left_is_no_newest_record_to_take_back(place):
    place.now = EVENING - timedelta(minutes=1)
    place.do(records.log, MIN, Did("phone", EVENING.date()), [LI])
    close(place, held(place, ZHANG))
    assert place.do(records.undo_last, MIN).kind == "phone"
    assert living(place) == [(MIN, "volunteering")]
