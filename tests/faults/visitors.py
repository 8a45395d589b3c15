"""A county's activity and the people who want to come, with the pages open in their browsers."""

import asyncio
import hashlib
import secrets
import socket
import struct
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from urllib.parse import urlencode

from sqlalchemy import func, insert, select

from bot import database
from models.activity import Activity, Enrolment
from models.base import Base
from models.cadre import Appointment, Cadre
from models.engine import open_engine
from models.organisation import Below, Organisation
from models.person import Person, WechatUser
from models.visit import PageVisit
from services import visits
from tests.faults import by_itself

HOST = 1
ACTIVITY = 1
SEATS = 100
YES, NO, BUSY = 303, 422, 503
FINAL = (YES, NO)
LONG_AGO = date(2020, 1, 1)


def key(person):
    """Return what the person's browser keeps."""
    return f"key-of-{person:08}-{'k' * 16}"


@cache
def county(people, seats=SEATS, activities=1):
    """Return what fills a database: a host (1), people from 2 on, an activity that is open."""

    def fill(url):
        engine = open_engine(url)
        database.upgrade(engine)
        with engine.begin() as c:
            _organ(c)
            _people(c, range(1, people + 2))
            for number in range(1, activities + 1):
                c.execute(insert(Activity).values(**_activity(number, seats)))
            database.advance_sequences(c, Base.metadata.sorted_tables)
        engine.dispose()

    return fill


def _organ(c):
    organ = {"id": 1, "name": "县", "level": "county", "type": "leading_organ"}
    c.execute(insert(Organisation).values(**organ, first_day=LONG_AGO))
    c.execute(insert(Below).values(ancestor_id=1, descendant_id=1, depth=0))


def _people(c, numbers):
    now = datetime.now(UTC)
    until = now + timedelta(hours=11)
    person = {"organisation_id": 1, "created_at": now}
    c.execute(insert(Person), [{"id": n, "name": f"人{n}", **person} for n in numbers])
    post = {"cadre_id": HOST, "organisation_id": 1, "type": "fulltime", "leads": True}
    c.execute(insert(Cadre).values(id=HOST, username="host", password="-"))
    c.execute(insert(Appointment).values(**post, first_day=LONG_AGO))
    c.execute(
        insert(WechatUser),
        [
            {
                "openid": f"o{n}",
                "person_id": n,
                "bound_at": now,
                "proof": "password" if n == HOST else "sms",
                "unread": "",
                "muted": [],
            }
            for n in numbers
        ],
    )
    c.execute(
        insert(PageVisit),
        [
            {
                "key_hash": hashlib.sha256(key(n).encode()).digest(),
                "openid": f"o{n}",
                "person_id": n,
                "flash": {},
                "created_at": now,
                "expires_at": until,
            }
            for n in numbers
        ],
    )


def _activity(number, seats):
    now = datetime.now(UTC)
    return {
        "id": number,
        "organisation_id": 1,
        "host_id": HOST,
        "title": f"河道志愿服务{number}",
        "kind": "volunteering",
        "seats": seats,
        "status": "open",
        "created_at": now,
        "deadline": now + timedelta(days=5 + number),
        "starts_at": now + timedelta(days=6 + number),
        "ends_at": now + timedelta(days=6 + number, hours=2),
    }


