"""A request becomes the push inside it, once it has proved where it comes from and when."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.wechat.codec import Codec, same, signature
from bot.wechat.parse import Fields, parse
from bot.wechat.refusals import Broken, Forged
from bot.wechat.wire import Wire

UNIX_TIME: Final = re.compile(r"[0-9]{10}")
"""Ten digits, no fewer: the signature joins timestamp and nonce without a seam between them."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What was in the envelope, and what opened it; no codec where it came plain."""

    fields: Fields
    codec: Codec | None


class Envelopes:
    """Checks and opens whatever arrives over one wire."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._codecs = tuple(Codec(key, wire.appid) for key in wire.aes_keys)

    def check(self, query: Mapping[str, str], now: datetime) -> None:
        """Refuse a request that the platform did not sign, or not within the window.

        The signature covers neither body nor echostr (the platform's design): in plain mode the
        window is what keeps an overheard one from being good for ever.
        """
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        if not same(query.get("signature", ""), signature(self._wire.token, timestamp, nonce)):
            raise Forged("signature is wrong")
        if not UNIX_TIME.fullmatch(timestamp):
            raise Forged("timestamp is no time")
        late = now.timestamp() - int(timestamp)
        if abs(late) > self._wire.window.total_seconds():
            raise Forged(f"timestamp is {late:.0f} s old: a replay, or our clock is wrong")

    def open(self, query: Mapping[str, str], body: bytes) -> Opened:
        """Return the push in a checked request's body.

        In compatible mode the plain fields beside ``Encrypt`` are signed by nobody: they are not
        read. In plain mode a sealed push is still opened where a key is at hand, so that the mode
        can be switched in the console first and here afterwards.
        """
        fields = parse(body)
        sealed = fields.get("Encrypt", "")
        if self._codecs and (sealed or query.get("encrypt_type", "").lower() == "aes"):
            return self._unseal(query, sealed)
        if self._wire.mode == "safe":
            raise Forged("a plain push in safe mode")
        return Opened(fields, None)

    def _unseal(self, query: Mapping[str, str], sealed: str) -> Opened:
        signed = signature(
            self._wire.token, query.get("timestamp", ""), query.get("nonce", ""), sealed
        )
        if not same(query.get("msg_signature", ""), signed):
            raise Forged("msg_signature is wrong")
        for codec in self._codecs:
            try:
                push = codec.open(sealed)
            except Broken as wrong:
                reason = wrong
            else:
                return Opened(parse(push), codec)
        raise reason
