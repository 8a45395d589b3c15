"""Pages of the platform itself: who is opening this, and the picture of a QR code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, render_template, request

from simulator import kinds
from simulator.api import qrcodes
from simulator.push import address
from simulator.settings import UnsafeError, loopback

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

    from simulator.people import Person
    from simulator.world import World

SCOPES = ("snsapi_base", "snsapi_userinfo")
STATE = re.compile(r"[0-9A-Za-z]{0,128}")


def create(world: World) -> Blueprint:
    pages = Blueprint("connect", __name__, template_folder="templates")

    @pages.get("/connect/oauth2/authorize")
    def authorize() -> AnyResponse | tuple[str, int]:
        problem = _problem(world)
        if problem:
            return render_template("problem.html", problem=problem), 200
        person = _person(world, request.cookies.get("sim_person", ""))
        if person is not None and request.args["scope"] == "snsapi_base":
            return _back(world, person, snapshot=False)
        page = render_template(
            "authorize.html",
            account=world.account,
            people=[person] if person is not None else world.people.everyone(),
            query=request.query_string.decode(),
        )
        return Response(page)

    @pages.post("/connect/oauth2/authorize")
    def allow() -> AnyResponse | tuple[str, int]:
        problem = _problem(world)
        person = _person(world, request.form.get("openid", ""))
        if problem or person is None:
            return render_template("problem.html", problem=problem or "没有这个人"), 200
        return _back(world, person, snapshot=request.form.get("snapshot") == "1")

    @pages.get("/cgi-bin/showqrcode")
    def showqrcode() -> Response:
        picture = qrcodes.image(world, request.args.get("ticket", ""))
        if picture is None:
            return Response("not found", 404)
        return Response(picture, mimetype="image/png")

    return pages


def _person(world: World, openid: str) -> Person | None:
    return world.people.get(openid)


def _problem(world: World) -> str | None:
    """Say what the platform would say instead of letting the person in."""
    args = request.args
    if args.get("appid") != world.account.appid:
        return "appid 参数错误"
    if args.get("response_type") != "code":
        return "response_type 参数错误"
    if args.get("scope") not in SCOPES or not kinds.may(world.account.kind, "oauth"):
        return "Scope 参数错误或没有 Scope 权限"
    if STATE.fullmatch(args.get("state", "")) is None:
        return "state 参数错误"
    try:
        loopback(urlsplit(args.get("redirect_uri", "")).hostname or "")
    except (UnsafeError, ValueError):
        return "redirect_uri 域名与后台配置不一致"
    return None


def _back(world: World, person: Person, *, snapshot: bool) -> AnyResponse:
    code = world.add_code("oauth", person.openid, request.args["scope"], snapshot=snapshot)
    query = {"code": code.value, "state": request.args.get("state", "")}
    return redirect(address(request.args["redirect_uri"], query))
