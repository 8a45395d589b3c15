"""QR codes for pages, made through the account and kept for as long as they are good."""

from contextlib import suppress
from datetime import timedelta
from hashlib import sha256

import redis

from bot.wechat.account import Account
from services.ports import Ticket


class Tickets:
    """Makes QR codes through the account; a page that is opened again asks for none."""

    def __init__(self, account: Account, cache: redis.Redis) -> None:
        self._account, self._cache = account, cache

    def ticket(self, scene: str, seconds: int) -> Ticket:
        """Return a code for a scene, good for about so long."""
        name = f"qr:{sha256(scene.encode()).hexdigest()}"
        with suppress(redis.RedisError):
            if kept := self._cache.get(name):
                return Ticket(str(kept))
        made = Ticket(self._account.ticket(scene, timedelta(seconds=seconds)).url)
        with suppress(redis.RedisError):
            # A code for less time than it is shown for would be a trap.
            self._cache.set(name, made.url, ex=max(seconds // 2, 1))
        return made
