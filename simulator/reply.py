"""Reading the app's answer to a push as strictly as the platform does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from simulator import crypto, wire

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.push import Push
    from simulator.world import World

TEXT_BYTES = 2048
BODY_BYTES = 64 * 1024
MANY_ARTICLES = 8
ONE_ARTICLE = frozenset({"text", "image", "voice", "video", "shortvideo", "location", "link"})
ACKS = (b"", b"success")


class ReplyError(Exception):
    """An answer that makes the person see the fault bubble."""

    def __init__(self, reason: str, plain: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.plain = plain


@dataclass
class Reply:
    content: dict[str, Any] | None = None
    plain: str | None = None
    warnings: list[str] = field(default_factory=list)


def read(body: bytes, push: Push, world: World) -> Reply:
    """Return the reply to show, or none for an acknowledgement; raise what is malformed."""
    if body.strip() in ACKS:
        return Reply()
    if len(body) > BODY_BYTES:
        raise ReplyError("too_long")
    fields = _parse(body, world.account.format)
    plain = None
    if "Encrypt" in fields:
        plain = _open(fields, world)
        fields = _parse(plain.encode(), world.account.format)
    elif world.account.mode == "safe":
        raise ReplyError("not_encrypted")
    reply = Reply(plain=plain or body.decode("utf-8", "replace"))
    try:
        _check_head(fields, push, world)
        reply.content = _content(fields, push, world, reply.warnings)
    except ReplyError as error:
        raise ReplyError(error.reason, reply.plain) from error
    return reply


def _parse(body: bytes, form: str) -> dict[str, Any]:
    try:
        if form == "json" and body.lstrip()[:1] == b"{":
            return wire.from_json(body)
        return wire.from_xml(body)
    except wire.MalformedError as error:
        raise ReplyError("malformed") from error


def _open(fields: dict[str, Any], world: World) -> str:
    account = world.account
    if account.mode == "plain":
        raise ReplyError("unexpected_encryption")
    texts = [str(fields.get(name, "")) for name in ("TimeStamp", "Nonce", "Encrypt")]
    if not all(texts):
        raise ReplyError("malformed")
    if not crypto.same(str(fields.get("MsgSignature", "")), crypto.sign(account.token, *texts)):
        raise ReplyError("bad_signature")
    try:
        return account.envelope().decrypt(texts[2])
    except crypto.DecryptError as error:
        raise ReplyError("undecryptable") from error


def _check_head(fields: dict[str, Any], push: Push, world: World) -> None:
    if fields.get("ToUserName") != push.openid:
        raise ReplyError("wrong_recipient")
    if fields.get("FromUserName") != world.account.username:
        raise ReplyError("wrong_sender")
    if not str(fields.get("CreateTime", "")).strip().isdecimal():
        raise ReplyError("bad_create_time")


def _content(
    fields: dict[str, Any], push: Push, world: World, warnings: list[str]
) -> dict[str, Any] | None:
    kind = str(fields.get("MsgType", "")).strip()
    if kind == "transfer_customer_service":
        return None
    if kind == "news":
        return _news(fields, push, warnings)
    reader = READERS.get(kind)
    if reader is None:
        raise ReplyError("unknown_type")
    return {"type": kind, **reader(fields, world)}


def _text(fields: dict[str, Any], _world: World) -> dict[str, Any]:
    text = fields.get("Content")
    if not isinstance(text, str) or not text:
        raise ReplyError("empty_text")
    if len(text.encode()) > TEXT_BYTES:
        raise ReplyError("too_long")
    return {"text": text}


def _part(fields: dict[str, Any], name: str) -> dict[str, Any]:
    part = fields.get(name)
    if not isinstance(part, dict):
        raise ReplyError("malformed")
    return part


def _media(fields: dict[str, Any], world: World, name: str) -> dict[str, Any]:
    media_id = str(_part(fields, name).get("MediaId", ""))
    if world.live_media(media_id) is None:
        raise ReplyError("bad_media")
    return {"media_id": media_id, "url": world.media_url(media_id)}


def _image(fields: dict[str, Any], world: World) -> dict[str, Any]:
    return _media(fields, world, "Image")


def _voice(fields: dict[str, Any], world: World) -> dict[str, Any]:
    return _media(fields, world, "Voice")


def _video(fields: dict[str, Any], world: World) -> dict[str, Any]:
    part = _part(fields, "Video")
    words = {"title": part.get("Title", ""), "text": part.get("Description", "")}
    return {**_media(fields, world, "Video"), **words}


def _music(fields: dict[str, Any], _world: World) -> dict[str, Any]:
    part = _part(fields, "Music")
    return {
        "title": part.get("Title", ""),
        "text": part.get("Description", ""),
        "url": part.get("MusicUrl") or None,
        "media_id": part.get("ThumbMediaId", ""),
    }


READERS: dict[str, Callable[[dict[str, Any], World], dict[str, Any]]] = {
    "text": _text,
    "image": _image,
    "voice": _voice,
    "video": _video,
    "music": _music,
}


def _news(fields: dict[str, Any], push: Push, warnings: list[str]) -> dict[str, Any]:
    items = _part(fields, "Articles").get("item")
    given = items if isinstance(items, list) else [items]
    articles = [article for article in given if isinstance(article, dict)]
    if len(articles) < len(given):
        raise ReplyError("malformed")
    if str(fields.get("ArticleCount", "")).strip() != str(len(articles)):
        raise ReplyError("wrong_article_count")
    limit = 1 if push.kind in ONE_ARTICLE else MANY_ARTICLES
    if len(articles) > limit:
        warnings.append(f"{len(articles)} articles, {limit} shown")
    shown = [
        {
            "title": article.get("Title", ""),
            "text": article.get("Description", ""),
            "picture": article.get("PicUrl", ""),
            "url": article.get("Url", ""),
        }
        for article in articles[:limit]
    ]
    return {"type": "news", "articles": shown}
