"""A maintainer's command: ``python -m migrations.draft "what changes"`` writes the next revision.

It compares the models with the schema at the head, on SQLite in memory. ``--first`` writes the
first revision anew instead; that is right only until the first release.
"""

import subprocess
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

import click
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from alembic.operations.ops import (
    CreateTableOp,
    DowngradeOps,
    DropTableOp,
    MigrateOperation,
    MigrationScript,
    ModifyTableOps,
    UpgradeOps,
)
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from migrations import run
from migrations.schema import COMPARE, metadata, spell

FIRST: Final = "The first tables"


@click.command()
@click.argument("message", default="")
@click.option("--first", is_flag=True, help="Write the first revision anew.")
def draft(message: str, *, first: bool) -> None:
    """Write the revision that brings the schema to what the models ask for."""
    if first:
        for old in ScriptDirectory.from_config(run.config()).walk_revisions():
            Path(old.path).unlink()
    script = ScriptDirectory.from_config(run.config())
    found = _difference()
    if found.upgrade_ops is None or found.downgrade_ops is None or found.upgrade_ops.is_empty():
        raise click.ClickException("Nothing to do: the models and the head agree.")
    made = script.generate_revision(
        f"{len(list(script.walk_revisions())) + 1:04}",
        FIRST if first else message or click.prompt("What changes"),
        upgrades=_groups(found.upgrade_ops.ops, UpgradeOps),
        downgrades=_groups(found.downgrade_ops.ops, DowngradeOps),
    )
    if made is None:
        raise click.ClickException("alembic wrote no revision")
    for tidy in (("format", "--quiet"), ("check", "--fix", "--quiet")):
        subprocess.run((sys.executable, "-m", "ruff", *tidy, made.path), check=True)  # noqa: S603 - a tool of ours
    click.echo(made.path)


def _difference() -> MigrationScript:
    with create_engine("sqlite://").begin() as connection:
        run.up(connection)
        return produce_migrations(MigrationContext.configure(connection, opts=COMPARE), metadata())


def _groups(
    operations: Sequence[MigrateOperation], container: type[UpgradeOps | DowngradeOps]
) -> list[tuple[str, str]]:
    """Return a name and the code for the steps of each table: one short function a table."""
    gone = {step.table_name for step in operations if isinstance(step, DropTableOp)}
    needed = [
        step
        for step in operations
        # Its indexes go with a table.
        if not (isinstance(step, ModifyTableOps) and step.table_name in gone)
    ]
    groups: dict[str, str] = {}
    for label, steps in groupby(needed, _label):
        name = label if label not in groups else f"{label}_{len(groups)}"
        groups[name] = _code(container(list(steps)))
    return list(groups.items())


def _label(step: MigrateOperation) -> str:
    if isinstance(step, DropTableOp):
        return "tables"
    return str(getattr(step, "table_name", "other"))


def _code(steps: UpgradeOps | DowngradeOps) -> str:
    """Return the steps as code; SQLite can alter a table with rows only by copying it."""
    whole = any(isinstance(step, CreateTableOp | DropTableOp) for step in steps.ops)
    code = render_python_code(steps, render_as_batch=not whole, render_item=spell)
    lines = code.splitlines()
    return "\n".join(line for line in lines if line and not line.strip().startswith("# ###"))


if __name__ == "__main__":
    draft()
