"""Node.js for the mini-program's scripts, and a house with a mini-program for them to talk to."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.api.conftest import MINI
from tests.browser import node

HERE = Path(__file__).parent
SEAT = {"activity": "thing1", "time": "time2", "place": "thing3", "note": "thing4"}


@pytest.fixture
def mini(new_house, database_kind):
    """Open a house whose mini-program may ask for one more notice."""
    notices = {"SEAT": {"id": "fake-template-SEAT", "fields": SEAT}}
    return new_house(database_kind, mini=MINI | {"subscriptions": notices})


@pytest.fixture(scope="session")
def run_node():
    """Run a script that stands here, and return what it prints as JSON."""

    def run(script, *given):
        done = subprocess.run(
            [node(), HERE / script, *map(json.dumps, given)],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return json.loads(done.stdout)

    return run
