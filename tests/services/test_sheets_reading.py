import io
import re
import struct
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.sheet_cells import text
from domain.sheets import BYTES, BadSheet
from services.sheets_reading import grid
from tests.services.workbooks import workbook


def refused(content):
    with pytest.raises(BadSheet) as no:
        grid(content)
    return str(no.value)


def changed(content, part, change):
    """Return a workbook one of whose parts is changed."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return made.getvalue()


FIRST = "xl/worksheets/sheet1.xml"


def test_cells_are_read_as_they_are():
    content = workbook(["名", 13800000000, 1.38e10, date(2001, 2, 3), True, "=1+1", None, "x"])
    row = grid(content)[0]
    assert [text(cell) for cell in row[:5]] == [
        "名",
        "13800000000",
        "13800000000",
        "2001.2.3",
        "是",
    ]
    assert text(row[7]) == "x"


@settings(max_examples=8)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.integers(-(10**14), 10**14), st.from_regex("[一-龥a-z0-9#]{1,9}", fullmatch=True)
            ),
            min_size=1,
            max_size=5,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_what_was_written_is_read(rows):
    read = grid(workbook(*rows))
    assert [[text(c) for c in row if text(c)] for row in read] == [
        [str(c) for c in row] for row in rows
    ]


def test_rows_keep_their_numbers_and_merged_cells_say_the_same():
    content = workbook([], [], ["甲"], [], [], [], [None, "乙"], merged=[(4, 0, 6, 0, "丙")])
    rows = grid(content)
    assert [text(row[0]) for row in rows] == ["", "", "甲", "", "丙", "丙", "丙"]


def test_the_first_sheet_with_something_in_it_is_read():
    content = workbook(["甲"], sheets=("一", "二"))
    assert grid(content) == [["甲"]]
    hidden = changed(
        content,
        "xl/workbook.xml",
        lambda d: d.replace(b'name="\xe4\xb8\x80"', b'name="\xe4\xb8\x80" state="hidden"'),
    )
    assert "空的" in refused(hidden)


def test_the_error_of_a_formula_is_seen():
    content = changed(
        workbook(["甲", 5]),
        FIRST,
        lambda d: re.sub(rb'<c r="B1"><v>5</v>', b'<c r="B1" t="e"><v>#N/A</v>', d),
    )
    assert grid(content)[0][1] == "#N/A"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "先选一个"),
        (b"a,b\n1,2\n", "不是 .xlsx"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "旧版的 .xls"),
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"PK\x03\x04" + bytes(600), "打不开"),
        (b"PK" + bytes(BYTES), "太大"),
        (workbook(), "空的"),
    ],
    ids=["empty", "csv", "xls", "encrypted", "broken", "large", "blank"],
)
def test_what_is_no_workbook_is_said(content, words):
    assert words in refused(content)


def test_a_cut_off_file_and_another_archive_are_said():
    whole = workbook(["甲"])
    assert "打不开" in refused(whole[: len(whole) // 2])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as other:
        other.writestr("word/document.xml", "<w/>")
    assert "没有表格" in refused(made.getvalue())


@pytest.fixture(scope="module")
def bomb():
    return changed(workbook(["甲"]), FIRST, lambda d: d + b" " * (50 * 2**20))


def test_a_bomb_is_not_unpacked(bomb):
    assert len(bomb) < BYTES
    assert "太大" in refused(bomb)


def test_a_bomb_that_lies_about_its_size_is_not_unpacked(bomb):
    with zipfile.ZipFile(io.BytesIO(bomb)) as packed:
        size = packed.getinfo(FIRST).file_size
    lying = bomb.replace(struct.pack("<L", size), struct.pack("<L", 900))
    assert lying != bomb
    assert refused(lying)


def test_a_far_corner_is_not_filled_up_to():
    assert "第 900001 行第 16384 列" in refused(corner(b'<c r="XFD900001"><v>1</v></c>'))
    assert "第 900001 行" in refused(corner(b"<c><v>1</v></c>"))
    assert "第 900001 行" in refused(corner(b"<c r='A900001' t='inlineStr'><is><t>x</t></is></c>"))
    assert grid(corner(b'<c r="XFD900001" s="1"/>'))[0] == ["甲"]


def corner(cell):
    row = b'<row r="900001">' + cell + b"</row></sheetData>"
    return changed(workbook(["甲"]), FIRST, lambda d: d.replace(b"</sheetData>", row))


def test_one_long_text_is_not_copied_into_every_cell():
    many = workbook(*[["甲"] * 50 for _ in range(400)])
    long = changed(many, "xl/sharedStrings.xml", lambda d: d.replace("甲".encode(), b"x" * 30_000))
    assert "太大" in refused(long)


def test_entities_are_not_unfolded():
    laugh = b'<!DOCTYPE x [<!ENTITY a "' + b"ha" * 500 + b'"><!ENTITY b "' + b"&a;" * 500 + b'">]>'
    content = changed(
        workbook(["甲"]),
        "xl/sharedStrings.xml",
        lambda d: d.replace(b"?>", b"?>" + laugh, 1).replace("甲".encode(), b"&b;&b;&b;"),
    )
    try:
        rows = grid(content)
    except BadSheet:
        return
    assert sum(len(text(c)) for row in rows for c in row) < 1000


def test_more_merged_cells_than_a_sheet_has_room_for_are_refused():
    last = b'<row r="9000"><c r="A9000"><v>1</v></c></row></sheetData><mergeCells>'
    merged = last + b'<mergeCell ref="A1:A9000"/>' * 80 + b"</mergeCells>"
    content = changed(workbook(["甲"]), FIRST, lambda d: d.replace(b"</sheetData>", merged))
    assert "打不开" in refused(content)
