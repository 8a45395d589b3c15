from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.binding import Leave, Override, Span, Subject
from domain.dictionaries import FIELDS, Level
from domain.evidence import Deed, Evidence
from domain.kinds import KINDS
from domain.periods import HOME
from domain.programme import load
from domain.quotas import evaluate, evaluate_all, filled, fits, misfit, worked_halves
from domain.rules import Measure, Role
from domain.sifting import sift
from domain.workdays import Calendar

ON = date(2026, 12, 24)
SINCE = date(2024, 1, 1)
CADRE = Subject((Span(Role.FULLTIME, Level.COUNTY, SINCE),))
VILLAGE = Subject((Span(Role.PARTTIME, Level.BASE, SINCE),))
COUNTY = Subject((Span(Role.ORGAN, Level.COUNTY, SINCE),))
CALENDAR = Calendar(frozenset({2026}), frozenset(), frozenset({date(2026, 12, 26)}))
"""2026 with one Saturday worked."""

RULES = """
[programme]
title = "试"
[documents.d]
title = "通知"
"""
ROWS = {
    "ones": """
measure = "records"
period = "quarter"
target = 5
subjects = [{ types = ["parttime"] }]
kinds = ["volunteering", "heart_to_heart"]
""",
    "each": """
measure = "each_kind"
period = "quarter"
target = 1
subjects = [{ organs = ["county"] }]
kinds = ["open_day", "sharing", "face_to_face"]
""",
    "contacts": """
measure = "distinct_youths"
period = "standing"
subjects = [{ types = ["fulltime"], target = 3 }, { types = ["parttime"], target = 2 }]
""",
    "split": """
measure = "each_field"
period = "standing"
target = 2
fields = ["community", "association"]
subjects = [{ types = ["fulltime"] }]
""",
    "met": """
measure = "each_youth"
period = "year"
target = 1
subjects = [{ types = ["fulltime"] }]
conditions = { offline = true }
""",
    "reporting": """
measure = "half_days"
period = "week"
target = 2
subjects = [{ types = ["fulltime"] }]
kinds = ["branch_report"]
""",
    "night": """
measure = "each_kind"
period = "year"
subjects = [
    { types = ["fulltime"], target = 1 },
    { types = ["parttime"], target = 1, encouraged = true },
]
kinds = ["night_class", "night_village"]
conditions = { min_minutes = 60, offline = true }
""",
    "papers": """
measure = "records"
period = "quarter"
target = 1
by_day = 20
subjects = [{ organs = ["county"] }]
kinds = ["quarter_materials"]
""",
    "season": """
measure = "records"
period = { kind = "campaign", from = "04-28", to = "05-10" }
target = 1
subjects = [{ organs = ["county"] }]
kinds = ["open_day"]
""",
}
PROGRAMME = load(
    "x.toml",
    RULES
    + "\n".join(
        f'[[rules]]\nid = "{name}"\ntitle = "{name}"{row}sources = [{{ document = "d", clause = "{name}" }}]'
        for name, row in ROWS.items()
    ),
)


def rule(name):
    return PROGRAMME.rule(name)


def at(day, hour=12, minute=0, second=0):
    return datetime.combine(day, time(hour, minute, second), HOME)


def done(kind, times=1, day=ON, **more):
    return tuple(Deed(kind, at(day), **more) for _ in range(times))


def standing(name, subject, *deeds, on=ON, caseload=()):
    evidence = Evidence(tuple(deeds), dict(caseload))
    return evaluate(rule(name), subject, on, evidence, CALENDAR)


def test_any_of_the_kinds_meet_a_number():
    s = standing("ones", VILLAGE, *done("volunteering", 3), *done("heart_to_heart"), *done("phone"))
    assert (s.target, s.count, s.missing) == (5, 4, 1)
    assert s.by_part == {"volunteering": 3, "heart_to_heart": 1}
    assert s.missing_by_part == {}
    assert (s.bound, s.owed, s.met, s.days_left, s.due) == (
        True,
        True,
        False,
        7,
        date(2026, 12, 31),
    )
    more = standing("ones", VILLAGE, *done("volunteering", 7))
    assert (more.count, more.missing, more.met, more.owed) == (7, 0, True, False)


