import math
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import sheet_cells as cells
from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS
from domain.sheet_roster import Tie, cadre_rows
from domain.sheet_youths import youth_row
from domain.sheets import ROSTER, YOUTHS, BadSheet, Line, table

TODAY = date(2026, 11, 23)
few = settings(max_examples=50)
ANY = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@few
@given(ANY)
def test_every_cell_is_one_line_of_clean_text(cell):
    said = cells.text(cell)
    assert said == said.strip()
    assert said == cells.text(said)
    assert not any(ord(c) < 32 or c in "\u200b\ufeff\u202e" for c in said)


@few
@given(st.dates(date(1930, 1, 1), TODAY))
def test_a_day_is_read_however_the_cell_holds_it(day):
    y, m, d = day.year, day.month, day.day
    serial = (day - date(1899, 12, 30)).days
    for cell in (
        day,
        datetime(y, m, d, 13, 5),  # noqa: DTZ001 - a cell has no zone
        f"{y}-{m}-{d}",
        f"{y}/{m:02}/{d:02}",
        f"{y}.{m}.{d}",
        f"{y}年{m}月{d}日",
        f" {y}-{m:02}-{d:02} 00:00:00 ",
        f"{y}{m:02}{d:02}",
        int(f"{y}{m:02}{d:02}"),
        float(f"{y}{m:02}{d:02}"),
        serial,
        float(serial),
    ):
        assert cells.day(cell) == day, cell


@pytest.mark.parametrize(
    "cell",
    [
        "2001-13-01",
        "2001-02",
        "生日不详",
        "",
        None,
        12,
        True,
        1e30,
        math.nan,
        time(1),
        timedelta(1),
    ],
)
def test_what_is_no_day_is_none(cell):
    assert cells.day(cell) is None


@few
@given(st.integers(10**10, 2 * 10**10))
def test_a_number_is_the_same_as_text_and_as_number(number):
    assert {
        cells.text(cell) for cell in (number, float(number), str(number), f" {number}\u200b")
    } == {str(number)}


@few
@given(st.sampled_from([*FIELDS.items(), *INDUSTRIES.items(), *OCCUPATIONS.items()]))
def test_a_word_of_a_list_is_found_however_wide_it_is_written(pair):
    code, title = pair
    both = next(d for d in (FIELDS, INDUSTRIES, OCCUPATIONS) if d.get(code) == title)
    wide = title.replace("(", "(").replace(")", ")")
    narrow = title.replace("(", "(").replace(")", ")")
    for said in (title, f" {wide} ", narrow, " ".join(title)):
        assert cells.code(said, both) == code


def test_small_matters():
    assert cells.name("张 三") == "张三"
    assert cells.name("Anna  Li") == "Anna Li"
    assert cells.words("篮球、阅读,篮球;跑步") == ("篮球", "阅读", "跑步")
    assert cells.words(3.0) == ("3",)
    assert cells.nearest("农村人", INDUSTRIES.values()) == "农村"
    assert cells.nearest("国有企业员工", OCCUPATIONS.values()) == "国有企业职工"
    assert cells.nearest("?", INDUSTRIES.values()) == ""
    assert cells.shortened("1.38E+10")
    assert cells.broken("#N/A")


def line(**said):
    return Line(7, said)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": ""}, "姓名"),
        ({"name": "李" * 31}, "姓名"),
        ({"name": "13800000000"}, "姓名"),
        ({"name": "李明", "born": date(2013, 1, 1)}, "14 周岁"),
        ({"name": "李明", "born": "上个月"}, "看不懂"),
        ({"name": "李明", "born": date(2030, 1, 1)}, "年份"),
        ({"name": "李明", "industry": "农村人"}, "是不是「农村」"),
        ({"name": "李明", "field": "别处"}, "领域"),
        ({"name": "李明", "tags": "一" * 21}, "标签"),
        ({"name": "李明", "tags": "、".join("甲乙丙丁戊己庚辛壬癸子")}, "标签"),
        ({"name": "李明", "hint": "一" * 61}, "备注"),
        ({"name": "李明", "hint": "#N/A"}, "公式"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(said, words):
    row = youth_row(line(**said), TODAY, fourteen=True)
    assert any(words in fault for fault in row.faults)


def test_a_row_names_all_that_is_wrong_with_it():
    row = youth_row(line(name="", born="x", industry="y", occupation="z"), TODAY, fourteen=True)
    assert len(row.faults) == 4


def test_without_a_birth_date_the_cadre_says_that_all_are_fourteen():
    assert youth_row(line(name="李明"), TODAY, fourteen=True).faults == []
    assert "14 周岁" in youth_row(line(name="李明"), TODAY, fourteen=False).faults[0]


@few
@given(st.permutations(range(len(YOUTHS))), st.integers(0, 3))
def test_columns_are_found_in_any_order_under_anything(order, above):
    heads = [YOUTHS[i].title for i in order]
    row = [YOUTHS[i].key for i in order]
    found = table([["名单"]] * above + [heads, [], row], YOUTHS)
    assert [one.number for one in found.lines] == [above + 3]
    assert found.lines[0].cells == {column.key: column.key for column in YOUTHS}


def test_what_is_no_table_is_said():
    with pytest.raises(BadSheet, match="姓名"):
        table([["甲", "乙"], ["丙", "丁"]], YOUTHS)
    with pytest.raises(BadSheet, match="两列都叫"):
        table([["姓名", "手机号", "手机"]], YOUTHS)
    assert table([["姓名", "爱好"], ["李明", "棋"]], YOUTHS).unknown == ("爱好",)


def test_the_two_days_of_the_form_follow_their_neighbours():
    heads = [column.title for column in ROSTER]
    one = table([heads, list(range(9))], ROSTER).lines[0].cells
    assert (one["branch_on"], one["association_on"]) == (6, 8)
    swapped = [*heads[:5], *heads[7:9], *heads[5:7]]
    two = table([swapped, list(range(9))], ROSTER).lines[0].cells
    assert (two["association"], two["association_on"], two["branch"], two["branch_on"]) == (
        5,
        6,
        7,
        8,
    )


def test_rows_of_one_person_are_one_cadre():
    def row(number, name="", phone="", **more):
        return Line(number, {"name": name, "phone": phone, "unit": "县委", **more})

    rows = cadre_rows(
        [
            row(4, "XXX", "必填", branch="XX支部"),
            row(
                5, "李明", "13800000001", post="书记", branch="甲支部", branch_on=date(2016, 6, 23)
            ),
            row(6, association="合唱团", association_on="每周三"),
            row(7, "李明", "13800000001", branch="甲支部", branch_on="2016.6.23"),
            row(8, "王芳", "", branch_on="7月"),
        ]
    )
    assert [(r.number, r.name) for r in rows] == [(5, "李明"), (8, "王芳")]
    assert rows[0].ties == [
        Tie("branch", "甲支部", "2016.6.23"),
        Tie("association", "合唱团", "每周三"),
    ]
    assert rows[0].faults == []
    assert [number for number, _ in rows[1].faults] == [8, 8]


def test_a_name_in_the_form_is_a_name_and_a_row_without_anything_is_none():
    lines = [
        Line(4, {"number": 1, "name": "=cmd()", "phone": "13800000001", "unit": "县委"}),
        Line(5, {"number": 2}),
        Line(6, {"number": "注:手机号码必填"}),
    ]
    (row,) = cadre_rows(lines)
    assert row.faults == [(4, "姓名里只能有文字,不要数字和符号")]
    assert cadre_rows(lines[1:]) == []
