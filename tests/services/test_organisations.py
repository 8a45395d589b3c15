"""The tree of organisations on both databases: moving, merging by the law, and two at once."""

import importlib
import pkgutil
import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import func, insert, select, update

import models
from domain.errors import Refusal
from domain.organisation_law import LAW, Fate
from models.base import Base
from models.cadre import Appointment
from models.closing import Closing
from models.materials import Materials
from models.organisation import Below, Organisation
from models.person import Person
from models.record import Record
from services import (
    changes,
    organisation_merging,
    organisation_parts,
    organisation_tree,
    records,
)
from services.organisation_edits import GoneOn
from services.organisation_fit import BadOrganisation, Circle, TooDeep
from services.organisation_merging import BothHandIn
from services.programmes import RaisedBelow
from services.records import Did
from tests.services.county import (
    BRANCH,
    CITY,
    COUNTY,
    MIN,
    NOW,
    QIANG,
    county,
    opened,
)
from tests.services.in_line import until_one_waits

TODAY = NOW.date()


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=county)) as place:
        yield place


def add(place, parent, name, level="base", kind="branch"):
    one, _ = place.do(organisation_tree.add, parent, name=name, level=level, kind=kind)
    return one.id


def acting(verb, *args, **kwargs):
    """Do something as 王敏, who can take it back."""

    def act(uow):
        uow.actor = MIN
        return verb(uow, *args, **kwargs)

    return act


def closure(place):
    """Return what the parents say about who stands below whom, and what the closure says."""
    rows = dict(
        place.do(
            lambda uow: uow.session.execute(select(Organisation.id, Organisation.parent_id)).all()
        )
    )
    said = set()
    for one in rows:
        over, depth = one, 0
        while over is not None:
            said.add((over, one, depth))
            over, depth = rows[over], depth + 1
    kept = place.do(
        lambda uow: uow.session.execute(
            select(Below.ancestor_id, Below.descendant_id, Below.depth)
        ).all()
    )
    return said, {tuple(row) for row in kept}


def test_every_column_that_names_an_organisation_has_its_law():
    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"models.{module.name}")
    named = {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "organisation"
    }
    assert named == set(LAW)
    moving = {column for column, fate in LAW.items() if fate in {Fate.MOVES, Fate.LIVING}}
    by_hand = {"appointment.organisation_id", "materials.organ_id", "wish.area_id"}
    assert {part.key for part in organisation_parts.PARTS} == moving - by_hand


@pytest.mark.both
def test_a_tree_is_grown_moved_and_kept_sound(place):
    town = add(place, COUNTY, "镇团委", kind="committee")
    village = add(place, town, "村团支部")
    other = add(place, CITY, "邻县县委", "county", "leading_organ")
    place.do(organisation_tree.move, town, other)
    said, kept = closure(place)
    assert said == kept
    with pytest.raises(Circle):
        place.do(organisation_tree.move, town, village)
    with pytest.raises(BadOrganisation):
        place.do(organisation_tree.move, COUNTY, other)
    deep = village
    for n in range(6):
        deep = add(place, deep, f"第{n}层团支部")
    assert (
        place.do(
            lambda uow: uow.session.scalar(select(func.count()).where(Below.descendant_id == deep))
        )
        == 10
    )
    with pytest.raises(TooDeep):
        add(place, deep, "太深的团支部")
    with pytest.raises(TooDeep):
        place.do(organisation_tree.move, town, BRANCH)
    change = place.do(acting(organisation_tree.move, town, COUNTY))
    place.do(acting(changes.undo, change))
    said, kept = closure(place)
    assert said == kept
    assert (other, deep) in {(up, down) for up, down, _ in kept}


@pytest.mark.both
def test_a_move_keeps_days_closed_and_nobody_under_what_is_raised(place):
    with place.engine.begin() as c:
        c.execute(
            insert(Closing).values(
                organisation_id=COUNTY,
                first_day=date(2026, 7, 1),
                last_day=date(2026, 9, 30),
                closed_at=NOW,
                closed_by="李向阳",
            )
        )
    other = add(place, CITY, "邻县县委", "county", "leading_organ")
    place.do(organisation_tree.move, BRANCH, other)
    with pytest.raises(Refusal, match="通报已经出了"):
        place.do(records.log, QIANG, Did("volunteering", date(2026, 8, 1)), [])
    town = add(place, COUNTY, "镇团委", kind="committee")
    for number, chosen in ((town, "guangyuan-2017"), (other, "huaian-2016")):
        place.do(
            lambda uow, n=number, c=chosen: uow.session.execute(
                update(Organisation).where(Organisation.id == n).values(programme=c)
            )
        )
    with pytest.raises(RaisedBelow):
        place.do(organisation_tree.move, town, other)


