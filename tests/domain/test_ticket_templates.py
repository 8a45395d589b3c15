"""Reply templates: places are filled, what is not known stays to be written, nothing unknown."""

import pytest

from domain.ticket_templates import (
    BLANK,
    PLACES,
    SHIPPED,
    TEXT,
    TITLE,
    BlankLeft,
    TemplateUnfit,
    Use,
    check,
    fill,
    written,
)

VALUES = {name: f"<{name}>" for name in PLACES}


def test_what_is_shipped_is_fit_to_be_kept_and_there_is_one_for_each_step():
    for one in SHIPPED:
        assert check(one.title, one.text) == (one.title, one.text)
        assert len(one.text) < TEXT // 2, "a reply is read on a phone"
    assert {one.use for one in SHIPPED} == set(Use)
    assert len({one.code for one in SHIPPED}) == len(SHIPPED)


def test_places_are_filled_and_what_nobody_knows_stays_a_blank():
    assert fill("{称呼},{编号}办好了:____。{天气}", VALUES) == "<称呼>,<编号>办好了:____。____"
    assert fill("没有括号 }{ 也行", VALUES) == "没有括号 }{ 也行"
    assert fill("{称呼}", {"称呼": "{编号}"}) == "{编号}", "what is filled in is not read again"


@pytest.mark.parametrize(
    ("title", "text", "why"),
    [
        ("", "有", "名字"),
        ("长" * (TITLE + 1), "有", "名字"),
        ("有", "  ", "内容"),
        ("有", "长" * (TEXT + 1), "内容"),
        ("有", "请打{手机}", "{手机}"),
        ("有", "请打{}", "{}"),
    ],
)
def test_an_own_template_that_cannot_be_used_is_refused(title, text, why):
    with pytest.raises(TemplateUnfit, match=why):
        check(title, text)


@pytest.mark.parametrize("text", [f"办好了:{BLANK}。", "{称呼},办好了"])
def test_a_reply_with_a_blank_is_not_sent(text):
    with pytest.raises(BlankLeft):
        written(text)
    assert written("办好了:换了阀门 {注}") == "办好了:换了阀门 {注}"
