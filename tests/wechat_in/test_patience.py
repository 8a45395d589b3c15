import logging
import os
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.wechat import catching_up
from bot.wechat.answering import Said, Unsaid
from bot.wechat.inbound import message_of
from bot.wechat.parse import parse
from bot.wechat.patience import QUEUED_PER_WORKER
from tests.wechat_in.pushes import APPID, OPENID, flat, text

SHORT, HELD = 0.2, 60.0
"""Seconds that a message is waited for, and that a house is held back at the longest."""


class AwayError(Exception):
    pass


@pytest.fixture
def gate():
    """Keep the house waiting before it answers, at the latest until the test ends."""
    gate = threading.Event()
    yield gate
    gate.set()


@pytest.fixture
def slow(house, gate):
    """Let the house answer only when the gate is open."""

    def work(message):
        gate.wait(HELD)
        return f"收到:{message.text}"

    house.work, house.gate = work, gate
    return house


@pytest.fixture
def post(build, request):
    """Send a push to one and the same door; all doors of a test share it.

    It is impatient where the house can be held back, and nowhere else.
    """
    seconds = SHORT if "gate" in request.fixturenames else HELD
    app = build(seconds=seconds, workers=2, unavailable=(AwayError,))

    def post(push):
        return app.test_client().post("/wechat", **push)

    return post


def until(true, seconds=HELD):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.005)
    assert true()


def said(answer):
    return flat(answer.data)["Content"] if answer.data != b"success" else None


def test_three_identical_at_once_are_one_call_and_three_equal_replies(post, house, platform):
    house.work = lambda message: time.sleep(0.1) or f"收到:{message.text}"
    push = platform.plain(text("嗨"))
    with ThreadPoolExecutor(3) as crowd:
        answers = list(crowd.map(post, [push] * 3))
    assert len(house.calls) == 1
    assert {answer.data for answer in answers} == {answers[0].data}
    assert said(answers[0]) == "收到:嗨"


def test_a_later_retry_gets_the_same_reply(post, house, platform):
    push = platform.sealed(text("嗨"))
    first, second = post(push), post(push)
    assert (
        platform.read(first.data)["Content"] == platform.read(second.data)["Content"] == "收到:嗨"
    )
    assert len(house.rows) == 1


def test_what_is_not_done_in_time_is_acknowledged_and_follows_later(post, slow, gate, platform):
    began = time.monotonic()
    answer = post(platform.plain(text("嗨", number=7)))
    assert SHORT <= time.monotonic() - began < HELD / 2
    assert (answer.status_code, answer.data, slow.late) == (200, b"success", [])
    gate.set()
    until(lambda: slow.late)
    ((key, reply),) = slow.late
    assert key.endswith(":7")
    assert reply == "收到:嗨"


def test_three_acknowledged_late_are_told_once(post, slow, gate, platform):
    push = platform.plain(text("嗨"))
    with ThreadPoolExecutor(3) as crowd:
        answers = list(crowd.map(post, [push] * 3))
    assert [answer.data for answer in answers] == [b"success"] * 3
    gate.set()
    until(lambda: slow.late)
    assert post(push).data == b"success"
    time.sleep(0.05)
    assert len(slow.late) == len(slow.rows) == 1


def test_a_retry_still_waiting_takes_the_reply_along_and_nothing_follows(
    post, slow, gate, platform
):
    push = platform.plain(text("嗨"))
    assert post(push).data == b"success"
    with ThreadPoolExecutor(1) as crowd:
        retry = crowd.submit(post, push)
        time.sleep(SHORT / 4)
        gate.set()
        assert said(retry.result()) == "收到:嗨"
    time.sleep(0.05)
    assert slow.late == []
    assert len(slow.calls) == 1


def test_who_took_the_reply_along_gets_nothing_late_for_a_slow_repeat(post, house, gate, platform):
    push = platform.plain(text("嗨"))
    assert said(post(push)) == "收到:嗨"
    house.rows = Slow(house.rows, gate)
    assert post(push).data == b"success"
    gate.set()
    time.sleep(0.05)
    assert house.late == []


