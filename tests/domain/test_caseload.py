"""Who may be written down, and how long ago somebody was met."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.caseload import (
    BANDS,
    SOURCES,
    Band,
    Newcomer,
    band_of,
    fault,
    read_tags,
    say_consent,
    span,
    tidy_name,
    too_young,
)
from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS
from domain.periods import HOME

TODAY = date(2026, 11, 23)


def newcomer(**more):
    return Newcomer(**{"name": "周七", "fourteen": True, **more})


@pytest.mark.parametrize(
    ("born", "young"),
    [
        (date(2012, 11, 22), False),
        (date(2012, 11, 23), True),  # 14 today; 周岁 is counted from the day after
        (date(2012, 11, 24), True),
        (date(2000, 1, 1), False),
        (date(2026, 11, 23), True),
    ],
)
def test_fourteen_from_the_day_after_the_birthday(born, young):
    assert too_young(born, TODAY) is young
    assert (fault(newcomer(born=born), TODAY) is not None) is young


def test_born_on_the_29th_of_february():
    born = date(2012, 2, 29)
    assert too_young(born, date(2026, 2, 28))
    assert not too_young(born, date(2026, 3, 1))


@pytest.mark.parametrize(
    "name", ["王敏", "阿卜杜热合曼·买买提", "欧阳娜娜", "John O'Neil", "玛丽-安"]
)
def test_names_that_people_have(name):
    assert fault(newcomer(name=tidy_name(name)), TODAY) is None


@pytest.mark.parametrize(
    "name", ["", " ", "王", "王敏1", "<b>王敏</b>", "王" * 31, "13800138000", "王\0敏"]
)
def test_what_is_no_name(name):
    assert fault(newcomer(name=name), TODAY)


def test_a_name_is_tidied():
    assert tidy_name(" 张　三 ") == "张三"
    assert tidy_name("John  Smith ") == "John Smith"


def test_without_a_birthday_somebody_says_that_they_are_fourteen():
    assert "14 周岁" in fault(newcomer(fourteen=False), TODAY)
    assert fault(newcomer(fourteen=False, born=date(2005, 5, 1)), TODAY) is None
    assert "年份" in fault(newcomer(born=date(2027, 1, 1)), TODAY)
    assert "年份" in fault(newcomer(born=date(1900, 1, 1)), TODAY)


def test_codes_are_of_the_dictionaries():
    for code in INDUSTRIES:
        assert fault(newcomer(industry=code), TODAY) is None
    for code in OCCUPATIONS:
        assert fault(newcomer(occupation=code), TODAY) is None
    for code in FIELDS:
        assert fault(newcomer(field=code), TODAY) is None
    for code in SOURCES:
        assert fault(newcomer(source=code), TODAY) is None
        assert len(code) <= 12
    for name in ("industry", "occupation", "field", "source"):
        assert fault(newcomer(**{name: "x"}), TODAY)


def test_tags_are_read_as_they_are_typed():
    assert read_tags(" 合唱队、高三,合唱队 #志愿#  ") == ("合唱队", "高三", "志愿")
    assert read_tags("") == ()
    assert "最多 10 个" in fault(newcomer(tags=tuple("一二三四五六七八九十百")), TODAY)
    assert "最多 20 个字" in fault(newcomer(tags=("长" * 21,)), TODAY)
    assert fault(newcomer(hint="长" * 61), TODAY)


@settings(max_examples=50)
@given(days=st.integers(0, 200), seconds=st.integers(0, 86_399))
def test_each_moment_is_in_the_span_of_its_band_alone(days, seconds):
    met = datetime(2026, 11, 23, tzinfo=HOME) - timedelta(days=days) + timedelta(seconds=seconds)
    found = [
        band
        for band in (Band.RECENT, Band.MONTH, Band.LONG)
        if (spans := span(band, TODAY))
        and (spans[0] is None or met >= spans[0])
        and (spans[1] is None or met < spans[1])
    ]
    assert found == [band_of(met, TODAY)]
    assert band_of(met, TODAY) is (
        Band.RECENT if days <= 30 else Band.MONTH if days <= 60 else Band.LONG
    )


def test_never_met_is_a_band_of_its_own():
    assert band_of(None, TODAY) is Band.NEVER
    assert set(BANDS) == set(Band)


def test_what_they_said_yes_to():
    assert say_consent(bound=False, consented=False, agreed=False) == "还没登录"
    assert say_consent(bound=True, consented=True, agreed=False) == "登录并同意"
    assert say_consent(bound=True, consented=True, agreed=True) == "同意由你联系"
    words = {
        say_consent(bound=b, consented=c, agreed=a)
        for b in (True, False)
        for c in (True, False)
        for a in (True, False)
    }
    assert len(words) == 6
