"""Logins of the mini-program below the wire: many at once, on both databases, and what is kept."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from domain.errors import Refusal
from domain.proofs import Proof
from models.cadre import Cadre
from models.login import OneTimeLink
from models.mini import ApiAnswer, MiniSession, MiniUser, UsedCode
from models.person import Person, WechatUser
from models.post import Outbox
from scheduler.unionids import UnionIds
from services import (
    cadre_login,
    mini_binding,
    mini_ends,
    mini_login,
    mini_password,
    mini_rows,
    mini_scenes,
    mini_waiting,
    schedule,
)
from services.mini_binding import State, Word
from tests.services.county import LI, MIN, NOW, QIANG, ZHANG, county, opened

MANY = 8
CHAT, PHONE, OTHER = "oChat", "mPhone", "mOther"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole(request, databases):
    url = databases.fresh(request.param, county)
    with opened(url) as place:
        yield place
    databases.drop(url)


@pytest.fixture
def place(whole):
    """Begin again: 张三 has agreed and is in the chat; nobody is in the mini-program."""
    whole.now = NOW
    with whole.open_uow() as uow:
        for table in (MiniSession, ApiAnswer, UsedCode, MiniUser, Outbox, OneTimeLink):
            uow.session.execute(delete(table))
        uow.session.execute(delete(WechatUser).where(WechatUser.person_id == ZHANG))
        uow.session.execute(
            insert(WechatUser).values(
                openid=CHAT, person_id=ZHANG, bound_at=NOW, proof="sms", muted=[], unread=""
            )
        )
        agreed = update(Person).where(Person.id == ZHANG).values(consented_at=NOW)
        uow.session.execute(agreed)
    return whole


def at_once(place, does, many=MANY):
    """Let many do something in the same moment; return what each got, or why not."""
    together = threading.Barrier(many)

    def one(number):
        together.wait()
        try:
            return place.do(does, number)
        except Refusal as no:
            return no.code

    with ThreadPoolExecutor(many) as pool:
        return list(pool.map(one, range(many)))


def arrive(place, *openids):
    for openid in openids:
        place.do(mini_login.begin, openid)


def proves(place, openid, person=ZHANG, proof=Proof.PHONE, **more):
    return place.do(mini_binding.proved, openid, person, proof, **more).state


def who(place):
    """Return who stands for whom."""
    with place.open_uow(read_only=True) as uow:
        rows = uow.session.execute(select(MiniUser.openid, MiniUser.person_id))
        return {openid: person for openid, person in rows if person is not None}


def count(place, model):
    return place.all(select(func.count()).select_from(model))[0]


def test_a_code_that_comes_twice_at_once_is_taken_once(place):
    told = at_once(place, lambda uow, _: mini_login.take_code(uow, "0" * 32) or "taken")
    assert sorted(told) == ["code_used"] * (MANY - 1) + ["taken"]


def test_of_many_phones_at_once_one_is_in_and_the_others_wait(place):
    phones = [f"m{number}" for number in range(MANY)]
    arrive(place, *phones)
    states = at_once(
        place, lambda uow, n: mini_binding.proved(uow, phones[n], ZHANG, Proof.PHONE).state
    )
    assert sorted(states) == [State.IN] + [State.WAITING] * (MANY - 1)
    assert list(who(place).values()) == [ZHANG]
    # Those who come in one moment are one piece of news.
    assert len(place.all(select(Outbox.id).where(Outbox.openid == CHAT))) == 2
    # A day later all of them come back: one takes over, of whom the others never asked.
    place.now += timedelta(hours=24)
    before = who(place)
    at_once(place, lambda uow, n: mini_login.begin(uow, phones[n]).known)
    assert list(who(place).values()) == [ZHANG]
    assert who(place) != before
    assert not place.do(mini_waiting.wanted, ZHANG)


@pytest.mark.parametrize("whole", ["postgresql"], indirect=True)  # one writes at a time elsewhere
def test_the_same_rush_is_for_the_index_to_stop_with_the_lock_off(place):
    """The control: whoever looks without holding the person finds the place free."""
    arrive(place, PHONE, OTHER)
    together = threading.Barrier(2)

    def unguarded(openid):
        try:
            with place.open_uow() as uow:
                free = not mini_rows.speaks(uow, ZHANG, but=openid)
                together.wait()
                mini_rows.stand(uow, uow.session.get(MiniUser, openid), ZHANG, Proof.PHONE)
        except IntegrityError:
            return free, "stopped"
        return free, "in"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(unguarded, (PHONE, OTHER)))
    assert told == [(True, "in"), (True, "stopped")]


def test_guesses_at_once_are_counted_exactly(place):
    arrive(place, PHONE)

    def guess(uow, _):
        return mini_password.knock(uow, PHONE, "nobody").cadre_id

    told = at_once(place, guess, 2 * mini_password.TRIES)
    assert told.count(None) == told.count("mini_tried_out") == mini_password.TRIES
    # Each cadre's own count is shared by all doors, and pauses grow as on the page.
    arrive(place, OTHER)
    for _ in range(cadre_login.FREE_TRIES):
        assert place.do(mini_password.knock, OTHER, " qiang ").cadre_id == QIANG
    assert place.do(mini_password.knock, OTHER, "qiang").cadre_id is None
    place.now += timedelta(seconds=10)
    attempt = place.do(mini_password.knock, OTHER, "qiang")
    with pytest.raises(cadre_login.WrongLogin):
        place.do(mini_password.enter, OTHER, attempt, right=False)
    entered = place.do(mini_password.enter, OTHER, attempt, right=True)
    assert entered.state is State.NEW_PASSWORD
    assert who(place) == {}
    # Changed while it was being checked, it is wrong.
    place.do(lambda uow: uow.session.execute(update(Cadre).values(password="other")))
    with pytest.raises(cadre_login.WrongLogin):
        place.do(mini_password.change, OTHER, attempt, "new")
    place.do(lambda uow: uow.session.execute(update(Cadre).values(password="-", failures=0)))


def test_a_new_password_keeps_the_phone_it_was_set_on_and_no_other(place):
    arrive(place, PHONE, OTHER)
    assert proves(place, OTHER, QIANG, Proof.PASSWORD) is State.IN
    attempt = cadre_login.Attempt(QIANG, "-")
    # The other phone waits for the place, and keeps waiting, with the right proof.
    assert place.do(mini_password.change, PHONE, attempt, "-").state is State.WAITING
    assert place.all(select(MiniSession.openid)) == [PHONE]
    with place.open_uow(read_only=True) as uow:
        proofs = dict(uow.session.execute(select(MiniUser.openid, MiniUser.proof)).all())
    assert proofs == {PHONE: "password", OTHER: None}
    place.now += timedelta(hours=24)
    token = place.do(mini_login.begin, PHONE).token
    assert place.do(mini_login.visitor, token).is_cadre
    place.do(mini_ends.password_changed, QIANG)
    assert count(place, MiniSession) == 0
    token = place.do(mini_login.begin, PHONE).token
    assert not place.do(mini_login.visitor, token).is_cadre


def test_no_ends_it_and_yes_is_for_one_phone_alone(place):
    arrive(place, PHONE, OTHER, "mThird")
    proves(place, PHONE)
    assert proves(place, OTHER) is proves(place, "mThird") is State.WAITING
    with pytest.raises(mini_waiting.ManyWait):
        place.do(mini_waiting.agree, ZHANG)
    place.do(mini_waiting.refuse, ZHANG)
    for verb in (mini_waiting.refuse, mini_waiting.agree):
        with pytest.raises(mini_waiting.NobodyWaits):
            place.do(verb, ZHANG)
    assert proves(place, OTHER) is State.WAITING
    place.do(mini_waiting.agree, ZHANG)
    assert who(place) == {OTHER: ZHANG}
    assert PHONE not in place.all(select(MiniSession.openid))
    # Who waited too long begins anew; who speaks for another is nobody's phone.
    assert proves(place, PHONE) is State.WAITING
    place.now += mini_waiting.STALE + timedelta(seconds=1)
    arrive(place, PHONE)
    assert who(place) == {OTHER: ZHANG}
    with pytest.raises(Refusal, match="另一位"):
        proves(place, OTHER, LI)


def test_the_chat_account_brings_its_own_phone_and_nobody_who_left(place):
    union = {"unionid": "uONE"}
    place.do(lambda uow: uow.session.execute(update(WechatUser).values(unionid="")))
    arrive(place, PHONE)
    assert not place.do(mini_login.begin, PHONE, "uONE").known
    mine = update(WechatUser).where(WechatUser.openid == CHAT).values(**union, proof="password")
    place.do(lambda uow: uow.session.execute(mine))
    assert place.do(mini_login.begin, PHONE, "uONE").known
    # A youth's chat proof is worth no more here, and who is in stays in.
    assert not place.do(mini_login.begin, OTHER, "uONE").known
    assert place.do(mini_ends.release_person, ZHANG)
    assert not place.do(mini_ends.release_person, ZHANG)
    assert not place.do(mini_login.begin, PHONE, "uONE").known
    assert proves(place, PHONE) is State.IN
    # Also where it is scanned: another account's is another's.
    place.do(mini_ends.release, PHONE)
    token = place.do(mini_scenes.ask, CHAT).partition("/")[2]
    with place.open_uow(read_only=True) as uow:
        scene = mini_scenes.shown(uow, CHAT, token)
        assert scene.expires_at == NOW + mini_scenes.LIFE
        for openid, sealed in (("oElse", token), (CHAT, "00"), (CHAT, "zz")):
            with pytest.raises(Refusal):
                mini_scenes.shown(uow, openid, sealed)
    place.do(mini_login.begin, OTHER, "uTWO")
    with pytest.raises(mini_scenes.SceneForwarded):
        place.do(mini_scenes.enter, OTHER, scene.token)
    told = at_once(place, lambda uow, _: mini_scenes.enter(uow, PHONE, scene.token).state)
    assert sorted(told) == ["in"] + ["scene_stale"] * (MANY - 1)


class Followers:
    """Knows some unionids, and loses its voice at one."""

    def __init__(self, known, lost=()):
        self.known, self.lost, self.asked = known, set(lost), []

    def follower(self, openid):
        self.asked.append(openid)
        if openid in self.lost:
            raise ConnectionError
        self.unionid = self.known.get(openid, "")
        return self


def test_unionids_are_asked_for_once_a_day_and_one_who_is_lost_keeps_nobody(place):
    place.do(lambda uow: uow.session.execute(update(WechatUser).values(unionid="")))
    asked = Followers({CHAT: "uONE", "o2": "uTWO"}, lost=["o1"])
    chore = UnionIds(place.open_uow, asked)
    assert [chore.work() for _ in range(4)] == [0, 2, 0, 0]
    assert asked.asked == sorted(["o1", "o2", CHAT])
    asked.lost.clear()
    place.now += timedelta(days=1)
    assert chore.work() == 0
    assert asked.asked[-1] == "o1"
    known = select(WechatUser.unionid).where(WechatUser.openid.in_([CHAT, "o2"]))
    assert sorted(place.all(known)) == ["uONE", "uTWO"]
    assert MIN in place.all(select(WechatUser.person_id).where(WechatUser.unionid == ""))


def test_whoever_does_not_agree_is_not_in(place):
    never = update(Person).where(Person.id.in_([ZHANG, LI])).values(consented_at=None)
    place.do(lambda uow: uow.session.execute(never))
    arrive(place, PHONE, OTHER)
    assert proves(place, PHONE) is State.CONSENT
    place.now += mini_binding.ASKED + timedelta(seconds=1)
    with pytest.raises(mini_waiting.NobodyWaits):
        place.do(mini_binding.answer, PHONE, Word.AGREE)
    assert proves(place, PHONE) is State.CONSENT
    place.now += timedelta(days=2)
    assert not place.do(mini_login.begin, PHONE).known
    assert proves(place, PHONE) is State.CONSENT
    assert place.do(mini_binding.answer, PHONE, Word.AGREE).state is State.IN
    assert proves(place, OTHER, LI) is State.CONSENT
    assert place.do(mini_binding.answer, OTHER, Word.LEAVE) is None
    left = place.all(select(Person.left_at).where(Person.id == LI))
    assert left == [place.now]
    place.do(lambda uow: uow.session.execute(update(Person).values(left_at=None)))
    assert who(place) == {PHONE: ZHANG}


def test_sessions_are_few_known_by_hash_and_tidied(place):
    tokens = [place.do(mini_login.begin, PHONE).token for _ in range(mini_login.MOST + 3)]
    assert count(place, MiniSession) == mini_login.MOST
    kept = place.all(select(MiniSession.key_hash))
    assert not any(token.encode() in key for token in tokens for key in kept)
    living = [t for t in tokens if _opens(place, t)]
    assert len(living) == mini_login.MOST
    place.do(mini_login.take_code, "1" * 32)
    place.do(
        lambda uow: uow.session.add(
            ApiAnswer(id=b"a" * 32, openid=PHONE, asked=b"b" * 32, body=b"{}", at=place.now)
        )
    )
    place.now += timedelta(days=2)
    place.do(mini_login.visitor, living[0], acting=True)
    place.now = NOW + mini_login.LIFE - timedelta(seconds=1)
    place.do(schedule.tidy)
    kept = [count(place, table) for table in (MiniSession, UsedCode, ApiAnswer)]
    assert kept == [mini_login.MOST, 0, 0]
    assert _opens(place, living[0])
    assert count(place, MiniUser) == 1
    place.now += timedelta(seconds=1)
    assert not _opens(place, living[0])  # used or not
    place.now += timedelta(days=2)
    place.do(schedule.tidy)
    assert count(place, MiniSession) == count(place, MiniUser) == 0


def _opens(place, token):
    try:
        place.do(mini_login.visitor, token)
    except mini_login.NoSession:
        return False
    return True
