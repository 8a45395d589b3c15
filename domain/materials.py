"""The quarter's materials of an organ: what is written, by when, and what a new version changed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import Final

from domain.errors import Refusal
from domain.periods import QUARTER, Window

FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "methods": "做法",
        "experience": "经验",
        "problems": "存在问题",
        "next_steps": "下步工作安排",
    }
)
"""What the notice asks for beside the figures, in its order. [广] 四1."""
MOST: Final = 3000
KIND: Final = "quarter_materials"
FIRST: Final = date(2017, 4, 1)
"""No materials are older than the notice that asks for them."""
SOON: Final = timedelta(days=30)
"""How long before its last day it is spoken of."""
_SENTENCE: Final = re.compile(r"[^。!?;\n!?;]*[。!?;\n!?;]?")


class TooLong(Refusal):
    """A part has room for so much."""

    code = "materials_too_long"
    text = "「{title}」最多 {most} 个字,现在 {length} 个,删短一点再存。"


class NothingWritten(Refusal):
    """Figures alone are no materials."""

    code = "materials_empty"
    text = "数字已经填好了,再写几句做法、问题或下步安排就能交。"


class NothingChanged(Refusal):
    """A version that says the same is none."""

    code = "materials_same"
    text = "和上次交的一字不差,不用再交。改过再交,会成为新的一版。"


def check(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the parts as they are kept, or refuse one that is too long."""
    kept = {name: texts.get(name, "").replace("\r\n", "\n").strip() for name in FIELDS}
    for name, text in kept.items():
        if len(text) > MOST:
            raise TooLong(title=FIELDS[name], most=MOST, length=len(text))
    return kept


def quarter_of(day: date) -> Window:
    """Return the quarter that holds a day."""
    return QUARTER.window_of(day)


def named(day: date | None, today: date) -> Window:
    """Return the quarter that somebody names by a day: none before the first, none to come."""
    return quarter_of(max(min(day or today, today), FIRST))


def before(quarter: Window) -> Window:
    """Return the quarter before one."""
    return QUARTER.window_of(quarter.first_day - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of sentences that stayed, was taken out, or was put in."""

    text: str
    how: str
    """``same``, ``out`` or ``in``."""


def changed(old: str, new: str) -> tuple[Piece, ...]:
    """Return a part sentence by sentence, with what an older version said and what is new."""
    left, right = _SENTENCE.findall(old), _SENTENCE.findall(new)
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        gone, come = "".join(left[a:b]), "".join(right[c:d])
        if tag == "equal":
            pieces.append(Piece(come, "same"))
            continue
        pieces += [Piece(gone, "out")] if gone else []
        pieces += [Piece(come, "in")] if come else []
    return tuple(piece for piece in pieces if piece.text)
