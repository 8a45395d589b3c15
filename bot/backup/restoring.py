"""Bringing a backup back into an empty database, whole, and without those who were erased since."""

import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine

from bot import database
from bot.backup import programs
from bot.backup.making import counted, is_empty
from bot.backup.record import BackupFault, Record, read
from migrations import run
from models.engine import READ_ONLY, take_time
from services import erasing, halts
from services.uow import OpenUow

_AT_ONCE: Final = 50
WHY: Final = "从备份恢复:备份以后可能已经发过,核对后再放行"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and how many people were erased again."""

    record: Record
    rows: int
    erased: int


def restore(
    engine: Engine, open_uow: OpenUow, folder: Path, erasures: Sequence[Mapping[str, Any]]
) -> Restored:
    """Fill an empty database; mass sending rests afterwards until somebody lets it go on."""
    record = read(folder)
    if record.kind != engine.dialect.name:
        raise BackupFault(f"备份是 {record.kind} 的,[database] url 是 {engine.dialect.name} 的")
    if not run.knows(record.revision):
        raise BackupFault(f"备份的表结构是 {record.revision},比这个程序新:先换上那个版本的程序")
    if not is_empty(engine):
        raise BackupFault("数据库里已经有表:恢复要一个空的数据库,原来的先改名留着")
    engine.dispose()
    if record.kind == "sqlite":
        _put_back(folder / record.file, Path(engine.url.database or ""))
    else:
        _load(engine, folder / record.file)
    with engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        take_time(connection)
        found = dict(counted(connection))
    wanted = dict(record.rows)
    if found != wanted:
        wrong = sorted({name for name, _ in found.items() ^ wanted.items()})
        raise BackupFault(f"恢复出来的行数和备份时不一样({'、'.join(wrong)}):不要用这个数据库")
    database.upgrade(engine)
    with open_uow() as uow:
        halts.stop(uow, "mass", WHY)
    return Restored(record, sum(found.values()), _erase_again(open_uow, erasures))


def _put_back(source: Path, target: Path) -> None:
    """Lay a copy in the place of an empty SQLite file, all at once."""
    coming = target.with_name(f"{target.name}.restoring")
    coming.unlink(missing_ok=True)
    coming.touch(mode=0o600)
    shutil.copyfile(source, coming)
    with closing(sqlite3.connect(coming)) as copy:
        sound = copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        loose = copy.execute("PRAGMA foreign_key_check").fetchone()
    if not sound or loose is not None:
        coming.unlink()
        raise BackupFault("备份的数据库文件有损坏,换一份备份")
    with coming.open("rb") as written:
        os.fsync(written.fileno())
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    coming.replace(target)


def _load(engine: Engine, source: Path) -> None:
    database_name = str(engine.url.database)
    programs.run(
        engine.url,
        "pg_restore",
        *("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"),
        *(f"--dbname={database_name}", str(source)),
    )


def _erase_again(open_uow: OpenUow, rows: Sequence[Mapping[str, Any]]) -> int:
    """Apply the ledger, some people a transaction."""
    erased = 0
    for some in _batches(rows):
        with open_uow() as uow:
            erased += erasing.apply_again(uow, some)
    return erased


def _batches(rows: Sequence[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    left = iter(rows)
    while some := list(islice(left, _AT_ONCE)):
        yield some
