"""Asking whose WeChat account a follower's is: the mini-program then knows them without a proof."""

import logging
from datetime import datetime, timedelta
from typing import Final

from services import mini_unions
from services.ports import Followers
from services.uow import OpenUow

log = logging.getLogger(__name__)

_AT_ONCE: Final = 20
_REST: Final = timedelta(days=1)
"""After all were asked: of some the platform tells nothing, and they are not asked all day."""


class UnionIds:
    """Asks about some at each look, one after the other, and begins anew after a day."""

    def __init__(
        self, open_uow: OpenUow, followers: Followers, away: type[Exception] = OSError
    ) -> None:
        self._open_uow, self._followers, self._away = open_uow, followers, away
        self._after = ""
        self._until: datetime | None = None

    def work(self) -> int:
        """Ask about the next ones, with no transaction open; return how many are known now."""
        with self._open_uow(read_only=True) as uow:
            if self._until is not None and uow.now < self._until:
                return 0
            openids = mini_unions.unknown(uow, self._after, _AT_ONCE)
            if not openids:
                self._after, self._until = "", uow.now + _REST
        told: dict[str, str] = {}
        for openid in openids:
            # Whoever cannot be asked about has another turn in the next round.
            self._after = openid
            try:
                told[openid] = self._followers.follower(openid).unionid
            except self._away as no:
                log.warning("a follower's account has to wait: %s", no)
                break
        known = {openid: union for openid, union in told.items() if union}
        if known:
            with self._open_uow() as uow:
                mini_unions.learned(uow, known)
        return len(known)
