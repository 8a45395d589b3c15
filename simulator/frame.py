"""The frame a mini-program runs in: its document, its scripts and its pictures."""

from __future__ import annotations

import json
import mimetypes
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, send_from_directory

from simulator import page

if TYPE_CHECKING:
    from simulator.world import World

DOCUMENT = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>小程序</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/mini/runtime/frame.css">
<script type="application/json" id="bundle">{bundle}</script>
<script src="/mini/runtime/define.js" crossorigin="anonymous"></script>
{scripts}
<script type="module" src="/mini/runtime/boot.js"></script>
</head>
<body></body>
</html>
"""
SCRIPT = '<script src="/mini/code/{}" crossorigin="anonymous"></script>'
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
JS = "text/javascript; charset=utf-8"


def policy(home: str) -> str:
    """Scripts of the runtime and the mini-program alone, no network, an origin of its own."""
    rules = {
        "default-src": "'none'",
        "script-src": f"{home}/mini/",
        "style-src": f"{home}/mini/",
        "img-src": f"{home}/mini/ data: blob: http://127.0.0.1:* http://localhost:*",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-scripts",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _open(content: str | bytes, kind: str) -> Response:
    """Give something to a frame that has no origin."""
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store"}
    return Response(content, headers=headers, content_type=kind)


def create(world: World) -> Blueprint:
    frame = Blueprint("frame", __name__, url_prefix="/mini")

    @frame.get("/frame")
    def document() -> Response:
        scripts = "\n".join(SCRIPT.format(name) for name in world.program.scripts())
        bundle = json.dumps(world.program.bundle(), ensure_ascii=False).replace("<", "\\u003c")
        text = DOCUMENT.format(bundle=bundle, scripts=scripts)
        answer = Response(text, content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = policy(request.host_url.rstrip("/"))
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer

    @frame.get("/code/<path:name>")
    def code(name: str) -> Response:
        wrapped = world.program.wrapped(name)
        return Response("not found", 404) if wrapped is None else _open(wrapped, JS)

    @frame.get("/files/<path:name>")
    def file(name: str) -> Response:
        found = world.program.path(name)
        if found is None or found.suffix.lower() not in PICTURES:
            return Response("not found", 404)
        return _open(found.read_bytes(), mimetypes.guess_type(found.name)[0] or "image/png")

    @frame.get("/runtime/<name>")
    def runtime(name: str) -> Response:
        answer = send_from_directory(f"{page.blueprint.static_folder}/mini", name, max_age=0)
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer

    return frame
