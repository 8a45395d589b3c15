"""The door to the pages inside WeChat: what guards them all, and who answers which."""

import hashlib
import secrets
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, g, url_for

from handlers.h5 import (
    activities,
    activity_door,
    activity_forms,
    activity_run,
    calls,
    caseload,
    caseload_edit,
    desk,
    desk_home,
    duty,
    guard,
    handover,
    invitation,
    joining,
    login,
    materials,
    merging,
    mini,
    notices,
    own_data,
    password,
    photos,
    problems,
    progress,
    ratings,
    records,
    roster,
    screening,
    sheets,
    spot_checks,
    ticket_desk,
    ticket_replies,
    tickets,
    topics,
    troubles,
    voices,
    wish,
    wish_desk,
    wishes,
)
from handlers.h5.desk import Pages
from handlers.h5.mini import MiniCodes
from services.passwords import Passwords
from services.ports import QrTickets
from services.uow import OpenUow

_STATIC: Final = Path(__file__).parent / "static"
_HTML: Final = "templates"


def create_h5(  # noqa: PLR0913 - the pages' whole surroundings, by name
    *,
    open_uow: OpenUow,
    passwords: Passwords,
    qr: QrTickets | None,
    weui_href: str,
    mini_codes: MiniCodes | None = None,
    frame_ancestors: tuple[str, ...] = (),
    away: tuple[type[Exception], ...] = (),
    unavailable: tuple[type[Exception], ...] = (),
) -> Blueprint:
    """Return the pages under ``/h5``.

    ``qr`` is missing where the account has no QR codes of its own, ``mini_codes`` where there is no
    mini-program; ``away`` is what they raise when the platform refuses or cannot be reached,
    ``unavailable`` what is raised where the database is away: who asks is told to come again.
    ``weui_href`` is WeUI's address on this site, and ``frame_ancestors`` are the origins that may
    show the pages in a frame: by default nobody.
    """
    door = Blueprint("h5", __name__, url_prefix="/h5", static_folder=_STATIC, template_folder=_HTML)
    headers = guard.headers(frame_ancestors)
    versions = {file.name: _digest(file.name) for file in _STATIC.iterdir()}

    @door.after_request
    def finish(response: Response) -> Response:
        response.headers.update(headers)
        response.headers["Cache-Control"] = guard.cache_control(response)
        return response

    @door.context_processor
    def looks() -> dict[str, object]:
        def asset(name: str) -> str:
            return url_for("h5.static", filename=name, v=versions[name])

        return {"asset": asset, "weui_href": weui_href, "csrf": g.get("csrf", ""), "once": _mark}

    door.before_request(guard.check)
    for known in (login, password):
        known.add(door, open_uow, passwords)
    invitation.add(door, open_uow, qr, away)
    for linked in (progress, wish, desk):
        linked.add(door, open_uow)
    _behind_visits(Pages(door, open_uow), qr, mini_codes, away)
    troubles.add(door, unavailable)
    return door


def _behind_visits(
    pages: Pages,
    qr: QrTickets | None,
    mini_codes: MiniCodes | None,
    away: tuple[type[Exception], ...],
) -> None:
    """Put the pages on the door that a visit opens."""
    for noun in (
        activities,
        activity_forms,
        activity_run,
        calls,
        caseload,
        caseload_edit,
        desk_home,
        duty,
        handover,
        materials,
        merging,
        notices,
        own_data,
        photos,
        problems,
        ratings,
        records,
        roster,
        screening,
        sheets,
        spot_checks,
        ticket_desk,
        ticket_replies,
        tickets,
        topics,
        voices,
        wish_desk,
        wishes,
    ):
        noun.add(pages)
    for shown in (activity_door, joining):
        shown.add(pages, qr, away)
    mini.add(pages, mini_codes, away)


def _mark() -> str:
    """Return what tells one form from any other: sent twice, it takes its step once."""
    return secrets.token_hex(6)


def _digest(name: str) -> str:
    """Return what changes with a file, so that phones may keep it until then."""
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]
