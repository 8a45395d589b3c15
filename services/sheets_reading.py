"""Reading an uploaded Excel file: never more of it than asked for, whatever it claims to hold."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, cast

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from domain.sheet_cells import Cell, text
from domain.sheets import BYTES, ROWS, BadSheet

UNPACKED: Final = 48 * 2**20
_PARTS: Final = 200
_FURTHEST: Final = (ROWS + 200, 60)
"""Rows and columns in which something may stand."""
_SHARED: Final = 24 * 2**20
"""Bytes of text in all cells together: one text may be named by each of them."""
_ATTRIBUTES: Final = rb"""((?:[^>"']|"[^"]*"|'[^']*')*)"""
_MARK: Final = re.compile(rb"<(?:\w+:)?(row|c|v|is)(?=[\s/>])" + _ATTRIBUTES + rb">([0-9]*)")
_PLACE: Final = re.compile(rb"""(?:^|\s)r\s*=\s*["']\s*([A-Za-z]*)([0-9]+)""")
_ERROR: Final = re.compile(rb"""(<(?:\w+:)?c\s(?:[^>"']|"[^"]*"|'[^']*')*?\bt\s*=\s*)(?:"e"|'e')""")
_NAMED: Final = re.compile(rb"""(?:^|\s)t\s*=\s*["']s["']""")
_TEXTS: Final = re.compile(
    rb"<(?:\w+:)?si(?:\s[^>]*)?/>|<(?:\w+:)?si(?:\s[^>]*)?>(.*?)</(?:\w+:)?si>", re.DOTALL
)
_OLD: Final = b"\xd0\xcf\x11\xe0"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")

_BROKEN: Final = "这个文件打不开,像是坏了。用 Excel 或 WPS 打开它,另存为 .xlsx 再传。"
_TOO_LARGE: Final = "表格太大了:最多 {rows} 行、5 MB,图片和多余的工作表删掉再传。"
_TOO_WIDE: Final = (
    "第 {row} 行第 {column} 列还有内容,超出了范围(最多 {rows} 行、{columns} 列)。把多余的删掉再传。"
)

Sheet = list[list[Cell]]


def grid(content: bytes, *, most: int = UNPACKED) -> Sheet:
    """Return the cells of the first visible worksheet, merged ones filled in; or refuse, in words.

    ``most`` is how many bytes the file may unpack to.
    """
    _known_sort(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            checked = _repacked(packed, most)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as no:
        raise BadSheet(words=_BROKEN) from no
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(checked)) as book:
            return _first(book)
    except (CalamineError, OSError, ValueError) as no:
        raise BadSheet(words=_BROKEN) from no


def _known_sort(content: bytes) -> None:
    if not content:
        raise BadSheet(words="没有收到文件。先选一个 .xlsx 文件,再点「上传」。")
    if len(content) > BYTES:
        raise BadSheet(words=_TOO_LARGE.format(rows=ROWS))
    if content.startswith(_OLD):
        if _ENCRYPTED in content:
            raise BadSheet(words="这个文件有打开密码。去掉密码,另存为 .xlsx 再传。")
        raise BadSheet(words="这是旧版的 .xls。用 Excel 或 WPS 另存为 .xlsx 再传。")
    if not content.startswith(b"PK"):
        raise BadSheet(
            words="这不是 .xlsx 文件。CSV 等别的格式,用 Excel 或 WPS 另存为 .xlsx 再传。"
        )


def _repacked(packed: zipfile.ZipFile, most: int) -> bytes:
    """Unpack what a workbook needs, and pack just that again.

    The reader then sees these very bytes: sizes that lie, second parts under one name and what
    unpacks without end stay behind.
    """
    parts = {i.filename: i for i in packed.infolist() if i.filename.endswith((".xml", ".rels"))}
    if len(parts) > _PARTS:
        raise BadSheet(words=_TOO_LARGE.format(rows=ROWS))
    if "xl/workbook.xml" not in parts:
        raise BadSheet(words="这个压缩包里没有表格。用 Excel 或 WPS 另存为 .xlsx 再传。")
    read: dict[str, bytes] = {}
    left = most
    for name, part in parts.items():
        with packed.open(part) as unpacked:
            read[name] = unpacked.read(left + 1)
        left -= len(read[name])
        if left < 0:
            raise BadSheet(words=_TOO_LARGE.format(rows=ROWS))
    shared = [
        len(found[1] or b"")
        for name, data in read.items()
        if name.lower().endswith("sharedstrings.xml")
        for found in _TEXTS.finditer(data)
    ]
    for name, data in read.items():
        if b"\0" in data:  # another encoding: what is looked for below would not be found
            raise BadSheet(words=_BROKEN)
        if b"sheetData" in data:
            _small_enough(data, shared)
            # The reader shows the error of a formula as nothing at all.
            read[name] = _ERROR.sub(rb'\1"str"', data)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as clean:
        for name, data in read.items():
            clean.writestr(name, data)
    return made.getvalue()


def _small_enough(data: bytes, shared: list[int]) -> None:
    """Refuse a worksheet with something in a far corner: the reader would make all between."""
    texts = 0
    for row, column, named in _filled(data):
        if row > _FURTHEST[0] or column > _FURTHEST[1]:
            rows, columns = ROWS, _FURTHEST[1]
            words = _TOO_WIDE.format(row=row, column=column, rows=rows, columns=columns)
            raise BadSheet(words=words)
        texts += shared[named] if named is not None and named < len(shared) else 0
        if texts > _SHARED:
            raise BadSheet(words=_TOO_LARGE.format(rows=ROWS))


def _filled(data: bytes) -> Iterator[tuple[int, int, int | None]]:
    """Yield row, column and the number of the shared text of each cell with something in it."""
    row = column = 0
    named = False
    for mark in _MARK.finditer(data):
        tag, attributes, value = mark.groups()
        place = _PLACE.search(attributes)
        if tag == b"row":
            row, column = int(place[2]) if place else row + 1, 0
        elif tag == b"c":
            named = _NAMED.search(attributes) is not None
            column = _column(place[1]) if place and place[1] else column + 1
            row = int(place[2]) if place and place[1] else row
        elif not attributes.endswith(b"/"):
            yield row, column, int(value[:9]) if named and value else None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _first(book: CalamineWorkbook) -> Sheet:
    """Return the first visible worksheet that is not empty."""
    for place, about in enumerate(book.sheets_metadata):
        if (
            about.typ is not SheetTypeEnum.WorkSheet
            or about.visible is not SheetVisibleEnum.Visible
        ):
            continue
        sheet = book.get_sheet_by_index(place)
        rows = cast("Sheet", sheet.to_python(skip_empty_area=False))
        if any(text(cell) for row in rows for cell in row):
            room = _FURTHEST[0] * _FURTHEST[1]
            for start, end in sheet.merged_cell_ranges or ():
                room -= min(end[0] + 1, len(rows)) - start[0] if start[0] < len(rows) else 0
                if room < 0:  # merged cells do not overlap: this is no work of a spreadsheet
                    raise BadSheet(words=_BROKEN)
                _fill(rows, start, end)
            return rows
    raise BadSheet(words="这张表是空的。照着模板填好再传。")


def _fill(rows: Sheet, start: tuple[int, int], end: tuple[int, int]) -> None:
    """Let all cells of a merged one say what it says, down its columns."""
    if start[0] >= len(rows) or start[1] >= len(rows[start[0]]):
        return
    said = rows[start[0]][start[1]]
    for row in rows[start[0] + 1 : end[0] + 1]:
        if start[1] < len(row) and not text(row[start[1]]):
            row[start[1]] = said
