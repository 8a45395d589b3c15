"""``python3 dev.py recount``: engine and recount side by side over very many random histories."""

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests import servers
from tests.databases import KINDS, Databases
from tests.demo.filling import migrate, opened
from tests.recount.agreement import compare
from tests.recount.histories import leagues
from tests.recount.rulebook import PROGRAMMES

AT_ONCE = 10
"""Leagues in one go of one process."""
WORKERS = min(os.cpu_count() or 1, 4)
SHOWN = 3
"""More differences than this are counted, not shown."""


def go(programme, number, kind, server):
    """Compare some leagues; return histories and cells by programme, and the differences."""
    lives, cells, differences = {}, {}, []
    with tempfile.TemporaryDirectory() as folder:
        databases = Databases(Path(folder, f"p{os.getpid()}n{number}"), server=lambda: server)
        Path(folder, f"p{os.getpid()}n{number}").mkdir()

        @seed(number)
        @settings(
            max_examples=AT_ONCE,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(league=leagues(programme))
        def one(league):
            url = databases.fresh(kind, migrate)
            with opened(url) as engine:
                tally = compare(engine, league)
            databases.drop(url)
            for name, subjects in tally.lives.items():
                lives[name] = lives.get(name, 0) + len(subjects)
            for name, count in tally.cells.items():
                cells[name] = cells.get(name, 0) + count
            differences.extend(tally.differences)

        one()
    return lives.get(programme, 0), cells.get(programme, 0), differences


def run(pool, programme, wanted, go_on):
    """Go on until enough histories followed a programme; return its line of the table."""
    began, lives, cells, differences = time.monotonic(), 0, 0, []
    while lives < wanted:
        goes = [pool.submit(go, programme, *next(go_on)) for _ in range(WORKERS)]
        for done in goes:
            some, more, wrong = done.result()
            lives, cells, differences = lives + some, cells + more, differences + wrong
    took = time.monotonic() - began
    say(f"{programme:<16}{lives:>10,}{cells:>13,}{len(differences):>10,}{took:>9,.0f}")
    return differences


def say(line):
    """Print a line at once: the whole takes minutes."""
    print(line, flush=True)  # noqa: T201


def main():
    told = argparse.ArgumentParser(prog="dev.py recount", description=__doc__)
    told.add_argument("--histories", type=int, default=10_000, help="at least so many a programme")
    told.add_argument("--programme", choices=sorted(PROGRAMMES), help="only this one")
    told.add_argument("--database", choices=KINDS, default=KINDS[0])
    told.add_argument("--seed", type=int, default=1, help="where the chance begins")
    asked = told.parse_args()
    chosen = [asked.programme] if asked.programme else list(PROGRAMMES)
    wrong = []
    say(f"{'programme':<16}{'histories':>10}{'cells':>13}{'disagree':>10}{'seconds':>9}")
    with ExitStack() as stack:
        server = None
        if asked.database == "postgresql":
            server = stack.enter_context(servers.postgres())
        pool = stack.enter_context(ProcessPoolExecutor(WORKERS))
        for name in chosen:
            go_on = ((number, asked.database, server) for number in count(asked.seed))
            wrong += run(pool, name, asked.histories, go_on)
    for difference in wrong[:SHOWN]:
        say(f"\n{difference}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
