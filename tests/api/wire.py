"""The API alone, in process, before an application that a test has built."""

import secrets
from dataclasses import replace

from flask import Flask
from sqlalchemy import select

from domain.proofs import Proof
from handlers.api.door import create_api
from handlers.api.nouns import NOUNS
from models.contact import Contact
from models.mini import MiniUser
from models.person import Person
from services import mini_binding, mini_login, phones
from tests.house import PERSONAS

ROOT = "/api/v1"
MINI = {"appid": "wxfakemini01234567", "secret": "fake-secret-of-the-mini-program"}


CHAT = tuple(said.encode() for said in ("回复「", "发「"))


def of_the_app(mime, body):
    """Look that an answer tells nobody what to reply in a chat that they may not have."""
    if mime in {"application/json", "application/problem+json"}:
        assert not any(said in body for said in CHAT), body.decode()


class Unlimited:
    """Counts nothing: what is tried is not how often."""

    def hit(self, _name, _most, _seconds):
        return 0


class Wire:
    """Speaks to the API through WSGI, as whoever is named."""

    def __init__(self, app, *, nouns=NOUNS, **surroundings):
        self.app, self.people = app, {}
        house = app.surroundings(app.mini, app.open_uow)
        self.house = replace(house, **({"limits": Unlimited()} | surroundings))
        self.web = Flask("api")
        self.web.register_blueprint(create_api(self.house, nouns))
        self.client = self.web.test_client()

    def ask(self, method, path, body=None, *, token="", key=None, headers=None, **more):
        """Send a request; a step has a new key unless one is given."""
        sent = {"Authorization": f"Bearer {token}"} if token else {}
        if method != "GET":
            sent["Idempotency-Key"] = key or secrets.token_hex(16)
        if body is not None:
            more["json"] = body
        answer = self.client.open(
            ROOT + path, method=method, headers=sent | (headers or {}), **more
        )
        if path != "/me/data/export":  # it has what was written, to the letter
            of_the_app(answer.mimetype, answer.get_data())
        return answer

    def token(self, openid, person_id=None, proof=Proof.PHONE):
        """Open a session as somebody whose identity is proved, or as nobody."""
        with self.app.open_uow() as uow:
            opened = mini_login.begin(uow, openid)
            if person_id is not None:
                mini_binding.stand(uow, uow.session.get_one(MiniUser, openid), person_id, proof)
        return opened.token

    def of(self, who):
        """Open a session as a persona: cadres by password, 路人甲 as nobody."""
        persona = PERSONAS[who]
        if who not in self.people:
            with self.app.open_uow(read_only=True) as uow:
                index = phones.index(uow.means.vault, persona.phone)
                mine = select(Person.id).where(Person.phone_index == index)
                self.people[who] = uow.session.scalar(mine)
        proof = Proof.PASSWORD if persona.username else Proof.PHONE
        return self.token(persona.openid, self.people[who], proof)

    def youths(self):
        """Open sessions as one youth after the other, each with a phone of their own."""
        with self.app.open_uow(read_only=True) as uow:
            youths = select(Person.id).join(Contact, Contact.youth_id == Person.id).distinct()
            known = select(MiniUser.person_id).where(MiniUser.person_id.is_not(None))
            found = uow.session.scalars(youths.where(Person.id.not_in(known))).all()
        for one in found:
            yield self.token(f"oFAKEyouth{one:018}", one)
