"""Rows in the making: numbered here, written in bulk in the order in which they refer."""

from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Table, insert

from models.base import Base


class Rows:
    """Rows of all tables, kept until they are written at once."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def add(self, model: type[Base], **values: object) -> int:
        """Add a row and return its number; a row that brings an ``id`` keeps it."""
        rows = self._rows[model.__tablename__]
        number = len(rows) + 1
        if "id" in model.__table__.columns:
            values.setdefault("id", number)
        rows.append(values)
        return number

    def of(self, model: type[Base]) -> list[dict[str, Any]]:
        """Return the rows of a table so far."""
        return self._rows[model.__tablename__]

    def write(self, connection: Connection) -> list[Table]:
        """Insert everything and return the tables that were filled."""
        filled = [t for t in Base.metadata.sorted_tables if self._rows.get(t.name)]
        for table in filled:
            connection.execute(insert(table), _even(self._rows[table.name]))
        return filled


def _even(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give all rows the same keys: one statement takes them all."""
    keys = set().union(*rows)
    return [dict.fromkeys(keys - row.keys()) | row for row in rows]
