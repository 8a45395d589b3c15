"""A folder with faults: each is named by file and line, and nothing is written."""

import hashlib
import json

import pytest
from sqlalchemy import func, select

from bot import database
from bot.transfer import TransferFaults, export, import_
from migrations.schema import metadata
from tests.demo.filling import fill, law, opened


def amend(folder, table, change):
    """Change a table's lines in place, and make the manifest agree with them."""
    path = folder / f"{table}.jsonl"
    lines = change(path.read_bytes().splitlines(keepends=True))
    path.write_bytes(b"".join(lines))
    manifest = folder / "manifest.json"
    told = json.loads(manifest.read_text())
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    told["tables"][table] |= {"rows": len(lines), "sha256": digest}
    manifest.write_text(json.dumps(told))


def with_values(number, **values):
    """Return a change that sets values in one line, counted from 1."""

    def change(lines):
        row = json.loads(lines[number - 1]) | values
        lines[number - 1] = json.dumps(row, ensure_ascii=True).encode() + b"\n"
        return lines

    return change


def faults(engine, folder):
    """Return what an import minds, and see that it left nothing behind."""
    with pytest.raises(TransferFaults) as caught:
        import_(engine, folder)
    with engine.connect() as connection:
        counts = [
            connection.scalar(select(func.count()).select_from(table))
            for table in metadata().sorted_tables
        ]
    assert not any(counts)
    return caught.value.faults


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": None}, "name 不能为空"),
        ({"name": 7}, "name 要文字"),
        ({"name": "长" * 61}, "name 最多 60 个字,这里有 61"),
        ({"name": "空\0字"}, "name 有不能保存的字符"),
        ({"name": "\ud800"}, "name 有不能保存的字符"),
        ({"id": "7"}, "id 要整数"),
        ({"id": True}, "id 要整数"),
        ({"id": 2**63}, "id 数字太大"),
        ({"phone": "不是"}, "phone 不是 base64"),
        ({"phone_index": "QUJDREVGR0hJSktMTU5PUFE="}, "phone_index 最多 16 字节,这里有 17"),
        ({"created_at": "昨天"}, "created_at 不是 RFC 3339 时间"),
        ({"created_at": "2026-11-22T10:00:00"}, "created_at 时间没有时区"),
        ({"created_at": "0001-01-01T00:00:00+08:00"}, "created_at 时间太远"),
        ({"nickname": "x"}, "不认识 nickname"),
        ({"name": None, "id": None}, "id 不能为空;name 不能为空"),
    ],
)
def test_a_value_that_does_not_fit_is_named_by_its_line(folder, lend, values, said):
    amend(folder, "person", with_values(3, **values))
    assert faults(lend("sqlite"), folder) == [f"person.jsonl 第 3 行: {said}"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{\n", "不是合格的 JSON"),
        (b"\n", "不是合格的 JSON"),
        (b"\xff\n", "不是合格的 JSON"),
        (b"[" * 100_000 + b"\n", "不是合格的 JSON"),
        (b"[]\n", "不是 JSON 对象"),
        (b'{"id": NaN}\n', "JSON 里没有 NaN"),
        (b'{"id": 1, "id": 2}\n', "同一个名字写了两次"),
    ],
)
def test_a_line_that_is_no_row_is_named(folder, lend, line, said):
    amend(folder, "leave", lambda lines: [*lines, line])
    [fault] = faults(lend("sqlite"), folder)
    number = len((folder / "leave.jsonl").read_bytes().splitlines())
    assert fault == f"leave.jsonl 第 {number} 行: {said}"


def test_all_faults_are_named_at_once_in_all_files(folder, lend):
    amend(folder, "person", with_values(2, name=None))
    amend(folder, "person", with_values(5, id=None))
    amend(folder, "wish", with_values(1, surname_shown="yes"))
    amend(folder, "appointment", with_values(1, first_day="2026-02-30"))
    amend(folder, "dialogue", with_values(1, data="text"))
    assert sorted(faults(lend("sqlite"), folder)) == [
        "appointment.jsonl 第 1 行: first_day 不是日期(年-月-日)",
        "dialogue.jsonl 第 1 行: data 要 JSON 对象或数组",
        "person.jsonl 第 2 行: name 不能为空",
        "person.jsonl 第 5 行: id 不能为空",
        "wish.jsonl 第 1 行: surname_shown 要 true 或 false",
    ]


def test_very_many_faults_are_counted(folder, lend):
    amend(folder, "person", lambda lines: [b"{}\n" for _ in lines])
    said = faults(lend("sqlite"), folder)
    assert len(said) == 101
    assert said[-1].startswith("……还有 ")


def test_what_only_the_database_can_know_is_named_too(folder, lend, database_kind):
    amend(folder, "person", with_values(300, organisation_id=99_999))
    amend(folder, "person", lambda lines: [*lines, lines[6]])
    last = len((folder / "person.jsonl").read_bytes().splitlines())
    assert faults(lend(database_kind), folder) == [
        "person.jsonl 第 300 行: 所指的行不存在",
        f"person.jsonl 第 {last} 行: 和前面的行重复",
    ]