@dataclass(frozen=True)
class Press:
    """One tap on a page: a step that is posted, or a page that is shown (``step`` empty)."""

    person: int
    step: str
    once: str
    form: tuple = ()
    cut: bool = False
    """The phone hangs up as soon as it has asked."""

    @property
    def sent(self):
        form = [("csrf", visits.csrf(key(self.person))), ("once", self.once), *self.form]
        body = urlencode(form).encode()
        head = (
            f"POST /h5/{self.step} HTTP/1.1\r\nHost: house\r\nCookie: visit={key(self.person)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def press(person, step=f"activities/{ACTIVITY}/enrol", *, once=None, cut=False, **form):
    """Let a person press; a form that is sent again has the same mark ``once``."""
    return Press(person, step, once or secrets.token_hex(6), tuple(form.items()), cut)


@dataclass(frozen=True)
class Told:
    """What a phone was answered; status 0: nothing, the line was cut."""

    person: int
    status: int
    seconds: float
    headers: dict
    body: bytes
    at: float = 0.0

    @property
    def yes(self):
        """Whether the step was taken."""
        return self.status == YES


def crowd(ports, presses, *, lines=64, patience=60.0):
    """Let all press, so many at a time, spread over the ports; return the answers in order."""
    return by_itself.run(_crowd(list(ports), list(presses), lines, patience))


@dataclass(frozen=True)
class Rushed:
    """What people were told in the end, and how often before that they were told to come again."""

    told: list
    again: int
    broken: int
    """Answers that are neither yes, no, nor "come again"."""


def until_told(ports, presses, *, lines=64, rounds=40):
    """Let all press until they know: who is told to come again, or is cut off, presses again."""
    left, told, again, broken = list(presses), [], 0, 0
    for _ in range(rounds):
        answers = crowd(ports, left, lines=lines)
        last = dict(zip(map(id, left), answers, strict=True))
        broken += sum(one.status not in (0, *FINAL, BUSY) for one in answers)
        told += [one for one in answers if one.status in FINAL]
        left = [one for one in left if last[id(one)].status not in FINAL]
        if not left:
            break
        again += len(left)
        time.sleep(0.05)
    return Rushed(told, again, broken)


async def _crowd(ports, presses, lines, patience):
    waiting = iter(enumerate(presses))
    told = [None] * len(presses)

    async def phone(number):
        port = ports[number % len(ports)]
        line = None
        for place, one in waiting:
            began = time.monotonic()
            try:
                async with asyncio.timeout(patience):
                    line = line or await asyncio.open_connection("127.0.0.1", port)
                    answer, line = await _ask(one, line, began)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                if line:
                    line[1].transport.abort()
                line = None
                answer = Told(one.person, 0, time.monotonic() - began, {}, b"", time.monotonic())
            told[place] = answer
        if line:
            line[1].close()
            await line[1].wait_closed()

    await asyncio.gather(*(phone(n) for n in range(min(lines, len(presses)))))
    return told


async def _ask(one, line, began):
    reader, writer = line
    writer.write(one.sent)
    await writer.drain()
    if one.cut:
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        writer.transport.abort()
        return Told(one.person, 0, time.monotonic() - began, {}, b"", time.monotonic()), None
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *fields = head.strip().split("\r\n")
    headers = {name.lower(): said.strip() for name, _, said in (f.partition(":") for f in fields)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    now = time.monotonic()
    told = Told(one.person, int(first.split(" ")[1]), now - began, headers, body, now)
    if headers.get("connection", "").lower() == "close":
        writer.close()
        line = None
    return told, line


@dataclass(frozen=True)
class Seen:
    """What the database says in the end."""

    taken: int
    waiting: int
    seats: int
    places: dict
    """Rows by status."""
    numbers: list
    people: dict
    """Who has what."""

    @property
    def sold(self):
        return self.places.get("enrolled", 0) + self.places.get("offered", 0)

    @property
    def phantom(self):
        """Seats taken that nobody has, or the other way round."""
        return abs(self.taken - self.sold) + abs(self.waiting - self.places.get("waiting", 0))


def look(url, activity=ACTIVITY):
    """Return how the seats of an activity stand."""
    engine = open_engine(url)
    with engine.connect() as c:
        row = c.execute(
            select(Activity.taken, Activity.waiting, Activity.seats).where(Activity.id == activity)
        ).one()
        mine = Enrolment.activity_id == activity
        places = c.execute(
            select(Enrolment.status, func.count()).where(mine).group_by(Enrolment.status)
        )
        numbers = c.scalars(
            select(Enrolment.queue_no).where(mine, Enrolment.status == "waiting")
        ).all()
        people = c.execute(select(Enrolment.person_id, Enrolment.status).where(mine))
        seen = Seen(
            row.taken,
            row.waiting,
            row.seats,
            dict(places.all()),
            sorted(numbers),
            dict(people.all()),
        )
    engine.dispose()
    return seen


def p99(told):
    """Return the 99th percentile of what was answered, in seconds."""
    times = sorted(one.seconds for one in told if one.status)
    return times[int(len(times) * 0.99)] if times else 0.0
