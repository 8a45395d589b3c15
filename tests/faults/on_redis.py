"""Redis away, silent, emptied or come back old: a help that is missed by nobody."""

import re
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from sqlalchemy import func, select

from bot.app import build
from bot.cache import Resting, open_cache
from bot.settings import checked
from domain.delivery import Status
from models.login import LoginCode
from models.post import Outbox
from services import cadre_login
from services.links import TRIES
from tests.faults import fakewx
from tests.faults.catalogue import BOTH, POSTGRES, SQLITE, experiment
from tests.faults.databases import OwnRedis
from tests.faults.fakewx import Platform
from tests.house import PERSONAS, QUICK, House, content, peopled
from tests.wechat_out.letters import letter

CADRE, INVITED = "赵强", "许诺"
NUMBERS = {"周一帆": "19900000002", "陈果": "19900000003", "许诺": "19900000004"}


@dataclass
class Place:
    """A house whose Redis a test may end, and the pages that a browser has opened there."""

    house: House
    redis: OwnRedis

    def get(self, path, cookie=""):
        """Open a page and return (status, headers)."""
        return self._ask("GET", path, headers={"Cookie": cookie} if cookie else {})

    def post(self, path, body):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, body, form)

    def _ask(self, method, path, body=None, headers=None):
        host = urlsplit(self.house.settings.site.base_url).netloc
        connection = HTTPConnection(host, timeout=60)
        try:
            connection.request(method, urlsplit(path).path, body, headers or {})
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers
        finally:
            connection.close()

    def codes(self, person):
        openid = PERSONAS[person].openid
        return self.house.scalar(
            select(func.count()).select_from(LoginCode).where(LoginCode.openid == openid)
        )


def _place(t):
    @contextmanager
    def opened():
        url = t.world.databases.fresh(t.kind, peopled)
        with ExitStack() as ending:
            own = ending.enter_context(OwnRedis())
            house = House(url, redis=own.url)
            ending.callback(house.close)
            yield Place(house, own)

    return t.shared("house with a redis", opened)


def _lives_without(t, place, person, other, forgetful):
    """Try the doors while Redis is away: people get in, and limits are limits."""
    house, statuses = place.house, []
    house.app.cache._breaker.worked()  # it knows nothing yet of what has happened
    for who in (person, other):
        house.act(who, "follow")
        house.press(who, "youth_login")
    house.say(person, NUMBERS[person])
    asked_again = [house.say(other, NUMBERS[person]), house.say(person, "重发")]
    t.figure("codes to one number in a minute", place.codes(person) + place.codes(other), is_=1)
    t.figure("told to wait", sum("可以再要一次" in said for said in asked_again), is_=2)
    welcome = house.say(person, house.code(person))
    t.figure("let in by the code", "你好" in welcome, is_=True)
    house.say(other, "取消")
    page = re.search(r'href="([^"]+)"', house.say(CADRE, f"邀请 {INVITED}")).group(1)
    statuses += [place.get(page)[0] for _ in range(3)]
    with house.app.open_uow() as uow:
        door = cadre_login.start(uow, PERSONAS[forgetful].openid)
    guesses = [place.post(door, f"username=nobody&password=guess{n}")[0] for n in range(TRIES + 2)]
    t.figure("passwords tried on one link", guesses.count(422), is_=TRIES)
    statuses += guesses
    t.figure("5xx", sum(status >= 500 for status in statuses), is_=0)
    house.deliver()
    t.figure("letters sent", _letters(house, Outbox.status == Status.SENT), at_least=1)
    t.figure("letters left behind", _letters(house, Outbox.turn.is_not(None), *_OPEN), is_=0)


_OPEN = (Outbox.status.in_((Status.PENDING, Status.SENDING, Status.UNCERTAIN, Status.HELD)),)


def _letters(house, *which):
    return house.scalar(select(func.count()).select_from(Outbox).where(*which))


