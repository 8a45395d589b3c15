"""Which statements read a table whole: nothing that is asked of one person may."""

import re
from contextlib import contextmanager

import psycopg
from sqlalchemy import event

from models.base import Base

ASKS = re.compile(r"\s*(SELECT|WITH|UPDATE|DELETE)", re.IGNORECASE)


@contextmanager
def whole_tables(engine):
    """Gather ``{table: the statement}`` of what is read whole, as each database plans it.

    PostgreSQL reads a small table whole, whatever its indexes: it is told not to, and does so only
    where it has to.
    """
    found, sent = {}, {}

    def listen(_connection, _cursor, statement, parameters, _context, many):
        if ASKS.match(statement) and not many:
            sent[statement] = parameters

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    ask = _on_sqlite if engine.dialect.name == "sqlite" else _on_postgresql
    for table, statement in ask(engine, sent):
        if table in Base.metadata.tables:
            found.setdefault(table, statement)


def _on_sqlite(engine, sent):
    with engine.connect() as connection:
        for statement, parameters in sent.items():
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            for *_, step in plan:
                if scanned := re.fullmatch(r"SCAN (\w+)(?: AS \w+)?", step):
                    yield scanned.group(1), statement


def _on_postgresql(engine, sent):
    address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SET enable_seqscan = off")
        for statement, parameters in sent.items():
            plan = connection.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
            for table in _scanned(plan.fetchone()[0][0]["Plan"]):
                yield table, statement


def _scanned(node):
    by = node.get("Index Name", "")
    whole = "Index Cond" not in node and (by.startswith("pk_") or not by)
    if "Relation Name" in node and whole and "Filter" in node and "Bitmap" not in node["Node Type"]:
        yield node["Relation Name"]
    for one in node.get("Plans", ()):
        yield from _scanned(one)
