"""By which way a letter goes on, and the windows of customer-service messages: tables."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from domain.chain import ORDER, Open, Spoke, Window, able, onward, opened
from domain.channels import AccountKind

T, N, M, C, S = ORDER
SERVICE, VERIFIED, PERSONAL = (
    AccountKind.SERVICE,
    AccountKind.SUBSCRIPTION,
    AccountKind.PERSONAL,
)
ALL = {"granted", "window", "number", "chat", "person"}
KNOWN = {"number", "chat", "person"}
THERE = {"mini", "agreed", "number", "person"}
"""Only in the mini-program, where they said yes once more."""


def goes(after, ways, *, account=SERVICE, urgent=False):
    then = onward(after, account=account, urgent=urgent, ways=Open(**dict.fromkeys(ways, True)))
    return (
        then.channel
        or "".join(
            word for word, there in (("inbox ", then.inbox), ("call", then.call)) if there
        ).strip()
    )


@pytest.mark.parametrize(
    ("after", "ways", "urgent", "to"),
    [
        (T, ALL, False, N),
        (T, ALL - {"granted"}, False, C),
        (T, KNOWN, False, "inbox"),
        (N, ALL, False, C),
        (N, KNOWN, False, "inbox"),
        (C, ALL, False, "inbox"),
        (T, {"number", "person"}, False, ""),
        (T, {"granted", "window"}, False, ""),
        (T, ALL, True, N),
        (T, KNOWN, True, S),
        (C, ALL, True, S),
        (C, ALL - {"number"}, True, "inbox call"),
        (T, {"number", "person"}, True, S),
        (T, {"person"}, True, "call"),
        (S, ALL, True, "inbox call"),
        (S, ALL, False, "inbox"),
        (S, set(), True, ""),
        # Who has both: after what the account itself may send, and before the window is used up.
        (T, ALL | {"mini", "agreed"}, False, N),
        (T, (ALL | {"mini", "agreed"}) - {"granted"}, False, M),
        (N, ALL | {"mini"}, False, C),
        (M, ALL | {"mini", "agreed"}, False, C),
        # Who has only the mini-program: it is the one push, and what waits, waits there.
        (T, THERE, False, M),
        (T, THERE - {"agreed"}, False, "inbox"),
        (M, THERE, False, "inbox"),
        (M, THERE, True, S),
        (M, THERE - {"number"}, True, "inbox call"),
        (S, THERE, True, "inbox call"),
        (T, {"agreed"}, False, ""),
    ],
)
def test_the_next_way_on_an_account_that_may_do_all(after, ways, urgent, to):
    assert goes(after, ways, urgent=urgent) == to


@pytest.mark.parametrize(
    ("account", "urgent", "channels"),
    [
        (SERVICE, False, (T, N, C)),
        (SERVICE, True, (T, N, C, S)),
        (AccountKind.TEST, False, (T, C)),
        (VERIFIED, False, (C,)),
        (VERIFIED, True, (C, S)),
        (PERSONAL, False, ()),
        (PERSONAL, True, (S,)),
    ],
)
def test_what_an_account_may_do_at_all(account, urgent, channels):
    assert able(account, urgent=urgent) == channels
    everywhere = able(account, urgent=urgent, mini=True)
    assert (M in everywhere, set(everywhere) - {M}) == (True, set(channels))
    tried = [T]
    while (then := goes(tried[-1], ALL, account=account, urgent=urgent)) in ORDER:
        tried.append(then)
    assert tuple(tried[1:]) == tuple(c for c in channels if c is not T)
    assert then == ("inbox call" if urgent else "inbox")


def test_it_never_goes_back_and_nobody_who_has_a_chat_is_lost():
    for after, account, urgent, *there in product(
        ORDER, AccountKind, (False, True), *[(False, True)] * 7
    ):
        ways = Open(*there)
        then = onward(after, account=account, urgent=urgent, ways=ways)
        assert then.channel is None or ORDER.index(then.channel) > ORDER.index(after)
        assert then.channel is not S or urgent
        assert not (then.channel and then.call)
        assert not then.lost or not (ways.chat or ways.mini or (urgent and ways.person))
        assert then.channel is not M or (ways.mini and ways.agreed)
        assert set(then.shut) <= set(able(account, urgent=urgent, mini=ways.mini))


def test_an_sms_is_a_hint_at_what_waits_in_the_chat():
    there = onward(C, account=SERVICE, urgent=True, ways=Open(number=True, chat=True))
    assert (there.channel, there.inbox) == (S, True)
    mini = onward(C, account=SERVICE, urgent=True, ways=Open(number=True, mini=True))
    assert (mini.channel, mini.inbox) == (S, True)
    nobody = onward(C, account=SERVICE, urgent=True, ways=Open(number=True))
    assert (nobody.channel, nobody.inbox) == (S, False)


NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)


def at(left, **span):
    return Window(NOW + timedelta(**span), left)


@pytest.mark.parametrize(
    ("before", "how", "after"),
    [
        (Window(), Spoke.WROTE, at(5, hours=48)),
        (Window(), Spoke.PRESSED, at(3, minutes=1)),
        (at(1, hours=10), Spoke.WROTE, at(5, hours=48)),
        (at(1, hours=10), Spoke.PRESSED, at(1, hours=10)),
        (at(0, hours=10), Spoke.PRESSED, at(3, minutes=1)),
        (at(1, seconds=30), Spoke.FOLLOWED, at(3, minutes=1)),
        (at(4, hours=-1), Spoke.SCANNED, at(3, minutes=1)),
    ],
)
def test_a_window_starts_anew_and_nothing_adds_up(before, how, after):
    assert opened(before, how, NOW) == after


def test_a_window_is_open_until_its_end_or_its_last_message():
    assert at(1, seconds=1).open(NOW)
    assert not at(1, seconds=0).open(NOW)
    assert not at(0, hours=1).open(NOW)
    assert not Window().open(NOW)
