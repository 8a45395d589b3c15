import contextlib
import json
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from fakeredis import FakeRedis

from bot.wechat.errors import TokenPaused, TokenRefused, WeChatAway
from domain.delivery import Later, Sent
from tests.wechat_out.fake_platform import TEMPLATE, TOKEN, Cut, Silence, error, html
from tests.wechat_out.letters import APPID, letter

ROOT = Path(__file__).parents[2]
FOREVER_40001 = error(40001, "invalid credential")


def at_once(n, work):
    """Have n threads do it at the same moment."""
    gate = threading.Barrier(n)

    def one(number):
        gate.wait()
        return work(number)

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(one, range(n)))


class BrokenRedis:
    """Every call fails, after having been counted."""

    def __init__(self):
        self.asked = 0

    def _fail(self, *_, **__):
        self.asked += 1
        raise redis.ConnectionError("refused")

    get = set = eval = _fail


@pytest.mark.parametrize("cache", [None, FakeRedis, BrokenRedis], ids=["none", "redis", "broken"])
def test_32_senders_without_a_token_ask_for_one(connect, wechat, cache):
    wire = connect(wechat.url, cache=cache() if cache else None)
    assert all(isinstance(o, Sent) for o in at_once(32, lambda n: wire.messenger.send(letter(n))))
    assert wechat.count() == {TOKEN: 1, TEMPLATE: 32}
    asked = wechat.to(TOKEN)[0]
    assert asked.method == "POST"
    assert asked.query == {}
    assert asked.json["force_refresh"] is False


def test_32_senders_with_a_revoked_token_ask_for_one_and_repeat_once(wire, wechat):
    wire.messenger.send(letter(99))
    wechat.revoke()
    assert all(isinstance(o, Sent) for o in at_once(32, lambda n: wire.messenger.send(letter(n))))
    assert wechat.count()[TOKEN] == 2
    assert 32 < wechat.count()[TEMPLATE] <= 1 + 2 * 32
    per_letter = [call.json["touser"] for call in wechat.to(TEMPLATE)]
    assert max(per_letter.count(who) for who in per_letter) == 2


