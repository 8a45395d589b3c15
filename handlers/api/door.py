"""The door to the API: the way of one request, from its token to its answer, on one screen."""

import hashlib
import logging
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, get_origin

from flask import Blueprint, Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from domain.errors import Refusal
from handlers.api import care, pages
from handlers.api.endpoint import Api, Call, Endpoint, File, Role, Upload
from handlers.api.problems import Problem, Wrong, answered, invalid, refused
from handlers.api.whence import address, possible
from services import answers, mini_login
from services.answers import Answer
from services.mini_login import Visitor
from services.passwords import Passwords
from services.ports import MiniAccount
from services.uow import OpenUow, Uow

log = logging.getLogger(__name__)

ROOT: Final = "/api/v1"
KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""An Idempotency-Key: a UUID is one."""
_BEARER: Final = re.compile(r"Bearer ([A-Za-z0-9_-]{20,100})")
AGAIN: Final = 5
"""Seconds after which to come again when the database is away."""


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
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    # An unknown address has no endpoint, and so no blueprint: the app must ask us.
    @door.app_errorhandler(HTTPException)
    def unknown(wrong: HTTPException) -> Response | HTTPException:
        if not request.path.startswith(f"{ROOT}/"):
            return wrong
        code, message = _HTTP.get(wrong.code or 0, ("bad_request", "这个请求看不懂。"))
        headers = {k: v for k, v in wrong.get_headers() if k in {"Allow", "Location"}}
        return answered(wrong.code or 400, Problem(code=code, message=message), headers)

    return door


_HTTP: Final = {
    404: ("not_found", "没有这个地址,或者你看不到它。"),
    405: ("method_not_allowed", "这个地址不能这样用。"),
    413: ("too_large", "内容太大了,小一点再发。"),
}


def _serving(one: Endpoint, house: Surroundings) -> Callable[..., Response]:
    def serve(**parts: Any) -> Response:  # noqa: ANN401 - the parts of the path
        try:
            return _limited(one, house, parts)
        except Wrong as wrong:
            return answered(wrong.status, wrong.problem, wrong.headers)
        except Refusal as no:
            log.info("refused: %s", no.code)
            return refused(no, one.noun.statuses)
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


def _limited(one: Endpoint, house: Surroundings, parts: dict[str, Any]) -> Response:
    token = _token(one)
    # Where no session is asked for, a token proves nothing: whoever made up new ones was countless.
    name = address() if one.role is Role.ANYONE else token
    whose = hashlib.sha256(name.encode()).hexdigest()[:32]
    if wait := house.limits.hit(f"api:{one.name}:{whose}", one.often, 60):
        raise Wrong(
            429, "too_often", f"点得太快了,歇 {wait} 秒再试。", headers={"Retry-After": str(wait)}
        )
    if not all(possible(value) for value in parts.values()):
        raise Wrong(404, *_HTTP[404])
    if one.alone:
        # It asks again, in its own transactions; whoever may not call comes no further than here.
        if one.role is not Role.ANYONE:
            with house.open_uow(read_only=True) as uow:
                Call(uow, mini_login.visitor(uow, token)).need(one.role)
        body = _taken(one)
        told = one.view(Alone(house, token), **one.named(body), **parts)
        return _response(one, told if isinstance(told, File) else _answer(one, told))
    if one.unsafe:
        return _step(one, house, token, parts)
    with house.open_uow(read_only=True) as uow:
        call = _call(uow, one, token)
        told = one.view(call, **one.named(_taken(one)), **parts)
        return _response(one, told if isinstance(told, File) else _answer(one, told))


def _step(one: Endpoint, house: Surroundings, token: str, parts: dict[str, Any]) -> Response:
    """Take a step in one transaction; sent again with its key, it is answered as before."""
    cry = ""
    try:
        with house.open_uow() as uow:
            call = _call(uow, one, token)
            key = _key()
            taken = _taken(one)
            cry = "" if call.who.is_cadre or not one.noun.listens else care.cry(taken)
            asked = (request.method.encode(), request.full_path.encode(), request.get_data())
            if before := answers.claimed(uow, call.who.openid, key, b"\n".join(asked)):
                response = _response(one, before)
                response.headers["Idempotency-Replayed"] = "true"
                if cry:
                    # The first answer may be lost, and with it the card.
                    response.headers[care.HEADER] = care.heard(call, cry)
                return response
            answer = _answer(one, one.view(call, **one.named(taken), **parts))
            answers.keep(uow, call.who.openid, key, answer)
            state = care.heard(call, cry) if cry else None
    except Refusal as no:
        if not cry:
            raise
        # Words of distress are heard, whatever the step lacks.
        response = refused(no, one.noun.statuses)
        with house.open_uow() as uow:
            state = care.heard(_call(uow, one, token), cry)
    else:
        response = _response(one, answer)
    if state:
        response.headers[care.HEADER] = state
    return response


def _key() -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise Wrong(
            400,
            "idempotency_key_missing",
            "请求头里要有 Idempotency-Key:8 到 64 个字母、数字、横线,每次操作换一个。",
        )
    return key


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


def _taken(one: Endpoint) -> list[object]:
    """Return what the view takes after the call: the query, the body, the upload."""
    taken: list[object] = []
    if one.query:
        lists = {name for name, known in one.query.model_fields.items() if _many(known.annotation)}
        asked = {k: v if len(v) > 1 or k in lists else v[0] for k, v in request.args.lists()}
        taken.append(_checked(one.query, lambda m: m.model_validate(asked), "query"))
    elif request.args:
        raise Wrong(422, "invalid", "这个地址后面不带参数。")
    # A body of unknown length is cut off at the limit, without a word: hence one byte more.
    request.max_content_length = one.limit + 1
    try:
        content = request.get_data()
    except RequestEntityTooLarge as large:
        raise Wrong(413, *_HTTP[413]) from large
    if len(content) > one.limit:
        raise Wrong(413, *_HTTP[413])
    if one.upload:
        if request.mimetype not in one.upload:
            raise Wrong(415, "unsupported_media_type", f"只收 {'、'.join(one.upload)}。")
        taken.append(Upload(content, request.mimetype))
    elif one.body:
        if request.mimetype != "application/json":
            raise Wrong(415, "unsupported_media_type", "请求体要是 application/json。")
        taken.append(_checked(one.body, lambda m: m.model_validate_json(content), "body"))
    return taken


def _checked(
    model: type[BaseModel], check: Callable[[type[BaseModel]], BaseModel], place: str
) -> BaseModel:
    try:
        return check(model)
    except ValidationError as wrong:
        if any(one["type"] == "json_invalid" for one in wrong.errors(include_url=False)):
            raise Wrong(400, "bad_json", "请求体不是合法的 JSON。") from None
        raise invalid(wrong, place) from None


def _answer(one: Endpoint, told: object) -> Answer:
    body = told.model_dump_json().encode() if isinstance(told, BaseModel) else b""
    return Answer(one.status, body)


def _response(one: Endpoint, told: Answer | File) -> Response:
    if isinstance(told, File):
        response = Response(told.content, mimetype=told.mime)
        if told.name:
            response.headers.set("Content-Disposition", "attachment", filename=told.name)
    elif told.status == 204:  # noqa: PLR2004 - HTTP's own number
        return Response(status=204)
    else:
        response = Response(told.body, told.status, mimetype="application/json")
    if not one.unsafe:
        response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
        response.make_conditional(request)
    return response


def _sound(one: Endpoint) -> None:
    """Refuse to start with an operation that cannot be answered the same way twice."""
    if one.unsafe and not one.alone and (one.role is Role.ANYONE or one.told is File):
        raise TypeError(f"{one.name}: a repeat of it cannot be answered; let it stand alone")


def _many(kind: object) -> bool:
    return get_origin(kind) is list
