"""What happens to the files: the house of one county, killed while it writes."""

import sqlite3
import time
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from tests.faults.catalogue import SQLITE, experiment

BURST = 0.05
A_FILE = 20
"""How many kills one file sees: the longer it grows, the longer it takes to be looked through."""


@experiment("D8", "kill -9 in the midst of a commit to SQLite", on=SQLITE)
def kills_in_mid_commit(t):
    kills = t.size(3, 200)
    for synchronous in ("FULL", "NORMAL"):
        found = Counter()
        for _ in range(0, kills, A_FILE):
            found += _killed(t, synchronous, min(kills, A_FILE))
        t.figure(f"{synchronous}: integrity faults", found["faults"], is_=0)
        t.figure(f"{synchronous}: told and missing", found["missing"], is_=0)
        t.figure(f"{synchronous}: half transactions", found["half"], is_=0)
        t.figure(f"{synchronous}: committed", found["committed"], at_least=kills)
    early = lambda: _killed(t, "FULL", 2, "early")["missing"]  # noqa: E731 - a name for the line below
    t.control("told before the commit: missing", early, more_than=0)


def _killed(t, synchronous, kills, *early):
    """Kill a writer again and again; after each, look what the file has kept."""
    url = t.fresh()
    file = sa.make_url(url).database
    acked = t.folder / f"acked-{Path(file).stem}"
    found = Counter()
    first = 1
    for _ in range(kills):
        child = t.children.script(
            "tests.faults.committer", url, synchronous, str(first), str(acked), *early
        )
        _wait_for(acked, first)
        time.sleep(t.random.uniform(0, BURST))
        child.kill()
        told = [int(line) for line in _lines(acked) if int(line) >= first]
        with sqlite3.connect(file) as look:
            faults = [row[0] for row in look.execute("PRAGMA integrity_check")]
            found["faults"] += faults != ["ok"]
            parts = Counter(
                int(number)
                for (number,) in look.execute(
                    "SELECT object_id FROM audit WHERE deed = 'kept' AND CAST(object_id AS INT) >= ?",
                    (first,),
                )
            )
        look.close()
        found["missing"] += sum(number not in parts for number in told)
        found["half"] += sum(count != 4 for count in parts.values())
        found["committed"] += len(parts)
        first = max([*told, *parts], default=first) + 1
    return found


def _wait_for(acked, first):
    """Let it write something first."""
    end = time.monotonic() + 120
    while not any(int(line) >= first for line in _lines(acked)):
        if time.monotonic() > end:
            message = "nothing was written"
            raise TimeoutError(message)
        time.sleep(0.005)


def _lines(acked):
    return acked.read_text().splitlines() if acked.exists() else []
