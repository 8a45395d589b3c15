"""The declarative base: big ids, named constraints, aware times only."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Final, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    CursorResult,
    DateTime,
    Executable,
    Integer,
    MetaData,
    Table,
    insert,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Session, mapped_column
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """Refuse naive times and hand over UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError(f"naive datetime: {value!r}")
        return value and value.astimezone(UTC)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is SQLAlchemy's
    ) -> datetime | None:
        """Give SQLite's naive text its zone back."""
        return value and value.replace(tzinfo=value.tzinfo or UTC)


# SQLite numbers rows by itself only in a column that is declared INTEGER.
BIG: Final = BigInteger().with_variant(Integer, "sqlite")

EMPTY: Final = text("''")
EMPTY_LIST: Final = text("'[]'")
ZERO: Final = text("0")
"""What rows that stood there before have in a new column."""

Id = Annotated[int, mapped_column(BIG, primary_key=True)]
Ref = Annotated[int, mapped_column(BIG)]


class Base(DeclarativeBase):
    """All tables hang here."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        datetime: Instant,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


def table(model: type[Base]) -> Table:
    """Return a model's table, for statements that need no ORM around them."""
    return cast("Table", model.__table__)


_INSERTS: Final[Mapping[str, Callable[..., postgresql.Insert | sqlite.Insert]]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


def write_once(session: Session, model: type[Base], **values: object) -> int | str | None:
    """Insert a row unless one of its unique keys is taken; return its new id, or ``None``."""
    statement = _unless_there(session.get_bind().dialect.name, model)
    new: int | str | None = session.execute(statement, values).scalar_one_or_none()
    return new


def insert_all(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> list[int]:
    """Insert rows in few statements; return their new ids in the order of the rows."""
    if not rows:
        return []
    key = model.__mapper__.primary_key[0]
    statement = insert(model).returning(key, sort_by_parameter_order=True)
    return list(session.scalars(statement, rows))


def write_new(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> int:
    """Insert those rows whose unique keys are free, in one statement; return how many they were.

    All have the same columns, and there are few enough for one statement.
    """
    if not rows:
        return 0
    insert_ = _INSERTS[session.get_bind().dialect.name]
    statement = insert_(table(model)).values(rows).on_conflict_do_nothing()
    # SQLAlchemy asks for the count of an INSERT only where it is told to.
    done = session.execute(statement, execution_options={"preserve_rowcount": True})
    return cast("CursorResult[Any]", done).rowcount


def written(
    session: Session, column: InstrumentedAttribute[str], rows: Sequence[dict[str, Any]]
) -> Sequence[str]:
    """Insert those rows whose unique keys are free; return a column of those that were new."""
    if not rows:
        return []
    statement = _new(session.get_bind().dialect.name, column)
    return session.scalars(statement, rows).all()


@cache
def _new(dialect: str, column: InstrumentedAttribute[str]) -> ReturningInsert[Any]:
    """Build the statement once a column: SQLAlchemy cuts the rows into what a statement takes."""
    of = cast("type[Base]", column.class_)
    return _INSERTS[dialect](table(of)).on_conflict_do_nothing().returning(table(of).c[column.key])


@cache
def _unless_there(dialect: str, model: type[Base]) -> Executable:
    """Build the statement once a model: it stands on the way of every message."""
    key = model.__mapper__.primary_key[0]
    return _INSERTS[dialect](table(model)).on_conflict_do_nothing().returning(key)
