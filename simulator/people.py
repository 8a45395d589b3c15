"""The persons who play along: who they are, what they see, when they may be written to."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from simulator.clock import iso
from simulator.subscribing import Notices

if TYPE_CHECKING:
    from simulator.chance import Chance
    from simulator.clock import Clock
    from simulator.feed import Feed
    from simulator.settings import Json

READY: tuple[dict[str, Any], ...] = (
    {
        "name": "林小溪",
        "role": "小伙伴",
        "phone": "19900000001",
        "hint": "登录,许个微心愿,报名活动",
    },
    {"name": "周一帆", "role": "小伙伴", "phone": "19900000002", "hint": "和林小溪抢同一个名额"},
    {"name": "陈果", "role": "小伙伴", "phone": "19900000003", "hint": "扫团干部的邀请码登录"},
    {"name": "王敏", "role": "团干部", "phone": "19900000101", "hint": "在网页上登录,记一次联系"},
    {"name": "赵强", "role": "团干部", "phone": "19900000102", "hint": "本季度还差几次,等提醒"},
    {"name": "路人甲", "role": "陌生人", "phone": "19900000999", "hint": "不在名册里,看看会怎样"},
)
TEMPLATE_MOODS = ("accept", "block", "refuse", "fail")
OPENID_LENGTH = 28


class UnknownPersonError(LookupError):
    """Nobody here has this openid or name."""


class PersonError(ValueError):
    """A description that makes no person."""


@dataclass
class Allowance:
    """How many customer-service messages may still be sent, and until when."""

    until: float = 0.0
    left: int = 0

    def open(self, now: float, count: int, seconds: float) -> None:
        """Open or renew the window: the larger count and the longer time hold, nothing adds up."""
        self.left = max(count, self.left if now <= self.until else 0)
        self.until = max(self.until, now + seconds)

    def as_json(self, now: float) -> dict[str, Any]:
        opened = now <= self.until
        return {
            "open": opened,
            "left": self.left if opened else 0,
            "until": iso(self.until) if opened else None,
        }


@dataclass
class Person:
    openid: str
    mini_openid: str
    unionid: str
    name: str
    role: str = ""
    phone: str = ""
    hint: str = ""
    followed: bool = False
    template: str = "accept"
    high_risk: bool = False
    remark: str = ""
    subscribed_at: float = 0.0
    subscribe_scene: str = "ADD_SCENE_SEARCH"
    qr_scene: str = ""
    mini_visit: float = 0.0
    typing_until: float = 0.0
    interacted: float = 0.0
    unread: int = 0
    read_until: int = 0
    """The newest bubble they have seen."""
    allowance: Allowance = field(default_factory=Allowance)
    grants: dict[tuple[str, str], int] = field(default_factory=dict)
    """How often they said yes, by the openid (of the account or the mini-program) and template."""
    notices: Notices = field(default_factory=Notices)
    """What they set in the mini-program about its notices."""
    bubbles: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self, now: float) -> dict[str, Any]:
        names = ("openid", "mini_openid", "name", "role", "phone", "hint", "followed", "template")
        data = {name: getattr(self, name) for name in names}
        grants = [
            {"openid": openid, "template_id": template_id, "left": left}
            for (openid, template_id), left in self.grants.items()
        ]
        window = self.allowance.as_json(now)
        return {**data, "window": window, "unread": self.unread, "grants": grants}


class People:
    def __init__(self, clock: Clock, chance: Chance, feed: Feed) -> None:
        self._clock = clock
        self._chance = chance
        self._feed = feed
        self._lock = threading.RLock()
        self._people: dict[str, Person] = {}
        self._bubble = 0

    def add(self, data: Json) -> Person:
        """Make a person, or describe one anew who is already here."""
        openid = str(data.get("openid") or self._chance.openid())
        if not openid.startswith("oFAKE") or len(openid) > OPENID_LENGTH:
            raise PersonError("an openid here starts with oFAKE and has at most 28 characters")
        if not str(data.get("name", "")).strip():
            raise PersonError("a person needs a name")
        with self._lock:
            person = self._people.get(openid)
            if person is None:
                mini = str(data.get("mini_openid") or self._chance.openid("oFAKEmini"))
                union = str(data.get("unionid") or self._chance.openid("uFAKE"))
                person = Person(openid, mini, union, str(data["name"]))
                self._people[openid] = person
            self._describe(person, data)
            if data.get("followed"):
                person.followed = True
                person.subscribed_at = self._clock.now()
        self.changed(person)
        return person

    def describe(self, person: Person, data: Json) -> None:
        with self._lock:
            self._describe(person, data)
        self.changed(person)

    @staticmethod
    def _describe(person: Person, data: Json) -> None:
        mood = data.get("template", person.template)
        if mood not in TEMPLATE_MOODS:
            raise PersonError(f"template must be one of {', '.join(TEMPLATE_MOODS)}")
        for name in ("name", "role", "phone", "hint", "template"):
            if name in data:
                setattr(person, name, str(data[name]))
        if "high_risk" in data:
            person.high_risk = bool(data["high_risk"])

    def changed(self, person: Person) -> None:
        with self._lock:  # else somebody's older look could be told after a newer one
            self._feed.publish("person", person.as_json(self._clock.now()))

    def everyone(self) -> list[Person]:
        with self._lock:
            return list(self._people.values())

    def followers(self) -> list[Person]:
        return sorted(
            (person for person in self.everyone() if person.followed),
            key=lambda person: (person.subscribed_at, person.openid),
        )

    def get(self, openid: str) -> Person | None:
        return self._people.get(openid)

    def find(self, who: str) -> Person:
        """Find by openid, mini-program openid, or a name only one person has."""
        person = self._people.get(who)
        if person is not None:
            return person
        found = [p for p in self.everyone() if who in (p.name, p.mini_openid)]
        if len(found) != 1:
            raise UnknownPersonError(who)
        return found[0]

    def by_phone(self, phone: str) -> Person | None:
        return next((p for p in self.everyone() if p.phone == phone), None)

    def by_mini(self, mini_openid: str) -> Person | None:
        return next((p for p in self.everyone() if p.mini_openid == mini_openid), None)

    def read(self, person: Person, until: int | None) -> None:
        """Note that somebody has seen the bubbles up to one, or all of them."""
        with self._lock:
            newest = person.bubbles[-1]["id"] if person.bubbles else 0
            person.read_until = max(person.read_until, newest if until is None else until)
            news = takewhile(lambda one: one["id"] > person.read_until, reversed(person.bubbles))
            person.unread = sum(one["side"] == "account" for one in news)
        self.changed(person)

    def show(self, person: Person, side: str, via: str, content: Json) -> Json:
        """Put a bubble into the person's chat and return it as they see it."""
        with self._lock:
            self._bubble += 1
            bubble = {
                "id": self._bubble,
                "at": iso(self._clock.now()),
                "side": side,
                "via": via,
                **content,
            }
            person.bubbles.append(bubble)
            if side == "account":
                person.unread += 1
        self._feed.publish("chat", {"openid": person.openid, "bubble": bubble})
        return bubble
