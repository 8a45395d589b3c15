import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.text import cut

FAMILY = "👨‍👩‍👧‍👦"
CHINA, FRANCE, ENGLAND = (
    "🇨🇳",
    "🇫🇷",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
)


@pytest.mark.parametrize(
    ("text", "limit", "head"),
    [
        ("", 0, ""),
        ("abc", 3, "abc"),
        ("abc", 2, "ab"),
        ("你好", 6, "你好"),
        ("你好", 5, "你"),
        ("你好", 3, "你"),
        ("你好", 2, ""),
        ("a😀", 4, "a"),
        ("ae\u0301", 3, "a"),
        ("a" + FAMILY, 20, "a"),
        (CHINA + FRANCE, 15, CHINA),
        (CHINA + FRANCE, 12, CHINA),
        ("a" + CHINA + FRANCE, 13, "a" + CHINA),
        ("a👍🏽", 6, "a"),
        ("a" + ENGLAND, 20, "a"),
        ("a❤️", 5, "a"),
        ("ab\r\nc", 3, "ab"),
        ("12345678\nabcdef", 10, "12345678\n"),
        ("1\n345678abcdef", 10, "1\n345678ab"),
        ("12345678\n", 8, "12345678"),
    ],
)
def test_a_cut_falls_between_characters(text, limit, head):
    assert cut(text, limit) == (head, text.removeprefix(head))


def test_a_character_longer_than_the_limit_is_cut_all_the_same():
    head, rest = cut("a" + "\u0301" * 500, 99)
    assert len(head.encode()) == 99
    assert head + rest == "a" + "\u0301" * 500


def test_reading_on_comes_to_the_end():
    text, parts = "第一行\n第二行很长很长\n" * 200, []
    while text:
        head, text = cut(text, 2000)
        parts.append(head)
    assert len(parts) == 4
    assert all(part.endswith("\n") for part in parts)


@given(st.text(st.characters(codec=None, exclude_categories=())), st.integers(0, 100))
def test_nothing_is_lost_and_the_limit_holds(text, limit):
    head, rest = cut(text, limit)
    assert head + rest == text
    assert len(head.encode("utf-8", "surrogatepass")) <= limit
