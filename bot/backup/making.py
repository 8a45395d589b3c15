"""Taking a backup while the house is at work."""

import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, MetaData, func, inspect, select, table

from bot import database
from bot.backup import ledger, programs
from bot.backup.record import LEDGER, BackupFault, Record, digest, private
from models.engine import READ_ONLY, take_time

_SQLITE: Final = "database.sqlite3"
_POSTGRES: Final = "database.dump"


def make(
    engine: Engine, folder: Path, at: datetime, erasures: Iterable[Mapping[str, Any]], house: str
) -> Record:
    """Write the database as it stands at one instant into a new or empty folder."""
    revision = database.current(engine)
    if revision is None:
        raise BackupFault("数据库是空的,没有什么要备份")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise BackupFault(f"{folder} 里已有文件,备份要一个空文件夹")
    if engine.dialect.name == "sqlite":
        file, rows = folder / _SQLITE, _copy(engine, private(folder / _SQLITE))
    else:
        file, rows = folder / _POSTGRES, _dump(engine, private(folder / _POSTGRES))
    ledger.write(private(folder / LEDGER), erasures, house)
    record = Record(
        engine.dialect.name, revision, at.isoformat(), file.name, digest(file), dict(rows)
    )
    record.write(folder)
    return record


def _copy(engine: Engine, target: Path) -> Mapping[str, int]:
    """Copy an SQLite file in use; writers go on meanwhile, and the copy knows nothing of it."""
    with engine.connect().execution_options(**{READ_ONLY: True}) as source:
        driver = source.connection.driver_connection
        with closing(sqlite3.connect(target)) as copy:
            driver.backup(copy)  # type: ignore[union-attr]  # it is sqlite3's
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, with no log beside it
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupFault("数据库文件有损坏,先找出原因:这份备份不能用")
            names = [name for (name,) in copy.execute(_TABLES)]
            rows = {
                name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608 - it is a table's name
                for name in names
            }
    with target.open("rb") as written:
        os.fsync(written.fileno())
    return rows


_TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def _dump(engine: Engine, target: Path) -> Mapping[str, int]:
    """Have pg_dump write what one snapshot sees, and count in the same snapshot."""
    calm = {READ_ONLY: True, "isolation_level": "REPEATABLE READ"}
    with engine.connect().execution_options(**calm) as connection, connection.begin():
        take_time(connection)
        snapshot = connection.scalar(select(func.pg_export_snapshot()))
        programs.run(
            engine.url,
            "pg_dump",
            *("--format=custom", "--no-owner", "--no-privileges"),
            *(f"--snapshot={snapshot}", f"--file={target}"),
        )
        return counted(connection)


def counted(connection: Connection) -> Mapping[str, int]:
    """Count the rows of every table there is."""
    return {
        name: connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in sorted(inspect(connection).get_table_names())
    }


def is_empty(engine: Engine) -> bool:
    """Say whether a database holds no table at all."""
    found = MetaData()
    with engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        found.reflect(connection)
    return not found.tables
