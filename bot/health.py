"""Whether this process is up, and whether it can do its work; neither tells anything more."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot import database

log = logging.getLogger(__name__)

FRESH: Final = 1.0
"""Seconds for which an answer holds: anybody may ask, and as often as they like."""


class Readiness:
    """Asks the database at most once a second, by one thread, whoever wants to know."""

    def __init__(self, engine: Engine, *, spool: Callable[[], bool] | None = None) -> None:
        self._engine = engine
        self._spool = spool
        self._asking = threading.Lock()
        self._asked = float("-inf")
        self._missing: str | None = "database"

    def missing(self) -> str | None:
        """Return what is not there, by one word; none where all is well."""
        # While one asks, the others take what was true a moment ago: none of them hangs.
        if time.monotonic() - self._asked >= FRESH and self._asking.acquire(blocking=False):
            try:
                found = self._look()
                if found != self._missing and found is not None:
                    log.warning("not ready: %s", found)
                self._missing = found
                self._asked = time.monotonic()
            finally:
                self._asking.release()
        return self._missing

    def _look(self) -> str | None:
        try:
            if not database.serves(self._engine):
                return "schema"
        except SQLAlchemyError:
            return "database"
        return None if self._spool is None or self._spool() else "spool"


def create_health(readiness: Readiness) -> Blueprint:
    """Return GET /healthz (the process is up) and /readyz (it can take messages)."""
    blueprint = Blueprint("health", __name__)

    def healthz() -> Response:
        return _plain("ok", 200)

    def readyz() -> Response:
        missing = readiness.missing()
        return _plain("ready", 200) if missing is None else _plain(f"no {missing}", 503)

    blueprint.add_url_rule("/healthz", "healthz", healthz)
    blueprint.add_url_rule("/readyz", "readyz", readyz)
    return blueprint


def _plain(words: str, status: int) -> Response:
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return Response(f"{words}\n", status, headers, content_type="text/plain; charset=utf-8")
