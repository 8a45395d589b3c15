"""A house served to a real browser; one database kind is enough for what a page looks like."""

import pytest

from tests.h5.house import House, fill


@pytest.fixture
def house(new_database):
    house = House(new_database("sqlite", fill))
    yield house
    house.close()


@pytest.fixture
def bare_house(new_database):
    """Give the house of an account without QR codes."""
    house = House(new_database("sqlite", fill), with_qr=False)
    yield house
    house.close()


@pytest.fixture
def framed_house(new_database):
    """Give the house whose pages a viewer may show in a frame."""
    house = House(new_database("sqlite", fill), frame_ancestors=("http://localhost:*",))
    house.app.get("/viewer")(lambda: '<title>viewer</title><link rel="icon" href="data:,">')
    yield house
    house.close()


@pytest.fixture
def site(house):
    with house.serving() as base:
        yield base
