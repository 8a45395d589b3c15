"""The access token: one for all processes, renewed by one at a time, never asked for in a loop.

``stable_token`` answers every caller with the same token and renews it in its last five minutes,
so a renewal made twice is harmless; what is not harmless is asking without end. Three things
bound that: waiters share the one renewal under way, at most ``CALLS`` are made in any minute, and
a fresh token that is refused as well opens a breaker (10 s, doubling to 10 min).
"""

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final

from bot.wechat.errors import (
    TokenPaused,
    TokenRefused,
    WeChatAway,
    WeChatError,
    WeChatRefused,
    accepted,
    text_of,
)
from bot.wechat.outcomes import Cause
from bot.wechat.shelf import Cache, Kept, Shelf
from bot.wechat.transport import Http

_log = logging.getLogger(__name__)

PATH: Final = "/cgi-bin/stable_token"
CALLS: Final = 5
"""Token calls in any minute, whatever happens."""
_MINUTE: Final = 60.0
_DAY: Final = 86_400.0
_MARGIN: Final = 300.0
"""Renewed when less is left: from then on the platform hands out the next one."""
_LIVES: Final = 10.0
"""A token with less than this left is not worth starting with."""
_AGAIN: Final = 15.0
"""While the old token lives, how long a renewal that brought nothing new is let be."""
_FORCE_GAP: Final = 30.0
_FORCES: Final = 15
"""Forced renewals a day, of the platform's twenty."""
_LONGEST: Final = 7200.0
_PATIENCE: Final = 15.0
"""Real seconds to wait for another thread or process that is renewing."""
_BREAK: Final = (10.0, 600.0)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who the account is; the secret is in no repr."""

    appid: str
    secret: str = field(repr=False)


class Tokens:
    """One account's access token, for any number of threads and processes."""

    def __init__(
        self,
        http: Http,
        credentials: Credentials,
        clock: Callable[[], datetime],
        *,
        cache: Cache | None = None,
        chance: random.Random | None = None,
    ) -> None:
        self._http = http
        self._credentials = credentials
        self._clock = clock
        self._shelf = Shelf(cache, credentials.appid)
        self._chance = chance or random.Random()  # noqa: S311 - it spreads waiting, no secret
        self._kept = Kept()
        self._lock = threading.Lock()
        self._turn = 0
        self._failure: WeChatError | None = None

    def get(self) -> str:
        """Return a token that lives; raise ``WeChatAway`` or ``WeChatRefused`` where there is none.

        Whatever it raises, the call the token was wanted for was not made.
        """
        return self._good(self._kept, "") or self._renewed("")

    def instead_of(self, refused: str) -> str:
        """Return another token after the platform refused this one; many askers, one renewal."""
        return self._good(self._kept, refused) or self._renewed(refused)

    def strike(self, token: str) -> None:
        """Note that a token was refused although it was fresh: calls rest for a while."""
        with self._in_turn():
            self._sync()
            if token == self._kept.token and self._kept.open_until <= self._now():
                self._strike()

    def worked(self) -> None:
        """Note that the platform took a token: the next breaker starts small again."""
        if self._kept.strikes and self._lock.acquire(blocking=False):
            try:
                if self._kept.open_until <= self._now():
                    self._keep(replace(self._kept, strikes=0))
            finally:
                self._lock.release()

    def _now(self) -> float:
        return self._clock().timestamp()

    def _good(self, kept: Kept, refused: str) -> str:
        """Return the kept token if it can be used, or nothing; raise while the breaker is open."""
        now = self._now()
        if 0 < kept.open_until - now <= 2 * _BREAK[1]:
            raise TokenPaused("token-refused", until=_instant(kept.open_until))
        left = kept.expires_at - now
        if kept.token in {"", refused} or left <= _LIVES or left > _LONGEST + _MARGIN:
            return ""
        tried = bool(kept.calls) and 0 <= now - kept.calls[-1] < _AGAIN
        return kept.token if left > _MARGIN or tried else ""

    def _renewed(self, refused: str) -> str:
        """Renew, or take part in the renewal under way, its failure included."""
        turn = self._turn
        with self._in_turn():
            if self._turn != turn and self._failure is not None:
                raise _again(self._failure)
            failure: WeChatError | None = None
            try:
                return self._renew(refused)
            except WeChatError as no:
                failure = no
                raise
            finally:
                self._turn += 1
                self._failure = failure

    def _renew(self, refused: str) -> str:
        deadline = time.monotonic() + _PATIENCE
        while time.monotonic() < deadline:
            self._sync()
            if token := self._good(self._kept, refused):
                return token
            with self._shelf.alone() as mine:
                if mine:
                    self._sync()
                    return self._good(self._kept, refused) or self._fetched(refused)
            time.sleep(self._chance.uniform(0.03, 0.07))
        raise WeChatAway("token-wait", maybe_sent=False)

    def _fetched(self, refused: str) -> str:
        """Ask for a token; where it is the very one that was refused, force a new one."""
        kept = self._kept
        lives = kept.expires_at - self._now() > _LIVES
        still = kept.token if lives and kept.token != refused else ""
        try:
            token = self._ask(force=False)
            if token == refused and self._may_force():
                token = self._ask(force=True)
        except WeChatError as no:
            if still:
                return still
            self._rest(no)
            raise
        if token == refused:
            until = self._strike()
            raise TokenPaused("token-refused", until=until)
        return token

    def _may_force(self) -> bool:
        """Say whether the platform would act on ``force_refresh``: 30 s apart, 20 times a day."""
        forced = self._kept.forced
        return len(forced) < _FORCES and not (forced and self._now() - forced[-1] < _FORCE_GAP)

    def _ask(self, *, force: bool) -> str:
        """Make one call for a token, counted before it is made, and keep what it brings."""
        now = self._now()
        calls = _lately(self._kept.calls, now, _MINUTE)
        forced = _lately(self._kept.forced, now, _DAY)
        if len(calls) >= CALLS:
            raise TokenPaused("token-budget", until=_instant(calls[0] + _MINUTE))
        self._keep(
            replace(
                self._kept,
                calls=(*calls, now),
                forced=(*forced, now) if force else forced,
            )
        )
        body = {
            "grant_type": "client_credential",
            "appid": self._credentials.appid,
            "secret": self._credentials.secret,
            "force_refresh": force,
        }
        token, seconds = self._answered(body)
        self._keep(replace(self._kept, token=token, expires_at=now + min(seconds, _LONGEST)))
        return token

    def _answered(self, body: Mapping[str, Any]) -> tuple[str, float]:
        """Make the call; its errors say that nothing but a token was asked for."""
        failure: WeChatError
        try:
            answer = accepted(self._http.ask(PATH, body=body))
            life = answer.get("expires_in")
            seconds = float(life) if isinstance(life, int) and life > 0 else _MARGIN
            return text_of(answer, "access_token"), seconds
        except WeChatRefused as no:
            failure = TokenRefused(no.errcode, "", no.rid, no.detail)
        except WeChatAway as no:
            failure = WeChatAway(f"token-{no.why}", maybe_sent=False)
        raise failure

    def _strike(self) -> datetime:
        """Open the breaker, each time for twice as long, and say until when."""
        first, longest = _BREAK
        rest = min(first * 2**self._kept.strikes, longest) * self._chance.uniform(1.0, 1.1)
        until = self._now() + rest
        self._keep(replace(self._kept, strikes=self._kept.strikes + 1, open_until=until))
        _log.error("WeChat refuses fresh access tokens: calls rest for %.0f s", rest)
        return _instant(until)

    def _rest(self, no: WeChatError) -> None:
        """Make no call while a token cannot be had: asking again does not mend the set-up."""
        match no:
            case TokenPaused(until=datetime() as until):
                self._keep(replace(self._kept, open_until=until.timestamp()))
            case TokenRefused() if no.row.cause is not Cause.BUSY:
                _log.error("no access token: %s", no)
                self._keep(replace(self._kept, open_until=self._now() + _MINUTE))

    def _sync(self) -> None:
        """Take what the other processes know."""
        if (shared := self._shelf.load()) is not None:
            self._kept = self._kept.beside(shared)

    def _keep(self, kept: Kept) -> None:
        self._kept = kept
        self._shelf.save(kept)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=2 * _PATIENCE):
            raise WeChatAway("token-wait", maybe_sent=False)
        try:
            yield
        finally:
            self._lock.release()


def _again(failure: WeChatError) -> WeChatError:
    """Return the error anew, for another thread to raise as its own."""
    match failure:
        case TokenRefused():
            return TokenRefused(failure.errcode, failure.meaning, failure.rid, failure.detail)
        case TokenPaused(until=datetime() as until):
            return TokenPaused(failure.why, until=until)
        case WeChatAway():
            return WeChatAway(failure.why, maybe_sent=failure.maybe_sent)
        case _:
            return failure


def _lately(instants: tuple[float, ...], now: float, span: float) -> tuple[float, ...]:
    """Drop what is older than the span, or in a future that a mended clock took back."""
    return tuple(then for then in instants if 0 <= now - then < span)


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
