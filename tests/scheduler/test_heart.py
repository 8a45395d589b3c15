"""Who lives, who is dead, and what becomes of what the dead had in hand."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from domain.delivery import Later, Sent, Status
from models.post import Outbox
from models.sending import LetterStep, Process
from scheduler.delivery import Postman
from scheduler.heart import Heart
from services import delivery, processes, reasons, rescue, taking
from tests.databases import schema
from tests.faults.letters import Letters, written
from tests.scheduler.conftest import Office

NOW = datetime(2026, 12, 24, 2, tzinfo=UTC)
LIFE = timedelta(seconds=30)


class Seconds:
    """A clock that a test moves."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def office(new_database, database_kind):
    """Open a house with four letters to send."""
    office = Office(new_database(database_kind, fill=schema))
    office.at = NOW
    written(office.url, 4, at=NOW)
    yield office
    office.app.close()


@pytest.fixture
def seconds():
    return Seconds()


def heart(office, seconds):
    heart = Heart(office.app.open_uow, clock=seconds)
    heart.beat()
    return heart


def silent(office, owner, minutes=1):
    """Let somebody have said nothing for a while, by the clock of the database."""
    with office.app.open_uow() as uow:
        at = processes.instant(uow) - timedelta(minutes=minutes)
        uow.session.execute(update(Process).where(Process.owner == owner).values(beat_at=at))


def take(office, owner):
    with office.app.open_uow() as uow:
        return taking.take(uow, owner)


def settled(office, taken, outcome):
    with office.app.open_uow() as uow:
        return delivery.settle_letter(uow, taken, outcome)


def rescued(office):
    with office.app.open_uow() as uow:
        return rescue.rescue(uow, LIFE)


def test_who_was_buried_is_told_so_and_takes_a_new_name(office, seconds):
    mine, other = heart(office, seconds), heart(office, seconds)
    name = mine.owner
    taken = take(office, name)
    silent(office, name)
    office.at += LIFE
    other.beat()
    assert mine.trusts(name)  # for as long as nobody could have buried it, were it not for us
    mine.beat()
    assert mine.owner != name
    assert not mine.trusts(taken.owner)
    assert mine.trusts(mine.owner)


def test_who_was_stopped_trusts_nothing_before_the_others_could_take_it_over(office, seconds):
    mine = heart(office, seconds)
    seconds.now += 26.9
    assert mine.alive()
    seconds.now += 0.2
    assert not mine.alive()


def test_after_the_database_was_away_everybody_may_beat_before_anybody_is_judged(office, seconds):
    mine, other = heart(office, seconds), heart(office, seconds)
    silent(office, other.owner)
    seconds.now += 60  # for us as well: nobody could beat
    mine.beat()
    with office.app.open_uow() as uow:
        assert processes.living(uow, [other.owner]) == {other.owner}
    for _ in range(7):
        seconds.now += 5
        mine.beat()
    with office.app.open_uow() as uow:
        assert processes.living(uow, [mine.owner, other.owner]) == {mine.owner}


def test_who_ends_in_order_is_struck_off(office, seconds):
    mine = heart(office, seconds)
    name = mine.owner
    mine.stop()
    with office.app.open_uow() as uow:
        assert not processes.living(uow, [name])
        assert not processes.beat(uow, name)


def test_who_lives_keeps_its_letters_however_long_it_takes(office, seconds):
    taken = take(office, heart(office, seconds).owner)
    office.at += timedelta(minutes=5)
    assert rescued(office).letters == 0
    assert settled(office, taken, Sent("1")) == Status.SENT


@pytest.mark.parametrize("died", [False, True])
def test_what_stands_under_a_living_name_and_is_in_nobodys_hand_goes_again(office, seconds, died):
    """The answer to a commit never came, or a sender has died and not its process."""
    shared = office.app.office
    beating = heart(office, seconds)
    sender = Postman(replace(shared, heart=beating))  # whoever opens an office says what it holds
    lost = take(office, beating.owner)
    sender._hand = held = take(office, beating.owner)
    office.at += LIFE
    with sender._on_duty():
        beating.beat()
    if died:
        beating.beat()
    with Letters(office.url) as letters:
        open_ = dict(letters.ask(select(Outbox.id, Outbox.status)))
    assert open_[lost.id] == Status.PENDING
    assert open_[held.id] == (Status.PENDING if died else Status.SENDING)


