"""What time it is for the platform: read along with its answers, or asked for."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.wechat.hour import PlatformHour
from bot.wechat.transport import Away, Http
from tests.wechat_out.fake_platform import Raw

SAID = "Thu, 24 Dec 2026 01:00:00 GMT"


class Counter:
    now = 0.0

    def __call__(self):
        return self.now


class Platform:
    """A client that hears dates, or nothing."""

    def __init__(self, counter, says=SAID):
        self.counter, self.says, self.dated, self.asked = counter, says, None, 0

    def fetch(self, path):
        self.asked += 1
        if self.says is None:
            raise Away("refused", maybe_sent=False)
        self.dated = self.says, self.counter()
        assert path == "/"


@pytest.fixture
def counter():
    return Counter()


def test_what_was_heard_lately_is_carried_on_and_then_asked_for_anew(counter):
    platform = Platform(counter)
    hour = PlatformHour(platform, counter)
    assert hour(ask=False).isoformat() == "2026-12-24T01:00:00+00:00"
    counter.now = 599.0
    assert hour(ask=False).isoformat() == "2026-12-24T01:09:59+00:00"
    assert platform.asked == 1
    counter.now = 601.0
    assert hour(ask=False).isoformat() == "2026-12-24T01:00:00+00:00"
    assert platform.asked == 2


def test_asked_it_does_not_take_an_old_word_for_a_new_one(counter):
    platform = Platform(counter)
    hour = PlatformHour(platform, counter)
    assert hour(ask=True)
    counter.now, platform.says = 60.0, None
    assert hour(ask=True) is None
    assert hour(ask=False) is not None


def test_one_that_is_away_is_asked_now_and_then_and_in_doubt_each_time(counter):
    platform = Platform(counter, None)
    hour = PlatformHour(platform, counter)
    for _ in range(15):
        assert hour(ask=False) is None
        counter.now += 20
    assert platform.asked == 1
    counter.now += 20
    assert hour(ask=False) is None
    assert platform.asked == 2
    assert hour(ask=True) is None
    assert platform.asked == 3


@pytest.mark.parametrize("says", ["", "noon", "Thu, 99 Dec 2026 01:00:00 GMT"])
def test_what_is_no_date_is_none(counter, says):
    assert PlatformHour(Platform(counter, says), counter)(ask=True) is None


@pytest.mark.parametrize("status", [200, 404, 502])
def test_whatever_is_answered_is_dated(wechat, status):
    wechat.always("/", Raw(b"what?", status=status))
    http = Http(wechat.url, connect=0.4, read=0.3)
    assert abs(PlatformHour(http)(ask=True) - datetime.now(UTC)) < timedelta(minutes=1)
    http.close()
