"""Words, near-duplicates and groups: what the library gives, and what is made of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import segmenting
from tests.services.group_many import made_up, quality


def test_words_are_those_that_say_something():
    said = segmenting.words("您好,请问宿舍晚上的热水为什么总是不够?谢谢!")
    assert said == ("宿舍", "晚上", "热水", "不够")
    assert segmenting.words("WIFI 连不上,2026 年") == ("wifi", "连不上", "2026")
    # Found by the short word as well as by the long one.
    assert {"图书", "图书馆"} <= set(segmenting.words("图书馆"))


@pytest.mark.parametrize("text", ["", " \n", "!?……", "😀😀", "的了吗", "请问一下,谢谢", "1"])
def test_nothing_said_is_no_word_and_like_nothing(text):
    assert segmenting.words(text) == ()
    assert segmenting.alike(text, {1: "宿舍热水不够"}) == []
    assert segmenting.groups({1: text, 2: "宿舍热水不够"}) == [[1], [2]]


def test_a_word_fits_into_the_row_in_which_it_is_searched():
    assert all(len(word) <= 20 for word in segmenting.words("a" * 500 + "热" * 500))


def test_what_means_the_same_is_alike_the_closest_first():
    others = {
        1: "食堂的菜价太高",
        2: "寝室九点以后就没热水了",
        3: "宿舍晚上热水不够!",
        4: "公交末班车太早",
    }
    found = segmenting.alike("宿舍晚上的热水总是不够", others)
    assert found[0][0] == 3
    assert {key for key, _ in found} <= {2, 3}
    assert all(0 < score <= 100 for _, score in found)
    # A slip of the thumb: the words differ, the letters hardly.
    assert (
        segmenting.alike("图书管周末关门太早", {1: "图书馆周末关门太早"})[0][1] >= segmenting.NEAR
    )


def test_groups_hold_each_key_once_and_the_largest_first():
    texts = {
        1: "宿舍晚上热水不够",
        2: "食堂的菜价太高",
        3: "宿舍热水晚上不够用",
        4: "食堂菜价能不能便宜",
        5: "晚上宿舍没有热水",
        6: "想领养小猫",
    }
    assert segmenting.groups(texts) == [[1, 3, 5], [2, 4], [6]]
    assert segmenting.middle({key: texts[key] for key in (1, 3, 5)}) in {1, 3, 5}
    assert segmenting.groups({}) == []


@settings(max_examples=20, deadline=None)
@given(
    st.dictionaries(st.integers(1, 99), st.text("热水宿舍食堂贵坏,。", max_size=12), max_size=15)
)
def test_nothing_is_lost_or_doubled_whatever_is_said(texts):
    groups = segmenting.groups(texts)
    assert sorted(key for group in groups for key in group) == sorted(texts)
    assert groups == segmenting.groups(dict(reversed(texts.items())))


def test_pairs_put_together_mean_the_same():
    """The labelled paraphrases, small: the command measures five thousand."""
    texts, labels = made_up(400, seed=12)
    precision, recall = quality(segmenting.groups(texts), labels)
    assert precision > 0.6
    assert recall > 0.3
    # A measure that cannot fail measures nothing.
    assert quality([list(texts)], labels)[0] < 0.1
    assert quality([[key] for key in texts], labels)[1] == 0
