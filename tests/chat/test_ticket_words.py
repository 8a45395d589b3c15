"""Tickets in the chat: what is an answer, what is an order, and nothing that anybody else taps."""

import re

import pytest
from sqlalchemy import func, select

from models.record import Record
from models.ticket import Ticket, TicketStep
from tests.chat.inbound import tell

YOUTH, CADRE, LEADER = "许诺", "赵强", "李向阳"
TAP = '<a href="weixin://bizmsgmenu?msgmenucontent=x&msgmenuid=1">点我</a>'

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


def test_words_stay_words_and_orders_orders(house):
    house.login(YOUTH)
    one_question_at_a_time(house)
    first = answering(house)
    several_that_wait(house, first, nobody_makes_a_link(house))


def number(said):
    return re.search(r"[SQYT]-\d+", said).group()


def one_question_at_a_time(house):
    before = count(house)
    assert "1 反映困难" in tell(house, YOUTH, "提问反映")
    assert "1 到 4" in tell(house, YOUTH, "五")
    assert "想问什么" in tell(house, YOUTH, "2")
    assert "想问什么" not in tell(house, YOUTH, "话题")  # moved on
    assert count(house) == before
    tell(house, YOUTH, "投诉")
    said = tell(house, YOUTH, "匿名 开会总迟到")
    assert "办的人看不到你是谁" in said
    assert text(house) == "开会总迟到"
    tell(house, YOUTH, "建议")
    two = number(tell(house, YOUTH, "提问:团费怎么交"))  # moved on
    assert two.startswith("Q-")
    assert "属于哪一类" in tell(house, YOUTH, f"改类{two}")
    assert "1 到 9" in tell(house, YOUTH, "十")
    assert "不再问你" in tell(house, YOUTH, f"不用回访{two}")
    assert "撤回了" in tell(house, YOUTH, f"撤回{two}")
    assert "没有在等你回话的" in tell(house, YOUTH, "解决了")


def answering(house):
    three = number(tell(house, YOUTH, "反映 宿舍热水器坏了"))
    assert three in tell(house, CADRE, "诉求")
    assert "回复上面的数字" in (tell(house, CADRE, "1") and tell(house, CADRE, "好的"))
    before = house.scalar(select(func.count(Record.id)))
    assert f"写下给 {three} 的答复" in tell(house, CADRE, "2")
    tell(house, CADRE, "记 志愿服务 社区清洁 2小时")
    assert house.scalar(select(func.count(Record.id))) == before + 1
    tell(house, CADRE, three)
    tell(house, CADRE, "3")
    assert "问过去了" in tell(house, CADRE, "几号楼?")
    tell(house, YOUTH, "我的诉求")
    assert "直接回复一句话就是补充" in tell(house, YOUTH, "1")
    assert "补上了" in tell(house, YOUTH, "3")  # an answer, and no number of the list
    assert f"写下给 {three} 的答复" in tell(house, CADRE, f"答复{three}")
    assert "答复发出去了" in tell(house, CADRE, "建议:先找宿管登记")
    assert "这里是团干部用的" in tell(house, YOUTH, "待办诉求")
    said = tell(house, CADRE, "待办诉求")
    assert "没有等你办的" in said
    return three


def nobody_makes_a_link(house):
    four = number(tell(house, YOUTH, f"反映 看这里 {TAP}"))
    for said in (tell(house, CADRE, "待办诉求"), tell(house, CADRE, "1")):
        assert "看这里 \uff1ca" in said
        assert '<a href="weixin://bizmsgmenu?msgmenucontent=x' not in said
        assert len(said.encode()) <= 2048
    tell(house, CADRE, f"答复{four} {TAP}")
    assert "\uff1ca href" in (said := tell(house, YOUTH, four))
    assert TAP not in said
    return four


def several_that_wait(house, three, four):
    assert "哪一件?点一下" in (said := tell(house, YOUTH, "没解决"))
    assert f"没解决{three}" in said
    tell(house, YOUTH, f"没解决{three}")
    assert four in tell(house, YOUTH, four)  # a number is no reason
    tell(house, YOUTH, f"没解决{three}")
    assert "没有解决" in tell(house, YOUTH, "1")
    assert "重新打开了" in tell(house, YOUTH, f"没解决{three} 还是不行")
    last = select(TicketStep.text).order_by(TicketStep.id.desc())
    assert house.scalar(last.limit(1)) == "还是不行"


def count(house):
    return house.scalar(select(func.count(Ticket.id)))


def text(house):
    return house.scalar(select(Ticket.text).order_by(Ticket.id.desc()).limit(1))
