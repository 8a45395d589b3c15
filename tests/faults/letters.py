"""Many letters for many followers, in two statements, and what became of them."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from sqlalchemy import insert, select

from bot.app import build
from bot.settings import checked
from domain.delivery import Channel, Kind, Lane, Status
from models.engine import open_engine
from models.person import WechatUser
from models.post import Outbox
from tests.house import QUICK, content

FIELDS = {"activity": "河道志愿服务", "time": "2026-12-26 09:00", "place": "河边", "note": "来吧"}
OVER = {Status.SENT, Status.DELIVERED}


def written(url, number, *, lane=Lane.SEAT, at=None, first=0):
    """Write so many letters, each to a follower of its own; what somebody waits for, day or night.

    Their keys are ``letter-N``, their openids ``openid-N``.
    """
    at = at or datetime.now(UTC)
    numbers = range(first, first + number)
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(
            insert(WechatUser),
            [{"openid": f"openid-{n}", "following": True, "muted": []} for n in numbers],
        )
        connection.execute(
            insert(Outbox),
            [
                {
                    "key": f"letter-{n}",
                    "kind": Kind.SEAT,
                    "lane": lane,
                    "channel": Channel.TEMPLATE,
                    "openid": f"openid-{n}",
                    "template": "SEAT",
                    "fields": FIELDS,
                    "text": "河道志愿服务有你的名额",
                    "url": "",
                    "because": {},
                    "status": Status.PENDING,
                    "turn": 0 if lane <= Lane.SEAT else None,
                    "written_at": at,
                    "due_at": at,
                    "attempts": 0,
                    "why": "",
                }
                for n in numbers
            ],
        )
    engine.dispose()


class Letters:
    """A look at the outbox from outside."""

    def __init__(self, url):
        self._engine = open_engine(url, pool_size=2)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._engine.dispose()

    def ask(self, question):
        with self._engine.connect() as connection:
            return connection.execute(question).all()

    def tell(self, statement, values=None):
        with self._engine.begin() as connection:
            connection.execute(statement, values or {})

    def by_status(self):
        return Counter(status for (status,) in self.ask(select(Outbox.status)))

    def open(self):
        """Return how many are still to go."""
        found = self.by_status()
        return found[Status.PENDING] + found[Status.SENDING]

    def lost(self, platform):
        """Return how many nobody has got although they count as sent, or that lie about."""
        got = {one["openid"] for one in platform.delivered()}
        rows = self.ask(select(Outbox.openid, Outbox.status))
        doubtful = {Status.UNCERTAIN, Status.HELD}
        return sum(openid not in got for openid, status in rows if status not in doubtful)


def seen_twice(platform):
    """Return how many messages people saw more than once."""
    seen = Counter(one["openid"] for one in platform.delivered())
    return sum(times - 1 for times in seen.values())


def repeated(platform):
    """Return what people would have seen again, had the platform not known the id."""
    return sum(one["repeated"] for one in platform.ledger())


class Desk:
    """Our house in this process, at whatever time a test says, with some senders."""

    def __init__(self, url, platform, at, **delivery):
        self.at = at
        self._platform = platform
        made = checked(content(url, platform=platform.url, delivery=delivery), "an experiment")
        self.app = build(made, passwords=QUICK, clock=lambda: self.at)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.app.close()

    def carry(self, senders=8):
        """Let some senders carry what is due, each in a thread, until nothing is; count it."""
        with ThreadPoolExecutor(senders) as pool:
            return sum(pool.map(lambda _: self.app.postman().carry(), range(senders)))

    def later(self, span):
        """Let time pass, here and over there."""
        self.at += span
        self._platform.later(span.total_seconds())
