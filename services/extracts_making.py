"""The bytes of a file that is taken out: row by row, in little memory, safe to open."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Protocol, Self

import xlsxwriter

from domain.extracts import PIECE, Cell, Column, Format, Row, plain, written
from domain.periods import HOME

FOLDER: Final = "tuan100-extract-"
"""How a worker's folder begins; what a killed one left is known by it."""
_BOM: Final = b"\xef\xbb\xbf"
"""Without it Excel takes the file for one of the machine's old code page."""


@dataclass(frozen=True, slots=True)
class About:
    """What a file is: said on its second sheet."""

    title: str
    organisation: str
    filters: str
    """By what it was filtered, in words; empty: not at all."""
    name: str
    """Who asked for it."""
    day: date


class Writer(Protocol):
    """Takes rows and gives pieces of the finished file."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, no: BaseException | None, at: TracebackType | None
    ) -> None:
        """Leave nothing behind."""

    def add(self, rows: Iterable[Row]) -> list[bytes]:
        """Write rows; return what of the file is ready by now."""
        ...

    def close(self) -> Iterator[bytes]:
        """Return the rest, piece by piece."""
        ...


def writer(format_: Format, about: About, columns: tuple[Column, ...]) -> Writer:
    """Return what writes a file."""
    return Csv(columns) if format_ is Format.CSV else Xlsx(about, columns)


class Csv:
    """RFC 4180 with a BOM: it never stands on the disk, each piece is sealed as it is ready."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self._text = io.StringIO(newline="")
        self._csv = csv.writer(self._text, lineterminator="\r\n")
        self._ready = bytearray(_BOM)
        self._csv.writerow([column.title for column in columns])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def add(self, rows: Iterable[Row]) -> list[bytes]:
        """Write rows; return the pieces that are full."""
        self._csv.writerows([written(cell) for cell in row] for row in rows)
        self._flush()
        full = []
        while len(self._ready) >= PIECE:
            full.append(bytes(self._ready[:PIECE]))
            del self._ready[:PIECE]
        return full

    def close(self) -> Iterator[bytes]:
        """Return the last piece."""
        self._flush()
        yield bytes(self._ready)

    def _flush(self) -> None:
        self._ready += self._text.getvalue().encode()
        self._text.seek(0)
        self._text.truncate()


class Xlsx:
    """A workbook, row by row into a folder that only this user reads and that goes with it."""

    def __init__(self, about: About, columns: tuple[Column, ...]) -> None:
        self._about, self._columns = about, columns
        self._folder = tempfile.TemporaryDirectory(prefix=FOLDER)
        self._path = Path(self._folder.name) / "made.xlsx"
        self._book = xlsxwriter.Workbook(
            str(self._path),
            {
                "constant_memory": True,
                "tmpdir": self._folder.name,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._bold = self._book.add_format({"bold": True, "bottom": 1, "valign": "vcenter"})
        self._text = self._book.add_format({"num_format": "@"})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self._sheet = self._begin(about.title)
        self._line = 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for sheet in self._book.worksheets():
            if sheet.row_data_fh and not sheet.row_data_fh.closed:
                sheet.row_data_fh.close()
        self._book.fileclosed = True  # it would write itself when it is collected
        self._folder.cleanup()

    def add(self, rows: Iterable[Row]) -> list[bytes]:
        """Write rows; a workbook is ready only when it is closed."""
        for row in rows:
            for place, cell in enumerate(row):
                self._cell(place, cell)
            self._line += 1
        return []

    def close(self) -> Iterator[bytes]:
        """Finish the workbook and return it piece by piece."""
        self._sheet.autofilter(0, 0, max(self._line - 1, 1), len(self._columns) - 1)
        self._tell()
        self._book.close()
        with self._path.open("rb") as made:
            while piece := made.read(PIECE):
                yield piece

    def _begin(self, title: str) -> Any:  # noqa: ANN401 - the library is without types
        sheet = self._book.add_worksheet(title[:31])
        for place, column in enumerate(self._columns):
            sheet.set_column(place, place, column.wide)
            sheet.write_string(0, place, column.title, self._bold)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        return sheet

    def _cell(self, place: int, cell: Cell) -> None:
        line, sheet = self._line, self._sheet
        match cell:
            case None | "":
                pass
            case str():
                sheet.write_string(line, place, plain(cell), self._text)
            case bool():
                sheet.write_boolean(line, place, cell)
            case int() | float():
                sheet.write_number(line, place, cell)
            case datetime():
                local = cell.astimezone(HOME).replace(tzinfo=None, second=0, microsecond=0)
                sheet.write_datetime(line, place, local, self._moment)
            case date():
                sheet.write_datetime(line, place, cell, self._day)

    def _tell(self) -> None:
        sheet = self._book.add_worksheet("说明")
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 48)
        lines = (
            ("名单", self._about.title),
            ("范围", f"{self._about.organisation}和它的下级"),
            ("筛选", self._about.filters or "没有筛选"),
            ("行数", f"{self._line - 1:,}"),
            ("导出", f"{self._about.name},{self._about.day:%Y-%m-%d}"),
            ("注意", "里面有个人信息,只用于工作,用完删掉,不要转发。"),
        )
        for line, (head, words) in enumerate(lines):
            sheet.write_string(line, 0, head, self._bold)
            sheet.write_string(line, 1, plain(words))
