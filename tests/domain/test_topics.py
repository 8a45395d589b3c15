"""Topics: which links are shared, which answers wait, who may be told, and whom a choice means."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.periods import HOME, local_day
from domain.topics import (
    ANSWER,
    BadLink,
    Chosen,
    Draft,
    EmptyAnswer,
    NobodyChosen,
    NoTitle,
    ReasonWanted,
    Sort,
    Told,
    check,
    check_answer,
    check_link,
    check_reason,
    classmate,
    host,
    may_tell,
    questionable,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=HOME)


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("https://www.gqt.org.cn/a?b=1#c", "www.gqt.org.cn"),
        ("HTTP://Example.com", "example.com"),
        ("https://example.com:443/", "example.com"),
        ("https://пример.com", "xn--e1afmkfd.com"),
        ("https://中国.cn/x", "xn--fiqs8s.cn"),
    ],
)
def test_a_link_is_shown_with_the_host_it_leads_to(link, shown):
    assert check_link(f"  {link} ") == link
    assert host(link) == shown


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JAVASCRIPT://example.com/%0aalert(1)",
        "data:text/html,x",
        "ftp://example.com",
        "//example.com",
        "example.com",
        "https://bank.com@evil.com/",
        "https://evil.com\\@bank.com",
        "https://a b.com",
        "https://example.com/\"onclick='x'",
        "https://localhost/",
        "https://example.com:8080/",
        "https://[::1",
        "https://gov.cn%2eevil.com/",
        "https://gov.cn;evil.com/",
        "https://a..com/",
        "https://example.com/" + "a" * 500,
    ],
)
def test_what_is_no_page_of_the_web_is_refused(link):
    with pytest.raises(BadLink):
        check_link(link)


@pytest.mark.parametrize(
    "text",
    [
        "看 http://x.cn",
        "www.x.example",
        "abc.com 上有",
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "138００138000",
        "加我 1234567",
        "weixin://bizmsgmenu?msgmenucontent=x",
    ],
)
def test_what_has_a_link_or_a_number_waits(text):
    assert questionable(text)


@pytest.mark.parametrize(
    "text", ["我去过 3 次", "2026 年 11 月 23 日", "第 123456 号", "好的.谢谢", "100% 同意"]
)
def test_plain_words_do_not_wait(text):
    assert not questionable(text)


@settings(max_examples=50)
@given(st.lists(st.timedeltas(timedelta(0), timedelta(days=20)), max_size=30))
def test_nobody_is_told_more_than_twice_in_seven_days_and_once_a_day(pauses):
    told, now = [], NOW
    for pause in pauses:
        now += pause
        if may_tell(told, now):
            told.append(now)
    assert len({local_day(at) for at in told}) == len(told)
    assert all(later - at >= timedelta(days=7) for at, later in zip(told, told[2:], strict=False))


def test_somebody_told_long_ago_is_told_again():
    assert may_tell([NOW - timedelta(days=7), NOW - timedelta(days=1)], NOW)
    assert not may_tell([NOW - timedelta(days=6), NOW - timedelta(days=1)], NOW)
    assert not may_tell([NOW - timedelta(hours=9)], NOW)


def test_a_choice_means_who_has_any_of_its_tags():
    chosen = Chosen(("village",), ("student",), ("篮球",))
    assert chosen.takes("village", "", ())
    assert chosen.takes("", "student", ())
    assert chosen.takes("", "", ["跑步", "篮球"])
    assert not chosen.takes("", "farmer", ["跑步"])
    assert not Chosen().takes("", "", ())
    assert Chosen(everybody=True).takes("", "", ())
    assert Chosen.read(chosen.kept()) == chosen
    assert chosen.say() == "农村、学生、篮球"


def test_a_topic_has_a_title_and_a_work_something_to_see():
    with pytest.raises(NoTitle):
        check(Draft(Sort.TALK, "  "))
    with pytest.raises(NoTitle):
        check(Draft(Sort.TALK, "长" * 61))
    with pytest.raises(NoTitle):
        check(Draft(Sort.WORK, "好书"))
    with pytest.raises(NobodyChosen):
        check(Draft(Sort.TALK, "聊聊", chosen=Chosen()))
    assert check(Draft(Sort.WORK, "好书"), pictured=True).title == "好书"
    assert check(Draft(Sort.TALK, " 聊 \n 聊 ")).title == "聊 聊"


def test_answers_and_reasons_have_words():
    for no in ("", "  ", "长" * (ANSWER + 1)):
        with pytest.raises(EmptyAnswer):
            check_answer(no)
    with pytest.raises(ReasonWanted):
        check_reason(" ")
    assert check_answer(" 好 ") == "好"


def test_youths_see_each_other_by_surname():
    assert classmate("张三") == "张同学"
    assert classmate("欧阳娜娜") == "欧阳同学"
    assert classmate("") == "一位小伙伴"


def test_what_became_of_telling_is_said_in_full():
    assert Told(12, 3, 0, 2).say() == (
        "通知了 12 位,3 位这几天已经收过别的分享,只在页面上看得到,2 位还没登录,看不到"
    )
    assert Told(0, 0, 1, 0).say() == "1 位不收这类消息,在页面上看得到"
