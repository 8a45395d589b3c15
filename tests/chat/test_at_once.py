"""Several things at once: one row, one number, one step, and nobody told nonsense."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from bot.dispatch import send_late
from domain.proofs import Proof
from models.dialogue import Dialogue
from models.login import LoginCode
from models.person import Person, WechatUser
from models.post import Outbox
from services import dialogues, identity
from tests.chat.inbound import answered, message, openid_of, tell

pytestmark = pytest.mark.both

APOLOGY = "出了点问题"


def count(house, model):
    return house.scalar(select(func.count()).select_from(model))


@pytest.fixture
def held(new_house):
    """Start something in another thread while a message of the same person is under way."""
    house = new_house("postgresql")

    def meanwhile(uow, work):
        uow.session.flush()
        said = []
        thread = threading.Thread(target=lambda: said.append(work()))
        thread.start()
        time.sleep(0.5)
        return thread, said

    return house, meanwhile


def test_many_messages_of_one_newcomer_make_one_row(house):
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda n: tell(house, "oNEWCOMER", f"你好 {n}"), range(8)))
    assert not [one for one in said if APOLOGY in one]
    assert house.scalar(select(func.count()).where(WechatUser.openid == "oNEWCOMER")) == 1


def test_messages_of_one_person_meet_one_step_each(house):
    tell(house, "林小溪", "许愿")
    said = [tell(house, "林小溪", "一本书")]
    # The same words: whichever comes first, each meets the next step.
    with ThreadPoolExecutor(3) as pool:
        said += pool.map(lambda text: tell(house, "林小溪", text), ["1", "1", "1"])
    assert not [one for one in said if APOLOGY in one]
    assert len(set(said)) == 4


def test_many_ask_for_one_number_and_one_code_is_sent(house):
    people = [f"oRUSH{n}" for n in range(6)]
    for one in people:
        tell(house, one, "登录")
    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(lambda one: tell(house, one, "19900000002"), people))
    assert sum("验证码发到" in one for one in said) == 1
    assert count(house, LoginCode) == 1


def test_who_was_bound_a_moment_ago_is_known_at_once(held):
    house, meanwhile = held
    tell(house, "王敏")
    with house.app.open_uow() as uow:
        cadre = uow.session.scalar(select(Person.id).where(Person.name == "王敏"))
        identity.bind(uow, openid_of("王敏"), cadre, proof=Proof.PASSWORD)
        thread, said = meanwhile(uow, lambda: tell(house, "王敏", "进度"))
    thread.join()
    assert said[0].startswith("王敏,到今天")


def test_unfollowing_while_a_message_is_under_way_leaves_nothing(held):
    house, meanwhile = held
    with house.app.open_uow() as uow:
        identity.hear(uow, openid_of("林小溪"))
        dialogues.ask(uow, openid_of("林小溪"), "wish", "text")
        thread, _ = meanwhile(uow, lambda: tell(house, "林小溪", kind="event", event="unsubscribe"))
    thread.join()
    assert count(house, Dialogue) == 0


def test_an_unknown_event_brings_nobody_back_who_has_left(house):
    tell(house, "林小溪", kind="event", event="unsubscribe")
    assert tell(house, "林小溪", kind="event", event="user_authorization_revoke") == ""
    who = WechatUser.openid == openid_of("林小溪")
    assert house.scalar(select(WechatUser).where(who)) is None


def test_an_apology_is_kept_for_the_retries_and_may_follow_late(house, monkeypatch):
    monkeypatch.setattr("services.contacts.size", lambda *_: 1 / 0)
    said = message("赵强", "我的小伙伴")
    apology = answered(house, said)
    assert APOLOGY in apology
    assert answered(house, said) == apology
    send_late(said, apology, open_uow=house.app.open_uow)
    assert house.scalar(select(Outbox.text).order_by(Outbox.id.desc())) == apology
    assert answered(house, said) == ""
