"""One HTTP request to the app, with a hard limit on the whole of it, as the platform sets one."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

BODY_LIMIT = 1 << 20
HEADERS = {
    "User-Agent": "Mozilla/4.0",
    "Accept": "*/*",
    "Pragma": "no-cache",
    "Connection": "close",
}


@dataclass(frozen=True)
class Request:
    method: str
    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    content_type: str
    took_ms: float
    error: str | None = None

    @property
    def good(self) -> bool:
        return self.error is None and 200 <= self.status < 300  # noqa: PLR2004 - HTTP's own numbers


class Deadline:
    """Hangs up when the time is over, whatever the other side is doing."""

    def __init__(self, connection: http.client.HTTPConnection, seconds: float) -> None:
        self._connection = connection
        self._timer = threading.Timer(seconds, self._hang_up)
        self._timer.daemon = True
        self.over = False

    def _hang_up(self) -> None:
        self.over = True
        sock = self._connection.sock
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                return

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


def send(request: Request, seconds: float) -> Answer:
    started = time.perf_counter()

    def took() -> float:
        return (time.perf_counter() - started) * 1000

    parts = urlsplit(request.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    with Deadline(connection, seconds) as deadline:
        try:
            connection.request(request.method, target, request.body or None, request.headers)
            response = connection.getresponse()
            body = response.read(BODY_LIMIT)
            kind = response.getheader("Content-Type") or ""
            if deadline.over:
                return Answer(0, b"", "", took(), "timeout")
            return Answer(response.status, body, kind, took())
        except (OSError, http.client.HTTPException) as error:
            late = deadline.over or isinstance(error, TimeoutError)
            refused = isinstance(error, ConnectionRefusedError)
            reason = "timeout" if late else "refused" if refused else "cut"
            return Answer(0, b"", "", took(), reason)
        finally:
            connection.close()