def test_each_kind_is_asked_for_and_more_of_one_does_not_help():
    s = standing("each", COUNTY, *done("open_day", 9), *done("sharing"))
    assert (s.target, s.count, s.missing) == (3, 2, 1)
    assert s.by_part == {"open_day": 9, "sharing": 1, "face_to_face": 0}
    assert s.missing_by_part == {"face_to_face": 1}


def test_a_case_load_counts_people_and_has_no_end():
    s = standing("contacts", CADRE, caseload={1: "", 2: "community"})
    assert (s.target, s.count, s.missing, s.days_left, s.by_part) == (3, 2, 1, None, {})
    assert standing("contacts", VILLAGE, caseload={1: "", 2: ""}).met


def test_each_field_is_asked_for():
    s = standing("split", CADRE, caseload={1: "community", 2: "community", 3: "community", 4: ""})
    assert (s.target, s.count, s.missing) == (4, 2, 2)
    assert s.by_part == {"community": 3, "association": 0}
    assert s.missing_by_part == {"association": 2}
    assert rule("split").part_title("association") == FIELDS["association"]


def test_each_youth_is_to_be_met_face_to_face_once():
    met = done("visit", youths=frozenset({1, 2, 9}))
    again = done("volunteering", youths=frozenset({1}))
    phoned = done("phone", offline=False, youths=frozenset({3}))
    last_year = done("visit", day=date(2025, 12, 31), youths=frozenset({3}))
    s = standing(
        "met", CADRE, *met, *again, *phoned, *last_year, caseload=dict.fromkeys((1, 2, 3), "")
    )
    assert (s.target, s.count, s.missing, s.by_part) == (3, 2, 1, {"visit": 1, "volunteering": 1})
    nobody, stranger = done("visit")[0], done("visit", youths=frozenset({9}))[0]
    sifted = sift(rule("met"), s.window, (nobody, stranger), CALENDAR, {1, 2, 3})
    assert [why for _, why in sifted.left_out] == ["没写和谁在一起", "没有现在名单里的小伙伴"]
    assert standing("met", CADRE, *met).target == 0


def test_half_days_are_different_ones_on_working_days():
    monday, saturday, sunday = date(2026, 12, 21), date(2026, 12, 26), date(2026, 12, 27)
    morning = Deed("branch_report", at(monday, 9), 60, id=1)
    same = Deed("branch_report", at(monday, 11), 60, id=2)
    swapped = Deed("branch_report", at(saturday, 14), id=3)
    off = Deed("branch_report", at(sunday, 9), id=4)
    s = standing("reporting", CADRE, morning, same, swapped, off)
    assert (s.count, s.missing, s.met) == (2, 0, True)
    sifted = sift(rule("reporting"), s.window, (morning, same, swapped, off), CALENDAR)
    assert [deed.id for deed in sifted.counted] == [1, 3]
    assert sifted.left_out == ((same, "这半天已经算过一次"), (off, "不是工作日"))
    whole = Deed("branch_report", at(monday, 9), 480, id=5)
    assert standing("reporting", CADRE, whole).count == 2
    assert standing("reporting", CADRE, morning, whole).count == 2


def test_a_week_with_too_few_working_days_binds_nobody_and_an_unknown_year_is_said():
    holidays = frozenset(date(2026, 12, day) for day in range(21, 26))
    calendar = Calendar(frozenset({2026}), off=holidays, on=CALENDAR.on)
    s = evaluate(rule("reporting"), CADRE, ON, Evidence(), calendar)
    assert s.exempt_reason == "本周工作日不足两天"
    over = standing("reporting", CADRE, on=date(2026, 12, 30))
    assert over.exempt_reason == "2027 年的放假安排还没有公布,先不算"
    assert not over.owed
    assert misfit(rule("reporting"), Deed("branch_report", at(date(2027, 1, 4), 9)), CALENDAR) == (
        "2027 年的放假安排还没有公布,先不算"
    )
    turn = Deed("branch_report", at(date(2026, 12, 29), 9))
    assert standing("reporting", CADRE, turn, on=date(2026, 12, 30)).count == 0


