from itertools import product

import pytest

from domain.errors import Refusal
from domain.ticket_kinds import guess
from domain.tickets import (
    ANSWER,
    ENDED,
    MOVE_TITLES,
    MOVES,
    OPEN,
    SORTS,
    STATUS_TITLES,
    WORDS,
    AlreadyAccepted,
    AlreadyAnswered,
    Ended,
    Merged,
    Move,
    NotAnswered,
    NotAsked,
    Sort,
    StillOpen,
    TicketStatus,
    Withdrawn,
    WordsNeeded,
    move,
    number,
    read_number,
    said,
)

S = TicketStatus
TO_HAND = {S.WAITING, S.WORKING}


def test_a_ticket_is_asked_taken_up_answered_and_confirmed():
    status = move(S.WAITING, Move.ACCEPT)
    assert status is S.WORKING
    status = move(status, Move.MORE)
    assert status is S.MORE
    status = move(status, Move.SUPPLY)
    assert status is S.WORKING
    status = move(status, Move.ANSWER)
    assert status is S.ANSWERED
    assert move(status, Move.CONFIRM) is S.CONFIRMED
    assert move(S.CONFIRMED, Move.REOPEN) is S.WORKING


ALLOWED = {
    Move.ACCEPT: {S.WAITING},
    Move.ANSWER: {*OPEN, S.DUPLICATE},
    Move.PASS: {*OPEN},
    Move.REFER: {*OPEN, S.DUPLICATE},
    Move.DUPLICATE: {*OPEN},
    Move.MORE: TO_HAND,
    Move.SUPPLY: {*OPEN},
    Move.RESUME: {S.MORE, S.DUPLICATE},
    Move.CONFIRM: {S.ANSWERED, S.CONFIRMED, S.REFERRED},
    Move.REOPEN: {S.ANSWERED, S.CONFIRMED, S.REFERRED, S.DUPLICATE},
    Move.WITHDRAW: {*OPEN},
    Move.ESCALATE: TO_HAND,
    Move.NOTE: set(S) - {S.WITHDRAWN},
    Move.FOLLOW_UP: {S.ANSWERED, S.CONFIRMED, S.REFERRED},
    Move.ASK: set(),
}
"""Written down a second time, by the move: the table is by hand, and this is what it is to say."""


def test_every_move_is_made_or_refused_in_words_that_lead_on():
    for status, step in product(S, Move):
        if status in ALLOWED[step]:
            assert move(status, step) is MOVES[status, step]
            continue
        with pytest.raises(Refusal) as caught:
            move(status, step)
        words = str(caught.value)
        assert "{" not in words, (status, step)
        assert words.startswith("这件"), (status, step)
        assert words.endswith("。"), (status, step)
        assert caught.value.code.startswith("ticket_"), (status, step)


@pytest.mark.parametrize(
    ("status", "step", "refusal"),
    [
        (S.WORKING, Move.ACCEPT, AlreadyAccepted),
        (S.MORE, Move.ACCEPT, AlreadyAccepted),
        (S.ANSWERED, Move.ANSWER, AlreadyAnswered),
        (S.CONFIRMED, Move.ACCEPT, AlreadyAnswered),
        (S.ANSWERED, Move.MORE, AlreadyAnswered),
        (S.ANSWERED, Move.PASS, Ended),
        (S.REFERRED, Move.ANSWER, Ended),
        (S.CONFIRMED, Move.WITHDRAW, Ended),
        (S.WAITING, Move.CONFIRM, NotAnswered),
        (S.WORKING, Move.FOLLOW_UP, NotAnswered),
        (S.WORKING, Move.REOPEN, StillOpen),
        (S.MORE, Move.ESCALATE, NotAsked),
        (S.MORE, Move.MORE, NotAsked),
        (S.WAITING, Move.RESUME, NotAsked),
        (S.DUPLICATE, Move.CONFIRM, Merged),
        (S.DUPLICATE, Move.ACCEPT, Merged),
        (S.WITHDRAWN, Move.REOPEN, Withdrawn),
        (S.WITHDRAWN, Move.NOTE, Withdrawn),
    ],
)
def test_a_refusal_says_why(status, step, refusal):
    with pytest.raises(refusal):
        move(status, step)


def test_everything_has_a_title_and_fits_its_column():
    assert set(STATUS_TITLES) == set(S)
    assert set(MOVE_TITLES) == set(Move)
    assert set(SORTS) == set(Sort)
    assert {*OPEN, *ENDED} == set(S)
    assert max(map(len, Move)) <= 12
    assert max(map(len, (*S, *Sort))) <= 10


@pytest.mark.parametrize("step", list(WORDS))
def test_what_needs_words_is_refused_without_or_with_too_many(step):
    what, most = WORDS[step]
    assert said(step, "  一句  ") == "一句"
    assert len(said(step, "长" * most)) == most
    for wrong in ("", " \n", "长" * (most + 1)):
        with pytest.raises(WordsNeeded, match=what[:4]):
            said(step, wrong)
    assert most <= ANSWER


@pytest.mark.parametrize("sort", list(Sort))
def test_a_number_is_read_as_it_was_written(sort):
    written = number(sort, 12)
    assert read_number(written) == 12
    assert read_number(f" {written.lower().replace('-', '')} ") == 12


@pytest.mark.parametrize("text", ["", "W-12", "S-", "S-1x", "12", f"S-{'1' * 16}"])
def test_what_is_no_number_is_none(text):
    assert read_number(text) == 0


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("公司拖欠工资三个月,想维权", "law"),
        ("最近压力大,老是失眠", "psychology"),
        ("想找工作,简历没人看", "work"),
        ("爷爷住院,医保报不了", "medical"),
        ("想参加相亲活动", "marriage"),
        ("宿舍热水器坏了三天没人修", "other"),
    ],
)
def test_what_it_is_about_is_guessed_from_its_words(text, kind):
    assert guess(text) == kind
