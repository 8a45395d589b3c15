"""The control interface of the mini-program: its codes, its notices, and what it asks the app."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Blueprint, Response, jsonify

from simulator import subscribing, visiting
from simulator.acting import ActError
from simulator.api import wxacode
from simulator.control import asked, found

if TYPE_CHECKING:
    from simulator.people import Person
    from simulator.settings import Json
    from simulator.things import MiniCode
    from simulator.world import World

SCANNED = 1047
"""How the platform tells that a mini-program was opened by its code."""
SENDERS = {"request": visiting.request, "upload": visiting.upload, "download": visiting.download}


def create(world: World) -> Blueprint:
    control = Blueprint("mini", __name__, url_prefix="/sim")
    _looking(control, world)
    _notices(control, world)
    _acts(control, world)
    return control


def _looking(control: Blueprint, world: World) -> None:
    @control.get("/mini")
    def mini() -> Response:
        codes = [code.as_json(world.base) for code in list(world.mini_codes.values())]
        program = world.program.as_json(world.account.mini_appid)
        addresses = {"origin": visiting.origin(world), "domain": world.settings.mini_domain}
        return jsonify({"program": program, "codes": codes, **addresses})

    @control.get("/mini/codes/<number>.png")
    def image(number: str) -> Response:
        code = world.mini_codes.get(number)
        if code is None:
            return Response("not found", 404)
        return Response(wxacode.picture(code, world.base), mimetype="image/png")


def _notices(control: Blueprint, world: World) -> None:
    def told(person: Person) -> Response:
        return jsonify(_settings(world, person))

    @control.get("/people/<who>/mini/grants")
    def grants(who: str) -> Response:
        return told(found(world, who))

    @control.patch("/people/<who>/mini/grants")
    def settle(who: str) -> Response:
        person, body = found(world, who), asked()
        kept = body.get("kept") or {}
        if not isinstance(kept, dict):
            raise ActError("bad_request", "kept 应是 {模板: accept|reject|null}", 400)
        with world.lock:
            person.notices.on = body.get("on", person.notices.on) is True
            for number, answer in kept.items():
                if answer in subscribing.ANSWERS:
                    person.notices.kept[number] = answer
                else:
                    person.notices.kept.pop(number, None)
        world.people.changed(person)
        return told(person)

    @control.post("/people/<who>/mini/agree")
    def agree(who: str) -> Response:
        person, number = found(world, who), str(asked().get("template_id", ""))
        if number not in world.templates:
            raise ActError("no_template", f"没有这个模板:{number}", 404)
        _answer(world, person, number, "accept")
        world.people.changed(person)
        return jsonify(person.as_json(world.clock.now()))

    @control.post("/people/<who>/mini/subscribe")
    def subscribe(who: str) -> Response:
        return jsonify(_subscribe(world, found(world, who), asked()))


def _settings(world: World, person: Person) -> dict[str, Any]:
    notices = person.notices
    touched = {number for number, _ in notices.counts} | set(notices.kept)
    touched |= {number for openid, number in person.grants if openid == person.mini_openid}
    rows = [
        {
            "template_id": number,
            "title": template.title,
            "left": person.grants.get((person.mini_openid, number), 0),
            "kept": notices.kept.get(number),
            "accepted": notices.counts[number, "accept"],
            "rejected": notices.counts[number, "reject"],
            "sent": notices.counts[number, "sent"],
        }
        for number, template in world.templates.items()
        if number in touched
    ]
    return {"on": notices.on, "grants": rows}


def _subscribe(world: World, person: Person, body: Json) -> dict[str, Any]:
    """Ask, or take the answers: each yes is one notice."""
    try:
        question = subscribing.question(person.notices, body.get("templates"), world.templates)
    except subscribing.RefusedError as error:
        return {"ask": [], "result": error.told}
    answers = body.get("answers")
    if question.ask and not isinstance(answers, dict):
        return {"ask": [subscribing.asked(one) for one in question.ask], "result": None}
    given: dict[str, Any] = answers if isinstance(answers, dict) else {}
    told = dict(question.known)
    for template in question.ask:
        number = template.template_id
        told[number] = "accept" if given.get(number) == "accept" else "reject"
        if body.get("keep") is True:
            person.notices.kept[number] = told[number]
    for number, answer in told.items():
        if answer in subscribing.ANSWERS:
            _answer(world, person, number, answer)
    world.people.changed(person)
    return {"ask": [], "result": {"errMsg": "requestSubscribeMessage:ok", **told}}


def _answer(world: World, person: Person, number: str, answer: str) -> None:
    with world.lock:
        person.notices.count(number, answer)
        if answer == "accept":
            granted = (person.mini_openid, number)
            person.grants[granted] = person.grants.get(granted, 0) + 1


def _code(world: World, body: Json) -> MiniCode:
    for code in reversed(list(world.mini_codes.values())):
        if (
            body.get("id") == code.number
            or body.get("url") == code.url(world.base)
            or ("scene" in body and body["scene"] == code.scene)
        ):
            return code
    raise ActError("no_code", "没有这个小程序码", 404)


def _acts(control: Blueprint, world: World) -> None:
    @control.post("/people/<who>/mini/scan")
    def scan(who: str) -> Response:
        found(world, who)
        code = _code(world, asked())
        pages = world.program.pages()
        path = code.page or (pages[0] if pages else "")
        query = {"scene": quote(code.scene, safe="")}
        opened = {"path": path, "query": query, "scene": SCANNED}
        return jsonify({**opened, "code": code.as_json(world.base)})

    @control.post("/people/<who>/mini/<purpose>")
    def does(who: str, purpose: str) -> Response:
        person = found(world, who)
        if purpose in SENDERS:
            return jsonify(SENDERS[purpose](world, person, asked()))
        if purpose not in ("login", "phone"):
            raise ActError("unknown_action", f"不会做:{purpose}", 404)
        return jsonify({"code": world.add_code(purpose, person.openid).value})