def test_what_has_to_be_in_by_a_day_counts_until_then():
    s = standing("papers", COUNTY, *done("quarter_materials", day=date(2026, 12, 20)))
    assert (s.met, s.days_left, s.due) == (True, 0, date(2026, 12, 20))
    late = Deed("quarter_materials", at(date(2026, 12, 21), 0))
    s = standing("papers", COUNTY, late, on=date(2026, 12, 18))
    assert (s.met, s.owed, s.days_left) == (False, True, 2)
    assert misfit(rule("papers"), late) == "12 月 20 日以后的不算按时"


def test_a_campaign_that_has_not_begun_is_shown_and_not_owed():
    s = standing("season", COUNTY)
    assert (s.begun, s.owed, s.bound, s.window.first_day) == (False, False, True, date(2027, 4, 28))
    inside = standing("season", COUNTY, on=date(2026, 5, 4))
    assert (inside.begun, inside.owed, inside.days_left) == (True, True, 6)
    assert misfit(rule("season"), Deed("open_day", at(date(2026, 5, 11), 0))) == (
        "不在这项活动的时间里"
    )


def test_late_is_what_was_entered_after_the_end():
    end = at(date(2027, 1, 1), 0)
    on_time = done("volunteering", entered_at=end - timedelta(seconds=1))
    late = done("volunteering", entered_at=end)
    s = standing("ones", VILLAGE, *on_time, *late)
    assert (s.count, s.late) == (2, 1)


def test_the_exempt_see_their_progress_and_owe_nothing():
    joined = Subject((Span(Role.PARTTIME, Level.BASE, date(2026, 10, 12)),))
    s = standing("ones", joined, *done("volunteering", 2))
    assert s.exempt_reason == "10 月 12 日上任,下一个窗口起算"
    assert (s.bound, s.count, s.missing, s.owed) == (False, 2, 3, False)
    away = Subject(VILLAGE.spans, (Leave(date(2026, 12, 1)),))
    assert standing("ones", away).exempt_reason == "本窗口内休假登记"


def test_the_encouraged_are_counted_and_owe_nothing():
    s = standing("night", VILLAGE, *done("night_class", minutes=60))
    assert (s.count, s.target, s.exempt_reason) == (1, 2, "提倡参加,不作要求")
    assert standing("night", CADRE).owed
    both = Subject((*VILLAGE.spans, Span(Role.FULLTIME, Level.BASE, SINCE)))
    assert standing("night", both).bound
    lately = Subject((*VILLAGE.spans, Span(Role.FULLTIME, Level.BASE, date(2026, 3, 1))))
    assert standing("night", lately).exempt_reason == "提倡参加,不作要求"
    away = Subject(VILLAGE.spans, (Leave(date(2026, 12, 1), date(2026, 12, 2)),))
    assert standing("night", away).exempt_reason == "本窗口内休假登记"


def test_a_personal_target_replaces_the_files():
    mine = Override("contacts", 6, "高校团委", SINCE)
    s = standing("contacts", Subject(VILLAGE.spans, overrides=(mine,)), caseload={1: ""})
    assert (s.target, s.count, s.override_reason) == (6, 1, "高校团委")
    part = Override("split", 1, "村里青年少", SINCE)
    s = standing("split", Subject(CADRE.spans, overrides=(part,)), caseload={1: "community"})
    assert (s.target, s.missing_by_part) == (2, {"association": 1})


def test_each_subject_has_its_own_rules():
    def ids(subject):
        return [s.rule.id for s in evaluate_all(PROGRAMME, subject, ON)]

    assert ids(CADRE) == ["contacts", "split", "met", "reporting", "night"]
    assert ids(VILLAGE) == ["ones", "contacts", "night"]
    assert ids(COUNTY) == ["each", "papers", "season"]
    assert ids(Subject((Span(Role.ORGAN, Level.NATION, SINCE),))) == []


