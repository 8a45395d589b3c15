"""Mutated callbacks by the hundred thousand, from a seed: ``python -m tests.wechat_in.fuzz --n 100000``.

Every push that reached the house is judged a second time by other means (wechatpy's crypto, the
json module, defusedxml): whatever these would not have let in counts as a row from an invalid push.
"""

import argparse
import io
import json
import random
import resource
import sys
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

from defusedxml.ElementTree import fromstring
from flask import Flask
from wechatpy.crypto import WeChatCrypto

from bot.spool import Spool
from bot.wechat.answering import House as Answers
from bot.wechat.callback import Wire, create_callback
from bot.wechat.patience import Patience
from services.vault import Vault
from tests.wechat_in.mutations import MUTATIONS, mutate_cipher, mutate_query
from tests.wechat_in.pushes import APPID, KEY, NOW, TOKEN, Clock, event, sign, text

WARM_UP = 2000
SAMPLES = [
    text("记 志愿服务 张三 李四 社区清洁 2小时"),
    text("👨‍👩‍👧‍👦 ]] > <b> & 你好 " * 20),
    event("subscribe", EventKey="qrscene_invite-7", Ticket="T" * 96),
    event("CLICK", EventKey="my_progress"),
    event("TEMPLATESENDJOBFINISH", MsgID=200163836, Status="failed:user block"),
    event("pic_weixin", EventKey="k", SendPicsInfo="<Count>2</Count><PicList><item><PicMd5Sum>a</PicMd5Sum></item><item><PicMd5Sum>b</PicMd5Sum></item></PicList>"),
    json.dumps({"ToUserName": "gh_1", "FromUserName": "oTEST", "CreateTime": int(NOW.timestamp()), "MsgType": "text", "Content": "你好", "MsgId": 24000000000000001}, ensure_ascii=False),
    json.dumps({"ToUserName": "gh_1", "FromUserName": "oTEST", "CreateTime": int(NOW.timestamp()), "MsgType": "event", "Event": "subscribe_msg_popup_event", "List": [{"TemplateId": "t", "PopupScene": "1"}]}),
]  # fmt: skip


class House:
    """Counts what gets in and answers it."""

    def __init__(self):
        self.rows = 0

    def answer(self, message, _taker):
        self.rows += 1
        return f"收到:{message.text}"


def build(house):
    app = Flask("fuzzed")
    wire = Wire(APPID, TOKEN, (KEY,), "compatible")
    nowhere = Spool(Path("/dev/null/spool"), Vault({1: bytes(32)}, 1, bytes(32)))
    asked = Patience(Answers(house.answer, lambda *_, **__: None), nowhere)
    app.register_blueprint(create_callback(wire, asked, clock=Clock()))
    return app


