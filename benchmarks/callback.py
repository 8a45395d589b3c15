"""One callback in safe mode: bare Flask, a plain wechatpy echo, our wire, our whole house."""

import base64
import hashlib
import itertools
import resource
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import waitress
from flask import Flask, request
from wechatpy import parse_message
from wechatpy.crypto import WeChatCrypto
from wechatpy.replies import TextReply

from bot import database
from bot.app import build
from bot.settings import Settings
from bot.spool import Spool
from bot.wechat.answering import House
from bot.wechat.callback import create_callback
from bot.wechat.patience import Patience
from bot.wechat.wire import Wire
from services.uow import utc_now
from services.vault import Vault

APPID, TOKEN, AES_KEY = "wxfake0123456789ab", "fake-token", "FAKE" * 10 + "FAE"
ACCOUNT, CLIENTS = "gh_fake12345678", 8


@dataclass(frozen=True, slots=True)
class Figure:
    """What one peer did: requests a second, and its CPU a request with the client's in it."""

    name: str
    rate: float
    cpu_us: float
    p99_ms: float


def run(requests: int, settings: Callable[[str], Settings]) -> list[Figure]:
    """Measure each peer with as many messages, one after the other."""
    brought = list(itertools.islice(messages(), requests))
    with tempfile.TemporaryDirectory() as folder:
        app = build(settings(f"sqlite:///{Path(folder) / 'house.sqlite3'}"))
        database.upgrade(app.engine)
        try:
            peers = {
                "flask hello": _hello(),
                "wechatpy echo": _wechatpy(),
                "our wire, echo": _ours(),
                "our house, SQLite": app.web(),
            }
            return [_measure(name, peer, brought) for name, peer in peers.items()]
        finally:
            app.close()


def configuration(url: str) -> dict[str, Any]:
    """Return the configuration of a house that sends nothing anywhere."""

    def key() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode()

    return {
        "site": {"base_url": "http://127.0.0.1:8000"},
        "database": {"url": url},
        "wechat": {
            "kind": "service",
            "appid": APPID,
            "secret": "fake",
            "token": TOKEN,
            "aes_key": AES_KEY,
            "account_id": ACCOUNT,
            "api_url": "http://127.0.0.1:9",
        },
        "sms": {"url": "http://127.0.0.1:9/sms", "secret": "fake"},
        "keys": {"current": 1, "index": key(), "data": {"1": key()}},
    }


def _hello() -> Flask:
    web = Flask("hello")
    web.add_url_rule("/wechat", "hello", lambda: "success", methods=["POST"])
    return web


def _wechatpy() -> Flask:
    web = Flask("wechatpy")
    crypto = WeChatCrypto(TOKEN, AES_KEY, APPID)

    def echo() -> str:
        signature, stamp = request.args["msg_signature"], request.args["timestamp"]
        nonce = request.args["nonce"]
        message = parse_message(crypto.decrypt_message(request.data, signature, stamp, nonce))
        reply = TextReply(content=message.content, message=message).render()
        sealed: str = crypto.encrypt_message(reply, nonce, stamp)
        return sealed

    web.add_url_rule("/wechat", "echo", echo, methods=["POST"])
    return web


def _ours() -> Flask:
    web = Flask("ours")
    wire = Wire(APPID, TOKEN, (AES_KEY,), "safe", ACCOUNT)
    house = House(answer=lambda m, _: m.text, late=lambda *_, **__: None)
    nowhere = Spool(Path("/dev/null/spool"), Vault({1: bytes(32)}, 1, bytes(32)))
    web.register_blueprint(create_callback(wire, Patience(house, nowhere), clock=utc_now))
    return web


def messages() -> Iterator[tuple[str, bytes]]:
    """Yield (path with query, body) of text messages of many people, as the platform seals them."""
    crypto = WeChatCrypto(TOKEN, AES_KEY, APPID)
    for n in itertools.count(1):
        stamp, nonce = str(int(time.time())), secrets.token_hex(5)
        plain = (
            f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>"
            f"<FromUserName><![CDATA[oFAKE{n % 500:023}]]></FromUserName>"
            f"<CreateTime>{stamp}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
            f"<Content><![CDATA[帮助]]></Content><MsgId>{10**15 + n}</MsgId></xml>"
        )
        body = crypto.encrypt_message(plain, nonce, stamp)
        sealed = body.split("<Encrypt><![CDATA[")[1].split("]]>")[0]
        push = (
            f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>"
            f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        )
        query = {
            "signature": _signed(TOKEN, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "encrypt_type": "aes",
            "msg_signature": _signed(TOKEN, stamp, nonce, sealed),
        }
        yield f"/wechat?{urlencode(query)}", push.encode()


def _signed(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - WeChat's algorithm


def _measure(name: str, web: Flask, messages: list[tuple[str, bytes]]) -> Figure:
    server = waitress.create_server(web, host="127.0.0.1", port=0, threads=CLIENTS)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        before, started = _cpu(), time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            shares = [messages[n::CLIENTS] for n in range(CLIENTS)]
            waits = sorted(
                itertools.chain(*pool.map(lambda s: _send(server.effective_port, s), shares))
            )
        seconds, cpu = time.perf_counter() - started, _cpu() - before
    finally:
        server.trigger.pull_trigger(server.close)
        thread.join(10)
    rate = len(waits) / seconds
    return Figure(name, rate, cpu / len(waits) * 1e6, waits[len(waits) * 99 // 100] * 1000)


def _send(port: int, messages: list[tuple[str, bytes]]) -> list[float]:
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    waits = []
    for path, body in messages:
        started = time.perf_counter()
        line.request("POST", path, body, {"Content-Type": "text/xml"})
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:  # noqa: PLR2004 - OK
            raise RuntimeError(f"answered {answer.status}")
        waits.append(time.perf_counter() - started)
    line.close()
    return waits


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
