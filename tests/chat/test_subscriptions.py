"""Yes and no to notices, over the whole wire: the wallet fills, is spent, and is emptied."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.wechat.inbound import message_of
from models.post import Outbox
from models.sending import Subscription
from services import outbox
from services.outbox import Kind, Lane
from tests.chat.inbound import answered, message
from tests.house import PERSONAS

WHO = PERSONAS["赵强"]
SEAT = "fake-template-SEAT"
FIELDS = {"activity": "thing1", "time": "time2", "place": "thing3", "note": "thing4"}
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def agreeing(new_house, database_kind, request):
    """Open a house with one notice that people may say yes to."""
    wire = getattr(request, "param", "xml")
    notices = {"SEAT": {"id": SEAT, "fields": FIELDS}}
    return new_house(database_kind, wire=wire, subscriptions=notices)


def read(house, question):
    with house.app.open_uow(read_only=True) as uow:
        return uow.session.scalars(question).all()


def grants(house):
    return read(house, select(Subscription.grants))


def write(house, key):
    with house.app.open_uow() as uow:
        outbox.put(
            uow,
            key=key,
            kind=Kind.WISH,
            lane=Lane.SEAT,
            openid=WHO.openid,
            person_id=None,
            text="话",
            template="SEAT",
            fields=dict.fromkeys(FIELDS, "河边") | {"time": "2026-12-26 09:00"},
        )


def test_a_refused_card_comes_as_a_notice_once_for_each_yes(agreeing):
    agreeing.act("赵强", "agree", template_id=SEAT)
    assert grants(agreeing) == [1]
    fault = {"target": "/cgi-bin/message/template/send", "kind": "errcode", "errcode": 43116}
    agreeing.simulator.post("/sim/faults", fault)
    for key in ("one", "two"):
        write(agreeing, key)
    agreeing.deliver()
    agreeing.simulator.post("/sim/settle")
    sent = agreeing.simulator.get("/sim/ledger?kind=subscription")["messages"]
    assert [one["openid"] for one in sent] == [WHO.openid]
    assert sorted(read(agreeing, select(Outbox.status))) == ["delivered", "waiting"]
    assert grants(agreeing) == [0]


@on_sqlite
@pytest.mark.parametrize("agreeing", ["xml", "json"], indirect=True)
def test_several_at_once_and_one_alone_are_understood_in_both_forms(agreeing):
    other = agreeing.simulator.post("/sim/templates", {"title": "x", "content": "{{thing1.DATA}}"})
    agreeing.act("赵强", "agree", templates=[other["template_id"], SEAT, SEAT], copies=3)
    assert grants(agreeing) == [2]
    agreeing.later(seconds=1)
    agreeing.act("赵强", "agree", template_id=SEAT, answer="reject")
    assert grants(agreeing) == [2]
    agreeing.act("赵强", "withdraw", template_id=SEAT)
    assert grants(agreeing) == [0]


@on_sqlite
def test_who_said_yes_to_us_is_no_stranger_made_by_an_event(agreeing):
    data = {
        "SubscribeMsgPopupEvent.List.TemplateId": SEAT,
        "SubscribeMsgPopupEvent.List.SubscribeStatusString": "accept",
        "SubscribeMsgPopupEvent.List[2].TemplateId": "another's",
        "SubscribeMsgPopupEvent.List[2].SubscribeStatusString": "accept",
    }
    said = message("oFAKEnobody", kind="event", event="subscribe_msg_popup_event")
    assert answered(agreeing, replace(said, data=data)) == ""
    assert grants(agreeing) == [1]


def test_two_events_of_one_second_are_two():
    def event(number):
        return message_of(
            {
                "FromUserName": "oFAKE1",
                "CreateTime": "1764000000",
                "MsgType": "event",
                "Event": "subscribe_msg_sent_event",
                "SubscribeMsgSentEvent.List.MsgID": number,
            },
            appid="wx",
        ).key

    assert event("1") == event("1") != event("2")
