"""What one cell of a spreadsheet says: text, a day, a word of a list."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

Cell = str | int | float | bool | date | datetime | time | timedelta | None
"""What a reader of spreadsheets gives for a cell."""

_SERIAL_ZERO: Final = date(1899, 12, 30)
_SERIALS: Final = range(3_000, 80_000)
"""Days as Excel counts them, from 1908 to 2119: a date whose cell lost its format."""
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SPLIT: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_MIDNIGHT: Final = re.compile(r"[ T]00?:00(:00)?(\.0+)?$")
_EXCEL_NUMBER: Final = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_BETWEEN_HAN: Final = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
_LIST: Final = re.compile(r"[,,、;;|\n]+")
_ERRORS: Final = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
_EXACT: Final = 2**53
_ALIKE: Final = 0.34


def text(cell: Cell) -> str:
    """Return what a cell says as one line; dates as people in an office write them: 2016.6.23."""
    if isinstance(cell, str):
        kept = (c if unicodedata.category(c) not in {"Cc", "Cf"} else " " for c in cell)
        return " ".join("".join(kept).split())
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, date):
        return f"{cell.year}.{cell.month}.{cell.day}"
    if isinstance(cell, float):
        return _number(cell)
    return "" if cell is None else str(cell)


def _number(value: float) -> str:
    """Write a number as it stands in the cell: 13800138000.0 is a phone, not a fraction."""
    if math.isfinite(value) and value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    return repr(value)


def name(cell: Cell) -> str:
    """Return a name: ``张 三``, written wide to stand in line with longer ones, is 张三."""
    return _BETWEEN_HAN.sub("", text(cell))


@lru_cache(maxsize=1024)  # of a whole file, the words of the lists come again and again
def same(one: str) -> str:
    """Return what equal words share, however wide or spaced they are written."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", one)).casefold()


def day(cell: Cell) -> date | None:
    """Return the day that a cell names, or none if it names no day at all."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    said = unicodedata.normalize("NFKC", text(cell)).strip()
    said = _MIDNIGHT.sub("", said)
    found = _COMPACT.fullmatch(said) or _SPLIT.fullmatch(said)
    if found:
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            return None
    if said.isascii() and said.isdecimal() and len(said) <= 5 and int(said) in _SERIALS:  # noqa: PLR2004 - as long as a serial
        return _SERIAL_ZERO + timedelta(days=int(said))
    return None


def words(cell: Cell) -> tuple[str, ...]:
    """Return the words of a list in one cell, each once."""
    said = cell if isinstance(cell, str) else text(cell)
    return tuple(dict.fromkeys(w for w in map(text, _LIST.split(said)) if w))


def code(said: str, dictionary: Mapping[str, str]) -> str | None:
    """Return the code of a word in a dictionary, or none if it has no such word."""
    wanted = same(said)
    return next((key for key, title in dictionary.items() if same(title) == wanted), None)


def nearest(said: str, known: Iterable[str]) -> str:
    """Return the known word that is most like what was said, or nothing."""
    titles = list(known)
    holding = [t for t in titles if same(said) in same(t) or same(t) in same(said)]
    return next(iter(holding[:1] or get_close_matches(said, titles, 1, _ALIKE)), "")


def broken(said: str) -> bool:
    """Say whether a cell shows an error of a formula."""
    return said.upper() in _ERRORS


def shortened(said: str) -> bool:
    """Say whether Excel has cut a long number: 1.38E+10."""
    return _EXCEL_NUMBER.fullmatch(said) is not None
