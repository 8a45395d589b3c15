"""What every page of the console is sent with, and what every post to one must look like."""

from typing import Final
from urllib.parse import urlsplit

from flask import Response, abort, request

POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",  # the icons inside Tabler's style; a chart saved as a picture
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS: Final = {
    "Content-Security-Policy": "; ".join(f"{key} {value}" for key, value in POLICY.items()),
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def cache_control(response: Response) -> str:
    """Keep nothing of a page; keep style and script for good, their address changes with them."""
    asset = request.endpoint == "admin.static" and "v" in request.args
    if asset and response.status_code in {200, 304}:
        return "public, max-age=31536000, immutable"
    return "no-store"


def check() -> None:
    """Refuse a post that another site sent."""
    if request.method in _SAFE:
        return
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    own = site in {"same-origin", "none"} if site else urlsplit(origin or "").netloc == request.host
    if (origin or site) and not own:
        abort(403)
