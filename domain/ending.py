"""Why a contact ended, where the row keeps a code or what the cadre should not read."""

from typing import Final

from domain.caseload import BY_YOUTH

GONE: Final = "TA 不在名单里了"
"""All that a cadre reads of a youth's own choice: nobody is to be asked for a reason."""
_HANDED: Final = "handover:"
MERGED: Final = "merged:"
_WORDS: Final = {BY_YOUTH: GONE, _HANDED: "交接给同事了", MERGED: "和另一位合并了"}


def handed_to(cadre_id: int) -> str:
    """Return the reason of a contact that a colleague took over."""
    return f"{_HANDED}{cadre_id}"


def merged_into(youth_id: int) -> str:
    """Return the reason of a contact whose youth turned out to be another one."""
    return f"{MERGED}{youth_id}"


def into(reason: str) -> int:
    """Return the youth of ``merged_into``."""
    return int(reason.removeprefix(MERGED))


def is_merged(reason: str) -> bool:
    """Say whether a contact ended because its youth was another one: it never comes back alone."""
    return reason.startswith(MERGED)


def say(reason: str) -> str:
    """Return a reason in words; words stay as they are."""
    head, colon, _ = reason.partition(":")
    return _WORDS.get(head + colon, reason)
