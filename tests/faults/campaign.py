"""A process with a heart and one long job, for `on_clock`: it dies or dawdles where it is told.

Its argument is a JSON object: ``url``, ``name`` of the process, ``whole`` (one transaction, or many
parts), ``parts``, ``each``, ``pause`` before a part, ``die`` in the midst of which part, ``beat`` and
``life`` of its heart, ``stop`` before which part, ``fenced``.
"""

import json
import os
import signal
import sys
import time
from datetime import time as hour
from datetime import timedelta
from functools import partial

from sqlalchemy import insert

from models.engine import open_engine
from models.post import Outbox
from scheduler.heart import Heart
from scheduler.jobs import Job, tick
from scheduler.runs import Runner
from services import schedule
from services.uow import units
from tests.services.rush import means

LONG = timedelta(days=2)


def letters(uow, told, n, *, half=False):
    """Write the letters of a part, once each, and the name of whoever wrote them."""
    rows = [
        {
            "key": f"campaign:{n}:{k}",
            "kind": "quota",
            "lane": 3,
            "channel": "template",
            "text": told["name"],
            "written_at": uow.now,
            "due_at": uow.now,
        }
        for k in range(told["each"] // (2 if half else 1))
    ]
    there = {row.key for row in uow.session.query(Outbox.key).where(Outbox.key.like(f"%:{n}:%"))}
    new = [row for row in rows if row["key"] not in there]
    if new:
        uow.session.execute(insert(Outbox), new)
    return len(new)


def part(told, n, uow):
    if n == told.get("die"):
        letters(uow, told, n, half=True)
        os.kill(os.getpid(), signal.SIGKILL)
    return letters(uow, told, n)


def job(told, heart):
    def whole(uow):
        return sum(part(told, n, uow) for n in range(told["parts"]))

    def parts(open_uow):
        for n in range(told["parts"]):
            time.sleep(told.get("pause", 0))
            if n == told.get("stop"):
                with heart._lock:  # in no transaction: PostgreSQL ends one only after 30 s
                    os.kill(os.getpid(), signal.SIGSTOP)
            with open_uow(read_only=True) as uow:
                uow.session.query(Outbox.id).count()
            yield partial(part, told, n)

    return Job("campaign", hour(), LONG, whole, "x", parts=None if told["whole"] else parts)


def over(open_uow, work):
    with open_uow(read_only=True) as uow:
        return schedule.has_run(uow, work.name, work.due(uow.now))


def main():
    told = json.loads(sys.argv[1])
    if not told.get("fenced", True):
        schedule.hold = lambda *_: True  # the bug that the control is about
        Heart.trusts = lambda *_: True
    engine = open_engine(told["url"])
    open_uow = units(engine, means())
    heart = Heart(open_uow, beat=told.get("beat", 5), life=told.get("life", 30))
    heart.start("clock")
    end = time.monotonic() + 120
    work, done = job(told, heart), {}
    while time.monotonic() < end and not over(open_uow, work):
        done = tick(open_uow, [work], Runner(heart))
        time.sleep(0.02)
    sys.stdout.write(f"done {json.dumps(done)}\n")
    sys.stdout.flush()
    heart.stop()
    engine.dispose()


if __name__ == "__main__":
    main()
