"""The door to the API: the way of one request, from its token to its answer, on one screen."""

import hashlib
import logging
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from domain.errors import Refusal
from handlers.address import address
from handlers.api import bodies, care, pages
from handlers.api.endpoint import Api, Call, Endpoint, File, Role
from handlers.api.problems import HTTP, Problem, Wrong, answered, refused
from handlers.api.whence import possible
from services import answers, mini_login
from services.mini_login import Visitor
from services.passwords import Passwords
from services.ports import MiniAccount
from services.uow import OpenUow, Uow

log = logging.getLogger(__name__)

ROOT: Final = "/api/v1"
_BEARER: Final = re.compile(r"Bearer ([A-Za-z0-9_-]{20,100})")
AGAIN: Final = 5
"""Seconds after which to come again when the database is away."""
_NOBODY: Final = 300
"""Calls without a living session that one address has a minute: as many as it may open anew."""


class Limits(Protocol):
    """Counts calls; whatever it counts with, it never lets everybody through."""

    def hit(self, name: str, most: int, seconds: int) -> int:
        """Count one, and return after how many seconds to come again; 0: it may go on."""
        ...


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the API asks of the house."""

    open_uow: OpenUow
    passwords: Passwords
    mini: MiniAccount
    limits: Limits
    away: tuple[type[Exception], ...] = field(default=())
    """What is raised where the platform refuses or cannot be reached."""
    unavailable: tuple[type[Exception], ...] = field(default=())
    """What is raised where the database is away."""


@dataclass(frozen=True, slots=True)
class Alone:
    """What an endpoint gets that opens its own transactions."""

    house: Surroundings
    token: str = field(repr=False)

    def call(self, uow: Uow, role: Role = Role.VISITOR) -> Call:
        """Return the caller in a transaction."""
        call = Call(uow, mini_login.visitor(uow, self.token, acting=True))
        call.need(role)
        return call


def create_api(house: Surroundings, nouns: Sequence[Api]) -> Blueprint:
    """Return the API under ``/api/v1``; an endpoint without a role refuses to start."""
    door = Blueprint("api", __name__, url_prefix=ROOT, template_folder="templates")
    pages.add(door, nouns)
    for noun in nouns:
        for one in noun.endpoints:
            _sound(one)
            served = _serving(one, house)
            door.add_url_rule(one.rule, one.name, served, methods=[one.method])

    @door.after_request
    def finish(response: Response) -> Response:
        kept = "private, no-cache" if "ETag" in response.headers else "no-store"
        response.headers.setdefault("Cache-Control", kept)
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    # An unknown address has no endpoint, and so no blueprint: the app must ask us.
    @door.app_errorhandler(HTTPException)
    def unknown(wrong: HTTPException) -> Response | HTTPException:
        if not request.path.startswith(f"{ROOT}/"):
            return wrong
        code, message = HTTP.get(wrong.code or 0, ("bad_request", "这个请求看不懂。"))
        headers = {k: v for k, v in wrong.get_headers() if k in {"Allow", "Location"}}
        return answered(wrong.code or 400, Problem(code=code, message=message), headers)

    return door


def _serving(one: Endpoint, house: Surroundings) -> Callable[..., Response]:
    def serve(**parts: Any) -> Response:  # noqa: ANN401 - the parts of the path
        try:
            return _limited(one, house, parts)
        except Wrong as wrong:
            return wrong.told()
        except Refusal as no:
            log.info("refused: %s", no.code)
            return _nobody(house, no) or refused(no, one.noun.statuses)
        except HTTPException:
            raise
        except house.unavailable:
            problem = Problem(code="unavailable", message="系统正在恢复,什么都没丢,过几秒再试。")
            return answered(503, problem, {"Retry-After": str(AGAIN)})
        except house.away:
            problem = Problem(code="wechat_away", message="微信那边暂时没有回应,过一会儿再试。")
            return answered(503, problem, {"Retry-After": str(AGAIN)})
        except Exception as bug:
            incident = getattr(bug, "incident", "") or secrets.token_hex(2).upper()
            log.exception("incident %s in %s", incident, one.name)
            message = f"我们这边出了点问题,刚才那一步没有生效。过一会儿再试;编号 {incident}。"
            problem = Problem(code="incident", message=message, incident=incident)
            return answered(500, problem)

    return serve


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _too_often(wait: int) -> Response:
    problem = Problem(code="too_often", message=f"点得太快了,歇 {wait} 秒再试。")
    return answered(429, problem, {"Retry-After": str(wait)})


def _nobody(house: Surroundings, no: Refusal) -> Response | None:
    """Count a call without a living session: each made-up token has a window of its own."""
    if not isinstance(no, mini_login.NoSession):
        return None
    wait = house.limits.hit(f"api:nobody:{_hashed(address())}", _NOBODY, 60)
    return _too_often(wait) if wait else None


def _limited(one: Endpoint, house: Surroundings, parts: dict[str, Any]) -> Response:
    token = _token(one)
    # Where no session is asked for, a token proves nothing: whoever made up new ones was countless.
    name = address() if one.role is Role.ANYONE else token
    if wait := house.limits.hit(f"api:{one.name}:{_hashed(name)}", one.often, 60):
        return _too_often(wait)
    if not all(possible(value) for value in parts.values()):
        raise Wrong(404, *HTTP[404])
    if one.alone:
        # It asks again, in its own transactions; whoever may not call comes no further than here.
        if one.role is not Role.ANYONE:
            with house.open_uow(read_only=True) as uow:
                Call(uow, mini_login.visitor(uow, token)).need(one.role)
        body = bodies.taken(one)
        told = one.view(Alone(house, token), **one.named(body), **parts)
        return bodies.response(one, told if isinstance(told, File) else bodies.answer(one, told))
    if one.unsafe:
        return _step(one, house, token, parts)
    with house.open_uow(read_only=True) as uow:
        call = _call(uow, one, token)
        told = one.view(call, **one.named(bodies.taken(one)), **parts)
        return bodies.response(one, told if isinstance(told, File) else bodies.answer(one, told))


def _step(one: Endpoint, house: Surroundings, token: str, parts: dict[str, Any]) -> Response:
    """Take a step in one transaction; sent again with its key, it is answered as before."""
    cry = ""
    try:
        with house.open_uow() as uow:
            call = _call(uow, one, token)
            key = bodies.key()
            hears = one.noun.listens and not call.who.is_cadre
            try:
                taken = bodies.taken(one)
            except Wrong:
                cry = care.cry(bodies.typed()) if hears else ""
                raise
            cry = care.cry(taken) if hears else ""
            asked = (request.method.encode(), request.full_path.encode(), request.get_data())
            if before := answers.claimed(uow, call.who.openid, key, b"\n".join(asked)):
                response = bodies.response(one, before)
                response.headers["Idempotency-Replayed"] = "true"
                if cry:
                    # The first answer may be lost, and with it the card.
                    response.headers[care.HEADER] = care.heard(call, cry)
                return response
            answer = bodies.answer(one, one.view(call, **one.named(taken), **parts))
            answers.keep(uow, call.who.openid, key, answer)
            state = care.heard(call, cry) if cry else None
    except (Refusal, Wrong) as no:
        if not cry:
            raise
        # Words of distress are heard, whatever the step lacks.
        response = no.told() if isinstance(no, Wrong) else refused(no, one.noun.statuses)
        with house.open_uow() as uow:
            state = care.heard(_call(uow, one, token), cry)
    else:
        response = bodies.response(one, answer)
    if state:
        response.headers[care.HEADER] = state
    return response


def _call(uow: Uow, one: Endpoint, token: str) -> Call:
    if one.role is Role.ANYONE:
        return Call(uow, Visitor(""))
    call = Call(uow, mini_login.visitor(uow, token, acting=one.unsafe))
    call.need(one.role)
    return call


def _token(one: Endpoint) -> str:
    found = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if found is None and one.role is not Role.ANYONE:
        raise mini_login.NoSession
    return found[1] if found else ""


def _sound(one: Endpoint) -> None:
    """Refuse to start with an operation that cannot be answered the same way twice."""
    if one.unsafe and not one.alone and (one.role is Role.ANYONE or one.told is File):
        raise TypeError(f"{one.name}: a repeat of it cannot be answered; let it stand alone")
