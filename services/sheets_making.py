"""Excel files on their way out: templates, the rows to mend, the case-load, the roster form."""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import xlsxwriter

from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS
from domain.sheet_cells import Cell, text
from domain.sheet_cells import words as words_of
from domain.sheets import ROSTER, ROSTER_TITLE, ROWS, YOUTHS, Column
from services.sheets_roster_writing import Login

_CHOICES: Final = (("field", FIELDS), ("industry", INDUSTRIES), ("occupation", OCCUPATIONS))
_NOTES: Final = (
    "每人一行,只有姓名必填;写了手机号,TA 登录后才对得上。",
    "出生日期写成 2001-02-03;领域、行业、职业从下拉里选,可以不填。",
    "标签用顿号隔开;没有手机号的同名的人,备注里写一句分得清的。",
    "没满 14 周岁的不能登记。",
)
_LONG: Final = 1000
"""From so many rows on a file is written row by row, without keeping it in memory."""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A cadre in the roster form, with one branch and one association beside each other."""

    name: str
    unit: str
    post: str
    phone: str
    branch: tuple[str, str]
    association: tuple[str, str]


class _Book:
    """A workbook with one sheet at hand; all is text, so that nothing is a formula or a link."""

    def __init__(self, made: io.BytesIO, title: str, rows: int) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False}
        memory = {"constant_memory": True} if rows > _LONG else {"in_memory": True}
        self.book = xlsxwriter.Workbook(made, {**options, **memory})
        self.sheet = self.book.add_worksheet(title)
        plain = {"font_size": 11, "valign": "vcenter", "num_format": "@", "border": 1}
        self.plain = self.book.add_format({**plain, "text_wrap": True})
        self.bold = self.book.add_format(
            {**plain, "bold": True, "align": "center", "text_wrap": True}
        )
        self.title = self.book.add_format({"bold": True, "font_size": 16, "align": "center"})
        self.loose = self.book.add_format({"font_size": 11})
        self.line = 0

    def columns(self, columns: Sequence[Column]) -> None:
        """Set how wide they are, and that what is typed there is text."""
        typed = self.book.add_format({"num_format": "@"})
        for place, column in enumerate(columns):
            self.sheet.set_column(place, place, column.wide, typed)

    def row(self, said: Iterable[str], *, bold: bool = False) -> None:
        """Write a row of texts below the last."""
        for place, word in enumerate(said):
            self.sheet.write_string(self.line, place, word, self.bold if bold else self.plain)
        self.line += 1


@contextmanager
def _book(title: str, rows: int = 0) -> Iterator[tuple[_Book, io.BytesIO]]:
    made = io.BytesIO()
    book = _Book(made, title, rows)
    yield book, made
    book.book.close()


def youths_template() -> bytes:
    """Make the empty table of youths: what to choose from drops down, a second sheet lists it."""
    with _book("小伙伴") as (book, made):
        book.columns(YOUTHS)
        book.row((column.title for column in YOUTHS), bold=True)
        book.sheet.freeze_panes(1, 0)
        words = book.book.add_worksheet("可以填的词")
        words.set_column(0, 2, 26)
        places = {column.key: place for place, column in enumerate(YOUTHS)}
        for at, (key, dictionary) in enumerate(_CHOICES):
            titles = list(dictionary.values())
            words.write_string(0, at, YOUTHS[places[key]].title, book.bold)
            words.write_column(1, at, titles)
            letter = chr(ord("A") + at)
            book.sheet.data_validation(
                1,
                places[key],
                ROWS,
                places[key],
                {
                    "validate": "list",
                    "source": f"='可以填的词'!${letter}$2:${letter}${len(titles) + 1}",
                    "error_title": "没有这个词",
                    "error_message": "从下拉里选一个,或者留空。",
                },
            )
        words.write_column(len(OCCUPATIONS) + 6, 0, _NOTES)
    return made.getvalue()


def to_mend(
    columns: Sequence[Column],
    lines: Iterable[tuple[int, Mapping[str, Cell]]],
    faults: Mapping[int, str],
) -> bytes:
    """Make a file of the faulty rows alone, each with what is wrong with it."""
    rows = [(number, cells) for number, cells in lines if number in faults]
    with _book("要改的行", len(rows)) as (book, made):
        book.columns(columns)
        book.sheet.set_column(len(columns), len(columns), 8)
        book.sheet.set_column(len(columns) + 1, len(columns) + 1, 60)
        book.row([*(column.title for column in columns), "原来的行号", "要改什么"], bold=True)
        for number, cells in rows:
            said = [_again(column.key, cells.get(column.key)) for column in columns]
            book.row([*said, str(number), faults[number]])
    return made.getvalue()


def _again(key: str, cell: Cell) -> str:
    """Write a cell so that it is read again as before: lines of a list would run together."""
    return "、".join(words_of(cell)) if key == "tags" else text(cell)


def listed(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Make a plain table of texts."""
    with _book(title, len(rows)) as (book, made):
        book.sheet.set_column(0, len(heads) - 1, 16)
        book.row(heads, bold=True)
        book.sheet.freeze_panes(1, 0)
        for row in rows:
            book.row(row)
    return made.getvalue()


def logins(made: Sequence[Login]) -> bytes:
    """Make the list of new logins, to be cut into strips of paper."""
    rows = [(one.name, one.unit, one.username, one.password) for one in made]
    return listed("登录名单", ("姓名", "单位", "用户名", "一次性密码"), rows)


def roster(unit: str, filler: str, lines: Sequence[Sequence[RosterLine]]) -> bytes:
    """Make the form: the title, who fills it in, the heading, and each cadre's rows."""
    with _book("一览表") as (book, made):
        book.columns(ROSTER)
        last = len(ROSTER) - 1
        book.sheet.merge_range(0, 0, 0, last, ROSTER_TITLE, book.title)
        book.sheet.set_row(0, 30)
        about = f"填表单位:{unit}    填表人:{filler}    联系电话:"
        book.sheet.merge_range(1, 0, 1, last, about, book.loose)
        book.line = 2
        book.row((column.title for column in ROSTER), bold=True)
        book.sheet.freeze_panes(3, 0)
        book.sheet.set_landscape()
        book.sheet.set_paper(9)
        book.sheet.fit_to_pages(1, 0)
        book.sheet.repeat_rows(2)
        for number, rows in enumerate(lines, 1):
            _cadre(book, number, rows)
    return made.getvalue()


def _cadre(book: _Book, number: int, rows: Sequence[RosterLine]) -> None:
    """Write a cadre; what belongs to all of several rows is one tall cell."""
    first, top = rows[0], book.line
    for row in rows:
        mine = (str(number), row.name, row.unit, row.post, row.phone)
        book.row([*mine, *row.branch, *row.association])
    if len(rows) > 1:
        for place, said in enumerate(
            (str(number), first.name, first.unit, first.post, first.phone)
        ):
            book.sheet.merge_range(top, place, book.line - 1, place, said, book.plain)
