"""The document for machines, and for people: one page, made from nothing but the document."""

import hashlib
import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, render_template, request, url_for

from handlers.api.endpoint import Api
from handlers.api.openapi import document
from handlers.api.reading import Read

_STYLE: Final = Path(__file__).parent / "templates" / "api" / "docs.css"
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_KEPT: Final = "public, max-age=300"


def add(door: Blueprint, nouns: Sequence[Api]) -> None:
    """Put the document and its page on the door; both are made when first asked for."""
    made: dict[str, tuple[bytes, str]] = {}
    about = version("tuan100")

    @door.get("/openapi.json")
    def openapi() -> Response:
        if "json" not in made:
            whole = document(nouns, version=about)
            text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
            made["json"] = (text.encode(), "application/json")
        return _kept(*made["json"])

    @door.get("/docs")
    def docs() -> Response:
        if "html" not in made:
            told = Read(document(nouns, version=about))
            page = render_template(
                "api/docs.html", told=told, style=url_for(".docs_style", v=_digest())
            )
            made["html"] = (page.encode(), "text/html")
        response = _kept(*made["html"])
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    @door.get("/docs.css")
    def docs_style() -> Response:
        return _kept(_STYLE.read_bytes(), "text/css")


def _digest() -> str:
    return hashlib.sha256(_STYLE.read_bytes()).hexdigest()[:12]


def _kept(content: bytes, mime: str) -> Response:
    response = Response(content, mimetype=mime)
    response.headers["Cache-Control"] = _KEPT
    response.set_etag(hashlib.sha256(content).hexdigest()[:32])
    response.make_conditional(request)
    return response
