"""The pages behind a visit: who may open them, how a step is answered, and the way in."""

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Final

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from domain import distress as words
from domain.errors import Refusal
from domain.written import as_number
from handlers.asking import A, Then
from handlers.h5 import guard
from handlers.h5.desk_ways import ways
from handlers.h5.pages import UNPROCESSABLE, Say, say, typed
from services import console_sessions, distress, visits
from services.uow import OpenUow, Uow
from services.visits import Entered, Visitor

COOKIE: Final = "visit"
UNAUTHORIZED: Final = 401
_SLOW: Final = 303
_BIGGEST: Final = 2**63 - 1


class Role(StrEnum):
    """Who may open a page."""

    PERSON = "person"
    """Whoever has logged in."""
    CADRE = "cadre"
    LEADER = "leader"
    """The cadre who answers for an organ."""


@dataclass(slots=True)
class Visit:
    """One request of somebody who came from the chat."""

    uow: Uow
    who: Visitor
    key: str
    wrong: str = ""
    """Why the step that was just tried was refused."""
    card: str = ""
    """What stands in the place of that where words of distress were typed."""

    @property
    def organ(self) -> int:
        """The organ that the visitor answers for: pages for leaders alone ask."""
        if self.who.organ_id is None:
            raise visits.LeadersOnly
        return self.who.organ_id

    def page(self, name: str, **data: object) -> ResponseReturnValue:
        """Render ``templates/h5/<name>.html``; a refused step keeps what was typed."""
        root = url_for("h5.home").removesuffix("home")
        known = {"visit": self, "who": self.who, "root": root, "all_ways": ways(self.who)}
        html = render_template(f"h5/{name}.html", **known, **data)
        return html, UNPROCESSABLE if self.wrong else 200

    def typed(self, name: str, otherwise: str = "") -> str:
        """Return what the form said, or what stands there before anything was typed."""
        return typed(name) if name in request.form else otherwise

    def done(
        self, text: str, endpoint: str, *, undo: str = "", label: str = "撤销", **args: object
    ) -> Response:
        """Go on to a page (``h5.caseload``), which tells what was done and how to take it back."""
        to = url_for(endpoint, **args)  # type: ignore[arg-type]  # Flask types no values
        visits.tell(self.uow, self.key, text, undo=undo, label=label, once=_sent(), to=to)
        return redirect(to, _SLOW)


View = Callable[..., ResponseReturnValue]
"""Takes the ``Visit`` and the parts of the path."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Puts pages on the door; each names who may open it."""

    door: Blueprint
    open_uow: OpenUow

    def get(self, path: str, role: Role = Role.CADRE) -> Callable[[A], A]:
        """Show a page: nothing is written. Its endpoint is ``h5.<name of the view>``."""

        def register(view: A) -> A:
            @wraps(view)
            def show(**args: object) -> ResponseReturnValue:
                with self.open_uow(read_only=True) as uow:
                    visit = _visit(uow, role)
                    answer = view(visit, **args)
                if visit.who.stale and visit.who.login:
                    with self.open_uow() as uow:
                        console_sessions.used(uow, visit.who.login)
                return answer.show() if isinstance(answer, Then) else answer

            self.door.add_url_rule(path, view.__name__, _answering(show), methods=["GET"])
            return view

        return register

    def post(
        self,
        path: str,
        role: Role = Role.CADRE,
        *,
        again: View | None = None,
        body: int = guard.BODY,
    ) -> Callable[[View], View]:
        """Take a step in one transaction; a refusal shows the page ``again``, with what was typed.

        A form that is sent twice takes its step once.
        ``body`` is how many bytes the form may have.
        """

        def register(view: View) -> View:
            @wraps(view)
            def act(**args: object) -> ResponseReturnValue:
                key = request.cookies.get(COOKIE, "")
                if not hmac.compare_digest(typed("csrf").encode(), visits.csrf(key).encode()):
                    raise visits.NoVisit
                try:
                    with self.open_uow() as uow:
                        visit = _visit(uow, role, acting=True)
                        if visit.who.once and visit.who.once == _sent():
                            return redirect(visit.who.to, _SLOW)  # pressed twice, or sent again
                        answer = view(visit, **args)
                        _listen(visit)
                        return answer
                except visits.NoVisit:
                    raise
                except Refusal as no:
                    if again is None and not _crying():
                        raise
                    with self.open_uow(read_only=not _crying()) as uow:
                        visit = _visit(uow, role)
                        # Words of distress are heard, whatever the form lacks.
                        visit.wrong, visit.card = str(no), _card(visit)
                        return (again or _refused)(visit, **args)

            guard.room(f"{self.door.name}.{view.__name__}", body)
            self.door.add_url_rule(path, view.__name__, _answering(act), methods=["POST"])
            return view

        return register


