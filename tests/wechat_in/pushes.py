"""The platform's side of the wire, sealed and opened by wechatpy: a second implementation, not ours."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from defusedxml.ElementTree import fromstring
from wechatpy.crypto import WeChatCrypto

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
TOKEN = "not-a-real-token"
APPID = "wx0000000000000100"
ACCOUNT = "gh_000000000100"
OPENID = "oTEST_0000000000000000000001"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
OLD_KEY = "GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba"


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now

    def wait(self, **much):
        self.now += timedelta(**much)


def sign(*parts):
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def xml(kind="text", *, sender=OPENID, to=ACCOUNT, at=NOW, **fields):
    told = {"ToUserName": to, "FromUserName": sender, "CreateTime": int(at.timestamp())}
    told |= {"MsgType": kind} | fields
    inside = "".join(
        f"<{name}>{value}</{name}>"
        if isinstance(value, int) or str(value).startswith("<")
        else f"<{name}><![CDATA[{value}]]></{name}>"
        for name, value in told.items()
    )
    return f"<xml>{inside}</xml>"


def text(content="你好", number=24000000000000001, **more):
    return xml("text", Content=content, MsgId=number, **more)


def event(name, **fields):
    return xml("event", Event=name, **fields)


@dataclass
class Platform:
    """Signs, seals and reads as WeChat does."""

    token: str = TOKEN
    key: str = KEY
    appid: str = APPID
    clock: Clock = field(default_factory=Clock)

    def query(self, **more):
        timestamp = str(int(self.clock().timestamp()))
        nonce = str(secrets.randbelow(2**31))
        signed = sign(self.token, timestamp, nonce)
        return {
            "signature": signed,
            "timestamp": timestamp,
            "nonce": nonce,
            "openid": OPENID,
        } | more

    def plain(self, push):
        return {"query_string": self.query(), "data": push}

    def sealed(self, push, *, beside=""):
        query = self.query(encrypt_type="aes")
        crypto = WeChatCrypto(self.token, self.key, self.appid)
        envelope = crypto.encrypt_message(push, query["nonce"], query["timestamp"])
        encrypt = fromstring(envelope).findtext("Encrypt")
        query["msg_signature"] = sign(self.token, query["timestamp"], query["nonce"], encrypt)
        body = f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName>{beside}<Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"
        return {"query_string": query, "data": body}

    def read(self, answer):
        """Return the fields of a reply, opened if it is sealed."""
        fields = flat(answer)
        if "Encrypt" not in fields:
            return fields
        crypto = WeChatCrypto(self.token, self.key, self.appid)
        plain = crypto.decrypt_message(
            answer, fields["MsgSignature"], fields["TimeStamp"], fields["Nonce"]
        )
        return flat(plain)


def flat(answer):
    return {child.tag: child.text or "" for child in fromstring(answer)}
