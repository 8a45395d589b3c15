from datetime import UTC, datetime

import pytest

from domain.delivery import MUTABLE, Channel, Kind, Lane
from domain.halts import Halt, NoSuchScope, Standing, checked, say

AT = datetime(2026, 12, 24, tzinfo=UTC)
REMINDER = (Lane.REMINDER, "template", "quota", "QUOTA_DUE", 12)
OFFER = (Lane.SEAT, "template", "seat", "SEAT", 12)
ANSWER = (Lane.CHAT, "customer_service", "chat", "", None)
LETTERS = {"reminder": REMINDER, "offer": OFFER, "answer": ANSWER}


def standing(*scopes):
    return Standing(tuple(Halt(scope, "", AT) for scope in scopes))


@pytest.mark.parametrize(
    ("scope", "stopped"),
    [
        ("all", {"reminder", "offer", "answer"}),
        ("mass", {"reminder"}),
        ("mass:clock-0123456789abcdef", {"reminder"}),
        ("channel:template", {"reminder", "offer"}),
        ("lane:seat", {"offer"}),
        ("kind:quota", {"reminder"}),
        ("template:SEAT", {"offer"}),
        ("organ:12", {"reminder", "offer"}),
        ("organ:1", set()),
        ("channel:sms", set()),
    ],
)
def test_what_a_halt_holds_back(scope, stopped):
    found = {name for name, letter in LETTERS.items() if standing(scope).stops(*letter)}
    assert found == stopped


def test_what_picks_letters_out_of_a_lane_says_so_first():
    assert standing("all", "kind:quota").stops(*REMINDER).scope == "kind:quota"
    assert [Halt(s, "", AT).picks for s in ("all", "mass", "lane:chat", "organ:1")] == [
        False,
        False,
        False,
        True,
    ]


def test_channels_and_lanes_that_are_open():
    assert standing().channels() == set(Channel)
    assert standing("mass", "kind:chat").channels() == set(Channel)
    assert standing("channel:sms").channels() == set(Channel) - {Channel.SMS}
    assert standing("all").channels() == set()
    assert standing("mass").lanes("template") == (Lane.CHAT, Lane.SEAT)
    assert standing("lane:seat").lanes("template", Lane.NOTICE) == (Lane.CHAT, Lane.NOTICE)
    assert standing().lanes("template", -1) == ()


@pytest.mark.parametrize(
    "scope",
    [
        "",
        "everything",
        "all:",
        "mass:clock-1",
        "lane:9",
        "kind:",
        "kind:love",
        "channel:fax",
        "template:",
        f"template:{'X' * 41}",
        "organ:",
        "organ:一",
        "organ:-1",
        "organ:1 2",
    ],
)
def test_what_has_no_name_is_refused_and_says_what_can_be_written(scope):
    with pytest.raises(NoSuchScope, match="mass 群发"):
        checked(scope)


def test_every_scope_is_said_in_chinese():
    scopes = ["all", "mass", "organ:12", "template:NEWS", "mass:clock-1"]
    scopes += [f"channel:{c}" for c in Channel] + [f"kind:{k}" for k in Kind]
    scopes += [f"lane:{lane.name.lower()}" for lane in Lane]
    for scope in scopes:
        if not scope.startswith("mass:"):
            assert checked(f" {scope} ") == scope
        assert say(scope) != scope
        assert not say(scope).isascii()
    assert say("kind:quota") == MUTABLE[Kind.QUOTA]
