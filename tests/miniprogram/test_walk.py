"""The mini-program's own scripts against a real house: what each kind of person does in it."""

import base64

import pytest
from sqlalchemy import select

from models.activity import Activity
from models.ticket import Ticket
from models.wish import Wish
from tests.house import NOW, PERSONAS
from tests.services.test_photos import picture

CADRES = {
    *("contacts", "contact", "record", "records", "quotas", "plans"),
    *("desk", "wish-pool", "wish-claims", "my-code", "contact-edit", "record-edit"),
    *("topic-new", "sheets", "problems", "problem", "problem-new", "ratings", "digest"),
    *("host", "host-new", "host-run", "host-door", "host-poster", "host-close"),
}
"""Pages that are a cadre's."""
LEADERS = {
    *("wish-review", "materials", "materials-below", "materials-paper", "calls", "roster"),
    *("spot-checks", "spot-check-new", "spot-check", "spot-check-call"),
    *("screening", "duty", "problems-suggested", "ratings-above"),
}
"""Pages of whoever answers for an organ."""

pytestmark = pytest.mark.above


def test_the_session_makes_the_best_of_every_answer(run_node):
    assert run_node("answers.js") == "good"


def test_youths_a_newcomer_and_cadres_walk_through_the_mini_program(mini, run_node):
    youth = PERSONAS["林小溪"]
    told = run_node(
        "walk.js",
        {
            "base": f"{mini.settings.site.base_url}/api/v1",
            "sim": mini.simulator.url,
            "openid": youth.openid,
            "now": NOW.timestamp() * 1000,
            "name": youth.name,
            "cadre": by_password("赵强"),
            "leader": by_password("李向阳"),
            "newcomer": PERSONAS["路人甲"].openid,
            "known": PERSONAS["周一帆"].openid,
            "picture": base64.b64encode(picture()).decode(),
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
    assert told["keepers"] == ["赵强"]
    for_youths, for_cadres, for_leaders = told["pages"]
    assert set(for_youths["toLogin"]) == CADRES | LEADERS
    assert for_cadres["toLogin"] == for_leaders["toLogin"] == []
    # Nothing has these numbers, and a cadre who answers for no organ reviews nothing.
    assert set(for_youths["toHome"]) == {"join", "topic", "voice", "asked"}
    assert set(for_cadres["toHome"]) == {"join", "voice", "ticket", "asked"} | LEADERS
    assert set(for_cadres["ready"]) > CADRES
    assert set(for_leaders["ready"]) > LEADERS


def test_a_cadre_holds_an_activity_from_the_first_template_to_the_last_credit(mini, run_node):
    told = run_node(
        "host.js",
        {
            "base": f"{mini.settings.site.base_url}/api/v1",
            "sim": mini.simulator.url,
            "now": NOW.timestamp() * 1000,
            "cadre": by_password("赵强"),
            "youths": [PERSONAS[who].openid for who in ("林小溪", "许诺")],
        },
    )
    # What closing writes, opening takes back; each closing is a record of its own minutes.
    assert told["credited"] == [[90, 1, False]]
    assert told["reopened"] == [[90, 1, True]]
    assert told["again"] == [[150, 1, False], [90, 1, True]]
    with mini.app.open_uow(read_only=True) as uow:
        kept = uow.session.get_one(Activity, told["id"])
        assert (kept.title, kept.place, kept.status) == ("一起看电影", "县图书馆", "archived")


def by_password(who):
    """Return what a cadre logs in with."""
    one = PERSONAS[who]
    return {
        "openid": one.openid,
        "username": one.username,
        "password": one.password,
        "fresh": "a-long-one-of-my-own",
    }
