"""What fell between two stools is found, and mended or told; R20 does it by the dozen."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import insert

from domain.delivery import Channel, Status
from models.post import InboxItem, Outbox
from models.sending import Halt, LetterStep
from services import budgets, halts, inbox, reconciling
from tests.databases import schema
from tests.services.letterbox import Letterbox


@pytest.fixture
def post(new_database, database_kind):
    post = Letterbox(new_database(database_kind, fill=schema))
    yield post
    post.close()


def look(post):
    """Return what does not agree, and see that a second look finds nothing more to mend."""
    with post.open_uow() as uow:
        found = reconciling.look(uow)
    with post.open_uow() as uow:
        assert reconciling.look(uow).mended == 0
    return {name: n for name, n in asdict(found).items() if n}


def step(post, number, outcome="sent", channel="template", **ago):
    with post.open_uow() as uow:
        row = {"outbox_id": number, "channel": channel, "outcome": outcome, "why": ""}
        uow.session.execute(insert(LetterStep), [{**row, "at": uow.now - timedelta(**ago)}])


def test_where_all_is_well_nothing_is_found(post):
    post.person("o1")
    post.letter("sent", closed_at=post.now)
    post.letter("due", status=Status.PENDING, turn=1)
    post.letter("later", status=Status.PENDING, due_at=post.now + timedelta(days=1))
    post.letter("arrived", status=Status.DELIVERED)
    waiting = post.letter("waits", status=Status.WAITING)
    with post.open_uow() as uow:
        inbox.leave(uow, key=post.row(waiting).key, openid="o1", text="…")
    assert look(post) == {}


def test_a_letter_in_dead_hands_is_freed_even_where_no_heart_beats(post):
    number = post.letter(
        status=Status.SENDING, owner="gone", due_at=post.now + timedelta(minutes=2)
    )
    post.later(minutes=11)
    assert look(post) == {"orphaned": 1}
    assert post.status(number) == Status.UNCERTAIN  # too late to be known again by its id


def test_what_is_due_and_has_no_place_gets_one(post):
    number = post.letter(status=Status.PENDING)
    post.later(minutes=11)
    found = look(post)
    assert found["unreleased"] == 1
    assert post.row(number).turn is not None


def test_a_notice_that_is_not_there_is_left_again_for_the_same_person_alone(post):
    person = post.person("o1")
    lost = post.letter("lost", person_id=person, status=Status.WAITING)
    post.letter("moved", "o1", person_id=post.person("o2"), status=Status.WAITING)
    post.letter("over", person_id=person, status=Status.WAITING, expires_at=post.now)
    post.letter("erased", None, person_id=person, status=Status.WAITING)
    post.letter("gone", "o3", status=Status.WAITING)
    assert look(post) == {"lost_notices": 1}
    assert post.inbox() == ["lost"]
    with post.look() as uow:
        assert uow.session.get_one(InboxItem, 1).text == post.row(lost).text


def test_a_call_nobody_counted_is_counted(post):
    number = post.letter()
    for outcome in ("sent", "unknown", "shut", "never"):
        step(post, number, outcome)
    step(post, number, days=1)
    step(post, number, channel="sms")
    with post.open_uow() as uow:
        budgets.count(uow, Channel.SMS, 5)
    assert look(post) == {"uncounted": 2}
    with post.look() as uow:
        assert budgets.today(uow) == {"template": 2, "sms": 5}


def test_a_line_that_stands_still_is_told(post):
    number = post.letter(status=Status.PENDING, turn=5)
    post.letter("aside", status=Status.PENDING, turn=-1)
    post.later(minutes=11)
    assert look(post) == {"stuck": 1}
    with post.open_uow() as uow:
        assert list(reconciling.stuck(uow)) == [("template", 2)]
        halts.stop(uow, "mass", "看看再说")
    assert look(post) == {}
    with post.open_uow() as uow:
        uow.session.delete(uow.session.get_one(Halt, "mass"))
        budgets.count(uow, Channel.TEMPLATE, 95_000)
    assert look(post) == {}  # the day is spent for such letters
    post.later(days=1)
    assert look(post) == {"stuck": 1}
    step(post, number)
    assert look(post) == {"uncounted": 1}  # it goes on


def test_what_was_never_reported_is_counted(post):
    for n, hours in enumerate((9 * 24, 60, 49, 1)):
        at = post.now - timedelta(hours=hours)
        post.letter(f"k{n}", written_at=at, closed_at=at, first_try_at=at)
    post.letter("sms", channel="sms", closed_at=post.now - timedelta(days=3))
    assert look(post) == {"unreported": 2}


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_letters_since_an_instant_are_found_by_their_numbers(post):
    start = post.now
    for n in range(60):
        post.letter(f"k{n}", written_at=start + timedelta(hours=n))
    with post.open_uow() as uow:
        for number in (7, 8, 9, 40):  # numbers may be missing
            uow.session.delete(uow.session.get_one(Outbox, number))
    with post.look() as uow:
        for n in (0, 5, 8, 30, 59, 100):
            since = reconciling._first_since(uow, start + timedelta(hours=n))
            assert since <= n + 1
            assert since >= min(n, 60) - 3
