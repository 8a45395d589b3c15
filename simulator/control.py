"""The control interface under /sim: the platform itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, jsonify, request

from simulator import probing
from simulator.acting import ActError
from simulator.journal import Query
from simulator.people import UnknownPersonError
from simulator.push import Push
from simulator.settings import UnsafeError

if TYPE_CHECKING:
    from simulator.callbacks import Callbacks
    from simulator.people import Person
    from simulator.settings import Json
    from simulator.world import World


SETTLE_S = 5.0
LONGEST_SETTLE_S = 60.0


def asked() -> Json:
    """Read the body of a control call; none at all is an empty object."""
    if not request.get_data(cache=True):
        return {}
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise ActError("bad_request", "请求体应是 JSON 对象", 400)
    return body


def found(world: World, who: str) -> Person:
    try:
        return world.people.find(who)
    except UnknownPersonError as error:
        raise ActError("unknown_person", f"没有这个人:{who}", 404) from error


def _number(name: str, otherwise: int) -> int:
    text = request.args.get(name, "")
    if not text:
        return otherwise
    if not text.lstrip("-").isdecimal():
        raise ActError("bad_request", f"{name} 应是整数", 400)
    return int(text)


def create(world: World, callbacks: Callbacks) -> Blueprint:
    control = Blueprint("control", __name__, url_prefix="/sim")
    _looking(control, world, callbacks)
    _clock(control, world)
    _account(control, world)
    _shelves(control, world)
    _pushes(control, world, callbacks)
    _faults(control, world)
    _quotas(control, world)
    _journal(control, world)
    _ledgers(control, world)
    return control


def _looking(control: Blueprint, world: World, callbacks: Callbacks) -> None:
    @control.get("/state")
    def state() -> Response:
        return jsonify(world.state())

    @control.get("/stream")
    def stream() -> Response:
        kinds = frozenset(kind for kind in request.args.get("kinds", "").split(",") if kind)
        after = request.headers.get("Last-Event-ID") or request.args.get("after") or ""
        start = int(after) if after.isdecimal() else None
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        events = world.feed.listen(start, kinds)
        return Response(events, headers=headers, mimetype="text/event-stream")

    @control.get("/media/<media_id>")
    def media(media_id: str) -> Response:
        found = world.live_media(media_id)
        if found is None:
            return Response("not found", 404)
        return Response(found.content, mimetype=found.mimetype)

    @control.post("/settle")
    def settle() -> Response:
        seconds = float(asked().get("seconds", SETTLE_S))
        return jsonify({"quiet": callbacks.settle(min(seconds, LONGEST_SETTLE_S))})

    @control.post("/reset")
    def reset() -> Response:
        world.reset()
        return jsonify({"ok": True})


def _clock(control: Blueprint, world: World) -> None:
    @control.get("/clock")
    def clock() -> Response:
        return jsonify(world.clock.as_json())

    @control.post("/clock")
    def move() -> Response:
        body = asked()
        try:
            if "set" in body:
                world.clock.set(str(body["set"]))
            if "advance_s" in body:
                world.clock.advance(float(body["advance_s"]))
        except ValueError as error:
            raise ActError("bad_request", "看不懂这个时间", 400) from error
        world.feed.publish("clock", world.clock.as_json())
        return jsonify(world.clock.as_json())


def _account(control: Blueprint, world: World) -> None:
    @control.get("/config")
    def config() -> Response:
        return jsonify(world.account.as_json())

    @control.patch("/config")
    def configure() -> Response:
        try:
            world.account.change(asked())
        except (UnsafeError, ValueError, TypeError) as error:
            raise ActError("bad_request", str(error), 400) from error
        world.feed.publish("config", world.account.as_json())
        return jsonify(world.account.as_json())

    @control.post("/verify")
    def verify() -> Response:
        return jsonify(probing.verify(world))


def _shelves(control: Blueprint, world: World) -> None:
    @control.get("/menu")
    def menu() -> Response:
        return jsonify({"menu": world.shown_menu()})

    @control.get("/templates")
    def templates() -> Response:
        return jsonify({"templates": [one.as_json() for one in world.templates.values()]})

    @control.post("/templates")
    def add_template() -> Response:
        body = asked()
        if not body.get("title") or not body.get("content"):
            raise ActError("bad_request", "模板要有 title 和 content", 400)
        return jsonify(world.add_template(body).as_json())

    @control.get("/qrcodes")
    def qrcodes() -> Response:
        return jsonify({"qrcodes": [one.as_json(world.base) for one in world.qrcodes.values()]})

    @control.post("/tokens/revoke")
    def revoke() -> Response:
        world.tokens.revoke()
        return jsonify({"ok": True})


def _pushes(control: Blueprint, world: World, callbacks: Callbacks) -> None:
    @control.post("/push")
    def push() -> Response:
        body = asked()
        fields = {
            "ToUserName": world.account.username,
            "CreateTime": int(world.clock.now()),
            **dict(body.get("fields") or {}),
        }
        made = Push(fields, body.get("openid"), shown=False)
        return jsonify(callbacks.deliver(made, int(body.get("copies", 1))).as_json())

    @control.post("/raw")
    def raw() -> Response:
        body = asked()
        query = {str(name): str(value) for name, value in dict(body.get("query") or {}).items()}
        headers = {str(name): str(value) for name, value in dict(body.get("headers") or {}).items()}
        return jsonify(probing.raw(world, str(body.get("body", "")).encode(), query, headers))


def _faults(control: Blueprint, world: World) -> None:
    def told() -> Response:
        faults: dict[str, Any] = {"faults": world.faults.as_json()}
        world.feed.publish("faults", faults)
        return jsonify(faults)

    @control.get("/faults")
    def faults() -> Response:
        return jsonify({"faults": world.faults.as_json()})

    @control.post("/faults")
    def add() -> Response:
        try:
            fault = world.faults.add(asked())
        except ValueError as error:
            raise ActError("bad_request", str(error), 400) from error
        told()
        return jsonify(vars(fault))

    @control.delete("/faults")
    def clear() -> Response:
        world.faults.remove(None)
        return told()

    @control.delete("/faults/<int:number>")
    def remove(number: int) -> Response:
        world.faults.remove(number)
        return told()


def _quotas(control: Blueprint, world: World) -> None:
    @control.get("/quotas")
    def quotas() -> Response:
        return jsonify(world.quotas.as_json(world.account.kind, world.account.appid))

    @control.patch("/quotas")
    def limit() -> Response:
        world.quotas.set(asked())
        return quotas()


def _journal(control: Blueprint, world: World) -> None:
    @control.get("/journal")
    def journal() -> Response:
        args = request.args
        errcode = _number("errcode", 0) if args.get("errcode") else None
        query = Query(
            args.get("kind") or None,
            args.get("path") or None,
            args.get("openid") or None,
            errcode,
            _number("after", 0),
            _number("limit", 200),
        )
        return jsonify(world.journal.read(query))

    @control.get("/journal/<int:number>")
    def entry(number: int) -> Response:
        found = world.journal.one(number)
        if found is None:
            raise ActError("unknown_entry", "没有这条记录", 404)
        return jsonify(found)

    @control.get("/journal/counts")
    def counts() -> Response:
        return jsonify({"counts": world.journal.counts()})

    @control.delete("/journal")
    def forget() -> Response:
        world.journal.clear()
        return jsonify({"ok": True})


def _ledgers(control: Blueprint, world: World) -> None:
    @control.get("/ledger")
    def ledger() -> Response:
        args = request.args
        after = _number("after", 0)
        messages = world.ledger.read(args.get("openid") or None, args.get("kind") or None, after)
        return jsonify({"messages": messages})

    @control.get("/sms")
    def sms() -> Response:
        phone = request.args.get("phone")
        found = [one.as_json() for one in world.sms if phone in (None, one.phone)]
        return jsonify({"sms": found})
