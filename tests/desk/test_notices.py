"""A notice on the phone: read in full by whoever it was written to, and signed up for by a word."""

from itertools import count
from urllib.parse import urlsplit

import pytest
from sqlalchemy import insert, select

from bot.dispatch import dispatch
from domain.notices import Audience, Hat, Took
from domain.permissions import AdminRole
from handlers.chat import load
from handlers.routing import Message, OfficialOpenid, chat
from models.activity import Activity, Enrolment
from models.admin import Admin
from models.post import Outbox
from scheduler.notices import NoticeWorker
from services import line, notices, taking
from services.console_sessions import Official
from services.notices import Typed
from tests.desk.test_activities import made
from tests.deskhouse import OPENIDS
from tests.services.county import COUNTY, LI, MIN, NOW, QIANG, ZHANG

NUMBERS = count(1)
WHO = Official(MIN, "王敏", AdminRole.ORGAN, COUNTY, "县委", 1)
load()


def says(house, who, text):
    said = Message(f"notices:{next(NUMBERS)}", OfficialOpenid(OPENIDS[who]), "text", NOW, text)
    return dispatch(said, router=chat, open_uow=house.open_uow)


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_from_the_card_to_the_seat(house):
    with house.open_uow() as uow:
        uow.session.execute(
            insert(Admin).values(
                person_id=MIN, organisation_id=COUNTY, role=WHO.role, created_at=house.now
            )
        )
    activity = made(house, seats="5")
    place = house.all(select(Activity.organisation_id).where(Activity.id == activity))[0]
    audience = Audience((place,), (Hat.YOUTH,), took=Took.OUT)
    typed = Typed("河边见", "手套都备好了。\n穿耐脏的鞋。", audience, activity)
    number = house.do(notices.make, WHO, COUNTY, typed)
    house.do(notices.push, WHO, number)
    NoticeWorker(house.open_uow).work()
    house.do(line.release)
    taken = house.do(taking.take, "sender")
    assert taken.letter.fields["note"] == "河边见"
    whose = next(who for who, openid in OPENIDS.items() if openid == taken.letter.to)

    client = house.app.test_client()
    page = client.get(client.get(urlsplit(taken.letter.url).path).location).text
    assert "穿耐脏的鞋。" in page
    assert "去报名" in page
    assert f"/h5/activities/{activity}" in page
    assert "报好了" in says(house, whose, f"报名活动{activity}")
    assert house.all(select(Enrolment.person_id)) == [whose]
    assert "没有" in says(house, whose, "报名活动999")

    assert house.browser(QIANG).get(f"notices/{number}").status_code == 422
    assert {ZHANG, LI} >= set(house.all(select(Outbox.person_id)))
    house.do(notices.cancel, WHO, number)
    assert "撤回了" in house.browser(whose).get(f"notices/{number}").text
