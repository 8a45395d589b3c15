"""Joining by a code and leaving one cadre: nobody is in a case-load against their will."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from domain import ending
from domain.caseload import BY_YOUTH
from models.activity import Activity
from models.contact import Contact
from models.join import JoinCode
from models.person import Person, WechatUser
from models.post import InboxItem
from services import contacts, join_codes, joining, leaving
from services.activity_reach import NotYourActivity
from services.join_codes import EventOver, JoinStale
from services.joining import ForYouths, NameUnfit, OwnCode
from services.leaving import NotTheirs
from tests.deskhouse import fill
from tests.services.county import COUNTY, LI, MIN, NOW, QIAN, QIANG, ZHANG, ZHAO, opened


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole(request, databases):
    url = databases.fresh(request.param, fill)
    with opened(url) as place:
        yield place
    databases.drop(url)


@pytest.fixture
def place(whole):
    """Begin again: 张三 and 李四 are hers, 赵六 left, nobody keeps in touch with 钱七."""
    whole.now = NOW
    with whole.open_uow() as uow:
        for table in (JoinCode, Contact, InboxItem, Activity):
            uow.session.execute(delete(table))
        uow.session.execute(delete(WechatUser).where(WechatUser.openid == "new"))
        uow.session.execute(delete(Person).where(Person.id > QIAN))
        for youth in (ZHANG, LI, ZHAO):
            since = NOW - timedelta(days=9)
            uow.session.add(
                Contact(cadre_id=MIN, youth_id=youth, is_primary=True, started_at=since)
            )
        left = update(Person).where(Person.id == ZHAO)
        uow.session.execute(left.values(left_at=NOW))
    return whole


def code(place, cadre=QIANG):
    return place.do(join_codes.renew, cadre)


def living(place, youth):
    """Return (cadre, primary) of a youth's living contacts."""
    with place.open_uow(read_only=True) as uow:
        rows = uow.session.scalars(
            select(Contact).where(Contact.youth_id == youth, Contact.ended_at.is_(None))
        )
        return {contact.cadre_id: contact.is_primary for contact in rows}


def agree(place, youth, made):
    return place.do(joining.agree, youth, made.id)


def test_only_the_hash_is_kept_and_the_page_shows_the_same_code_again(place):
    made = code(place)
    (row,) = place.all(select(JoinCode))
    assert made.token.encode() not in row.token_hash
    assert row.token_hash.hex() != made.token
    assert place.do(join_codes.own, QIANG).token == made.token
    assert place.do(join_codes.asked, made.token).cadre_id == QIANG
    with pytest.raises(JoinStale):
        place.do(join_codes.asked, "0" * 32)


def test_a_new_code_ends_the_old_and_each_ends_with_its_days(place):
    old, new = code(place), code(place)
    assert old.token != new.token
    with pytest.raises(JoinStale):
        place.do(join_codes.asked, old.token)
    place.now = NOW + timedelta(days=7, seconds=-1)
    assert place.do(join_codes.asked, new.token).name == "赵强"
    place.now += timedelta(seconds=1)
    with pytest.raises(JoinStale):
        place.do(join_codes.asked, new.token)
    assert place.do(join_codes.own, QIANG) is None


def test_a_code_that_was_stopped_lets_nobody_in_who_is_still_talking(place):
    made = code(place)
    assert place.do(join_codes.stop, QIANG)
    with pytest.raises(JoinStale):
        agree(place, ZHANG, made)
    assert living(place, ZHANG) == {MIN: True}


def event(place, host=MIN, status="open"):
    with place.open_uow() as uow:
        activity = Activity(
            organisation_id=COUNTY,
            host_id=host,
            title="河道清洁",
            kind="volunteering",
            starts_at=NOW,
            ends_at=NOW + timedelta(hours=2),
            deadline=NOW,
            seats=9,
            status=status,
            created_at=NOW,
        )
        uow.session.add(activity)
        uow.session.flush()
        return activity.id


