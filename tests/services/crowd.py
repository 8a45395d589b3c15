"""More youths for the small county: enough to vote and to be drawn."""

from sqlalchemy import insert

from bot import database
from models.base import Base
from models.contact import Contact
from models.person import Person, WechatUser
from models.record import Record, RecordYouth
from services import phones
from tests.services.county import BRANCH, NOW, QIANG
from tests.services.rush import means

FIRST = 101
SURNAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


def number(n):
    """Return the made-up number of the n-th of them."""
    return f"+8613800{n:06}"


def openid(youth):
    return f"o{youth}"


def crowd(engine, many, cadre=QIANG, *, strangers=(), first=FIRST):
    """Add youths to a cadre's case-load, all but the ``strangers`` bound; return their ids."""
    vault = means().vault
    ids = list(range(first, first + many))
    with engine.begin() as c:
        for n, youth in enumerate(ids):
            name = f"小{SURNAMES[n % len(SURNAMES)]}{n // len(SURNAMES) or ''}"
            row = {"id": youth, "name": name, "organisation_id": BRANCH, "created_at": NOW}
            c.execute(
                insert(Person).values(
                    **row,
                    consented_at=NOW,
                    phone=phones.sealed(vault, youth, number(youth)),
                    phone_index=phones.index(vault, number(youth)),
                )
            )
            if youth not in strangers:
                row = {"openid": openid(youth), "person_id": youth, "bound_at": NOW}
                c.execute(insert(WechatUser).values(**row, proof="sms"))
        rows = [{"cadre_id": cadre, "youth_id": youth, "started_at": NOW} for youth in ids]
        c.execute(insert(Contact), [row | {"is_primary": True} for row in rows])
        database.advance_sequences(c, Base.metadata.sorted_tables)
    return ids


def met(engine, youths, at, cadre=QIANG, **more):
    """Write down that a cadre talked with youths; return the record's id."""
    with engine.begin() as c:
        row = {"cadre_id": cadre, "kind": "heart_to_heart", "happened_at": at, "entered_at": at}
        record = c.execute(
            insert(Record).values(**row | more, entered_by=cadre).returning(Record.id)
        ).scalar_one()
        links = [{"record_id": record, "youth_id": youth} for youth in youths]
        c.execute(insert(RecordYouth), links)
    return record
