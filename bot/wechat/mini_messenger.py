"""Letters out through the mini-program: its 订阅消息, one for each time somebody said yes there."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from bot.wechat.api import Api
from bot.wechat.errors import WeChatError, confirmed
from bot.wechat.fields import Misfit, Template, fitted
from bot.wechat.messenger import judge
from bot.wechat.outcomes import Cause
from domain.delivery import Channel, Letter, Never, Outcome, Sent

_log = logging.getLogger(__name__)

MINI_SEND: Final = "/cgi-bin/message/subscribe/send"


class MiniMessenger:
    """Carries letters with the mini-program's own token, to its own openids.

    The call has no id of ours to know a repeat by, and its report goes to a callback of the
    mini-program's own, which we have not: what was taken counts as sent.
    """

    def __init__(
        self, api: Api, templates: Mapping[str, Template], clock: Callable[[], datetime]
    ) -> None:
        self._api = api
        self._templates = templates
        self._clock = clock

    def send(self, letter: Letter) -> Outcome:
        """Deliver one letter; what the platform answers or fails to answer is the outcome."""
        template = self._templates.get(letter.template)
        if letter.channel is not Channel.MINI:
            return Never("ability")
        if template is None:
            return Never(
                f"{Cause.TEMPLATE}:[wechat.mini.subscriptions.{letter.template}] is not set"
            )
        try:
            body = {
                "touser": letter.to,
                "template_id": template.id,
                "data": fitted(template, letter.fields),
            } | ({"page": letter.url} if letter.url else {})
            confirmed(self._api.call(MINI_SEND, body=body))
        except Misfit as no:
            _log.error("letter %s was not sent: %s", letter.key, no)
            return Never(f"{Cause.TEMPLATE}:{no}")
        except WeChatError as no:
            _log.info("letter %s: %s", letter.key, no)
            return judge(no, self._clock())
        return Sent()
