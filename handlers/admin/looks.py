"""What the templates of the console know: addresses of assets, icons, words for days and roles."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Final

from flask import g, url_for
from markupsafe import Markup

from domain.dictionaries import CADRE_TYPES, FIELDS, INDUSTRIES, OCCUPATIONS, ORGANISATION_TYPES
from domain.periods import HOME
from domain.permissions import ROLES
from services import phones

_STATIC: Final = Path(__file__).parent / "static"


def versions() -> dict[str, str]:
    """Return what changes with each of our files, so that browsers may keep it until then."""
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12]
        for file in _STATIC.iterdir()
        if file.is_file()
    }


def looks(vendor: Callable[[str], str], icons: Path) -> dict[str, object]:
    """Return what every template may use; ``vendor`` gives the address of a fetched file."""
    known = versions()

    def asset(name: str) -> str:
        return url_for("admin.static", filename=name, v=known[name])

    @cache
    def icon(name: str) -> Markup:
        drawn = (icons / f"{name}.svg").read_text("utf-8").strip()
        return Markup(drawn.replace("<svg", '<svg aria-hidden="true"', 1))  # noqa: S704 - fetched and locked by hash

    return {
        "asset": asset,
        "vendor": vendor,
        "icon": icon,
        "once": _mark,
        "ROLES": ROLES,
        "CADRE_TYPES": CADRE_TYPES,
        "FIELDS": FIELDS,
        "INDUSTRIES": INDUSTRIES,
        "OCCUPATIONS": OCCUPATIONS,
        "ORGANISATION_TYPES": ORGANISATION_TYPES,
    }


def each_page() -> dict[str, object]:
    """Return what changes from page to page."""
    return {"csrf": g.get("csrf", "")}


def day(moment: datetime | date | None) -> str:
    """Return ``2026-11-23``, as it is on the wall where the people live."""
    if moment is None:
        return ""
    local = moment.astimezone(HOME) if isinstance(moment, datetime) else moment
    return f"{local:%Y-%m-%d}"


def minute(moment: datetime | None) -> str:
    """Return ``2026-11-23 10:05``."""
    return f"{moment.astimezone(HOME):%Y-%m-%d %H:%M}" if moment else ""


def share(part: float | None) -> str:
    """Return a share as people read it, nothing where there is none."""
    return "" if part is None else f"{part:.0%}"


def grouped(figure: int | None) -> str:
    """Return a figure with its thousands apart: 16,830,000."""
    return "" if figure is None else f"{figure:,}"


FILTERS: Final[dict[str, Callable[..., str]]] = {
    "day": day,
    "minute": minute,
    "share": share,
    "grouped": grouped,
    "unnumbered": phones.unnumbered,
}


def _mark() -> str:
    """Return what tells one form from any other: sent twice, it takes its step once."""
    return secrets.token_hex(6)
