"""Delivering pushes to the app: retries, copies, faults, and what the person sees of it."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from simulator import push as pushes
from simulator import reply as replies
from simulator.journal import Entry
from simulator.later import Later
from simulator.post import send

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.faults import Fault
    from simulator.people import Person
    from simulator.post import Answer
    from simulator.push import Push, Wired
    from simulator.world import World

DELIVERIES = 3
HOLD_S = 60.0
WORKERS = 24
FAULT_TEXT = "该公众号提供的服务出现故障,请稍后再试"


@dataclass(frozen=True)
class Try:
    """One request to the app, and how its answer reads."""

    answer: Answer
    reply: replies.Reply = field(default_factory=replies.Reply)
    problem: str | None = None


@dataclass
class Delivery:
    outcome: str = "silent"
    fault: str | None = None
    reply: dict[str, Any] | None = None
    bubbles: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    attempts: list[dict[str, Any]] = field(default_factory=list)
    request: dict[str, Any] | None = None
    msg_id: str = ""
    took_ms: float = 0.0
    reply_raw: str | None = None
    reply_plain: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {**vars(self), "deliveries": len(self.attempts)}


class Callbacks:
    def __init__(self, world: World) -> None:
        self._world = world
        self._pool = ThreadPoolExecutor(WORKERS, "push")
        self._later = Later()
        self._held: dict[str | None, list[threading.Event]] = {}
        self._lock = threading.Condition()
        self._pending = 0
        self.stopping = threading.Event()

    def close(self) -> None:
        self.stopping.set()
        self._later.close()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def later(self, work: Callable[[], object], delay_s: float = 0.0) -> None:
        """Do something a little later, away from the caller."""
        epoch = self._world.epoch
        with self._lock:
            self._pending += 1

        def run() -> None:
            try:
                if not self.stopping.is_set() and epoch == self._world.epoch:
                    work()
            finally:
                self._finished()

        def submit() -> None:
            if self.stopping.is_set():
                self._finished()
            else:
                self._pool.submit(run)

        if delay_s <= 0:
            submit()
            return
        self._later.add(delay_s, submit)

    def _finished(self) -> None:
        with self._lock:
            self._pending -= 1
            self._lock.notify_all()

    def settle(self, seconds: float) -> bool:
        """Wait until nothing is under way in the background; tell whether that came true."""
        with self._lock:
            return self._lock.wait_for(lambda: self._pending == 0, seconds)

    def deliver(self, push: Push, copies: int = 1) -> Delivery:
        """Push to the app and show the person what comes of it."""
        faults = self._world.faults.take("callback", push.openid)
        delivery = Delivery(msg_id=push.msg_id)
        for fault in faults:
            copies = max(copies, fault.copies) if fault.kind == "duplicate" else copies
            self.stopping.wait(fault.delay_s if fault.kind == "delay" else 0)
        kinds = {fault.kind for fault in faults}
        if "drop" in kinds:
            delivery.fault = "drop"
            return delivery
        wired = self._wire(push, faults)
        delivery.request = wired.as_json()
        if "hold" in kinds:
            self._hold(push, wired, copies)
            delivery.outcome = "held"
            return delivery
        self._send(push, wired, copies, delivery)
        self._release(push.openid)
        return delivery

    def _wire(self, push: Push, faults: list[Fault]) -> Wired:
        world = self._world
        skew = sum(fault.skew_s for fault in faults if fault.kind == "skew")
        account = world.account
        if any(fault.kind == "forge" for fault in faults):
            account = replace(account, token=account.token + "-forged")
        return pushes.put(push, account, world.chance, int(world.clock.now() + skew))

    def _hold(self, push: Push, wired: Wired, copies: int) -> None:
        gate = threading.Event()
        with self._lock:
            self._held.setdefault(push.openid, []).append(gate)

        def wait_and_send() -> None:
            gate.wait(HOLD_S)
            if not self.stopping.is_set():
                self._send(push, wired, copies, Delivery(msg_id=push.msg_id))

        threading.Thread(target=wait_and_send, daemon=True).start()

    def _release(self, openid: str | None) -> None:
        with self._lock:
            gates = self._held.pop(openid, [])
        for gate in gates:
            gate.set()

    def _send(self, push: Push, wired: Wired, copies: int, delivery: Delivery) -> None:
        if copies > 1:
            outcome = self._at_once(push, wired, copies, delivery)
        else:
            outcome = self._one_by_one(push, wired, delivery)
        delivery.took_ms = round(outcome.answer.took_ms, 1)
        delivery.fault = outcome.problem
        if outcome.answer.good:
            delivery.reply_raw = outcome.answer.body.decode("utf-8", "replace")
            delivery.reply_plain = outcome.reply.plain
            delivery.warnings = outcome.reply.warnings
        self._show(push, outcome, delivery)

    def _show(self, push: Push, outcome: Try, delivery: Delivery) -> None:
        person = self._person(push)
        if outcome.problem is None:
            delivery.outcome = "acked"
        if person is None:
            return
        if outcome.problem is not None:
            delivery.outcome = "fault"
            fault = {"type": "fault", "text": FAULT_TEXT}
            delivery.bubbles.append(self._world.people.show(person, "system", "system", fault))
        elif outcome.reply.content is not None:
            delivery.outcome = "replied"
            bubble = self._world.people.show(person, "account", "passive", outcome.reply.content)
            delivery.reply = bubble
            delivery.bubbles.append(bubble)

    def _person(self, push: Push) -> Person | None:
        if not push.shown or push.openid is None:
            return None
        return self._world.people.get(push.openid)

    def _one_by_one(self, push: Push, wired: Wired, delivery: Delivery) -> Try:
        number = 1
        while True:
            started = time.monotonic()
            tried = self._attempt(push, wired, number, delivery)
            if tried.answer.good or number == DELIVERIES:
                return tried
            rest = self._world.account.retry_gap_s - (time.monotonic() - started)
            self.stopping.wait(max(rest, 0))
            number += 1

    def _at_once(self, push: Push, wired: Wired, copies: int, delivery: Delivery) -> Try:
        tries: list[Try] = []

        def attempt(number: int) -> None:
            tries.append(self._attempt(push, wired, number, delivery))

        threads = [
            threading.Thread(target=attempt, args=(number,), daemon=True)
            for number in range(1, copies + 1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        delivery.attempts.sort(key=lambda attempt: int(attempt["n"]))
        return next((tried for tried in tries if tried.answer.good), tries[0])

    def _attempt(self, push: Push, wired: Wired, number: int, delivery: Delivery) -> Try:
        answer = send(wired.request, self._world.account.callback_timeout_s)
        tried = self._judge(push, answer)
        delivery.attempts.append(
            {
                "n": number,
                "status": answer.status,
                "took_ms": round(answer.took_ms, 1),
                "error": tried.problem,
                "reply_raw": answer.body.decode("utf-8", "replace"),
            }
        )
        self._note(push, wired, number, tried)
        return tried

    def _judge(self, push: Push, answer: Answer) -> Try:
        if not answer.good:
            return Try(answer, problem=answer.error or "status")
        try:
            return Try(answer, replies.read(answer.body, push, self._world))
        except replies.ReplyError as bad:
            return Try(answer, replies.Reply(plain=bad.plain), bad.reason)

    def _note(self, push: Push, wired: Wired, number: int, tried: Try) -> None:
        answer = tried.answer
        self._world.journal.write(
            Entry(
                "callback",
                wired.request.method,
                wired.request.url,
                wired.query,
                wired.request.body.decode("utf-8", "replace"),
                answer.status,
                answer.body.decode("utf-8", "replace"),
                openid=push.openid,
                note=f"{push.note}: {tried.problem}" if tried.problem else push.note,
                took_ms=answer.took_ms,
                plain=wired.plain,
                reply_plain=tried.reply.plain,
                attempt=number,
                msg_id=push.msg_id,
            )
        )
