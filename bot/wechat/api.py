"""One account's calls: the token added, one repeat after a refused one, typed errors."""

from collections.abc import Mapping
from typing import Any, Final

from bot.wechat.errors import WeChatAway, WeChatRefused, accepted
from bot.wechat.outcomes import Cause
from bot.wechat.tokens import Tokens
from bot.wechat.transport import Answer, Http, decode

PLATFORM: Final = "https://api.weixin.qq.com"


def platform(base_url: str = PLATFORM, *, connect: float = 2.0, read: float = 5.0) -> Http:
    """Return a client of the platform, or of whatever plays it at another address."""
    return Http(base_url, away=WeChatAway, connect=connect, read=read)


class Api:
    """The platform's interfaces that want an access token."""

    def __init__(self, http: Http, tokens: Tokens) -> None:
        self._http = http
        self._tokens = tokens

    def call(
        self,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        """POST the body, or GET where there is none; raise ``WeChatRefused`` or ``WeChatAway``."""
        token = self._tokens.get()
        try:
            return self._once(path, token, query, body)
        except WeChatRefused as no:
            if no.row.cause is not Cause.TOKEN:
                raise
        fresh = self._tokens.instead_of(token)
        try:
            return self._once(path, fresh, query, body)
        except WeChatRefused as no:
            if no.row.cause is Cause.TOKEN:
                self._tokens.strike(fresh)
            raise

    def download(
        self,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        most: int,
        body: Mapping[str, Any] | None = None,
    ) -> bytes:
        """Ask for a file of at most ``most`` bytes; an answer in JSON is the platform saying no."""
        token = self._tokens.get()
        try:
            return self._file(path, token, query, body, most)
        except WeChatRefused as no:
            if no.row.cause is not Cause.TOKEN:
                raise
        return self._file(path, self._tokens.instead_of(token), query, body, most)

    def _file(
        self,
        path: str,
        token: str,
        query: Mapping[str, str] | None,
        body: Mapping[str, Any] | None,
        most: int,
    ) -> bytes:
        named = {**(query or {}), "access_token": token}
        raw = self._http.fetch(path, query=named, body=body, most=most)
        if raw[:1] == b"{" and (said := decode(raw)) is not None:
            accepted(said)
        return raw

    def _once(
        self, path: str, token: str, query: Mapping[str, str] | None, body: Mapping[str, Any] | None
    ) -> Answer:
        said = self._http.ask(path, query={**(query or {}), "access_token": token}, body=body)
        answer = accepted(said)
        self._tokens.worked()
        return answer
