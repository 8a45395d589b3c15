"""The receiver: hostile pushes, retries, newcomers, replays, floods, slow handlers, killed ones."""

import json
import socket
import threading
import time
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from itertools import count, islice
from unittest.mock import patch
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import Flask
from sqlalchemy import func, select

from bot.app import UNAVAILABLE
from bot.receiver import open_patience, open_ways
from bot.wechat import envelope
from bot.wechat.callback import LARGEST, Wire, create_callback
from bot.wechat.codec import Codec, signature
from models.engine import open_engine
from models.person import WechatUser
from models.post import Inbound
from services import identity, inbound
from tests.faults.catalogue import BOTH, POSTGRES, SQLITE, experiment
from tests.faults.receiving import (
    ACCOUNT,
    KEPT,
    SLOW,
    effects_table,
    listens,
    look,
    over_http,
    p,
    receiver,
    together,
    wait_for,
)
from tests.faults.supervise import free_port
from tests.house import content
from tests.wechat_in import fuzz
from tests.wechat_in.pushes import APPID, KEY, NOW, TOKEN, Clock, xml
from tests.wechat_in.serving import waitress_serves


@experiment(
    "W1",
    "mutated callbacks, rightly and wrongly signed, before the real house",
    on=BOTH,
    short=SQLITE,
)
def lets_nothing_hostile_in(t):
    with receiver(t, t.database) as house:
        app = house.app
        ways = open_ways(t.database, app.engine, app.open_uow, app.means, Clock())
        asked = open_patience(
            app.settings, ways, app.means, app.router, seconds=1.8, unavailable=UNAVAILABLE
        )
        web = Flask("fuzzed")
        wire = Wire(APPID, TOKEN, (KEY,), "compatible")
        web.register_blueprint(create_callback(wire, asked, clock=Clock()))
        effects_table(t.database)
        with _counted() as claims:
            seen = fuzz.run(t.size(200, 100_000), t.seed, app=web, rows=lambda: len(claims))
        asked.close()
        ways.engine.dispose()
    t.figure("5xx", seen["fives"], is_=0)
    t.figure("rows from what is not lawful", seen["rows_from_invalid"], is_=0)
    t.figure("sound ones refused", seen["sound_refused"], is_=0)
    t.figure("rows from sound ones", seen["rows"], at_least=1)
    t.measure("longest ms", seen["max_ms"], at_most=5_000)
    t.measure("p99 ms", seen["p99_ms"])
    t.measure("memory MB", seen["rss_growth_mb"], at_most=20)
    kept, envelope.same = envelope.same, lambda *_: True
    try:
        t.control("rows without signatures", fuzz.run(200, 1)["rows_from_invalid"], more_than=0)
    finally:
        envelope.same = kept


@contextmanager
def _counted():
    """Count the messages that come as far as the database."""
    claims, kept = [], inbound.claim
    inbound.claim = lambda uow, key: claims.append(key) or kept(uow, key)
    try:
        yield claims
    finally:
        inbound.claim = kept


@experiment("W2", "the same message four times at once, to two processes", on=BOTH)
def answers_a_message_once(t):
    effects_table(t.database)
    with ExitStack() as ending:
        houses = [
            ending.enter_context(receiver(t, t.database, patience=4, threads=64)) for _ in range(2)
        ]
        words = [f"话 {n}" for n in range(t.size(10, 10_000))]

        def four(word, nth):
            push = houses[0].push(word, f"oW2_{nth}")
            return together([lambda k=k: houses[k % 2].bring(push) for k in range(4)], 4)

        told = together([lambda w=w, n=n: four(w, n) for n, w in enumerate(words)], 4)
        seen = look(t.database)
        t.figure("effects doubled", seen.doubled(), is_=0)
        t.figure("effects missing", seen.missing(words), is_=0)
        t.figure("not 200", sum(one.status != 200 for four in told for one in four), is_=0)
        t.figure("late as well", sum(seen.late.values()), is_=0)
        t.figure(
            "replies that differ", sum(len({x.reply for x in four}) > 1 for four in told), is_=0
        )
        t.measure("p99 ms", p(0.99, [x.seconds for four in told for x in four]) * 1000)
        _without_the_row(t, houses)


def _without_the_row(t, houses):
    """Bring them with the guard off: each process knows only its own."""
    numbers = count()

    def doubled():
        for n in islice(numbers, 10):
            push = houses[0].push(f"无守 {n}", f"oW2C_{n}")
            together([lambda k=k: houses[k % 2].bring(push) for k in range(4)], 4)  # noqa: B023 - at once
        return look(t.database).doubled()

    with patch.object(inbound, "claim", lambda *_: None):
        t.control("doubled without the row", doubled, more_than=0)


