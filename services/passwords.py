"""Passwords of cadres: argon2id, and the same work for a user who is not there."""

import secrets
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# No look-alikes (0 O 1 l I): a one-time password is read from paper and typed on a phone.
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


class Passwords:
    """Hashes and checks; ``hasher`` sets the cost (tests use a cheap one)."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def hash(self, password: str) -> str:
        """Return the encoded hash to store."""
        return self._hasher.hash(password)

    def check(self, stored: str | None, password: str) -> bool:
        """Verify; without a stored hash do the same work and say no."""
        try:
            return self._hasher.verify(stored or self._nobody, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    @staticmethod
    def one_time(length: int = 12) -> str:
        """Return a random password for paper."""
        return "".join(secrets.choice(_LETTERS) for _ in range(length))
