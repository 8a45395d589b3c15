"""A process that serves has told the collector what stays."""

import os
import subprocess
import sys

from tests.bot.outfit import ROOT, content, written
from tests.databases import schema

LOOK = "import gc, bot.wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"


def test_what_was_loaded_is_not_looked_through_again(new_database, tmp_path):
    file = written(tmp_path, content(new_database("sqlite", fill=schema)))
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), "TUAN100_CONFIG": str(file)}
    command = [sys.executable, "-c", LOOK]
    said = subprocess.run(
        command, cwd=tmp_path, env=surroundings, capture_output=True, text=True, check=True
    )
    kept, looked_through = map(int, said.stdout.split())
    assert kept > 100_000 > 10 * looked_through
