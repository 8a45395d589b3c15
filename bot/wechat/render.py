"""What we answer a push with: XML in which a text stays intact and harmless."""

import re
from datetime import datetime
from typing import Final

from bot.wechat.codec import SALT, Codec, signature
from domain.text import cut

LONGEST_TEXT: Final = 2048
"""The bytes of text that a passive reply may hold."""

NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Control characters and half characters: XML 1.0 section 2.2 has no way to write them."""


def clean(text: str) -> str:
    """Return the text as XML can carry it, and as much of it as the platform takes."""
    return cut(NOT_XML.sub("", text), LONGEST_TEXT)[0]


def cdata(text: str) -> str:
    """Wrap a clean text so that nothing in it ends the wrapping."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def text_reply(text: str, *, to: str, sender: str, at: datetime) -> str:
    """Return a passive text reply; ``text`` is clean."""
    return (
        f"<xml><ToUserName>{cdata(to)}</ToUserName>"
        f"<FromUserName>{cdata(sender)}</FromUserName>"
        f"<CreateTime>{int(at.timestamp())}</CreateTime>"
        "<MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{cdata(text)}</Content></xml>"
    )


def sealed_reply(reply: str, *, codec: Codec, token: str, at: datetime, chance: bytes) -> str:
    """Return the reply in its AES envelope; ``chance`` is 24 random bytes, for salt and nonce."""
    encrypt = codec.seal(reply.encode(), salt=chance[:SALT])
    timestamp = str(int(at.timestamp()))
    nonce = str(int.from_bytes(chance[SALT:]))
    signed = signature(token, timestamp, nonce, encrypt)
    return (
        f"<xml><Encrypt>{cdata(encrypt)}</Encrypt>"
        f"<MsgSignature>{cdata(signed)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp>"
        f"<Nonce>{cdata(nonce)}</Nonce></xml>"
    )
