"""Temporary media: three days, then gone."""

from __future__ import annotations

from typing import Any

from simulator.api.gate import Call, Endpoint, File
from simulator.errors import WxError

LIMITS = {"image": 10 << 20, "voice": 2 << 20, "video": 10 << 20, "thumb": 64 << 10}


def upload(call: Call) -> dict[str, Any]:
    kind = call.arg("type")
    if kind not in LIMITS:
        raise WxError(40004)
    file = call.request.files.get("media")
    if file is None:
        raise WxError(41005)
    content = file.read()
    if not content:
        raise WxError(40006)
    if len(content) > LIMITS[kind]:
        raise WxError(45001)
    media = call.world.add_media(kind, content, file.mimetype, file.filename or "media")
    name = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, name: media.media_id, "created_at": int(media.created)}


def download(call: Call) -> dict[str, Any] | File:
    if not call.arg("media_id"):
        raise WxError(41006)
    media = call.world.live_media(call.arg("media_id"))
    if media is None:
        raise WxError(40007)
    if media.kind == "video":
        return {"video_url": call.world.media_url(media.media_id)}
    return File(media.content, media.mimetype, media.filename)


ENDPOINTS = {
    "/cgi-bin/media/upload": Endpoint("POST", upload, "media", json=False),
    "/cgi-bin/media/get": Endpoint("GET", download, "media"),
}
