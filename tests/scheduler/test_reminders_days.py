"""More reminders than a day allows: spread over days, the most urgent first."""

from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from domain.budgets import Limits
from domain.delivery import Channel, Lane, Status
from domain.periods import HOME, local_day
from models.post import Outbox
from services import budgets, reminders
from services.reminders_days import outlook

DAY = timedelta(days=1)
pytestmark = pytest.mark.above
ROUTINE, LAST = date(2026, 12, 10), date(2026, 12, 29)
"""A day on which a ladder's first steps are due, and one of the last step."""


class Tight:
    """The town on an account that takes few messages a day."""

    def __init__(self, town, per_day):
        self.town, self.limits = town, Limits({Channel.TEMPLATE: per_day})

    @contextmanager
    def open_uow(self, *, read_only=False):
        with self.town.app.open_uow(read_only=read_only) as uow:
            yield replace(uow, means=replace(uow.means, limits=self.limits))

    def write(self, day, clock="09:00"):
        """Write a day's reminders part by part; return them as they were planned."""
        self.town.go(day, clock)
        with self.open_uow(read_only=True) as uow:
            planned = [one for one in reminders.plan(uow) if one.is_written]
        written = 0
        for part in reminders.parts(self.open_uow):
            with self.open_uow() as uow:
                written += part(uow)
        assert written == len(planned)
        return planned

    def waiting(self):
        waits = select(Outbox).where(Outbox.status == Status.PENDING).order_by(Outbox.id)
        return [row for (row,) in self.town.read(waits)]

    def by_day(self):
        return Counter(local_day(row.due_at) for row in self.waiting())

    def outlook(self):
        with self.open_uow(read_only=True) as uow:
            return outlook(uow)


@pytest.mark.both
def test_more_than_a_day_takes_goes_on_the_next_mornings(town):
    tight = Tight(town, 8)  # of which reminders may use six
    planned = tight.write(ROUTINE)
    days = tight.by_day()
    assert len(planned) > 12
    assert [days[ROUTINE + n * DAY] for n in range(2)] == [6, 6]
    assert days.total() == len(planned)
    assert max(days.values()) == 6
    rows = tight.waiting()
    # The plan that was looked at beforehand is what was written.
    assert {row.key: row.due_at for row in rows} == {one.key: one.at for one in planned}
    assert rows == sorted(rows, key=lambda row: (row.due_at, row.id))
    later = [row.due_at.astimezone(HOME).time() for row in rows if local_day(row.due_at) > ROUTINE]
    assert set(later) == {time(8)}
    out = tight.outlook()
    assert [(one.day, one.planned, one.goes, one.left, one.lost) for one in out.days] == [
        (day, number, number, 0, 0) for day, number in sorted(days.items())
    ]
    assert (out.limit, out.share, out.used) == (8, 6, 0)
    # Broken off and taken up again, or asked once more, it writes nothing twice.
    assert tight.write(ROUTINE) == []
    assert tight.write(ROUTINE + DAY, "07:00") == []


def test_what_is_used_today_is_no_room_any_more(town):
    tight = Tight(town, 12)
    town.go(ROUTINE)
    with tight.open_uow() as uow:
        budgets.count(uow, Channel.TEMPLATE, 7)
    tight.write(ROUTINE)
    assert tight.by_day()[ROUTINE] == 3
    assert tight.by_day()[ROUTINE + DAY] == 10


def test_in_the_evening_the_first_day_is_tomorrow(town):
    tight = Tight(town, 10)
    tight.write(ROUTINE, "22:30")
    assert min(tight.by_day()) == ROUTINE + DAY


def test_the_last_reminder_goes_before_those_that_were_planned_for_today(town):
    tight = Tight(town, 8)
    tight.write(date(2026, 12, 24))
    town.deliver()
    assert {row.lane for row in tight.waiting()} == {Lane.REMINDER}
    planned = tight.write(LAST)
    urgent = [one for one in planned if one.urgent]
    assert urgent
    rows = {row.key: row for row in tight.waiting()}
    assert {rows[one.key].lane for one in urgent} == {Lane.NOTICE}
    # Those planned for today are no room that they have to wait for.
    firsts = Counter(local_day(rows[one.key].due_at) for one in urgent)
    assert firsts[LAST] >= min(6, len(urgent))
    assert {local_day(rows[one.key].expires_at) for one in urgent} == {date(2027, 1, 1)}
    out = tight.outlook()
    assert out.urgent.keys() == firsts.keys()
    assert sum(one.goes + one.lost for one in out.days) == len(rows)
