import logging
import sys
import threading

import pytest

from tests.bot.outfit import cli, content, written


@pytest.fixture(autouse=True)
def _log_as_before():
    """Give back what ``logs.set_up`` takes over."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    yield
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = before


@pytest.fixture
def run(tmp_path):
    """Run a command with a configuration file for a database: ``run(url, "db", "current")``."""

    def run(database, *arguments, **sections):
        return cli(written(tmp_path, content(database, **sections)), *arguments)

    return run
