"""Putting the simulator together as one Flask application."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from simulator import connect, control, control_mini, control_people, frame, page
from simulator.acting import ActError
from simulator.api import front
from simulator.callbacks import Callbacks
from simulator.settings import loopback
from simulator.world import World

if TYPE_CHECKING:
    from simulator.settings import Settings

METHODS = ("GET", "POST", "PUT", "DELETE")
UPLOAD_LIMIT = 12 << 20


def create_simulator(settings: Settings) -> Flask:
    world = World(settings)
    callbacks = Callbacks(world)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = UPLOAD_LIMIT
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # the default provider has it
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions["world"] = world
    app.extensions["callbacks"] = callbacks
    app.register_blueprint(control.create(world, callbacks))
    app.register_blueprint(control_mini.create(world))
    app.register_blueprint(control_people.create(world, callbacks))
    app.register_blueprint(frame.create(world))
    app.register_blueprint(connect.create(world))
    app.register_blueprint(page.blueprint)
    _platform(app, world, callbacks)
    _neighbours(app)
    _errors(app)
    return app


def _platform(app: Flask, world: World, callbacks: Callbacks) -> None:
    def platform(rest: str) -> Response:  # noqa: ARG001 - the front looks at the whole path
        return front.answer(world, callbacks, request)

    for prefix in ("cgi-bin", "sns", "wxa", "wxaapi", "sms"):
        app.add_url_rule(
            f"/{prefix}/<path:rest>",
            endpoint=prefix,
            view_func=platform,
            methods=METHODS,
            provide_automatic_options=False,
        )


def _neighbours(app: Flask) -> None:
    """Let in only this machine's own pages: a web site must not play with us through a browser."""

    @app.before_request
    def at_home() -> tuple[Response, int] | None:
        origin = request.headers.get("Origin")
        hosts = [f"//{request.host}"] + ([origin] if origin not in (None, "null") else [])
        try:
            for host in hosts:
                loopback(urlsplit(host).hostname or "")
        except ValueError:
            return jsonify({"error": "foreign", "message": "只接受本机的请求"}), 403
        return None


def _errors(app: Flask) -> None:
    @app.errorhandler(ActError)
    def cannot(error: ActError) -> tuple[Response, int]:
        return jsonify({"error": error.code, "message": error.message}), error.status

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> tuple[Response, int] | HTTPException:
        if request.path.startswith("/sim/"):
            told = {"error": error.name.lower().replace(" ", "_"), "message": error.description}
            return jsonify(told), error.code or 500
        return error
