"""What both ends of the wire have agreed on: token, keys, mode and clock."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal

Mode = Literal["plain", "compatible", "safe"]

WINDOW: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Wire:
    """The account's message settings, as typed into the platform's console.

    ``aes_keys`` holds the current EncodingAESKey, then the one before; none means plain mode.
    ``account_id`` is our own gh_… name: where set, pushes for another account are refused.
    """

    appid: str
    token: str = field(repr=False)
    aes_keys: tuple[str, ...] = field(default=(), repr=False)
    mode: Mode = "safe"
    account_id: str = ""
    window: timedelta = WINDOW

    def __post_init__(self) -> None:
        if not self.appid or not self.token:
            raise ValueError(
                "the callback needs an AppID and a token: an empty token signs nothing"
            )
        if self.mode != "plain" and not self.aes_keys:
            raise ValueError(f"{self.mode} mode needs an EncodingAESKey")
