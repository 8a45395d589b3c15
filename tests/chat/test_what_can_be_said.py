"""The help names what there is in a screen; what is said at the wrong moment does no harm."""

import re

import pytest
from sqlalchemy import func, select

from domain import distress
from handlers.chat import help as helping
from handlers.routing import chat
from models.ticket import Ticket
from models.wish import Wish
from tests.chat.inbound import tell

YOUTH, CADRE, LEADER = "林小溪", "赵强", "李向阳"
NEW = {
    YOUTH: ("反映", "我的诉求", "青年之声", "搜", "评价", "我的数据", "问题清单"),
    CADRE: ("心愿池", "我认领的", "诉求", "问题清单", "我的评价"),
    LEADER: ("值班", "待看的内容", "抽查", "心愿审核", "诉求"),
}
_LINES, _WIDTH = 12, 36

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


def lines(said):
    """Count the lines of a phone: eighteen characters go into one."""
    plain = re.sub(r"<a [^>]*>|</a>", "", said)
    wide = (sum(1 + (ord(one) > 255) for one in line) for line in plain.split("\n"))
    return sum(max(1, -(-width // _WIDTH)) for width in wide)


def test_what_can_be_said(house):
    the_help_fits_a_screen_and_every_word_is_one(house)
    a_number_alone_asks_for_nothing(house)
    bare_words_find_what_they_mean(house)
    a_reason_is_asked_for(house)
    every_list_fits(house)


def the_help_fits_a_screen_and_every_word_is_one(house):
    for who, words in NEW.items():
        said = tell(house, who, "帮助")
        assert (lines(said) <= _LINES, len(said.encode()) <= 2048) == (True, True)
        assert [word for word in words if word not in said] == []
    whole = helping.FOR_YOUTHS + helping.FOR_CADRES + helping.FOR_LEADERS
    tapped = re.findall(r"msgmenucontent=([^&]+)&", whole)
    assert len(tapped) > 20
    assert [word for word in tapped if chat.said(word) is None] == []


def a_number_alone_asks_for_nothing(house):
    tell(house, YOUTH, "反映")
    assert "一句话说清什么事" in tell(house, YOUTH, "2")
    assert house.scalar(select(func.count(Ticket.id)).where(Ticket.text == "2")) == 0
    assert "收到,编号" in tell(house, YOUTH, "路灯坏了")
    tell(house, YOUTH, "许愿")
    assert "想要点什么" in tell(house, YOUTH, "3")
    assert "先放下了" in tell(house, YOUTH, "0")
    assert house.scalar(select(func.count(Wish.id)).where(Wish.text == "3")) == 0


def bare_words_find_what_they_mean(house):
    assert "有事随时说" in tell(house, CADRE, "谢谢老师")
    assert "有事随时说" in tell(house, CADRE, "收到")
    asked = tell(house, YOUTH, "心愿")
    assert "收到了吗" in asked
    number = re.search(r"W-(\d+)[^W]*收到了吗", asked).group(1)
    assert f"没收到{number}" in tell(house, YOUTH, "没收到")
    mine = re.search(r"W-(\d+)", tell(house, CADRE, "我认领的")).group(1)
    assert f"办好了{mine}" in tell(house, CADRE, "办好了")
    assert "回复「心愿池」" in tell(house, CADRE, "认领心愿99999")
    assert "没看懂" in tell(house, YOUTH, "办好了")
    assert "心愿池" in tell(house, CADRE, "心愿")


def a_reason_is_asked_for(house):
    first = re.search(r"W-(\d+)", tell(house, LEADER, "心愿审核")).group(1)
    assert "1 通过" in tell(house, LEADER, "20 元太贵")  # no 2 with a reason
    assert "写一句原因" in tell(house, LEADER, "2")
    assert f"W-{first}" in tell(house, LEADER, "0")
    tell(house, LEADER, "2")
    assert f"W-{first} 收起来了" in tell(house, LEADER, "写了别人的姓名")


def every_list_fits(house):
    for who, said in ((CADRE, "心愿池"), (CADRE, "我认领的"), (LEADER, "诉求"), (YOUTH, "心愿")):
        assert lines(tell(house, who, said)) <= _LINES, said
    assert lines(distress.CARD + distress.NOBODY) <= _LINES
    assert lines(distress.CARD + distress.STRANGER) <= _LINES
