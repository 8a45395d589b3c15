"""The pages behind a visit, on the small county of ``tests/services/county.py``.

王敏 (full-time, answers for the county) and 赵强 are cadres; 张三 and 李四 are her youths.
"""

from functools import cached_property
from typing import ClassVar
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import insert, update

from handlers.h5 import create_h5
from models.contact import Contact
from models.engine import open_engine
from models.person import Person, WechatUser
from services import visits
from tests.h5.house import STATIC, WEUI, PlatformAwayError, Qr
from tests.services.county import LI, MIN, NOW, QIANG, ZHANG, County, county
from tests.serving import Compiled, served

OPENIDS = {MIN: "o1", QIANG: "o2", ZHANG: "o11", LI: "o12"}


def fill(url):
    """Leave the county with its people bound: cadres by password, two youths by SMS."""
    county(url)
    engine = open_engine(url)
    with engine.begin() as c:
        c.execute(update(WechatUser).values(proof="password"))
        for youth in (ZHANG, LI):
            c.execute(
                insert(WechatUser).values(
                    openid=OPENIDS[youth], person_id=youth, bound_at=NOW, proof="sms"
                )
            )
            c.execute(update(Person).where(Person.id == youth).values(consented_at=NOW))
        c.execute(update(Contact).values(is_primary=True))
    engine.dispose()


class Moving:
    """The pages, which take longer to hang up than to try: one house moves into them at a time."""

    house: ClassVar = None

    def open_uow(self, **how):
        return self.house.open_uow(**how)

    def ticket(self, scene, seconds):
        return self.house.qr.ticket(scene, seconds)

    @cached_property
    def app(self):
        app = Flask("desk", static_folder=STATIC, static_url_path="/static")
        app.jinja_options = {"bytecode_cache": Compiled()}
        app.register_blueprint(
            create_h5(
                open_uow=self.open_uow,
                passwords=None,
                qr=self,
                weui_href=WEUI,
                away=(PlatformAwayError,),
            )
        )
        return app


PAGES = Moving()


class DeskHouse(County):
    """The county with the pages in front; ``base_url`` is fixed, links are opened by their path."""

    def __init__(self, url, programme="guangyuan-2017"):
        super().__init__(url, programme)
        self.qr = Qr()
        self.app, Moving.house = PAGES.app, self

    def hang_anew(self):
        """Hang up pages of its own: those that others used remember what the platform drew."""
        self.app = Moving().app

    def link(self, who=MIN, path="home"):
        """Return the path of a fresh link, as the chat would give it."""
        return urlsplit(self.do(visits.link, OPENIDS[who], path)).path

    def browser(self, who=MIN):
        """Return a browser (Flask's test client) in which somebody has opened a link."""
        client = self.app.test_client()
        assert client.get(self.link(who)).status_code == 303
        return Browser(client)

    def serving(self):
        """Serve the pages for a real browser; a context that gives the address."""
        return served(self.app)


class Browser:
    """A test client that is in, and puts its csrf into what it posts: a visit's, or the one said."""

    def __init__(self, client, root="/h5/", csrf=""):
        self.client, self.root = client, root
        self.csrf = csrf or visits.csrf(client.get_cookie("visit", path="/h5").value)

    def get(self, path="", **query):
        return self.client.get(f"{self.root}{path}", query_string=query)

    def post(self, path, **form):
        """Post a form; lists are sent several times, files as (stream, name)."""
        return self.client.post(f"{self.root}{path}", data={"csrf": self.csrf, **form})

    def text(self, path="", **query):
        """Return the HTML of a page that must open."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.text
        return answer.text

    def does(self, path, **form):
        """Take a step that must succeed; return the page that follows."""
        answer = self.post(path, **form)
        assert answer.status_code == 303, answer.text
        return self.client.get(answer.location).text
