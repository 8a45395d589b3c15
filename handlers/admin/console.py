"""The pages of the console: which right each asks for, how a step is answered, where one looks."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from domain.errors import Refusal
from domain.permissions import May
from domain.written import as_number
from handlers.asking import A, Then
from handlers.h5.qr_drawing import Drawings
from services import console_scope, console_sessions
from services.console_scope import OutOfReach, Place
from services.console_sessions import MustChange, NotIn, Official
from services.uow import OpenUow, Uow

COOKIE: Final = "console"
UNPROCESSABLE: Final = 422
SEE_OTHER: Final = 303
FORM: Final = 64 * 1024
"""Bytes of a form without a file."""
PAGE: Final = 50
"""Rows of a table."""
_BIGGEST: Final = 2**63 - 1


@dataclass
class Desk:
    """One request of somebody at the console."""

    uow: Uow
    who: Official
    key: str
    wrong: str = ""
    """Why the step that was just tried was refused."""

    @cached_property
    def place(self) -> Place:
        """The organisation that the page is about: ``?in=`` of the address, or else the own."""
        chosen = number(request.values.get("in", ""))
        return console_scope.place(self.uow, self.who, chosen or self.who.organisation_id)

    @cached_property
    def way(self) -> list[Place]:
        """The way from the own organisation down to the one that the page is about."""
        return console_scope.path(self.uow, self.who, self.place.id)

    def may(self, what: May) -> bool:
        """Say whether a button is shown: whoever presses it is asked again."""
        return self.who.may(what)

    def page(self, name: str, /, **data: object) -> ResponseReturnValue:
        """Render ``templates/admin/<name>.html``; a refused step keeps what was typed."""
        html = render_template(f"admin/{name}.html", desk=self, who=self.who, May=May, **data)
        return html, UNPROCESSABLE if self.wrong else 200

    def typed(self, name: str, otherwise: str = "") -> str:
        """Return what the form said, or what stands there before anything was typed."""
        return typed(name) if name in request.form else otherwise

    def asked(self, name: str, otherwise: str = "") -> str:
        """Return a filter of the address."""
        return request.args.get(name, otherwise).replace("\0", "").strip()

    def filtered(self, **changes: object) -> str:
        """Return this very page's address with some filters changed; empty ones are left out."""
        kept = {key: value for key, value in request.args.items() if key != "after"}
        kept |= {key: str(value) for key, value in changes.items()}
        query = urlencode({key: value for key, value in kept.items() if value})
        return f"{request.path}?{query}" if query else request.path

    def done(
        self, text: str, endpoint: str, *, undo: str = "", label: str = "撤销", **args: object
    ) -> Response:
        """Go on to a page (``admin.cadres``), which tells what was done and how to take it back."""
        console_sessions.tell(self.uow, self.who.session_id, text, undo=undo, label=label)
        to = url_for(endpoint, **args)  # type: ignore[arg-type]  # Flask types no values
        return redirect(to, SEE_OTHER)


View = Callable[..., ResponseReturnValue]
"""Takes the ``Desk`` and the parts of the path."""


@dataclass(frozen=True, slots=True)
class Route:
    """A page as the table of rights knows it."""

    method: str
    path: str
    endpoint: str
    right: May


_BY_ITSELF: Final = "progress"
"""The part of a page that asks again and again how far a work is: nobody need be there.

The digits at a door do so too, and stay: somebody holds that door.
"""


