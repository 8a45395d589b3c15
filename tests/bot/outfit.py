"""A configuration file for a test, and the command line that reads it."""

from pathlib import Path

from click.testing import CliRunner

from bot.__main__ import main
from bot.commands.stage import toml
from tests.house import AWAY, content

__all__ = ["AWAY", "ROOT", "cli", "content", "written"]

ROOT = Path(__file__).parents[2]


def written(folder, whole):
    """Write a configuration into a folder and return the file."""
    file = folder / "config.toml"
    file.write_text(toml(whole), encoding="utf-8")
    return file


def cli(file, *arguments):
    """Run a command in this process; a bug of ours is raised, an exit code is in the result."""
    return CliRunner().invoke(
        main, ["--config", str(file), *map(str, arguments)], catch_exceptions=False
    )