class Slow(dict):
    """Stored replies that take their time to be found."""

    def __init__(self, rows, gate):
        super().__init__(rows)
        self.gate = gate

    def __contains__(self, key):
        self.gate.wait(HELD)
        return super().__contains__(key)


def test_a_late_answer_of_nothing_is_not_sent(post, house, gate, platform):
    house.work = lambda _: gate.wait(HELD) and None
    assert post(platform.plain(text())).data == b"success"
    gate.set()
    until(lambda: house.rows)
    time.sleep(0.05)
    assert house.late == []


def test_what_could_not_be_handed_over_is_tried_again(build, house, gate, platform, caplog):
    house.work = lambda _: gate.wait(HELD) and "好了"
    tries = []

    def hand_over(message, reply):
        tries.append(message.key)
        if len(tries) < 2:
            raise LookupError(reply)
        house.late.append((message.key, reply))

    house.hand_over = hand_over
    client = build(seconds=SHORT).test_client()
    push = platform.plain(text("秘密"))
    assert client.post("/wechat", **push).data == b"success"
    gate.set()
    until(lambda: house.late)
    assert len(house.rows) == len(house.late) == 1
    assert client.post("/wechat", **push).data == b"success"
    assert caplog.text.count("incident") == 1
    assert "好了" not in caplog.text


def test_what_finds_no_room_is_kept_and_answered_when_there_is(post, slow, gate, platform):
    most = 2 * (1 + QUEUED_PER_WORKER)
    with ThreadPoolExecutor(most) as crowd:
        list(crowd.map(post, [platform.plain(text(number=n)) for n in range(1, most + 1)]))
    began = time.monotonic()
    assert post(platform.plain(text("嗨", number=99))).data == b"success"
    assert time.monotonic() - began < HELD / 2
    assert post(platform.plain(text(number=1))).status_code == 200
    gate.set()
    until(lambda: len(slow.late) == most + 1)
    assert len(slow.calls) == most + 1


def test_a_crowd_waits_shorter_so_that_threads_are_left(build, slow, platform):
    app = build(seconds=HELD, crowd=1)

    def post(number):
        return app.test_client().post("/wechat", **platform.plain(text(number=number)))

    with ThreadPoolExecutor(4) as crowd:
        patient = crowd.submit(post, 1)
        until(lambda: slow.calls)
        began = time.monotonic()
        assert [one.data for one in crowd.map(post, (2, 3, 4))] == [b"success"] * 3
        assert time.monotonic() - began < HELD / 2
        slow.gate.set()
        assert said(patient.result()) == "收到:你好"


