"""How long a large file takes: ``python -m tests.services.import_large --rows 10000 --faulty 100``.

Checks a file with faults, which writes nothing; writes one without; takes it back. On SQLite, or
on the empty database that ``--url`` names.
"""

import argparse
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, select

from models.contact import Contact
from scheduler.sheets import SheetWorker
from services import changes, sheets
from services.sheets import Upload
from tests.services.county import MIN, county, opened
from tests.services.workbooks import youths


def main():
    ask = argparse.ArgumentParser()
    ask.add_argument("--rows", type=int, default=10_000)
    ask.add_argument("--faulty", type=int, default=100)
    ask.add_argument("--url")
    asked = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = asked.url or f"sqlite:///{Path(folder) / 'large.sqlite3'}"
        county(url)
        with opened(url) as place:
            measure(place, asked.rows, asked.faulty)


def measure(place, rows, count):
    step = rows // count
    faulty = {2 + n * step for n in range(count)}
    worker = SheetWorker(place.open_uow)
    before = living(place)
    bad = upload(place, youths(rows, faulty))
    told("checked, with faults", worker.work)
    seen = place.do(sheets.seen, MIN, bad, most=rows)
    assert {row for row, _ in seen.faults} == faulty
    assert living(place) == before
    good = upload(place, youths(rows))
    told("checked, without", worker.work)
    place.do(sheets.go, MIN, good)
    told("written", worker.work)
    seen = place.do(sheets.seen, MIN, good)
    assert living(place) == before + rows, seen
    told("taken back", lambda: place.do(undo, seen.change_id))
    assert living(place) == before


def undo(uow, change):
    uow.actor = MIN
    return changes.undo(uow, change)


def upload(place, content):
    return place.do(sheets.receive_youths, MIN, Upload("large.xlsx", content), fourteen=True)


def living(place):
    return place.all(select(func.count()).select_from(Contact).where(Contact.ended_at.is_(None)))[0]


def told(what, act):
    start = time.perf_counter()
    act()
    print(f"{time.perf_counter() - start:7.2f} s  {what}")  # noqa: T201 - it prints its table


if __name__ == "__main__":
    main()
