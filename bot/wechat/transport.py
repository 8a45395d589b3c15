"""A lean HTTP client: kept connections, bounded in time and size, silent about what it carries."""

import json
import logging
import ssl
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import certifi
from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPSConnectionPool, Timeout
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from domain.delivery import Later, Unknown

Answer = dict[str, Any]

BODY_LIMIT: Final = 1024 * 1024
"""The longest answer read; a page of 10,000 followers is about 350 KiB."""

_WORDS: Final = {
    "dns": "its name could not be resolved",
    "refused": "the connection was refused",
    "connect-timeout": "the connection was not taken in time",
    "tls": "the TLS handshake failed",
    "silent": "no answer came in time after the request was written",
    "cut": "the connection was cut after the request was written",
    "long": "the answer was longer than allowed",
    "garbage": "the answer was not what the interface promises",
    "wait": "the token is still being renewed by somebody else",
}
_OK: Final = 200
_SERVER_FAULTS: Final = 500
_JSON: Final = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}


class Away(Exception):  # noqa: N818 - absence is an answer here
    """The other side gave no usable answer; ``maybe_sent`` says whether it may have acted.

    Its text never holds the address's query, a header or a body, so it may be logged.
    """

    peer = "the other side"

    def __init__(self, why: str, *, maybe_sent: bool, until: datetime | None = None) -> None:
        self.why = why
        self.maybe_sent = maybe_sent
        self.until = until
        super().__init__(why)

    def outcome(self) -> Later | Unknown:
        """Say what this means for a letter."""
        if self.maybe_sent:
            return Unknown(f"away:{self.why}")
        return Later(f"away:{self.why}", self.until)

    def __str__(self) -> str:
        """Say what happened and what to do."""
        taken = "it may have acted on it" if self.maybe_sent else "nothing was sent"
        what = _WORDS.get(self.why.removeprefix("token-"), self.why)
        return f"{self.peer}: {what}; {taken}. Check the network, the base URL and its status."


class _Mute(logging.Filter):
    """Drop what urllib3 says below ERROR: it quotes whole addresses, their secrets included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let through what quotes no address."""
        return record.levelno >= logging.ERROR


_MUTE: Final = _Mute()
for _name in ("urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry"):
    logging.getLogger(_name).addFilter(_MUTE)

_wire = threading.local()


def _leaving(connection: HTTPConnection) -> None:
    """Connect first where need be, then note that bytes leave: before that nothing was sent."""
    if connection.sock is None:
        connection.connect()
    _wire.written = True


class _Plain(HTTPConnection):
    def send(self, data: Any) -> None:  # noqa: ANN401 - the base class says so
        _leaving(self)
        super().send(data)


class _Tls(HTTPSConnection):
    def send(self, data: Any) -> None:  # noqa: ANN401 - the base class says so
        _leaving(self)
        super().send(data)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _Tls


def _trust() -> ssl.SSLContext:
    """Trust the machine's authorities and, where it has none, the usual ones."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class Http:
    """JSON calls to one host: no retry, no redirect, every one of them bounded.

    ``away`` is the error to raise; it is raised outside of any ``except``, so that no
    library's error, which would name the full address, hangs on it as its context.
    """

    def __init__(
        self,
        base_url: str,
        *,
        away: type[Away] = Away,
        connect: float = 2.0,
        read: float = 5.0,
        connections: int = 64,
    ) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query:
            raise ValueError("the base URL must be http(s)://host[:port][/prefix]")
        self._away = away
        self._prefix = parts.path.rstrip("/")
        self._timeout = Timeout(connect=connect, read=read)
        self._longest = connect + 2 * read
        self.dated: tuple[str, float] | None = None
        """The Date header of the last answer, and when it came by a counter that nobody sets."""
        self._pool: HTTPConnectionPool = (
            _TlsPool(parts.hostname, parts.port, maxsize=connections, ssl_context=_trust())
            if parts.scheme == "https"
            else _PlainPool(parts.hostname, parts.port, maxsize=connections)
        )

    def ask(
        self,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """POST the body as JSON, or GET where there is none, and return the answered object."""
        answer = decode(self.fetch(path, query=query, body=body, headers=headers))
        if answer is None:
            raise self._away("garbage", maybe_sent=True)
        return answer

    def fetch(
        self,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        most: int = BODY_LIMIT,
    ) -> bytes:
        """Do the same and return what was answered as it stands, ``most`` bytes of it."""
        target = f"{self._prefix}{path}" or "/"
        if query:
            target += f"?{urlencode(query)}"
        payload = None if body is None else encode(body)
        sends = {**_JSON, **(headers or {})}
        _wire.written = False
        status, raw, why = 0, b"", ""
        try:
            status, raw = self._exchange(target, payload, sends, most)
        except _TooLongError:
            why = "long"
        except (HTTPError, HTTPException, OSError, ValueError) as error:
            why = _reason(error, written=_wire.written)
        if why:
            raise self._away(why, maybe_sent=_wire.written)
        if status != _OK:
            raise self._away(f"http-{status}", maybe_sent=status >= _SERVER_FAULTS)
        return raw

    def close(self) -> None:
        """Let the kept connections go."""
        self._pool.close()

    def _exchange(
        self, target: str, payload: bytes | None, headers: Mapping[str, str], most: int
    ) -> tuple[int, bytes]:
        deadline = time.monotonic() + self._longest
        response = self._pool.urlopen(
            "GET" if payload is None else "POST",
            target,
            body=payload,
            headers=headers,
            retries=False,
            redirect=False,
            timeout=self._timeout,
            preload_content=False,
        )
        self.dated = response.headers.get("Date", ""), time.monotonic()
        whole = False
        try:
            raw = _read(response, deadline, most)
            whole = True
        finally:
            if not whole:
                response.close()
            response.release_conn()
        return response.status, raw


class _TooLongError(Exception):
    """More was answered than anybody asked for."""


def _read(response: BaseHTTPResponse, deadline: float, most: int) -> bytes:
    parts, size = [], 0
    while part := response.read1(64 * 1024):
        parts.append(part)
        size += len(part)
        if size > most:
            raise _TooLongError
        if time.monotonic() > deadline:
            raise TimeoutError
    return b"".join(parts)


def _reason(error: Exception, *, written: bool) -> str:
    """Name what went wrong, from the error's class alone."""
    if written:
        return "silent" if isinstance(error, ReadTimeoutError | TimeoutError) else "cut"
    match error:
        case NameResolutionError():
            return "dns"
        case NewConnectionError():
            return "refused"
        case ConnectTimeoutError() | TimeoutError():
            return "connect-timeout"
        case SSLError() | ssl.SSLError():
            return "tls"
        case _:
            return "refused"


def encode(body: Mapping[str, Any]) -> bytes:
    r"""Write JSON as UTF-8: the platform shows ``\\u`` escapes to people as they stand (40033)."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def decode(raw: bytes) -> Answer | None:
    """Read a JSON object; None for anything else."""
    try:
        answer = json.loads(raw.decode(), strict=False)
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None
