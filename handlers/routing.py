"""How a chat handler is written down and found; the WeChat menu is derived from it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Final, NewType, TypeVar

from services import dialogues, identity, visits
from services.identity import Who
from services.uow import Uow

T = TypeVar("T")

OfficialOpenid = NewType("OfficialOpenid", str)
"""A person's id at the official account; the mini-program's is another type."""


@dataclass(frozen=True, slots=True)
class Message:
    """An inbound message after the envelope is gone.

    ``key`` is the same for each retry of one message. ``kind`` is the platform's MsgType in
    lower case (text, image, voice, location, link, event, …), ``event`` the Event in lower case.
    ``event_key`` has lost a ``qrscene_`` prefix. ``data`` holds the remaining flat fields.
    """

    key: str
    openid: OfficialOpenid = field(repr=False)
    kind: str
    sent_at: datetime
    text: str = field(default="", repr=False)
    event: str = ""
    event_key: str = ""
    media_id: str = ""
    data: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass
class Chat:
    """Everything a chat handler may touch."""

    uow: Uow
    message: Message
    who: Who
    dialogue: Mapping[str, Any] = field(default_factory=dict)
    """What was said so far in the dialogue that this message continues."""

    @property
    def openid(self) -> str:
        """Whoever speaks, as the account knows them."""
        return self.message.openid

    @property
    def text(self) -> str:
        """What they said, without the space around it."""
        return self.message.text.strip()

    @property
    def number(self) -> int | None:
        """The small number they said, if it is one: what answers a numbered list."""
        return int(self.text) if self.text.isdecimal() and len(self.text) <= _DIGITS else None

    def picked(self, listed: Sequence[T]) -> T | None:
        """Return what they chose from a numbered list by its number; none if it is no such one."""
        number = self.number
        return listed[number - 1] if number is not None and 1 <= number <= len(listed) else None

    @property
    def scene(self) -> str:
        """What a scanned code says, without the prefix by which its handler was found."""
        return self.message.event_key.partition("_")[2]

    @cached_property
    def person(self) -> int:
        """The id of the person who speaks; a stranger is asked to log in."""
        if self.who.person_id is None:
            raise identity.NotKnown
        return self.who.person_id

    @cached_property
    def cadre(self) -> int:
        """The id of the cadre who speaks; others are told whose door it is."""
        if not self.who.is_cadre:
            raise identity.NotACadre
        return self.person

    def page(self, path: str, label: str) -> str:
        """Return a link by which this person opens a page of the desk."""
        return f'<a href="{visits.link(self.uow, self.openid, path)}">{label}</a>'

    def ask(self, name: str, step: str, /, **data: object) -> None:
        """Wait for the answer at a step of a dialogue."""
        dialogues.ask(self.uow, self.openid, name, step, **data)

    def done(self) -> None:
        """End the dialogue."""
        dialogues.close(self.uow, self.openid)


_DIGITS: Final = 4
"""No list is longer than such a number; Python would not even read one of 5,000 digits."""

Handler = Callable[[Chat], str | None]
"""Answers in one transaction; ``None`` only acknowledges."""

H = TypeVar("H", bound=Handler)

GROUPS: Final = ("小伙伴", "团干部", "我的")
"""The three menus, in this order; a handler names the one it stands under."""
_ENTRIES: Final = 5
_MENU_NAME_BYTES, _ENTRY_NAME_BYTES, _KEY_BYTES = 16, 60, 128


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu."""

    key: str
    label: str
    under: str
    place: int
    run: Handler


