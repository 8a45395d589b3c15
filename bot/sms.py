"""Letters out by SMS, through an HTTP gateway that takes JSON.

``POST {"phone", "text", "key"}`` with ``Authorization: Bearer SECRET``, answered by
``{"id", "duplicate"?}``; the same ``key`` is sent once. A gateway that speaks otherwise gets a
class like this one.
"""

import logging
import re
from typing import Final

from bot.wechat.messenger import client_msg_id
from bot.wechat.transport import Away, Http
from domain.delivery import Channel, Later, Letter, Never, Outcome, Sent

_log = logging.getLogger(__name__)

_MAINLAND: Final = re.compile(r"\+86(1\d{10})")
_NEVER: Final = {"http-400": "request", "http-422": "request", "http-413": "request"}
_MEND: Final = {"http-401", "http-403", "http-404"}


class SmsAway(Away):
    """The gateway gave no usable answer."""

    peer = "the SMS gateway"


class SmsSender:
    """Carries letters by SMS; ``http`` holds the gateway's whole address, see ``gateway``."""

    def __init__(self, http: Http, secret: str) -> None:
        self._http = http
        self._secret = secret

    def send(self, letter: Letter) -> Outcome:
        """Deliver one letter; what the gateway answers or fails to answer is the outcome."""
        if letter.channel is not Channel.SMS:
            return Never("ability")
        body = {
            "phone": _dialled(letter.to),
            "text": letter.text,
            "key": client_msg_id(letter.key),
        }
        try:
            answer = self._http.ask(
                "", body=body, headers={"Authorization": f"Bearer {self._secret}"}
            )
        except Away as no:
            _log.warning("letter %s: %s", letter.key, no)
            return _judged(no)
        reference = answer.get("id")
        if not isinstance(reference, str | int):
            return SmsAway("garbage", maybe_sent=True).outcome()
        return Sent(str(reference))


def gateway(url: str) -> Http:
    """Return the client of a gateway at this address."""
    return Http(url, away=SmsAway, connections=16)


def _judged(no: Away) -> Outcome:
    if no.why in _NEVER:
        return Never(f"{_NEVER[no.why]}:{no.why}")
    if no.why in _MEND:
        return Later(f"account:{no.why}")
    return no.outcome()


def _dialled(phone: str) -> str:
    """Write a mainland number as its gateways take it; any other stays as it is."""
    mainland = _MAINLAND.fullmatch(phone)
    return mainland[1] if mainland else phone
