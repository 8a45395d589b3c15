"""Closed periods: what the bulletin counted stands, whoever is writing at that moment."""

import time
from datetime import date

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import OperationalError

from models.audit import Audit
from models.cadre import Appointment, Cadre
from models.closing import Closing
from models.engine import open_engine
from models.person import Person
from models.record import Record
from services import closings, records
from services.closings import NotOver, PeriodClosed
from services.organisations import UnknownOrganisation
from services.records import Did
from services.signing import Unsigned
from services.uow import units
from tests import forked
from tests.services import rush_closing
from tests.services.county import (
    BRANCH,
    CITY,
    COUNTY,
    ELSEWHERE,
    MIN,
    NOW,
    QIANG,
    county,
    opened,
)
from tests.services.rush import means
from tests.services.rush_closing import DAY

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=county)) as place:
        yield place


def close(place, organisation=COUNTY, first=FIRST, last=LAST, by="李向阳"):
    return place.do(closings.close, organisation, first, last, by)


def log(place, day, cadre=MIN):
    return place.do(records.log, cadre, Did("volunteering", day), [])


@pytest.mark.parametrize("organisation", [COUNTY, CITY])
def test_a_closed_period_is_closed_for_all_below_from_its_first_day_to_its_last(
    place, organisation
):
    close(place, organisation)
    for cadre in (MIN, QIANG):
        for day in (FIRST, date(2026, 8, 8), LAST):
            with pytest.raises(PeriodClosed):
                log(place, day, cadre)
        for day in (date(2026, 6, 30), date(2026, 10, 1), NOW.date()):
            assert log(place, day, cadre).id
    with pytest.raises(PeriodClosed):
        place.do(records.log_organ, MIN, COUNTY, Did("sharing", LAST))


@pytest.mark.parametrize("organisation", [BRANCH, ELSEWHERE])
def test_what_is_closed_below_or_beside_is_open_here(place, organisation):
    close(place, organisation)
    assert log(place, LAST).id
    assert place.do(records.log_organ, MIN, COUNTY, Did("sharing", LAST)).id


def test_the_refusal_says_when_it_was_closed_by_whom_and_what_to_do(place):
    place.at(2026, 10, 8, 9, 0)
    close(place)
    place.now = NOW
    with pytest.raises(PeriodClosed) as no:
        log(place, LAST)
    assert str(no.value) == (
        "2026 年第三季度的通报已经出了(10 月 8 日由李向阳结的),那段时间的记录就定下来了。"
        "要补要改,告诉管理员哪天、做了什么、为什么,由管理员更正。"
    )


def test_where_the_cadre_was_on_that_day_decides(place):
    with place.open_uow() as uow:
        uow.session.query(Appointment).filter_by(cadre_id=MIN).update(
            {"first_day": date(2026, 9, 1)}
        )
        uow.session.add(
            Appointment(
                cadre_id=MIN,
                organisation_id=ELSEWHERE,
                type="fulltime",
                first_day=date(2026, 1, 1),
                last_day=date(2026, 8, 31),
            )
        )
    close(place)
    assert log(place, date(2026, 8, 31)).id
    with pytest.raises(PeriodClosed):
        log(place, date(2026, 9, 1))


def test_a_day_before_the_post_is_as_closed_as_the_post(place):
    with place.open_uow() as uow:
        uow.session.query(Appointment).filter_by(cadre_id=MIN).update(
            {"first_day": date(2026, 8, 15)}
        )
    close(place)
    close(place, first=date(2026, 4, 1), last=date(2026, 6, 30))
    with pytest.raises(PeriodClosed):
        log(place, date(2026, 8, 1))
    assert log(place, date(2026, 6, 1)).id, "that bulletin knew nothing of her"


def test_what_was_written_just_before_cannot_be_taken_back_after(place):
    place.at(2026, 10, 8, 9, 0)
    log(place, LAST)
    close(place)
    with pytest.raises(PeriodClosed):
        place.do(records.undo_last, MIN)
    place.do(records.log_organ, MIN, COUNTY, Did("sharing", date(2026, 10, 2)))
    assert place.do(records.undo_last, MIN).kind == "sharing"


def test_closing_again_is_harmless_and_a_period_that_is_not_over_is_refused(place):
    assert close(place).new
    again = close(place, by="别人")
    assert (again.new, again.closed_by, again.title) == (False, "李向阳", "2026 年第三季度")
    with pytest.raises(NotOver) as no:
        close(place, first=date(2026, 10, 1), last=date(2026, 12, 31))
    assert "12 月 31 日" in str(no.value)
    with pytest.raises(NotOver):
        close(place, first=date(2026, 11, 1), last=NOW.date())
    with pytest.raises(UnknownOrganisation):
        close(place, 99)
    with pytest.raises(Unsigned):
        close(place, by="  ")
    (note,) = place.all(select(Audit).where(Audit.deed == "closed"))
    assert (note.object_id, note.data["by"]) == (str(COUNTY), "李向阳")
    assert len(place.all(select(Closing.id))) == 1


