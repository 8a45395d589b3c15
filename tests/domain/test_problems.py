"""Lines of 问题清单: every step from every state, what is kept, and whose name is left out."""

import pytest

from domain.dictionaries import DEMANDS
from domain.errors import Refusal
from domain.problems import (
    ADDED,
    ANSWER,
    MOVES,
    TEXT,
    TITLE,
    Answered,
    Dropped,
    Handed,
    Line,
    Move,
    NotHanded,
    ProblemStatus,
    Words,
    check,
    check_added,
    check_answer,
    headline,
    move,
    nameless,
)

DRAFT, HANDED, ANSWERED, DROPPED = ProblemStatus
ALLOWED = {
    (DRAFT, Move.EDIT): DRAFT,
    (DRAFT, Move.MERGE): DROPPED,
    (DRAFT, Move.HAND): HANDED,
    (DRAFT, Move.ANSWER): ANSWERED,
    (DRAFT, Move.DROP): DROPPED,
    (HANDED, Move.TAKE_BACK): DRAFT,
    (HANDED, Move.ADOPT): HANDED,
    (HANDED, Move.ANSWER): ANSWERED,
    (ANSWERED, Move.ADD): ANSWERED,
    (DROPPED, Move.RESTORE): DRAFT,
}
REFUSED = {DRAFT: NotHanded, HANDED: Handed, ANSWERED: Answered, DROPPED: Dropped}
NEXT = {DRAFT: "还在整理", HANDED: "先收回来", ANSWERED: "手写一条新的", DROPPED: "先恢复"}


@pytest.mark.parametrize("step", Move)
@pytest.mark.parametrize("status", ProblemStatus)
def test_every_step_from_every_state_leads_on_or_is_refused_in_words(status, step):
    assert MOVES.get((status, step)) == ALLOWED.get((status, step))
    if (status, step) in ALLOWED:
        assert move(status, step) is ALLOWED[status, step]
        return
    with pytest.raises(REFUSED[status]) as no:
        move(status, step, "市委")
    assert isinstance(no.value, Refusal)
    assert NEXT[status] in str(no.value)
    assert ("市委" in str(no.value)) == (status is HANDED)


def test_a_line_has_a_title_and_fits():
    kept = check(Line("  宿舍 \n 热水 ", " 晚上\r\n不够 ", "medical"), DEMANDS)
    assert kept == Line("宿舍 热水", "晚上\n不够", "medical")
    assert check(Line("热水", "", "nonsense"), DEMANDS).kind == "other"
    for line in (Line(""), Line(" "), Line("长" * (TITLE + 1)), Line("热水", "长" * (TEXT + 1))):
        with pytest.raises(Words):
            check(line, DEMANDS)
    assert check(Line("长" * TITLE, "长" * TEXT), DEMANDS).title == "长" * TITLE


def test_an_answer_says_something_and_fits():
    assert check_answer(" 换了锅炉\r\n今天起 ") == "换了锅炉\n今天起"
    for text in ("", " \n", "长" * (ANSWER + 1)):
        with pytest.raises(Words, match="写下答复"):
            check_answer(text)
    assert check_added(" 改到九月 ") == "改到九月"
    for text in (" ", "长" * (ADDED + 1)):
        with pytest.raises(Words, match="要更正或者补充的"):
            check_added(text)


@pytest.mark.parametrize(
    ("text", "name", "shown"),
    [
        ("打 13800138000 找我", "", "打 (号码略) 找我"),
        ("电话 138-0013 8000", "", "电话 (号码略)"),
        ("身份证 320802199901011234", "", "身份证 (号码略)"),
        ("2026 年 3 月交了 1200 元", "", "2026 年 3 月交了 1200 元"),
        ("我是张三,热水不够", "张三", "我是(姓名略),热水不够"),
        ("我叫王小明。热水不够", "张三", "我叫(姓名略)。热水不够"),
        ("我是大学生,热水不够", "", "我是大学生,热水不够"),
        ("热水不够", "热", "热水不够"),
    ],
)
def test_a_text_is_shown_without_who(text, name, shown):
    assert nameless(text, name) == shown


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("您好,请问宿舍热水怎么不够?谢谢", "宿舍热水怎么不够"),
        ("宿舍热水不够", "宿舍热水不够"),
        ("长" * 70, "长" * 59 + "…"),
        ("。", ""),
    ],
)
def test_a_request_gives_a_title(text, title):
    assert headline(text) == title
    assert len(title) <= TITLE
