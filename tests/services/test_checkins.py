"""The door: who is let in, by what, when; and the list, where a tick is taken back by another."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

from domain.checkin import (
    DoorShut,
    HostDecides,
    NoSeat,
    NotOn,
    TooEarly,
    TriedOut,
    Way,
    WrongDigits,
)
from models.audit import Audit
from services import activities, activity_closing, activity_review, arrivals, checkins
from services.activity_reach import NotYourActivity
from services.arrivals import ListClosed, ListShut, ListTooEarly, NotOnYourList, WhyNeeded
from services.checkins import NoDoor
from services.seating import NoSuchActivity
from tests.services.county import ELSEWHERE, LI, MIN, QIAN, QIANG, ZHANG, county, opened
from tests.services.gathering import END, START, gather, holds, join, row, seat

on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What is decided above the database."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=county)) as place:
        place.at(2026, 11, 23, 13, 50)
        yield place


@pytest.fixture
def quick(new_database):
    """Give the county on SQLite alone, for tables whose rows the domain decides."""
    with opened(new_database("sqlite", fill=county)) as place:
        place.at(2026, 11, 23, 13, 50)
        yield place


def code(place, number):
    return place.do(checkins.code, MIN, number)


def scan(place, number, person=ZHANG, digits=None):
    digits = digits or code(place, number).digits
    return place.do(checkins.check_in, person, number, digits, Way.SCAN)


def say(place, digits, person=ZHANG):
    return place.do(checkins.by_digits, person, digits)


def wrong(place, number):
    """Return digits that are good now at no door of this test."""
    right = {code(place, number).digits}
    place.now -= timedelta(minutes=1)
    right.add(code(place, number).digits)
    place.now += timedelta(minutes=1)
    return next(d for d in ("111111", "222222", "333333") if d not in right)


def test_the_digits_change_each_minute_and_the_one_before_is_still_good(place):
    number = gather(place, guests=[ZHANG, LI])
    place.at(2026, 11, 23, 13, 50, 59)
    first = code(place, number)
    assert (first.until - place.now).total_seconds() == 1
    place.at(2026, 11, 23, 13, 51, 59)
    assert code(place, number).digits != first.digits
    assert say(place, first.digits).title == "河道志愿服务"
    place.at(2026, 11, 23, 13, 52, 0)
    assert isinstance(say(place, first.digits, LI), WrongDigits)


@on_one_database
def test_two_activities_have_their_own_digits_and_each_finds_its_own(place):
    one, two = gather(place, guests=[ZHANG]), gather(place, title="夜跑", guests=[ZHANG])
    assert code(place, one).digits != code(place, two).digits
    assert say(place, code(place, two).digits).title == "夜跑"
    assert seat(place, one, ZHANG).checked_in_at is None


def test_the_door_is_open_from_an_hour_before_to_two_hours_after(quick):
    number = gather(quick, guests=[ZHANG, LI])
    for person, moment in ((ZHANG, (13, 0)), (LI, (17, 59, 59))):
        quick.at(2026, 11, 23, *moment)
        assert scan(quick, number, person).at == quick.now
    number = gather(quick, guests=[QIANG])
    for moment, refused in (((12, 59, 59), TooEarly), ((18, 0), DoorShut)):
        quick.at(2026, 11, 23, *moment)
        assert code(quick, number).digits == ""
        with pytest.raises(refused, match="河道志愿服务"):
            scan(quick, number, QIANG, digits="123456")
        with pytest.raises(refused, match="河道志愿服务"):
            say(quick, "123456", QIANG)


def test_who_is_in_is_only_told_so_again(place):
    number = gather(place, guests=[ZHANG])
    digits, at = code(place, number).digits, place.now
    assert not scan(place, number).already
    place.now += timedelta(minutes=20)
    again = scan(place, number, digits=digits)
    assert (again.already, again.at) == (True, at)
    assert place.do(checkins.by_digits, ZHANG, code(place, number).digits).already
    assert seat(place, number, ZHANG).checked_in_by == "scan"


def test_five_wrong_tries_in_ten_minutes_and_no_more_by_person(place):
    number = gather(place, guests=[ZHANG, LI])
    bad = wrong(place, number)
    for _ in range(5):
        assert isinstance(say(place, bad), WrongDigits)
    assert isinstance(say(place, code(place, number).digits), TriedOut)
    assert isinstance(scan(place, number), TriedOut)
    assert scan(place, number, LI).at, "it is nobody else's trouble"
    notes = place.all(select(Audit).where(Audit.deed == "mistyped_code"))
    assert {(n.object_id, str(n.data)) for n in notes} == {(str(ZHANG), "{}")}
    place.now += timedelta(minutes=10, seconds=1)
    assert say(place, code(place, number).digits).at == place.now


def test_who_never_signed_up_takes_a_free_seat_and_is_told(place):
    number = gather(place, seats=2, guests=[ZHANG])
    here = scan(place, number, LI)
    assert here.walk_in
    assert (row(place, number).taken, seat(place, number, LI).why) == (2, "现场加入")
    with pytest.raises(NoSeat, match="名单上加你一位"):
        scan(place, number, QIANG)
    assert holds(place, number)
    assert seat(place, number, QIANG) is None


def test_who_waits_or_gave_up_takes_a_seat_if_there_is_one(quick):
    for has in ("waiting", "offered", "cancelled", "lapsed"):
        number = gather(quick, seats=1, guests=[(ZHANG, has)])
        assert scan(quick, number).walk_in is (has != "offered"), has
        assert (seat(quick, number, ZHANG).status, row(quick, number).waiting) == ("enrolled", 0)
        assert holds(quick, number)


@on_one_database
def test_who_waits_finds_no_seat_where_all_are_taken(place):
    number = gather(place, seats=1, guests=[LI, (ZHANG, "waiting")])
    with pytest.raises(NoSeat):
        scan(place, number)
    assert seat(place, number, ZHANG).status == "waiting"


def test_whom_the_host_has_not_chosen_the_host_lets_in(quick):
    for mode, has in (("review", "applied"), ("draw", None), ("first", "refused")):
        number = gather(quick, mode=mode, guests=[(ZHANG, has)] if has else [])
        with pytest.raises(HostDecides):
            scan(quick, number)
        quick.do(arrivals.mark, MIN, number, ZHANG, present=True)
        assert seat(quick, number, ZHANG).checked_in_by == "list"


def test_at_the_door_nobody_is_asked_for_a_birth_date(quick):
    number = gather(quick, audience={"least_age": 18})
    assert scan(quick, number).walk_in


def test_who_came_in_from_the_line_leaves_the_others_their_position(quick):
    number = gather(quick, seats=2, guests=[(ZHANG, "waiting"), (LI, "waiting")])
    quick.do(arrivals.mark, MIN, number, ZHANG, present=True)
    by_person = {g.person_id: g for g in quick.do(activity_review.guests, MIN, number)}
    assert (by_person[ZHANG].position, by_person[LI].position) == (None, 1)


@on_one_database
def test_out_of_reach_or_called_off_there_is_no_door(place):
    far = gather(place, organisation_id=ELSEWHERE, host_id=None)
    with pytest.raises(NoSuchActivity):
        place.do(checkins.check_in, ZHANG, far, "123456", Way.SCAN)
    with pytest.raises(NoDoor):
        say(place, "123456")
    off = gather(place, status="cancelled", guests=[ZHANG])
    with pytest.raises(NotOn, match="取消了"):
        scan(place, off, digits="123456")
    with pytest.raises(NoSuchActivity):
        place.do(checkins.check_in, ZHANG, 999, "123456", Way.SCAN)


@on_one_database
def test_only_who_runs_it_has_the_door_and_the_list(place):
    number = gather(place, guests=[ZHANG])
    for verb in (checkins.code, arrivals.listed, lambda *a: arrivals.others(*a, "")):
        with pytest.raises(NotYourActivity):
            place.do(verb, QIANG, number)
    with pytest.raises(NotYourActivity):
        place.do(arrivals.mark, QIANG, number, ZHANG, present=True)
    mine = gather(place, host_id=QIANG, guests=[ZHANG])
    assert place.do(checkins.code, MIN, mine).digits, "she answers for the county"


def test_a_tick_is_taken_back_by_another(place):
    number = gather(place, guests=[ZHANG, (LI, "waiting")])
    place.do(arrivals.mark, MIN, number, ZHANG, present=True)
    assert place.do(arrivals.listed, MIN, number).arrived == 1
    place.do(arrivals.mark, MIN, number, ZHANG, present=False)
    place.do(arrivals.mark, MIN, number, ZHANG, present=False)
    listed = place.do(arrivals.listed, MIN, number)
    assert (listed.arrived, listed.expected) == (0, 1)
    assert (seat(place, number, ZHANG).status, row(place, number).taken) == ("enrolled", 1)


def test_a_slip_of_the_finger_leaves_everything_as_it_was(quick):
    for has, seats in product([None, "waiting", "cancelled"], [1, 5]):
        slip(quick, has, seats)


def slip(quick, has, seats):
    guests = [ZHANG, *([(LI, has)] if has else [])]
    number = gather(quick, seats=seats, guests=guests)
    quick.do(arrivals.mark, MIN, number, LI, present=True)
    activity = row(quick, number)
    assert (activity.seats, activity.taken) == (max(seats, 2), 2)
    assert holds(quick, number)
    quick.do(arrivals.mark, MIN, number, LI, present=False)
    activity, after = row(quick, number), seat(quick, number, LI)
    assert (activity.seats, activity.taken) == (seats, 1)
    assert (after.status, after.queue_no) == (
        ("waiting", 1) if has == "waiting" else ("cancelled", None)
    )
    assert after.checked_in_at is None
    assert holds(quick, number)


@on_one_database
def test_the_host_adds_the_own_youths_alone(place):
    number = gather(place)
    assert [name for _, name, _ in place.do(arrivals.others, MIN, number, "")] == ["张三", "李四"]
    assert [name for _, name, _ in place.do(arrivals.others, MIN, number, "李")] == ["李四"]
    assert place.do(arrivals.others, MIN, number, "%") == []
    for stranger in (QIAN, QIANG):
        with pytest.raises(NotOnYourList):
            place.do(arrivals.mark, MIN, number, stranger, present=True)


@on_one_database
def test_the_list_opens_with_the_door_and_later_wants_a_reason(place):
    number = gather(place, guests=[ZHANG])
    place.at(2026, 11, 23, 12, 0)
    with pytest.raises(ListTooEarly, match="11 月 23 日 13:00"):
        place.do(arrivals.mark, MIN, number, ZHANG, present=True)
    place.now = END + timedelta(hours=2)
    with pytest.raises(ListShut):
        place.do(arrivals.mark, MIN, number, ZHANG, present=True)
    for reason in ("", "  啊 ", "长" * 201):
        with pytest.raises(WhyNeeded):
            place.do(arrivals.correct, MIN, number, ZHANG, present=True, reason=reason)
    place.do(arrivals.correct, MIN, number, ZHANG, present=True, reason=" 手机 没电 ")
    place.do(arrivals.correct, MIN, number, LI, present=True, reason="忘了签")
    assert {(g.name, g.way, g.why) for g in place.do(arrivals.listed, MIN, number).guests} == {
        ("张三", Way.LATE, "手机 没电"),
        ("李四", Way.LATE, "忘了签"),
    }
    place.do(arrivals.correct, MIN, number, ZHANG, present=False, reason="记错人了")
    assert seat(place, number, ZHANG).why == "记错人了"
    notes = place.all(select(Audit).where(Audit.deed == "attendance_corrected"))
    assert [n.data for n in notes][-1] == {"person": ZHANG, "came": False}
    place.do(activity_closing.close, MIN, number, happened=True, minutes=120)
    with pytest.raises(ListClosed, match="重新打开"):
        place.do(arrivals.correct, MIN, number, ZHANG, present=True, reason="又来了")
    assert "重新打开" in place.do(arrivals.listed, MIN, number).why_not


@on_one_database
def test_who_came_gave_the_seat_back_and_signed_up_anew_has_not_come(place):
    later = START + timedelta(minutes=1)
    number = gather(place, deadline=START, guests=[ZHANG])
    scan(place, number)
    place.do(activities.withdraw, number, ZHANG)
    assert row(place, number).taken == 0
    assert place.do(activities.enrol, number, ZHANG).mine == "enrolled"
    assert place.do(arrivals.listed, MIN, number).arrived == 0
    place.now = later
    assert not scan(place, number).already


@on_one_database
def test_a_closed_activity_has_no_door_any_more(place):
    number = gather(place, guests=[ZHANG, LI])
    scan(place, number)
    place.now = END
    place.do(activity_closing.close, MIN, number, happened=True, minutes=120)
    with pytest.raises(DoorShut):
        scan(place, number, LI, digits="123456")
    assert code(place, number).digits == ""


@on_one_database
def test_what_is_next_is_said_where_no_door_is_open(place):
    later = START + timedelta(days=1)
    gather(place, title="夜跑", starts_at=later, ends_at=later + timedelta(hours=1), guests=[ZHANG])
    with pytest.raises(TooEarly, match="「夜跑」11 月 24 日 14:00 开始,13:00 起可以签到"):
        place.do(checkins.open_doors, ZHANG)
    with pytest.raises(NoDoor):
        place.do(checkins.open_doors, LI)


def test_the_number_of_questions_does_not_grow_with_the_guests(place):
    number = gather(place, guests=[ZHANG])

    def asked(verb, *args):
        seen = []
        with place.open_uow() as uow:
            listen(uow.session.connection(), "before_cursor_execute", lambda *a: seen.append(a[2]))
            verb(uow, *args)
        return len(seen)

    one = asked(arrivals.listed, MIN, number), asked(checkins.code, MIN, number)
    with place.open_uow() as uow:
        activity = uow.session.get_one(type(row(place, number)), number)
        for person in (LI, QIANG, QIAN):
            join(uow, activity, person, "enrolled")
    assert (asked(arrivals.listed, MIN, number), asked(checkins.code, MIN, number)) == one
