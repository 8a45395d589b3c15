"""Why a number is what it is; every record of the window has its place."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from models.cadre import Override
from models.engine import open_engine
from models.record import Record
from services import explanations, quotas
from services.caseloads import ENDED, LEFT
from services.explanations import ENOUGH, MET_BEFORE, NoSuchRule, NotConcerned
from tests.standings import COUNTY, LI, NOW, ON, WANG, at, fill, keep, open_at


@pytest.fixture
def engine(new_database, database_kind):
    engine = open_engine(new_database(database_kind, fill))
    yield engine
    engine.dispose()


@pytest.fixture
def uow(engine):
    with open_at(engine)() as uow:
        yield uow


def explain(uow, rule, on=ON, subject="cadre", who=WANG):
    return explanations.explain(uow, subject, who, rule, on)


def counted(e):
    return {line.id: line.adds for line in e.counted}


def left_out(e):
    return {left.line.id: left.why for left in e.left_out}


def test_any_of_some_kinds(uow):
    e = explain(uow, "five")
    assert (e.standing.count, e.standing.target) == (3, 5)
    assert counted(e) == {1: 1, 2: 1, 15: 1}
    assert left_out(e) == {13: "撤销了", 14: "管理员更正:记重了"}
    assert [left.undone for left in e.left_out] == [True, True]
    first, _, last = e.counted
    assert (first.title, first.minutes, first.youths) == ("社区清洁", 120, 2)
    assert (first.day, first.kind_title, first.late) == (date(2026, 11, 2), "志愿服务", False)
    assert last.correction == "漏记"
    assert e.others == 9
    assert e.caseload is None
    assert [str(source) for source in e.sources] == ["试发〔2026〕1号二:“每两个月五次”"]
    assert e.programme.title == "试验方案"


def test_a_late_entry_counts_in_its_own_window_and_says_so(uow):
    e = explain(uow, "five", on=date(2026, 10, 31))
    assert counted(e) == {12: 1}
    assert e.counted[0].late
    assert e.standing.late == 1


def test_half_days_of_working_days(uow):
    e = explain(uow, "report")
    assert (e.standing.count, e.standing.target) == (2, 2)
    assert counted(e) == {3: 1, 5: 1}
    assert left_out(e) == {4: "这半天已经算过一次", 6: "不是工作日"}


def test_each_kind_with_a_least_length(uow):
    e = explain(uow, "night")
    assert (e.standing.count, e.standing.target) == (1, 3)
    assert counted(e) == {8: 1}
    assert left_out(e) == {
        7: "不到 60 分钟,不计入",
        9: ENOUGH,
        10: "没写时长;满 60 分钟才计入",
    }


def test_each_youth_of_the_case_load(uow):
    uow.actor = WANG
    e = explain(uow, "face")
    assert (e.standing.count, e.standing.target) == (3, 4)
    assert counted(e) == {1: 2, 2: 1}
    why = left_out(e)
    assert why[7] == why[8] == MET_BEFORE
    assert (why[9], why[3]) == ("没有现在名单里的小伙伴", "没写和谁在一起")
    assert why[11] == "这一条只算线下"
    assert why[13] == "撤销了"
    assert [e.caseload.members[youth] for youth in e.unmet] == ["孙七"]


def test_a_case_load_by_field_and_who_no_longer_counts(uow):
    uow.actor = WANG
    e = explain(uow, "split")
    assert (e.standing.count, e.standing.target) == (3, 4)
    assert e.caseload.fields == {"community": 2, "association": 1, "": 1}
    assert {one.name: one.why for one in e.caseload.gone} == {"走了的人": LEFT, "交接的人": ENDED}
    assert e.caseload.gone[0].day == date(2026, 11, 20)
    assert (e.counted, e.left_out, e.others) == ((), (), 0)
    before = explain(uow, "contacts", on=date(2026, 10, 31))
    assert before.standing.count == len(before.caseload.members) == 6


def test_names_are_for_the_own_cadre_alone(uow):
    for actor in (None, LI):
        uow.actor = actor
        e = explain(uow, "contacts")
        assert set(e.caseload.members.values()) == {""}
        assert {one.name for one in e.caseload.gone} == {""}
        assert len(e.caseload.gone) == 2


def test_an_organ_has_its_own_records(uow):
    e = explain(uow, "organ-five", subject="organ", who=COUNTY)
    assert counted(e) == {21: 1, 22: 1}
    assert left_out(e) == {23: ENOUGH}
    papers = explain(uow, "papers", on=date(2026, 9, 30), subject="organ", who=COUNTY)
    assert counted(papers) == {25: 1}
    assert left_out(papers) == {24: "9 月 20 日以后的不算按时"}


def test_what_has_not_begun_has_nothing_behind_it(uow):
    e = explain(uow, "spring")
    assert not e.standing.begun
    assert e.standing.window.first_day == date(2027, 4, 1)
    assert (e.counted, e.left_out, e.others) == ((), (), 0)


def test_a_personal_target_is_what_parts_are_held_against(uow):
    uow.session.add(
        Override(
            cadre_id=WANG, rule="night", target=2, reason="自愿多做", first_day=date(2026, 1, 1)
        )
    )
    uow.session.flush()
    e = explain(uow, "night")
    assert (e.standing.count, e.standing.target) == (2, 6)
    assert counted(e) == {8: 1, 9: 1}
    assert e.standing.override_reason == "自愿多做"


def test_a_rule_that_is_not_there_or_not_theirs_is_refused_with_what_there_is(uow):
    with pytest.raises(NoSuchRule, match="「试验方案」里没有 nigth 这一条。有的是:contacts"):
        explain(uow, "nigth")
    with pytest.raises(NotConcerned, match="管不到这里。管得到的是:contacts、night。"):
        explain(uow, "five", who=LI)
    with pytest.raises(NotConcerned):
        explain(uow, "five", subject="organ", who=COUNTY)
    with pytest.raises(explanations.NoSuchSubject, match="没有编号 99 的团干部"):
        explain(uow, "five", who=99)


def test_all_of_them_at_once_say_the_same(uow):
    for stand in (quotas.of_cadre(uow, WANG, ON), *quotas.of_organs(uow, ON)):
        for e in explanations.explain_all(uow, stand, ON):
            alone = explain(uow, e.standing.rule.id, subject=stand.subject, who=stand.id)
            assert e == alone


class _BackError(Exception):
    """Undoes one example."""


KINDS = [
    *("volunteering", "heart_to_heart", "branch_report", "night_youth", "night_class"),
    *("league_lesson", "phone"),
]
MORE = st.fixed_dictionaries(
    {
        "offline": st.booleans(),
        "undone_at": st.sampled_from([None, None, NOW]),
        "entered_at": st.sampled_from([at(1, 5), at(11, 2), NOW + timedelta(days=400)]),
        "correction": st.sampled_from(["", "", "核对过"]),
    }
)
MOMENTS = st.one_of(
    st.datetimes(at(1, 1).replace(tzinfo=None), at(12, 31).replace(tzinfo=None)),
    st.sampled_from(
        [
            at(m, d, h, minute).replace(tzinfo=None)
            for m, d, h, minute in (
                *((10, 31, 23, 59), (11, 1, 0, 0), (11, 15, 23, 59), (11, 16, 0, 0)),
                *((11, 16, 11, 59), (11, 16, 12, 0), (11, 22, 23, 59), (11, 23, 0, 0)),
                *((10, 10, 9, 0), (2, 14, 9, 0), (1, 1, 0, 0), (6, 30, 23, 59)),
            )
        ]
    ),
)
HISTORIES = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        MOMENTS.map(lambda moment: moment.replace(tzinfo=NOW.tzinfo)),
        st.sampled_from([None, 30, 60, 360, 500]),
        st.sets(st.sampled_from([11, 12, 13, 14, 15, 16]), max_size=3),
        MORE,
    ),
    max_size=12,
)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(
    history=HISTORIES,
    on=st.dates(date(2026, 1, 1), date(2026, 12, 31)) | st.just(ON),
)
def test_every_record_of_the_window_has_one_place_and_the_number_is_their_sum(engine, history, on):
    with suppress(_BackError), open_at(engine)() as uow:
        for kind, moment, minutes, youths, more in history:
            keep(uow.session, None, kind, moment, minutes, youths, more)
        for stand in (quotas.of_cadre(uow, WANG, on), *quotas.of_organs(uow, on)):
            for e in explanations.explain_all(uow, stand, on):
                judge(uow, stand, e)
        raise _BackError


def judge(uow, stand, e):
    s = e.standing
    if not s.rule.measure.counts_records:
        number = (
            sum(min(e.caseload.fields.get(field, 0), 2) for field in s.rule.fields)
            if s.rule.fields
            else len(e.caseload.members)
        )
        assert number == s.count
        return
    owner = Record.cadre_id if stand.subject == "cadre" else Record.organ_id
    inside = (owner == stand.id, Record.happened_at >= s.window.start)
    inside += (Record.happened_at < s.window.end, Record.undone_at.is_(None))
    asked = [Record.kind.in_(s.rule.counts.kinds)] if s.rule.counts.kinds else []
    living = list(uow.session.scalars(select(Record.id).where(*inside, *asked)))
    told = [line.id for line in e.counted] + [
        left.line.id for left in e.left_out if not left.undone
    ]
    assert sorted(told) == sorted(living)
    whole = uow.session.scalar(select(func.count()).select_from(Record).where(*inside))
    assert len(told) + e.others == whole
    assert sum(line.adds for line in e.counted) == s.count
    assert all(line.adds for line in e.counted)
    assert all(left.why for left in e.left_out)
