"""A person decides about letters of which nobody knows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.delivery import Status
from models.audit import Audit
from services import letters_desk
from services.letters_desk import NoSuchLetter, NotOpen, TooLate, Wiped
from tests.databases import schema
from tests.services.letterbox import Letterbox

pytestmark = pytest.mark.above

WHO = {"by": "王丽", "why": "电话里问过"}


@pytest.fixture
def post(new_database, database_kind):
    post = Letterbox(new_database(database_kind, fill=schema))
    yield post
    post.close()


def resend(post, number):
    with post.open_uow() as uow:
        letters_desk.resend(uow, number, **WHO)


def close(post, number, **how):
    with post.open_uow() as uow:
        letters_desk.close(uow, number, **WHO, **how)


def test_those_that_wait_for_a_person_are_listed(post):
    who = post.person("o1")
    post.letter("sent")
    held = post.letter("held", person_id=who, status=Status.HELD, deaths=3)
    lost = post.letter("lost", "o2", status=Status.UNCERTAIN, lane=0, channel="customer_service")
    with post.look() as uow:
        lines = letters_desk.listed(uow)
        assert [(line.id, line.to, line.deaths) for line in lines] == [
            (held, "o1", 3),
            (lost, "", 0),
        ]
        assert letters_desk.listed(uow, after=held) == lines[1:]
        assert letters_desk.listed(uow, limit=1) == lines[:1]
        assert letters_desk.counted(uow) == {"held": 1, "uncertain": 1}


def test_a_letter_goes_again_as_if_it_had_never_been_tried(post):
    number = post.letter(
        status=Status.HELD, owner="x", deaths=3, attempts=4, why="died", closed_at=post.now
    )
    post.later(hours=1)
    resend(post, number)
    row = post.row(number)
    assert (row.status, row.owner, row.deaths, row.attempts, row.why) == ("pending", None, 0, 0, "")
    assert (row.first_try_at, row.closed_at, row.due_at, row.turn) == (None, None, post.now, None)
    with post.look() as uow:
        shown = letters_desk.shown(uow, number)
        assert [(s.outcome, s.why) for s in shown.steps] == [("again", "王丽:电话里问过")]
        deed = uow.session.scalars(select(Audit)).one()
    assert (deed.deed, deed.object_id, deed.data["before"]) == ("letter.again", str(number), "held")


def test_somebody_waits_for_what_is_urgent(post):
    number = post.letter(status=Status.UNCERTAIN, lane=0)
    resend(post, number)
    assert post.row(number).turn == 0


@pytest.mark.parametrize(("arrived", "end"), [(True, Status.DELIVERED), (False, Status.FAILED)])
def test_or_it_is_let_be(post, arrived, end):
    number = post.letter(status=Status.UNCERTAIN, sealed=b"x", turn=3)
    close(post, number, arrived=arrived)
    row = post.row(number)
    assert (row.status, row.sealed, row.turn, row.closed_at) == (end, None, None, post.now)
    assert post.steps(number) == ["closed"]
    with pytest.raises(NotOpen):
        close(post, number)


def test_what_cannot_be_sent_again_says_why(post):
    sent = post.letter("sent")
    late = post.letter("late", status=Status.UNCERTAIN, expires_at=post.now)
    code = post.letter("code", status=Status.UNCERTAIN, channel="sms")
    for number, no in ((sent, NotOpen), (late, TooLate), (code, Wiped), (99, NoSuchLetter)):
        with pytest.raises(no) as refused:
            resend(post, number)
        assert str(number) in str(refused.value)
    sealed = post.letter("k", status=Status.UNCERTAIN, channel="sms", sealed=b"x")
    resend(post, sealed)
    assert post.status(sealed) == Status.PENDING
    with post.look() as uow, pytest.raises(NoSuchLetter):
        letters_desk.shown(uow, 99)
    assert timedelta(0) == post.now - post.row(sealed).due_at
