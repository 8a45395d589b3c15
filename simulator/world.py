"""All the simulator knows, in one place, and how it is made anew."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from simulator import kinds
from simulator.account import Account
from simulator.cards import Template
from simulator.chance import Chance
from simulator.clock import Clock
from simulator.faults import Faults
from simulator.feed import Feed
from simulator.journal import Journal
from simulator.people import READY, People
from simulator.program import Program
from simulator.quotas import Quotas
from simulator.settings import KINDS, Settings
from simulator.things import Code, Grant, Ledger, Media, MiniCode, QrCode, Sms
from simulator.tokens import Tokens

if TYPE_CHECKING:
    from simulator.settings import Json


class World:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.base = f"http://{settings.host}:{settings.port}"
        self.feed = Feed()
        self.clock = Clock(settings.start)
        self.lock = threading.RLock()
        self.program = Program.of(settings.miniprogram)
        self.epoch = 0
        self._fill()

    def _fill(self) -> None:
        settings = self.settings
        self.chance = Chance(settings.seed)
        self.account = Account.of(settings)
        self.journal = Journal(self.clock, self.feed, settings.journal_limit)
        self.people = People(self.clock, self.chance, self.feed)
        self.tokens = Tokens(self.clock, self.chance)
        self.quotas = Quotas(self.clock)
        self.faults = Faults(self.chance)
        self.ledger = Ledger()
        self.menu: dict[str, Any] | None = None
        self.menu_id = 0
        self.templates: dict[str, Template] = {}
        self.media: dict[str, Media] = {}
        self.qrcodes: dict[str, QrCode] = {}
        self.mini_codes: dict[str, MiniCode] = {}
        self.codes: dict[str, Code] = {}
        self.grants: dict[str, Grant] = {}
        self.sms: list[Sms] = []
        self.logins: dict[str, list[float]] = {}
        for person in READY if settings.people is None else settings.people:
            self.people.add(person)
        for template in settings.templates or ():
            self.add_template(template)

    def reset(self) -> None:
        with self.lock:
            self.epoch += 1
            self.clock.reset()
            self._fill()
        self.feed.publish("reset", {})

    def add_template(self, data: Json) -> Template:
        template_id = str(data.get("template_id") or "FAKE-" + self.chance.text(38))
        template = Template(
            template_id,
            str(data["title"]),
            str(data["content"]),
            str(data.get("example", "")),
            dict(data.get("enums") or {}),
        )
        with self.lock:
            self.templates[template_id] = template
        return template

    def set_menu(self, menu: dict[str, Any] | None) -> None:
        with self.lock:
            self.menu = menu
            self.menu_id += 1
        self.feed.publish("menu", {"menu": menu})

    def shown_menu(self) -> dict[str, Any] | None:
        """Return the menu, unless this kind of account has none."""
        return self.menu if kinds.may(self.account.kind, "menu") else None

    def add_media(self, kind: str, content: bytes, mimetype: str, filename: str) -> Media:
        media_id = "FAKEmedia" + self.chance.text(55)
        media = Media(media_id, kind, content, mimetype, filename, self.clock.now())
        with self.lock:
            self.media[media_id] = media
        return media

    def live_media(self, media_id: object) -> Media | None:
        media = self.media.get(str(media_id))
        return media if media is not None and media.alive(self.clock.now()) else None

    def media_url(self, media_id: str) -> str:
        return f"{self.base}/sim/media/{media_id}"

    def add_code(
        self, purpose: str, openid: str, scope: str = "", *, snapshot: bool = False
    ) -> Code:
        code = Code(
            "0FAKE" + self.chance.text(27), purpose, openid, self.clock.now(), scope, snapshot
        )
        with self.lock:
            self.codes[code.value] = code
        return code

    def send_sms(self, phone: str, text: str, key: str | None) -> tuple[Sms, bool]:
        """Keep a text message; the same key again gives the first one."""
        with self.lock:
            if key is not None:
                first = next((sms for sms in self.sms if sms.key == key), None)
                if first is not None:
                    return first, True
            person = self.people.by_phone(phone)
            openid = person.openid if person else None
            sms = Sms(len(self.sms) + 1, self.clock.now(), phone, text, key, openid)
            self.sms.append(sms)
        self.ledger.add(sms.at, "sms", phone=phone, text=text, openid=openid)
        self.feed.publish("sms", sms.as_json())
        return sms, False

    def state(self) -> dict[str, Any]:
        now = self.clock.now()
        last = self.feed.last  # before looking: what changes meanwhile is told again, never lost
        return {
            "base": self.base,
            "account": self.account.as_json(),
            "kinds": [{"kind": kind, "label": label} for kind, label in KINDS.items()],
            "clock": self.clock.as_json(),
            "people": [person.as_json(now) for person in self.people.everyone()],
            "menu": self.shown_menu(),
            "templates": [template.as_json() for template in self.templates.values()],
            "faults": self.faults.as_json(),
            "last_event": last,
        }
