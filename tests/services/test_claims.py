"""One living promise a wish, however many press at once; the owner is the claimer's to know."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select, update

from domain.errors import Refusal
from domain.wishes import AlreadyClaimed, WishStatus
from models.audit import Audit
from models.wish import Claim, Wish
from services import wishes
from services.wishes import NoSuchWish
from tests.scheduler.town import CADRES, Town, fill, place_of

WISH = 6
"""Of a youth in 枫渡县 or below; see ``town``."""


@pytest.fixture
def town(new_database, database_kind):
    town = Town(new_database(database_kind, fill=fill))
    yield town
    town.app.close()


def near(town):
    """Return cadres under whose organ the wish lies."""
    with town.app.open_uow(read_only=True) as uow:
        place = uow.session.get_one(Wish, WISH).organisation_id
    return [cadre for cadre in CADRES if place_of(cadre) == place]


def claim(town, cadre, wish=WISH):
    try:
        with town.app.open_uow() as uow:
            uow.actor = cadre
            return wishes.claim(uow, wish, cadre).name
    except Refusal as no:
        return no.code


def count(town, question):
    with town.app.open_uow(read_only=True) as uow:
        return uow.session.scalar(question)


def test_many_press_at_once_and_one_has_it(town):
    cadres = near(town)
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda n: claim(town, cadres[n % len(cadres)]), range(16)))
    assert count(town, select(func.count()).select_from(Claim)) == 1
    holder = count(town, select(Claim.cadre_id))
    for n, one in enumerate(said):
        mine = cadres[n % len(cadres)] == holder
        assert (one != AlreadyClaimed.code) is mine
    assert count(town, select(Wish.status).where(Wish.id == WISH)) == WishStatus.CLAIMED
    assert count(town, select(func.count()).where(Audit.deed == "claimed")) == 1


def test_only_the_claimer_learns_who_it_is(town):
    one, other, *_ = near(town)
    assert claim(town, one).startswith("青年")
    with town.app.open_uow(read_only=True) as uow:
        assert wishes.claimed(uow, WISH, one).name.startswith("青年")
        with pytest.raises(NoSuchWish):
            wishes.claimed(uow, WISH, other)


def test_another_county_reaches_neither_the_wish_nor_its_owner(town):
    place = place_of(near(town)[0])
    stranger = next(c for c in CADRES if place_of(c) in {4, 6} - {place})
    if place in {4, 7, 8}:
        stranger = next(c for c in CADRES if place_of(c) == 5)
    assert claim(town, stranger) == NoSuchWish.code
    province = next(c for c in CADRES if place_of(c) == 2)
    assert claim(town, province).startswith("青年")


def test_it_lives_as_long_as_the_programme_says(town):
    (cadre, *_) = near(town)
    claim(town, cadre)
    with town.app.open_uow(read_only=True) as uow:
        row = uow.session.scalars(select(Claim)).one()
        assert row.expires_at - row.claimed_at == uow.means.programme.wishes.claim


def test_nobody_makes_their_own_wish_true(town):
    (cadre, *_) = near(town)
    with town.app.open_uow() as uow:
        uow.session.execute(update(Wish).where(Wish.id == WISH).values(person_id=cadre))
    assert claim(town, cadre) == NoSuchWish.code
