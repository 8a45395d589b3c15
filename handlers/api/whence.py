"""Where a request comes from, and whether what it asks for can be anywhere."""

import ipaddress

from flask import request

from handlers.api.shapes import BIGGEST, UNSTORABLE


def possible(part: object) -> bool:
    """Say whether there could be something of that name: no database looks for others."""
    return 0 < part <= BIGGEST if isinstance(part, int) else not UNSTORABLE.search(str(part))


def address() -> str:
    """Return whence a request came: what our proxy wrote last, where one stands before us."""
    peer = request.remote_addr or ""
    before = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        near = ipaddress.ip_address(peer).is_private
    except ValueError:
        near = not peer
    return before if near and before else peer
