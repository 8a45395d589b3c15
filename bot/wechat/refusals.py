"""Why a request to the callback is turned away, and with which HTTP status."""

from typing import ClassVar


class TurnedAway(Exception):  # noqa: N818 - an answer to the sender, not an error of ours
    """The request is not taken; ``str()`` says why, for the log alone."""

    status: ClassVar[int]
    words: ClassVar[str]
    """All that the sender is told."""


class Broken(TurnedAway):
    """Not a push in any form the platform sends."""

    status = 400
    words = "bad request"


class Forged(TurnedAway):
    """Not signed by the platform for us, or not now."""

    status = 403
    words = "forbidden"


class TooLarge(TurnedAway):
    """More than any push ever holds."""

    status = 413
    words = "too large"
