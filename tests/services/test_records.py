"""Records: when they happened, who is named, and what is said to each at once."""

from datetime import date, time

import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

from domain.kinds import FOR_ORGANS
from domain.periods import HOME
from domain.workdays import Half, HalfDay
from models.contact import Contact
from models.record import Record, RecordYouth
from services import quotas, records
from services.records import Did, NothingToUndo, NotYet
from tests.services.county import COUNTY, LI, MIN, NOW, QIAN, QIANG, ZHANG, ZHAO, county, opened


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=county)) as place:
        yield place


def log(place, kind, day, youths=(), **more):
    return place.do(records.log, MIN, Did(kind, day, **more), youths)


def counts(place, day, cadre=MIN):
    with place.open_uow(read_only=True) as uow:
        stand = quotas.of_cadre(uow, cadre, day)
    return {s.rule.id: s.count for s in stand.standings}


def verdict(logged, rule):
    return next((v for v in logged.verdicts if v.rule.id == rule), None)


TODAY = NOW.date()


@pytest.mark.parametrize(
    ("day", "at", "happened"),
    [
        (TODAY, None, (2026, 11, 23, 10, 0)),
        (TODAY, time(9), (2026, 11, 23, 9, 0)),
        (date(2026, 11, 20), None, (2026, 11, 20, 12, 0)),
        (date(2026, 11, 20), time(9), (2026, 11, 20, 9, 0)),
        (date(2026, 11, 20), time(19), (2026, 11, 20, 19, 0)),
    ],
)
def test_when_it_happened(place, day, at, happened):
    logged = log(place, "volunteering", day, at=at)
    assert logged.at.astimezone(HOME).timetuple()[:5] == happened


def test_what_is_to_come_is_not_written_down(place):
    with pytest.raises(NotYet):
        log(place, "volunteering", TODAY, at=time(14))
    with pytest.raises(NotYet):
        log(place, "volunteering", date(2026, 11, 24))
    place.at(2026, 11, 23, 13, 10)
    logged = log(place, "volunteering", TODAY, at=time(14))
    assert logged.at == place.now, "the afternoon has begun: it counts as from now"
    with pytest.raises(NotYet):
        log(place, "volunteering", TODAY, at=time(19))


def test_a_late_entry_counts_where_it_happened_and_is_marked(place):
    september, october = date(2026, 9, 28), date(2026, 10, 2)
    logged = log(place, "volunteering", september)
    (five,) = [v for v in logged.verdicts if v.rule.id == "five-ones-fulltime"]
    assert (five.late, five.standing.window.key) == (True, "2026M09-10")
    assert not verdict(log(place, "volunteering", date(2026, 11, 3)), "five-ones-fulltime").late
    assert counts(place, october)["five-ones-fulltime"] == 1
    assert counts(place, TODAY)["five-ones-fulltime"] == 1
    with place.open_uow(read_only=True) as uow:
        (standing,) = [
            s
            for s in quotas.of_cadre(uow, MIN, september).standings
            if s.rule.id == "five-ones-fulltime"
        ]
    assert (standing.count, standing.late) == (1, 1)


@pytest.mark.parametrize(("second", "late"), [(-1, False), (0, True), (1, True)])
def test_late_begins_with_the_first_moment_of_the_next_window(place, second, late):
    place.at(2026, 10, 31, 23, 59, 59) if second < 0 else place.at(2026, 11, 1, 0, 0, second)
    logged = log(place, "volunteering", date(2026, 10, 30))
    assert verdict(logged, "five-ones-fulltime").late is late


def test_a_youth_who_wants_no_contact_is_not_named_and_that_is_said(place):
    logged = log(place, "heart_to_heart", TODAY, [ZHANG, LI, ZHAO, QIAN])
    assert (logged.youths, logged.absent) == (("张三", "李四"), ("赵六",))
    assert set(place.all(select(RecordYouth.youth_id))) == {ZHANG, LI}
    people = place.do(records.nameable, MIN)
    assert {p.name: p.left for p in people} == {"张三": False, "李四": False, "赵六": True}


def test_taking_back_moves_the_counts_and_the_last_meeting_back(place):
    log(place, "heart_to_heart", date(2026, 11, 20), [ZHANG])
    first = place.all(select(Contact.last_met_at).where(Contact.youth_id == ZHANG))
    logged = log(place, "volunteering", TODAY, [ZHANG])
    assert counts(place, TODAY)["five-ones-fulltime"] == 2
    assert place.do(records.undo_last, MIN).id == logged.id
    assert counts(place, TODAY)["five-ones-fulltime"] == 1
    assert place.all(select(Contact.last_met_at).where(Contact.youth_id == ZHANG)) == first
    place.at(2026, 11, 24, 10, 1)
    with pytest.raises(NothingToUndo):
        place.do(records.undo_last, MIN)


