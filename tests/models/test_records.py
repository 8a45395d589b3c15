"""What is asked of one cadre's records is asked of an index, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, text

from bot import database
from models import explanation, record
from models.cadre import Cadre
from models.engine import open_engine
from models.organisation import Organisation
from models.person import Person
from models.record import Record, RecordYouth
from tests.models.test_tree import plan, scans

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CADRES, EACH = 40, 250


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(databases, request):
    """Fill a table in which one cadre's records are few among many, some of them taken back."""
    engine = open_engine(url := databases.fresh(request.param))
    database.upgrade(engine)
    people = range(1, CADRES + 1)
    with engine.begin() as connection:
        place = {"id": 1, "name": "县", "level": "county", "type": "leading_organ"}
        connection.execute(insert(Organisation), [{**place, "first_day": date(2020, 1, 1)}])
        one = {"name": "某", "organisation_id": 1, "created_at": NOW}
        connection.execute(insert(Person), [{**one, "id": n} for n in people])
        named = [{"id": n, "username": f"u{n}", "password": "", "failures": 0} for n in people]
        connection.execute(insert(Cadre), named)
        rows = [
            {
                "id": n * EACH + at,
                "cadre_id": n,
                "organ_id": None,
                "kind": "visit",
                "happened_at": NOW - timedelta(days=at),
                "offline": True,
                "entered_by": n,
                "entered_at": NOW,
                "undone_at": NOW if at % 50 == 7 else None,
            }
            for n in people
            for at in range(EACH)
        ]
        connection.execute(insert(Record), rows)
        youths = [{"record_id": row["id"], "youth_id": row["cadre_id"]} for row in rows]
        connection.execute(insert(RecordYouth), youths)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    yield engine
    engine.dispose()
    databases.drop(url)


QUESTIONS = {
    "an explanation": explanation.happened("cadre", 7, NOW - timedelta(days=60), NOW),
    "whom its records name": explanation.named("cadre", 7, NOW - timedelta(days=60), NOW),
    "what a rule looks at": record.deeds("cadre", [7], NOW - timedelta(days=60), NOW),
    "what was entered last": record.last_entered(7),
    "nothing entered at all": record.last_entered(999),
    "what an admin lists": record.of_owner(7, None, NOW - timedelta(days=60), 50),
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_no_question_about_one_cadre_reads_the_whole_table(engine, question):
    said = plan(engine, question)
    # A join may well read all of a few thousand names; the records are what is many.
    assert not [line for line in scans(said) if "on record_youth" not in line], said


def test_what_was_taken_back_is_found_as_well(engine):
    question = explanation.happened("cadre", 7, NOW - timedelta(days=60), NOW + timedelta(days=1))
    with engine.connect() as connection:
        rows = connection.execute(question).all()
    assert len(rows) == 61
    assert sum(row.undone_at is not None for row in rows) == 2
    assert [row.happened_at for row in rows] == sorted(row.happened_at for row in rows)
