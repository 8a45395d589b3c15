"""WeChat's signature and its AES envelope, by the platform's own description.

Source: developers.weixin.qq.com/doc/subscription/guide/dev/push/encryption.md
"""

import hashlib
import hmac
import re
from base64 import b64decode, b64encode
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from bot.wechat.refusals import Broken

BLOCK: Final = 16
PADDED_TO: Final = 32
"""PKCS#7, but to twice the cipher's block."""

SALT: Final = 16
LENGTH: Final = 4
KEY: Final = re.compile("[A-Za-z0-9+/]{43}")


def signature(*parts: str) -> str:
    """Sign the parts, the token among them: sorted, joined, SHA-1."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def same(given: str, expected: str) -> bool:
    """Compare two signatures in a time that tells nothing."""
    return hmac.compare_digest(given.encode(), expected.encode())


class Codec:
    """Opens and seals with one EncodingAESKey; it signs nothing and checks no signature."""

    def __init__(self, aes_key: str, appid: str) -> None:
        if not KEY.fullmatch(aes_key):
            raise ValueError("an EncodingAESKey is 43 letters and digits")
        key = b64decode(aes_key + "=")
        self._cipher = Cipher(AES(key), CBC(key[:BLOCK]))
        self._appid = appid.encode()

    def open(self, sealed: str) -> bytes:
        """Return the push inside; ``Broken`` if another key or another account sealed it."""
        try:
            raw = b64decode(sealed.strip(), validate=True)
        except ValueError:
            raise Broken("Encrypt is not base64") from None
        if not raw or len(raw) % BLOCK:
            raise Broken("Encrypt is not whole blocks")
        decryptor = self._cipher.decryptor()
        padded = decryptor.update(raw) + decryptor.finalize()
        padding = padded[-1]
        if not 1 <= padding <= PADDED_TO or padded[-padding:] != bytes([padding]) * padding:
            raise Broken("Encrypt does not open with our keys")
        plain = padded[SALT:-padding]
        end = LENGTH + int.from_bytes(plain[:LENGTH])
        if not hmac.compare_digest(plain[end:], self._appid):
            raise Broken("Encrypt was not made for our AppID")
        return plain[LENGTH:end]

    def seal(self, text: bytes, *, salt: bytes) -> str:
        """Encrypt a reply; ``salt`` is 16 random bytes."""
        plain = salt + len(text).to_bytes(LENGTH) + text + self._appid
        padding = PADDED_TO - len(plain) % PADDED_TO
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        return b64encode(sealed).decode()
