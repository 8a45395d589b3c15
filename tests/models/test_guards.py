"""What the database itself refuses, whatever a service forgets."""

from datetime import date

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from models.activity import Activity, Enrolment
from models.cadre import Cadre
from models.contact import Contact
from models.organisation import Organisation
from models.person import Person, WechatUser
from models.record import Record
from tests.demo.filling import NOW


@pytest.fixture
def add(engine):
    """Insert one row in a transaction of its own."""

    def add(model, **values):
        with engine.begin() as connection:
            return connection.execute(insert(model).values(**values)).inserted_primary_key[0]

    return add


@pytest.fixture
def organ(add):
    return add(
        Organisation,
        name="共青团临溪县委",
        level="county",
        type="leading_organ",
        first_day=date(2020, 1, 1),
    )


@pytest.fixture
def person(add, organ):
    def person(name="某某", **values):
        return add(Person, name=name, organisation_id=organ, created_at=NOW, **values)

    return person


@pytest.fixture
def cadre(add, person):
    def cadre(username):
        return add(Cadre, id=person(), username=username, password="-")

    return cadre


def refused():
    return pytest.raises(IntegrityError)


def test_a_number_belongs_to_one_person(person):
    person(phone=b"sealed", phone_index=b"0123456789abcdef")
    with refused():
        person(phone=b"sealed otherwise", phone_index=b"0123456789abcdef")


def test_many_people_may_have_no_number(person):
    assert person() != person()


def test_a_youth_has_one_primary_cadre(add, cadre, person):
    youth, first, second = person(), cadre("a"), cadre("b")
    add(Contact, cadre_id=first, youth_id=youth, is_primary=True, started_at=NOW)
    with refused():
        add(Contact, cadre_id=second, youth_id=youth, is_primary=True, started_at=NOW)
    add(Contact, cadre_id=second, youth_id=youth, is_primary=False, started_at=NOW)


def test_an_ended_contact_does_not_stand_in_the_way_of_the_next(add, cadre, person):
    youth, first, second = person(), cadre("a"), cadre("b")
    add(Contact, cadre_id=first, youth_id=youth, is_primary=True, started_at=NOW, ended_at=NOW)
    add(Contact, cadre_id=second, youth_id=youth, is_primary=True, started_at=NOW)


def test_a_youth_is_once_in_a_case_load(add, cadre, person):
    youth, one = person(), cadre("a")
    add(Contact, cadre_id=one, youth_id=youth, started_at=NOW)
    with refused():
        add(Contact, cadre_id=one, youth_id=youth, started_at=NOW)


@pytest.mark.parametrize("both", [True, False])
def test_a_record_is_of_a_cadre_or_of_an_organ(add, cadre, organ, both):
    one = cadre("a")
    deed = {"kind": "good_deed", "happened_at": NOW, "entered_by": one, "entered_at": NOW}
    add(Record, **deed, cadre_id=one)
    add(Record, **deed, organ_id=organ)
    with refused():
        add(Record, **deed, cadre_id=one if both else None, organ_id=organ if both else None)


@pytest.mark.parametrize("taken", [-1, 11])
def test_seats_are_never_oversold(add, organ, taken):
    plan = {
        "organisation_id": organ,
        "title": "义务植树",
        "kind": "volunteering",
        "starts_at": NOW,
        "ends_at": NOW,
        "deadline": NOW,
        "seats": 10,
        "status": "open",
        "created_at": NOW,
    }
    add(Activity, **plan, taken=10)
    with refused():
        add(Activity, **plan, taken=taken)


def test_a_person_has_one_place_in_an_activity(add, organ, person):
    activity = add(
        Activity,
        organisation_id=organ,
        title="义务植树",
        kind="volunteering",
        starts_at=NOW,
        ends_at=NOW,
        deadline=NOW,
        seats=10,
        status="open",
        created_at=NOW,
    )
    place = {"activity_id": activity, "person_id": person(), "created_at": NOW, "changed_at": NOW}
    add(Enrolment, **place, status="cancelled")
    with refused():
        add(Enrolment, **place, status="enrolled")


def test_a_person_speaks_through_one_openid(add, person):
    one = person()
    add(WechatUser, openid="oFAKE1", person_id=one)
    with refused():
        add(WechatUser, openid="oFAKE2", person_id=one)
