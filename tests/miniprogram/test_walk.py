"""The mini-program's own scripts against a real house: what a youth and a cadre do in it."""

import pytest
from sqlalchemy import select

from models.ticket import Ticket
from models.wish import Wish
from tests.house import PERSONAS

CADRES = {
    *("contacts", "contact", "record", "records", "quotas", "plans"),
    *("desk", "wish-pool", "wish-claims", "wish-review"),
}
"""Pages that are a cadre's."""

pytestmark = pytest.mark.above


def test_the_session_makes_the_best_of_every_answer(run_node):
    assert run_node("answers.js") == "good"


def test_a_youth_and_a_cadre_walk_through_the_mini_program(mini, run_node):
    youth, cadre = PERSONAS["林小溪"], PERSONAS["赵强"]
    told = run_node(
        "walk.js",
        {
            "base": f"{mini.settings.site.base_url}/api/v1",
            "sim": mini.simulator.url,
            "openid": youth.openid,
            "name": youth.name,
            "cadre": {
                "openid": cadre.openid,
                "username": cadre.username,
                "password": cadre.password,
                "fresh": "a-long-one-of-my-own",
            },
        },
    )
    # A lost answer costs nobody a second wish: one key, asked for again and again.
    (first, key), (second, same) = told["once"]
    assert (first, second, key == same) == (201, 201, True)
    assert {status for status, _ in told["again"]} == {201}
    assert (len(told["again"]), len({key for _, key in told["again"]})) == (4, 1)
    with mini.app.open_uow(read_only=True) as uow:
        texts = uow.session.scalars(select(Wish.text)).all()
        assert [texts.count(one) for one in ("想要一副羽毛球拍", "想学一次烘焙")] == [1, 1]
        assert uow.session.get_one(Ticket, told["ticket"]).text == "宿舍热水器坏了三天,没人修"
    assert told["grants"] == [2]
    for_youths, for_cadres = told["pages"]
    assert set(for_youths["toLogin"]) == CADRES
    assert for_cadres["toLogin"] == []
    # Nothing has these numbers, and a cadre who answers for no organ reviews nothing.
    assert set(for_youths["toHome"]) == {"join", "topic", "voice"}
    assert set(for_cadres["toHome"]) == {"join", "topic", "voice", "ticket", "wish-review"}
    assert CADRES - {"wish-review"} < set(for_cadres["ready"])
