"""The full run: `python -m tests.faults [IDs…]`; `--help` tells its options."""

import argparse
import json
import logging
import os
import platform
import signal
import sqlite3
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from tests import servers
from tests.databases import KINDS, Databases
from tests.faults.catalogue import World, everything, run
from tests.faults.supervise import Zygote

LIBRARIES = ("sqlalchemy", "psycopg", "redis", "flask", "granian", "waitress", "apscheduler")


def main():
    # Told to end, end as with Ctrl-C: stop the servers first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # What breaks on purpose need not be told of here; the figures tell.
    logging.getLogger().addHandler(logging.NullHandler())
    asked = _asked()
    known = {one.id: one for one in everything()}
    if unknown := [name for name in asked.ids if name not in known]:
        sys.exit(f"no such experiment: {', '.join(unknown)}; there are {', '.join(known)}")
    chosen = [known[name] for name in asked.ids] if asked.ids else list(known.values())
    if asked.list:
        for one in chosen:
            _say(f"{one.id:5} {', '.join(one.on):20} {one.title}")
        return 0
    records = []
    asked.kept = _kept(asked)
    try:
        with tempfile.TemporaryDirectory(prefix="faults-") as folder:
            _run(chosen, asked, Path(folder), records)
    except KeyboardInterrupt:
        _say("interrupted: what is done is kept")
    _write(asked, records)
    _sum_up(asked, records)
    return 0 if records and all(one["pass"] is not False for one in records) else 1


def _asked():
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("ids", nargs="*", metavar="ID", help="R1 S3 …; all of them by default")
    parser.add_argument("--seed", type=int, default=20_261_123)
    parser.add_argument("--out", type=Path, default=Path("reliability.json"))
    parser.add_argument(
        "--keep", action="store_true", help="keep what FILE has of trials that are not run now"
    )
    parser.add_argument("--short", action="store_true", help="in the size of the tests")
    parser.add_argument("--on", choices=KINDS, help="on one kind of database alone")
    parser.add_argument("--list", action="store_true", help="name the experiments and end")
    return parser.parse_args()


def _run(chosen, asked, folder, records):
    server = None
    opened = []

    def postgres():
        nonlocal server
        if server is None:
            opened.append(servers.postgres())
            server = opened[0].__enter__()
        return server

    world = World(Databases(folder, postgres), Zygote())
    try:
        for one in chosen:
            for kind in one.on:
                if asked.on in (None, kind):
                    record = run(one, kind, world, seed=asked.seed, full=not asked.short)
                    records.append(record)
                    _tell(record)
                    _write(asked, records)
    finally:
        world.close()
        for context in opened:
            context.__exit__(None, None, None)


def _tell(record):
    verdict = {True: "pass", False: "FAIL", None: "skip"}[record["pass"]]
    figures = ", ".join(
        f"{name} {one['value']}{'' if one['pass'] is not False else ' (!)'}"
        for name, one in record["figures"].items()
    )
    _say(
        f"{verdict} {record['test']:5} {record['database']:10} {record['seconds']:7.1f} s  {figures}"
    )
    for more in (record.get("skipped"), record.get("error")):
        if more:
            _say(more)


def _kept(asked):
    """Return the records of an earlier run, by trial."""
    if not (asked.keep and asked.out.exists()):
        return {}
    return {_trial(one): one for one in json.loads(asked.out.read_text("utf-8"))["records"]}


def _trial(record):
    """Return what tells a trial from the others, in the order of the catalogue."""
    ids = [one.id for one in everything()]
    return ids.index(record["test"]), record["database"]


def _write(asked, records):
    """Write all records, one a line within a list, and the machine they were taken on.

    Done after each trial: whatever ends the run, what is done is kept.
    """
    head = {
        "seed": asked.seed,
        "full": not asked.short,
        "machine": {
            "cores": os.cpu_count(),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "libraries": {name: version(name) for name in LIBRARIES},
        },
    }
    whole = {**asked.kept, **{_trial(one): one for one in records}}
    lines = ",\n".join(json.dumps(whole[name], ensure_ascii=False) for name in sorted(whole))
    text = json.dumps(head, ensure_ascii=False)[:-1] + f', "records": [\n{lines}\n]}}\n'
    json.loads(text)
    asked.out.write_text(text, encoding="utf-8")


def _sum_up(asked, records):
    _say("")
    for one in records:
        verdict = {True: "pass", False: "FAIL", None: "skip"}[one["pass"]]
        _say(f"{verdict}  {one['test']:5} {one['database']:10} {one['title']}")
    bad = sum(one["pass"] is False for one in records)
    _say(f"{len(records)} trials, {bad} failed; written to {asked.out}")


def _say(line):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
