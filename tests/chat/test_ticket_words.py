"""Tickets in the chat: what is an answer, what is an order, and nothing that anybody else taps."""

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
    answering(house)
    nobody_makes_a_link(house)
    several_that_wait(house)


def one_question_at_a_time(house):
    assert "1 反映困难" in tell(house, YOUTH, "提问反映")
    assert "1 到 4" in tell(house, YOUTH, "五")
    assert "想问什么" in tell(house, YOUTH, "2")
    assert "想问什么" not in tell(house, YOUTH, "话题")  # moved on
    assert count(house) == 0
    tell(house, YOUTH, "投诉")
    said = tell(house, YOUTH, "匿名 开会总迟到")
    assert "办的人看不到你是谁" in said
    assert text(house) == "开会总迟到"
    tell(house, YOUTH, "建议")
    assert "收到,编号 Q-2" in tell(house, YOUTH, "提问:团费怎么交")  # moved on
    assert "属于哪一类" in tell(house, YOUTH, "改类Q-2")
    assert "1 到 9" in tell(house, YOUTH, "十")
    assert "不再问你" in tell(house, YOUTH, "不用回访Q-2")
    assert "撤回了" in tell(house, YOUTH, "撤回Q-2")
    assert "没有在等你回话的" in tell(house, YOUTH, "解决了")


def answering(house):
    tell(house, YOUTH, "反映 宿舍热水器坏了")
    assert "S-3" in tell(house, CADRE, "诉求")
    assert "回复上面的数字" in (tell(house, CADRE, "1") and tell(house, CADRE, "好的"))
    before = house.scalar(select(func.count(Record.id)))
    assert "写下给 S-3 的答复" in tell(house, CADRE, "2")
    tell(house, CADRE, "记 志愿服务 社区清洁 2小时")
    assert house.scalar(select(func.count(Record.id))) == before + 1
    tell(house, CADRE, "S-3")
    tell(house, CADRE, "3")
    assert "问过去了" in tell(house, CADRE, "几号楼?")
    tell(house, YOUTH, "我的诉求")
    assert "直接回复一句话就是补充" in tell(house, YOUTH, "1")
    assert "补上了" in tell(house, YOUTH, "3")  # an answer, and no number of the list
    assert "写下给 S-3 的答复" in tell(house, CADRE, "答复S-3")
    assert "答复发出去了" in tell(house, CADRE, "建议:先找宿管登记")
    assert "这里是团干部用的" in tell(house, YOUTH, "待办诉求")
    said = tell(house, CADRE, "待办诉求")
    assert "没有等你办的" in said


def nobody_makes_a_link(house):
    tell(house, YOUTH, f"反映 看这里 {TAP}")
    for said in (tell(house, CADRE, "待办诉求"), tell(house, CADRE, "1")):
        assert "看这里 \uff1ca" in said
        assert '<a href="weixin://bizmsgmenu?msgmenucontent=x' not in said
        assert len(said.encode()) <= 2048
    tell(house, CADRE, f"答复S-4 {TAP}")
    assert "\uff1ca href" in (said := tell(house, YOUTH, "S-4"))
    assert TAP not in said


def several_that_wait(house):
    assert "哪一件?点一下" in (said := tell(house, YOUTH, "没解决"))
    assert "没解决S-3" in said
    tell(house, YOUTH, "没解决S-3")
    assert "S-4" in tell(house, YOUTH, "S-4")  # a number is no reason
    tell(house, YOUTH, "没解决S-3")
    assert "没有解决" in tell(house, YOUTH, "1")
    assert "重新打开了" in tell(house, YOUTH, "没解决S-3 还是不行")
    last = select(TicketStep.text).where(TicketStep.ticket_id == 3).order_by(TicketStep.id.desc())
    assert house.scalar(last.limit(1)) == "还是不行"


def count(house):
    return house.scalar(select(func.count(Ticket.id)))


def text(house):
    return house.scalar(select(Ticket.text).order_by(Ticket.id.desc()).limit(1))
