"""What waits for a person is still true when it is said, and said to that person."""

import pytest
from sqlalchemy import select, update

from models.cadre import Appointment
from models.person import Person, WechatUser
from services import identity, inbox
from tests.chat.inbound import openid_of


@pytest.fixture
def personal(new_house, database_kind):
    """Open a house that can push nothing, with somebody who is short."""
    house = new_house(database_kind, kind="personal")
    house.say("赵强", "进度")
    return house


def december(house, day):
    """Come to a morning in December, and let the clock look at what is due."""
    house.clock_to(house.now().replace(month=12, day=day, hour=2))
    house.tick()


def test_only_the_newest_reminder_is_said(personal):
    for day in (10, 24, 29):
        december(personal, day)
    assert personal.say("赵强", "帮助").startswith("赵强,离 12 月 31 日还有 2 天")
    assert "离 12 月 31 日" not in personal.say("赵强", "帮助")


def test_a_reminder_that_waited_says_what_is_true_now(personal):
    december(personal, 24)
    personal.later(days=2)
    assert personal.say("赵强", "帮助").startswith("赵强,离 12 月 31 日还有 5 天")


def test_what_was_written_on_another_day_says_so(personal):
    with personal.app.open_uow() as uow:
        inbox.leave(uow, key="note", openid=openid_of("赵强"), text="明天见")
    personal.later(days=2)
    assert personal.say("赵强", "帮助").startswith("〔前天的消息〕明天见")


def test_who_wants_no_reminders_gets_none_that_waited(personal):
    december(personal, 24)
    with personal.app.open_uow() as uow:
        identity.mute(uow, openid_of("赵强"), ("quota",))
    assert "离 12 月 31 日" not in personal.say("赵强", "帮助")


def test_who_no_longer_leads_an_organ_is_not_told_of_it(personal):
    with personal.app.open_uow() as uow:
        leader = uow.session.scalar(select(Person.id).where(Person.name == "李向阳"))
        speaks = {"muted": [], "unread": "", "following": True}
        uow.session.merge(WechatUser(openid=openid_of("李向阳"), person_id=leader, **speaks))
    december(personal, 24)
    posts = update(Appointment).where(Appointment.cadre_id == leader)
    with personal.app.open_uow() as uow:
        uow.session.execute(posts.values(leads=False))
    assert "本单位" not in personal.say("李向阳", "帮助")


def test_who_logs_in_next_on_a_phone_does_not_read_it(personal):
    with personal.app.open_uow() as uow:
        for n in range(5):
            inbox.leave(uow, key=f"note:{n}", openid=openid_of("赵强"), text=f"给赵强的话 {n}")
    personal.say("赵强", "解除绑定")
    assert "给赵强的话" not in personal.say("赵强", "登录")
