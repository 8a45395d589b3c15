"""Joining by the mini-program alone: who is written down, who is asked first, many at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from domain.proofs import Proof
from models import person as people
from models.audit import Audit
from models.contact import Contact
from models.join import JoinCode
from models.mini import MiniSession, MiniUser
from models.person import Person
from models.post import InboxItem, Outbox
from services import join_codes, joining, mini_binding, mini_joining, mini_login, phones
from services.join_codes import JoinStale
from services.joining import ForYouths, NameUnfit, OwnCode, TooYoung
from services.mini_binding import State, Word
from tests.deskhouse import fill
from tests.services.county import MIN, NOW, QIAN, QIANG, ZHANG, opened

NUMBER, OTHER, CADRES = "+8613800000001", "+8613800000002", "+8613800000003"
PHONES = ("mOne", "mTwo", "mThree", "mFour")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole(request, databases):
    url = databases.fresh(request.param, fill)
    with opened(url) as place:
        yield place
    databases.drop(url)


@pytest.fixture
def place(whole):
    """Begin again: four phones that nobody has logged in on; 张三 is on the roll with a number."""
    whole.now = NOW
    with whole.open_uow() as uow:
        for table in (MiniSession, MiniUser, JoinCode, Contact, InboxItem, Outbox):
            uow.session.execute(delete(table))
        uow.session.execute(delete(Person).where(Person.id > QIAN))
        for who, number in ((ZHANG, OTHER), (MIN, CADRES)):
            index = phones.index(uow.means.vault, number)
            mine = update(Person).where(Person.id == who)
            uow.session.execute(mine.values(phone_index=index, consented_at=None, left_at=None))
        for openid in PHONES:
            mini_login.begin(uow, openid)
    return whole


def code(place, cadre=QIANG):
    return place.do(join_codes.renew, cadre)


def enter(place, made, number=NUMBER, openid="mOne", name="孙八"):
    return place.do(mini_joining.enter, openid, number, name, made.id)


def kept(place, youth):
    """Return which cadres keep in touch with somebody."""
    living = (Contact.youth_id == youth, Contact.ended_at.is_(None))
    return place.all(select(Contact.cadre_id).where(*living))


def newcomers(place):
    return place.all(select(Person).where(Person.id > QIAN))


def stands(place, openid="mOne"):
    (user,) = place.all(select(MiniUser).where(MiniUser.openid == openid))
    return user.person_id, user.proof


def test_what_can_be_judged_is_judged_before_a_number_is_asked_for(place):
    made = code(place)
    asked, name = place.do(mini_joining.ready, made.token, " 孙 八 ", fourteen=True)
    assert (asked.code_id, name) == (made.id, "孙八")
    with pytest.raises(TooYoung):
        place.do(mini_joining.ready, made.token, "孙八", fourteen=False)
    with pytest.raises(NameUnfit):
        place.do(mini_joining.ready, made.token, "12345", fourteen=True)
    # The short form of a code that is over is over as well.
    place.do(join_codes.stop, QIANG)
    short = made.short_scene.removeprefix(join_codes.SCENE)
    with pytest.raises(JoinStale):
        place.do(mini_joining.ready, short, "孙八", fourteen=True)
    with pytest.raises(JoinStale):
        enter(place, made)
    assert (newcomers(place), stands(place)) == ([], (None, None))


def test_a_newcomer_is_written_down_as_the_chat_writes_them_and_stands_on_the_phone(place):
    made = code(place)
    joined = enter(place, made)
    assert (joined.cadre, joined.youth, joined.again) == ("赵强", "孙八", False)
    (person,) = newcomers(place)
    (home,) = place.all(select(Person.organisation_id).where(Person.id == QIANG))
    assert (person.name, person.organisation_id, person.consented_at) == ("孙八", home, NOW)
    vault = place.do(lambda uow: uow.means.vault)
    assert vault.open(person.phone, f"person|phone|{person.id}") == NUMBER
    assert stands(place) == (person.id, Proof.PHONE)
    assert kept(place, person.id) == [QIANG]
    own = select(Contact).where(Contact.youth_id == person.id)
    (contact,) = place.all(own)
    assert (contact.is_primary, contact.agreed_at, contact.source) == (True, NOW, "code")
    done = select(Audit.deed).where(Audit.actor_id == person.id).order_by(Audit.id)
    assert place.all(done) == ["consented", "bound", "joined"]
    # Again from the same phone, and with another cadre: nobody is written down twice.
    assert enter(place, made).again
    assert enter(place, code(place, MIN), name="孙九").youth == "孙八"
    assert sorted(kept(place, person.id)) == sorted([MIN, QIANG])
    # On another phone the number waits, as at any login, and joins nothing meanwhile.
    place.do(join_codes.stop, MIN)
    with place.open_uow() as uow:
        uow.session.execute(delete(Contact).where(Contact.cadre_id == QIANG))
    assert enter(place, made, openid="mTwo").state is State.WAITING
    assert kept(place, person.id) == [MIN]


def test_whoever_is_on_the_roll_agrees_to_that_name_first(place):
    made = code(place)
    standing = enter(place, made, number=OTHER)
    assert (standing.state, standing.name) == (State.CONSENT, "张三")
    assert (stands(place)[0], kept(place, ZHANG), newcomers(place)) == (None, [], [])
    assert place.do(mini_binding.answer, "mOne", Word.AGREE).state is State.IN
    assert place.do(joining.agree, ZHANG, made.id).cadre == "赵强"
    # Who says that the name is not theirs takes the number off it, and comes in under their own.
    with place.open_uow() as uow:
        uow.session.execute(delete(Contact))
        uow.session.execute(update(MiniUser).values(person_id=None, proof=None))
        uow.session.execute(update(Person).where(Person.id == ZHANG).values(consented_at=None))
    assert enter(place, made, number=OTHER).state is State.CONSENT
    assert place.do(mini_binding.answer, "mOne", Word.NOT_ME) is None
    assert enter(place, made, number=OTHER).youth == "孙八"
    assert kept(place, ZHANG) == []


def test_a_cadres_number_joins_nobody_and_logs_nobody_in(place):
    with pytest.raises(ForYouths):
        enter(place, code(place), number=CADRES)
    with pytest.raises(OwnCode):
        enter(place, code(place, MIN), number=CADRES)
    assert stands(place) == (None, None)


def test_a_code_that_runs_out_while_somebody_fills_in_is_still_good(place):
    made = code(place)
    place.now = NOW + join_codes.LIFE - timedelta(seconds=1)
    assert place.do(mini_joining.ready, made.token, "孙八", fourteen=True)
    place.now += timedelta(seconds=2)
    assert enter(place, made).cadre == "赵强"


def at_once(does, many):
    """Let many phones do something in the same moment."""
    together = threading.Barrier(many)

    def one(openid):
        together.wait()
        return does(openid)

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, PHONES[:many]))


def test_one_number_on_four_phones_at_once_is_one_person(place):
    made = code(place)
    told = at_once(lambda openid: enter(place, made, openid=openid), 4)
    joined = [one for one in told if isinstance(one, joining.Joined)]
    assert (len(joined), {one.state for one in told if one not in joined}) == (1, {State.WAITING})
    (person,) = newcomers(place)
    assert kept(place, person.id) == [QIANG]
    assert place.all(select(JoinCode.joined)) == [1]


@pytest.mark.parametrize("whole", ["postgresql"], indirect=True)  # one writes at a time elsewhere
def test_out_of_line_the_same_number_collides(place):
    """The control: whoever looks before standing in line finds the number free."""
    together = threading.Barrier(2)
    home = place.all(select(Person.organisation_id).where(Person.id == QIANG))[0]

    def unguarded(openid):
        try:
            with place.open_uow() as uow:
                index = phones.index(uow.means.vault, NUMBER)
                free = uow.session.scalar(people.by_phone_index(index)) is None
                together.wait()
                row = {"name": openid, "organisation_id": home, "created_at": NOW}
                uow.session.add(Person(phone_index=index, **row))
        except IntegrityError:
            return free, "stopped"
        return free, "in"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(unguarded, PHONES[:2])) == [(True, "in"), (True, "stopped")]
