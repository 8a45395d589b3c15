"""How the demonstration's people stand against the rules: the plan holds at every instant."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from bot import demo
from bot.holidays import calendar
from domain import programme
from domain.channels import AccountKind
from domain.periods import HOME
from models.person import Person
from services import quotas
from services.uow import Means, units
from tests.demo.filling import NOW, PASSWORDS, VAULT, fill

FILE = Path(__file__).parents[2] / "programmes" / "guangyuan-2017.toml"
RULES = programme.load(FILE.name, FILE.read_bytes())
INSTANTS = [
    NOW,
    datetime(2026, 12, 31, 23, 59, tzinfo=HOME),
    datetime(2026, 11, 1, 0, 0, tzinfo=HOME),
    datetime(2026, 1, 1, 8, 0, tzinfo=HOME),
    datetime(2028, 2, 29, 12, 0, tzinfo=HOME),
    datetime(2027, 4, 2, 21, 0, tzinfo=HOME),
]
FIVE = ("five-ones-fulltime", "five-ones-parttime")


def standings(engine, now):
    """Return how cadres and organs stand, and the names of the cadres."""
    means = Means(
        VAULT,
        PASSWORDS,
        {RULES.id: RULES},
        RULES.id,
        AccountKind.SERVICE,
        "http://x",
        Random(1),  # noqa: S311
        calendar({}),
    )
    with units(engine, means, lambda: now)(read_only=True) as uow:
        names = dict(uow.session.execute(select(Person.id, Person.name)).all())
        return quotas.of_cadres(uow, uow.today), quotas.of_organs(uow, uow.today), names


@pytest.mark.parametrize("now", INSTANTS, ids=str)
def test_the_people_to_play_stand_as_their_hints_say(empty, now):
    engine = empty()
    fill(engine, now=now)
    cadres, organs, names = standings(engine, now)
    five = {names[s.id]: x for s in cadres for x in s.standings if x.rule.id in FIVE and s.id <= 4}
    assert (five["王敏"].missing, five["王敏"].bound) == (2, True)
    assert (five["赵强"].missing, five["赵强"].bound) == (1, True)
    assert five["孙悦"].met
    first_county = organs[3]
    assert first_county.standings[0].missing == 2
    loads = {names[s.id]: s.standings[0].count for s in cadres if s.id <= 2}
    assert loads["王敏"] == 102
    assert loads["赵强"] == 13


@pytest.mark.parametrize("now", INSTANTS[:2], ids=str)
def test_the_others_are_met_short_and_exempt_for_every_reason(empty, now):
    engine = empty()
    fill(engine, now=now, scale=0.3)
    cadres, organs, _ = standings(engine, now)
    five = [x for s in cadres for x in s.standings if x.rule.id in FIVE]
    bound = Counter(x.missing for x in five if x.bound)
    assert bound[0] > bound[1] > 0
    assert bound[0] > bound[2] > 0
    assert any(missing > 2 for missing in bound)
    reasons = " ".join(x.exempt_reason for x in five if not x.bound)
    for reason in ("上任", "休假", "由兼职转专职", "由挂职转兼职"):
        assert reason in reasons
    each = [x for s in organs for x in s.standings]
    assert {x.missing for x in each} >= {0, 1, 2}
    assert next(x.exempt_reason for x in each if not x.bound).endswith("成立,下一个窗口起算")


def test_a_demonstration_is_never_mixed_into_a_house_in_use(empty):
    engine = empty()
    fill(engine)
    with pytest.raises(demo.NotEmpty):
        fill(engine)
