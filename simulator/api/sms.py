"""The text message gateway."""

from __future__ import annotations

import json

from simulator.api.gate import Bare, Call, Endpoint
from simulator.crypto import same

CHARACTERS = 500


def send(call: Call) -> Bare:
    given = call.request.headers.get("Authorization", "")
    if not same(given, f"Bearer {call.world.settings.sms_secret}"):
        return Bare(401, {"error": "unauthorized", "message": "密钥不对"})
    try:
        body = json.loads(call.raw)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return Bare(400, {"error": "bad_request", "message": "请求体应是 JSON 对象"})
    phone, text, key = body.get("phone"), body.get("text"), body.get("key")
    if not isinstance(phone, str) or not phone.strip("+").isdecimal():
        return Bare(400, {"error": "bad_phone", "message": "手机号不对"})
    if not isinstance(text, str) or not 1 <= len(text) <= CHARACTERS:
        return Bare(400, {"error": "bad_text", "message": "短信内容应为 1 至 500 字"})
    if key is not None and not isinstance(key, str):
        return Bare(400, {"error": "bad_key", "message": "key 应是文字"})
    sms, duplicate = call.world.send_sms(phone, text, key)
    return Bare(200, {"id": sms.as_json()["id"], "duplicate": duplicate})


ENDPOINTS = {"/sms/send": Endpoint("POST", send, access=False, json=False)}
