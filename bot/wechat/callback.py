"""The door WeChat knocks at: every request checked, every message answered once, nothing else kept.

A JSON push is answered in XML: the platform's page on passive replies knows no other form and names
JSON among the malformed answers. A bare ``success`` is never encrypted.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final, assert_never

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from bot.wechat.codec import SALT
from bot.wechat.envelope import Envelopes, Opened
from bot.wechat.inbound import account_of, message_of, name_of
from bot.wechat.patience import Answer, Late, Patience, Said, Unsaid
from bot.wechat.refusals import Broken, TooLarge, TurnedAway
from bot.wechat.render import clean, sealed_reply, text_reply
from bot.wechat.wire import Wire

__all__ = ["Answer", "Wire", "create_callback"]

log = logging.getLogger(__name__)

LARGEST: Final = 64 * 1024
LONGEST_ECHO: Final = 256
NONCE: Final = 8
COME_AGAIN: Final = "5"
"""Seconds: the pause after which the platform does so anyway."""

SAFE: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def create_callback(  # noqa: PLR0913 - all that this floor asks of the others, each by its name
    wire: Wire,
    *,
    answer: Answer,
    late: Late,
    clock: Callable[[], datetime],
    patience: float = 4.0,
    workers: int = 16,
    unavailable: tuple[type[Exception], ...] = (),
) -> Blueprint:
    """Return GET and POST /wechat for one account.

    ``answer`` runs in a pool of ``workers``; what it has not said after ``patience`` seconds is
    acknowledged and goes to ``late``. An exception of a class in ``unavailable`` means that the
    house cannot take messages now: the platform is asked to come again.
    """
    door = _Door(
        wire,
        Patience(answer, late, seconds=patience, workers=workers, unavailable=unavailable),
        clock,
    )
    blueprint = Blueprint("wechat", __name__)
    blueprint.add_url_rule("/wechat", "challenge", door.challenge, methods=["GET"])
    blueprint.add_url_rule("/wechat", "push", door.push, methods=["POST"])
    blueprint.register_error_handler(TurnedAway, _turn_away)
    return blueprint


class _Door:
    """The two things the platform does here: ask whether it is us, and bring a push."""

    def __init__(self, wire: Wire, patience: Patience, clock: Callable[[], datetime]) -> None:
        self._wire = wire
        self._envelopes = Envelopes(wire)
        self._patience = patience
        self._clock = clock

    def challenge(self) -> Response:
        """Show that we know the token.

        Anyone who overheard one signature may have any echostr repeated, so it is only ever text.
        """
        self._envelopes.check(request.args, self._clock())
        echo = request.args.get("echostr", "")
        if not 0 < len(echo) <= LONGEST_ECHO:
            raise Broken("echostr missing or long")
        return _plain(echo)

    def push(self) -> Response:
        """Take a message or an event, and answer it."""
        body = _body()
        self._envelopes.check(request.args, self._clock())
        opened = self._envelopes.open(request.args, body)
        if not opened.fields.get("FromUserName"):
            log.info("unhandled, from nobody: %s", name_of(opened.fields))
            return _plain("success")
        account = account_of(opened.fields)
        if self._wire.account_id and account != self._wire.account_id:
            raise Broken("a push for another account")
        message = message_of(opened.fields, appid=self._wire.appid)
        match self._patience.ask(message):
            case Said(text):
                return self._reply(text, to=message.openid, account=account, opened=opened)
            case Unsaid.LATER:
                return _plain("success")
            case Unsaid.BUSY:
                return _plain("busy", 503, {"Retry-After": COME_AGAIN})
            case never:
                assert_never(never)

    def _reply(self, said: str, *, to: str, account: str, opened: Opened) -> Response:
        text = clean(said)
        if not text.strip():
            return _plain("success")
        now = self._clock()
        reply = text_reply(text, to=to, sender=account, at=now)
        if opened.codec is not None:
            reply = sealed_reply(
                reply,
                codec=opened.codec,
                token=self._wire.token,
                at=now,
                chance=secrets.token_bytes(SALT + NONCE),
            )
        return Response(reply, content_type="application/xml; charset=utf-8", headers=SAFE)


def _body() -> bytes:
    """Read the body, no more of it than a push can be, with or without a Content-Length.

    One byte more is asked for: without a Content-Length, werkzeug's own limit cuts and says nothing
    (``LimitedStream.readall``).
    """
    request.max_content_length = LARGEST + 1
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise TooLarge(f"more than {LARGEST} bytes") from None
    except BadRequest:
        raise Broken("cut short") from None
    if len(body) > LARGEST:
        raise TooLarge(f"more than {LARGEST} bytes")
    if not body:
        raise Broken("empty")
    return body


def _turn_away(refusal: TurnedAway) -> Response:
    log.info("turned away with %d: %s", refusal.status, refusal)
    return _plain(refusal.words, refusal.status)


def _plain(words: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(words, status, SAFE | (headers or {}), content_type="text/plain; charset=utf-8")
