"""In which organisation a cadre is on a day, and so whose programme applies."""

from datetime import date, datetime, time

import pytest
from sqlalchemy import insert

from domain.periods import HOME
from migrations.schema import metadata
from models.engine import open_engine
from models.organisation import Organisation
from models.scope import Scope, following
from services import programmes, quotas
from services.subjects import Programmes
from services.uow import units
from tests.demo.filling import migrate
from tests.services.county import BRANCH, CITY, COUNTY, ELSEWHERE, county
from tests.services.own_rules import ruled
from tests.services.rush import means

SOUTH, NORTH = 2, 3
"""Two counties: the south follows the house, the north a programme of its own."""
ON = date(2025, 6, 30)
SCOPE = Scope(programme="jiaxing-2017", known=("guangyuan-2017", "jiaxing-2017"))


@pytest.fixture
def home(new_database, database_kind):
    """Tell the organisation and programme of a cadre with some posts: (where, from, until)."""
    engine = open_engine(new_database(database_kind, migrate))

    def put(table, *rows):
        with engine.begin() as connection:
            connection.execute(insert(metadata().tables[table]), list(rows))

    def county(number, programme=None):
        return {
            "id": number,
            "parent_id": 1 if number > 1 else None,
            "name": f"县{number}",
            "level": "county",
            "type": "leading_organ",
            "first_day": date(2010, 1, 1),
            "programme": programme,
        }

    put("organisation", county(1), county(SOUTH), county(NORTH, "jiaxing-2017"))
    below = [(1, 1, 0), (2, 2, 0), (3, 3, 0), (1, 2, 1), (1, 3, 1)]
    put(
        "organisation_below",
        *[dict(zip(("ancestor_id", "descendant_id", "depth"), b, strict=True)) for b in below],
    )
    put(
        "person",
        {
            "id": 7,
            "name": "干部",
            "organisation_id": 1,
            "created_at": datetime.combine(ON, time(), HOME),
        },
    )
    put("cadre", {"id": 7, "username": "u", "password": "-"})

    def told(*posts):
        put(
            "appointment",
            *[
                {
                    "id": number,
                    "cadre_id": 7,
                    "organisation_id": where,
                    "type": "fulltime",
                    "first_day": date.fromisoformat(first),
                    "last_day": last and date.fromisoformat(last),
                }
                for number, (where, first, last) in enumerate(posts, 1)
            ],
        )
        open_uow = units(engine, means(), lambda: datetime.combine(ON, time(10), HOME))
        with open_uow(read_only=True) as uow:
            stand = quotas.of_cadre(uow, 7, ON)
            # Whoever sweeps over the nation looks at the same place.
            assert list(uow.session.scalars(SCOPE.cadres(ON))) == (
                [7] if stand.organisation_id == NORTH else []
            )
        wanted = "jiaxing-2017" if stand.organisation_id == NORTH else "guangyuan-2017"
        assert stand.programme.id == wanted
        return stand.organisation_id

    yield told
    engine.dispose()


def test_a_second_hat_that_is_off_again_changes_nothing(home):
    assert home((SOUTH, "2015-01-01", None), (NORTH, "2025-05-01", "2025-06-29")) == SOUTH


def test_on_its_last_day_it_still_counts(home):
    assert home((SOUTH, "2015-01-01", None), (NORTH, "2025-05-01", "2025-06-30")) == NORTH


def test_of_two_hats_the_newer_one_counts_whichever_was_written_down_first(home):
    assert home((NORTH, "2025-05-01", None), (SOUTH, "2015-01-01", None)) == NORTH


def test_who_holds_none_is_where_the_last_one_ended(home):
    posts = (NORTH, "2015-01-01", "2025-06-01"), (SOUTH, "2020-01-01", "2025-05-01")
    assert home(*posts) == NORTH


def test_what_ended_comes_before_what_is_to_come(home):
    assert home((SOUTH, "2015-01-01", "2025-06-01"), (NORTH, "2025-07-01", None)) == SOUTH


def test_of_what_is_to_come_the_next_one_counts(home):
    assert home((SOUTH, "2025-09-01", None), (NORTH, "2025-07-01", "2025-07-31")) == NORTH


def test_a_choice_without_a_file_is_none_and_the_one_above_holds(new_database, database_kind):
    with ruled(new_database(database_kind, fill=county)) as place:
        place.do(programmes.choose, CITY, "three", "李主任", "按年度方案")
        place.do(name, COUNTY, "gone")
        assert place.do(programmes.applying, COUNTY).id == "three"
        assert place.do(programmes.applying, BRANCH).id == "three"
        assert place.do(several) == {COUNTY: "three", BRANCH: "three", ELSEWHERE: "five"}
        assert place.do(swept) == set()
        assert place.do(programmes.unsound) == [
            "「县委」(编号 2)选的方案 gone 没有文件,现在按上级的算"
        ]


def name(uow, organisation_id, programme):
    uow.session.get_one(Organisation, organisation_id).programme = programme


def several(uow):
    over = Programmes.over(uow, {COUNTY, BRANCH, ELSEWHERE})
    return {one: over.of(one).id for one in (COUNTY, BRANCH, ELSEWHERE)}


def swept(uow):
    known = tuple(sorted(uow.means.programmes))
    return set(uow.session.scalars(following(("gone", "five"), known)))