def test_an_events_code_is_its_hosts_or_leaders_and_ends_half_a_day_after(place):
    activity = event(place, host=QIANG)
    made = place.do(join_codes.renew, QIANG, activity)
    assert made.expires_at == NOW + timedelta(hours=14)
    assert place.do(join_codes.asked, made.token).event == "河道清洁"
    assert agree(place, LI, made).others == ("王敏",)
    assert place.all(select(Contact.source).where(Contact.cadre_id == QIANG)) == ["event"]
    assert place.do(join_codes.of_event, QIANG, activity)[1].lately == ("李四",)
    assert place.do(join_codes.of_event, MIN, activity)[1] is None, "hers would be another"
    with pytest.raises(NotYourActivity):
        place.do(join_codes.renew, QIANG, event(place))
    place.now = NOW + timedelta(hours=14)
    with pytest.raises(EventOver):
        place.do(join_codes.renew, QIANG, activity)


def test_an_event_that_does_not_take_place_has_no_code(place):
    with pytest.raises(EventOver):
        place.do(join_codes.renew, MIN, event(place, status="cancelled"))


def test_a_yes_puts_the_youth_beside_the_primary_cadre_and_twice_is_once(place):
    made = code(place)
    assert agree(place, ZHANG, made).others == ("王敏",)
    assert agree(place, ZHANG, made).again
    assert living(place, ZHANG) == {MIN: True, QIANG: False}
    contact = place.all(select(Contact).where(Contact.cadre_id == QIANG))[0]
    assert (contact.source, contact.agreed_at) == ("code", NOW)
    shown = place.do(join_codes.own, QIANG)
    assert (shown.joined, shown.lately) == (1, ("张三",))


def test_whom_nobody_keeps_in_touch_with_gets_a_primary_cadre(place):
    agree(place, QIAN, code(place))
    assert living(place, QIAN) == {QIANG: True}


def test_one_note_a_day_however_many_join(place):
    made = code(place)
    for youth in (ZHANG, LI, QIAN):
        agree(place, youth, made)
    notes = place.all(select(InboxItem.text).where(InboxItem.openid == "o2"))
    assert len(notes) == 1
    assert notes[0].startswith("张三")


def test_who_had_left_comes_back_by_their_own_yes(place):
    made = code(place, MIN)
    asked = place.do(join_codes.asked, made.token)
    assert place.do(joining.stand, ZHAO, asked).left
    agree(place, ZHAO, made)
    assert place.all(select(Person.left_at).where(Person.id == ZHAO)) == [None]
    assert living(place, ZHAO) == {MIN: True}


def test_cadres_are_told_whose_code_it_is(place):
    asked = place.do(join_codes.asked, code(place).token)
    with pytest.raises(OwnCode):
        place.do(joining.stand, QIANG, asked)
    with pytest.raises(ForYouths):
        place.do(joining.stand, MIN, asked)


def sealed(place, number, openid):
    vault = place.do(lambda uow: uow.means.vault)
    return vault.seal(number, f"dialogue|phone|{openid}").hex()


def stranger(place, openid):
    with place.open_uow() as uow:
        uow.session.add(WechatUser(openid=openid, wrote_at=NOW))


def test_a_newcomer_is_written_down_sealed_bound_and_in_the_cadres_organisation(place):
    made = code(place)
    stranger(place, "new")
    phone = sealed(place, "+8613800000001", "new")
    joined = place.do(joining.enter, "new", phone, "孙八", made.id)
    assert (joined.cadre, joined.youth, joined.again) == ("赵强", "孙八", False)
    (person,) = place.all(select(Person).where(Person.name == "孙八"))
    (home,) = place.all(select(Person.organisation_id).where(Person.id == QIANG))
    assert person.organisation_id == home
    assert person.consented_at == NOW
    vault = place.do(lambda uow: uow.means.vault)
    assert vault.open(person.phone, f"person|phone|{person.id}") == "+8613800000001"
    bound = place.all(select(WechatUser).where(WechatUser.person_id == person.id))
    assert [(user.openid, user.proof) for user in bound] == [("new", "sms")]
    assert living(place, person.id) == {QIANG: True}


