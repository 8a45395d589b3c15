"""Redis is a help: who misses it is told at once, and one asks for all whether it is back."""

import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from bot.cache import Breaker, Resting, open_cache


class Clock:
    now = 100.0

    def __call__(self):
        return self.now


def test_a_breaker_rests_after_a_failure_and_then_lets_one_try():
    clock = Clock()
    breaker = Breaker(rest=5, clock=clock)
    assert breaker.lets()
    assert breaker.failed()
    assert not breaker.failed()
    assert not breaker.lets()
    clock.now += 5
    assert [breaker.lets() for _ in range(3)] == [True, False, False]
    breaker.failed()
    clock.now += 4.9
    assert not breaker.lets()
    clock.now += 0.2
    assert breaker.lets()
    assert breaker.worked()
    assert not breaker.worked()
    assert [breaker.lets() for _ in range(3)] == [True, True, True]


def test_of_many_who_ask_at_once_after_the_rest_one_tries():
    clock = Clock()
    breaker = Breaker(rest=5, clock=clock)
    breaker.failed()
    clock.now += 6
    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(lambda _: breaker.lets(), range(400))) == 1


@pytest.fixture
def rude():
    """Give (port, callers) of a server that hangs up on everybody."""
    callers = []
    server = socket.create_server(("127.0.0.1", 0))

    def hang_up():
        while True:
            try:
                line, caller = server.accept()
            except OSError:
                return
            callers.append(caller)
            line.close()

    thread = threading.Thread(target=hang_up)
    thread.start()
    yield server.getsockname()[1], callers
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


def test_a_redis_that_fails_is_asked_once_by_all_uses_together(rude, caplog):
    port, callers = rude
    with open_cache(f"redis://127.0.0.1:{port}/0") as cache:
        with pytest.raises(redis.ConnectionError):
            cache.get("one")
        for use in (cache.ping, lambda: cache.set("a", "b", px=5), lambda: cache.eval("x", 0)):
            with pytest.raises(Resting):
                use()
    assert len(callers) == 1
    assert [line.getMessage() for line in caplog.records] == [
        "Redis is away (ConnectionError): we do without"
    ]


def test_a_redis_that_was_started_anew_is_used_at_once(empty_redis_url):
    with open_cache(empty_redis_url) as cache:
        cache.set("kept", "yes")
        with redis.Redis.from_url(empty_redis_url) as other:
            other.client_kill_filter(_type="normal", skipme=True)
        assert cache.get("kept") == "yes"
