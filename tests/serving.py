"""Serving something in the tests: pages for a real browser, and ending a waitress server."""

from contextlib import contextmanager
from threading import Thread
from typing import ClassVar

from jinja2 import BytecodeCache
from werkzeug.serving import WSGIRequestHandler, make_server


@contextmanager
def served(app):
    """Serve an application for a real browser; yields the address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    # Asked often whether it is over: an end takes no half second.
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Compiled(BytecodeCache):
    """Compiles each template once for all houses: it takes longer than all else in a page."""

    kept: ClassVar = {}

    def load_bytecode(self, bucket):
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket):
        self.kept[bucket.key] = bucket.bytecode_to_string()


class _Quiet(WSGIRequestHandler):
    def log(self, *args):
        pass


def end(server):
    """Let a server close itself in its own thread.

    ``pull_trigger`` lets go of the lock before it rings: the server may be closed by then, and the
    ring would go to whatever has the same file descriptor now, such as another test's connection.
    """
    with server.trigger.lock:
        server.trigger.thunks.append(server.close)
        server.trigger.pull_trigger()
