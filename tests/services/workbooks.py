"""Excel files for tests: made row by row, read back cell by cell."""

import io
from datetime import date
from functools import cache

import xlsxwriter

from services.sheets_reading import grid

HEADS = ["姓名(必填)", "手机号", "出生日期", "领域", "行业", "职业", "标签", "备注(怎么区分同名)"]
ROSTER = [
    "序号",
    "姓名",
    "单位",
    "职务",
    "手机号码",
    "联系基层\n团支部名称",
    "计划报到时间",
    "联系各领域青年社会组织或青年社团名称",
    "计划报到时间",
]
_DIGITS = "零一二三四五六七八九"


def workbook(*rows, merged=(), sheets=("表",)):
    """Return an xlsx with these rows in its first sheet; ``merged`` are ranges with a word."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made,
        {"in_memory": True, "default_date_format": "yyyy-mm-dd", "strings_to_formulas": False},
    )
    for name in sheets:
        book.add_worksheet(name)
    sheet = book.worksheets()[0]
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell is not None:
                sheet.write(at, place, cell)
    for one in merged:
        sheet.merge_range(*one)
    book.close()
    return made.getvalue()


def named(number):
    """Return a name of its own for each number."""
    return "张" + "".join(_DIGITS[int(c)] for c in str(number))


def youths(count, faulty=()):
    """Return a file of so many youths; those rows (of the file) have a number cut short."""
    return _youths(count, frozenset(faulty))


@cache
def _youths(count, faulty):
    rows = [
        [
            named(n),
            138 if n + 2 in faulty else 13800000000 + n,
            date(2000, 1, 1),
            "村(社区)",
            "农村",
            "农民",
            "篮球、阅读",
            "城东",
        ]
        for n in range(count)
    ]
    return workbook(HEADS, *rows)


def cells(content):
    """Return the texts of a file's first sheet."""
    return grid(content)
