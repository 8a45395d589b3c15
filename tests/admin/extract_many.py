"""How long a large file takes, and how much memory: ``python -m tests.admin.extract_many``.

Puts so many youths into the county, has a worker of its own process make each format, and reads
the file back. On SQLite, or on the empty database that ``--url`` names.
"""

import argparse
import csv
import io
import subprocess
import sys
import tempfile
from pathlib import Path

import python_calamine
from sqlalchemy import func, insert, select

from domain.extracts import Format
from domain.permissions import AdminRole
from models.contact import Contact
from models.engine import open_engine
from models.person import Person
from services import extracts_files, phones
from services.console_sessions import Official
from services.uow import units
from tests.admin.console import COUNTY, means, places_of, staffed
from tests.house import NOW, VAULT

HOSTILE = '=HYPERLINK("http://x","y")'
SCRIPT = "<script>alert(1)</script>"
NUMBER = "+8613900000000"


def crowd(engine, rows, *, at_once=5_000):
    """Put youths into the county's first branch, each in the case-load of its first cadre."""
    with engine.begin() as c:
        place = places_of(c)[COUNTY]
        first = c.scalar(select(func.max(Person.id))) + 1
        cadre = c.scalar(select(func.min(Contact.cadre_id)))
        for start in range(first, first + rows, at_once):
            some = range(start, min(start + at_once, first + rows))
            people = [
                {
                    "id": n,
                    "name": (HOSTILE, SCRIPT)[n % 2] if (n - first) % 1000 < 2 else f"青年{n}",
                    "organisation_id": place,
                    "phone": phones.sealed(VAULT, n, NUMBER),
                    "created_at": NOW,
                }
                for n in some
            ]
            c.execute(insert(Person), people)
            contacts = [
                {
                    "cadre_id": cadre,
                    "youth_id": n,
                    "is_primary": True,
                    "industry": "village",
                    "started_at": NOW,
                    "last_met_at": NOW,
                }
                for n in some
            ]
            c.execute(insert(Contact), contacts)


def opener(url):
    engine = open_engine(url)
    return engine, units(engine, means(), lambda: NOW)


def official(uow, role=AdminRole.ORGAN):
    """Return the county's admin as the console would."""
    place = places_of(uow.session.connection())[COUNTY]
    person = uow.session.scalars(select(Person).where(Person.name == f"{role}·{COUNTY}")).one()
    uow.actor = person.id
    return Official(person.id, person.name, role, place, COUNTY, 0)


def asked(open_uow, format_, **filters):
    """Ask for the youths of the county; return the file's number."""
    with open_uow() as uow:
        who = official(uow)
        place = who.organisation_id
        return extracts_files.ask(
            uow, who, "youths", organisation_id=place, said=filters, format_=format_
        )


def content(open_uow, extract):
    """Return a finished file, whole."""
    with open_uow(read_only=True) as uow:
        taken = extracts_files.take(uow, official(uow), extract)
        return b"".join(extracts_files.piece(uow, taken.id, at) for at in range(taken.pieces))


def sheet(made):
    """Return the rows of a workbook's first sheet as Python values."""
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made))
    return book.get_sheet_by_index(0).to_python()


def lines(made):
    """Return the rows of a CSV file, which begins with a BOM."""
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))


def worker(url, *more):
    """Let a process of its own make what waits; return what it printed."""
    command = [sys.executable, "-m", "tests.admin.extract_worker", url, "--now", NOW.isoformat()]
    return subprocess.run([*command, *more], check=False, capture_output=True, text=True)


def main():
    told = argparse.ArgumentParser()
    told.add_argument("--rows", type=int, default=100_000)
    told.add_argument("--url", default="")
    said = told.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = said.url or f"sqlite:///{Path(folder) / 'many.sqlite3'}"
        staffed(url)
        engine, open_uow = opener(url)
        crowd(engine, said.rows)
        for format_ in Format:
            extract = asked(open_uow, format_)
            ran = worker(url)
            assert ran.stdout.startswith("1 "), ran.stderr
            _, seconds, peak, before = ran.stdout.split()
            made = content(open_uow, extract)
            found = sheet(made) if format_ is Format.XLSX else lines(made)
            assert len(found) > said.rows, len(found)
            print(  # noqa: T201 - it prints its table
                f"{format_}: {len(found) - 1:,} rows x {len(found[0])} columns, "
                f"{len(made) / 2**20:.1f} MB in {seconds} s, "
                f"peak {peak} MB of which {before} MB before it began"
            )
        engine.dispose()


if __name__ == "__main__":
    main()
