"""What the programme needs from the outside, said in its own words."""

from dataclasses import dataclass, field
from typing import Protocol

from domain.delivery import Letter, Outcome
from domain.safety import Answer


class Messenger(Protocol):
    """Whoever carries a letter out of the house."""

    def send(self, letter: Letter) -> Outcome:
        """Deliver one letter; never raise for what the other side may answer or fail to."""
        ...


@dataclass(frozen=True, slots=True)
class Ticket:
    """A QR code made by the platform: ``url`` is what the code holds."""

    url: str = field(repr=False)


class Pictures(Protocol):
    """Whoever has the pictures that people sent."""

    def picture(self, media_id: str) -> bytes:
        """Return a picture; raises what the adapter's errors are."""
        ...


class QrTickets(Protocol):
    """Whoever makes QR codes that open the chat and name a scene."""

    def ticket(self, scene: str, seconds: int) -> Ticket:
        """Return a code that is good for so long; raises what the adapter's errors are."""
        ...


class TextCheck(Protocol):
    """Whoever says of a text whether others may read it."""

    def check(self, mini_openid: str, text: str) -> Answer:
        """Look at a text of a visitor; never raise for what the other side may answer."""
        ...


@dataclass(frozen=True, slots=True)
class MiniVisitor:
    """Whom the platform vouches for in the mini-program; the openid is the mini-program's."""

    openid: str = field(repr=False)
    unionid: str = field(default="", repr=False)


class MiniAccount(Protocol):
    """The mini-program's own doors at the platform; they raise what the adapter's errors are.

    What a code stands for is told once: whoever brings it again is refused.
    """

    def visitor(self, code: str) -> MiniVisitor:
        """Exchange the code of ``wx.login``."""
        ...

    def phone(self, code: str, openid: str) -> str:
        """Exchange the phone button's code, which must be this very openid's, for E.164."""
        ...

    def picture(self, scene: str, page: str) -> bytes:
        """Have a code drawn that opens a page of the mini-program with a scene."""
        ...


class Follower(Protocol):
    """What the platform tells of a follower."""

    @property
    def unionid(self) -> str:
        """Whose other openids of ours share it; empty where we share none."""
        ...


class Followers(Protocol):
    """Tells about those who follow the account; raises what the adapter's errors are."""

    def follower(self, openid: str) -> Follower:
        """Ask who this is."""
        ...