def _refused(visit: Visit, **_args: object) -> ResponseReturnValue:
    return render_template("h5/desk/no.html", text=visit.card or visit.wrong), UNPROCESSABLE


def _answering(view: View) -> View:
    """Let a refusal that no page takes lead on to where one can go from there."""

    @wraps(view)
    def answer(**args: object) -> ResponseReturnValue:
        if any(isinstance(value, int) and value > _BIGGEST for value in args.values()):
            abort(404)  # no id is so long, and no database would take it
        try:
            return view(**args)
        except visits.LoginOver:
            return redirect(url_for("admin.login", over=1), _SLOW)
        except visits.NoVisit as no:
            return say(Say("从对话里打开", str(no)), UNAUTHORIZED)
        except Refusal as no:
            return render_template("h5/desk/no.html", text=str(no)), UNPROCESSABLE

    return answer


def _visit(uow: Uow, role: Role, *, acting: bool = False) -> Visit:
    key = request.cookies.get(COOKIE, "")
    who = visits.visitor(uow, key, acting=acting)
    if acting and who.stale and who.login:
        console_sessions.used(uow, who.login)
    if role is not Role.PERSON:
        visits.cadre(who)
    g.csrf = visits.csrf(key)
    visit = Visit(uow, who, key)
    if role is Role.LEADER:
        visit.organ  # noqa: B018 - it refuses whoever leads none
    return visit


def _listen(visit: Visit) -> None:
    """Answer words of acute distress in whatever a youth typed: the card, and somebody is called.

    What a cadre types is about others, and is read where it belongs; tickets have a card of their
    own.
    """
    own = (request.endpoint or "").startswith("h5.ticket")
    if not own and (card := _card(visit)):
        visits.add(visit.uow, visit.key, card)


def _crying() -> str:
    """Return what was typed with words of acute distress in it, if anything was."""
    return next(filter(words.found, request.form.values()), "")


def _card(visit: Visit) -> str:
    """Return the card for a youth who typed such words, after whoever is on duty was called."""
    said = _crying()
    if not said or visit.who.is_cadre:
        return ""
    called = distress.called(visit.uow, visit.who.id, said)
    return f"{words.CARD}\n{words.CALLED if called else words.NOBODY}"


def _sent() -> str:
    """Return what tells this form, filled in like this, from any other; nothing without a mark."""
    if not typed("once"):
        return ""
    said = repr((request.path, sorted(request.form.items(multi=True))))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def number(said: str) -> int:
    """Return the id that a form or a query named; 0 where it is none."""
    return as_number(said)


def numbers(name: str) -> list[int]:
    """Return the ids that were ticked in a form."""
    return [n for n in map(number, request.form.getlist(name)) if n]


def add(door: Blueprint, open_uow: OpenUow) -> None:
    """Put the way in on the door."""

    @door.get("/go/<string(maxlength=64):token>")
    def go(token: str) -> Response:
        if request.method != "GET":  # a scanner's HEAD must not take the visit
            abort(405)
        with open_uow() as uow:
            entered = visits.enter(uow, token, request.cookies.get(COOKIE, ""))
            https = uow.means.base_url.startswith("https:")
        return entering(entered, https=https)


def entering(entered: Entered, *, https: bool) -> Response:
    """Lead to the page that was entered; the browser keeps the key of a visit that began."""
    root = url_for("h5.home").removesuffix("home")
    response = make_response(redirect(root + entered.path, _SLOW))
    if entered.key:
        response.set_cookie(
            COOKIE,
            entered.key,
            max_age=entered.seconds,
            path=root.rstrip("/"),
            secure=https,
            httponly=True,
            samesite="Lax",
        )
    return response