@pytest.fixture
def no_room(monkeypatch):
    """Let the disk take nothing."""

    def refused(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("bot.spool_file.os.write", refused)


@pytest.mark.usefixtures("no_room")
def test_nothing_is_acknowledged_that_is_neither_done_nor_kept(post, slow, platform, caplog):
    house = slow
    push = platform.plain(text("嗨"))
    answer = post(push)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "No space left" in caplog.text
    slow.gate.set()
    until(lambda: house.late)
    assert post(push).data == b"success"

    def away(_):
        raise AwayError

    house.work = away
    assert post(platform.plain(text(number=2))).status_code == 503


def test_a_bug_is_apologised_for_with_the_number_in_the_log(post, house, platform, caplog):
    def work(message):
        raise LookupError(message.text)

    house.work = work
    answer = post(platform.plain(text("我的秘密")))
    assert answer.status_code == 200
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    incident = record.args[0]
    assert said(answer) == f"我这边出了点问题,刚才那句没有生效,请过一会儿再发。编号 {incident}。"
    assert "LookupError" in caplog.text
    assert "test_patience.py" in caplog.text
    assert "我的秘密" not in caplog.text
    assert OPENID not in caplog.text


def test_a_bug_logged_at_its_place_keeps_its_number(post, house, platform, caplog):
    def work(_):
        wrong = LookupError()
        wrong.incident = "7F3A"
        raise wrong

    house.work = work
    assert said(post(platform.plain(text()))).endswith("编号 7F3A。")
    assert "LookupError" not in caplog.text


@pytest.fixture
def soon(monkeypatch):
    """Look again sooner, and give up sooner."""
    monkeypatch.setattr(catching_up, "REST", 0.02)
    monkeypatch.setattr(catching_up, "LONGEST", 0.02)
    monkeypatch.setattr(catching_up, "ATTEMPTS", 3)


@pytest.fixture
def away(house, monkeypatch):
    """Let the house be away until told otherwise; who looks is soon let through again."""
    away = threading.Event()
    away.set()

    def work(message):
        if away.is_set():
            raise AwayError
        return f"收到:{message.text}"

    house.work = work
    monkeypatch.setattr("bot.gate.monotonic", lambda: time.monotonic() * 100)
    return away


@pytest.mark.usefixtures("soon")
def test_while_the_house_is_away_messages_are_kept_and_answered_in_order(
    post, house, away, platform
):
    for number in range(1, 6):
        assert post(platform.plain(text(f"第{number}句", number=number))).data == b"success"
    away.clear()
    until(lambda: len(house.late) == 5)
    assert [reply for _, reply in house.late] == [f"收到:第{n}句" for n in range(1, 6)]
    assert said(post(platform.plain(text("嗨", number=9)))) == "收到:嗨"


def test_while_the_house_is_away_few_find_out(post, house, away, platform):
    for number in range(1, 31):
        assert post(platform.plain(text(number=number))).status_code == 200
    assert away.is_set()
    assert len(house.calls) < 15


def test_a_moment_s_trouble_is_nobody_s_wait(post, house, platform):
    house.work = lambda m: f"收到:{m.text}" if len(house.calls) > 1 else throw(AwayError)
    assert said(post(platform.plain(text("嗨")))) == "收到:嗨"


def throw(wrong):
    raise wrong


def test_an_apology_too_comes_late_rather_than_never(post, house, gate, platform):
    house.work = lambda _: gate.wait(HELD) and 1 / 0
    assert post(platform.plain(text())).data == b"success"
    gate.set()
    until(lambda: house.late)
    assert house.late[0][1].startswith("我这边出了点问题")


@pytest.mark.usefixtures("soon")
def test_what_was_acknowledged_is_tried_again_when_the_house_was_away(post, house, gate, platform):
    def work(_):
        gate.wait(HELD)
        if len(house.calls) < 3:
            raise AwayError
        return "来晚了"

    house.work = work
    assert post(platform.plain(text())).data == b"success"
    gate.set()
    until(lambda: house.late)
    assert house.late[0][1] == "来晚了"


@pytest.mark.usefixtures("soon")
def test_what_fails_while_others_do_not_is_left_to_a_person(waiting, house, gate, caplog, tmp_path):
    def work(message):
        if message.text == "坏":
            gate.wait(HELD)
            raise AwayError
        return "好"

    house.work = work
    patient = waiting((AwayError,), seconds=SHORT, away=lambda _: False)
    bad, good = (message_of_text(words, n) for n, words in enumerate(("坏", "好"), 1))
    assert patient.ask(bad) is Unsaid.LATER
    gate.set()
    until(lambda: "left to a person" in caplog.text)
    assert patient.ask(good) == Said("好")
    patient.close()
    assert [file.suffix for file in (tmp_path / "spool").iterdir()] == [".held"]


def message_of_text(words, number):
    return message_of(parse(text(words, number=number).encode()), appid=APPID)


def test_a_killed_process_leaves_what_it_acknowledged_to_the_next(
    waiting, house, slow, gate, tmp_path
):
    first = waiting(seconds=SHORT, folder=tmp_path / "one")
    message = message_of_text("嗨", 1)
    assert first.ask(message) is Unsaid.LATER
    # Killed here: what it had on the disk is there, and its lock is not.
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    second = waiting(folder=tmp_path / "two")
    gate.set()
    until(lambda: len(house.late) == 1)
    second.watch()
    until(lambda: len(house.calls) == 2 and not len(second.spool))
    assert house.late == [(message.key, "收到:嗨")]
    assert list((tmp_path / "two").iterdir()) == []
