"""SQLAlchemy's dialects as the tests use them: what one engine has compiled serves all others.

A process of the product has one engine and compiles each statement once. The tests open an engine
for each house; to compile the same statements for each of them took a fifth of all their time.
"""

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

COMPILED = {}
"""Statements are looked up by dialect; those of servers of one version are equal."""


class _Alike:
    supports_statement_cache = True

    def __eq__(self, other):
        return type(self) is type(other) and self._server() == other._server()

    def __hash__(self):
        return hash(type(self))

    def _server(self):
        return getattr(self, "server_version_info", None)

    @classmethod
    def engine_created(cls, engine):
        engine.update_execution_options(compiled_cache=COMPILED)


class SQLite(_Alike, SQLiteDialect_pysqlite):
    """Its ``supports_statement_cache`` is asked of this very class."""

    supports_statement_cache = True


class PostgreSQL(_Alike, PGDialect_psycopg):
    """Its ``supports_statement_cache`` is asked of this very class."""

    supports_statement_cache = True


def compile_once():
    """Let engines that are opened from now on share what they compile."""
    registry.register("sqlite", __name__, "SQLite")
    registry.register("postgresql.psycopg", __name__, "PostgreSQL")
