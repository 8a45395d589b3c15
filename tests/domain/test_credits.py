"""The table of what an activity is worth holds to what the notices say."""

import pytest

from domain import credits as worth
from domain.activity_templates import FOR_CADRES, FOR_ORGANS
from domain.credits import CREDITS, MET
from domain.kinds import KINDS, Group
from tests.domain.notices import PARAGRAPHS

HELD = {
    "[广] 二(一)2": "guang",
    "[广] 二(二)1": "guang",
    "[广] 二(二)2": "guang",
    "[淮] 四1": "huai",
}


@pytest.mark.parametrize("kind", [k.code for k in (*FOR_CADRES, *FOR_ORGANS)])
def test_every_kind_that_can_be_held_is_in_the_table(kind):
    assert kind in CREDITS


@pytest.mark.parametrize("kind", sorted(CREDITS))
def test_what_is_written_exists_and_belongs_to_its_subject(kind):
    credit = CREDITS[kind]
    organs = {Group.ORGAN_FIVE, Group.ORGAN_CAMPAIGN}
    assert KINDS[credit.host].group not in organs
    assert KINDS[credit.guest].group not in organs
    assert (credit.organ == kind) is (KINDS[kind].group in organs)
    assert credit.source.startswith("[")


@pytest.mark.parametrize("kind", sorted(CREDITS))
def test_what_is_quoted_stands_in_its_notice(kind):
    for source in CREDITS[kind].source.split(";"):
        place, clause = source.rsplit(" ", 1)
        if place in HELD:
            assert clause in PARAGRAPHS[HELD[place]]


def test_who_only_came_is_credited_where_a_notice_says_so():
    shared = {kind for kind, credit in CREDITS.items() if credit.guest != MET}
    assert shared == {"volunteering", "culture_sports", "league_day", "group_volunteering"}
    for kind in shared:
        assert "参与" in CREDITS[kind].source
    assert KINDS[MET].group is Group.CONTACT


def test_a_kind_of_no_table_is_its_hosts_alone():
    assert (worth.of("night_village").host, worth.of("night_village").guest) == (
        "night_village",
        MET,
    )
    assert worth.of("bulletin").host == MET
    assert worth.of("night_village").organ is None


def test_a_meeting_is_written_only_with_somebody():
    assert not worth.written("heart_to_heart", met=False)
    assert not worth.written(MET, met=False)
    assert worth.written("heart_to_heart", met=True)
    assert worth.written("volunteering", met=False)
