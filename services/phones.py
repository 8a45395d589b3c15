"""Mobile numbers of mainland China: one way to write, to show and to keep them."""

import re
import unicodedata
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from models.person import Person
from services.vault import Vault

_LONGEST: Final = 40
_HOME: Final = "CN"
_BETWEEN: Final = re.compile(r"[\s().\-‐‑–—·]")
_NATIONAL: Final = re.compile(r"(?:(?:\+|00)?86)?(1[0-9]{10})")
_GAP: Final = r"[\s\-‐‑–—.·]*"
_IN_WORDS: Final = re.compile(
    rf"(?<!\d)(1{_GAP}\d{_GAP}\d|0\d{{2,3}})(?:{_GAP}\d){{3,4}}{_GAP}(\d{_GAP}\d{_GAP}\d{_GAP}\d)(?!\d)"
)
_MOBILE: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def normalise(text: str) -> str | None:
    """Return a Chinese mobile number as E.164 (``+8613800000000``), or None for all else.

    Full-width digits, spaces, hyphens, brackets, +86, 0086 and 86 in front are understood, and
    the invisible marks that come along when a number is copied; landlines, other regions and
    words around the number are not.
    """
    if len(text) > _LONGEST:
        return None
    wide = unicodedata.normalize("NFKC", text)
    seen = "".join(c for c in wide if unicodedata.category(c) != "Cf")
    match = _NATIONAL.fullmatch(_BETWEEN.sub("", seen))
    if match is None:
        return None
    try:
        number = phonenumbers.parse(match[1], _HOME)
    except phonenumbers.NumberParseException:  # eleven digits may still begin like no country's
        return None
    mobile = phonenumbers.number_type(number) in _MOBILE
    if not mobile or not phonenumbers.is_valid_number_for_region(number, _HOME):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def mask(e164: str) -> str:
    """Return what may be shown of a number in E.164: ``138****1234``."""
    national = e164.removeprefix("+86")
    return f"{national[:3]}****{national[-4:]}"


def unnumbered(text: str) -> str:
    """Return somebody's words with the numbers in them masked: ``138****1234``."""
    return _IN_WORDS.sub(lambda found: f"{found[1]}****{found[2]}", text)


def national(e164: str) -> str:
    """Return the eleven digits that people in the mainland dial."""
    return e164.removeprefix("+86")


def index(vault: Vault, e164: str) -> bytes:
    """Return by what the person with a number is found."""
    return vault.index(e164, "phone")


def sealed(vault: Vault, person_id: int, e164: str) -> bytes:
    """Return a number as it is kept in the row of its person, and in no other."""
    return vault.seal(e164, _place(person_id))


def opened(vault: Vault, person: Person) -> str:
    """Return somebody's number in E.164, or an empty text where there is none."""
    return vault.open(person.phone, _place(person.id)) if person.phone else ""


def shown(vault: Vault, person: Person) -> str:
    """Return what may be shown of somebody's number, or an empty text where there is none."""
    return mask(opened(vault, person)) if person.phone else ""


def _place(person_id: int) -> str:
    return f"person|phone|{person_id}"
