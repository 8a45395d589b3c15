from datetime import date

import pytest

from domain.audience import Audience, Facts, age, fits, say
from domain.dictionaries import INDUSTRIES, OCCUPATIONS

DAY = date(2026, 11, 28)
WIDE = Audience(
    industries=("village", "other"),
    occupations=("student",),
    tags=("摄影",),
    least_age=18,
    most_age=28,
    mine_only=True,
)


@pytest.mark.parametrize(
    "audience", [Audience(), WIDE, Audience(most_age=35), Audience(tags=("a",))]
)
def test_what_is_kept_is_read_again(audience):
    assert Audience.read(audience.kept()) == audience
    assert audience.everybody == (audience.kept() == {})


@pytest.mark.parametrize(
    ("born", "years"),
    [(date(2008, 11, 28), 18), (date(2008, 11, 29), 17), (date(2008, 2, 29), 18)],
)
def test_whole_years_on_the_very_day(born, years):
    assert age(born, DAY) == years


@pytest.mark.parametrize(
    ("audience", "facts", "may"),
    [
        (Audience(), Facts(), True),
        (Audience(industries=("village", "other")), Facts(industries=frozenset({"other"})), True),
        (Audience(industries=("village",)), Facts(), False),
        (Audience(tags=("摄影",)), Facts(tags=frozenset({"篮球", "摄影"})), True),
        (Audience(mine_only=True), Facts(), False),
        (Audience(mine_only=True), Facts(mine=True), True),
        (Audience(least_age=18), Facts(born=date(2008, 11, 29)), False),
        (Audience(least_age=18, most_age=18), Facts(born=date(2007, 11, 29)), True),
        (Audience(most_age=18), Facts(born=date(2007, 11, 28)), False),
        (Audience(least_age=18), Facts(), True),
        (WIDE, Facts(frozenset({"village"}), frozenset({"student"}), frozenset({"摄影"})), False),
    ],
)
def test_one_of_each_list_is_enough_and_each_list_must_be_met(audience, facts, may):
    assert fits(audience, facts, DAY) is may


def test_it_is_said_in_words_people_use():
    assert say(Audience()) == "大家"
    assert say(WIDE) == "团干部自己的小伙伴、农村或其他、学生、「摄影」、18–28 岁"
    assert say(Audience(least_age=16)) == "16 岁以上"
    assert say(Audience(most_age=35)) == "35 岁以下"
    everything = Audience(industries=tuple(INDUSTRIES), occupations=tuple(OCCUPATIONS))
    assert all(title in say(everything) for title in (*INDUSTRIES.values(), *OCCUPATIONS.values()))