class Forge:
    """Makes one callback after another: sound, mutated, rightly and wrongly signed."""

    def __init__(self, seed):
        random.seed(seed)  # wechatpy salts with the module's own generator
        self.chance = random.Random(seed)  # noqa: S311 - mutations, not secrets
        self.crypto = WeChatCrypto(TOKEN, KEY, APPID)

    def make(self):
        """Return a query, a body, and what was done to them."""
        chance = self.chance
        push = chance.choice(SAMPLES).encode()
        query = self.signed(offset=chance.choice([0, 0, 0, -500, 599, 601, -86400]))
        how = chance.choice(["sound", "query", "cipher", "both", *MUTATIONS, *MUTATIONS])
        if how in MUTATIONS or how == "both":
            push = MUTATIONS[how if how != "both" else chance.choice(list(MUTATIONS))](chance, push)
        if how == "cipher" or chance.random() < 0.4:
            push = self.seal(push, query, spoil=how in {"cipher", "both"})
            if how == "both":
                push = MUTATIONS["bits"](chance, push)
        if how in {"query", "both"}:
            query = mutate_query(chance, query)
        return query, push, how

    def signed(self, offset):
        timestamp = str(int(NOW.timestamp()) + offset)
        nonce = str(self.chance.randrange(10**10))
        return {"signature": sign(TOKEN, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}

    def seal(self, push, query, *, spoil):
        envelope = self.crypto.encrypt_message(push, query["nonce"], query["timestamp"])
        encrypt = fromstring(envelope).findtext("Encrypt")
        spoiled = mutate_cipher(self.chance, encrypt) if spoil else encrypt
        signed = spoiled if self.chance.random() < 0.7 else encrypt
        query["encrypt_type"] = "aes"
        query["msg_signature"] = sign(TOKEN, query["timestamp"], query["nonce"], signed)
        if self.chance.random() < 0.3:
            return json.dumps({"ToUserName": "gh_1", "Encrypt": spoiled}).encode()
        return f"<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[{spoiled}]]></Encrypt></xml>".encode()


def post(app, query, body, *, chunked):
    """Call the application as a server would; return the status."""
    seen = []
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/wechat",
        "QUERY_STRING": urlencode(query),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "CONTENT_TYPE": "text/xml",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    if chunked:
        environ |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    else:
        environ["CONTENT_LENGTH"] = str(len(body))
    answer = app(environ, lambda status, _headers, _exc=None: seen.append(int(status[:3])))
    b"".join(answer)
    answer.close()
    return seen[-1]


def lawful(query, body):
    """Judge, without our own code, whether a push may have an effect."""
    try:
        timestamp, nonce = query["timestamp"], query["nonce"]
        if query["signature"] != sign(TOKEN, timestamp, nonce):
            return False
        if abs(int(timestamp) - NOW.timestamp()) > 600:
            return False
        push = fields(body)
        if "Encrypt" in push:
            crypto = WeChatCrypto(TOKEN, KEY, APPID)
            signed = query["msg_signature"]
            push = fields(crypto.decrypt_message(push, signed, timestamp, nonce).encode())
        return all(push[name].strip() for name in ("FromUserName", "CreateTime", "MsgType"))
    except Exception:  # noqa: BLE001 - the point: these parsers raise anything
        return False


def fields(body):
    if body.lstrip().startswith(b"{"):
        return {name: str(value) for name, value in json.loads(body.decode()).items()}
    return {child.tag: child.text or "" for child in fromstring(body.decode())}


def run(n, seed, *, app=None, rows=None):
    """Return the figures of ``n`` callbacks; ``app`` and its row count may be the real house's."""
    house = House()
    app, rows = app or build(house), rows or (lambda: house.rows)
    forge, statuses, times = Forge(seed), Counter(), []
    invalid = refused = fresh = 0
    began = time.perf_counter()
    for nth in range(n):
        query, body, how = forge.make()
        before, start = rows(), time.perf_counter()
        status = post(app, query, body, chunked=nth % 7 == 0)
        times.append((time.perf_counter() - start) * 1000)
        statuses[status] += 1
        got_in = rows() > before
        invalid += got_in and not lawful(query, body)
        refused += how == "sound" and status != 200 and lawful(query, body)
        fresh = peak() if nth == min(WARM_UP, n - 1) else fresh
    return {
        "test": "wire-in fuzz",
        "seed": seed,
        "n": n,
        "fives": sum(count for status, count in statuses.items() if status >= 500),
        "rows_from_invalid": invalid,
        "sound_refused": refused,
        "statuses": {str(status): count for status, count in sorted(statuses.items())},
        "rows": rows(),
        "p99_ms": round(sorted(times)[int(n * 0.99)], 2),
        "max_ms": round(max(times), 1),
        "rss_growth_mb": round(peak() - fresh, 1),
        "seconds": round(time.perf_counter() - began, 1),
    }


def peak():
    """Return the most memory this process has ever held, in MB."""
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=100)
    chosen = parser.parse_args()
    print(json.dumps(run(chosen.n, chosen.seed)))  # noqa: T201


if __name__ == "__main__":
    main()
