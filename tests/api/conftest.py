"""A house with a mini-program, and people who open it on their phones."""

import secrets

import pytest
import requests

from tests.api.wire import of_the_app
from tests.house import PERSONAS

OWN_PASSWORD = "山高水长dlrow9"
MINI = {"appid": "wxfakemini01234567", "secret": "fake-secret-of-the-mini-program"}


class Phone:
    """The mini-program in one person's hands: it logs in, and calls the API as ``wx.request`` does."""

    def __init__(self, house, who):
        self.house, self.who = house, who
        self.openid = PERSONAS[who].openid
        self.token = ""
        self.http = requests.Session()

    @property
    def root(self):
        return f"{self.house.settings.site.base_url}/api/v1"

    def code(self, purpose="login"):
        """Return what ``wx.login`` or the phone button gives."""
        return self.house.simulator.post(f"/sim/people/{self.openid}/mini/{purpose}")["code"]

    def ask(self, method, path, body=None, *, key=None, headers=None, **more):
        """Send a request and return the answer; a step has a new key unless one is given."""
        sent = {**(headers or {})}
        if self.token:
            sent.setdefault("Authorization", f"Bearer {self.token}")
        if method != "GET":
            sent.setdefault("Idempotency-Key", key or secrets.token_hex(16))
        answer = self.http.request(
            method, self.root + path, json=body, headers=sent, timeout=60, **more
        )
        if path != "/me/data/export":  # it has what was written, to the letter
            of_the_app(answer.headers.get("Content-Type", "").split(";")[0], answer.content)
        return answer

    def get(self, path, **query):
        answer = self.ask("GET", path, params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path, body=None):
        answer = self.ask("POST", path, body)
        assert answer.status_code in {200, 201, 204}, answer.text
        return answer.json() if answer.content else None

    def open(self):
        """Open a session, as nobody yet."""
        self.token = self.post("/session", {"code": self.code()})["token"]
        return self

    def login(self):
        """Open a session, press the phone button, and agree to what is kept if that is asked."""
        self.open()
        entered = self.post("/session/phone", {"code": self.code("phone")})
        if entered["state"] == "consent":
            entered = self.post("/session/answer", {"answer": "agree"})
        assert entered["state"] == "in", entered
        return self

    def password(self):
        """Open a session and log a cadre in by password: nothing less makes one."""
        if not self.token:
            self.open()
        persona = PERSONAS[self.who]
        proof = {"username": persona.username, "password": persona.password}
        entered = self.post("/session/password", proof)
        if entered["state"] == "new_password":
            entered = self.post("/session/password/new", proof | {"new": OWN_PASSWORD})
        assert entered["state"] == "in", entered
        return self


@pytest.fixture
def mini(new_house, database_kind):
    """Open a house whose account has a mini-program."""
    return new_house(database_kind, mini=MINI)


@pytest.fixture
def phone(mini):
    """Put the mini-program into somebody's hands: ``phone("周一帆").login()``."""
    lent = []

    def lend(who):
        lent.append(Phone(mini, who))
        return lent[-1]

    yield lend
    for one in lent:
        one.http.close()
