"""A phone asks for somebody's place while that somebody decides: neither waits for the other."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.exc import OperationalError

from domain.erasing import Scope
from domain.proofs import Proof
from handlers.api import binding
from handlers.api.door import Alone
from models.mini import MiniSession, MiniUser
from models.person import Person, WechatUser
from services import erasing, merging, mini_binding, mini_ends, mini_login, mini_rows, mini_waiting
from tests.services.county import LI, MIN, NOW, ZHANG, county, opened

FIRST, LAST = "mFirst", "mLast"
"""Two phones in the order in which openids are locked."""
WAITING = text(
    "SELECT count(*) FROM pg_locks AS wanted WHERE NOT granted AND EXISTS (SELECT 1 FROM pg_locks"
    " AS mine JOIN pg_database AS here ON here.oid = mine.database"
    " WHERE mine.pid = wanted.pid AND here.datname = current_database())"
)
"""Whether somebody waits for a lock in this database, where tests beside us have others."""


@pytest.fixture(scope="module")
def whole(databases):
    url = databases.fresh("postgresql", county)  # elsewhere one writes at a time
    with opened(url) as place:
        yield place
    databases.drop(url)


@pytest.fixture
def place(whole):
    """Begin again: 张三 has agreed, and two phones are there that stand for nobody."""
    with whole.open_uow() as uow:
        for table in (MiniSession, MiniUser):
            uow.session.execute(delete(table))
        uow.session.execute(delete(WechatUser).where(WechatUser.person_id.in_([ZHANG, LI])))
        agreed = update(Person).where(Person.id.in_([ZHANG, LI]))
        uow.session.execute(agreed.values(consented_at=NOW, left_at=None))
    return whole


def stand(place, there, waiting):
    """Let one phone be there as 张三 and the other wait; return the first one's token."""
    tokens = {one: place.do(mini_login.begin, one).token for one in (there, waiting)}
    for one in (there, waiting):
        place.do(mini_binding.proved, one, ZHANG, Proof.PHONE)
    return tokens[there]


def cross(place, does, *, holding=lambda uow: mini_rows.held(uow, FIRST), wanting):
    """Hold something, wait until ``does`` waits for it, and want more; return what came of both."""
    held = threading.Event()

    def press():
        with place.open_uow() as uow:
            holding(uow)
            held.set()
            for _ in range(1000):
                if uow.session.scalar(WAITING):
                    break
                time.sleep(0.01)
            wanting(uow)

    def decide():
        held.wait(60)
        does()

    with ThreadPoolExecutor(2) as pool:
        return [one.exception() for one in [pool.submit(press), pool.submit(decide)]]


def last(uow):
    return mini_rows.held(uow, LAST)


def test_two_orders_would_have_one_of_them_fail(place):
    """The control: who holds the place and then whoever waits for it meets who comes the other way."""
    stand(place, LAST, FIRST)

    def unordered():
        with place.open_uow() as uow:
            mini_rows.held(uow, LAST)
            mini_waiting.refuse(uow, ZHANG)

    fallen = cross(place, unordered, wanting=last)
    assert [type(one) for one in fallen if one is not None] == [OperationalError]


def test_saying_no_yes_and_leaving_wait_for_a_phone_that_asks(place):
    token = stand(place, LAST, FIRST)
    here = Alone(SimpleNamespace(open_uow=place.open_uow), token)
    assert cross(place, partial(binding.binding_refuse, here), wanting=last) == [None, None]
    assert place.do(mini_waiting.wanted, ZHANG) == []

    place.do(mini_binding.proved, FIRST, ZHANG, Proof.PHONE)
    leaving = partial(place.do, mini_ends.release_person, ZHANG)
    assert cross(place, leaving, wanting=last) == [None, None]
    left = select(MiniUser.openid).where(
        or_(MiniUser.person_id == ZHANG, MiniUser.wants_id == ZHANG)
    )
    assert place.all(left) == []

    stand(place, FIRST, LAST)
    agreeing = partial(place.do, mini_waiting.agree, ZHANG)
    assert cross(place, agreeing, wanting=last) == [None, None]
    assert place.all(select(MiniUser.openid).where(MiniUser.person_id == ZHANG)) == [LAST]


def test_merging_and_erasing_wait_for_a_phone_that_asks(place):
    place.do(mini_login.begin, FIRST)
    wants = update(MiniUser).values(wants_id=LI, wants_at=NOW, proof="phone")
    place.do(lambda uow: uow.session.execute(wants))

    def merge(uow):
        uow.actor = MIN
        merging.merge(uow, MIN, ZHANG, LI)

    person = partial(mini_rows.somebody, person_id=LI)
    assert cross(place, partial(place.do, merge), wanting=person) == [None, None]
    assert place.all(select(MiniUser.wants_id)) == [None]

    stand(place, LAST, FIRST)
    erasing_them = partial(place.do, erasing.erase, ZHANG, Scope.ALL)
    assert cross(place, erasing_them, wanting=last) == [None, None]
    assert place.all(select(MiniUser.openid)) == [FIRST]