@experiment("W3", "two different messages of one newcomer at once", on=BOTH)
def makes_one_row_of_a_newcomer(t):
    effects_table(t.database)
    people = t.size(8, 1_000)
    with ExitStack() as ending:
        houses = [ending.enter_context(receiver(t, t.database, threads=64)) for _ in range(2)]

        def twice(openid):
            pushes = [houses[0].push(f"{openid} {k}", openid) for k in range(2)]
            return together([lambda k=k: houses[k].bring(pushes[k]) for k in range(2)], 2)

        told = [one for n in range(people) for one in twice(f"oW3_{n}")]
        engine = open_engine(t.database)
        with engine.connect() as c:
            rows = c.scalar(
                select(func.count()).select_from(WechatUser).where(WechatUser.openid.like("oW3%"))
            )
        engine.dispose()
        t.figure("rows of newcomers", rows, is_=people)
        t.figure("effects", sum(look(t.database).words.values()), is_=2 * people)
        t.figure("apologies", sum(KEPT not in (one.reply or "") for one in told), is_=0)
        if t.kind == "postgresql":
            numbers = count()
            blindly = lambda: _inserting_blindly(twice, islice(numbers, 3))  # noqa: E731 - a name for the line below
            t.control("apologies without the guard", blindly, more_than=0)
        else:
            t.note("on SQLite the write lock is the guard: there is no race to lose")


def _inserting_blindly(twice, numbers):
    """Let newcomers be looked for and then inserted, as many do it."""

    def blindly(session, model, **values):
        time.sleep(0.02)
        session.execute(sa.insert(model).values(**values))
        return 1

    with patch.object(identity, "write_once", blindly):
        told = [one for n in numbers for one in twice(f"oW3C_{n}")]
    return sum(KEPT not in (one.reply or "") for one in told)


@experiment(
    "W4", "replays after eleven minutes and after a day, and forged times", on=BOTH, short=SQLITE
)
def takes_no_replay(t):
    effects_table(t.database)
    with receiver(t, t.database) as house:
        pushes = [house.push(f"重放 {n}", f"oW4_{n}") for n in range(t.size(6, 2_000))]
        first = [house.bring(push) for push in pushes]
        again = [house.bring(push) for push in pushes]
        t.figure("taken", sum(KEPT in (one.reply or "") for one in first), is_=len(pushes))
        t.figure("retries answered alike", sum(x.reply == y.reply for x, y in zip(first, again, strict=True)), is_=len(pushes))  # fmt: skip
        replays = []
        for ahead in (timedelta(minutes=11), timedelta(days=1), timedelta(minutes=-11)):
            house.ours.ahead = ahead.total_seconds()
            replays += [house.bring(push) for push in pushes]
            for push in pushes:
                forged = push["query_string"] | {"timestamp": str(int(house.ours().timestamp()))}
                replays.append(house.bring(push | {"query_string": forged}))
        t.figure("replays accepted", sum(one.status == 200 for one in replays), is_=0)
        t.figure(
            "replays answered 403", sum(one.status == 403 for one in replays), is_=len(replays)
        )
        t.figure("effects", sum(look(t.database).words.values()), is_=len(pushes))
    with receiver(t, t.database) as house:
        # What the window is for: two days later nobody remembers the message any more.
        with house.app.open_uow() as uow:
            uow.session.execute(sa.delete(Inbound))
        t.control("taken again inside the window", sum(house.bring(push).status == 200 for push in pushes), more_than=0)  # fmt: skip


BAD = {
    "one byte too many": lambda: b"<xml>" + b"x" * (LARGEST + 1 - 5),
    "ten megabytes": lambda: b"x" * (10 << 20),
    "depth 200,000": lambda: b"<xml>" + b"<a>" * 200_000,
    "a million siblings": lambda: b"<xml>" + b"<a/>" * 1_000_000,
    "depth in 64 KiB": lambda: b"<xml>" + b"<a>" * 15_000,
    "siblings in 64 KiB": lambda: b"<xml>" + b"<a/>" * 15_000 + b"</xml>",
}


