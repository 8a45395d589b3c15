"""要打电话的 on the pages: masked until tapped, noted, gone by itself, and one organ's alone."""

import pytest
from sqlalchemy import insert, select, update

from bot.dispatch import dispatch
from domain.delivery import Kind, Lane, Status
from handlers.chat import load
from models.audit import Audit
from models.cadre import Appointment
from models.person import Person
from models.post import InboxItem, Outbox
from models.sending import Call
from services import calls, inbox, outbox, phones
from tests.chat.inbound import message
from tests.deskhouse import OPENIDS
from tests.services.county import BRANCH, LI, LONG_AGO, MIN, NOW, QIANG, ZHANG

PHONE = "+8619900000011"


def listed(house, who=ZHANG, key="k", **more):
    """Put somebody on the list, as the chain does when nothing got through."""
    sides = {
        "key": key,
        "kind": Kind.SEAT,
        "lane": Lane.SEAT,
        "openid": OPENIDS[who],
        "person_id": who,
        "text": "有空位了",
        "template": "SEAT",
        "fields": {"activity": "清河", "note": "留到20:00"},
    }
    house.do(outbox.put, **sides | more)
    with house.open_uow() as uow:
        person = uow.session.get_one(Person, who)
        person.phone = phones.sealed(uow.means.vault, who, PHONE)
        row = uow.session.scalars(select(Outbox).where(Outbox.key == key)).one()
        row.status = Status.WAITING
        inbox.leave(uow, key=key, openid=OPENIDS[who], text="有空位了")
        assert calls.wanted(uow, row, person)
        return uow.session.scalars(select(Call.id).where(Call.outbox_id == row.id)).one()


def test_an_empty_list_says_so(house):
    assert "现在没有要打电话的" in house.browser().text("calls")


def test_the_home_page_counts_and_the_list_shows_no_full_number(house):
    listed(house)
    assert "1 位要打个电话" in house.browser().text("home")
    page = house.browser().text("calls")
    assert "张三" in page
    assert "清河:留到20:00" in page
    one = house.browser().text("calls/1")
    assert "199****0011" in one
    assert "0000011" not in one + page


def test_a_number_at_a_tap_is_written_down(house):
    number = listed(house)
    answer = house.browser().post(f"calls/{number}/number")
    assert 'href="tel:19900000011"' in answer.text
    (seen,) = house.all(select(Audit).where(Audit.deed == "saw_phone"))
    assert (seen.actor_id, seen.object_id, seen.data) == (MIN, str(ZHANG), {"call": number})


def test_who_was_told_is_off_the_list_and_reads_it_no_more(house):
    number = listed(house)
    page = house.browser().does(f"calls/{number}", outcome="told")
    assert "记下了:张三,说到了。" in page
    assert "现在没有要打电话的" in page
    assert house.all(select(InboxItem.read_at)) != [None]
    again = house.browser().post(f"calls/{number}", outcome="told")
    assert "已经有人打过" in again.text


def test_who_was_not_reached_stays(house):
    number = listed(house)
    assert "打过,没接" in house.browser().does(f"calls/{number}", outcome="unreached")
    assert house.browser().post(f"calls/{number}", outcome="").status_code == 422
    assert house.all(select(Call.done_at)) == [None]


@pytest.mark.parametrize(
    "over",
    [
        update(InboxItem).values(read_at=NOW),
        update(Person).where(Person.id == ZHANG).values(left_at=Person.created_at),
        update(Outbox).values(status=Status.DELIVERED),
    ],
)
def test_what_is_no_longer_needed_goes_by_itself(house, over):
    listed(house)
    with house.open_uow() as uow:
        uow.session.execute(over.execution_options(synchronize_session=False))
    assert house.do(calls.settle) == 1
    assert house.all(select(Call.outcome)) == ["over"]
    assert "现在没有要打电话的" in house.browser().text("calls")
    assert house.browser().get("calls/1").status_code == 422


def test_it_is_for_the_leader_of_that_organ_alone(house):
    number = listed(house)
    assert house.browser(ZHANG).get("calls").status_code != 200
    assert house.browser(QIANG).get("calls").status_code == 422
    with house.open_uow() as uow:
        post = {"cadre_id": QIANG, "type": "parttime", "first_day": LONG_AGO}
        uow.session.execute(insert(Appointment).values(organisation_id=BRANCH, leads=True, **post))
    assert "张三" not in house.browser(QIANG).text("calls")
    for step in (house.browser(QIANG).get, house.browser(QIANG).post):
        assert step(f"calls/{number}").status_code == 422
    assert house.browser(QIANG).post(f"calls/{number}/number").status_code == 422
    assert house.all(select(Audit).where(Audit.deed == "saw_phone")) == []


def test_nobody_calls_themselves(house):
    listed(house, MIN)
    listed(house, LI, key="l")
    page = house.browser().text("calls")
    assert "李四" in page
    assert "1 位要打个电话" in house.browser().text("home")


def say(house, who, text):
    said = message(OPENIDS[who], text)
    return dispatch(said, router=load(), open_uow=house.open_uow)


def test_a_leader_asks_in_the_chat_and_gets_names_and_the_page(house):
    assert say(house, MIN, "要打电话的") == "现在没有要打电话的,消息都送到了。"
    listed(house)
    said = say(house, MIN, "电话单")
    assert "张三(支部):清河:留到20:00" in said
    assert "打开电话单</a>" in said
    assert PHONE[3:] not in said
    assert "由单位负责人来看" in say(house, QIANG, "要打电话的")
    assert "这里是团干部用的" in say(house, ZHANG, "要打电话的")
