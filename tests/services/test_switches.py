"""Who may turn which switch, for whom it holds, and what is written down."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from domain.compliance import CLAUSES, meets
from domain.switches import NAMES, Switches
from models.switch import SwitchChange
from services import switches
from services.organisations import UnknownOrganisation
from services.signing import BadSignature
from services.switches import NeedsSignature, UnknownSwitch
from tests.services.county import BRANCH, CITY, COUNTY, ELSEWHERE, NOW, county
from tests.services.own_rules import ruled

SIGNED = {"by_name": "李主任", "reason": "年度考核要用"}
ABOVE = {
    CITY: [CITY],
    COUNTY: [COUNTY, CITY],
    BRANCH: [BRANCH, COUNTY, CITY],
    ELSEWHERE: [ELSEWHERE],
}


@pytest.fixture
def place(new_database, database_kind):
    with ruled(new_database(database_kind, fill=county)) as place:
        yield place


def on(place, organisation, name="points"):
    return getattr(place.do(switches.of, organisation), name)


def test_without_any_turn_it_is_as_the_programme_says(place):
    assert place.do(switches.of, BRANCH) == Switches(points=True)


def test_what_meets_a_clause_needs_name_and_reason(place):
    halves = ({}, {"by_name": "李主任"}, {"reason": "要用"}, {"by_name": " ", "reason": " "})
    for name, (position, clause) in CLAUSES.items():
        for signed in halves:
            with pytest.raises(NeedsSignature) as no:
                place.do(switches.turn, COUNTY, name, position, **signed)
            assert str(clause) in str(no.value)
            assert "--by" in str(no.value)
    assert place.audits("switch_turned") == []
    for name, (position, clause) in CLAUSES.items():
        place.do(switches.turn, COUNTY, name, position, **SIGNED)
        assert on(place, COUNTY, name) is position
        noted = {"by": "李主任", "reason": "年度考核要用", "clause": clause.at}
        assert place.audits("switch_turned")[-1] == (
            str(COUNTY),
            {"switch": name, "is_on": position, **noted},
        )
        place.do(switches.turn, COUNTY, name, not position)
        assert on(place, COUNTY, name) is not position


def test_a_turn_holds_below_and_nowhere_else_and_the_nearest_wins(place):
    place.do(switches.turn, CITY, "points", False)
    assert [on(place, o) for o in (CITY, COUNTY, BRANCH, ELSEWHERE)] == [False, False, False, True]
    place.do(switches.turn, COUNTY, "points", True, **SIGNED)
    assert [on(place, o) for o in (CITY, COUNTY, BRANCH)] == [False, True, True]
    place.do(switches.turn, CITY, "points", False)
    assert on(place, BRANCH)
    place.do(switches.turn, COUNTY, "points", False)
    assert not on(place, BRANCH)


def test_how_each_stands_and_by_whose_decision(place):
    place.do(switches.turn, CITY, "online_time", True, **SIGNED)
    stands = {one.name: one for one in place.do(switches.standing, BRANCH)}
    assert list(stands) == list(NAMES)
    online, points = stands["online_time"], stands["points"]
    assert (online.organisation_id, online.signed.by, online.at) == (CITY, "李主任", NOW)
    assert online.met.clause.at == "「不得出现」(二)"
    assert (points.organisation_id, points.programme, points.is_on) == (None, "five", True)
    assert stands["complaints"].met is None


def test_what_is_none_is_refused_in_words(place):
    with pytest.raises(UnknownSwitch, match="是不是想写 points"):
        place.do(switches.turn, COUNTY, "point", False)
    with pytest.raises(UnknownOrganisation, match="99"):
        place.do(switches.turn, 99, "points", False)
    with pytest.raises(UnknownOrganisation):
        place.do(switches.standing, 99)


@pytest.mark.parametrize(
    ("by", "reason"),
    [
        ("王" * 61, "要用"),
        ("王敏", "因" * 201),
        ("王敏", "有事找我 13812345678"),
        ("王敏 138-1234-5678", "要用"),
    ],
)
def test_a_signature_is_short_and_holds_no_phone(place, by, reason):
    with pytest.raises(BadSignature):
        place.do(switches.turn, COUNTY, "points", True, by_name=by, reason=reason)
    assert place.audits("switch_turned") == []


turns = st.lists(
    st.tuples(
        st.sampled_from(list(ABOVE)), st.sampled_from(["points", "complaints"]), st.booleans()
    ),
    max_size=8,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns)
def test_any_history_of_turns_is_told_as_somebody_else_would(place, history):
    place.do(lambda uow: uow.session.execute(delete(SwitchChange)))
    said = {"points": True, "complaints": True}
    for organisation, name, position in history:
        place.do(switches.turn, organisation, name, position, **SIGNED)
    for organisation, line in ABOVE.items():
        for name, usual in said.items():
            own = [[p for o, n, p in history if (o, n) == (each, name)] for each in line]
            wanted = next((positions[-1] for positions in own if positions), usual)
            assert on(place, organisation, name) is wanted
    assert meets("complaints", False)
