"""What becomes of a letter after an attempt: a table."""

from datetime import UTC, datetime, timedelta

import pytest

from domain.delivery import WAITS, Channel, Later, Never, Sent, Status, Unknown, repeatable, settle

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def after(outcome, attempts=1, *, channel=Channel.TEMPLATE, since=timedelta(), chance=0.0):
    """Return the status, and after how many seconds it is tried again."""
    status, again = settle(
        outcome,
        channel=channel,
        attempts=attempts,
        first_try=NOW - since,
        now=NOW,
        chance=chance,
    )
    return status, again and (again - NOW).total_seconds()


@pytest.mark.parametrize(
    ("outcome", "attempts", "becomes"),
    [
        (Sent("1"), 1, (Status.SENT, None)),
        (Never("recipient:43004"), 1, (Status.FAILED, None)),
        (Later("busy:-1"), 1, (Status.PENDING, 30)),
        (Later("busy:-1"), 4, (Status.PENDING, 10_800)),
        (Later("busy:-1"), 5, (Status.FAILED, None)),
        (Later("quota:45009", NOW + timedelta(hours=9)), 7, (Status.PENDING, 32_400)),
        (Later("quota:45009", NOW - timedelta(hours=9)), 1, (Status.PENDING, 0)),
        (Unknown("away:cut"), 1, (Status.PENDING, 30)),
        (Unknown("away:cut"), 3, (Status.UNCERTAIN, None)),
        (Unknown("away:cut"), 5, (Status.UNCERTAIN, None)),
    ],
)
def test_what_becomes_of_it(outcome, attempts, becomes):
    assert after(outcome, attempts) == becomes


def test_nobody_tries_six_times():
    assert len(WAITS) == 4


@pytest.mark.parametrize("channel", Channel)
def test_what_may_be_out_goes_again_only_where_the_other_side_knows_it(channel):
    status, _ = after(Unknown("away:silent"), channel=channel)
    assert (status is Status.PENDING) is repeatable(channel)
    late = after(Unknown("away:silent"), channel=channel, since=timedelta(minutes=8, seconds=30))
    assert late == (Status.UNCERTAIN, None)


def test_what_failed_together_does_not_come_again_together():
    pauses = {after(Later("busy:-1"), chance=n / 10)[1] for n in range(10)}
    assert len(pauses) == 10
    assert 22.5 < min(pauses) < max(pauses) == 30
