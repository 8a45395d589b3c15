"""Name and reason of a decision: asked for, measured, and free of phone numbers."""

import re
from dataclasses import dataclass
from typing import Final

from domain.errors import Refusal

_LONGEST_NAME: Final = 60
_LONGEST_REASON: Final = 200
_NUMBER: Final = re.compile(r"\d[\d\s-]{6,}\d")
"""What may be somebody's phone; the audit trail holds none."""
_DATE: Final = re.compile(r"(?<!\d)20\d\d([-/.]?)[01]\d\1[0-3]\d(?!\d)")
"""What is a day and no phone."""


class BadSignature(Refusal):
    """A name or a reason that cannot be kept."""

    code = "bad_signature"
    text = "{why}"


class Unsigned(Refusal):
    """Somebody answers for it by name."""

    code = "unsigned"
    text = "写上{what},不能空着。"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who decided, and why; either may be empty where nobody has to answer for it."""

    by: str = ""
    reason: str = ""

    def __bool__(self) -> bool:
        """Say whether somebody answers for it."""
        return bool(self.by and self.reason)


def signature(by: str, reason: str) -> Signature:
    """Return a name and a reason as they are kept, or refuse them."""
    by, reason = " ".join(by.split()), " ".join(reason.split())
    if len(by) > _LONGEST_NAME:
        raise BadSignature(why=f"姓名最多 {_LONGEST_NAME} 个字。")
    if len(reason) > _LONGEST_REASON:
        raise BadSignature(why=f"理由最多 {_LONGEST_REASON} 个字,这里有 {len(reason)} 个。")
    if _NUMBER.search(_DATE.sub("日", f"{by} {reason}")):
        raise BadSignature(why="姓名和理由会留在审计记录里,请不要写电话号码。")
    return Signature(by, reason)
