"""What each kind of WeChat account may do (the platform's permission table)."""

from enum import StrEnum
from typing import Final


class AccountKind(StrEnum):
    """The kinds of account an operator may own."""

    PERSONAL = "personal"
    """公众号 of a person, or not verified: the passive reply is all it has."""
    SUBSCRIPTION = "subscription"
    """公众号, verified."""
    SERVICE = "service"
    """服务号, verified."""
    TEST = "test"
    """The official test account of the developer console."""


class Ability(StrEnum):
    """A family of calls that an account has or has not."""

    MENU = "menu"
    CUSTOMER_SERVICE = "customer_service"
    TEMPLATE = "template"
    SUBSCRIPTION = "subscription"
    """订阅通知: one notice for each time somebody said yes."""
    QR = "qr"
    USER_INFO = "user_info"
    MEDIA = "media"
    OAUTH = "oauth"


ABILITIES: Final[dict[AccountKind, frozenset[Ability]]] = {
    AccountKind.PERSONAL: frozenset(),
    AccountKind.SUBSCRIPTION: frozenset(
        {Ability.MENU, Ability.CUSTOMER_SERVICE, Ability.USER_INFO, Ability.MEDIA}
    ),
    AccountKind.SERVICE: frozenset(Ability),
    AccountKind.TEST: frozenset(Ability) - {Ability.SUBSCRIPTION},
}


def may(kind: AccountKind, ability: Ability) -> bool:
    """Say whether an account of this kind has these calls at all."""
    return ability in ABILITIES[kind]
