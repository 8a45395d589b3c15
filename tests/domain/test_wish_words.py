import pytest

from domain import wish_words as words


@pytest.mark.parametrize(
    ("text", "hints", "yuan"),
    [
        ("想要一本高考数学复习书", False, None),
        ("想买一双球鞋", True, None),
        ("想有人帮我出学费", True, None),
        ("想要一盏 80 元左右的台灯", False, 80),
        ("买个书包,50块就够", False, 50),
        ("想去市图书馆看看", False, None),
    ],
)
def test_only_what_speaks_of_buying_is_asked_for_a_sum(text, hints, yuan):
    assert (words.hints_money(text), words.yuan_in(text)) == (hints, yuan)


@pytest.mark.parametrize(
    "text",
    [
        "打我电话 19900000001",
        "打我电话 199 0000 0001",
        "+86 199-0000-0001",
        "证件号 11010119900101001X",
    ],
)
def test_numbers_by_which_somebody_is_known_stay_out_of_the_pool(text):
    with pytest.raises(words.Reveals):
        words.wish(text)
    with pytest.raises(words.Reveals):
        words.brings(text)


@pytest.mark.parametrize("text", ["想要 12345 号球衣", "2026 年的台历", "10000000000 个祝福"])
def test_other_numbers_are_fine(text):
    assert words.wish(f" {text} ") == text


def test_what_is_empty_or_too_long_is_refused_in_words():
    with pytest.raises(words.Empty):
        words.wish("  ")
    with pytest.raises(words.SaySomething):
        words.said(" ", words.NOTE)
    assert words.brings(" ") == ""
    assert words.wish("长" * words.LONGEST)
    with pytest.raises(words.TooLong, match="201 字"):
        words.wish("长" * 201)


def test_a_sum_is_optional_whole_and_small():
    assert words.price(None, 500) is None
    assert (words.price(1, 500), words.price(500, 500)) == (1, 500)
    with pytest.raises(words.TooDear, match="最多 500 元"):
        words.price(501, 500)
    for no in (0, -1):
        with pytest.raises(words.NoPrice):
            words.price(no, 500)
