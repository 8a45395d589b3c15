"""wechatpy's knowledge of two hundred calls, on our own wire.

Its client knows paths and bodies; its transport, token and retry are known faults (no time-out on
the token, no end of retries, secrets in errors, fixed hosts) and are cut off here.
"""

from collections.abc import Callable
from typing import Any, Final, NoReturn
from urllib.parse import urlsplit

from wechatpy import WeChatClient

from bot.wechat.api import Api
from bot.wechat.errors import WeChatAway
from bot.wechat.transport import Answer

_HOST: Final = "api.weixin.qq.com"


class Shapes(WeChatClient):  # type: ignore[misc]  # published without types
    """A wechatpy client that holds no secret, no token and no connection."""

    def __init__(self, api: Api) -> None:  # its own would open a session
        self._api = api

    def _request(self, method: str, url_or_endpoint: str, **said: Any) -> Any:  # noqa: ANN401
        """Make wechatpy's call by ours; files and other hosts do not pass."""
        base = said.pop("api_base_url", self.API_BASE_URL)
        params, data = said.pop("params", {}), said.pop("data", {})
        processed = said.pop("result_processor", None)
        parts = urlsplit(
            url_or_endpoint if "://" in url_or_endpoint else f"{base}{url_or_endpoint}"
        )
        if said or parts.hostname != _HOST or parts.query:
            raise ValueError("only JSON calls to the platform's interface pass here")
        answer = self._api.call(
            parts.path,
            query={name: str(value) for name, value in params.items()},
            body=data if method == "post" else None,
        )
        return _processed(processed, answer) if processed else answer

    def fetch_access_token(self) -> NoReturn:
        """Refuse: there is one place that asks for tokens."""
        raise NotImplementedError("tokens are the business of bot.wechat.tokens")

    @property
    def access_token(self) -> NoReturn:
        """Hide the token, also from wechatpy's look around its own attributes."""
        raise AttributeError("access_token")


def _processed(processor: Callable[[Answer], Any], answer: Answer) -> Any:  # noqa: ANN401
    """Let wechatpy take what it needs; what it misses was not an answer."""
    try:
        return processor(answer)
    except (KeyError, TypeError):
        pass
    raise WeChatAway("garbage", maybe_sent=True)
