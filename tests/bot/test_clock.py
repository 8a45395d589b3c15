import http.server
import json
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import FollowedClock, SteadyClock, clock
from domain.jumps import judge
from simulator.server import Simulator
from tests.house import wait_until

THEN = datetime(2026, 12, 24, 9, tzinfo=UTC)


@pytest.fixture
def followed():
    """Let a clock be followed that answers whatever a test wants."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked += 1
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.server.answer)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.answer = 0, b""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_port}/clock"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def near(told, wanted, seconds=5.0):
    return abs((told - wanted).total_seconds()) < seconds


def test_without_one_to_follow_it_is_the_machines():
    assert near(clock(None)(), datetime.now(UTC))


def test_one_that_leaps_is_not_followed_before_it_was_looked_at():
    wall, ran = [THEN], [0.0]
    now = SteadyClock(lambda: wall[0], lambda: ran[0])
    wall[0], ran[0] = THEN + timedelta(seconds=61), 60.0
    assert now() == wall[0]
    wall[0] += timedelta(days=1)
    assert now() == THEN + timedelta(seconds=60)
    look = now.look(database=None, platform=wall[0], written=None)
    now.course = judge(now.course, look)
    assert now() == wall[0]


def test_a_clock_that_is_moved_is_followed():
    with Simulator(start=THEN.isoformat()) as simulator:
        now = clock(f"{simulator.url}/sim/clock")
        assert near(now(), THEN)
        simulator.post("/sim/clock", {"advance_s": 3600})
        wait_until(lambda: near(now(), THEN + timedelta(hours=1)))
        simulator.post("/sim/clock", {"set": "2026-12-01T08:00:00+08:00"})
        wait_until(lambda: near(now(), datetime(2026, 12, 1, tzinfo=UTC)))


def test_a_silent_clock_runs_on_and_is_not_waited_for(caplog):
    with Simulator(start=THEN.isoformat()) as simulator:
        now = clock(f"{simulator.url}/sim/clock")
        first = now()
    time.sleep(0.4)  # the answer is stale and there is nobody to ask
    started = time.monotonic()
    second = now()
    for _ in range(100):
        now()
    assert time.monotonic() - started < 30  # a call each would wait a second
    assert timedelta(seconds=0.3) < second - first < timedelta(minutes=1)
    assert sum("is silent" in record.getMessage() for record in caplog.records) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"[]",
        b"null",
        b"{}",
        b'{"timestamp": "noon"}',
        b'{"timestamp": 1e300}',
        b'{"timestamp": NaN}',
        b"\xff",
    ],
)
def test_what_is_no_time_counts_as_silence(followed, answer):
    followed.answer = json.dumps({"timestamp": THEN.timestamp()}).encode()
    now = FollowedClock(followed.url)
    assert near(now(), THEN)
    followed.answer = answer
    time.sleep(0.35)
    assert near(now(), THEN)
    assert followed.asked == 2


def test_many_askers_are_one_question(followed):
    followed.answer = json.dumps({"timestamp": THEN.timestamp()}).encode()
    now = FollowedClock(followed.url, fresh=60)
    threads = [threading.Thread(target=now) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert followed.asked == 1
