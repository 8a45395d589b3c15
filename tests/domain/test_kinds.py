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
from domain.kinds import (
    FOR_CADRES,
    FOR_ORGANS,
    KINDS,
    TOGETHER,
    Group,
    any_of,
    by_word,
    closest,
    in_group,
    titles,
)


def test_there_are_five_ones_of_both_sorts():
    assert titles(k.code for k in in_group(Group.CADRE_FIVE)) == (
        "办一件实事",
        "志愿服务",
        "文体活动",
        "谈心谈话",
        "自主设计",
    )
    assert titles(k.code for k in in_group(Group.ORGAN_FIVE)) == (
        "机关开放",
        "面对面",
        "集中志愿服务",
        "工作分享",
        "自主设计集体活动",
    )


def test_the_other_lists_are_as_the_notices_have_them():
    named = {group: titles(kind.code for kind in in_group(group)) for group in Group}
    assert named[Group.EDUCATION] == ("指导团委", "参与支部教育实践", "讲团课")
    assert named[Group.GRASSROOTS] == ("支部报到", "主题团日", "调研选题")
    assert named[Group.NIGHT_VISIT] == (
        "夜访困难青少年",
        "夜访班级寝室",
        "夜访社会组织",
        "夜访创业青年",
        "夜访村社区",
        "夜访团组织",
    )
    assert named[Group.ORGAN_CAMPAIGN] == ("走进青年", "最美青春故事", "宣讲", "集中服务青年")
    assert named[Group.ORGAN_PAPER] == ("季度材料", "季度通报", "半年评估")


def test_every_kind_is_somebodys_to_write_down_and_only_one_sides():
    cadres, organs = ({kind.code for kind in kinds} for kinds in (FOR_CADRES, FOR_ORGANS))
    assert cadres | organs == set(KINDS)
    assert not cadres & organs


def test_codes_are_their_keys_and_no_word_means_two_kinds():
    assert all(code == kind.code for code, kind in KINDS.items())
    # Who answers for an organ types words of both sides into one line.
    words = [word.casefold() for kind in KINDS.values() for word in kind.words]
    assert len(words) == len(set(words))
    assert not set(words) & set(TOGETHER)


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
        ("指导团总支", "guide_committee"),
        ("教育实践", "branch_practice"),
        ("团课", "league_lesson"),
        ("报到", "branch_report"),
        ("走支部", "branch_report"),
        ("团日", "league_day"),
        ("选题", "research_topic"),
        ("夜访青少年", "night_youth"),
        ("夜访寝室", "night_class"),
        ("夜访社团", "night_social"),
        ("夜访创业", "night_founder"),
        ("夜访社区", "night_village"),
        ("夜访支部", "night_league"),
    ],
)
def test_people_type_what_they_say(word, code):
    assert by_word(word).code == code


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("开放日", "open_day"),
        ("分享会", "sharing"),
        ("走进青年", "into_youth"),
        ("青春故事", "best_story"),
        ("宣讲会", "lecture"),
        ("服务青年月", "service_month"),
        ("报材料", "quarter_materials"),
        ("通报", "bulletin"),
        ("年底考核", "evaluation"),
    ],
)
def test_who_answers_for_an_organ_types_what_they_say(word, code):
    assert by_word(word, FOR_ORGANS).code == code
    assert by_word(word) is None


def test_a_word_for_a_whole_list_means_none_of_it_in_particular():
    for word in ("夜访", "访谈夜"):
        assert by_word(word) is None
        assert any_of(f"{word}张三") == in_group(Group.NIGHT_VISIT)
    assert any_of("走访张三") == ()
    assert any_of("夜访", FOR_ORGANS) == ()


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
