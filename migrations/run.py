"""Running revisions on a connection whose transaction somebody else opened."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from migrations.schema import HERE


def config(connection: Connection | None = None) -> Config:
    """Return alembic's settings; there is no file to keep beside the programme."""
    settings = Config()
    settings.set_main_option("script_location", str(HERE).replace("%", "%%"))
    settings.set_main_option("path_separator", "os")
    settings.attributes["connection"] = connection
    return settings


def head() -> str | None:
    """Return the newest revision there is."""
    return ScriptDirectory.from_config(config()).get_current_head()


def knows(revision: str) -> bool:
    """Say whether a revision is one of ours."""
    steps = ScriptDirectory.from_config(config()).walk_revisions()
    return revision in {step.revision for step in steps}


def current(connection: Connection) -> str | None:
    """Return the revision a database stands at; none before the first."""
    return MigrationContext.configure(connection).get_current_revision()


def up(connection: Connection, to: str = "head") -> None:
    """Take the steps up to a revision."""
    command.upgrade(config(connection), to)


def down(connection: Connection, to: str) -> None:
    """Take the steps down to a revision, or to ``base``."""
    command.downgrade(config(connection), to)
