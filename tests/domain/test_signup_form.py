import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.signup_form import (
    MOST,
    AnswerMissing,
    AnswerOdd,
    Form,
    Question,
    check,
    fault,
    visible,
)

RIDE = Question("ride", "要接送吗", "yesno")
WHERE = Question("where", "在哪上车", "one", ("东门", "西门"), when=("ride", "是"))
SEAT = Question("seat", "几个人", when=("where", "东门"))
LIKES = Question("likes", "会什么", "many", ("唱", "跳", "拍照"), required=False)
FORM = Form((RIDE, WHERE, SEAT, LIKES))


def test_what_is_kept_is_read_again():
    assert Form.read(FORM.kept()) == FORM
    assert Form().kept() == {}
    assert Form.read({}) == Form()


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, "ride likes"),
        ({"ride": ["是"]}, "ride where likes"),
        ({"ride": ["否"]}, "ride likes"),
        ({"ride": ["是"], "where": ["东门"]}, "ride where seat likes"),
        ({"ride": ["否"], "where": ["东门"]}, "ride likes"),  # what hangs on the unasked is not
    ],
)
def test_a_question_with_a_condition_is_asked_of_those_it_concerns(answers, asked):
    assert " ".join(one.key for one in visible(FORM, answers)) == asked


def test_answers_are_kept_without_blanks_and_without_what_is_not_asked():
    said = {"ride": [" 否 "], "where": ["东门"], "likes": ["唱", "拍照", " "], "x": ["y"]}
    assert check(FORM, said) == {"ride": ["否"], "likes": ["唱", "拍照"]}


@pytest.mark.parametrize(
    ("answers", "refusal", "named"),
    [
        ({}, AnswerMissing, "要接送吗"),
        ({"ride": ["是"]}, AnswerMissing, "在哪上车"),
        ({"ride": ["是"], "where": ["东门"], "seat": [" "]}, AnswerMissing, "几个人"),
        ({"ride": ["也许"]}, AnswerOdd, "要接送吗"),
        ({"ride": ["是", "否"]}, AnswerOdd, "要接送吗"),
        ({"ride": ["否"], "likes": ["唱", "唱"]}, AnswerOdd, "会什么"),
        ({"ride": ["是"], "where": ["东门"], "seat": ["三" * 201]}, AnswerOdd, "几个人"),
    ],
)
def test_what_is_missing_or_odd_is_named(answers, refusal, named):
    with pytest.raises(refusal, match=f"「{named}」"):
        check(FORM, answers)


@given(
    st.dictionaries(
        st.sampled_from(["ride", "where", "seat", "likes", "other"]),
        st.lists(st.sampled_from(["是", "否", "东门", "西门", "唱", "二", " "]), max_size=3),
    )
)
@settings(max_examples=50)
def test_what_has_been_checked_needs_no_second_look(answers):
    try:
        kept = check(FORM, answers)
    except (AnswerMissing, AnswerOdd):
        return
    assert check(FORM, kept) == kept
    assert kept.keys() <= {one.key for one in visible(FORM, kept)}


@pytest.mark.parametrize(
    ("questions", "words"),
    [
        ((RIDE, WHERE), ""),
        ((Question("a", " "),), "第 1 个问题还没有写"),
        ((RIDE, RIDE), "重了"),
        ((Question("a", "选", "one", ("一", "一")),), "两个不同的选项"),
        ((WHERE, RIDE), "前面一题"),
        ((RIDE, Question("b", "多远", when=("ride", "也许"))), "前面一题"),
        (tuple(Question(str(n), "问") for n in range(MOST + 1)), f"最多 {MOST} 个"),
    ],
)
def test_questions_that_cannot_be_answered_are_not_asked(questions, words):
    found = fault(Form(questions))
    assert words in found
    assert bool(found) == bool(words)
