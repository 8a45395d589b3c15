"""Those next door and above, beside the small county: nobody there is asked about its youths.

何芳 answers for a neighbouring county of the same city, 石磊 for the city over both. 林小 is a
youth of the neighbours, whom 何芳 keeps in touch with.
"""

from sqlalchemy import insert

from bot import database
from models.base import Base
from models.cadre import Appointment, Cadre
from models.contact import Contact
from models.organisation import Below, Organisation
from models.person import Person, WechatUser
from tests.services.county import CITY, LONG_AGO, NOW

NEXT_DOOR = 5
FANG, LEI, XIAO = 3, 4, 21
OPENIDS = {FANG: "o3", LEI: "o4", XIAO: "o21"}


def neighbours(engine):
    """Add them to the county's database."""
    with engine.begin() as c:
        c.execute(
            insert(Organisation).values(
                id=NEXT_DOOR,
                name="邻县委",
                level="county",
                parent_id=CITY,
                type="leading_organ",
                first_day=LONG_AGO,
            )
        )
        for depth, ancestor in enumerate((NEXT_DOOR, CITY)):
            row = {"ancestor_id": ancestor, "descendant_id": NEXT_DOOR, "depth": depth}
            c.execute(insert(Below).values(**row))
        homes = {FANG: ("何芳", NEXT_DOOR), LEI: ("石磊", CITY), XIAO: ("林小", NEXT_DOOR)}
        for number, (name, place) in homes.items():
            row = {"id": number, "name": name, "organisation_id": place, "created_at": NOW}
            c.execute(insert(Person).values(**row, consented_at=NOW if number == XIAO else None))
            proof = "sms" if number == XIAO else "password"
            row = {"openid": OPENIDS[number], "person_id": number, "bound_at": NOW}
            c.execute(insert(WechatUser).values(**row, proof=proof))
        for number, username, place in ((FANG, "fang", NEXT_DOOR), (LEI, "lei", CITY)):
            c.execute(insert(Cadre).values(id=number, username=username, password="-"))
            row = {"cadre_id": number, "organisation_id": place, "type": "fulltime"}
            c.execute(insert(Appointment).values(**row, leads=True, first_day=LONG_AGO))
        row = {"cadre_id": FANG, "youth_id": XIAO, "started_at": NOW, "is_primary": True}
        c.execute(insert(Contact).values(**row))
        database.advance_sequences(c, Base.metadata.sorted_tables)
