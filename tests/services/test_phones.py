import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.phones import mask, normalise

WIDE = str.maketrans(
    "0123456789+", "\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19\uff0b"
)


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86 138 1234 5678",
        "+8613812345678",
        "8613812345678",
        "0086 138 1234 5678",
        "(+86)13812345678",
        "+86 13812345678".translate(WIDE),
        "\u202d138 1234 5678\u202c",
        " 13812345678\n",
        "138\u30001234\u30005678",
    ],
)
def test_a_mobile_number_is_understood_however_it_is_written(text):
    assert normalise(text) == "+8613812345678"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1381234567",
        "138123456789",
        "12345678901",
        "11000002100",  # reads as a country code that nobody has
        "010-12345678",
        "0571 8765 4321",
        "4008001234",
        "+85261234567",
        "+1 381 234 5678",
        "001 381 234 5678",
        "+61 412 345 678",
        "电话13812345678",
        "13812345678 13912345678",
        "+86+8613812345678",
        "138.1234.5678" * 9,
        "²³812345678",
    ],
)
def test_all_else_is_none(text):
    assert normalise(text) is None


def test_what_is_shown_hides_the_middle():
    assert mask("+8613812345678") == "138****5678"


@given(st.text(max_size=60) | st.text("0123456789+- ", max_size=20))
def test_anything_is_none_or_one_way_to_write_it(text):
    number = normalise(text)
    if number is not None:
        assert len(number) == 14
        assert number.startswith("+861")
        assert number.isascii()
        assert normalise(number) == number
        assert mask(number).count("*") == 4
