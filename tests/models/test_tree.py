"""‘Everything below me’ is one indexed question, at any depth."""

from datetime import date

import pytest
from sqlalchemy import func, insert, select, text
from sqlalchemy.dialects import postgresql, sqlite

from models import organisation as organisations
from models.organisation import Below, Organisation
from models.person import Person
from tests.demo.filling import NOW

DEPTH = 10
DIALECTS = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}


@pytest.fixture
def tree(engine):
    """Grow a binary tree of ten levels with twenty people in each of its organisations."""
    count = 2**DEPTH - 1
    nodes = range(1, count + 1)
    with engine.begin() as connection:
        connection.execute(
            insert(Organisation),
            [
                {
                    "id": n,
                    "parent_id": n // 2 or None,
                    "name": f"第 {n} 团支部",
                    "level": "base",
                    "type": "branch",
                    "first_day": date(2020, 1, 1),
                }
                for n in nodes
            ],
        )
        pairs = [
            {"ancestor_id": n >> depth, "descendant_id": n, "depth": depth}
            for n in nodes
            for depth in range(n.bit_length())
        ]
        connection.execute(insert(Below), pairs)
        people = [
            {"name": "某某", "organisation_id": n, "created_at": NOW}
            for n in nodes
            for _ in range(20)
        ]
        connection.execute(insert(Person), people)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return engine


def plan(engine, question):
    sql = str(
        question.compile(
            dialect=DIALECTS[engine.dialect.name], compile_kwargs={"literal_binds": True}
        )
    )
    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    with engine.connect() as connection:
        return "\n".join(str(row[-1]) for row in connection.execute(text(explain + sql)))


def scans(said):
    """Return the lines of a plan that read a whole table."""
    return [
        line
        for line in said.splitlines()
        if "Seq Scan" in line or (line.startswith("SCAN ") and "INDEX" not in line)
    ]


def test_everything_below_is_found_at_each_depth(tree):
    with tree.connect() as connection:
        for level in range(DEPTH):
            found = connection.scalars(organisations.below(2**level)).all()
            assert len(found) == len(set(found)) == 2 ** (DEPTH - level) - 1


def test_everything_below_is_one_indexed_question(tree):
    said = plan(tree, organisations.below(2**7))
    assert not scans(said), said
    assert "pk_organisation_below" in said or "sqlite_autoindex_organisation_below" in said


def test_the_people_below_are_one_indexed_question(tree):
    mine = (
        select(func.count())
        .select_from(Person)
        .join(Below, Below.descendant_id == Person.organisation_id)
        .where(Below.ancestor_id == 2**7)
    )
    said = plan(tree, mine)
    assert not scans(said), said
    assert "ix_person_organisation_id" in said
    with tree.connect() as connection:
        assert connection.scalar(mine) == (2**3 - 1) * 20


def test_everybody_above_is_one_indexed_question(tree):
    deepest = 2**DEPTH - 1
    said = plan(tree, organisations.above(deepest))
    # PostgreSQL may well read all of a thousand organisations; the pairs are what is many.
    assert "Seq Scan on organisation_below" not in said
    assert "ix_organisation_below_up" in said
    with tree.connect() as connection:
        above = connection.execute(organisations.above(deepest)).all()
    assert [row.id for row in above] == [deepest >> depth for depth in range(DEPTH)]