@dataclass
class Router:
    """Where handlers write themselves in, and where a message finds its handler."""

    entries: dict[str, Entry] = field(default_factory=dict)
    words: dict[str, Handler] = field(default_factory=dict)
    patterns: list[tuple[re.Pattern[str], Handler]] = field(default_factory=list)
    events: dict[str, Handler] = field(default_factory=dict)
    unheard: set[str] = field(default_factory=set)
    """Events that the platform reports and nobody said: they do not count as being spoken to."""
    scenes: dict[str, Handler] = field(default_factory=dict)
    """What a scanned code may begin with, and who takes it up."""
    otherwise: Handler | None = None
    before: list[Handler] = field(default_factory=list)
    """Who looks at each text first, at whatever step: what cannot wait goes before all else."""
    steps: dict[tuple[str, str], Handler] = field(default_factory=dict)
    zeros: set[tuple[str, str]] = field(default_factory=set)

    def menu(self, key: str, *, label: str, under: str, place: int) -> Callable[[H], H]:
        """Put a handler on the menu; saying the label does the same as pressing it."""

        def register(run: H) -> H:
            if key in self.entries:
                raise ValueError(f"two handlers for menu entry {key!r}")
            self.entries[key] = Entry(key, label, under, place, run)
            return self.text(label)(run)

        return register

    def text(self, *words: str, pattern: str = "") -> Callable[[H], H]:
        """Let a handler answer these words, or what fully matches a pattern."""

        def register(run: H) -> H:
            for word in words:
                if word in self.words:
                    raise ValueError(f"two handlers for the word {word!r}")
                self.words[word] = run
            if pattern:
                self.patterns.append((re.compile(pattern, re.DOTALL), run))
            return run

        return register

    def event(self, *names: str, heard: bool = True) -> Callable[[H], H]:
        """Let a handler answer events, named in lower case; ``heard`` if a person caused them."""

        def register(run: H) -> H:
            for name in names:
                if name in self.events:
                    raise ValueError(f"two handlers for the event {name!r}")
                self.events[name] = run
            if not heard:
                self.unheard.update(names)
            return run

        return register

    def scene(self, prefix: str) -> Callable[[H], H]:
        """Let a handler take up scanned codes whose scene begins so; ``c.scene`` is the rest."""

        def register(run: H) -> H:
            if any(prefix.startswith(p) or p.startswith(prefix) for p in self.scenes):
                raise ValueError(f"two handlers for the scene {prefix!r}")
            self.scenes[prefix] = run
            return run

        return register

    def scanned(self, scene: str) -> Handler | None:
        """Find who takes up a scanned code."""
        return next((run for p, run in self.scenes.items() if scene.startswith(p)), None)

    def step(self, name: str, step: str, *, zero: bool = False) -> Callable[[H], H]:
        """Let a handler take the answer at one step of a dialogue.

        ``0`` ends the dialogue like 取消, unless the step says that it goes ``zero`` somewhere.
        """

        def register(run: H) -> H:
            if (name, step) in self.steps:
                raise ValueError(f"two handlers for step {name}/{step}")
            self.steps[name, step] = run
            if zero:
                self.zeros.add((name, step))
            return run

        return register

    def first(self, run: H) -> H:
        """Let a handler look at each text before all others; ``None`` from it means: not mine."""
        self.before.append(run)
        return run

    def anything_else(self, run: H) -> H:
        """Let a handler answer what nobody else does."""
        self.otherwise = run
        return run

    def said(self, text: str) -> Handler | None:
        """Find who answers a text outside a dialogue."""
        if (run := self.words.get(text)) is not None:
            return run
        return next((run for pattern, run in self.patterns if pattern.fullmatch(text)), None)

    def menu_json(self) -> dict[str, list[dict[str, Any]]]:
        """Return the menu as the platform takes it; refuse one that it would refuse."""
        buttons = []
        for group in GROUPS:
            entries = sorted(
                (e for e in self.entries.values() if e.under == group), key=lambda e: e.place
            )
            buttons.append(
                {
                    "name": group,
                    "sub_button": [
                        {"type": "click", "name": e.label, "key": e.key} for e in entries
                    ],
                }
            )
        self._check_menu()
        return {"button": buttons}

    def _check_menu(self) -> None:
        for group in GROUPS:
            entries = [e for e in self.entries.values() if e.under == group]
            if not 1 <= len(entries) <= _ENTRIES or len(group.encode()) > _MENU_NAME_BYTES:
                raise ValueError(f"menu {group!r} holds {len(entries)} entries")
            if len({e.place for e in entries}) != len(entries):
                raise ValueError(f"menu {group!r} has two entries in one place")
        for entry in self.entries.values():
            if entry.under not in GROUPS:
                raise ValueError(f"there is no menu {entry.under!r} for {entry.key!r}")
            if len(entry.label.encode()) > _ENTRY_NAME_BYTES or len(entry.key) > _KEY_BYTES:
                raise ValueError(f"the name or key of {entry.key!r} is too long")


chat = Router()


def elsewhere(c: Chat) -> str | None:
    """Answer somebody who says something else than what was asked, and has moved on.

    None if nobody answers what was said; the dialogue then goes on.
    """
    run = chat.said(c.text)
    if run is None:
        return None
    c.done()
    return run(c)
