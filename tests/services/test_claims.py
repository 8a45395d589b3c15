"""One living promise a wish, however many press at once; the owner is the claimer's to know."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from domain.errors import Refusal
from domain.periods import local_day
from domain.wishes import AlreadyClaimed, WishStatus
from models.activity import Activity
from models.audit import Audit
from models.cadre import Appointment
from models.wish import Claim, Wish
from scheduler.jobs import named, run_as_of
from services import activities, contacts, links, wishes
from services.links import Purpose
from services.wishes import KEPT_AT_ONCE, HandsFull, NoMoreContact, NoSuchWish
from tests.scheduler.town import (
    CADRES,
    COUNTY,
    EARLY,
    QUIET_COUNTY,
    Town,
    fill,
    openid,
    place_of,
)

WISH = 6
"""Of a youth in 枫渡县 or below; see ``town``."""


on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What is decided above the database."""
on_postgresql = pytest.mark.parametrize("database_kind", ["postgresql"])
"""On SQLite writers stand in line anyhow; ``test_wish_race`` has both."""


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


@on_postgresql
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


@on_one_database
def test_only_the_claimer_learns_who_it_is_for_as_long_as_the_programme_says(town):
    one, other, *_ = near(town)
    assert claim(town, one).startswith("青年")
    with town.app.open_uow(read_only=True) as uow:
        assert wishes.claimed(uow, WISH, one).name.startswith("青年")
        with pytest.raises(NoSuchWish):
            wishes.claimed(uow, WISH, other)
        row = uow.session.scalars(select(Claim)).one()
        assert row.expires_at - row.claimed_at == uow.means.programme.wishes.claim


def test_another_county_reaches_neither_the_wish_nor_its_owner(town):
    place = place_of(near(town)[0])
    stranger = next(c for c in CADRES if place_of(c) in {4, 6} - {place})
    if place in {4, 7, 8}:
        stranger = next(c for c in CADRES if place_of(c) == 5)
    assert claim(town, stranger) == NoSuchWish.code
    province = next(c for c in CADRES if place_of(c) == 2)
    assert claim(town, province).startswith("青年")


@on_one_database
def test_nobody_makes_their_own_wish_true(town):
    (cadre, *_) = near(town)
    with town.app.open_uow() as uow:
        uow.session.execute(update(Wish).where(Wish.id == WISH).values(person_id=cadre))
    assert claim(town, cadre) == NoSuchWish.code


def owner(town):
    return count(town, select(Wish.person_id).where(Wish.id == WISH))


def leave(town):
    person = owner(town)
    with town.app.open_uow() as uow:
        contacts.leave(uow, person)


def settle(town):
    return run_as_of(town.app.open_uow, named("youth")).effects


def status(town):
    return count(town, select(Wish.status).where(Wish.id == WISH))


def ends(town):
    return count(town, select(func.count()).where(Audit.deed == "claim_ended"))


def test_who_wants_no_contact_any_more_is_not_shown_to_the_claimer_either(town):
    (cadre, *_) = near(town)
    claim(town, cadre)
    with town.app.open_uow() as uow:
        page = links.issue(uow, openid(cadre), Purpose.CLAIM, str(WISH), life=timedelta(days=7))
        key, _ = links.open_here(uow, page, Purpose.CLAIM)
        assert wishes.opened(uow, page, key).name.startswith("青年")
    leave(town)
    with town.app.open_uow(read_only=True) as uow:
        looks = (
            lambda: wishes.claimed(uow, WISH, cadre),
            lambda: wishes.opened(uow, page, key),
        )
        for look in looks:
            with pytest.raises(NoMoreContact, match="不想被联系了"):
                look()
    assert claim(town, cadre) == NoSuchWish.code
    assert settle(town) == 1  # the promise ends, and the wish waits for its owner to come back
    assert (status(town), settle(town)) == (WishStatus.OPEN, 0)
    assert claim(town, cadre) == NoSuchWish.code
    with town.app.open_uow() as uow:
        contacts.come_back(uow, uow.session.get_one(Wish, WISH).person_id)
    assert claim(town, cadre).startswith("青年")


def test_what_was_not_made_true_in_time_goes_back_to_the_others(town):
    (cadre, *_) = near(town)
    claim(town, cadre)
    town.at = count(town, select(Claim.expires_at)) - timedelta(microseconds=1)
    assert (settle(town), status(town)) == (1, WishStatus.CLAIMED), "only the nudge"
    assert (settle(town), status(town)) == (0, WishStatus.CLAIMED)
    town.at += timedelta(microseconds=1)
    assert (settle(town), status(town), ends(town)) == (1, WishStatus.OPEN, 1)
    assert count(town, select(Claim.ended_at)) == town.at
    assert (settle(town), ends(town)) == (0, 1)
    with town.app.open_uow(read_only=True) as uow:
        data = uow.session.scalar(select(Audit.data).where(Audit.deed == "claim_ended"))
        assert data == {"why": "expired", "cadre": cadre}


