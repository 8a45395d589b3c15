"""A foreign app on the other side: written with wechatpy, knowing nothing of the simulator."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from wechatpy import create_reply, parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

from simulator.server import Simulator
from simulator.settings import Settings

DEFAULTS = Settings()


class Received:
    def __init__(self, method, path, headers, body):
        self.method, self.path, self.headers, self.body = method, path, headers, body
        self.query = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        self.at = time.monotonic()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        received = Received(self.command, self.path, dict(self.headers), self.rfile.read(length))
        with self.server.app.lock:
            self.server.app.received.append(received)
            number = len(self.server.app.received)
        status, body = self.server.app.reply(received, number)
        self.send_response(status)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    do_GET = do_POST = answer  # noqa: N815 - http.server's names


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Say nothing: a hung-up line is no news."""


class ForeignApp:
    """wechatpy behind a plain HTTP server; `script` may be replaced by a test."""

    def __init__(self):
        self.received = []
        self.messages = []
        self.lock = threading.Lock()
        self.script = None
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.app = self
        self.url = f"http://127.0.0.1:{self.server.server_port}/wechat"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def reply(self, received, number):
        if self.script is not None:
            return self.script(received, number)
        query = received.query
        check_signature(DEFAULTS.token, query["signature"], query["timestamp"], query["nonce"])
        if received.method == "GET":
            return 200, query["echostr"].encode()
        xml, crypto = received.body.decode(), None
        if query.get("encrypt_type") == "aes":
            crypto = WeChatCrypto(DEFAULTS.token, DEFAULTS.aes_key, DEFAULTS.appid)
            args = query["msg_signature"], query["timestamp"], query["nonce"]
            xml = crypto.decrypt_message(xml, *args)
        message = parse_message(xml)
        self.messages.append(message)
        if message.type != "text":
            return 200, b"success"
        reply = create_reply(f"你说:{message.content}", message).render()
        if crypto is not None:
            reply = crypto.encrypt_message(reply, query["nonce"], query["timestamp"])
        return 200, reply.encode()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(scope="session")
def neighbour():
    app = ForeignApp()
    yield app
    app.stop()


@pytest.fixture
def app(neighbour):
    neighbour.received, neighbour.messages, neighbour.script = [], [], None
    return neighbour


QUICK = {"callback_timeout_s": 5.0, "retry_gap_s": 0.0, "report_delay_s": 0.0}


@pytest.fixture
def start(app):
    """Start simulators for the foreign app; quick timing unless a test says otherwise."""
    started = []

    def start(**changes):
        settings = Settings(**{"callback_url": app.url, **QUICK, **changes})
        started.append(Simulator(settings).start())
        return started[-1]

    yield start
    for simulator in started:
        simulator.stop()


@pytest.fixture(scope="session")
def shared(neighbour):
    with Simulator(Settings(callback_url=neighbour.url, **QUICK)) as simulator:
        yield simulator


@pytest.fixture
def wx(shared, app):
    """Give the one simulator most tests share, as good as new."""
    yield shared
    shared.post("/sim/settle", {"seconds": 30})
    shared.post("/sim/reset")


class Client:
    """The platform's API as any client calls it."""

    def __init__(self, wx):
        self.wx = wx
        self.session = requests.Session()
        self.settings = wx.settings

    def raw(self, method, path, **options):
        return self.session.request(method, self.wx.url + path, timeout=120, **options)

    def stable(self, **more):
        body = {
            "grant_type": "client_credential",
            "appid": self.settings.appid,
            "secret": self.settings.secret,
            **more,
        }
        return self.raw("POST", "/cgi-bin/stable_token", json=body).json()

    def mini(self):
        return self.stable(appid=self.settings.mini_appid, secret=self.settings.mini_secret)

    @property
    def token(self):
        return self.stable()["access_token"]

    def get(self, path, **params):
        return self.raw("GET", path, params={"access_token": self.token, **params}).json()

    def post(self, path, body, token=None):
        params = {"access_token": token or self.token}
        data = json.dumps(body, ensure_ascii=False).encode()
        return self.raw("POST", path, params=params, data=data).json()


@pytest.fixture
def api(wx):
    client = Client(wx)
    yield client
    client.session.close()


@pytest.fixture
def client():
    """Make API clients for simulators a test started itself."""
    made = []

    def client(wx):
        made.append(Client(wx))
        return made[-1]

    yield client
    for one in made:
        one.session.close()


def eventually(check, seconds=20.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError("it never happened")


@pytest.fixture
def until():
    return eventually
