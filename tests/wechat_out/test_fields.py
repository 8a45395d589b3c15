import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.wechat.fields import Misfit, Template, fit, fitted
from simulator.cards import CONTROL, FIELDS


@pytest.mark.parametrize(
    ("key", "value", "shown"),
    [
        ("thing1", "社区清洁", "社区清洁"),
        ("thing1", "一" * 20, "一" * 20),
        ("thing1", "一" * 21, "一" * 19 + "…"),
        ("thing1", "一" * 18 + "😀😀", "一" * 18 + "…"),
        ("thing1", " 两行\r\n\t文字\x00 ", "两行 文字"),
        ("thing1", "", "无"),
        ("keyword3", "x" * 30, "x" * 19 + "…"),
        ("time2", "2026-12-31 23:59", "2026年12月31日 23:59"),
        ("time2", "2026-12-31T09:05:00", "2026年12月31日 09:05"),
        ("time2", "2026-11-28 14:00~16:00", "2026年11月28日 14:00~16:00"),
        ("time2", "2026年11月28日 14：00", "2026年11月28日 14:00"),
        ("time2", "2026-12-31", "2026年12月31日 00:00~2026年12月31日 23:59"),
        ("date2", "2026-12-31", "2026年12月31日"),
        ("date2", "2026-10-01 ～ 2026-12-31", "2026年10月1日~2026年12月31日"),
        ("number3", "３．５", "3.5"),
        ("amount3", "￥12.50元", "¥12.50元"),
        ("phrase1", "进行中", "进行中"),
        ("phrase1", "已经全部完成了(3)", "已经全部完"),
        ("name1", "阿依古丽·买买提", "阿依古丽·买买提"),
        ("name1", "Alexander Humboldt the Elder", "Alexander Humboldt t"),
        ("phone_number1", "+86 138-0000-0000", "+86 138-0000-0000"),
        ("car_number1", "川H12345", "川H12345"),
        ("character_string1", "NO.20261122-7", "NO.20261122-7"),
        ("letter1", "ab1", "ab"),
        ("symbol1", "**!", "**!"),
        ("const1", "已通过", "已通过"),
    ],
)
def test_a_value_is_made_to_fit(key, value, shown):
    assert fit(key, value) == shown


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("time1", "明天"),
        ("time1", "2026-13-01 10:00"),
        ("time1", "10:00~11:00~12:00"),
        ("date1", "10:00"),
        ("number1", "很多"),
        ("number1", "1" * 33),
        ("amount1", "12345678901"),
        ("phone_number1", "1" * 18),
        ("phrase1", "done"),
        ("name1", "123"),
        ("letter1", ""),
    ],
)
def test_what_cannot_fit_is_refused_and_not_quoted(key, value):
    with pytest.raises(Misfit) as caught:
        fit(key, value)
    assert str(caught.value) == f"{key} cannot take this value"


def test_fields_are_mapped_to_the_templates_keys():
    template = Template("t", {"item": "thing1", "state": "phrase2"})
    values = {"item": "书包", "state": "已完成", "not on this template": "x"}
    assert fitted(template, values) == {"thing1": {"value": "书包"}, "phrase2": {"value": "已完成"}}


@given(kind=st.sampled_from(sorted(set(FIELDS) - {"enum"})), value=st.text(max_size=60))
@example(kind="name", value=" . ")
@example(kind="thing", value="\u2028")
@example(kind="time", value="0000-00-00 00:00")
@example(kind="amount", value="¥１")
@example(kind="const", value="0" * 21)
def test_whatever_is_said_the_platform_takes_what_fits(kind, value):
    try:
        shown = fit(f"{kind}1", value)
    except Misfit:
        return
    assert FIELDS[kind](shown)
    assert not CONTROL.search(shown)
