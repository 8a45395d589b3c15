"""Out of a database: one file a table, rows by primary key, so that equal data make equal files."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Engine, String, Table, select, text

from bot import database
from bot.transfer.law import Law
from bot.transfer.manifest import Content, Manifest, TransferFaults, private, tables
from bot.transfer.values import codecs
from models.engine import READ_ONLY

_AT_ONCE: Final = 2_000


def export(engine: Engine, directory: Path, law: Law) -> Manifest:
    """Write all tables, as they stand at one instant, and the law, into a new or empty folder."""
    revision = database.current(engine)
    if revision is None or revision != database.head():
        raise TransferFaults(["数据库不是现在的版本,先运行 tuan100 db upgrade"])
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(directory.iterdir()):
        raise TransferFaults([f"{directory}: 已有文件,导出要一个空文件夹"])
    with _snapshot(engine) as connection:
        contents = {table.name: _table(connection, table, directory) for table in tables()}
    manifest = Manifest(revision, contents, law.write(directory))
    manifest.write(directory)
    return manifest


@contextmanager
def _snapshot(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that sees one state of all tables, however long it takes."""
    postgresql = engine.dialect.name == "postgresql"
    level = {"isolation_level": "REPEATABLE READ"} if postgresql else {}
    with (
        engine.connect().execution_options(**{READ_ONLY: True}, **level) as connection,
        connection.begin(),
    ):
        if postgresql:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
        yield connection


def _table(connection: Connection, table: Table, directory: Path) -> Content:
    ways = codecs(table)
    file = f"{table.name}.jsonl"
    digest, count = hashlib.sha256(), 0
    rows = connection.execution_options(yield_per=_AT_ONCE).execute(
        select(table).order_by(*_order(connection, table))
    )
    with private(directory / file).open("wb") as output:
        for row in rows:
            data = {way.name: way.write(value) for way, value in zip(ways, row, strict=True)}
            line = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            output.write(line)
            digest.update(line)
            count += 1
    return Content(file, count, digest.hexdigest())


def _order(connection: Connection, table: Table) -> list[ColumnElement[Any]]:
    """Return the primary key, with texts by code point wherever they are kept."""
    plain = connection.dialect.name != "postgresql"
    return [
        column if plain or not isinstance(column.type, String) else column.collate("C")
        for column in table.primary_key
    ]
