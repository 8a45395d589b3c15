"""The flat fields of a push become a Message, with the key that all its retries share."""

import hashlib
import re
from datetime import UTC, datetime
from typing import Final

from bot.wechat.parse import LAYOUT, Fields
from bot.wechat.refusals import Broken
from handlers.routing import Message, OfficialOpenid

LONGEST_KEY: Final = 200

SCENE: Final = "qrscene_"
"""What a follow by QR code puts before the scene, and a scan by a follower does not."""

NAME: Final = re.compile(r"[A-Za-z0-9_.-]{1,64}")
ADDRESS: Final = re.compile(r"[A-Za-z0-9_.@-]{1,64}")
"""An openid or an account; it holds no colon, which is what keeps two keys from meeting."""

SECONDS: Final = re.compile(r"[0-9]{1,10}")

TOLD_APART: Final = frozenset(
    {
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "Content",
        "Event",
        "EventKey",
        "MediaId",
    }
)


def message_of(fields: Fields, *, appid: str) -> Message:
    """Return one person's message; ``Broken`` where who, what or when is missing or strange."""
    openid = _field(fields, "FromUserName", ADDRESS)
    kind = _field(fields, "MsgType", NAME).lower()
    event = _field(fields, "Event", NAME).lower() if kind == "event" else ""
    sent = int(_field(fields, "CreateTime", SECONDS))
    event_key = fields.get("EventKey", "").strip(LAYOUT)
    return Message(
        key=_key(fields, appid, f"{openid}:{sent}:{event or kind}", event_key if event else None),
        openid=OfficialOpenid(openid),
        kind=kind,
        sent_at=datetime.fromtimestamp(sent, UTC),
        text=fields.get("Content", ""),
        event=event,
        event_key=event_key.removeprefix(SCENE),
        media_id=fields.get("MediaId", "").strip(LAYOUT),
        data={name: value for name, value in fields.items() if name not in TOLD_APART},
    )


def account_of(fields: Fields) -> str:
    """Return whom the push was sent to: us."""
    return _field(fields, "ToUserName", ADDRESS)


def name_of(fields: Fields) -> str:
    """Return what kind of push this is, in words fit for the log."""
    kind = _field(fields, "MsgType", NAME).lower()
    return f"event {_field(fields, 'Event', NAME)}" if kind == "event" else kind


def _field(fields: Fields, name: str, pattern: re.Pattern[str]) -> str:
    value = fields.get(name, "").strip(LAYOUT)
    if not pattern.fullmatch(value):
        raise Broken(f"{name} missing or strange")
    return value


def _key(fields: Fields, appid: str, occasion: str, event_key: str | None) -> str:
    """Name the message as the platform's retry rules do.

    Events of one person in one second are told apart by their EventKey, or the MsgID of the job
    they report, or what they list. A message without MsgId, which the platform does not send, is
    told by its content.
    """
    number = fields.get("MsgId", "").strip(LAYOUT)
    if event_key is not None:
        about = event_key or fields.get("MsgID", "").strip(LAYOUT) or number or _listed(fields)
        key = f"{appid}:{occasion}:{about}"
    elif number:
        key = f"{appid}:{number}"
    else:
        key = f"{appid}:{occasion}:{_digest(repr(sorted(fields.items())))}"
    return key if len(key) <= LONGEST_KEY else f"{appid}:{_digest(key)}"


def _listed(fields: Fields) -> str:
    """Return what tells events apart that hold nothing but a list (``subscribe_msg_…``)."""
    listed = sorted((name, value) for name, value in fields.items() if "List" in name)
    return _digest(repr(listed)) if listed else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
