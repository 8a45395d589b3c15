from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from domain.programme import load

# A busy machine is slow, not wrong.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

PROGRAMMES = Path(__file__).parents[2] / "programmes"


def read(name):
    return load(f"{name}.toml", (PROGRAMMES / f"{name}.toml").read_bytes())


@pytest.fixture(scope="session")
def guangyuan():
    return read("guangyuan-2017")


@pytest.fixture(scope="session")
def national():
    return read("national")
