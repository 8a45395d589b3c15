"""Two at once at the same rows: nobody fails for it (PostgreSQL; on SQLite writers stand in line)."""

import threading
import time

import pytest
from sqlalchemy import select, text, update

from domain.proofs import Proof
from models.cadre import Cadre
from models.person import Person
from models.wish import Wish
from services import cadre_login, identity, links, outbox, wishes
from services.outbox import Kind, Lane
from tests.house import PERSONAS


@pytest.fixture
def house(new_house):
    return new_house("postgresql")


def at_once(*works):
    """Run these in threads; return what went wrong."""
    wrong = []

    def guarded(work):
        try:
            work()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test says it
            wrong.append(error)

    threads = [threading.Thread(target=guarded, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_logging_in_on_the_page_while_asking_for_a_new_link(house, monkeypatch):
    openid = PERSONAS["王敏"].openid
    house.act("王敏", "follow")
    with house.app.open_uow() as uow:
        uow.session.execute(
            update(Cadre).where(Cadre.username == "wangmin").values(must_change=False)
        )
        token = cadre_login.start(uow, openid).rsplit("/", 1)[1]
    with house.app.open_uow() as uow:
        attempt = cadre_login.knock(uow, token, "wangmin")
    spent, real = threading.Event(), links.spend

    def slow(*args):
        link = real(*args)
        spent.set()
        time.sleep(0.5)
        return link

    monkeypatch.setattr(links, "spend", slow)

    def page():
        with house.app.open_uow() as uow:
            cadre_login.enter(uow, token, attempt, right=True)

    def chat():
        spent.wait(5)
        with house.app.open_uow() as uow:
            identity.hear(uow, openid)
            cadre_login.start(uow, openid)

    assert at_once(page, chat) == []


def test_one_picture_fetched_by_two(house):
    wish = house.scalar(select(Wish.id).limit(1))

    def keep():
        with house.app.open_uow() as uow:
            wishes.keep_picture(uow, wish, "image/png", b"x")
            time.sleep(0.3)

    assert at_once(keep, keep) == []


def test_logging_in_while_a_letter_to_the_same_person_is_being_written(house):
    cadre = house.scalar(select(Person.id).where(Person.name == "赵强"))
    with house.app.open_uow() as uow:
        outbox.put(
            uow,
            key="letter",
            kind=Kind.QUOTA,
            lane=Lane.REMINDER,
            openid="",
            person_id=cadre,
            text="",
            template="QUOTA_DUE",
            fields={},
        )
        with house.app.open_uow() as other:
            other.session.execute(text("SET LOCAL lock_timeout = '1s'"))
            identity.bind(other, PERSONAS["赵强"].openid, cadre, proof=Proof.PASSWORD)
