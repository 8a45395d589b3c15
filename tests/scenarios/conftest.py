"""The mini-program in somebody's hands: its generated client, which speaks to a whole house."""

import json
import secrets
import subprocess
from pathlib import Path

import pytest

from tests.api.conftest import MINI, OWN_PASSWORD
from tests.browser import node
from tests.house import PERSONAS

SCRIPT = Path(__file__).with_name("by_client.js")


class Client:
    """Calls an operation by its name: ``client.wish_post({"text": …})`` gives what it was told."""

    def __init__(self, line, house, who):
        self.line, self.house, self.who, self.token = line, house, who, ""

    def ask(self, name, *args):
        """Call an operation and return status and body."""
        asked = {"name": name, "args": args, "token": self.token, "key": secrets.token_hex(16)}
        self.line.stdin.write(json.dumps(asked) + "\n")
        self.line.stdin.flush()
        told = json.loads(self.line.stdout.readline())
        return told["status"], told["body"]

    def __getattr__(self, name):
        def call(*args):
            status, body = self.ask(name, *args)
            assert status < 300, (self.who, name, body)
            return body

        return call

    def code(self, purpose):
        """Return what ``wx.login`` or the phone button gives."""
        person = f"/sim/people/{PERSONAS[self.who].openid}/mini/{purpose}"
        return self.house.simulator.post(person)["code"]

    def login(self):
        """Open a session, and show who it is: a cadre's password, a youth's phone."""
        self.token = self.session_open({"code": self.code("login")})["token"]
        known = PERSONAS[self.who]
        if not known.username:
            if self.session_phone({"code": self.code("phone")})["state"] == "consent":
                self.session_answer({"answer": "agree"})
            return self
        proof = {"username": known.username, "password": known.password}
        if self.session_password(proof)["state"] == "new_password":
            self.session_password_new(proof | {"new": OWN_PASSWORD})
        return self


@pytest.fixture
def mini(new_house, database_kind):
    """Open a house whose account has a mini-program."""
    return new_house(database_kind, mini=MINI)


@pytest.fixture
def client(mini):
    """Put the mini-program into somebody's hands: ``client("周一帆")``."""
    base = f"{mini.settings.site.base_url}/api/v1"
    line = subprocess.Popen(
        [node(), SCRIPT, base], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with line:
        yield lambda who: Client(line, mini, who).login()
        line.stdin.close()
        line.wait(30)
