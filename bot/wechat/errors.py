"""What the platform may do to a call, as errors whose text is safe to log and says what to do."""

import re
from datetime import datetime
from typing import Final

from bot.wechat.outcomes import Meaning, meaning_of
from bot.wechat.transport import Answer, Away
from domain.channels import Ability, AccountKind

_RID: Final = re.compile(r"rid:\s*([0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8})\b")
_DETAILS: Final = (
    re.compile(r"\b(data\.[a-z_]{1,20}\d{0,3})\.value\b"),
    re.compile(r"\binvalid ip (\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})\b"),
)
"""The two things worth quoting from the platform's text: the field it minds, our own address."""


_INVALID: Final = 40001
_WRONG_SECRET: Final = 40125


class WeChatError(Exception):
    """Something on WeChat's side of the wire said no, or nothing."""


class WeChatRefused(WeChatError):  # noqa: N818 - a refusal is an answer
    """The platform read the call and said no; it did not act on it."""

    def __init__(self, errcode: int, meaning: str = "", rid: str = "", detail: str = "") -> None:
        self.errcode = errcode
        self.meaning = meaning or self.row.text
        self.rid = rid
        self.detail = detail
        super().__init__(errcode, self.meaning, rid, detail)

    @property
    def row(self) -> Meaning:
        """What the table of error codes says about it."""
        return meaning_of(self.errcode)

    def __str__(self) -> str:
        """Say the code, its meaning, what to quote to the platform's support, and what to do."""
        about = f" at {self.detail}" if self.detail else ""
        rid = f", rid {self.rid}" if self.rid else ""
        todo = f" {self.row.mend}" if self.row.mend else ""
        return f"WeChat refused: {self.errcode}{rid}: {self.meaning}{about}.{todo}"


class TokenRefused(WeChatRefused):
    """The platform gave no access token; the call it was wanted for was not made."""

    @property
    def row(self) -> Meaning:
        """Read 40001 as what it means where there is no token yet: a wrong AppSecret."""
        return meaning_of(_WRONG_SECRET if self.errcode == _INVALID else self.errcode)


class MediaGone(WeChatRefused):
    """The platform has no such file, or no longer."""


class WeChatAway(WeChatError, Away):  # noqa: N818 - absence is an answer here
    """The platform gave no usable answer."""

    peer = "WeChat"


class TokenPaused(WeChatAway):
    """No token to be had until ``until``: asked too often, or new ones are refused as well."""

    def __init__(self, why: str, *, until: datetime) -> None:
        super().__init__(why, maybe_sent=False, until=until)

    def __str__(self) -> str:
        """Say what to look at while the breaker is open."""
        return (
            f"WeChat: calls rest until {self.until:%H:%M:%S %Z} ({self.why}); nothing was sent. "
            "Check AppID and AppSecret, the IP whitelist, and who else forces new tokens."
        )


class NotAble(WeChatError):  # noqa: N818 - a fact about the account
    """The account has no such calls; none was made."""

    def __init__(self, kind: AccountKind, ability: Ability) -> None:
        self.kind = kind
        self.ability = ability
        super().__init__(
            f"an account of kind '{kind}' has no {ability} calls: use another way, "
            "or set [wechat] kind to what the account really is."
        )


class Untrusted(WeChatError):  # noqa: N818 - a judgement on an answer
    """The platform's answer does not vouch for this person."""


def accepted(answer: Answer) -> Answer:
    """Return the answer, or raise what its errcode means."""
    errcode = _number(answer.get("errcode", 0))
    if errcode is None:
        raise WeChatAway("garbage", maybe_sent=True)
    if errcode:
        said = str(answer.get("errmsg", ""))
        raise WeChatRefused(errcode, rid=_first(_RID, said), detail=_detail(said))
    return answer


def confirmed(answer: Answer) -> Answer:
    """Return the answer of a call whose success must be said (errcode 0), not inferred."""
    if "errcode" not in answer:
        raise WeChatAway("garbage", maybe_sent=True)
    return answer


def text_of(answer: Answer, name: str) -> str:
    """Return a text the interface promises; its absence is not an answer."""
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise WeChatAway("garbage", maybe_sent=True)
    return value


def _number(value: object) -> int | None:
    match value:
        case bool():
            return None
        case int():
            return value
        case str() if re.fullmatch(r"-?\d{1,9}", value):
            return int(value)
        case _:
            return None


def _first(pattern: re.Pattern[str], said: str) -> str:
    found = pattern.search(said)
    return found[1] if found else ""


def _detail(said: str) -> str:
    return next((quoted for pattern in _DETAILS if (quoted := _first(pattern, said))), "")
