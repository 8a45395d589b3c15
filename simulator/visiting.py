"""`wx.request`, `wx.uploadFile` and `wx.downloadFile`: what may be asked, and the journal of it."""

from __future__ import annotations

import base64
import binascii
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode, urlsplit

from simulator.acting import ActError
from simulator.journal import Entry
from simulator.outgoing import METHODS, Answer, Request, send

if TYPE_CHECKING:
    from simulator.people import Person
    from simulator.settings import Json
    from simulator.world import World

TIMEOUT_S = 60.0
AGENT = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Mobile"
    " MicroMessenger/8.0.50 MiniProgramEnv/android"
)
SECRET = ("authorization", "cookie", "set-cookie")
SAFE = "/%:=&?~#+!$,;'@()*[]"
FORM = "application/x-www-form-urlencoded"
BOUNDARY = "----SimulatorFormBoundary7MA4YWxkTrZu0gW"


def request(world: World, person: Person, body: Json) -> dict[str, Any]:
    method = str(body.get("method") or "GET").upper()
    if method not in METHODS:
        raise ActError("method", "method is invalid", 400)
    headers, data = _headers(world, body), body.get("data")
    target = _target(world, body)
    content = b""
    if body.get("data_base64") is not None:
        content = _bytes(body["data_base64"])
    elif method in ("GET", "HEAD") and isinstance(data, dict):
        query = urlencode({key: _plain(value) for key, value in data.items() if value is not None})
        target += ("&" if "?" in target else "?") + query if query else ""
    elif data is not None and method not in ("GET", "HEAD"):
        content = _content(data, headers)
    return _sent(world, person, Request(method, target, headers, content), body).as_json()


def upload(world: World, person: Person, body: Json) -> dict[str, Any]:
    file = body.get("file")
    if not isinstance(file, dict) or not body.get("name"):
        raise ActError("bad_request", "上传要有 name 和 file", 400)
    form = body.get("form") or {}
    parts = [_part(str(name), str(value).encode()) for name, value in dict(form).items()]
    kind = str(file.get("type") or "application/octet-stream")
    filename = str(file.get("name") or "file")
    parts.append(_part(str(body["name"]), _bytes(file.get("base64")), filename, kind))
    headers = _headers(world, body)
    headers["content-type"] = f"multipart/form-data; boundary={BOUNDARY}"
    content = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    note = f"{filename},{len(content)} 字节"
    wanted = Request("POST", _target(world, body), headers, content)
    return _sent(world, person, wanted, body, note).as_json()


def download(world: World, person: Person, body: Json) -> dict[str, Any]:
    wanted = Request("GET", _target(world, body), _headers(world, body))
    return _sent(world, person, wanted, body).as_json(binary=True)


def origin(world: World) -> str:
    parts = urlsplit(world.account.callback_url)
    return f"{parts.scheme}://{parts.netloc}"


def _target(world: World, body: Json) -> str:
    """Find the path asked for; an address must be the app's or of the request domain."""
    path, url = body.get("path"), body.get("url")
    if url is not None:
        parts = urlsplit(str(url))
        if f"{parts.scheme}://{parts.netloc}" not in (origin(world), world.settings.mini_domain):
            raise ActError("domain", "url not in domain list")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not isinstance(path, str) or not path.startswith("/") or path.startswith("//"):
        raise ActError("bad_request", "path 要以 / 开头", 400)
    return quote(path, safe=SAFE).partition("#")[0]


def _headers(world: World, body: Json) -> dict[str, str]:
    """Lay the page's headers over the phone's own; some a page cannot set."""
    given = body.get("header") or {}
    if not isinstance(given, dict):
        raise ActError("bad_request", "header 应是对象", 400)
    headers = {str(name).lower(): str(value) for name, value in given.items()}
    for fixed in ("host", "content-length", "connection", "transfer-encoding"):
        headers.pop(fixed, None)
    if any(ord(mark) not in range(32, 127) for pair in headers.items() for mark in "".join(pair)):
        raise ActError("bad_request", "header 只能是可见的 ASCII 字符", 400)
    headers.setdefault("content-type", "application/json")
    referer = f"https://servicewechat.com/{world.account.mini_appid}/devtools/page-frame.html"
    return {**headers, "user-agent": AGENT, "referer": referer}


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _content(data: object, headers: dict[str, str]) -> bytes:
    """Write the data as the platform does: text as it is, an object as JSON or as a form."""
    if isinstance(data, str):
        return data.encode()
    if headers["content-type"].startswith(FORM) and isinstance(data, dict):
        return urlencode({key: _plain(value) for key, value in data.items()}).encode()
    return json.dumps(data, ensure_ascii=False).encode()


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(str(text or ""), validate=True)
    except binascii.Error as error:
        raise ActError("bad_request", "应是 base64", 400) from error


def _part(name: str, value: bytes, filename: str | None = None, kind: str = "") -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{_quoted(name)}"'
    if filename is not None:
        head += f'; filename="{_quoted(filename)}"\r\nContent-Type: {_quoted(kind)}'
    return f"{head}\r\n\r\n".encode() + value + b"\r\n"


def _quoted(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "").replace("\n", "")


def _hidden(headers: dict[str, str]) -> dict[str, str]:
    return {name: "(不记)" if name in SECRET else value for name, value in headers.items()}


def _sent(
    world: World, person: Person, wanted: Request, body: Json, note: str | None = None
) -> Answer:
    seconds = min(max(float(body.get("timeout_s") or TIMEOUT_S), 0.05), TIMEOUT_S)
    answer = send(origin(world), wanted, seconds)
    path, _, query = wanted.target.partition("?")
    text = answer.text()
    written = wanted.body.decode("utf-8", "replace") if note is None else f"({note})"
    shown = text if text is not None else f"({len(answer.body)} 字节)"
    world.journal.write(
        Entry(
            "mini",
            wanted.method,
            path,
            dict(pair.partition("=")[::2] for pair in query.split("&") if pair),
            written,
            answer.status,
            shown,
            openid=person.openid,
            note=answer.error or "",
            took_ms=answer.took_ms,
            headers=_hidden(wanted.headers),
            reply_headers=_hidden(answer.headers),
        )
    )
    return answer
