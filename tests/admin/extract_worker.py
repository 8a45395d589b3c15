"""The process of a worker that makes files, and nothing else: ``… extract_worker.py URL``.

Makes what waits and prints how many files, the seconds, and the most megabytes it had, all in all
and before it began. With ``--die-at N`` it is killed, without a word, when it has read N rows.
"""

import argparse
import os
import random
import resource
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

from argon2 import PasswordHasher

from domain.channels import AccountKind
from domain.programme import Programme
from domain.workdays import Calendar
from models.engine import open_engine
from scheduler.extracts import ExtractWorker
from services import extracts_making, extracts_work
from services.passwords import Passwords
from services.uow import Means, units
from services.vault import Vault


def means():
    programmes: dict[str, Programme] = {}
    return Means(
        vault=Vault({1: bytes(range(32))}, 1, bytes(range(32, 64))),
        passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
        programmes=programmes,
        default_programme="",
        account=AccountKind.SERVICE,
        base_url="http://house.example",
        chance=random.Random(7),  # noqa: S311 - a test is to be repeatable
        calendar=Calendar(),
    )


def megabytes():
    """Return the most memory this process had; ``getrusage`` would tell its parent's as well."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def main():
    told = argparse.ArgumentParser()
    told.add_argument("url")
    told.add_argument("--now", required=True)
    told.add_argument("--die-at", type=int, default=0)
    said = told.parse_args()
    now = datetime.fromisoformat(said.now).astimezone(UTC)
    engine = open_engine(said.url)
    open_uow = units(engine, means(), lambda: now)
    if said.die_at:
        # Small steps: it leaves pieces behind.
        extracts_work.BATCH, extracts_making.PIECE = 100, 2_000
        advance = extracts_work.advance

        def die(uow, work, done, *rest):
            if done >= said.die_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return advance(uow, work, done, *rest)

        extracts_work.advance = die
    before, start = megabytes(), time.perf_counter()
    done = ExtractWorker(open_uow).work()
    print(done, f"{time.perf_counter() - start:.2f} {megabytes():.0f} {before:.0f}")  # noqa: T201 - it tells
    engine.dispose()


if __name__ == "__main__":
    main()
