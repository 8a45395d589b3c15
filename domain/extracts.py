"""Lists taken out as files: their life, what stands in a cell, and what a file is called."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.periods import HOME


class ExtractStatus(StrEnum):
    """Where a file is; making it is a worker's."""

    QUEUED = "queued"
    WORKING = "working"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Format(StrEnum):
    """What opens it: both are opened by Excel and WPS."""

    XLSX = "xlsx"
    CSV = "csv"


UNDONE: Final = (ExtractStatus.QUEUED, ExtractStatus.WORKING)
BATCH: Final = 1_000
"""Rows that are read in one transaction."""
MOST: Final = 300_000
"""Rows of one file: more is nobody's to look through, and slow to open."""
AT_ONCE: Final = 3
"""Files of one person that are on their way."""
KEPT: Final = timedelta(days=1)
LEASE: Final = timedelta(seconds=60)
"""So long a worker may say nothing before another takes its file up, from the beginning."""
TRIES: Final = 3
PIECE: Final = 256 * 1024
"""Bytes of one sealed piece."""

Cell = str | int | float | date | datetime | None
"""A date is a date and a figure a number in the file; all else is text, whatever it looks like."""
Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and how wide it is shown."""

    title: str
    wide: int = 14


_FORMULA: Final = frozenset("=+-@＝＋－＠|%")
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_NO_NAME: Final = re.compile(r"[\\/:*?\"<>|\[\]\s']+")
_LONGEST: Final = 32_767
"""Characters that a cell of Excel holds."""


def plain(text: str) -> str:
    """Return a text as a cell can hold it: without what no file of a table can write."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:_LONGEST]


def tame(text: str) -> str:
    """Return a text that no program takes for a formula: one that looks like it is quoted."""
    said = plain(text)
    head = said.lstrip()[:1]
    looks = (head and head in _FORMULA) or said[:1] in {"\t", "\n"}
    return f"'{said}" if looks else said


def written(cell: Cell) -> str:
    """Return a cell as a file of plain text has it."""
    match cell:
        case None:
            return ""
        case datetime():
            return f"{cell.astimezone(HOME):%Y-%m-%d %H:%M}"
        case date():
            return f"{cell:%Y-%m-%d}"
        case str():
            return tame(cell)
    return str(cell)


def file_name(title: str, organisation: str, day: date, format_: Format) -> str:
    """Return ``小伙伴_共青团临溪县委_2026-11-23.xlsx``, without what no disk takes in a name."""
    parts = (_NO_NAME.sub("", part)[:60] for part in (title, organisation))
    return f"{'_'.join(part for part in parts if part)}_{day:%Y-%m-%d}.{format_}"