def test_a_sender_does_not_die_of_whoever_calls_for_an_end(office):
    class Ending:
        def send(self, _):
            raise SystemExit

    Postman(replace(office.app.office, messenger=Ending())).carry(1)
    with Letters(office.url) as letters:
        assert letters.by_status() == {Status.PENDING: 4}
        assert letters.ask(select(Outbox.why).where(Outbox.attempts > 0)) == [("bug: SystemExit",)]


def test_one_that_survives_a_letter_takes_the_suspicion_from_it(office):
    first = take(office, "dead")
    office.at += LIFE
    rescued(office)
    others = [take(office, "other") for _ in range(4)]
    again = next(one for one in others if one.id == first.id)
    settled(office, again, Later("busy:-1"))
    with Letters(office.url) as letters:
        assert letters.ask(select(Outbox.deaths).where(Outbox.deaths > 0)) == []


def test_an_old_attempt_is_not_heard_once_there_is_another(office):
    first = take(office, "dead")
    office.at += LIFE
    assert rescued(office).again == 1
    others = [take(office, "other") for _ in range(4)]
    again = next(one for one in others if one.id == first.id)
    assert settled(office, first, Sent("1")) is None
    assert settled(office, again, Sent("2")) == Status.SENT


def test_a_dead_senders_good_news_spares_the_second_sending(office):
    taken = take(office, "dead")
    office.at += LIFE
    rescued(office)
    assert settled(office, taken, Later("busy:-1")) is None
    assert settled(office, taken, Sent("1")) == Status.SENT


def test_of_suspects_one_is_sent_at_a_time(office):
    for _ in range(3):
        take(office, "dead")
    office.at += LIFE
    assert rescued(office).again == 3
    innocent, suspect = take(office, "a"), take(office, "b")
    assert take(office, "c") is None  # two suspects wait for the first
    assert settled(office, suspect, Sent("1")) == Status.SENT
    assert take(office, "c").id not in {suspect.id, innocent.id}


def test_the_third_death_is_its_last(office, seconds, caplog):
    for _ in range(3):
        with office.app.open_uow() as uow:
            uow.session.execute(
                update(Outbox).where(Outbox.id > 1).values(turn=None, due_at=NOW + LIFE * 99)
            )
        assert take(office, "dead") is not None
        office.at += LIFE
        with caplog.at_level(logging.ERROR):
            heart(office, seconds)
    with Letters(office.url) as letters:
        assert letters.by_status()[Status.HELD] == 1
        steps = letters.ask(select(LetterStep.outcome))
    assert steps == [(Status.HELD,)]
    assert sum("held" in record.getMessage() for record in caplog.records) == 1


TOO_LONG = OperationalError("", None, psycopg.errors.QueryCanceled())
"""Held for good is nobody for what may be the database's fault."""


@pytest.mark.parametrize(
    ("wrong", "end"), [(ZeroDivisionError(), Status.HELD), (TOO_LONG, Status.PENDING)]
)
def test_a_letter_that_cannot_be_looked_at_keeps_nobody_waiting(
    office, monkeypatch, caplog, wrong, end
):
    fresh = reasons.fresh

    def broken(uow, because, *rest):
        if because:
            raise wrong
        return fresh(uow, because, *rest)

    monkeypatch.setattr(reasons, "fresh", broken)
    with office.app.open_uow() as uow:
        uow.session.execute(update(Outbox).where(Outbox.id == 1).values(because={"kind": "x"}))

    class Mute:
        def send(self, _):
            return Sent("1")

    for _ in range(3):
        postman = Postman(replace(office.app.office, messenger=Mute()))
        for _ in range(3):
            postman.carry()
        office.at += timedelta(minutes=5)
    with Letters(office.url) as letters:
        assert letters.by_status() == {Status.SENT: 3, end: 1}
    assert "letter 1 cannot be taken" in caplog.text
