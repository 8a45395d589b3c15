"""``backup`` and ``restore`` as an operator runs them, and the ledger that is kept outside."""

import json
import stat
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.app import build
from bot.backup import ledger
from bot.settings import checked
from models.engine import open_engine
from models.erasure import Erasure
from models.person import Person
from services import erasing
from tests.demo.filling import opened
from tests.house import NOW, QUICK, content, migrated, peopled

OURS = "0123456789abcdef"


@pytest.fixture
def kept(tmp_path):
    """Give the setting of a ledger in the test's folder, with nothing in it yet."""
    (tmp_path / "kept.jsonl").touch()
    return {"backup": {"ledger": str(tmp_path / "kept.jsonl")}}


@pytest.fixture
def backup(run, new_database, tmp_path, kept):
    """Back up a small league and return the folder."""
    done = run(new_database("sqlite", fill=peopled), "backup", tmp_path / "b", **kept)
    assert done.exit_code == 0, done.stderr
    assert "密钥另外保管" in done.stdout
    return tmp_path / "b"


@pytest.fixture
def restore_into_empty(run, new_database, kept):
    return lambda folder: run(new_database("sqlite"), "restore", folder, **kept)


def people(url):
    with opened(url) as engine, engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Person))


def test_what_was_backed_up_comes_back_once_and_can_be_read_by_its_owner_only(
    run, new_database, backup, kept
):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in backup.iterdir()} == {0o600}
    record = json.loads((backup / "backup.json").read_text("utf-8"))
    empty = new_database("sqlite")
    done = run(empty, "restore", backup, **kept)
    assert done.exit_code == 0, done.stderr
    assert f"{sum(record['rows'].values()):,} 行" in done.stdout
    assert "又删除了 0 人" in done.stdout
    assert "resume mass" in done.stdout
    assert people(empty) == record["rows"]["person"] > 0
    again = run(empty, "restore", backup, **kept)
    assert (again.exit_code, "已经有表" in again.stderr) == (2, True)
    assert people(empty) == record["rows"]["person"]


def test_a_restore_without_the_ledger_is_refused_unless_it_is_wanted(
    run, new_database, backup, tmp_path
):
    lost = {"backup": {"ledger": str(tmp_path / "lost.jsonl")}}
    empty = new_database("sqlite")
    refused = run(empty, "restore", backup, **lost)
    assert (refused.exit_code, "备份之后删除的人会回来" in refused.stderr) == (2, True)
    assert run(empty, "restore", backup, "--no-ledger", **lost).exit_code == 0


def _cut(folder):
    file = folder / "database.sqlite3"
    file.write_bytes(file.read_bytes()[:-4096])


def _unfinished(folder):
    (folder / "backup.json").unlink()


def _later(folder):
    _told(folder, revision="9999")


def _other(folder):
    _told(folder, kind="postgresql")


def _miscounted(folder):
    record = json.loads((folder / "backup.json").read_text("utf-8"))
    _told(folder, rows={**record["rows"], "person": 1})


def _elsewhere(folder):
    _told(folder, file="../database.sqlite3")


def _told(folder, **changes):
    file = folder / "backup.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), **changes}), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_cut, "和备份时不一样了"),
        (_unfinished, "没备完"),
        (_later, "比这个程序新"),
        (_other, "备份是 postgresql 的"),
        (_miscounted, "不一样(person)"),
        (_elsewhere, "只认得 format 1"),
    ],
)
def test_a_backup_that_cannot_be_trusted_is_refused_with_the_reason(
    restore_into_empty, backup, spoil, said
):
    spoil(backup)
    done = restore_into_empty(backup)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_folder_in_use_is_left_alone(run, new_database, tmp_path):
    (tmp_path / "x").write_text("x")
    done = run(new_database("sqlite", fill=migrated), "backup", tmp_path)
    assert (done.exit_code, "空文件夹" in done.stderr) == (2, True)


def test_without_pg_dump_it_is_said_what_else_there_is(run, new_database, tmp_path, monkeypatch):
    url = new_database("postgresql", fill=migrated)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run(url, "backup", tmp_path / "b")
    assert done.exit_code == 2
    assert "postgresql-client" in done.stderr
    assert "tuan100 export" in done.stderr


# The ledger outside


@pytest.fixture
def app(new_database):
    app = build(checked(content(new_database("sqlite", fill=peopled)), "test"), passwords=QUICK)
    yield app
    app.close()


def asked(app, number, at=NOW):
    with app.units_at(at)() as uow:
        erasing.ask(uow, number)


def numbers(app):
    with app.open_uow(read_only=True) as uow:
        return uow.session.scalars(select(Person.id).order_by(Person.id.desc()).limit(3)).all()


def test_the_ledger_is_written_as_it_grows_by_several_and_once_each(app, tmp_path):
    file = tmp_path / "deep" / "kept.jsonl"
    units = app.units_at(NOW)
    one, other = (ledger.Ledger(units, file, OURS) for _ in range(2))
    first, second, _ = numbers(app)
    assert one.keep() == 0
    assert not file.exists()
    asked(app, first)
    assert (one.keep(), one.keep(), other.keep()) == (1, 0, 0)
    asked(app, second)
    assert (other.keep(), one.keep()) == (1, 0)
    with app.units_at(NOW + timedelta(minutes=5))() as uow:
        erasing.take_back(uow, first)
    assert (one.keep(), other.keep()) == (1, 0)
    assert len(file.read_text("utf-8").splitlines()) == 3
    rows = {row["person_id"]: row for row in ledger.read(file, OURS)}
    assert rows.keys() == {first, second}
    assert rows[first]["taken_back_at"] is not None
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ledger.read(file, "another house") == []
    late = ledger.Ledger(units, file, OURS)
    assert late.keep() == 0


def test_half_a_line_of_a_process_that_died_is_written_again(app, tmp_path):
    file = tmp_path / "kept.jsonl"
    asked(app, numbers(app)[0])
    ledger.Ledger(app.units_at(NOW), file, OURS).keep()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert ledger.read(file, OURS) == []
    ledger.Ledger(app.units_at(NOW), file, OURS).keep()
    assert file.read_bytes() == whole


@pytest.mark.parametrize("lose", [lambda file: file.unlink(), lambda file: file.write_bytes(b"")])
def test_a_ledger_that_is_lost_is_written_anew_and_whole(app, tmp_path, lose):
    file = tmp_path / "kept.jsonl"
    first, second, _ = numbers(app)
    one = ledger.Ledger(app.units_at(NOW), file, OURS)
    asked(app, first, NOW - timedelta(days=30))
    asked(app, second)
    assert one.keep() == 2
    whole = file.read_bytes()
    lose(file)
    assert (one.keep(), file.read_bytes()) == (2, whole)


def test_the_clock_keeps_it(app):
    """It is among what is done at each tick."""
    asked(app, numbers(app)[0])
    clock = app.metronome(3600, threading.Event())
    clock.start()
    file = ledger.file_of(app.settings)
    clock.shutdown()
    assert len(ledger.read(file, ledger.house_of(app.settings))) == 1
    engine = open_engine(app.settings.database.url)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Erasure)) == 1
    engine.dispose()
