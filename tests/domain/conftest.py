from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from domain.programme import load_all

# A busy machine is slow, not wrong.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

PROGRAMMES = Path(__file__).parents[2] / "programmes"


@cache
def shipped():
    return load_all({path.name: path.read_bytes() for path in PROGRAMMES.glob("*.toml")})


def read(name):
    return shipped()[name]


@pytest.fixture(scope="session")
def guangyuan():
    return read("guangyuan-2017")


@pytest.fixture(scope="session")
def national():
    return read("national")
