"""The control interface under /sim/people: who plays along, and what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, request

from simulator.acting import ACTS, ActError
from simulator.control import asked, found
from simulator.people import PersonError

if TYPE_CHECKING:
    from simulator.callbacks import Callbacks
    from simulator.world import World

MOST_COPIES = 50


def create(world: World, callbacks: Callbacks) -> Blueprint:
    control = Blueprint("people", __name__, url_prefix="/sim/people")
    _everyone(control, world)
    _one(control, world)
    _acts(control, world, callbacks)
    _codes(control, world)
    return control


def _everyone(control: Blueprint, world: World) -> None:
    @control.get("")
    def everyone() -> Response:
        now = world.clock.now()
        return jsonify({"people": [person.as_json(now) for person in world.people.everyone()]})

    @control.post("")
    def add() -> Response:
        body = request.get_json(force=True, silent=True)
        given = body if isinstance(body, list) else [body]
        wanted = [one for one in given if isinstance(one, dict)]
        if len(wanted) < len(given):
            raise ActError("bad_request", "请求体应是一个人或一列人", 400)
        try:
            added = [world.people.add(one) for one in wanted]
        except PersonError as error:
            raise ActError("bad_request", str(error), 400) from error
        now = world.clock.now()
        return jsonify({"people": [person.as_json(now) for person in added]})


def _one(control: Blueprint, world: World) -> None:
    @control.get("/<who>")
    def one(who: str) -> Response:
        return jsonify(found(world, who).as_json(world.clock.now()))

    @control.patch("/<who>")
    def describe(who: str) -> Response:
        person = found(world, who)
        try:
            world.people.describe(person, asked())
        except PersonError as error:
            raise ActError("bad_request", str(error), 400) from error
        return jsonify(person.as_json(world.clock.now()))

    @control.get("/<who>/chat")
    def chat(who: str) -> Response:
        person = found(world, who)
        after = request.args.get("after", "")
        start = int(after) if after.isdecimal() else 0
        bubbles = [bubble for bubble in list(person.bubbles) if bubble["id"] > start]
        return jsonify({"openid": person.openid, "bubbles": bubbles})

    @control.get("/<who>/sms")
    def sms(who: str) -> Response:
        phone = found(world, who).phone
        return jsonify({"sms": [one.as_json() for one in world.sms if one.phone == phone]})

    @control.post("/<who>/read")
    def read(who: str) -> Response:
        person = found(world, who)
        until = asked().get("until")
        world.people.read(person, until if isinstance(until, int) else None)
        return jsonify(person.as_json(world.clock.now()))


def _acts(control: Blueprint, world: World, callbacks: Callbacks) -> None:
    @control.post("/<who>/<verb>")
    def act(who: str, verb: str) -> Response | tuple[Response, int]:
        person = found(world, who)
        work = ACTS.get(verb)
        if work is None:
            raise ActError("unknown_action", f"不会做:{verb}", 404)
        body = asked()
        try:
            done = work(world, person, body)
            copies = min(max(int(body.get("copies", 1)), 1), MOST_COPIES)
        except (ValueError, TypeError) as error:
            raise ActError("bad_request", str(error), 400) from error
        if body.get("wait") is False:
            callbacks.later(lambda: callbacks.deliver(done.push, copies))
            return jsonify({"queued": True, **done.extra}), 202
        return jsonify({**callbacks.deliver(done.push, copies).as_json(), **done.extra})


def _codes(control: Blueprint, world: World) -> None:
    @control.post("/<who>/oauth")
    def oauth(who: str) -> Response:
        person = found(world, who)
        body = asked()
        scope = str(body.get("scope", "snsapi_base"))
        snapshot = body.get("snapshot") is True
        code = world.add_code("oauth", person.openid, scope, snapshot=snapshot)
        return jsonify({"code": code.value})
