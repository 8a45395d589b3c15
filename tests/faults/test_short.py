"""Every experiment of the catalogue in its short size; `python -m tests.faults` runs the full."""

import pytest

from tests.faults.catalogue import World, everything, run
from tests.faults.supervise import Zygote

TRIALS = [(one, kind) for one in everything() for kind in one.short]


@pytest.fixture(scope="session")
def world(databases):
    world = World(databases, Zygote())
    yield world
    world.close()


@pytest.mark.parametrize(
    ("experiment", "kind"), TRIALS, ids=[f"{one.id}-{kind}" for one, kind in TRIALS]
)
def test_short(experiment, kind, world):
    record = run(experiment, kind, world, seed=20_261_123, full=False)
    if record["pass"] is None:
        pytest.skip(record["skipped"])
    failed = {name: one for name, one in record["figures"].items() if one["pass"] is False}
    assert not failed, f"{record['notes']}" if "notes" in record else ""
    assert record["pass"], record.get("error", "nothing was judged")