def test_a_rule_of_the_table_is_held(folder, lend, database_kind):
    amend(folder, "record", with_values(9, cadre_id=None, organ_id=None))
    assert faults(lend(database_kind), folder) == ["record.jsonl 第 9 行: 不符合这张表的规定"]


def test_a_parent_that_is_not_there_is_named(folder, lend, database_kind):
    amend(folder, "organisation", with_values(5, parent_id=99_999))
    assert faults(lend(database_kind), folder) == ["organisation.jsonl 第 5 行: 所指的行不存在"]


def test_a_file_that_was_changed_is_not_trusted(folder, lend):
    path = folder / "wish.jsonl"
    path.write_bytes(path.read_bytes().replace("想".encode(), "不".encode(), 1))
    [fault] = faults(lend("sqlite"), folder)
    assert fault.startswith("wish.jsonl: 和清单里的 sha256 对不上")


@pytest.mark.parametrize("name", ["programmes.json", "calendar.json"])
def test_the_law_comes_whole_or_not_at_all(folder, lend, name):
    path = folder / name
    path.write_bytes(path.read_bytes().replace(b"2026", b"2062", 1) + b" ")
    assert faults(lend("sqlite"), folder) == [
        f"{name}: 和清单里的 sha256 对不上,内容被改过或没传完"
    ]
    path.unlink()
    assert faults(lend("sqlite"), folder) == [f"{name}: 打不开"]


@pytest.mark.parametrize("content", [b"{", b"[]", b"{}", b'{"default": "x"}', b"[" * 100_000])
def test_a_law_without_its_parts_is_named(folder, lend, content):
    for name in ("programmes.json", "calendar.json"):
        (folder / name).write_bytes(content)
    path = folder / "manifest.json"
    told = json.loads(path.read_text())
    told["law"] = dict.fromkeys(told["law"], hashlib.sha256(content).hexdigest())
    path.write_text(json.dumps(told))
    assert faults(lend("sqlite"), folder) == [
        "programmes.json: 缺少该有的内容",
        "calendar.json: 缺少该有的内容",
    ]


def test_a_file_that_was_cut_short_is_not_trusted(folder, lend):
    path = folder / "wish.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    said = faults(lend("sqlite"), folder)
    assert said[0] == f"wish.jsonl: 清单说有 {len(lines)} 行,这里有 {len(lines) - 1} 行"


def test_a_file_that_is_missing_is_named(folder, lend):
    (folder / "wish.jsonl").unlink()
    assert faults(lend("sqlite"), folder) == ["wish.jsonl: 打不开"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": 1}, "manifest.json: 只认得 format 2"),
        ({"revision": "9999"}, "manifest.json: 数据是版本 9999,这里要 "),
        ({"revision": None}, "manifest.json: 缺少 revision、tables 或 law"),
        ({"tables": {}}, "manifest.json: 没有表 "),
        ({"law": {}}, "manifest.json: 没有文件 programmes.json"),
        ({"law": None}, "manifest.json: 缺少 revision、tables 或 law"),
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(folder, lend, change, said):
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    assert faults(lend("sqlite"), folder)[0].startswith(said)


def test_a_manifest_points_nowhere_else(folder, lend):
    path = folder / "manifest.json"
    told = json.loads(path.read_text())
    told["tables"]["wish"]["file"] = "../../wish.jsonl"
    told["tables"]["run"]["rows"] = "7"
    told["tables"]["alembic_version"] = {}
    path.write_text(json.dumps(told))
    assert sorted(faults(lend("sqlite"), folder)) == [
        "manifest.json: 不认识表 alembic_version",
        "manifest.json: 表 run 的说明不完整",
        "manifest.json: 表 wish 的说明不完整",
    ]


def test_an_export_that_was_not_finished_is_refused(folder, lend):
    (folder / "manifest.json").unlink()
    assert faults(lend("sqlite"), folder) == ["manifest.json: 打不开;没有它的文件夹是没导完的"]


def test_a_house_in_use_is_not_overwritten(folder, lend, database_kind):
    engine = lend(database_kind)
    fill(engine, seed=7)
    with pytest.raises(TransferFaults) as caught:
        import_(engine, folder)
    assert any(f.startswith("person: 已有 ") for f in caught.value.faults)


def test_the_schema_must_be_the_newest(folder, new_database, tmp_path):
    with opened(new_database("sqlite")) as engine:
        for attempt in (
            lambda: import_(engine, folder),
            lambda: export(engine, tmp_path / "new", law()),
        ):
            with pytest.raises(TransferFaults) as caught:
                attempt()
            assert caught.value.faults == ["数据库不是现在的版本,先运行 tuan100 db upgrade"]
        assert database.current(engine) is None


def test_an_export_needs_an_empty_folder(folder, lend):
    with pytest.raises(TransferFaults) as caught:
        export(lend("sqlite"), folder, law())
    assert caught.value.faults == [f"{folder}: 已有文件,导出要一个空文件夹"]
