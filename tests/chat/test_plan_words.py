"""做了 and 计划: what the words mean where they stand, and what else a sentence may be."""

import pytest
from sqlalchemy import select

from handlers.chat import contacts, plans, record
from handlers.routing import Chat, chat
from models.plan import Plan
from models.record import Record
from services import plans as planned
from services.identity import Who
from services.records import Did
from tests.chat.inbound import message
from tests.deskhouse import OPENIDS, fill
from tests.services.county import LI, MIN, NOW, ZHANG, opened


@pytest.fixture
def place(new_database):
    with opened(new_database("sqlite", fill=fill)) as place:
        yield place


def say(place, run, text, *, who=MIN, cadre=True, **dialogue):
    """Let a handler answer one line, in the middle of a dialogue."""
    with place.open_uow() as uow:
        uow.actor = who
        name = Who(OPENIDS[who], who, is_cadre=cadre)
        return run(Chat(uow, message(OPENIDS[who], text), name, dialogue))


def test_a_number_said_in_another_list_is_none_of_that_list(place):
    mine, other = (
        place.do(planned.make, MIN, Did("visit", NOW.date()), [youth]).id for youth in (ZHANG, LI)
    )
    said = say(place, plans.done, "做了 1", ids=[other, mine])
    assert said.startswith("记好了:今天 · 走访,和张三。")
    assert place.all(select(Plan.id).where(Plan.record_id.is_(None))) == [other]
    assert len(place.all(select(Record.id))) == 1


def test_a_youth_who_looks_for_somebody_finds_their_cadre(place):
    said = say(place, contacts.find, "找 王老师", who=ZHANG, cadre=False)
    assert "联系你的团干部是王敏" in said


@pytest.mark.parametrize(
    "sentence",
    [
        "计划有变,来不了了",
        "计划改到下周了",
        "计划生育政策",
        "计划中的事",
        "做了一半的作业",
        "记错时间了",
    ],
)
def test_everyday_sentences_are_nobodys_orders(sentence):
    assert chat.said(sentence) is None


@pytest.mark.parametrize(
    "line", ["计划 明天 谈心 张三", "计划周五志愿服务", "做了 2", "做了", "记 谈心 张三"]
)
def test_orders_are_heard(line):
    assert chat.said(line) in {plans.take_line, plans.done, record.take_line}
