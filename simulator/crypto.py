"""Signatures and the AES envelope of the message push, written from the platform's description."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 32  # the padding counts in 32s, not in AES's 16s
HEAD = 20  # 16 random bytes and the length


class DecryptError(ValueError):
    """A cipher text that is not for this account."""


def sign(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()  # noqa: S324 - WeChat's wire


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())


class Envelope:
    """Encrypts and decrypts for one EncodingAESKey and one appid."""

    def __init__(self, aes_key: str, appid: str) -> None:
        self._key = base64.b64decode(aes_key + "=")
        self._appid = appid.encode()

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))

    def encrypt(self, message: str, salt: bytes) -> str:
        body = message.encode()
        plain = salt + struct.pack(">I", len(body)) + body + self._appid
        pad = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        cipher = encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()
        return base64.b64encode(cipher).decode()

    def decrypt(self, text: str) -> str:
        try:
            cipher = base64.b64decode(text, validate=True)
            decryptor = self._cipher().decryptor()
            plain = decryptor.update(cipher) + decryptor.finalize()
        except (binascii.Error, ValueError) as error:
            raise DecryptError("no whole cipher blocks in base64") from error
        pad = plain[-1] if plain else 0
        if not 1 <= pad <= BLOCK or plain[-pad:] != bytes([pad]) * pad:
            raise DecryptError("wrong padding")
        plain = plain[:-pad]
        if len(plain) < HEAD:
            raise DecryptError("too short")
        (length,) = struct.unpack(">I", plain[16:HEAD])
        if plain[HEAD + length :] != self._appid:
            raise DecryptError("another appid")
        try:
            return plain[HEAD : HEAD + length].decode()
        except UnicodeDecodeError as error:
            raise DecryptError("not UTF-8") from error
