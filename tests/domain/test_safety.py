"""Screening: the list of words, what the platform's verdicts mean, and every forbidden step."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from bot.words import words
from domain import duty
from domain.errors import Refusal
from domain.safety import (
    LEASE,
    LONGEST,
    MOVES,
    PAUSES,
    AlreadyLooked,
    AskLater,
    Judged,
    ScreeningStatus,
    Step,
    StillAsking,
    WhyWanted,
    WordFaults,
    amended,
    judged,
    move,
    plain,
    shipped,
)
from domain.safety import again as ask_again

LIST = words()
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
ASKING, PASSED, HELD, KEPT, REFUSED = ScreeningStatus


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("有人一起网赌吗", "可能涉及赌博"),
        ("有人一起 网　赌 吗", "可能涉及赌博"),
        ("网\u200b赌", "可能涉及赌博"),
        ("网*赌、刷-单", "可能涉及赌博、诈骗"),
        ("出售K粉", "可能涉及毒品"),
        ("出售ｋ粉", "可能涉及毒品"),
        ("加VX:abc123", "可能涉及广告引流"),
        ("你这个傻逼", "可能涉及辱骂"),
        ("约炮", "可能涉及涉黄"),
        ("看这里 www.example.com", "里面有链接"),
        ("打我电话 13800138000", "里面有号码"),
        ("想要一本高考数学复习书", ""),
        ("参加。微信里说过领书的事", ""),
        ("反诈宣传:警惕刷单", ""),
        ("禁毒宣传志愿者", ""),
        ("我们去赌一把谁先到", ""),
        ("笑死我了,宿舍热水器又坏了", ""),
        ("", ""),
    ],
)
def test_what_the_list_says_of_a_text(text, why):
    assert LIST.why(text) == why


def test_pinyin_and_what_stands_across_a_comma_are_let_be():
    assert LIST.why("wangdu") == ""
    assert LIST.why("上网,赌气不说话") == ""
    assert plain("Ｋ 粉\u200b!") == "k粉!"


def test_an_operators_file_adds_and_takes_away():
    own = 'remove = ["刷单"]\nfine = ["网赌危害"]\n[add]\n"广告引流" = ["某某 平台"]\n"其他" = ["坏词"]\n'
    mine = amended(LIST, own.encode(), "own.toml")
    assert mine.why("刷单") == ""
    assert mine.why("讲讲网赌危害") == ""
    assert mine.why("来某某平台") == "可能涉及广告引流"
    assert mine.why("坏 词") == "可能涉及其他"
    assert mine.why("约炮") == "可能涉及涉黄"
    assert LIST.why("刷单") == "可能涉及诈骗"


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"[add", "不是合格的 TOML"),
        ("加 = 1".encode("gbk"), "不是合格的 TOML"),
        ('add = ["词语"]'.encode(), "词要按类别写"),
        ('fine = "词语"'.encode(), "要写成一列词"),
        ('remove = ["词"]'.encode(), "至少两个字"),
        ('ad = ["词语"]'.encode(), "不认识「ad」"),
    ],
)
def test_a_faulty_file_says_where_and_why(content, fault):
    with pytest.raises(WordFaults) as no:
        amended(LIST, content, "own.toml")
    assert fault in str(no.value)
    assert no.value.faults[0].startswith("own.toml: ")


def test_every_word_shipped_is_found_by_itself_and_none_is_only_punctuation():
    assert set(LIST.categories) == {"涉黄", "赌博", "毒品", "辱骂", "广告引流", "诈骗"}
    for name, listed in LIST.categories.items():
        for word in listed:
            assert name in LIST.why(word) or word in "".join(LIST.fine), word


def test_the_shipped_list_wants_categories():
    with pytest.raises(WordFaults):
        shipped('words = ["词语"]'.encode(), "words.toml")


def test_the_whole_life_of_a_text():
    assert move(ASKING, Step.PASS) is PASSED
    held = move(ASKING, Step.HOLD)
    assert move(held, Step.KEEP) is KEPT
    refused = move(held, Step.REFUSE, "有手机号")
    assert move(refused, Step.KEEP) is KEPT
    assert move(refused, Step.APPEAL) is HELD


@pytest.mark.parametrize(
    ("status", "step"), [p for p in product(ScreeningStatus, Step) if p not in MOVES]
)
def test_every_other_step_is_refused_in_words(status, step):
    with pytest.raises(Refusal) as no:
        move(status, step, "有手机号")
    by_hand = status is ASKING and step in {Step.KEEP, Step.REFUSE}
    assert type(no.value) is (StillAsking if by_hand else AlreadyLooked)
    assert "待看的内容" in str(no.value)


@pytest.mark.parametrize("reason", ["", "  ", "长" * 101])
def test_a_refusal_wants_a_reason(reason):
    with pytest.raises(WhyWanted):
        move(HELD, Step.REFUSE, reason)


@pytest.mark.parametrize(
    ("said", "held", "why"),
    [
        (Judged("pass", 100), False, ""),
        (Judged("risky", 20002), True, "平台认为有风险(色情)"),
        (Judged("review", 10001), True, "平台拿不准(广告)"),
        (Judged("risky"), True, "平台认为有风险"),
        (Judged("something new", 21000), True, "平台拿不准"),
    ],
)
def test_what_a_verdict_of_the_platform_means(said, held, why):
    assert (judged(said).held, judged(said).why) == (held, why)


def test_no_text_waits_longer_than_an_hour_for_a_machine():
    later = AskLater("busy:-1")
    for tries, pause in enumerate(PAUSES[:4], 1):
        assert ask_again(later, tries, NOW, NOW) == NOW + pause
    assert ask_again(later, len(PAUSES) + 1, NOW, NOW) is None
    assert ask_again(AskLater("quota:45009", NOW + timedelta(hours=9)), 1, NOW, NOW) is None
    soon = NOW + timedelta(minutes=5)
    assert ask_again(AskLater("away", soon), 1, NOW, NOW) == soon
    assert ask_again(later, 2, NOW, NOW + timedelta(minutes=58)) is None
    assert LONGEST == 2500
    assert PAUSES[1] > LEASE


TODAY = NOW.date()


def test_a_shift_begins_today_at_the_earliest():
    assert duty.check(TODAY - timedelta(days=3), None, TODAY) == TODAY
    assert duty.check(TODAY, TODAY, TODAY) == TODAY


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (2, 1, "结束在开始之前"),
        (-5, -1, "已经过去了"),
        (400, None, "太远了"),
        (0, 800, "太远了"),
    ],
)
def test_days_that_make_no_sense_are_refused_in_words(first, last, why):
    days = [TODAY + timedelta(days=n) if n is not None else None for n in (first, last)]
    with pytest.raises(duty.DutyDays, match=why):
        duty.check(*days, TODAY)