@pytest.mark.parametrize("name", ["", "a", "12345", "张三!", "张" * 31])
def test_what_is_no_name_is_asked_for_again(place, name):
    with pytest.raises(NameUnfit):
        place.do(joining.named, name)


def test_leaving_one_cadre_keeps_the_other_and_makes_that_one_primary(place):
    agree(place, ZHANG, code(place))
    assert place.do(leaving.leave, ZHANG, MIN) == "王敏"
    assert living(place, ZHANG) == {QIANG: True}
    assert place.do(joining.barred, MIN, [ZHANG, LI]) == {ZHANG}
    assert place.do(joining.barred, QIANG, [ZHANG]) == set()
    assert [one.name for one in place.do(leaving.mine, ZHANG).keepers] == ["赵强"]
    with pytest.raises(NotTheirs):
        place.do(leaving.leave, ZHANG, MIN)


def test_a_yes_lifts_the_bar(place):
    place.do(leaving.leave, ZHANG, MIN)
    made = code(place, MIN)
    assert place.do(joining.stand, ZHANG, place.do(join_codes.asked, made.token)).barred
    agree(place, ZHANG, made)
    assert place.do(joining.barred, MIN, [ZHANG]) == set()
    with place.open_uow() as uow:
        later = NOW + timedelta(days=1)
        uow.session.execute(
            update(Contact)
            .where(Contact.youth_id == ZHANG, Contact.ended_at.is_(None))
            .values(ended_at=later, end_reason="毕业离校")
        )
    assert place.do(joining.barred, MIN, [ZHANG]) == set(), "since then the cadre ended it"


def test_a_slip_of_the_thumb_is_taken_back_within_a_day(place):
    place.do(leaving.leave, ZHANG, MIN)
    assert place.do(leaving.back, ZHANG, MIN) == "王敏"
    assert living(place, ZHANG) == {MIN: True}
    assert place.do(joining.barred, MIN, [ZHANG]) == set()
    place.do(leaving.leave, ZHANG, MIN)
    place.now += timedelta(hours=24)
    with pytest.raises(NotTheirs):
        place.do(leaving.back, ZHANG, MIN)


def test_what_the_cadre_reads_of_it_is_neutral(place):
    place.do(leaving.leave, ZHANG, MIN)
    (reason,) = place.all(select(Contact.end_reason).where(Contact.youth_id == ZHANG))
    assert reason == BY_YOUTH
    assert ending.say(reason) == "TA 不在名单里了"
    assert place.do(contacts.size, MIN) == 1


def both_say_yes(place, codes):
    """Let one youth's two yeses meet, and tell what each was told."""

    def yes(made):
        try:
            return agree(place, QIAN, made).again
        except Exception as error:  # noqa: BLE001 - without the lock they collide
            return repr(error)

    with ThreadPoolExecutor(len(codes)) as pool:
        return list(pool.map(yes, codes))


@pytest.mark.parametrize("round_", range(3))
def test_two_scans_at_once_make_one_primary_cadre(place, round_):
    codes = [code(place, MIN), code(place, QIANG)]
    assert both_say_yes(place, codes) == [False, False]
    assert sorted(living(place, QIAN).values()) == [False, True]


def test_the_same_scan_twice_at_once_is_one_contact(place):
    made = code(place)
    assert sorted(both_say_yes(place, [made] * 4)) == [False, True, True, True]
    assert living(place, QIAN) == {QIANG: True}
    assert place.all(select(JoinCode.joined)) == [1]


def test_without_the_lock_the_same_scans_collide(place, monkeypatch):
    monkeypatch.setattr(joining, "hold", lambda uow, person: uow.session.get_one(Person, person))
    if place.engine.dialect.name == "sqlite":
        return  # one writer at a time: there is no lock to take away
    for _ in range(10):
        made = [code(place, MIN), code(place, QIANG)] * 3
        answers = both_say_yes(place, made)
        if any(isinstance(answer, str) for answer in answers):
            return
        with place.open_uow() as uow:
            uow.session.execute(delete(Contact).where(Contact.youth_id == QIAN))
    pytest.fail("they never met: the lock is not what keeps them apart")
