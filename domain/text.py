"""Where a long text may be cut: by bytes, at the end of a line nearby, never in a character."""

import unicodedata
from itertools import takewhile
from typing import Final

LONGEST_CHARACTER: Final = 64
"""How far a cut looks back for the beginning of what the eye takes for one character."""

JOINER: Final = "\u200d"


def cut(text: str, limit: int) -> tuple[str, str]:
    """Return the longest head of at most ``limit`` UTF-8 bytes, and the rest; nothing is lost.

    A line that ends in the last quarter of the head is preferred; its break stays with the head.
    Accents, emoji sequences and flags stay whole, unless one alone is longer than ``limit``.
    """
    encoded = text.encode("utf-8", "surrogatepass")
    if len(encoded) <= limit:
        return text, ""
    while limit > 0 and encoded[limit] & 0xC0 == 0x80:  # noqa: PLR2004 - a continuation byte
        limit -= 1
    most = len(encoded[: max(limit, 0)].decode("utf-8", "surrogatepass"))
    line = text.rfind("\n", most * 3 // 4, most) + 1
    at = line or _between_characters(text, most)
    return text[:at], text[at:]


def _between_characters(text: str, most: int) -> int:
    """Return the last place up to ``most`` that splits nothing; ``most`` where there is none."""
    for at in range(most, max(most - LONGEST_CHARACTER, 0), -1):
        if not _one_character(text, at):
            return at
    return most


def _one_character(text: str, at: int) -> bool:
    """Say whether the code points before and after ``at`` are seen as one character."""
    before, after = text[at - 1], text[at]
    if _is_flag_letter(before) and _is_flag_letter(after):
        return sum(1 for _ in takewhile(_is_flag_letter, reversed(text[:at]))) % 2 == 1
    return (
        JOINER in (before, after)
        or before + after == "\r\n"
        or unicodedata.category(after).startswith("M")
        or "\U0001f3fb" <= after <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= after <= "\U000e007f"  # the tags of a region's flag
    )


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"
