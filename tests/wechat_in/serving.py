"""Serve an application over HTTP for as long as a test lasts."""

import threading
from contextlib import contextmanager

import waitress
from waitress import wasyncore
from werkzeug.serving import make_server

from bot.commands.ending import CONNECTIONS
from bot.commands.serve import BODY


@contextmanager
def waitress_serves(app, port=0):
    server = waitress.create_server(
        app,
        port=port,
        host="127.0.0.1",
        threads=8,
        max_request_body_size=BODY,
        connection_limit=CONNECTIONS,
    )
    closing = threading.Event()

    def loop():
        while not closing.is_set():
            wasyncore.loop(timeout=0.05, map=server._map, count=1)

    thread = threading.Thread(target=loop)
    thread.start()
    try:
        yield server.effective_port
    finally:
        closing.set()
        thread.join()
        server.task_dispatcher.shutdown()
        wasyncore.close_all(server._map)


@contextmanager
def werkzeug_serves(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
