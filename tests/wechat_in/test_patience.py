import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.wechat import patience
from bot.wechat.patience import QUEUED_PER_WORKER
from tests.wechat_in.pushes import OPENID, flat, text

SHORT = 0.2


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
        gate.wait(10)
        return f"收到:{message.text}"

    house.work = work
    return house


@pytest.fixture
def post(build):
    """Send a push to one and the same door; all doors of a test share it."""
    app = build(patience=SHORT, workers=2, unavailable=(AwayError,))

    def post(push):
        return app.test_client().post("/wechat", **push)

    return post


def until(true, seconds=5):
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
    assert SHORT <= time.monotonic() - began < 5 * SHORT
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
    assert len(slow.late) == len(slow.calls) == 1


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
        self.gate.wait(10)
        return super().__contains__(key)


def test_a_late_answer_of_nothing_is_not_sent(post, house, gate, platform):
    house.work = lambda _: gate.wait(10) and None
    assert post(platform.plain(text())).data == b"success"
    gate.set()
    until(lambda: house.rows)
    time.sleep(0.05)
    assert house.late == []


def test_a_retry_gets_passively_what_could_not_be_handed_over(build, house, gate, platform, caplog):
    house.work = lambda _: gate.wait(10) and "好了"
    house.hand_over = lambda *_: 1 / 0
    client = build(patience=SHORT).test_client()
    push = platform.plain(text("秘密"))
    assert client.post("/wechat", **push).data == b"success"
    gate.set()
    until(lambda: "ZeroDivisionError" in caplog.text)
    until(lambda: said(client.post("/wechat", **push)) == "好了")
    assert caplog.text.count("incident") == 1


def test_a_full_house_asks_to_come_again_and_takes_the_next_when_there_is_room(
    post, slow, gate, platform
):
    most = 2 * (1 + QUEUED_PER_WORKER)
    with ThreadPoolExecutor(most) as crowd:
        list(crowd.map(post, [platform.plain(text(number=n)) for n in range(1, most + 1)]))
    answer = post(platform.plain(text(number=99)))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert post(platform.plain(text(number=1))).status_code == 200
    gate.set()
    until(lambda: len(slow.late) == most)
    assert said(post(platform.plain(text("嗨", number=99)))) == "收到:嗨"


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


def test_a_house_that_is_away_asks_to_come_again(post, house, platform):
    def work(_):
        raise AwayError

    house.work = work
    push = platform.plain(text("嗨"))
    answer = post(push)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    house.work = lambda message: f"收到:{message.text}"
    assert said(post(push)) == "收到:嗨"


def test_an_apology_too_comes_late_rather_than_never(post, house, gate, platform):
    house.work = lambda _: gate.wait(10) and 1 / 0
    assert post(platform.plain(text())).data == b"success"
    gate.set()
    until(lambda: house.late)
    assert house.late[0][1].startswith("我这边出了点问题")


@pytest.fixture
def soon(monkeypatch):
    """Try again sooner, and only twice."""
    monkeypatch.setattr(patience, "AGAIN", (0.05, 0.05))


@pytest.mark.usefixtures("soon")
def test_what_was_acknowledged_is_tried_again_when_the_house_was_away(post, house, gate, platform):
    def work(_):
        gate.wait(10)
        if len(house.calls) < 3:
            raise AwayError
        return "来晚了"

    house.work = work
    assert post(platform.plain(text())).data == b"success"
    gate.set()
    until(lambda: house.late)
    assert house.late[0][1] == "来晚了"
    assert len(house.calls) == 3


@pytest.mark.usefixtures("soon")
def test_what_could_not_be_done_after_all_is_named_in_the_log(post, house, gate, platform, caplog):
    def work(_):
        gate.wait(10)
        raise AwayError

    house.work = work
    assert post(platform.plain(text())).data == b"success"
    gate.set()
    until(lambda: "acknowledged and lost" in caplog.text)
    assert len(house.calls) == 3
