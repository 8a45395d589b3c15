"""The document against the API, on both databases, as everybody; see also ``python -m tests.api``."""

import pytest
from pydantic import Field

from handlers.api.endpoint import Api, Role
from handlers.api.shapes import Told
from tests.api.conformance import WHO, Examiner, loaded, operations
from tests.api.walking import served, walked
from tests.api.wire import MINI, Wire
from tests.databases import KINDS
from tests.house import House, peopled

PLAN, DRAWS = 1, 1
"""Cases an operation of each sort: all of them are tried by ``python -m tests.api``."""


@pytest.fixture(scope="module")
def houses(databases):
    """Open the house on both databases."""
    opened = [House(databases.fresh(kind, peopled), mini=MINI) for kind in KINDS]
    yield opened
    for house in opened:
        house.close()


def test_every_operation_keeps_its_promises_to_everybody(houses):
    examiner = Examiner([Wire(house.app) for house in houses])
    for operation in operations(loaded()):
        examiner.examine(operation, plan=PLAN, draws=DRAWS)
    assert not examiner.faults, "\n\n".join(examiner.faults[:5])
    # Who says no to everything breaks no promise: each operation has looked for something.
    looked = {200, 201, 204, 304, 404, 409}
    assert not [name for name, said in examiner.statuses.items() if not looked & {*said}]


@pytest.mark.parametrize(
    ("place", "who", "nouns"),
    [
        (0, "youths", ["微心愿"]),
        (0, "cadre", ["记录", "办活动", "主持活动"]),
        (1, "leader", ["问题清单", "问题清单的一条", "回复模板"]),
    ],
)
def test_what_follows_from_an_answer_keeps_them_too(houses, place, who, nouns):
    wire = Wire(houses[place].app)
    tokens = wire.youths() if who == "youths" else iter(lambda: wire.of(WHO[who]), "")
    with served(wire.web) as url:
        counted, faults = walked(loaded().include(tag=nouns), url, tokens, walks=8, length=8)
    assert not faults, "\n\n".join(faults[:5])
    followed = {name for name, status in counted if "{" in name and status in {200, 201, 204}}
    assert followed


false = Api("谎话", "说的和做的不一样。")


class Count(Told):
    """一个数。"""

    n: int = Field(ge=1)


@false.get("/less", Role.VISITOR, title="比说的少")
def less(call) -> Count:
    return Count.model_construct(n=0)


@false.get("/broken", Role.VISITOR, title="坏了")
def broken(call) -> Count:
    raise RuntimeError


def test_an_api_that_lies_is_found_out(houses):
    examiner = Examiner([Wire(houses[0].app, nouns=[false])])
    for operation in operations(loaded([false])):
        examiner.examine(operation, plan=2, draws=1)
    found = "\n".join(examiner.faults)
    assert "0 is less than the minimum of 1" in found
    assert "Server error" in found
