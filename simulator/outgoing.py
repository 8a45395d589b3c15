"""A request of the mini-program to the app, as a phone sends it: no browser, no CORS."""

from __future__ import annotations

import base64
import http.client
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from simulator.post import Deadline

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT")
BODY_LIMIT = 16 << 20
HOPS = 5
MOVED = (301, 302, 303, 307, 308)
TEXT = ("text/", "application/json", "application/problem+json", "application/xml")


@dataclass(frozen=True)
class Request:
    method: str
    target: str
    headers: dict[str, str]
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    cookies: list[str]
    body: bytes
    took_ms: float
    error: str | None = None

    def text(self) -> str | None:
        """Return the body as text, if it says that it is one."""
        kind = self.headers.get("content-type", "")
        if not kind.startswith(TEXT) and "+json" not in kind:
            return None if self.body else ""
        try:
            return self.body.decode()
        except UnicodeDecodeError:
            return None

    def as_json(self, *, binary: bool = False) -> dict[str, Any]:
        text = None if binary else self.text()
        return {
            "status": self.status,
            "headers": self.headers,
            "cookies": self.cookies,
            "body": text,
            "base64": base64.b64encode(self.body).decode() if text is None else None,
            "took_ms": round(self.took_ms, 1),
            "error": self.error,
        }


def send(origin: str, request: Request, seconds: float) -> Answer:
    """Send a request to the app and follow where it leads, within the app."""
    answer = _once(origin, request, seconds)
    for _ in range(HOPS):
        there = urljoin(origin + request.target, answer.headers.get("location", ""))
        moved = answer.status in MOVED and there.startswith(f"{origin}/")
        if not moved or request.method not in ("GET", "HEAD"):
            break
        request = Request(request.method, there.removeprefix(origin), request.headers)
        answer = _once(origin, request, seconds)
    return answer


def _once(origin: str, request: Request, seconds: float) -> Answer:
    started = time.perf_counter()
    parts = urlsplit(origin)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    with Deadline(connection, seconds) as deadline:
        try:
            headers = {**request.headers, "Connection": "close"}
            connection.request(request.method, request.target, request.body or None, headers)
            response = connection.getresponse()
            body = response.read(BODY_LIMIT)
            told = response.getheaders()
            error = None
        except (OSError, http.client.HTTPException, ValueError) as trouble:
            late = deadline.over or isinstance(trouble, TimeoutError)
            refused = isinstance(trouble, ConnectionRefusedError)
            error = "timeout" if late else "refused" if refused else "cut"
        finally:
            connection.close()
    took = (time.perf_counter() - started) * 1000
    if error is not None:
        return Answer(0, {}, [], b"", took, error)
    gathered: dict[str, str] = {}
    for name, value in told:
        key = name.lower()
        gathered[key] = f"{gathered[key]}, {value}" if key in gathered else value
    cookies = [value for name, value in told if name.lower() == "set-cookie"]
    return Answer(response.status, gathered, cookies, body, took)
