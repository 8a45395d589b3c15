"""Where a request comes from."""

import ipaddress

from flask import request


def address() -> str:
    """Return whence a request came: what our proxy wrote last, where one stands before us."""
    peer = request.remote_addr or ""
    before = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        near = ipaddress.ip_address(peer).is_private
    except ValueError:
        near = not peer
    return before if near and before else peer
