import pytest

from domain.dictionaries import (
    CADRE_TYPES,
    DEMANDS,
    INDUSTRIES,
    LEADING,
    LEVELS,
    OCCUPATIONS,
    ORGANISATION_TYPES,
    CadreType,
    Level,
)
from domain.kinds import FOR_CADRES, FOR_ORGANS, KINDS, Group, by_word, closest, in_group, titles


def test_there_are_five_ones_of_both_sorts():
    assert titles(k.code for k in in_group(Group.CADRE_FIVE)) == (
        "办一件实事",
        "志愿服务",
        "文体活动",
        "谈心谈话",
        "自主设计",
    )
    assert titles(k.code for k in FOR_ORGANS) == (
        "机关开放",
        "面对面",
        "集中志愿服务",
        "工作分享",
        "自主设计集体活动",
    )


def test_codes_are_their_keys_and_no_word_means_two_kinds():
    assert all(code == kind.code for code, kind in KINDS.items())
    for group in (FOR_CADRES, FOR_ORGANS):
        words = [word.casefold() for kind in group for word in kind.words]
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("谈心", "heart_to_heart"),
        ("谈话", "heart_to_heart"),
        ("志愿", "volunteering"),
        ("文体", "culture_sports"),
        ("办实事", "good_deed"),
        ("实事", "good_deed"),
        ("打电话", "phone"),
        ("微信聊", "message"),
        ("qq", "message"),
        ("走访", "visit"),
        ("自主设计", "own_design"),
    ],
)
def test_people_type_what_they_say(word, code):
    assert by_word(word).code == code


def test_an_unknown_word_has_no_kind_but_perhaps_a_neighbour():
    assert by_word("志原服务") is None
    assert closest("志原服务").code == "volunteering"
    assert closest("xyz") is None
    assert closest("谈心", among=()) is None


def test_online_kinds_are_online():
    assert {k.code for k in KINDS.values() if not k.offline} == {"phone", "message"}


def test_the_dictionaries_are_whole():
    assert (len(INDUSTRIES), len(OCCUPATIONS), len(DEMANDS)) == (16, 14, 9)
    assert len(ORGANISATION_TYPES) == 5
    assert set(CADRE_TYPES) == set(CadreType)
    assert set(LEVELS) == set(Level)
    assert frozenset(Level) - LEADING == {Level.BASE}
