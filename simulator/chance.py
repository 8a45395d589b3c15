"""Every id, token and nonce, drawn from one seed so that a run can be repeated."""

from __future__ import annotations

import random
import string
import threading

ALPHABET = string.ascii_letters + string.digits
FIRST_MESSAGE = 24_000_000_000_000_000  # beyond 2**53, as the real ones are
FIRST_TEMPLATE_MESSAGE = 3_400_000_000_000_000_000


class Chance:
    def __init__(self, seed: int) -> None:
        self._lock = threading.Lock()
        self._random = random.Random(seed)  # noqa: S311 - to be repeatable is the point
        self._message = FIRST_MESSAGE
        self._template_message = FIRST_TEMPLATE_MESSAGE

    def text(self, length: int) -> str:
        with self._lock:
            return "".join(self._random.choices(ALPHABET, k=length))

    def digits(self, length: int) -> str:
        with self._lock:
            return "".join(self._random.choices(string.digits, k=length))

    def raw(self, length: int) -> bytes:
        with self._lock:
            return self._random.randbytes(length)

    def below(self, share: float) -> bool:
        with self._lock:
            return self._random.random() < share

    def openid(self, prefix: str = "oFAKE") -> str:
        return prefix + self.text(28 - len(prefix))

    def token(self) -> str:
        return "88_FAKE" + self.text(129)

    def rid(self, timestamp: float) -> str:
        with self._lock:
            tail = f"{self._random.getrandbits(32):08x}-{self._random.getrandbits(32):08x}"
        return f"{int(timestamp):08x}-{tail}"

    def message_id(self) -> int:
        with self._lock:
            self._message += self._random.randrange(1, 1_000_000)
            return self._message

    def template_message_id(self) -> int:
        with self._lock:
            self._template_message += self._random.randrange(1, 1_000_000)
            return self._template_message
