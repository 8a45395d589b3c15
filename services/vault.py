"""Sealing personal data: AES-256-GCM bound to its row, and a keyed blind index for lookup."""

import hashlib
import hmac
import os
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ALGORITHM: Final = 1
"""AES-256-GCM. The byte leaves room for another (SM4) without guessing."""
_NONCE: Final = 12


class Unsealable(ValueError):  # noqa: N818 - it says what the bytes are
    """The bytes are not what this row sealed with a key we hold."""


class Vault:
    """Seals texts for one place (``table|column|row``) and refuses them anywhere else.

    ``keys`` maps a key's number (1..255) to its 32 bytes; ``current`` seals, all of them open.
    ``index_key`` is another 32 bytes that never leaves the process.
    """

    def __init__(self, keys: Mapping[int, bytes], current: int, index_key: bytes) -> None:
        if current not in keys or any(len(k) != 32 for k in (*keys.values(), index_key)):  # noqa: PLR2004 - 256 bits
            raise ValueError("a vault needs 32-byte keys, the current one among them")
        self._ciphers = {
            number: AESGCM(HKDF(SHA256(), 32, None, b"tuan100 seal").derive(key))
            for number, key in keys.items()
        }
        self._current = current
        self._index_key = index_key

    def __repr__(self) -> str:
        return f"Vault(keys={sorted(self._ciphers)})"

    def seal(self, text: str, place: str) -> bytes:
        """Encrypt a text for a place: algorithm, key number, nonce, cipher text and tag."""
        nonce = os.urandom(_NONCE)
        sealed = self._ciphers[self._current].encrypt(nonce, text.encode(), place.encode())
        return bytes((ALGORITHM, self._current)) + nonce + sealed

    def open(self, sealed: bytes, place: str) -> str:
        """Decrypt what was sealed for this very place; raise ``Unsealable`` otherwise."""
        try:
            if sealed[0] != ALGORITHM:
                raise Unsealable(f"unknown algorithm {sealed[0]}")
            cipher = self._ciphers[sealed[1]]
            nonce, body = sealed[2 : 2 + _NONCE], sealed[2 + _NONCE :]
            return cipher.decrypt(nonce, body, place.encode()).decode()
        except (IndexError, KeyError, InvalidTag) as no:
            raise Unsealable(f"not sealed for {place.split('|', 1)[0]}") from no

    def index(self, text: str, purpose: str) -> bytes:
        """Return 16 bytes that are equal for equal texts and say nothing without the key."""
        return self._mac(text, purpose)[:16]

    def fingerprint(self, secret: str, purpose: str) -> bytes:
        """Return the 32-byte keyed hash under which a code or token is kept."""
        return self._mac(secret, purpose)

    def _mac(self, text: str, purpose: str) -> bytes:
        return hmac.digest(self._index_key, f"{purpose}|{text}".encode(), hashlib.sha256)


def same(one: bytes, other: bytes) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one, other)
