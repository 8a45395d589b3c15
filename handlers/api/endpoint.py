"""An endpoint of the API: who may call it, what it takes and what it gives, read off a function."""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final, TypeVar, get_type_hints

from pydantic import BaseModel

from handlers.api.shapes import Given, Query
from services import identity, visits
from services.mini_login import Visitor
from services.uow import Uow

BODY: Final = 64 * 1024
"""Bytes of a JSON body; an upload names its own limit."""


class Role(StrEnum):
    """Who may call an endpoint; the services decide about what it touches."""

    ANYONE = "anyone"
    """Also without a token."""
    VISITOR = "visitor"
    """Whoever has opened a session, known or not."""
    PERSON = "person"
    CADRE = "cadre"
    LEADER = "leader"
    """The cadre who answers for an organ."""


@dataclass(slots=True)
class Call:
    """One request, in one transaction."""

    uow: Uow
    who: Visitor

    @property
    def person(self) -> int:
        """The id of the person who calls; a stranger is asked to log in."""
        if self.who.person_id is None:
            raise identity.NotKnown
        return self.who.person_id

    @property
    def cadre(self) -> int:
        """The id of the cadre who calls."""
        if not self.who.is_cadre:
            raise identity.NotACadre
        return self.person

    @property
    def organ(self) -> int:
        """The organ that the caller answers for."""
        if self.who.organ_id is None:
            raise visits.LeadersOnly
        return self.who.organ_id

    def need(self, role: Role) -> None:
        """Refuse whoever may not call."""
        match role:
            case Role.PERSON:
                self.person  # noqa: B018 - it refuses strangers
            case Role.CADRE:
                self.cadre  # noqa: B018 - likewise
            case Role.LEADER:
                self.cadre  # noqa: B018 - likewise
                self.organ  # noqa: B018 - likewise


@dataclass(frozen=True, slots=True)
class File:
    """An answer that is no JSON: a picture, a sheet."""

    content: bytes = field(repr=False)
    mime: str
    name: str = ""
    """What a download is called."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came as the whole body."""

    content: bytes = field(repr=False)
    mime: str


View = Callable[..., object]
V = TypeVar("V", bound=View)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation: everything that the door, the document and the checks need to know."""

    method: str
    path: str
    """With its parts in braces: ``/wishes/{wish_id}``."""
    role: Role
    view: View
    title: str
    """What it does, in Chinese, for the document."""
    noun: "Api"
    status: int
    body: type[BaseModel] | None
    query: type[BaseModel] | None
    upload: tuple[str, ...]
    """The media types of an upload; none: the body is JSON."""
    limit: int
    parts: Mapping[str, type]
    takes: Mapping[type, str]
    """What else the view takes, by the names of its arguments."""
    told: Any
    """The shape of the answer; ``File`` for a file, ``None`` for nothing."""
    files: tuple[str, ...]
    """The media types that a file may have."""
    alone: bool
    """It opens its own transactions, because it asks outside between them."""
    often: int
    """How many calls one session, or one address, has a minute."""

    @property
    def name(self) -> str:
        """Its operation id: unique, and a function's name in a generated client."""
        return self.view.__name__

    @property
    def unsafe(self) -> bool:
        """Whether it changes something."""
        return self.method != "GET"

    @property
    def remembered(self) -> bool:
        """Whether whoever asked may keep the answer, and ask whether it has changed.

        What stands alone is looked at once: its numbers, passwords and codes are kept nowhere.
        """
        return not self.unsafe and not self.alone

    def named(self, taken: Iterable[object]) -> dict[str, object]:
        """Return a query, a body, an upload as the view's arguments, wherever they stand."""
        return {self.takes[type(one)]: one for one in taken}

    @property
    def rule(self) -> str:
        """Its path as Flask writes it."""
        kinds = {int: "int", str: "string(maxlength=64)"}
        return re.sub(r"\{(\w+)\}", lambda m: f"<{kinds[self.parts[m[1]]]}:{m[1]}>", self.path)


class Api:
    """Collects the endpoints of one noun."""

    def __init__(
        self,
        tag: str,
        about: str,
        statuses: Mapping[str, int] | None = None,
        *,
        listens: bool = True,
    ) -> None:
        """``statuses`` are those of the noun's own refusals that are not 409 (404, mostly).

        ``listens``: words of acute distress are heard by the door; a noun that hears them itself
        says no.
        """
        self.tag, self.about, self.listens = tag, about, listens
        self.statuses = dict(statuses or {})
        self.endpoints: list[Endpoint] = []

    def get(self, path: str, role: Role, **more: Any) -> Callable[[V], V]:  # noqa: ANN401 - see `_add`
        """Look: nothing is written."""
        return self._add("GET", path, role, **more)

    def post(self, path: str, role: Role, **more: Any) -> Callable[[V], V]:  # noqa: ANN401 - see `_add`
        """Take a step, or make something (``status=201``)."""
        return self._add("POST", path, role, **more)

    def put(self, path: str, role: Role, **more: Any) -> Callable[[V], V]:  # noqa: ANN401 - see `_add`
        """Set something to what the body says."""
        return self._add("PUT", path, role, **more)

    def delete(self, path: str, role: Role, **more: Any) -> Callable[[V], V]:  # noqa: ANN401 - see `_add`
        """Take something back or away."""
        return self._add("DELETE", path, role, **more)

    def _add(  # noqa: PLR0913 - what an endpoint says of itself, each by its name
        self,
        method: str,
        path: str,
        role: Role,
        *,
        title: str,
        status: int = 200,
        upload: tuple[str, ...] = (),
        limit: int = BODY,
        files: tuple[str, ...] = (),
        alone: bool = False,
        often: int = 0,
    ) -> Callable[[V], V]:
        def register(view: V) -> V:
            hints = get_type_hints(view)
            told = hints.pop("return", None)
            taken = list(inspect.signature(view).parameters)[1:]
            parts = {name: hints[name] for name in taken if hints[name] in (int, str)}
            if set(parts) != set(re.findall(r"\{(\w+)\}", path)):
                raise TypeError(f"{view.__name__}: its arguments are not the parts of {path}")
            self.endpoints.append(
                Endpoint(
                    method=method,
                    path=path,
                    role=Role(role),
                    view=view,
                    title=title,
                    noun=self,
                    status=204 if told is type(None) else status,
                    body=_shape(hints, taken, Given),
                    query=_shape(hints, taken, Query),
                    upload=upload,
                    limit=limit,
                    parts=parts,
                    takes={hints[name]: name for name in taken if name not in parts},
                    told=told,
                    files=files,
                    alone=alone,
                    often=often or (60 if method != "GET" else 240),
                )
            )
            return view

        return register


def _shape(
    hints: Mapping[str, Any], taken: list[str], base: type[BaseModel]
) -> type[BaseModel] | None:
    found = [
        hints[name]
        for name in taken
        if isinstance(hints[name], type) and issubclass(hints[name], base)
    ]
    return found[0] if found else None
