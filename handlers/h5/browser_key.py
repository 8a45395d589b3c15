"""The key that the first browser to open a personal page keeps, so that the page is its alone."""

import hashlib

from flask import request
from werkzeug.wrappers import Response


def held(token: str) -> str:
    """Return the key that this browser got when it opened the link first, or an empty text."""
    return request.cookies.get(_cookie(token), "")


def give(response: Response, token: str, key: str, life: int, *, https: bool) -> None:
    """Let the browser keep a key for ``life`` seconds, for pages of this sort alone."""
    response.set_cookie(
        _cookie(token),
        key,
        max_age=life,
        path=request.path.rsplit("/", 1)[0],
        secure=https,
        httponly=True,
        samesite="Lax",
    )


def _cookie(token: str) -> str:
    """Name the cookie after the link: several pages may be open, and the name tells no token."""
    return f"key-{hashlib.sha256(token.encode()).hexdigest()[:12]}"
