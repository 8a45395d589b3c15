"""msgSecCheck 2.0: what the platform says of a text by a visitor of the mini-program."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.wechat.api import Api
from bot.wechat.errors import WeChatAway, WeChatError, WeChatRefused
from bot.wechat.messenger import judge
from bot.wechat.transport import Answer as Said
from domain.delivery import Later
from domain.safety import LONGEST, Answer, AskLater, Judged, Unasked

_log = logging.getLogger(__name__)

CHECK: Final = "/wxa/msg_sec_check"
_VERSION: Final = 2
_COMMENT: Final = 2
"""Of the platform's scenes (profile, comment, forum, log) what others say under something fits."""
_RISKY: Final = 87014
_TOO_LONG_AGO: Final = 61010
_NOT_OURS: Final = 40003


class TextCheck:
    """Asks about a text through the mini-program's own token."""

    def __init__(self, api: Api, clock: Callable[[], datetime]) -> None:
        self._api = api
        self._clock = clock

    def check(self, mini_openid: str, text: str) -> Answer:
        """Return what the platform says of a text, piece by piece: the first that is not fine."""
        answer: Answer = Judged("pass")
        for start in range(0, len(text), LONGEST):
            answer = self._piece(mini_openid, text[start : start + LONGEST])
            if not isinstance(answer, Judged) or answer.suggest != "pass":
                return answer
        return answer

    def _piece(self, mini_openid: str, text: str) -> Answer:
        body = {"version": _VERSION, "scene": _COMMENT, "openid": mini_openid, "content": text}
        try:
            return _judged(self._api.call(CHECK, body=body))
        except WeChatRefused as no:
            if no.errcode == _RISKY:
                return Judged("risky")
            _log.info("a text was not looked at: %s", no)
            if no.errcode in {_TOO_LONG_AGO, _NOT_OURS}:
                return Unasked(str(no.errcode))
            outcome = judge(no, self._clock())
            if isinstance(outcome, Later):
                return AskLater(outcome.why, outcome.until)
            return Unasked(str(no.errcode))
        except WeChatError as no:
            # Asking twice does no harm: a question leaves nothing behind.
            _log.info("a text was not looked at: %s", no)
            return AskLater("away", getattr(no, "until", None))


def _judged(said: Said) -> Judged:
    result = said.get("result")
    if not isinstance(result, dict) or not isinstance(result.get("suggest"), str):
        raise WeChatAway("garbage", maybe_sent=True)
    label, trace = result.get("label"), said.get("trace_id", "")
    number = label if isinstance(label, int) and not isinstance(label, bool) else None
    return Judged(result["suggest"], number, trace if isinstance(trace, str) else "")
