"""A platform of few lines over real HTTP: it answers by script, and remembers every call."""

import contextlib
import json
import secrets
import socket
import struct
import threading
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

TOKEN = "/cgi-bin/stable_token"
TEMPLATE = "/cgi-bin/message/template/send"
CUSTOM = "/cgi-bin/message/custom/send"


def named(value):
    """Name a parameter, without its address: all workers must collect the same tests."""
    said = str(value)
    return getattr(value, "__name__", type(value).__name__) if " at 0x" in said else said[:60]


@dataclass(frozen=True)
class Call:
    method: str
    path: str
    query: dict
    body: bytes
    headers: dict

    @property
    def json(self):
        return json.loads(self.body)


@dataclass(frozen=True)
class Raw:
    """An answer as it stands."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: dict = field(default_factory=dict)
    announced: int | None = None


class Cut:
    """The request is read, and the line is cut."""


class Silence:
    """The request is read, and nothing follows until the platform ends."""


class Drip:
    """One byte now and then."""


def html(status=200):
    return Raw(b"<html><body>502 Bad Gateway</body></html>", status, "text/html")


def error(errcode, said="something"):
    return {"errcode": errcode, "errmsg": f"{said} rid: 654df33c-64386a2f-29857782"}


class FakePlatform:
    def __init__(self):
        self.calls = []
        self.connections = 0
        self.over = threading.Event()
        self._lock = threading.Lock()
        self._scripts = {}
        self._always = {}
        self.token = self._new()
        self.valid = {self.token}
        self.expires_in = 7200
        self.msgid = 0
        self.seen = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.platform = self
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.004}, daemon=True
        )
        self._thread.start()

    def close(self):
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def script(self, path, *answers):
        """Give these answers to the next calls of this path, one each."""
        self._scripts.setdefault(path, []).extend(answers)

    def always(self, path, answer):
        self._always[path] = answer

    def revoke(self):
        """Make every token invalid; the next is another."""
        with self._lock:
            self.valid.clear()
            self.token = self._new()
            self.valid.add(self.token)

    def count(self):
        return Counter(call.path for call in list(self.calls))

    def to(self, path):
        return [call for call in list(self.calls) if call.path == path]

    def answer(self, call):
        with self._lock:
            self.calls.append(call)
            if waiting := self._scripts.get(call.path):
                return waiting.pop(0)
            if (answer := self._always.get(call.path)) is not None:
                return answer(call) if callable(answer) else answer
            if call.path == TOKEN:
                return self._stable(call)
            if call.query.get("access_token") not in self.valid:
                return error(40001, "invalid credential, access_token is invalid or not latest")
            return self._send(call)

    def _stable(self, call):
        if call.json["force_refresh"]:
            self.token = self._new()
            self.valid = {self.token}
        return {"access_token": self.token, "expires_in": self.expires_in}

    def _send(self, call):
        told = (call.json.get("touser"), call.json.get("client_msg_id")) if call.body else None
        if told not in self.seen or told[1] is None:
            self.msgid += 1
            self.seen[told] = self.msgid
        return {"errcode": 0, "errmsg": "ok", "msgid": self.seen[told]}

    @staticmethod
    def _new():
        return f"CANARYTOKEN{secrets.token_hex(40)}"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def get_request(self):
        self.platform.connections += 1
        return super().get_request()

    def handle_error(self, request, client_address):
        """Say nothing: a caller that hung up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def do_GET(self):
        self._take(b"")

    def do_POST(self):
        self._take(self.rfile.read(int(self.headers["Content-Length"])))

    def _take(self, body):
        parts = urlsplit(self.path)
        call = Call(
            self.command, parts.path, dict(parse_qsl(parts.query)), body, dict(self.headers)
        )
        platform = self.server.platform
        match platform.answer(call):
            case Cut():
                self._cut()
            case Silence():
                platform.over.wait(30)
                self._cut()
            case Drip():
                self._drip(platform.over)
            case Raw() as raw:
                self._say(raw)
            case answer:
                said = json.dumps(answer, ensure_ascii=False).encode()
                self._say(Raw(said))

    def _say(self, raw):
        self.send_response(raw.status)
        self.send_header("Content-Type", raw.kind)
        length = len(raw.body) if raw.announced is None else raw.announced
        self.send_header("Content-Length", str(length))
        for name, value in raw.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw.body)
        if raw.announced is not None:
            self.close_connection = True

    def _cut(self):
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def _drip(self, over):
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        with contextlib.suppress(OSError):
            while not over.wait(0.05):
                self.wfile.write(b" ")
                self.wfile.flush()
        self.close_connection = True
