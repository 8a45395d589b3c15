"""The short form: what is missing is named, what is twice is asked about."""

from datetime import date, time

import pytest

from domain.record_form import BadMinutes, DayMissing, KindMissing, TwoDays, read
from domain.record_line import parse
from domain.spoken import mentions
from domain.wording import say_ahead

TODAY = date(2026, 11, 23)
"""A Monday."""


def filled(**fields):
    return read({"kind": "visit", "day": "0", **fields}, TODAY)


def test_a_tap_is_enough():
    said = filled()
    assert (said.kind.code, said.day, said.at, said.minutes) == ("visit", TODAY, None, None)
    assert said.offline
    assert not filled(kind="phone").offline
    assert filled(kind="phone", how="offline").offline


@pytest.mark.parametrize(
    ("fields", "day"),
    [
        ({"day": "-2"}, date(2026, 11, 21)),
        ({"day": "+1"}, date(2026, 11, 24)),
        ({"day": "other", "date": "2026-11-03"}, date(2026, 11, 3)),
        ({"day": "", "date": "2026-11-03"}, date(2026, 11, 3)),
        ({"day": "0", "date": "2026-11-23"}, TODAY),
        ({"day": "-1", "today": "2026-11-22"}, date(2026, 11, 21)),
        ({"day": "0", "today": "2020-01-01"}, TODAY),
    ],
)
def test_days(fields, day):
    assert filled(**fields).day == day


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"kind": ""}, KindMissing),
        ({"kind": "nothing"}, KindMissing),
        ({"day": "other"}, DayMissing),
        ({"day": "other", "date": "2026-02-30"}, DayMissing),
        ({"day": "0", "date": "2026-11-03"}, TwoDays),
        ({"day": "other", "date": "0001-01-01"}, DayMissing),
        ({"minutes": "1小时"}, BadMinutes),
        ({"minutes": "0"}, BadMinutes),
        ({"minutes": "1441"}, BadMinutes),
        ({"minutes": "9" * 5000}, BadMinutes),
    ],
)
def test_what_does_not_fit_is_refused(fields, refusal):
    with pytest.raises(refusal):
        filled(**fields)


def test_parts_of_the_day():
    assert (filled(part="whole").at, filled(part="whole").minutes) == (time(9), 480)
    assert filled(part="whole", minutes="200").minutes == 200
    assert (filled(part="evening").at, filled(part="").at) == (time(19), None)
    assert filled(part="kept").keeps_hour


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("明天", date(2026, 11, 24)),
        ("周五", date(2026, 11, 27)),
        ("周一", TODAY),
        ("下周三", date(2026, 12, 2)),
        ("3号", date(2026, 12, 3)),
        ("25号", date(2026, 11, 25)),
        ("31号", date(2026, 12, 31)),
        ("1月5日", date(2027, 1, 5)),
        ("12月3日", date(2026, 12, 3)),
        ("11/30", date(2026, 11, 30)),
    ],
)
def test_what_is_to_come_is_the_next(said, day):
    assert [m.day for m in mentions(said, TODAY, ahead=True)] == [day]
    reading = parse(f"记 志愿服务 {said}", TODAY, [], ahead=True)
    assert (reading.clear, reading.draft.day) == (True, day)


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("记 志愿服务", "打算哪天?"),
        ("记 志愿服务 昨天", "昨天已经过了,打算哪天?"),
        ("记 志愿服务 明天 后天", "写了不止一个日子,打算哪天?"),
        ("记 志愿服务 2月30日", "没有「2月30日」这一天,打算哪天?"),
    ],
)
def test_a_plan_has_one_day_to_come(line, head):
    (question,) = parse(line, TODAY, [], ahead=True).questions
    assert question.text.startswith(head)
    assert question.options[0].label in {"今天", "明天"}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (TODAY, "今天"),
        (date(2026, 11, 24), "明天"),
        (date(2026, 11, 25), "后天"),
        (date(2026, 11, 27), "11 月 27 日(周五)"),
        (date(2026, 12, 7), "12 月 7 日"),
        (date(2026, 11, 22), "昨天"),
        (date(2027, 1, 5), "2027 年 1 月 5 日"),
    ],
)
def test_days_ahead_in_words(day, words):
    assert say_ahead(day, TODAY) == words
