"""Which letter a report is about: by its id, or the only one that fits."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from domain.delivery import Status
from domain.reports import Posted, Reported, about, again, is_old

NOW = datetime(2026, 12, 24, 10, tzinfo=UTC)
LATE, LONG_AGO = NOW - timedelta(minutes=14), NOW - timedelta(minutes=16)


def letter(number, status, reference=None, tried=NOW):
    return Posted(number, Status(status), reference, tried)


SENT = letter(1, "sent", "71")
OTHER = letter(2, "sent", "72")
LOST = letter(3, "uncertain")
RETRIED = letter(4, "pending")
HELD = letter(5, "held", tried=LATE)
UNTRIED = letter(6, "pending", tried=None)
UNDER_WAY = letter(7, "sending")
ARRIVED = letter(8, "delivered", "78")


@pytest.mark.parametrize(
    ("reference", "letters", "found"),
    [
        ("71", [SENT, OTHER], SENT),
        ("71", [SENT, LOST, UNDER_WAY], SENT),  # its own id says it all
        ("78", [ARRIVED, LOST], None),  # reported before: nobody else is meant
        # The answer that would have told the id was lost.
        ("99", [LOST], LOST),
        ("99", [RETRIED], RETRIED),
        ("99", [HELD], HELD),
        ("99", [LOST, SENT, ARRIVED, UNTRIED], LOST),
        ("99", [LOST, RETRIED], None),
        ("99", [LOST, UNDER_WAY], None),  # its answer may still tell
        ("99", [UNDER_WAY], None),
        ("99", [SENT], None),  # it has an id, and this is another
        ("99", [letter(9, "uncertain", tried=LONG_AGO)], None),
        ("99", [letter(9, "uncertain", tried=NOW + timedelta(minutes=2))], None),
        ("99", [letter(9, "uncertain", tried=NOW + timedelta(seconds=30))], letter(9, "uncertain", tried=NOW + timedelta(seconds=30))),
        # MsgID 0.
        ("", [SENT], SENT),
        ("", [LOST], LOST),
        ("", [SENT, OTHER], None),
        ("", [SENT, LOST], None),
        ("", [SENT, UNDER_WAY], None),
        ("", [SENT, ARRIVED, UNTRIED], SENT),
        ("", [], None),
    ],
)  # fmt: skip
def test_a_report_is_about_the_letter_with_its_id_or_the_only_one_that_fits(
    reference, letters, found
):
    assert about(Reported(reference, NOW), letters) == found


def test_a_report_that_has_done_its_work_is_old():
    assert is_old(Reported("78", NOW), [ARRIVED, LOST])
    assert not is_old(Reported("71", NOW), [SENT])
    assert not is_old(Reported("77", NOW), [letter(7, "sending", "77")])
    assert not is_old(Reported("", NOW), [ARRIVED])


def test_it_is_looked_for_ever_more_seldom():
    looks, at = [], NOW
    while at < NOW + timedelta(days=1):
        at = again(NOW, at)
        looks.append(at - NOW)
    assert looks[:3] == [timedelta(seconds=s) for s in (1, 2, 4)]
    assert len(looks) < 40
    assert max(b - a for a, b in pairwise(looks)) == timedelta(hours=1)
