"""How somebody showed who they are: a cadre's doors open only to the strongest way."""

from enum import StrEnum


class Proof(StrEnum):
    """The way by which a WeChat account came to stand for a person."""

    SMS = "sms"
    INVITATION = "invitation"
    PHONE = "phone"
    """The mini-program's phone button: the platform vouches for the number."""
    PASSWORD = "password"  # noqa: S105 - the name of a way, not a secret
    """The only one that lets a cadre be a cadre here."""