@on_one_database
def test_the_clock_lets_claims_end_within_ten_minutes_and_what_is_down_stays_down(town):
    claim(town, near(town)[0])
    ends = count(town, select(Claim.expires_at))
    town.at = ends - timedelta(minutes=10)
    town.tick()
    assert status(town) == WishStatus.CLAIMED
    town.at = ends + timedelta(minutes=10)
    assert town.tick()["youth"] == 1
    assert status(town) == WishStatus.OPEN
    claim(town, near(town)[0])
    with town.app.open_uow() as uow:
        uow.session.execute(update(Wish).where(Wish.id == WISH).values(status="removed"))
    town.at += timedelta(days=365)
    assert (settle(town), status(town)) == (1, WishStatus.REMOVED)


def more_wishes(town, numbers):
    """Post as many more wishes of the owner, open to all."""
    with town.app.open_uow() as uow:
        first = uow.session.get_one(Wish, WISH)
        same = {
            "person_id": first.person_id,
            "organisation_id": first.organisation_id,
            "area_id": first.area_id,
            "kind": "study",
            "surname_shown": False,
            "media_id": "",
            "status": "open",
            "created_at": EARLY,
            "changed_at": EARLY,
        }
        uow.session.execute(insert(Wish), [{"id": n, "text": f"{n}", **same} for n in numbers])


def test_five_at_a_time_are_enough_for_one_cadre(town):
    cadre, other, *_ = near(town)
    more_wishes(town, range(20, 29))
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda wish: claim(town, cadre, wish), range(20, 28)))
    assert said.count(HandsFull.code) == 8 - KEPT_AT_ONCE
    with (
        pytest.raises(HandsFull, match="手上已有 5 个心愿,先办好一个再认领"),
        town.app.open_uow() as uow,
    ):
        wishes.claim(uow, WISH, cadre)
    mine = count(town, select(Claim.wish_id).limit(1))
    assert claim(town, cadre, mine).startswith("青年")  # pressed again it is no sixth
    assert claim(town, other, WISH).startswith("青年")
    town.at = count(town, select(Claim.expires_at).where(Claim.wish_id == mine))
    assert claim(town, cadre, 28).startswith("青年")  # those that ran out fill no hand


@on_postgresql
def test_the_sixth_waits_for_the_fifth_and_is_refused(town):
    (cadre, *_) = near(town)
    more_wishes(town, range(20, 26))
    for wish in range(20, 24):
        claim(town, cadre, wish)
    said = []
    with town.app.open_uow() as uow:
        wishes.claim(uow, 24, cadre)
        sixth = threading.Thread(target=lambda: said.append(claim(town, cadre, 25)))
        sixth.start()
        sixth.join(0.5)
        assert said == []
    sixth.join()
    assert said == [HandsFull.code]


@on_one_database
@pytest.mark.parametrize(
    ("first", "last", "reached"), [(-9, 0, True), (1, None, False), (-9, -1, False)]
)
def test_a_post_held_elsewhere_reaches_what_lies_there(town, first, last, reached):
    place = place_of(near(town)[0])
    over = {7: COUNTY, 8: COUNTY, 9: QUIET_COUNTY}.get(place, place)
    county = QUIET_COUNTY if over == COUNTY else COUNTY
    cadre = next(c for c in CADRES if place_of(c) == county)
    with town.app.open_uow() as uow:
        uow.session.execute(update(Activity).where(Activity.id == 1).values(organisation_id=place))
        activity = uow.session.get_one(Activity, 1)
        town.at = activity.deadline - timedelta(hours=1)
        today = local_day(town.at)
    assert claim(town, cadre) == NoSuchWish.code
    assert sign_up(town, cadre) == "no_such_activity"
    assert not offered(town, cadre)
    with town.app.open_uow() as uow:
        uow.session.add(
            Appointment(
                cadre_id=cadre,
                organisation_id=place,
                type="parttime",
                first_day=today + timedelta(days=first),
                last_day=None if last is None else today + timedelta(days=last),
            )
        )
    assert offered(town, cadre) is reached
    assert (claim(town, cadre) != NoSuchWish.code) is reached
    assert (sign_up(town, cadre) != "no_such_activity") is reached
    home = next(c for c in CADRES if place_of(c) == place)
    assert sign_up(town, home) != "no_such_activity"


def sign_up(town, cadre):
    try:
        with town.app.open_uow() as uow:
            return activities.enrol(uow, 1, cadre).title
    except Refusal as no:
        return no.code


def offered(town, cadre):
    """Whether the chat's list has the activity, on whatever page."""
    with town.app.open_uow(read_only=True) as uow:
        pages = [activities.on_offer(uow, cadre, skip)[0] for skip in range(0, 30, 5)]
    return any(offer.id == 1 for page in pages for offer in page)
