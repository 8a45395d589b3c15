"""Fresh databases for tests, on SQLite and on PostgreSQL, each a copy of a template."""

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import psycopg
import sqlalchemy as sa

from bot.database import upgrade
from models.engine import open_engine

KINDS = ("sqlite", "postgresql")

Fill = Callable[[str], object]


def schema(url: str) -> None:
    """Leave a database with the schema and nothing in it."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()


class Databases:
    """Hands out databases; what fills one, given its URL, runs once and is copied after that."""

    def __init__(self, folder: Path, server: Callable[[], str]) -> None:
        self._folder = folder
        self._server = server  # asked for when first needed: it takes a second to start
        self._numbers = count(1)
        self._templates: dict[tuple[str, Fill], str] = {}

    def fresh(self, kind: str, fill: Fill | None = None) -> str:
        """Make a database of its own and return its URL: empty, or as `fill` leaves one."""
        return self._copy(kind, self._template(kind, fill) if fill else None)

    def drop(self, url: str) -> None:
        address = sa.make_url(url)
        if address.get_backend_name() == "sqlite":
            for suffix in ("", "-wal", "-shm"):
                Path(f"{address.database}{suffix}").unlink(missing_ok=True)
        else:
            self._administer(f'DROP DATABASE IF EXISTS "{address.database}" WITH (FORCE)')

    def _template(self, kind: str, fill: Fill) -> str:
        if (kind, fill) not in self._templates:
            # What fills one begins with the schema: it finds it there, and is done in no time.
            url = self._copy(kind, None if fill is schema else self._template(kind, schema))
            fill(url)
            self._templates[kind, fill] = url
        return self._templates[kind, fill]

    def _copy(self, kind: str, template: str | None) -> str:
        name = f"t{next(self._numbers)}"
        if kind == "sqlite":
            file = self._folder / f"{name}.sqlite3"
            if template:
                source = Path(sa.make_url(template).database or "")
                if Path(f"{source}-wal").exists():
                    message = "The template's connections must be closed before it is copied."
                    raise RuntimeError(message)
                shutil.copyfile(source, file)
            return f"sqlite:///{file}"
        source_name = sa.make_url(template).database if template else "template0"
        # Several runs may share one server that was named in the environment.
        name = f"tuan100_{self._folder.name}_{name}".replace("-", "_").lower()
        self._administer(f'CREATE DATABASE "{name}" TEMPLATE "{source_name}" STRATEGY FILE_COPY')
        address = sa.make_url(self._server()).set(database=name)
        return address.render_as_string(hide_password=False)

    def _administer(self, statement: str) -> None:
        # The driver alone: an engine would first ask the server five questions.
        address = sa.make_url(self._server()).set(drivername="postgresql")
        words = address.render_as_string(hide_password=False)
        with psycopg.connect(words, autocommit=True) as connection:
            connection.execute(statement.encode())
