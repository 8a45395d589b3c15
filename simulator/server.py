"""The simulator as a running server, and a small handle on it for tests."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import requests
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from simulator.app import create_simulator
from simulator.settings import Settings, loopback

if TYPE_CHECKING:
    from simulator.callbacks import Callbacks
    from simulator.world import World

TIMEOUT_S = 300.0
POLL_S = 0.05


class Handler(WSGIRequestHandler):
    disable_nagle_algorithm = True

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Say nothing: the journal tells it all."""


class Simulator:
    """A simulator in a thread of this process: start, use, stop."""

    def __init__(self, settings: Settings | None = None, **changes: Any) -> None:  # noqa: ANN401 - fields of Settings
        self.settings = replace(settings or Settings(), **changes)
        loopback(self.settings.host)
        self._server: BaseWSGIServer | None = None
        self._thread: threading.Thread | None = None
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy between neighbours
        self.url = ""

    def start(self) -> Self:
        app = create_simulator(self.settings)
        self.world: World = app.extensions["world"]
        self.callbacks: Callbacks = app.extensions["callbacks"]
        server = make_server(
            self.settings.host, self.settings.port, app, threaded=True, request_handler=Handler
        )
        self.url = self.world.base = f"http://{self.settings.host}:{server.port}"
        self._server = server
        self._thread = threading.Thread(
            target=server.serve_forever, args=(POLL_S,), name="simulator", daemon=True
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        if self._server is None or self._thread is None:
            return
        self.world.feed.close()
        self._session.close()
        self._server.shutdown()
        self._thread.join()
        self.callbacks.close()
        self._server.server_close()
        self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def call(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        response = self._session.request(method, self.url + path, json=body, timeout=TIMEOUT_S)
        if response.status_code >= requests.codes.bad_request:
            raise RuntimeError(f"{method} {path}: {response.status_code} {response.text}")
        return response.json()

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        return self.call("GET", path)

    def post(self, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        return self.call("POST", path, {} if body is None else body)

    def patch(self, path: str, body: object) -> Any:  # noqa: ANN401 - JSON
        return self.call("PATCH", path, body)

    def delete(self, path: str) -> Any:  # noqa: ANN401 - JSON
        return self.call("DELETE", path)

    def act(self, who: str, verb: str, **body: object) -> Any:  # noqa: ANN401 - JSON
        return self.post(f"/sim/people/{quote(who)}/{verb}", body)