def test_a_record_shows_which_rules_it_fills():
    def fills(subject, kind, day=ON, **more):
        return [r.id for r in filled(PROGRAMME, subject, Deed(kind, at(day), **more), CALENDAR)]

    assert fills(VILLAGE, "volunteering") == ["ones"]
    assert fills(CADRE, "volunteering", youths=frozenset({1})) == ["met"]
    assert fills(CADRE, "volunteering") == []
    assert fills(CADRE, "phone", offline=False) == []
    assert fills(COUNTY, "open_day") == ["each"]
    assert fills(COUNTY, "open_day", date(2026, 5, 4)) == ["each", "season"]
    assert fills(VILLAGE, "night_class", minutes=60) == ["night"]
    assert fills(VILLAGE, "volunteering", date(2023, 1, 1)) == []


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        (Deed("night_class", at(ON), 60), None),
        (Deed("night_class", at(ON), 59), "不到 60 分钟,不计入"),
        (Deed("night_class", at(ON)), "没写时长;满 60 分钟才计入"),
        (Deed("night_class", at(ON), 90, offline=False), "这一条只算线下"),
        (Deed("phone", at(ON), 90), "不是这一条要的类别"),
    ],
)
def test_a_record_that_does_not_count_says_why(deed, why):
    assert misfit(rule("night"), deed) == why
    assert fits(rule("night"), deed) is (why is None)


def test_a_rule_about_the_case_load_looks_at_no_record():
    assert misfit(rule("contacts"), done("visit")[0]) == "这一条看联系名单,不看单次记录"


MOMENTS = st.datetimes(datetime(2026, 10, 1), datetime(2027, 1, 5)).map(  # noqa: DTZ001
    lambda moment: moment.replace(tzinfo=HOME)
)
DEEDS = st.lists(
    st.builds(
        Deed,
        st.sampled_from(list(KINDS)),
        MOMENTS,
        st.none() | st.integers(0, 500),
        st.booleans(),
        st.none() | MOMENTS,
        st.frozensets(st.integers(1, 6), max_size=3),
        st.integers(1, 10**6),
    ),
    max_size=15,
)
CASELOADS = st.dictionaries(st.integers(1, 6), st.sampled_from(["", *FIELDS]))


@given(st.sampled_from(PROGRAMME.rules), DEEDS, CASELOADS)
def test_the_numbers_of_a_standing_agree_with_each_other(rule, deeds, caseload):
    for subject in (CADRE, VILLAGE, COUNTY):
        s = evaluate(rule, subject, ON, Evidence(tuple(deeds), caseload), CALENDAR)
        if s is None:
            continue
        assert s.missing == max(s.target - s.count, 0)
        assert s.met == (s.missing == 0)
        assert bool(s.missing_by_part) == (bool(rule.parts) and not s.met)
        if s.missing_by_part:
            assert sum(s.missing_by_part.values()) == s.missing
            assert all(rule.part_title(part) for part in s.missing_by_part)
        counted = sift(rule, s.window, deeds, CALENDAR, caseload).counted
        assert s.late <= len(counted)
        if rule.measure is Measure.RECORDS:
            assert s.count == sum(s.by_part.values()) == len(counted)
        if rule.measure is Measure.HALF_DAYS:
            assert s.count == len(worked_halves(counted)) >= len(counted)


@given(st.sampled_from(PROGRAMME.rules), DEEDS, st.randoms())
def test_sifting_keeps_every_record_and_does_not_depend_on_their_order(rule, deeds, chance):
    window = rule.period.window_of(ON)
    sifted = sift(rule, window, deeds, CALENDAR)
    assert len(sifted.counted) + len(sifted.left_out) == len(deeds)
    for deed in sifted.counted:
        assert window.holds(deed.day)
    chance.shuffle(deeds)
    again = sift(rule, window, deeds, CALENDAR)
    assert worked_halves(again.counted) == worked_halves(sifted.counted)
    assert len(again.counted) == len(sifted.counted)