def _waits(t, url):
    """Count who waits for Redis itself, and tell how long: behind the breaker, and without."""
    with open_cache(url) as cache:
        waited, took = _uses(cache, 20)
    t.figure("of 20 uses waited", waited, is_=1)
    t.measure("ms lost by the first", took[0] * 1000, at_most=250)
    t.measure("ms lost by the 19 others", sum(took[1:]) * 1000, at_most=20)
    with redis.Redis.from_url(
        url, socket_timeout=0.2, socket_connect_timeout=0.2, retry=Retry(NoBackoff(), 0)
    ) as bare:
        waited, _ = _uses(bare, 3)
    t.control("of 3 uses waited, without the breaker", waited, more_than=1)


def _uses(cache, times):
    waited, took = 0, []
    for _ in range(times):
        began = time.monotonic()
        try:
            cache.get("token")
        except Resting:
            pass
        except redis.RedisError:
            waited += 1
        took.append(time.monotonic() - began)
    return waited, took


@experiment("D1", "Redis refuses", on=BOTH, short=POSTGRES)
def refused(t):
    place = _place(t)
    place.redis.stop()
    try:
        _waits(t, place.redis.url)
        _lives_without(t, place, "周一帆", "路人甲", "孙悦")
        time.sleep(t.size(0, 60))
    finally:
        place.redis.start()
    _comes_back(t, place)


@experiment("D2", "Redis is silent", on=BOTH, short=SQLITE)
def silent(t):
    place = _place(t)
    place.redis.pause()
    try:
        _waits(t, place.redis.url)
        _lives_without(t, place, "陈果", "许诺", "李向阳")
        time.sleep(t.size(0, 60))
    finally:
        place.redis.resume()
    _comes_back(t, place)


def _comes_back(t, place):
    """See it used again, after the breaker's rest, by the process that had done without."""
    if not t.full:
        return
    time.sleep(5.5)
    t.figure("used again", bool(place.house.app.cache.ping()), is_=True)


@experiment(
    "D3", "Redis is emptied, and comes back with what it knew long ago", on=BOTH, short=SQLITE
)
def forgets(t):
    place = _place(t)
    page = re.search(r'href="([^"]+)"', place.house.say(CADRE, "工作台")).group(1)
    _, headers = place.get(page)
    cookie, desk = headers["Set-Cookie"].partition(";")[0], headers["Location"]
    with place.redis.client() as client:
        client.flushall()
    t.figure("session after the flush", place.get(desk, cookie)[0], is_=200)
    server, platform = t.redis_server, t.enter(Platform(t.seed))
    with ExitStack() as processes:

        def process():
            whole = content(t.database, platform=platform.url, redis={"url": server.url})
            app = build(checked(whole, "test"), passwords=QUICK)
            processes.callback(app.close)
            return app.messenger

        first, second = process(), process()
        letters = iter(range(1, 100))
        sent = [_send(one, next(letters)) for one in (first, second, first)]
        t.figure("tokens for two processes", _tokens(platform), is_=1)
        server.snapshot()
        with server.client() as client:
            client.flushall()
        sent += [_send(one, next(letters)) for one in (first, second, process())]
        t.figure("tokens after the flush", _tokens(platform), at_most=2)
        platform.revoke()
        sent += [_send(one, next(letters)) for one in (first, second)]
        before = _tokens(platform)
        server.stop()
        server.start()
        sent += [_send(one, next(letters)) for one in (process(), first, second)]
        t.figure("tokens after the old snapshot", _tokens(platform) - before, at_most=1)
    seen = platform.delivered()
    t.figure("letters not sent", sent.count("other"), is_=0)
    t.figure("letters lost", len(sent) - len({one["openid"] for one in seen}), is_=0)
    t.figure("letters seen twice", len(seen) - len(sent), is_=0)


def _send(messenger, number):
    return {"Sent": "sent"}.get(
        type(messenger.send(letter(number, fields=FIELDS))).__name__, "other"
    )


def _tokens(platform):
    return platform.count()[fakewx.TOKEN]


FIELDS = {"item": "还差 2 次联系", "missing": "2", "deadline": "2026-12-31 23:59", "hint": "好"}
