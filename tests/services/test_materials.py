"""季度材料 in the small county: drafts, versions, the record, who above sees what."""

from datetime import date

import pytest
from sqlalchemy import insert, select, update

from domain.materials import NothingChanged, NothingWritten, quarter_of
from models.cadre import Appointment, Cadre
from models.contact import Contact
from models.materials import Materials
from models.organisation import Organisation
from models.person import Person, WechatUser
from models.record import Record
from services import identity, inbox, materials, materials_below, quotas, records
from services.materials import NoSuchMaterials, NotAsked, QuarterGone
from services.materials_below import CannotNudge
from services.records import Did
from tests.deskhouse import fill
from tests.services.county import (
    BRANCH,
    CITY,
    COUNTY,
    ELSEWHERE,
    LONG_AGO,
    MIN,
    NOW,
    QIANG,
    ZHANG,
    opened,
)

on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""Decided above the database."""
SHU = 50
"""Answers for the city."""
Q4 = quarter_of(date(2026, 11, 23))
Q3 = quarter_of(date(2026, 8, 1))


def lead_the_city(uow):
    """Put somebody at the head of the city."""
    uow.session.execute(
        insert(Person).values(id=SHU, name="李书", organisation_id=CITY, created_at=NOW)
    )
    uow.session.execute(insert(Cadre).values(id=SHU, username="shu", password="-"))
    user = {"openid": "o50", "person_id": SHU, "bound_at": NOW, "proof": "password"}
    uow.session.execute(insert(WechatUser).values(**user))
    post = {"cadre_id": SHU, "organisation_id": CITY, "type": "fulltime", "leads": True}
    uow.session.execute(insert(Appointment).values(**post, first_day=LONG_AGO))


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=fill)) as place:
        place.do(lead_the_city)
        yield place


def hand(place, quarter=Q4, **texts):
    return place.do(materials.hand_in, COUNTY, quarter, MIN, texts or {"methods": "下支部。"})


def rule_met(place, quarter=Q4):
    with place.open_uow(read_only=True) as uow:
        (stand,) = quotas.of_organs(uow, min(uow.today, quarter.last_day), [COUNTY])
        return next(s.met for s in stand.standings if s.rule.id == "quarter-report")


def test_only_organs_whose_programme_asks_are_asked(place, database_kind, new_database):
    assert place.do(materials.due, COUNTY, Q4).by == date(2026, 12, 20)
    for other in (CITY, BRANCH):
        assert place.do(materials.due, other, Q4) is None
        with pytest.raises(NotAsked):
            place.do(materials.save, other, Q4, SHU, {"methods": "x"})
    with opened(new_database(database_kind, fill=fill), "huaian-2016") as elsewhere:
        assert elsewhere.do(materials.desk, COUNTY, Q4) is None


def test_the_figures_are_filled_in(place):
    place.do(records.log, MIN, Did("heart_to_heart", date(2026, 11, 20)), [ZHANG])
    place.do(records.log, MIN, Did("visit", date(2026, 9, 30)), [ZHANG])
    place.do(records.log_organ, MIN, COUNTY, Did("open_day", date(2026, 11, 20)))
    figures = place.do(materials.desk, COUNTY, Q4).figures
    five = next(rule for rule in figures["organ"] if rule["title"].startswith("五个一"))
    assert (five["count"], five["target"], five["parts"][0]) == (1, 5, ["机关开放", 1])
    assert figures["records"] == [["谈心谈话", 1]]
    assert (figures["youths"], figures["reached"], figures["cadre_count"]) == (2, 1, 2)
    by_title = {rule["title"]: rule for rule in figures["cadres"]}
    with place.open_uow(read_only=True) as uow:
        stands = quotas.of_cadres(uow, uow.today, [MIN, QIANG])
    for title, rule in by_title.items():
        mine = [s for stand in stands for s in stand.standings if s.rule.title == title]
        assert rule["bound"] == sum(s.bound for s in mine), title
        assert rule["met"] == sum(s.bound and s.met for s in mine), title


def test_who_joined_later_was_not_on_the_list_then(place):
    with place.open_uow() as uow:
        uow.session.execute(update(Contact).where(Contact.youth_id == ZHANG).values(started_at=NOW))
    assert place.do(materials.desk, COUNTY, Q4).figures["youths"] == 2
    # 钱七 was handed over and 赵六 left only this November.
    assert place.do(materials.desk, COUNTY, Q3).figures["youths"] == 3


@on_sqlite
def test_a_nudge_is_not_for_who_led_once(place):
    place.do(materials_below.nudge, SHU, CITY, COUNTY, Q4)
    with place.open_uow() as uow:
        uow.session.execute(
            update(Appointment).where(Appointment.cadre_id == MIN).values(leads=False)
        )
    assert place.do(inbox.lead, "o1") == []


def test_a_draft_is_kept_and_is_no_hand_in(place):
    place.do(materials.save, COUNTY, Q4, MIN, {"methods": "写了一半"})
    place.do(materials.save, COUNTY, Q4, MIN, {"methods": "写了一半多"})
    desk = place.do(materials.desk, COUNTY, Q4)
    assert (desk.texts["methods"], desk.versions) == ("写了一半多", ())
    assert desk.saved_at == place.now
    assert len(place.all(select(Materials.id))) == 1
    assert not rule_met(place)
    with pytest.raises(NoSuchMaterials):
        place.do(materials.paper, 1, COUNTY)


def test_the_first_hand_in_meets_the_rule_and_each_is_a_version(place):
    with pytest.raises(NothingWritten):
        hand(place, methods=" ")
    first = hand(place, methods="下支部。", problems="人手少。")
    assert (first.number, first.late, rule_met(place)) == (1, False, True)
    with pytest.raises(NothingChanged):
        hand(place, methods="下支部。", problems="人手少。")
    second = hand(place, methods="下支部。两人一组。", problems="人手少。")
    assert second.number == 2
    assert len(place.all(select(Record.id))) == 1
    paper = place.do(materials.paper, second.id, COUNTY)
    assert {name: [p.how for p in pieces] for name, pieces in paper.changes.items()} == {
        "methods": ["same", "in"]
    }
    assert [v.number for v in paper.others] == [2, 1]
    old = place.do(materials.paper, first.id, COUNTY)
    assert (old.texts["methods"], old.changes) == ("下支部。", {})


@on_sqlite
def test_who_wrote_the_record_by_hand_gets_no_second_one(place):
    place.do(records.log_organ, MIN, COUNTY, Did("quarter_materials", NOW.date()))
    hand(place)
    assert len(place.all(select(Record.id))) == 1


@on_sqlite
def test_late_is_possible_and_marked(place):
    place.at(2026, 12, 21, 9)
    assert hand(place).late
    assert not rule_met(place)  # the record is there, and too late for the rule


@on_sqlite
def test_after_its_quarter_it_is_kept_and_writes_no_record_into_the_next(place):
    assert hand(place, Q3).late
    assert place.all(select(Record.id)) == []
    place.at(2027, 1, 5, 9)
    with pytest.raises(QuarterGone):
        hand(place, Q3, methods="更晚")


def test_the_city_sees_who_has_handed_in_and_reads_it(place):
    (row,) = place.do(materials_below.handed, CITY, Q4)
    assert (row.name, row.id, row.nudged) == ("县委", None, False)
    version = hand(place)
    (row,) = place.do(materials_below.handed, CITY, Q4)
    assert (row.id, row.versions, row.late) == (version.id, 1, False)
    assert place.do(materials.paper, version.id, CITY).organ == "县委"
    for other in (ELSEWHERE, BRANCH):
        with pytest.raises(NoSuchMaterials):
            place.do(materials.paper, version.id, other)


def nudge(place, county=COUNTY, organ=CITY):
    return place.do(materials_below.nudge, SHU, organ, county, Q4)


def test_a_nudge_goes_once_a_week_and_not_to_who_has_handed_in(place):
    assert nudge(place) == "县委"
    with pytest.raises(CannotNudge, match="这一周"):
        nudge(place)
    (row,) = place.do(materials_below.handed, CITY, Q4)
    assert row.nudged
    assert "市委在等你们的2026 年第四季度材料" in place.do(inbox.lead, "o1")[0]
    place.at(2026, 11, 30, 9)
    nudge(place)
    hand(place)
    assert place.do(inbox.lead, "o1") == []  # handed in before it was read
    with pytest.raises(CannotNudge, match="已经交了"):
        nudge(place)
    for county, organ in ((ELSEWHERE, CITY), (COUNTY, ELSEWHERE), (COUNTY, BRANCH)):
        with pytest.raises(NoSuchMaterials):
            nudge(place, county, organ)


@on_sqlite
def test_who_cannot_be_reached_is_said(place):
    place.do(identity.mute, "o1", ("materials",))
    with pytest.raises(CannotNudge, match="关掉了"):
        nudge(place)
    with place.open_uow() as uow:
        uow.session.execute(update(WechatUser).values(following=False))
    with pytest.raises(CannotNudge, match="打个电话"):
        nudge(place)
    with place.open_uow() as uow:
        uow.session.execute(update(Appointment).values(leads=False))
    with pytest.raises(CannotNudge, match="负责人"):
        nudge(place)
    with place.open_uow() as uow:
        uow.session.execute(
            update(Organisation).where(Organisation.id == COUNTY).values(programme="huaian-2016")
        )
    with pytest.raises(NotAsked):
        nudge(place)
