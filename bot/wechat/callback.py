"""The door WeChat knocks at: every request checked, every message answered once, nothing else kept.

A JSON push is answered in XML: the platform's page on passive replies knows no other form and names
JSON among the malformed answers. A bare ``success`` is never encrypted.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Final, assert_never

from flask import Blueprint, Response, g, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from bot.wechat.answering import Said, Unsaid
from bot.wechat.codec import SALT
from bot.wechat.envelope import Envelopes, Opened
from bot.wechat.inbound import account_of, message_of, name_of
from bot.wechat.patience import Patience
from bot.wechat.refusals import Broken, TooLarge, TurnedAway
from bot.wechat.render import clean, sealed_reply, text_reply
from bot.wechat.wire import Wire
from handlers.routing import Message

__all__ = ["Wire", "create_callback"]

log = logging.getLogger(__name__)

LARGEST: Final = 64 * 1024
LONGEST_ECHO: Final = 256
NONCE: Final = 8
COME_AGAIN: Final = "5"
"""Seconds: the pause after which the platform does so anyway."""

REPORT: Final = "templatesendjobfinish"
"""The platform's word on a message of ours; after a fan-out, hundreds a second."""

SAFE: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def create_callback(
    wire: Wire,
    patience: Patience,
    *,
    clock: Callable[[], datetime],
    reports: Callable[[Message], bool] | None = None,
) -> Blueprint:
    """Return GET and POST /wechat for one account.

    ``reports`` keeps the platform's word on a message of ours, apart from what people say, or says
    that it has no room.
    """
    door = _Door(wire, patience, clock, reports)
    blueprint = Blueprint("wechat", __name__)
    blueprint.add_url_rule("/wechat", "challenge", door.challenge, methods=["GET"])
    blueprint.add_url_rule("/wechat", "push", door.push, methods=["POST"])
    blueprint.register_error_handler(TurnedAway, _turn_away)
    return blueprint


class _Door:
    """The two things the platform does here: ask whether it is us, and bring a push."""

    def __init__(
        self,
        wire: Wire,
        patience: Patience,
        clock: Callable[[], datetime],
        reports: Callable[[Message], bool] | None,
    ) -> None:
        self._wire = wire
        self._envelopes = Envelopes(wire)
        self._patience = patience
        self._clock = clock
        self._reports = reports

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
        if self._reports is not None and message.event == REPORT:
            g.lane = "report"  # for those who watch how long answers take
            return _plain("success") if self._reports(message) else _busy()
        match self._patience.ask(message):
            case Said(text):
                return self._reply(text, to=message.openid, account=account, opened=opened)
            case Unsaid.LATER:
                return _plain("success")
            case Unsaid.BUSY:
                return _busy()
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


def _busy() -> Response:
    return _plain("busy", 503, {"Retry-After": COME_AGAIN})


def _plain(words: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(words, status, SAFE | (headers or {}), content_type="text/plain; charset=utf-8")
