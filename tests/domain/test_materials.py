"""The quarter's materials: which quarter, what is too long, and what a version changed."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.materials import FIELDS, MOST, TooLong, before, changed, check, quarter_of


def test_a_quarter_and_the_one_before():
    quarter = quarter_of(date(2026, 1, 15))
    assert (quarter.first_day, quarter.last_day) == (date(2026, 1, 1), date(2026, 3, 31))
    assert before(quarter).first_day == date(2025, 10, 1)


def test_what_is_too_long_is_named():
    assert check({"methods": " 一\r\n二 "})["methods"] == "一\n二"
    assert set(check({})) == set(FIELDS)
    with pytest.raises(TooLong, match="存在问题"):
        check({"problems": "长" * (MOST + 1)})


def test_a_change_is_told_by_sentences():
    pieces = changed("人手少。车不够。", "人手少。路也远。")
    assert [(p.text, p.how) for p in pieces] == [
        ("人手少。", "same"),
        ("车不够。", "out"),
        ("路也远。", "in"),
    ]


texts = st.text(alphabet="一二。;\n", max_size=30)


@settings(max_examples=50)
@given(texts, texts)
def test_both_versions_can_be_read_out_of_a_change(old, new):
    pieces = changed(old, new)
    assert "".join(p.text for p in pieces if p.how != "in") == old
    assert "".join(p.text for p in pieces if p.how != "out") == new
