"""Into an empty database of the same schema: wholly, or not at all with every fault named."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Table,
    bindparam,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DataError, IntegrityError

from bot import database
from bot.transfer import law, manifest
from bot.transfer.lines import Line, check, lines
from bot.transfer.manifest import Manifest, TransferFaults
from migrations.schema import metadata

MANY: Final = 100
"""More faults than this are counted, not told."""
_AT_ONCE: Final = 1_000
_UNIQUE: Final = frozenset({"23505", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"})
_REFERENCE: Final = frozenset({"23503", "SQLITE_CONSTRAINT_FOREIGNKEY"})


def import_(engine: Engine, directory: Path, *, dry_run: bool = False) -> Manifest:
    """Read what ``export`` wrote; ``dry_run`` does everything and then takes it back."""
    content = manifest.read(directory)
    if content.revision != database.head():
        raise TransferFaults(
            [f"{manifest.MANIFEST}: 数据是版本 {content.revision},这里要 {database.head()}"]
        )
    if not database.is_current(engine):
        raise TransferFaults(["数据库不是现在的版本,先运行 tuan100 db upgrade"])
    faults = list(law.check(directory, content.law))
    faults += [
        fault
        for table in manifest.tables()
        for fault in check(table, directory, content.tables[table.name])
    ]
    _stop_at(faults)
    with engine.connect() as connection, connection.begin() as transaction:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        _stop_at(_occupied(connection))
        for table in manifest.tables():
            # What refers to rows that could not be written would only be blamed for them.
            _stop_at(_load(connection, table, directory / content.tables[table.name].file))
        if dry_run:
            transaction.rollback()
        else:
            database.advance_sequences(connection, manifest.tables())
    return content


def _stop_at(faults: list[str]) -> None:
    if faults:
        more = [f"……还有 {len(faults) - MANY} 处"] if len(faults) > MANY else []
        raise TransferFaults(faults[:MANY] + more)


def _occupied(connection: Connection) -> list[str]:
    counts = {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in metadata().sorted_tables
    }
    return [f"{name}: 已有 {n} 行,导入要一个空数据库" for name, n in counts.items() if n]


def _load(connection: Connection, table: Table, path: Path) -> list[str]:
    """Insert a table's rows and return the faults that only the database could find."""
    loops = [c for c in table.columns if any(k.column.table is table for k in c.foreign_keys)]
    links: list[Line] = []
    faults: list[str] = []

    def put(rows: Sequence[dict[str, Any]]) -> None:
        connection.execute(insert(table), rows)

    stream = lines(table, path)
    while batch := list(islice(stream, _AT_ONCE)):
        # A row may refer to a later one of its own table: such columns are filled afterwards.
        links += [line for line in batch if any(line.row[c.name] is not None for c in loops)]
        bare = [Line(n, {**row, **dict.fromkeys(c.name for c in loops)}) for n, row in batch]
        faults += _write(connection, path, bare if loops else batch, put)
    if links and not faults:
        faults += _write(connection, path, links, _linker(connection, table, loops))
    return faults


def _linker(
    connection: Connection, table: Table, loops: list[Column[Any]]
) -> Callable[[Sequence[dict[str, Any]]], None]:
    keys = list(table.primary_key)
    statement = (
        update(table)
        .where(*(key == bindparam(f"key_{key.name}") for key in keys))
        .values({column.name: bindparam(f"to_{column.name}") for column in loops})
    )

    def link(rows: Sequence[dict[str, Any]]) -> None:
        connection.execute(
            statement,
            [
                {f"key_{key.name}": row[key.name] for key in keys}
                | {f"to_{column.name}": row[column.name] for column in loops}
                for row in rows
            ],
        )

    return link


def _write(
    connection: Connection,
    path: Path,
    batch: Sequence[Line],
    put: Callable[[Sequence[dict[str, Any]]], None],
) -> list[str]:
    """Write a batch at once; if it fails, one by one to find out which lines are to blame."""
    try:
        with connection.begin_nested():
            put([line.row for line in batch])
    except (IntegrityError, DataError):
        return list(_blame(connection, path, batch, put))
    return []


def _blame(
    connection: Connection,
    path: Path,
    batch: Sequence[Line],
    put: Callable[[Sequence[dict[str, Any]]], None],
) -> Iterator[str]:
    for number, row in batch:
        try:
            with connection.begin_nested():
                put([row])
        except (IntegrityError, DataError) as no:
            yield f"{path.name} 第 {number} 行: {_why(no)}"


def _why(no: IntegrityError | DataError) -> str:
    """Say what the database minds, without showing the values (they may be personal)."""
    code = getattr(no.orig, "sqlstate", None) or getattr(no.orig, "sqlite_errorname", "")
    if code in _UNIQUE:
        return "和前面的行重复"
    if code in _REFERENCE:
        return "所指的行不存在"
    return "不符合这张表的规定"