def test_4_processes_with_a_revoked_token_ask_for_one(wechat, empty_redis_url):
    program = [sys.executable, "-m", "tests.wechat_out.sender_process"]
    with contextlib.ExitStack() as running:
        senders = [
            running.enter_context(
                subprocess.Popen(
                    [*program, wechat.url, empty_redis_url, APPID, str(n)],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for n in range(4)
        ]
        firsts = [sender.stdout.readline() for sender in senders]
        assert firsts == ["first: Sent\n"] * 4
        assert wechat.count()[TOKEN] == 1
        wechat.revoke()
        said = [sender.communicate("go\n", timeout=60)[0] for sender in senders]
    assert said == [f"{json.dumps({'Sent': 8})}\n"] * 4
    assert wechat.count()[TOKEN] == 2


def test_a_token_is_renewed_in_its_last_five_minutes(wire, wechat, clock):
    first = wire.tokens.get()
    clock.wait(seconds=6899)
    assert wire.tokens.get() == first
    wechat.revoke()
    clock.wait(seconds=2)
    assert wire.tokens.get() == wechat.token != first
    assert wechat.count()[TOKEN] == 2


@pytest.mark.parametrize("fault", [Cut(), html(502), error(-1), error(40164, "invalid ip 1.2.3.4")])
def test_a_renewal_that_fails_does_not_waste_the_token_that_lives(wire, wechat, clock, fault):
    first = wire.tokens.get()
    clock.wait(seconds=7000)
    wechat.script(TOKEN, fault)
    assert [wire.tokens.get() for _ in range(50)] == [first] * 50
    assert wechat.count()[TOKEN] == 2
    clock.wait(seconds=16)
    wire.tokens.get()
    assert wechat.count()[TOKEN] == 3


def test_a_platform_that_hands_out_the_same_old_token_is_not_asked_each_time(wire, wechat):
    wechat.expires_in = 300
    assert {wire.tokens.get() for _ in range(50)} == {wechat.token}
    assert wechat.count()[TOKEN] == 1


def test_a_new_token_is_forced_only_when_the_refused_one_comes_again(wire, wechat, clock):
    first = wire.tokens.get()
    wechat.valid.clear()
    assert wire.messenger.send(letter()) == Sent("1")
    assert [call.json["force_refresh"] for call in wechat.to(TOKEN)] == [False, False, True]
    assert wire.tokens.get() == wechat.token != first
    clock.wait(seconds=20)
    wechat.valid.clear()
    assert isinstance(wire.messenger.send(letter(2)), Later)
    assert [call.json["force_refresh"] for call in wechat.to(TOKEN)].count(True) == 1
    clock.wait(seconds=60)
    assert isinstance(wire.messenger.send(letter(3)), Sent)
    assert [call.json["force_refresh"] for call in wechat.to(TOKEN)].count(True) == 2


@pytest.mark.parametrize("fresh", [True, False], ids=["another token each time", "the same token"])
def test_40001_for_ever_costs_five_token_calls_a_minute_and_two_sends_a_letter(
    wire, wechat, clock, fresh
):
    """M1: one send of the stock client made 975 calls and died of recursion."""
    wechat.always(TEMPLATE, FOREVER_40001)
    if fresh:
        tokens = iter(range(10_000))
        wechat.always(TOKEN, lambda _: {"access_token": f"t{next(tokens)}", "expires_in": 7200})
    else:
        wechat.always(TOKEN, {"access_token": "the same", "expires_in": 7200})
    for second in range(600):
        before = wechat.count()[TEMPLATE]
        outcome = wire.messenger.send(letter(second))
        assert isinstance(outcome, Later)
        assert wechat.count()[TEMPLATE] - before <= 2
        assert wechat.count()[TOKEN] <= 5 * (second // 60 + 1)
        clock.wait(seconds=1)
    assert wechat.count()[TEMPLATE] <= 40
    assert outcome.until > clock() - timedelta(seconds=1)


def test_1000_letters_under_40001_for_ever_stop_at_once(wire, wechat):
    wechat.always(TEMPLATE, FOREVER_40001)
    outcomes = at_once(8, lambda n: [wire.messenger.send(letter(n)) for _ in range(125)])
    assert {type(o) for each in outcomes for o in each} == {Later}
    assert wechat.count()[TOKEN] <= 5
    assert wechat.count()[TEMPLATE] <= 2 * 8


def test_the_breaker_closes_again_and_starts_small_the_next_time(wire, wechat, clock):
    wechat.script(TEMPLATE, FOREVER_40001, FOREVER_40001)
    later = wire.messenger.send(letter(1))
    assert later.why == "token:40001"
    resting = wire.messenger.send(letter(2))
    assert resting.why == "away:token-refused"
    assert timedelta(seconds=9) < resting.until - clock() < timedelta(seconds=12)
    clock.wait(seconds=12)
    assert wire.messenger.send(letter(3)) == Sent("1")
    wechat.script(TEMPLATE, FOREVER_40001, FOREVER_40001)
    wire.messenger.send(letter(4))
    assert wire.messenger.send(letter(5)).until - clock() < timedelta(seconds=12)


def test_an_open_breaker_is_known_to_the_other_processes(connect, wechat):
    cache = FakeRedis()
    one, other = connect(wechat.url, cache=cache), connect(wechat.url, cache=cache)
    other.tokens.get()
    wechat.always(TEMPLATE, FOREVER_40001)
    one.messenger.send(letter(1))
    calls = wechat.count()[TOKEN]
    other.messenger.send(letter(2))
    other.messenger.send(letter(3))
    assert wechat.count()[TOKEN] == calls
    assert wechat.count()[TEMPLATE] == 3


def test_a_silent_platform_is_given_up_for_all_waiters_at_once(connect, wechat):
    """M3: the stock client hangs for ever when it has to fetch a token."""
    wechat.always(TOKEN, Silence())
    wire = connect(wechat.url, read=0.5)
    began = time.monotonic()
    outcomes = at_once(16, lambda n: wire.messenger.send(letter(n)))
    assert time.monotonic() - began < 10
    assert set(outcomes) == {Later("away:token-silent")}
    assert wechat.count()[TOKEN] <= 2


def test_a_refused_secret_stops_the_asking_and_says_what_to_do(wire, wechat, clock):
    wechat.always(TOKEN, error(40001, "invalid credential"))
    with pytest.raises(TokenRefused, match="AppSecret is wrong"):
        wire.tokens.get()
    for _ in range(100):
        assert isinstance(wire.messenger.send(letter()), Later)
    assert wechat.count() == {TOKEN: 1}
    clock.wait(seconds=61)
    assert wire.messenger.send(letter()) == Later("account:40001", clock() + timedelta(minutes=1))


def test_no_more_than_five_token_calls_a_minute_even_when_the_platform_is_merely_busy(
    wire, wechat, clock
):
    wechat.always(TOKEN, error(-1))
    for _ in range(30):
        assert isinstance(wire.messenger.send(letter()), Later)
    assert wechat.count() == {TOKEN: 5}
    with pytest.raises(TokenPaused) as caught:
        wire.tokens.get()
    assert caught.value.until == clock() + timedelta(seconds=60)


@pytest.mark.parametrize("answer", [{}, {"access_token": ""}, {"access_token": 5}, {"errcode": 0}])
def test_an_answer_without_a_token_is_no_token(wire, wechat, answer):
    wechat.always(TOKEN, answer)
    with pytest.raises(WeChatAway) as caught:
        wire.tokens.get()
    assert caught.value.maybe_sent is False


def test_a_token_survives_a_flushed_redis_and_garbage_in_it(connect, wechat):
    cache = FakeRedis()
    wire = connect(wechat.url, cache=cache)
    token = wire.tokens.get()
    cache.flushall()
    assert wire.tokens.get() == token
    for rubbish in ("{", "[]", '{"token": 5}', '{"calls": null, "forced": 1}'):
        cache.set(f"wechat:{APPID}:token", rubbish)
        assert connect(wechat.url, cache=cache).tokens.get() == token
        cache.delete(f"wechat:{APPID}:token")


def test_a_redis_that_is_away_costs_a_token_no_time_and_no_letter(connect, wechat):
    cache = BrokenRedis()
    wire = connect(wechat.url, cache=cache)
    wire.tokens.get()
    wechat.revoke()
    assert wire.messenger.send(letter()) == Sent("1")
    assert cache.asked


def test_the_lock_is_released_by_its_owner_only(connect, wechat):
    cache = FakeRedis(decode_responses=True)
    wire = connect(wechat.url, cache=cache)
    wire.tokens.get()
    assert cache.get(f"wechat:{APPID}:token:lock") is None
    kept = wire.tokens._shelf
    with kept.alone() as mine:
        assert mine
        with kept.alone() as other:
            assert not other
        cache.set(f"wechat:{APPID}:token:lock", "somebody else's by now")
    assert cache.get(f"wechat:{APPID}:token:lock") == "somebody else's by now"


def test_a_clock_that_jumps_back_leaves_no_token_for_ever_and_no_breaker(wire, wechat, clock):
    clock.wait(days=3)
    wire.tokens.get()
    wechat.always(TEMPLATE, FOREVER_40001)
    wire.messenger.send(letter())
    wechat._always.clear()
    clock.wait(days=-3)
    before = wechat.count()[TOKEN]
    assert isinstance(wire.messenger.send(letter(2)), Sent)
    assert wechat.count()[TOKEN] == before + 1


def test_without_sharing_32_processes_would_ask_32_times(connect, wechat):
    """The control: it is the sharing that keeps the asking down, not the test."""
    wires = [connect(wechat.url) for _ in range(32)]
    at_once(32, lambda n: wires[n].tokens.get())
    assert wechat.count()[TOKEN] == 32


def test_who_waits_for_another_process_takes_what_that_one_fetched(connect, wechat):
    cache = FakeRedis()
    waiter, other = connect(wechat.url, cache=cache), connect(wechat.url, cache=cache)
    with ThreadPoolExecutor(1) as pool, other.tokens._shelf.alone() as mine:
        assert mine
        got = pool.submit(waiter.tokens.get)
        time.sleep(0.2)
        assert not got.done()
        other.tokens._fetched("")
        assert got.result(timeout=120) == wechat.token
    assert wechat.count()[TOKEN] == 1