def test_those_that_hold_are_listed(place):
    close(place)
    close(place, CITY, date(2026, 4, 1), date(2026, 6, 30))
    with place.open_uow(read_only=True) as uow:
        titles = [one.title for one in closings.listed(uow, BRANCH)]
        assert titles == ["2026 年第三季度", "2026 年第二季度"]
        assert [one.organisation for one in closings.listed(uow, CITY)] == ["市委"]
        assert list(closings.listed(uow, ELSEWHERE)) == []
        assert len(list(closings.listed(uow))) == 2


def test_days_that_are_no_usual_period_are_named_as_they_are():
    assert closings.title(date(2026, 7, 1), date(2026, 8, 31)) == "2026 年 7—8 月"
    assert closings.title(date(2026, 12, 3), date(2027, 1, 5)) == (
        "2026 年 12 月 3 日至2027 年 1 月 5 日"
    )
    assert closings.title(date(2026, 1, 1), date(2026, 12, 31)) == "2026 年"


# At once

CADRES, PROCESSES, THREADS = 8, 2, 4


def crowd(url):
    """Leave the county with more cadres."""
    county(url)
    engine = open_engine(url)
    with engine.begin() as c:
        for n in range(101, 101 + CADRES):
            c.execute(
                insert(Person).values(id=n, name=f"人{n}", organisation_id=COUNTY, created_at=NOW)
            )
            c.execute(insert(Cadre).values(id=n, username=f"u{n}", password="-"))
            c.execute(
                insert(Appointment).values(
                    cadre_id=n, organisation_id=COUNTY, type="fulltime", first_day=FIRST
                )
            )
    engine.dispose()


def raced(url, guarded, monkeypatch):
    """Close while all write; return the bulletin's count, the count ever after, what all heard."""
    context = forked.context()
    results = context.Queue()
    cadres = range(101, 101 + CADRES)
    writers = [
        context.Process(
            target=rush_closing.write,
            args=(url, cadres[n::PROCESSES], THREADS, guarded, results),
        )
        for n in range(PROCESSES)
    ]
    for writer in writers:
        writer.start()
    engine = open_engine(url)
    if not guarded:
        monkeypatch.setattr(closings.questions, "alone", closings.questions.alone)
        monkeypatch.setattr(closings.questions, "over_cadre", closings.questions.over_cadre)
        rush_closing.take_the_guard_off(engine)
    open_uow = units(engine, means(), lambda: rush_closing.NOW)
    number = select(func.count()).select_from(Record)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with open_uow(read_only=True) as uow:
            if uow.session.scalar(number) > CADRES:
                break
        time.sleep(0.05)
    with open_uow() as uow:
        closings.close(uow, CITY, FIRST, LAST, "李向阳")
        bulletin = uow.session.scalar(number)
    told = [answer for _ in writers for answer in results.get(timeout=120)]
    for writer in writers:
        writer.join()
    with open_uow(read_only=True) as uow:
        after = uow.session.scalar(number)
    engine.dispose()
    return bulletin, after, told


def test_what_the_bulletin_counted_is_what_stands(database_kind, new_database, monkeypatch):
    bulletin, after, told = raced(new_database(database_kind, fill=crowd), True, monkeypatch)
    assert {code for _, code in told} == {"period_closed"}
    assert bulletin == after == sum(kept for kept, _ in told) > 0


def test_with_the_guard_off_records_slip_in_behind_the_bulletin(
    database_kind, new_database, monkeypatch
):
    def slipped():
        url = new_database(database_kind, fill=crowd)
        bulletin, after, _ = raced(url, False, monkeypatch)
        return after > bulletin

    assert any(slipped() for _ in range(4))


def log_impatiently(uow):
    uow.session.execute(text("SET LOCAL lock_timeout = '100ms'"))
    records.log(uow, MIN, Did("volunteering", DAY), [])


def test_whoever_comes_while_it_is_being_closed_waits_and_is_refused(new_database):
    """On PostgreSQL, one after the other by hand."""
    with opened(new_database("postgresql", fill=county)) as place:
        with place.open_uow() as closing:
            closings.close(closing, CITY, FIRST, LAST, "李向阳")
            with pytest.raises(OperationalError, match="lock timeout"):
                place.do(log_impatiently)
        with pytest.raises(PeriodClosed):
            log(place, DAY)