@dataclass(frozen=True, slots=True)
class Console:
    """Puts pages on the door; each names the right that it asks for."""

    door: Blueprint
    open_uow: OpenUow
    routes: list[Route]
    """All pages, for the table of rights: a page without one cannot be written down."""
    drawings: Drawings
    """Draws the account's codes into a page, outside its transaction."""

    def get(self, path: str, right: May, *, changing: bool = False) -> Callable[[A], A]:
        """Show a page: nothing is written. Its endpoint is ``admin.<name of the view>``."""

        def register(view: A) -> A:
            @wraps(view)
            def show(**args: object) -> ResponseReturnValue:
                with self.open_uow(read_only=True) as uow:
                    desk = self._desk(uow, right, changing=changing)
                    answer = view(desk, **args)
                if desk.who.stale and request.headers.get("HX-Trigger") != _BY_ITSELF:
                    with self.open_uow() as uow:
                        console_sessions.used(uow, desk.who.session_id)
                return answer.show() if isinstance(answer, Then) else answer

            self._add("GET", path, view.__name__, right, show)
            return view

        return register

    def post(
        self,
        path: str,
        right: May,
        *,
        again: View | None = None,
        body: int = FORM,
        changing: bool = False,
    ) -> Callable[[View], View]:
        """Take a step in one transaction; a refusal shows the page ``again``, with what was typed.

        A form that is sent twice takes its step once: its mark is kept with the browser.
        ``body`` is how many bytes the form may have.
        """

        def register(view: View) -> View:
            @wraps(view)
            def act(**args: object) -> ResponseReturnValue:
                request.max_content_length = body
                _ours()
                try:
                    with self.open_uow() as uow:
                        desk = self._desk(uow, right, acting=True, changing=changing)
                        return _taken(desk, view, args)
                except (NotIn, MustChange):
                    raise
                except Refusal as no:
                    if again is None:
                        raise
                    with self.open_uow(read_only=True) as uow:
                        desk = self._desk(uow, right, changing=changing)
                        desk.wrong = str(no)
                        return again(desk, **args)

            self._add("POST", path, view.__name__, right, act)
            return view

        return register

    def _desk(self, uow: Uow, right: May, *, acting: bool = False, changing: bool = False) -> Desk:
        key = request.cookies.get(COOKIE, "")
        who = console_sessions.official(uow, key, right, acting=acting, changing=changing)
        if acting:
            console_sessions.used(uow, who.session_id)
        g.csrf = console_sessions.csrf(key)
        return Desk(uow, who, key)

    def _add(self, method: str, path: str, name: str, right: May, view: View) -> None:
        self.routes.append(Route(method, f"/console{path}", name, right))
        self.door.add_url_rule(path, name, _answering(view), methods=[method])


def _answering(view: View) -> View:
    """Keep ids out that no database would take."""

    @wraps(view)
    def answer(**args: object) -> ResponseReturnValue:
        if any(isinstance(value, int) and value > _BIGGEST for value in args.values()):
            abort(404)
        try:
            return view(**args)
        except OutOfReach as no:
            return render_template("admin/no.html", title="没有这一页", text=str(no)), 404

    return answer


def _ours() -> None:
    """Refuse a form that was not drawn for this very browser."""
    mine = console_sessions.csrf(request.cookies.get(COOKIE, ""))
    if not hmac.compare_digest(typed("csrf").encode(), mine.encode()):
        raise NotIn


def _taken(desk: Desk, view: View, args: dict[str, object]) -> ResponseReturnValue:
    """Take a step, once for each mark of a form."""
    mark = _mark()
    if mark and desk.who.flash.get("once") == mark:
        return _going(redirect(desk.who.flash["to"], SEE_OTHER))
    answer = view(desk, **args)
    if mark and isinstance(answer, Response) and answer.location:
        console_sessions.remember(desk.uow, desk.who.session_id, mark, answer.location)
    return _going(answer)


def _mark() -> str:
    """Return what tells this form, filled in like this, from any other; nothing without a mark."""
    if not typed("once"):
        return ""
    said = repr((request.path, sorted(request.form.items(multi=True))))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _going(answer: ResponseReturnValue) -> ResponseReturnValue:
    """Let htmx follow a redirect as a whole page would."""
    to = answer.location if isinstance(answer, Response) else None
    if to and request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": to})
    return answer


def typed(name: str) -> str:
    """Return a field of the form; a NUL, which PostgreSQL refuses, is nothing one can type."""
    return request.form.get(name, "").replace("\0", "")


def number(said: str) -> int:
    """Return the id that a form or a query named; 0 where it is none."""
    return as_number(said)


def numbers(name: str) -> list[int]:
    """Return the ids that were ticked in a form."""
    return [n for n in map(number, request.form.getlist(name)) if n]
