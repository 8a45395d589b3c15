"""What every page inside WeChat is sent with, and what every post to one must look like."""

from typing import Final
from urllib.parse import urlsplit

from flask import Response, abort, request

BODY: Final = 16 * 1024
"""Bytes of a form: two passwords and a name are far below."""
_ROOM: Final[dict[str, int]] = {}
POLICY: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # WeUI's icons
    "connect-src": "'self'",
    "frame-src": "weixin: wvjbscheme:",  # how older WeChat apps carry the page's calls
    "form-action": "'self'",
    "base-uri": "'none'",
}
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def headers(frame_ancestors: tuple[str, ...]) -> dict[str, str]:
    """Return the security headers; the old framing header cannot name origins, so it stays out."""
    if any(not origin.strip() or set(origin) & set(" \t\r\n;,") for origin in frame_ancestors):
        raise ValueError(f"not a list of origins: {frame_ancestors!r}")
    policy = POLICY | {"frame-ancestors": " ".join(frame_ancestors) or "'none'"}
    frames = {(): "DENY", ("'none'",): "DENY", ("'self'",): "SAMEORIGIN"}.get(frame_ancestors)
    return {
        "Content-Security-Policy": "; ".join(f"{key} {value}" for key, value in policy.items()),
        **({"X-Frame-Options": frames} if frames else {}),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "X-Robots-Tag": "noindex, nofollow",
    }


def cache_control(response: Response) -> str:
    """Keep nothing of a page; keep style and script for good, their address changes with them."""
    asset = request.endpoint == "h5.static" and "v" in request.args
    if asset and response.status_code in {200, 304}:
        return "public, max-age=31536000, immutable"
    return "no-store"


def room(endpoint: str, body: int) -> None:
    """Let the forms of a page have more bytes, or fewer."""
    _ROOM[endpoint] = body


def check() -> None:
    """Refuse a post that another site sent, and a body that no form of ours fills."""
    request.max_content_length = _ROOM.get(request.endpoint or "", BODY)
    if request.method in _SAFE:
        return
    # Our own forms say "null", because the pages tell no referrer. That is no hole: nobody else
    # knows the token in the path, or what the forms of a visit carry.
    origin = request.headers.get("Origin", "null")
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        own = site in {"same-origin", "none"}
    else:
        own = origin == "null" or urlsplit(origin).netloc == request.host
    if not own:
        abort(403)
