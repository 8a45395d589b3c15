"""A small house with the H5 pages in front: two cadres, one youth, and a clock to move."""

import random
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import ClassVar

from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select, update

from bot.holidays import calendar
from domain.channels import AccountKind
from handlers.h5 import create_h5
from models.base import Base
from models.cadre import Cadre
from models.contact import Contact
from models.engine import open_engine
from models.login import Invitation, OneTimeLink
from models.organisation import Organisation
from models.person import Person, WechatUser
from services import cadre_login, invitations, links
from services.links import Purpose
from services.passwords import Passwords
from services.ports import Ticket
from services.uow import Means, units
from services.vault import Vault
from tests.serving import served

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
BASE = "http://house.example"
STATIC = Path(__file__).parents[2] / "bot" / "static"
WEUI = "/static/vendor/weui-2.6.26/weui.min.css"
WANG, LI, ZHANG = 1, 2, 3
OPENIDS = {WANG: "oTEST_wang", LI: "oTEST_li"}
USERNAMES = {WANG: "wangjianguo", LI: "limin"}
WORD = "高山流水-1024"
ONE_TIME = "abcd2345efgh"
OWN = "坐看云起时-2026"
VAULT = Vault({1: bytes(32)}, 1, bytes(range(32)))


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def wait(self, **much):
        self.now += timedelta(**much)


class Hasher(PasswordHasher):
    """Cheap; counts its work and what the house held open meanwhile."""

    def __init__(self):
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.lock = threading.Lock()
        self.watch = lambda: 0
        self.forget()

    def forget(self):
        self.verified, self.hashed, self.open = 0, 0, 0

    def _note(self, what):
        with self.lock:
            setattr(self, what, getattr(self, what) + 1)
            self.open = max(self.open, self.watch())

    def verify(self, *args, **more):
        self._note("verified")
        return super().verify(*args, **more)

    def hash(self, *args, **more):
        self._note("hashed")
        return super().hash(*args, **more)


class PlatformAwayError(Exception):
    """The platform refused."""


class Qr:
    """Makes tickets as the platform does, or refuses."""

    def __init__(self):
        self.asked = []
        self.watch = lambda: 0
        self.open = 0
        self.trouble = None

    def ticket(self, scene, seconds):
        self.open = max(self.open, self.watch())
        if self.trouble:
            raise self.trouble
        self.asked.append((scene, seconds))
        return Ticket("http://weixin.example/q/02abcDEF")


def fill(url):
    """Make the tables and the people."""
    passwords = Passwords(Hasher())
    engine = open_engine(url)
    Base.metadata.create_all(engine)
    with open_session(engine) as session:
        organisation = Organisation(
            id=1, name="城东社区", level="base", type="community", first_day=NOW.date()
        )
        session.add(organisation)
        session.flush()
        for number, name in {WANG: "王建国", LI: "李敏", ZHANG: "张三"}.items():
            session.add(Person(id=number, name=name, organisation_id=1, created_at=NOW))
        session.get(Person, ZHANG).phone = VAULT.seal("13800000003", f"person|phone|{ZHANG}")
        session.flush()
        for number, password, must_change in ((WANG, WORD, False), (LI, ONE_TIME, True)):
            session.add(
                Cadre(
                    id=number,
                    username=USERNAMES[number],
                    password=passwords.hash(password),
                    must_change=must_change,
                    failures=0,
                )
            )
            session.add(WechatUser(openid=OPENIDS[number], muted=[], unread=""))
        session.flush()
        session.add(Contact(cadre_id=WANG, youth_id=ZHANG, is_primary=True, started_at=NOW))
    engine.dispose()


@contextmanager
def open_session(engine):
    with units(engine, None)() as uow:
        yield uow.session


def hung(open_uow, passwords, qr, **options):
    app = Flask("house", static_folder=STATIC, static_url_path="/static")
    options = {"weui_href": WEUI, "away": (PlatformAwayError,), **options}
    app.register_blueprint(create_h5(open_uow=open_uow, passwords=passwords, qr=qr, **options))
    return app


class Whoever:
    """A part of the house that has moved in last."""

    house: ClassVar = None

    def __init__(self, part):
        self.part = part

    def __getattr__(self, name):
        return getattr(getattr(self.house, self.part), name)

    def __call__(self, **how):
        return getattr(self.house, self.part)(**how)


@cache
def usual_pages():
    return hung(*map(Whoever, ("open_uow", "passwords", "qr")))


class House:
    """The pages on one database, and what a test wants to know of it."""

    def __init__(self, url, *, with_qr=True, programme=None, base_url=BASE, **options):
        self.engine = open_engine(url)
        self.clock = Clock()
        self.hasher = Hasher()
        self.passwords = Passwords(self.hasher)
        self.qr = Qr() if with_qr else None
        self.hasher.forget()
        for watched in filter(None, (self.hasher, self.qr)):
            watched.watch = self.engine.pool.checkedout
        means = Means(
            vault=VAULT,
            passwords=self.passwords,
            programmes={programme.id: programme} if programme else {},
            default_programme=programme.id if programme else "",
            account=AccountKind.TEST,
            base_url=base_url,
            calendar=calendar({}),
            chance=random.Random(1),  # noqa: S311 - no secret comes of it
        )
        self.open_uow = units(self.engine, means, self.clock)
        if options or not with_qr:
            self.app = hung(self.open_uow, self.passwords, self.qr, **options)
        else:
            # The pages take longer to hang up than to try: houses move into the same ones.
            self.app, Whoever.house = usual_pages(), self
        self.client = self.app.test_client()

    def login(self, who=WANG):
        """Give the path of a fresh login page, as the chat would."""
        with self.open_uow() as uow:
            return _path(cadre_login.start(uow, OPENIDS[who]))

    def change(self, who=LI):
        with self.open_uow() as uow:
            token = links.issue(uow, OPENIDS[who], Purpose.NEW_PASSWORD, str(who))
            return f"/h5/password/{token}"

    def invitation(self):
        with self.open_uow() as uow:
            return _path(invitations.invite(uow, WANG, OPENIDS[WANG], ZHANG))

    def progress(self, who=WANG, **more):
        """Give the path of a fresh progress page, as the chat would."""
        with self.open_uow() as uow:
            token = links.issue(uow, OPENIDS[who], Purpose.PROGRESS, "chat", **more)
            return f"/h5/progress/{token}"

    def opened(self, who=WANG, **more):
        """Give the path of a progress page that this browser has opened."""
        path = self.progress(who, **more)
        assert self.client.get(path).status_code == 200
        return path

    def try_in(self, path, username=USERNAMES[WANG], password=WORD):
        return self.client.post(path, data={"username": username, "password": password})

    def row(self, model, *where):
        with self.open_uow(read_only=True) as uow:
            return uow.session.scalar(select(model).where(*where))

    def cadre(self, who=WANG):
        return self.row(Cadre, Cadre.id == who)

    def bound(self, who=WANG):
        return self.row(WechatUser, WechatUser.openid == OPENIDS[who]).person_id

    def link(self, purpose=Purpose.CADRE_LOGIN):
        return self.row(OneTimeLink, OneTimeLink.purpose == purpose)

    def set_invitation(self, **values):
        with self.open_uow() as uow:
            uow.session.execute(update(Invitation).values(**values))

    def serving(self):
        """Serve over HTTP from threads; a context that gives the address."""
        return served(self.app)

    def close(self):
        self.engine.dispose()


def _path(address):
    return address.removeprefix(BASE)
