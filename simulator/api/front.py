"""The platform's front: finds the call, plays faults, answers in its shape, writes the journal."""

from __future__ import annotations

import json
import socket
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import Response

from simulator.api import (
    account,
    custom,
    media,
    menus,
    mini,
    oauth,
    qrcodes,
    sms,
    subscribe,
    templates,
    users,
    wxacode,
)
from simulator.api.gate import JSON_TYPE, SNS_TYPE, Bare, Call, File, enter
from simulator.errors import ERRMSG, WxError
from simulator.journal import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Request

    from simulator.api.gate import Endpoint
    from simulator.callbacks import Callbacks
    from simulator.faults import Fault
    from simulator.world import World

MODULES = (
    *(account, custom, media, menus, mini, oauth),
    *(qrcodes, sms, subscribe, templates, users, wxacode),
)
HTML_TYPE = "text/html; charset=utf-8"
ENDPOINTS: dict[str, Endpoint] = {
    path: endpoint for module in MODULES for path, endpoint in module.ENDPOINTS.items()
}
PAGE = (
    "<html>\r\n<head><title>{0}</title></head>\r\n<body><center><h1>{0}</h1></center></body></html>"
)


@dataclass
class Answer:
    body: bytes
    content_type: str
    errcode: int | None = None
    status: int = 200
    filename: str | None = None

    def response(self) -> Response:
        response = Response(self.body, self.status, content_type=self.content_type)
        if self.filename is not None:
            response.headers.set("Content-Disposition", "attachment", filename=self.filename)
        return response


def in_json(path: str, data: dict[str, Any]) -> Answer:
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    kind = SNS_TYPE if path.startswith("/sns/") else JSON_TYPE
    return Answer(body, kind, data.get("errcode", 0))


def refusal(world: World, path: str, code: int, message: str) -> Answer:
    rid = world.chance.rid(world.clock.now())
    return in_json(path, {"errcode": code, "errmsg": f"{message} rid: {rid}"})


def work(call: Call) -> Answer:
    endpoint = ENDPOINTS.get(call.path)
    if endpoint is None:
        return refusal(call.world, call.path, 40066, ERRMSG[40066])
    try:
        enter(call, endpoint)
        result = endpoint.work(call)
    except WxError as error:
        return refusal(call.world, call.path, error.code, error.message)
    if isinstance(result, File):
        return Answer(result.content, result.mimetype, 0, filename=result.filename)
    if isinstance(result, Bare):
        told = in_json(call.path, result.data)
        return replace(told, status=result.status, errcode=None)
    return in_json(call.path, result)


def whom(request: Request, raw: bytes) -> str | None:
    """Find the openid a call speaks of, for faults and the journal."""
    if request.args.get("openid"):
        return request.args["openid"]
    if b'"touser"' in raw or b'"openid"' in raw:
        try:
            body = json.loads(raw)
        except ValueError:
            return None
        if isinstance(body, dict):
            openid = body.get("touser") or body.get("openid")
            return openid if isinstance(openid, str) else None
    return None


def answer(world: World, callbacks: Callbacks, request: Request) -> Response:
    """Answer one call of the app, or spoil the answer if a fault says so."""
    started = time.perf_counter()
    raw = request.get_data(cache=True)
    openid = whom(request, raw)
    call = Call(world, callbacks, request, request.path, raw)
    spoiler = None
    for fault in world.faults.take(request.path, openid):
        if fault.kind == "delay":
            callbacks.stopping.wait(fault.delay_s)
        else:
            spoiler = spoiler or fault
    if spoiler is None:
        result, response = finish(work(call))
    else:
        before = work(call) if spoiler.effect or spoiler.kind in ("truncate", "half") else None
        result, response = spoil(world, request, spoiler, before)
    note(world, request, raw, Told(result, openid, spoiler, started))
    return response


def finish(result: Answer) -> tuple[Answer, Response]:
    return result, result.response()


def spoil(
    world: World, request: Request, fault: Fault, before: Answer | None
) -> tuple[Answer, Response]:
    """Answer as the fault wants, whatever the truth was."""
    truth = before or Answer(b"", JSON_TYPE)
    start = replace(truth, body=truth.body[: len(truth.body) // 2])
    if fault.kind == "half":
        return start, _half(request, truth, start)
    if fault.kind == "cut":
        hang_up(request)
        return Answer(b"", "", None, 0), Response(b"")
    status = int(fault.status or 502)
    answers = {
        "errcode": refusal(
            world, request.path, fault.errcode, fault.errmsg or ERRMSG.get(fault.errcode, "error")
        ),
        "http": Answer(PAGE.format(f"{status} error").encode(), HTML_TYPE, None, status),
        "html": Answer(PAGE.format("请稍后再试").encode(), HTML_TYPE),
        "truncate": start,
        "empty": Answer(b"", JSON_TYPE),
    }
    return finish(answers[fault.kind])


def hang_up(request: Request) -> None:
    sock = request.environ.get("werkzeug.socket")
    if isinstance(sock, socket.socket):
        sock.shutdown(socket.SHUT_RDWR)


def _half(request: Request, whole: Answer, start: Answer) -> Response:
    def parts() -> Iterator[bytes]:
        yield start.body
        hang_up(request)

    headers = {"Content-Length": str(len(whole.body))}
    return Response(parts(), 200, headers, content_type=whole.content_type)


@dataclass
class Told:
    answer: Answer
    openid: str | None
    fault: Fault | None
    started: float


def note(world: World, request: Request, raw: bytes, told: Told) -> None:
    text = told.answer.content_type.startswith(("text/", "application/json"))
    body = told.answer.body
    world.journal.write(
        Entry(
            "sms" if request.path.startswith("/sms/") else "api",
            request.method,
            request.path,
            request.args.to_dict(),
            raw.decode("utf-8", "replace"),
            told.answer.status,
            body.decode("utf-8", "replace") if text else f"({len(body)} bytes)",
            told.answer.errcode,
            told.openid,
            told.fault.kind if told.fault else None,
            took_ms=(time.perf_counter() - told.started) * 1000,
        )
    )
