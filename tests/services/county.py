"""A small county to write records in: a city, a county, a branch; two cadres and their youths."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import insert

from bot import database
from domain.periods import HOME
from models.base import Base
from models.cadre import Appointment, Cadre
from models.contact import Contact
from models.engine import open_engine
from models.organisation import Below, Organisation
from models.person import Person, WechatUser
from services.uow import units
from tests.services.rush import means

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=HOME)
"""A Monday morning."""
LONG_AGO = date(2020, 1, 1)
CITY, COUNTY, BRANCH, ELSEWHERE = 1, 2, 3, 4
MIN, QIANG = 1, 2
"""Full-time in the county, which she answers for; part-time in the branch below it."""
ZHANG, LI, ZHAO, QIAN = 11, 12, 13, 14
"""Hers; 赵六 wants no contact, 钱七 was handed over."""
NAMES = {MIN: "王敏", QIANG: "赵强", ZHANG: "张三", LI: "李四", ZHAO: "赵六", QIAN: "钱七"}
PLACES = {
    CITY: ("市委", "city", None),
    COUNTY: ("县委", "county", CITY),
    BRANCH: ("支部", "base", COUNTY),
    ELSEWHERE: ("邻市委", "city", None),
}


def county(url):
    """Leave the county in an empty database."""
    engine = open_engine(url)
    database.upgrade(engine)
    since = datetime(2024, 1, 1, tzinfo=HOME)
    with engine.begin() as c:
        for number, (name, level, parent) in PLACES.items():
            row = {"id": number, "name": name, "level": level, "parent_id": parent}
            c.execute(insert(Organisation).values(**row, type="leading_organ", first_day=LONG_AGO))
        above = {CITY: [CITY], COUNTY: [COUNTY, CITY], BRANCH: [BRANCH, COUNTY, CITY]}
        for number, over in {**above, ELSEWHERE: [ELSEWHERE]}.items():
            for depth, ancestor in enumerate(over):
                c.execute(
                    insert(Below).values(ancestor_id=ancestor, descendant_id=number, depth=depth)
                )
        c.execute(
            insert(Person),
            [
                {
                    "id": number,
                    "name": name,
                    "organisation_id": BRANCH,
                    "created_at": since,
                    "left_at": NOW if number == ZHAO else None,
                }
                for number, name in NAMES.items()
            ],
        )
        for number, username in ((MIN, "min"), (QIANG, "qiang")):
            c.execute(insert(Cadre).values(id=number, username=username, password="-"))
            c.execute(
                insert(WechatUser).values(openid=f"o{number}", person_id=number, bound_at=since)
            )
        for cadre, place, kind, leads in (
            (MIN, COUNTY, "fulltime", True),
            (QIANG, BRANCH, "parttime", False),
        ):
            c.execute(
                insert(Appointment).values(
                    cadre_id=cadre,
                    organisation_id=place,
                    type=kind,
                    leads=leads,
                    first_day=LONG_AGO,
                )
            )
        for youth in (ZHANG, LI, ZHAO, QIAN):
            ended = NOW if youth == QIAN else None
            c.execute(
                insert(Contact).values(
                    cadre_id=MIN, youth_id=youth, started_at=since, ended_at=ended
                )
            )
        database.advance_sequences(c, Base.metadata.sorted_tables)
    engine.dispose()


class County:
    """The county's database under a clock that is set by hand."""

    def __init__(self, url, programme="guangyuan-2017"):
        self.engine = open_engine(url)
        self.now = NOW
        self.open_uow = units(
            self.engine, replace(means(), default_programme=programme), lambda: self.now
        )

    def at(self, *when):
        """Set the clock to a moment in Asia/Shanghai."""
        self.now = datetime(*when, tzinfo=HOME)
        return self

    def do(self, verb, *args, **kwargs):
        """Do one thing in one unit of work."""
        with self.open_uow() as uow:
            return verb(uow, *args, **kwargs)

    def all(self, question):
        with self.open_uow(read_only=True) as uow:
            return uow.session.scalars(question).all()


@contextmanager
def opened(url, programme="guangyuan-2017"):
    place = County(url, programme)
    try:
        yield place
    finally:
        place.engine.dispose()
