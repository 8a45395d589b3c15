"""Who may do what at the web console: a table of roles and rights, for the own subtree alone."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class AdminRole(StrEnum):
    """What somebody is at the console, for one organisation and all below it."""

    SUPER = "super"
    """Answers for the whole installation: rules, settings, other admins."""
    ORGAN = "organ"
    """Runs an organisation: people, notices, activities, tickets."""
    OPERATOR = "operator"
    """Does the daily work, and sees no phone number."""
    AUDITOR = "auditor"
    """Sees everything but numbers, and changes nothing."""
    DOOR = "door"
    """Lets people in at activities, and nothing else."""


class May(StrEnum):
    """One thing that somebody may do; each page of the console asks for one."""

    ENTER = "enter"
    """The console at all: the own sessions and password."""
    SEE = "see"
    """Figures and lists of the subtree, numbers masked."""
    TREE = "tree"
    """Make, name, move and merge organisations."""
    CADRES = "cadres"
    """Enter cadres, give passwords, hand over, exempt."""
    YOUTHS = "youths"
    """Tags and case-loads of the youths of the subtree."""
    NUMBERS = "numbers"
    """Unmask one phone number, with a reason that is kept."""
    TAKE_OUT = "take_out"
    """Files with names in them."""
    ACTIVITIES = "activities"
    DOORS = "doors"
    """Check people in."""
    WISHES = "wishes"
    TICKETS = "tickets"
    CONTENT = "content"
    """Decide about texts that are held, take down what was shared."""
    NOTICES = "notices"
    """Write and push notices."""
    CHECKS = "checks"
    """Draw and see spot checks."""
    SENDING = "sending"
    """Let sending rest, send again, close a letter."""
    RULES = "rules"
    """Choose the programme, turn switches."""
    AUDIT = "audit"
    """Read who did what."""
    ADMINS = "admins"
    """Name and dismiss admins below oneself, end their sessions."""
    SETTINGS = "settings"


_OPERATES: Final = frozenset(
    {May.ENTER, May.SEE, May.YOUTHS, May.ACTIVITIES, May.DOORS, May.WISHES, May.TICKETS}
    | {May.CONTENT, May.NOTICES, May.CHECKS}
)
_RUNS: Final = _OPERATES | {
    May.TREE,
    May.CADRES,
    May.NUMBERS,
    May.TAKE_OUT,
    May.SENDING,
    May.RULES,
    May.AUDIT,
    May.ADMINS,
}
RIGHTS: Final[Mapping[AdminRole, frozenset[May]]] = MappingProxyType(
    {
        AdminRole.SUPER: frozenset(May),
        AdminRole.ORGAN: _RUNS,
        AdminRole.OPERATOR: _OPERATES,
        AdminRole.AUDITOR: frozenset({May.ENTER, May.SEE, May.AUDIT}),
        AdminRole.DOOR: frozenset({May.ENTER, May.DOORS}),
    }
)
ROLES: Final[Mapping[AdminRole, str]] = MappingProxyType(
    {
        AdminRole.SUPER: "总管理员",
        AdminRole.ORGAN: "组织管理员",
        AdminRole.OPERATOR: "操作员",
        AdminRole.AUDITOR: "审计员",
        AdminRole.DOOR: "签到员",
    }
)
"""In the order in which they are offered."""

TWO_PERSONS: Final = 10_000
"""A push to more people than this needs the yes of a second admin."""


def may(role: AdminRole, what: May) -> bool:
    """Say whether a role has a right."""
    return what in RIGHTS[role]


def may_name(role: AdminRole, other: AdminRole) -> bool:
    """Say whether whoever has a role may give and take another: never more than they have."""
    return may(role, May.ADMINS) and RIGHTS[other] <= RIGHTS[role]
