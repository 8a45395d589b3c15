"""Letters, calls and texts made up for the console's house: of the county, and of its neighbour."""

from datetime import timedelta

from sqlalchemy import insert, select

from domain.delivery import Channel, Kind, Lane, Status
from models.cadre import Cadre
from models.organisation import below
from models.person import Person
from models.post import Outbox
from models.sending import Budget, Call, Halt, LetterStep
from tests.admin.console import COUNTY, NEIGHBOUR

SCRIPT = "<script>alert(1)</script>"


def people(house, place=COUNTY, *, cadres=True):
    """Return the ids of cadres, or of others, of a place."""
    known = Person.id.in_(select(Cadre.id))
    found = select(Person.id).where(
        Person.organisation_id.in_(below(house.places[place])),
        Person.left_at.is_(None),
        known if cadres else ~known,
    )
    return [number for (number,) in house.rows(found.order_by(Person.id))]


def letter(house, person, n=0, **given):
    """Write one letter to somebody; return its number."""
    at = given.pop("at", house.now - timedelta(hours=2 * n + 1))
    row = {
        "key": f"made-up-{person}-{n}-{given.get('kind', '')}",
        "kind": Kind.QUOTA,
        "lane": Lane.REMINDER,
        "channel": Channel.TEMPLATE,
        "person_id": person,
        "openid": f"openid-{person}",
        "template": "QUOTA_DUE",
        "fields": {"item": "本季度「五个一」", "missing": "还差 2 次"},
        "text": "王老师,离 12 月 31 日还有 38 天。\n本季度「五个一」还差 2 次。",
        "because": {},
        "status": Status.DELIVERED,
        "written_at": at,
        "due_at": at,
        "closed_at": at + timedelta(minutes=3),
    } | given
    with house.open_uow() as uow:
        number = uow.session.execute(insert(Outbox).values(row).returning(Outbox.id)).scalar_one()
        uow.session.execute(
            insert(LetterStep).values(
                outbox_id=number, channel=row["channel"], outcome="sent", why="", at=at
            )
        )
    return number


def sent(house):
    """Write a fortnight of letters in the county and one next door; return some by what they are."""
    cadres, youths = people(house), people(house, cadres=False)
    ends = (Status.DELIVERED, Status.SENT, Status.DELIVERED, Status.WAITING, Status.FAILED)
    for n in range(60):
        letter(house, cadres[n % len(cadres)], n, status=ends[n % 5])
    organ = house.places[COUNTY]
    found = {
        "lost": letter(house, cadres[0], 90, status=Status.UNCERTAIN, why="away:timeout"),
        "held": letter(house, cadres[1], 91, status=Status.HELD, deaths=3, closed_at=None),
        "ticket": letter(
            house,
            youths[0],
            92,
            kind=Kind.TICKET,
            fields={"title": "你的诉求有回音"},
            text="你问的 Q-1 有人回了。",
        ),
        "code": letter(
            house, cadres[2], 93, kind=Kind.CODE, channel=Channel.SMS, fields={}, text="123456"
        ),
        "theirs": letter(house, people(house, NEIGHBOUR)[0], 94, status=Status.UNCERTAIN),
        "urgent": letter(
            house,
            youths[1],
            95,
            kind=Kind.SEAT,
            urgent=True,
            status=Status.WAITING,
            fields={"activity": f"周六河道{SCRIPT}", "note": "改到下午三点"},
        ),
    }
    with house.open_uow() as uow:
        found["call"] = uow.session.execute(
            insert(Call)
            .values(
                outbox_id=found["urgent"],
                person_id=youths[1],
                organ_id=organ,
                at=house.now,
                expires_at=house.now + timedelta(days=2),
                outcome="",
            )
            .returning(Call.id)
        ).scalar_one()
        uow.session.execute(
            insert(Budget).values(api=Channel.TEMPLATE, day=uow.today, used=31_200, spent_at=None)
        )
        for place, why in ((COUNTY, "名单要再核对一遍"), (NEIGHBOUR, "邻县的事")):
            uow.session.execute(
                insert(Halt).values(
                    scope=f"organ:{house.places[place]}", why=why, at=house.now, until=None
                )
            )
    return found


def branch(house, person):
    """Return where somebody is."""
    return house.one(select(Person.organisation_id).where(Person.id == person))
