"""An organisation keeps or relaxes what applies above it, and never raises it."""

import threading

import pytest
from sqlalchemy import update

from domain.inheritance import raised
from domain.switches import Switches
from models.organisation import Organisation
from services import programmes, switches
from services.organisations import UnknownOrganisation
from services.programmes import RaisedBelow, Raises, UnknownProgramme
from services.switches import NeedsSignature
from tests.services.county import BRANCH, CITY, COUNTY, ELSEWHERE, county
from tests.services.own_rules import ruled

SIGNED = ("李主任", "按年度方案")


@pytest.fixture
def place(new_database, database_kind):
    with ruled(new_database(database_kind, fill=county)) as place:
        yield place


def choose(place, organisation, name, *signed):
    return place.do(programmes.choose, organisation, name, *signed).id


def follows(place):
    return [place.do(programmes.applying, o).id for o in (CITY, COUNTY, BRANCH, ELSEWHERE)]


def test_a_laxer_programme_may_be_chosen_and_holds_below(place):
    assert choose(place, COUNTY, "three") == "three"
    assert follows(place) == ["five", "three", "three", "five"]
    assert place.audits("programme_chosen") == [
        (
            str(COUNTY),
            {"programme": "three", "before": "", "by": "", "reason": "", "switches": []},
        )
    ]


def test_a_stricter_one_is_refused_with_both_numbers_and_both_clauses(place):
    with pytest.raises(Raises) as no:
        choose(place, COUNTY, "seven", *SIGNED)
    for words in (
        "不能层层加码",
        "每季度 5 次(《五次的通知》:“每季度5次”)",
        "每季度 7 次(《七次的通知》:“每季度7次”)",
        "请写不高于 5 的 target",
    ):
        assert words in str(no.value)
    assert follows(place) == ["five"] * 4
    assert place.audits("programme_chosen") == []


def test_a_rule_of_ones_own_needs_the_leave_of_all_above(place):
    with pytest.raises(Raises) as no:
        choose(place, COUNTY, "own")
    assert "没有这一条,是 0" in str(no.value)
    choose(place, CITY, "open", *SIGNED)
    assert choose(place, COUNTY, "own") == "own"
    with pytest.raises(RaisedBelow):
        choose(place, CITY, "five", *SIGNED)
    choose(place, COUNTY, None, *SIGNED)
    choose(place, CITY, "five", *SIGNED)
    choose(place, COUNTY, "open", *SIGNED)
    with pytest.raises(Raises):
        choose(place, BRANCH, "own")


def test_nothing_stands_above_the_top(place):
    assert place.do(programmes.applying_above, CITY) is None
    assert choose(place, CITY, "seven") == "seven"
    assert choose(place, COUNTY, "five", *SIGNED) == "five"
    with pytest.raises(Raises):
        choose(place, BRANCH, "seven")


def test_what_is_above_cannot_be_relaxed_under_somebody_who_would_then_raise_it(place):
    choose(place, BRANCH, "five", *SIGNED)
    with pytest.raises(RaisedBelow) as no:
        choose(place, CITY, "three")
    assert "「支部」(编号 3)选的「五次」" in str(no.value)
    assert "每季度 3 次" in str(no.value)
    choose(place, BRANCH, "three")
    choose(place, CITY, "three")
    assert follows(place) == ["three", "three", "three", "five"]


def test_one_may_follow_what_is_above_again(place):
    choose(place, CITY, "three")
    choose(place, COUNTY, "three")
    assert choose(place, COUNTY, None) == "three"
    with place.open_uow() as uow:
        assert uow.session.get(Organisation, COUNTY).programme is None
    with pytest.raises(NeedsSignature):
        choose(place, CITY, None)
    assert choose(place, CITY, None, *SIGNED) == "five"


def test_a_choice_that_turns_on_what_meets_a_clause_is_signed(place):
    choose(place, COUNTY, "plain")
    assert place.do(switches.of, BRANCH) == Switches()
    with pytest.raises(NeedsSignature, match="积分排名"):
        choose(place, COUNTY, "five")
    choose(place, COUNTY, "five", *SIGNED)
    number, data = place.audits("programme_chosen")[-1]
    assert (number, data["by"], data["reason"]) == (str(COUNTY), *SIGNED)
    assert (data["before"], data["switches"]) == ("plain", ["points"])
    choose(place, COUNTY, "five")


def test_a_switch_that_was_turned_stays_as_it_was_turned(place):
    place.do(switches.turn, COUNTY, "points", False)
    choose(place, COUNTY, "plain")
    choose(place, COUNTY, "five")
    assert not place.do(switches.of, COUNTY).points


def test_what_is_none_is_refused_in_words(place):
    with pytest.raises(UnknownProgramme, match="是不是想写 three"):
        choose(place, COUNTY, "thre")
    with pytest.raises(UnknownOrganisation):
        choose(place, 99, "three")


def test_a_choice_whose_file_has_gone_binds_as_the_installation_does(place):
    with place.open_uow() as uow:
        uow.session.execute(
            update(Organisation).where(Organisation.id == CITY).values(programme="gone")
        )
    with pytest.raises(Raises, match="「五次」"):
        choose(place, COUNTY, "seven")
    assert choose(place, CITY, "three") == "three"


def test_two_who_choose_at_once_leave_nobody_raised(place):
    """The city relaxes while the branch takes the stricter one: one of them is refused."""
    choose(place, CITY, "three")
    choose(place, CITY, "five", *SIGNED)
    told = []

    def run(*choice):
        try:
            told.append(choose(place, *choice, *SIGNED))
        except (Raises, RaisedBelow) as no:
            told.append(no.code)

    pair = ((CITY, "three"), (BRANCH, "five"))
    threads = [threading.Thread(target=run, args=choice) for choice in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 2
    above, below = place.do(programmes.applying, COUNTY), place.do(programmes.applying, BRANCH)
    assert raised(above, below) == ()
    assert len({"raises", "raised_below"} & set(told)) == 1
