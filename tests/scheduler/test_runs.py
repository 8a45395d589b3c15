"""Runs of many parts: planned without a lock, written part by part, taken up where they were left."""

import threading
from datetime import datetime, time, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, update

from bot.app import build
from domain.periods import HOME
from models.base import write_once
from models.post import Inbound
from models.schedule import Run
from scheduler.jobs import Job, tick
from scheduler.runs import Alone, Runner, Until
from services import processes, schedule
from tests.databases import schema
from tests.house import QUICK, settings

DUE = datetime(2026, 12, 24, 9, tzinfo=HOME)
DAY = timedelta(days=1)
PARTS = 4
EACH = 3


class Office:
    """A house with one job of four parts; each row it writes has a key, and knows who wrote it."""

    def __init__(self, url):
        self.at = DUE
        self.app = build(settings(url), passwords=QUICK, clock=lambda: self.at)
        self.open_uow = self.app.open_uow

    def job(self, who, before=None):
        """Return the job as somebody does it; ``before(n)`` happens before part n is written."""

        def parts(open_uow):
            for n in range(PARTS):
                if before:
                    before(n)
                with open_uow(read_only=True) as uow:
                    uow.session.scalar(select(func.count()).select_from(Run))  # a plan reads
                yield partial(write, n)

        def write(n, uow):
            keys = [f"{uow.today}:{n}:{k}" for k in range(EACH)]
            values = {"reply": who, "late": False, "at": uow.now}
            return sum(write_once(uow.session, Inbound, key=k, **values) is not None for k in keys)

        return Job("campaign", time(9), 3 * DAY, lambda _: 0, "x", parts=parts)

    def tick(self, who, before=None, life=None):
        return tick(self.open_uow, [self.job(who, before)], Runner(life or Alone(who)))

    def enter(self, who):
        with self.open_uow() as uow:
            processes.enter(uow, who, "clock", "here")

    def bury(self, who):
        with self.open_uow() as uow:
            processes.leave(uow, who)

    def runs(self):
        with self.open_uow(read_only=True) as uow:
            rows = uow.session.scalars(select(Run).order_by(Run.due_at)).all()
            return [(row.due_at, row.owner, row.effects, row.closed_at) for row in rows]

    def wrote(self):
        """Return by whom each row was written, in order."""
        with self.open_uow(read_only=True) as uow:
            return uow.session.scalars(select(Inbound.reply).order_by(Inbound.key)).all()


@pytest.fixture
def office(new_database, database_kind):
    office = Office(new_database(database_kind, fill=schema))
    yield office
    office.app.close()


def crash(at, n):
    if n == at:
        raise ZeroDivisionError


def test_all_parts_are_done_once_and_the_row_says_so(office):
    assert office.tick("a") == {"campaign": PARTS * EACH}
    assert office.runs() == [(DUE, "a", PARTS * EACH, DUE)]
    assert office.tick("a") == office.tick("b") == {}
    assert office.wrote() == ["a"] * PARTS * EACH


def test_one_that_failed_on_the_way_is_finished_by_whoever_looks_next(office):
    with pytest.raises(ExceptionGroup):
        office.tick("a", partial(crash, 2))
    assert office.runs() == [(DUE, "", 2 * EACH, None)]
    assert office.tick("b") == {"campaign": 2 * EACH}
    assert office.runs() == [(DUE, "b", PARTS * EACH, DUE)]
    assert office.wrote() == ["a"] * 2 * EACH + ["b"] * 2 * EACH


def test_who_lives_is_left_alone_and_who_is_dead_is_taken_over_from(office):
    """And goes on, stopped for long, without writing anything any more."""
    office.enter("a")
    seen = []

    def stopped(n):
        if n == 1:
            seen.append(office.tick("b"))
            office.bury("a")
            seen.append(office.tick("b"))

    assert office.tick("a", stopped) == {}
    assert seen == [{}, {"campaign": (PARTS - 1) * EACH}]
    assert office.wrote() == ["a"] * EACH + ["b"] * (PARTS - 1) * EACH


@pytest.mark.parametrize(("fenced", "stale"), [(True, 0), (False, 2 * EACH)])
def test_a_stopped_one_writes_nothing_into_the_run_of_another(office, monkeypatch, fenced, stale):
    """The control, unfenced: it goes on in a run that another has taken over and dropped."""
    if not fenced:
        monkeypatch.setattr(schedule, "hold", lambda *_: True)
    office.enter("a")

    def stopped(n):
        if n == 1:
            office.bury("a")
            with pytest.raises(ExceptionGroup):
                office.tick("b", partial(crash, 2))

    office.tick("a", stopped)
    assert office.wrote()[2 * EACH :] == ["a"] * stale
    office.tick("c")
    assert len(office.wrote()) == PARTS * EACH


def test_one_that_knows_itself_to_be_dead_does_not_even_ask(office):
    class Dying(Alone):
        asked = 0

        def trusts(self, owner):
            Dying.asked += 1
            return super().trusts(owner) and Dying.asked < 3

    assert office.tick("a", life=Dying("a")) == {}
    assert office.runs() == [(DUE, "", 2 * EACH, None)]
    assert office.tick("b", life=Alone("")) == {}  # it has no name yet
    assert office.tick("b") == {"campaign": 2 * EACH}


def test_told_to_end_it_finishes_its_part_and_leaves_the_rest_to_others(office):
    told = threading.Event()
    office.enter("a")
    office.tick("a", lambda n: told.set() if n == 2 else None, life=Until(Alone("a"), told))
    assert office.runs() == [(DUE, "", 2 * EACH, None)]
    assert office.tick("a", life=Until(Alone("a"), told)) == {}
    assert office.tick("b") == {"campaign": 2 * EACH}


def test_the_newest_due_time_closes_what_was_left_open(office):
    with pytest.raises(ExceptionGroup):
        office.tick("a", partial(crash, 1))
    office.at = DUE + DAY
    assert office.tick("b") == {"campaign": PARTS * EACH}
    assert office.runs() == [
        (DUE, "", EACH, DUE + DAY),
        (DUE + DAY, "b", PARTS * EACH, DUE + DAY),
    ]


def test_a_run_that_older_code_wrote_is_done(office):
    office.tick("a")
    with office.open_uow() as uow:
        uow.session.execute(update(Run).values(owner=None, closed_at=None))
    assert office.tick("b") == {}