@experiment("W5", "bodies without end, and two hundred who never finish a sentence", on=SQLITE)
def is_not_held_up_by_the_hostile(t):
    effects_table(t.database)
    with (
        receiver(t, t.database, threads=8) as house,
        waitress_serves(house.web) as port,
        ExitStack() as ending,
    ):
        for _ in range(t.size(40, 200)):
            dull = ending.enter_context(socket.create_connection(("127.0.0.1", port)))
            dull.sendall(b"POST /wechat HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n<x")
        wrong, times = 0, []
        flooding = threading.Event()
        flood = threading.Thread(target=_endless, args=(port, house, flooding))
        flood.start()
        for _ in range(t.size(1, 20)):
            for body in BAD.values():
                began = time.monotonic()
                wrong += _posted(port, house, body()) not in {b"400", b"413"}
                times.append(time.monotonic() - began)
        good = together(
            [
                lambda n=n: over_http(port, house.push(f"好 {n}", f"oW5_{n}"))
                for n in range(t.size(20, 500))
            ],
            4,
        )
        flooding.set()
        flood.join()
        t.figure("bad ones not refused", wrong, is_=0)
        t.figure(
            "good ones not answered", sum(one is None or one.reply is None for one in good), is_=0
        )
        t.figure("effects", sum(look(t.database).words.values()), is_=len(good))
        t.measure("p99 ms of a bad one", p(0.99, times) * 1000)
        t.measure("ms in the house of a bad one", _inside(house) * 1000, at_most=50)
        t.measure(
            "p99 ms of a good one", p(0.99, [one.seconds for one in good]) * 1000, at_most=1_000
        )


def _head(house, length):
    query = urlencode(house.platform.query())
    return f"POST /wechat?{query} HTTP/1.1\r\nHost: x\r\n{length}\r\n\r\n".encode()


