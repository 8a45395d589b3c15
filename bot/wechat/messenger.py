"""Letters out through WeChat: template messages, subscription notices, customer messages."""

import hashlib
import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.wechat.api import Api
from bot.wechat.errors import NotAble, TokenRefused, WeChatError, WeChatRefused, confirmed
from bot.wechat.fields import Misfit, Template, fitted
from bot.wechat.outcomes import Cause, Verdict
from bot.wechat.transport import Away
from domain.channels import Ability, AccountKind, may
from domain.delivery import Channel, Later, Letter, Never, Outcome, Sent, Unknown
from domain.text import cut

_log = logging.getLogger(__name__)

TEMPLATE_SEND: Final = "/cgi-bin/message/template/send"
SUBSCRIPTION_SEND: Final = "/cgi-bin/message/subscribe/bizsend"
CUSTOM_SEND: Final = "/cgi-bin/message/custom/send"
_ABILITIES: Final = {
    Channel.TEMPLATE: Ability.TEMPLATE,
    Channel.SUBSCRIPTION: Ability.SUBSCRIPTION,
    Channel.CUSTOMER_SERVICE: Ability.CUSTOMER_SERVICE,
}
_TABLES: Final = {Channel.TEMPLATE: "templates", Channel.SUBSCRIPTION: "subscriptions"}
_BEIJING: Final = ZoneInfo("Asia/Shanghai")
_TEXT_BYTES: Final = 2048
_MEND: Final = timedelta(minutes=10)
"""How long letters wait while somebody mends the account."""
_LATE: Final = timedelta(minutes=10)
"""So late the platform's clock, or its counters, may come to a new day."""


class WeChatMessenger:
    """Carries letters by template message, subscription notice and customer message."""

    def __init__(
        self,
        api: Api,
        kind: AccountKind,
        templates: Mapping[str, Template],
        clock: Callable[[], datetime],
        subscriptions: Mapping[str, Template] | None = None,
    ) -> None:
        self._api = api
        self._kind = kind
        self._templates = {
            Channel.TEMPLATE: templates,
            Channel.SUBSCRIPTION: subscriptions or {},
        }
        self._clock = clock

    def send(self, letter: Letter) -> Outcome:
        """Deliver one letter; what the platform answers or fails to answer is the outcome."""
        ability = _ABILITIES.get(letter.channel)
        if ability is None or not may(self._kind, ability):
            return Never("ability")
        try:
            path, body = self._written(letter)
            return _sent(confirmed(self._api.call(path, body=body)))
        except Misfit as no:
            _log.error("letter %s was not sent: %s", letter.key, no)
            return Never(f"{Cause.TEMPLATE}:{no}")
        except WeChatError as no:
            _log.info("letter %s: %s", letter.key, no)
            return judge(no, self._clock())

    def _written(self, letter: Letter) -> tuple[str, dict[str, Any]]:
        if letter.channel is Channel.CUSTOMER_SERVICE:
            link = f'\n<a href="{letter.url}">打开看看</a>' if letter.url else ""
            text = {"content": _within(letter.text, link)}
            return CUSTOM_SEND, {"touser": letter.to, "msgtype": "text", "text": text}
        template = self._templates[letter.channel].get(letter.template)
        if template is None:
            raise Misfit(f"[wechat.{_TABLES[letter.channel]}.{letter.template}] is not set")
        body = {
            "touser": letter.to,
            "template_id": template.id,
            "data": fitted(template, letter.fields),
        }
        if letter.channel is Channel.SUBSCRIPTION:
            return SUBSCRIPTION_SEND, body | ({"page": letter.url} if letter.url else {})
        body["client_msg_id"] = client_msg_id(letter.key)
        return TEMPLATE_SEND, body | ({"url": letter.url} if letter.url else {})


def client_msg_id(key: str) -> str:
    """Return the same id for the same letter: the platform sends it once in ten minutes."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def judge(error: WeChatError, now: datetime) -> Outcome:
    """Say what an error means for a letter; ``why`` is ``cause:code``."""
    match error:
        case NotAble():
            return Never("ability")
        case Away():
            return error.outcome()
        case WeChatRefused():
            return _refused(error, now)
        case _:
            return Unknown(type(error).__name__)


def _refused(no: WeChatRefused, now: datetime) -> Outcome:
    row = no.row
    why = f"{row.cause}:{no.errcode}"
    if row.verdict is Verdict.LATER and row.cause is Cause.QUOTA:
        return Later(why, _anew(now))
    if isinstance(no, TokenRefused):
        return Later(f"{Cause.ACCOUNT}:{no.errcode}", now + timedelta(minutes=1))
    match row.verdict:
        case Verdict.SENT:
            return Sent()
        case Verdict.LATER:
            return Later(why, now + _MEND if row.cause is Cause.ACCOUNT else None)
        case Verdict.NEVER:
            return Never(why)
        case Verdict.UNKNOWN:
            return Unknown(why)


def _anew(now: datetime) -> datetime:
    """Return when the platform counts anew: at midnight in Beijing, or soon after it.

    In the first minutes of a day it may speak of the day before: no whole day is lost for that.
    """
    home = now.astimezone(_BEIJING)
    start = home.replace(hour=0, minute=0, second=0, microsecond=0)
    if home < start + _LATE:
        return (start + _LATE).astimezone(UTC)
    return (start + timedelta(days=1)).astimezone(UTC)


def _sent(answer: Mapping[str, Any]) -> Sent:
    reference = answer.get("msgid", "")
    return Sent(str(reference) if isinstance(reference, int | str) else "")


def _within(text: str, link: str = "") -> str:
    """Cut a text to the platform's bytes; the sign at the end says that there was more."""
    room = _TEXT_BYTES - len(link.encode())
    if len(text.encode("utf-8", "surrogatepass")) <= room:
        return text + link
    return cut(text, room - len("…".encode()))[0] + "…" + link