@pytest.mark.both
def test_merging_moves_what_lives_and_comes_apart_again(place):
    other = add(place, CITY, "邻县县委", "county", "leading_organ")
    town = add(place, COUNTY, "镇团委", kind="committee")
    before = snapshot(place)
    change = place.do(acting(organisation_merging.merge, COUNTY, other))
    said, kept = closure(place)
    assert said == kept
    posts = place.do(
        lambda uow: [
            (p.organisation_id, p.type, p.first_day, p.last_day)
            for p in uow.session.scalars(
                select(Appointment).where(Appointment.cadre_id == MIN).order_by(Appointment.id)
            )
        ]
    )
    assert posts[0][3] == TODAY - timedelta(days=1)
    assert posts[1] == (other, posts[0][1], TODAY, None)
    gone = place.do(lambda uow: uow.session.get(Organisation, COUNTY))
    assert gone.last_day == TODAY
    assert place.do(lambda uow: uow.session.get(Organisation, town)).parent_id == other
    place.do(acting(changes.undo, change))
    assert snapshot(place) == before
    said, kept = closure(place)
    assert said == kept
    change = place.do(acting(organisation_merging.merge, COUNTY, other))
    place.do(
        acting(
            organisation_merging.merge,
            other,
            add(place, CITY, "新县县委", "county", "leading_organ"),
        )
    )
    with pytest.raises(GoneOn):
        place.do(acting(changes.undo, change))


def snapshot(place):
    def read(uow):
        people = uow.session.execute(select(Person.id, Person.organisation_id).order_by(Person.id))
        posts = uow.session.execute(
            select(Appointment.id, Appointment.organisation_id, Appointment.last_day).order_by(
                Appointment.id
            )
        )
        tree = uow.session.execute(
            select(Organisation.id, Organisation.parent_id, Organisation.last_day).order_by(
                Organisation.id
            )
        )
        return [tuple(row) for rows in (people, posts, tree) for row in rows]

    return place.do(read)


def test_the_quarters_materials_of_both_are_asked_about(place):
    other = add(place, CITY, "邻县县委", "county", "leading_organ")
    quarter = {"quarter": date(2026, 10, 1), "version": 1, "figures": {}, "by_person": MIN}
    with place.engine.begin() as c:
        for organ in (COUNTY, other):
            c.execute(
                insert(Materials).values(organ_id=organ, created_at=NOW, changed_at=NOW, **quarter)
            )
        c.execute(
            insert(Record).values(
                organ_id=COUNTY,
                kind="open_day",
                title="机关开放日",
                happened_at=NOW,
                entered_at=NOW,
                entered_by=MIN,
            )
        )
    with pytest.raises(BothHandIn):
        place.do(organisation_merging.merge, COUNTY, other)
    place.do(organisation_merging.merge, COUNTY, other, keep_theirs=True)
    of = place.do(lambda uow: uow.session.scalars(select(Materials.organ_id)).all())
    assert sorted(of) == sorted([COUNTY, other])
    assert (
        place.do(
            lambda uow: uow.session.scalar(
                select(Record.organ_id).where(Record.organ_id.is_not(None))
            )
        )
        == COUNTY
    )


def two_moves(place, one, other):
    """Move each under the other at once; return what was refused."""
    met, moved, wrong = threading.Barrier(2), [], []

    def move(what, under):
        try:
            with place.open_uow() as uow:
                # Both have looked before either has written.
                organisation_tree.existing(uow, what)
                met.wait(60)
                organisation_tree.move(uow, what, under)
                moved.append(what)
                until_one_waits(place.engine, lambda: len(moved) == 2)
        except Refusal as no:
            wrong.append(type(no))

    threads = [threading.Thread(target=move, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.parametrize("database_kind", ["postgresql"])
@pytest.mark.parametrize("in_line", [True, False])
def test_two_moves_at_once_make_no_circle(place, in_line, monkeypatch):
    one, other = (
        add(place, COUNTY, "甲团委", kind="committee"),
        add(place, COUNTY, "乙团委", kind="committee"),
    )
    if not in_line:  # what would be without the lock

        def freely(uow, *ids):
            return [uow.session.get_one(Organisation, number) for number in ids]

        monkeypatch.setattr(organisation_tree, "lock", freely)
    wrong = two_moves(place, one, other)
    parents = place.do(
        lambda uow: {n: uow.session.get(Organisation, n).parent_id for n in (one, other)}
    )
    circle = parents == {one: other, other: one}
    assert (wrong == [Circle], circle) == (in_line, not in_line)