def test_every_kind_of_an_organ_is_written_down_for_it(place):
    for kind in FOR_ORGANS:
        logged = place.do(records.log_organ, MIN, COUNTY, Did(kind.code, TODAY))
        assert logged.organ_id == COUNTY
    found = place.all(select(Record.kind).where(Record.organ_id == COUNTY))
    assert set(found) == {kind.code for kind in FOR_ORGANS}
    logged = place.do(records.log_organ, MIN, COUNTY, Did("sharing", TODAY))
    assert {v.rule.id for v in logged.verdicts} == {"five-ones-organ", "sharing-session"}


def test_materials_after_the_twentieth_are_kept_and_do_not_count(place):
    place.at(2026, 12, 22, 9, 0)
    logged = place.do(records.log_organ, MIN, COUNTY, Did("quarter_materials", date(2026, 12, 21)))
    assert verdict(logged, "quarter-report").why_not == "12 月 20 日以后的不算按时"
    logged = place.do(records.log_organ, MIN, COUNTY, Did("quarter_materials", date(2026, 12, 20)))
    assert verdict(logged, "quarter-report").why_not is None


def test_a_rule_that_asks_for_other_kinds_says_nothing(place):
    logged = log(place, "visit", TODAY, [ZHANG])
    assert logged.verdicts == ()
    assert place.do(records.log, QIANG, Did("volunteering", TODAY), []).verdicts


def test_the_night_visit_of_59_minutes_does_not_count(new_database, database_kind):
    with opened(new_database(database_kind, fill=county), "jiaxing-2017") as place:
        for minutes, why in (
            (59, "不到 60 分钟,不计入"),
            (None, "没写时长;满 60 分钟才计入"),
            (60, None),
        ):
            logged = log(place, "night_village", date(2026, 11, 20), minutes=minutes)
            assert verdict(logged, "night-visits").why_not == why
        assert counts(place, TODAY)["night-visits"] == 1
        assert len(place.all(select(Record.id))) == 3, "all are kept"


@pytest.fixture
def huaian(new_database, database_kind):
    with opened(new_database(database_kind, fill=county), "huaian-2016") as place:
        yield place


def test_half_days_add_up_once_each(huaian):
    friday = date(2026, 11, 20)

    def report(at, minutes=None, day=friday):
        logged = log(huaian, "branch_report", day, at=at, minutes=minutes)
        return verdict(logged, "branch-report-in")

    morning = report(time(9))
    assert morning.half_days == (HalfDay(friday, Half.AM),)
    again = report(time(10, 30))
    assert (again.why_not, again.half_days) == ("这半天已经算过一次", ())
    whole = report(time(9), 480)
    assert whole.half_days == (HalfDay(friday, Half.PM),), "the morning is there already"
    assert whole.standing.count == 2
    saturday = report(time(9), day=date(2026, 11, 21))
    assert saturday.why_not == "11 月 21 日是周末,不是工作日"
    assert counts(huaian, friday)["branch-report-in"] == 2


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 10, 1), "10 月 1 日是节假日,不是工作日"),
        (date(2026, 10, 10), None),
        (date(2026, 9, 20), None),
        (date(2026, 11, 19), None),
    ],
)
def test_swapped_weekends_are_worked_and_holidays_are_not(huaian, day, why):
    logged = log(huaian, "branch_report", day, at=time(14))
    found = verdict(logged, "branch-report-in")
    assert found.why_not == why


def test_everybody_met_counts_only_where_somebody_is_named(huaian):
    assert verdict(log(huaian, "volunteering", TODAY), "face-to-face-yearly") is None
    logged = log(huaian, "visit", TODAY, [ZHANG, LI])
    assert verdict(logged, "face-to-face-yearly").standing.count == 2
    logged = log(huaian, "phone", TODAY, [ZHANG], offline=False)
    assert verdict(logged, "face-to-face-yearly").why_not == "这一条只算线下"


def test_the_number_of_questions_does_not_grow_with_the_names(place):
    def asked(youths):
        seen = []
        with place.open_uow() as uow:
            connection = uow.session.connection()
            listen(connection, "before_cursor_execute", lambda *a: seen.append(a[2]))
            records.log(uow, MIN, Did("heart_to_heart", TODAY), youths)
        return seen

    asked([ZHANG])
    one, two = asked([ZHANG]), asked([ZHANG, LI])
    assert len(one) == len(two)
    assert sum("closing" in statement for statement in two) == 1
