"""All tables out of one database and into another, and nothing is lost on the way."""

import base64
import hashlib
import json
from datetime import datetime

import pytest
from sqlalchemy import func, insert, select

from bot import database
from bot.transfer import LEFT_OUT, export, import_
from migrations.schema import metadata
from models.engine import open_engine
from models.person import Person
from models.post import Outbox
from models.wish import Wish
from tests.demo.filling import NOW, VAULT, law
from tests.transfer.conftest import in_use, whole_day


@pytest.mark.parametrize(
    ("source", "target"),
    [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite")],
)
def test_out_and_in_and_out_again_gives_the_same_files(lend, tmp_path, files, source, target):
    there = lend(target)
    export(lend(source, in_use), tmp_path / "one", law())
    import_(there, tmp_path / "one")
    export(there, tmp_path / "two", law())
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_every_row_arrives(folder, lend):
    engine = lend("postgresql")
    manifest = import_(engine, folder)
    with engine.connect() as connection:
        for name, content in manifest.tables.items():
            table = metadata().tables[name]
            assert connection.scalar(select(func.count()).select_from(table)) == content.rows
    assert manifest.tables["person"].rows > 300


def test_each_table_of_a_cadres_day_goes_along(folder):
    for table, _ in whole_day(1, 2):
        if table not in LEFT_OUT:
            assert (folder / f"{table}.jsonl").stat().st_size, table
    plan = json.loads((folder / "plan.jsonl").read_text().strip("\n").split("\n")[-1])
    assert (plan["day"], plan["at"]) == (NOW.date().isoformat(), "09:30:00")
    photo = json.loads((folder / "photo.jsonl").read_text().strip("\n").split("\n")[-1])
    assert base64.b64decode(photo["content"]) == b"\xff\xd8\0"


def test_the_manifest_says_what_is_there_and_what_is_left_out(folder):
    told = json.loads((folder / "manifest.json").read_text())
    assert told["revision"] == database.head()
    assert told["tables"].keys() | LEFT_OUT.keys() == metadata().tables.keys()
    assert told["left_out"] == dict(LEFT_OUT)
    for content in told["tables"].values():
        written = (folder / content["file"]).read_bytes()
        assert hashlib.sha256(written).hexdigest() == content["sha256"]
        assert written.count(b"\n") == content["rows"]
    assert {f"{name}.jsonl" for name in LEFT_OUT} & {
        path.name for path in folder.iterdir()
    } == set()


def test_times_are_utc_bytes_base64_and_numbers_stay_sealed(folder, files):
    first = json.loads((folder / "person.jsonl").read_text().splitlines()[0])
    assert first["created_at"].endswith("Z")
    assert datetime.fromisoformat(first["created_at"]).tzinfo is not None
    number = VAULT.open(base64.b64decode(first["phone"]), f"person|phone|{first['id']}")
    everything = b"".join(files(folder).values())
    assert number.removeprefix("+86").encode() not in everything
    outbox = json.loads((folder / "outbox.jsonl").read_text())
    assert outbox["due_at"] == "2026-11-22T02:30:00.000007Z"


def test_rows_come_by_primary_key(folder):
    for name in ("person", "wechat_user", "record_youth", "organisation_below"):
        key = [column.name for column in metadata().tables[name].primary_key]
        rows = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
        found = [[row[column] for column in key] for row in rows]
        assert found == sorted(found)


def test_only_the_owner_can_read_it(folder):
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_the_database_numbers_on_from_there(folder, lend, database_kind):
    engine = lend(database_kind)
    import_(engine, folder)
    with engine.begin() as connection:
        last = connection.scalar(select(func.max(Person.id)))
        new = insert(Person).values(name="新来的", organisation_id=1, created_at=NOW)
        assert connection.execute(new).inserted_primary_key[0] == last + 1
        # A table without rows begins at 1.
        assert connection.scalar(select(func.count()).select_from(Outbox)) == 1


def test_an_empty_house_moves_too(lend, tmp_path, database_kind):
    export(lend("sqlite"), tmp_path / "one", law())
    engine = lend(database_kind)
    import_(engine, tmp_path / "one")
    with engine.begin() as connection:
        row = insert(metadata().tables["run"]).values(job="quota", due_at=NOW, ran_at=NOW)
        assert connection.execute(row).inserted_primary_key[0] == 1


def test_an_export_sees_one_instant(lend, tmp_path, monkeypatch, database_kind):
    """A row that comes while the tables are written is in none of them."""
    engine = lend(database_kind, in_use)
    other = open_engine(str(engine.url.render_as_string(hide_password=False)), pool_size=1)
    import bot.transfer.outward as outward  # noqa: PLC0415, PLR0402 - to step in between

    written = outward._table

    def slow(connection, table, directory):
        content = written(connection, table, directory)
        if table.name == "organisation":
            with other.begin() as writing:
                writing.execute(
                    insert(Person).values(name="后来的", organisation_id=1, created_at=NOW)
                )
        return content

    monkeypatch.setattr(outward, "_table", slow)
    try:
        export(engine, tmp_path / "out", law())
    finally:
        other.dispose()
    assert "后来的" not in (tmp_path / "out" / "person.jsonl").read_text()


def test_rows_of_a_tree_arrive_in_any_order(folder, lend, database_kind):
    """After a move a parent's number may be higher than its child's."""
    path = folder / "organisation.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    rows[4]["parent_id"] = rows[-1]["id"]
    rewrite(folder, "organisation", rows)
    engine = lend(database_kind)
    import_(engine, folder)
    organisation = metadata().tables["organisation"]
    with engine.connect() as connection:
        parents = dict(
            connection.execute(select(organisation.c.id, organisation.c.parent_id)).all()
        )
    assert parents[rows[4]["id"]] == rows[-1]["id"]
    assert parents == {row["id"]: row["parent_id"] for row in rows}


def rewrite(folder, table, rows):
    """Write other rows into a folder, and their count and hash into its manifest."""
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    (folder / f"{table}.jsonl").write_bytes(text)
    path = folder / "manifest.json"
    told = json.loads(path.read_text())
    told["tables"][table] |= {"rows": len(rows), "sha256": hashlib.sha256(text).hexdigest()}
    path.write_text(json.dumps(told))


def test_a_rehearsal_changes_nothing(folder, lend, database_kind):
    engine = lend(database_kind)
    assert import_(engine, folder, dry_run=True).tables["wish"].rows > 0
    with engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(Wish)) == 0
        # Not even the next number: sequences do not roll back.
        row = insert(metadata().tables["run"]).values(job="quota", due_at=NOW, ran_at=NOW)
        assert connection.execute(row).inserted_primary_key[0] == 1