def _posted(port, house, body):
    """Post anything; return the status, or that we were hung up on, which is as good as 413."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        try:
            line.sendall(_head(house, f"Content-Length: {len(body)}") + body)
            return line.recv(100).split()[1]
        except (ConnectionError, IndexError):
            return b"413"


def _endless(port, house, told):
    """Send chunks until hung up on, again and again."""
    while not told.is_set():
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.sendall(_head(house, "Transfer-Encoding: chunked"))
                while not told.wait(0.002):
                    line.sendall(b"1000\r\n" + b"x" * 4096 + b"\r\n")
        except OSError:
            continue


def _inside(house):
    """Return the longest that the application itself takes over a bad one, without the wire."""
    longest = 0.0
    for body in BAD.values():
        push = {"query_string": house.platform.query(), "data": body()}
        began = time.monotonic()
        house.web.test_client().post("/wechat", **push)
        longest = max(longest, time.monotonic() - began)
    return longest


@experiment(
    "W6", "handlers that take ten seconds, and a process killed over them", on=BOTH, short=POSTGRES
)
def acknowledges_in_time_and_does_it_once(t):
    effects_table(t.database)
    slow, patience = t.size(0.1, 10.0), t.size(0.02, 1.8)
    # On SQLite a handler holds the one write lock, so they are slow one after the other.
    many = t.size(8, 8) if t.kind == "sqlite" else t.size(24, 200)
    words = [f"{SLOW} {n}" for n in range(many)]
    with receiver(t, t.database, slow=slow, patience=patience, threads=8) as house:
        told = together(
            [lambda w=w, n=n: house.say(w, f"oW6_{n}") for n, w in enumerate(words)], len(words)
        )
        quick = together([lambda n=n: house.say(f"快 {n}", f"oW6Q_{n}") for n in range(8)], 8)
        words += [f"快 {n}" for n in range(8)]
        left = wait_for(lambda: not len(house.spool), 30 + slow * len(words))
    seen = look(t.database)
    everybody = told + quick
    t.figure("not acknowledged", sum(one.status != 200 for one in everybody), is_=0)
    t.figure("effects doubled", seen.doubled(), is_=0)
    t.figure("effects missing", seen.missing(words), is_=0)
    t.figure("told twice", seen.told_twice(), is_=0)
    heard = sum(seen.late.values()) + sum(one.reply is not None for one in everybody)
    t.figure("replies", heard, is_=len(everybody))
    t.figure("spool not empty at the end", left is None, is_=False)
    t.measure("p99.9 ms to the acknowledgement", p(0.999, [x.seconds for x in everybody]) * 1000, at_most=2_000)  # fmt: skip
    _killed(t)


def _killed(t):
    """Kill a process with acknowledged messages in its hands, and start it again, again and again."""
    url, port = t.fresh(), free_port()
    effects_table(url)
    config = t.children.config(
        content(
            url, server={"port": port, "spool": str(t.folder / "killed")}, log={"level": "error"}
        )
    )

    def start(seconds):
        child = t.children.script(
            "tests.faults.receiving", str(seconds), "0.05", TUAN100_CONFIG=str(config)
        )
        wait_for(lambda: listens(port) or not child.alive)
        return child

    brought = []
    with receiver(t, url) as paper:  # it only writes pushes
        for kill in range(t.size(1, 20)):
            child = start(30)
            pushes = {
                word: paper.push(word, f"oW6K_{kill}_{n}")
                for n, word in enumerate(f"{SLOW} {kill} {n}" for n in range(t.size(8, 40)))
            }
            told = together([lambda x=x: over_http(port, x) for x in pushes.values()], 8)
            brought += [w for w, one in zip(pushes, told, strict=True) if one and one.status == 200]
            child.kill()
            if kill == 0:
                t.control("done when it was killed", len(brought) - sum(look(url).words.values()), more_than=0)  # fmt: skip
    child = start(0)
    took = wait_for(
        lambda: not look(url).missing(brought) and sum(look(url).late.values()) >= len(brought)
    )
    child.kill()
    seen = look(url)
    t.figure("acknowledged", len(brought), at_least=1)
    t.figure("acknowledged and lost over kill -9", seen.missing(brought), is_=0)
    t.figure("done twice over kill -9", seen.doubled(), is_=0)
    t.figure("answers lost over kill -9", len(brought) - len(seen.late), is_=0)
    t.measure("seconds to take over", took or 999)


HOSTILE = {
    "external entity": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "internal entity": '<!DOCTYPE x [<!ENTITY a "bbbb">]>',
    "document type alone": "<!DOCTYPE xml>",
    "parameter entity": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:1/">%a;]>',
}


def _hostile():
    """Return by name bodies that must not become a row."""
    sound = xml("text", Content="攻", MsgId=9, to=ACCOUNT["account_id"], sender="oW9", at=NOW)
    bombs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    twice = sound.replace("</xml>", "<MsgType><![CDATA[event]]></MsgType></xml>")
    said = "<Content><![CDATA[攻]]></Content>"
    return {
        **{name: (head + sound.replace(said, "<Content>&a;</Content>")).encode() for name, head in HOSTILE.items()},
        "a billion laughs": (f"<!DOCTYPE x [{bombs}]>" + sound.replace(said, "<Content>&a9;</Content>")).encode(),
        "UTF-16": sound.encode("utf-16"),
        "UTF-16 declared": ('<?xml version="1.0" encoding="UTF-16"?>' + sound).encode("utf-16"),
        "UTF-32": sound.encode("utf-32"),
        "NUL": sound.replace("攻", "\0").encode(),
        "a lone surrogate": sound.encode().replace("攻".encode(), b"\xed\xa0\x80"),
        "a surrogate by number": sound.replace(said, "<Content>&#xD800;</Content>").encode(),
        "a surrogate in JSON": json.dumps({"ToUserName": ACCOUNT["account_id"], "FromUserName": "oW9", "CreateTime": int(NOW.timestamp()), "MsgType": "text", "Content": "@", "MsgId": 9}).replace("@", "\\ud800").encode(),
        "two MsgType": twice.encode(),
        "an attribute on MsgType": sound.replace("<MsgType>", "<MsgType a='1'>").encode(),
        "two members in JSON": b'{"MsgType":"text","MsgType":"event","FromUserName":"oW9","CreateTime":1}',
        "a processing instruction": (sound[:5] + "<?php die?>" + sound[5:]).encode(),
    }  # fmt: skip


@experiment(
    "W9", "entities, document types, other encodings, two of one name", on=BOTH, short=SQLITE
)
def reads_nothing_ambiguous(t):
    effects_table(t.database)
    with receiver(t, t.database, mode="compatible") as house:
        statuses = {}
        for name, body in _hostile().items():
            for mode, push in (("plain", _plain(house, body)), ("sealed", _sealed(house, body))):
                answer = house.web.test_client().post("/wechat", **push)
                statuses[f"{name}, {mode}"] = answer.status_code
        seen = look(t.database)
        beaten = [name for name, status in statuses.items() if status >= 500]
        taken = [name for name, status in statuses.items() if status == 200]
        t.figure("tried", len(statuses), at_least=30)
        t.figure("5xx", len(beaten), is_=0)
        t.figure("rows", sum(seen.words.values()), is_=0)
        t.note(f"acknowledged and ignored: {', '.join(taken) or 'none'}")
        t.control("a sound one", house.say("好", "oW9").status, more_than=199)


def _plain(house, body):
    return {"query_string": house.platform.query(), "data": body}


def _sealed(house, body):
    """Seal bytes as they are, which the platform's own code would not."""
    query = house.platform.query(encrypt_type="aes")
    codec = Codec(ACCOUNT["aes_key"], ACCOUNT["appid"])
    encrypt = codec.seal(body, salt=b"x" * 16)
    query["msg_signature"] = signature(
        ACCOUNT["token"], query["timestamp"], query["nonce"], encrypt
    )
    return {"query_string": query, "data": f"<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"}
