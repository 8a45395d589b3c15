"""The people to play, and that a seed tells the whole story."""

from sqlalchemy import select

from bot import demo
from migrations.schema import metadata
from models.admin import AdminLogin
from models.cadre import Cadre
from models.contact import Contact, caseload
from models.person import Person, WechatUser, by_phone_index
from tests.demo.filling import PASSWORDS, SMALL, VAULT, fill

RANDOM_BY_NATURE = {"phone", "password"}


def found(connection, persona):
    return connection.execute(by_phone_index(VAULT.index(persona.phone, "phone"))).one_or_none()


def test_there_are_four_youths_three_cadres_a_leader_an_admin_and_a_stranger():
    people = demo.personas(demo.SEED)
    assert [one.role.split(" ")[0] for one in people] == [
        *["小伙伴"] * 4,
        *["团干部"] * 3,
        "机关负责人",
        "管理员",
        "陌生人",
    ]
    assert len({one.phone for one in people}) == len({one.openid for one in people}) == 10
    assert all(one.hint and one.openid.startswith("oFAKE") for one in people)


def test_everybody_but_the_stranger_is_in_the_roll(small):
    with small.connect() as connection:
        for one in demo.personas(demo.SEED):
            person = found(connection, one)
            assert (person.name if person else None) == (None if one.role == "陌生人" else one.name)


def test_only_those_who_are_said_to_be_are_bound(small):
    with small.connect() as connection:
        users = dict(connection.execute(select(WechatUser.openid, WechatUser.person_id)).all())
        for one in demo.personas(demo.SEED):
            person = found(connection, one)
            assert users.get(one.openid) == (person.id if one.bound else None)


def test_cadres_log_in_with_their_password_and_only_one_must_change_it(small):
    with small.connect() as connection:
        cadres = {
            row.username: row
            for logins in (Cadre, AdminLogin)
            for row in connection.execute(select(logins))
        }
    playing = [one for one in demo.personas(demo.SEED) if one.username]
    assert all(PASSWORDS.check(cadres[one.username].password, one.password) for one in playing)
    assert [one.name for one in playing if cadres[one.username].must_change] == ["王敏"]


def test_names_can_be_asked_about(small):
    with small.connect() as connection:
        first = next(one for one in demo.personas(demo.SEED) if one.name == "王敏")
        load = connection.execute(caseload(found(connection, first).id)).all()
    hints = {}
    for row in load:
        hints.setdefault(row.name, []).append(row.hint)
    assert sorted(hints["张三"]) == ["城东社区", "青年创业社"]
    assert len(hints["张三丰"]) == 1
    assert {"林小溪", "周一帆", "陈果", "许诺"} <= hints.keys()


def test_one_youth_has_two_cadres(small):
    with small.connect() as connection:
        two = next(one for one in demo.personas(demo.SEED) if one.name == "许诺")
        youth = found(connection, two).id
        links = connection.execute(
            select(Person.name, Contact.is_primary)
            .join(Person, Person.id == Contact.cadre_id)
            .where(Contact.youth_id == youth)
        )
        assert dict(links.all()) == {"王敏": True, "赵强": False}


def test_everybody_who_follows_is_told_to_the_simulator(small):
    bound = dict(demo.bound(small))
    with small.connect() as connection:
        assert bound.keys() == set(connection.scalars(select(WechatUser.openid)))
    assert bound["oFAKEdemo0000000000000000001"] == "林小溪"


def story(engine):
    """Return all rows without what is random by its nature."""
    with engine.connect() as connection:
        return {
            table.name: connection.execute(
                select(*(c for c in table.columns if c.name not in RANDOM_BY_NATURE))
            ).all()
            for table in metadata().sorted_tables
        }


def test_one_seed_tells_one_story(empty):
    one, other, another = empty(), empty(), empty()
    assert fill(one, scale=SMALL) == fill(other, scale=SMALL)
    fill(another, seed=demo.SEED + 1)
    assert story(one) == story(other)
    assert story(one)["person"] != story(another)["person"]
