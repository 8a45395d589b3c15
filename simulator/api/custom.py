"""Customer-service messages, and the windows in which they may be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.api.gate import Call, Endpoint, done
from simulator.errors import WxError

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.people import Person

TEXT_BYTES = 2048
TYPING_S = 15
INTERACTION_S = 30


def send(call: Call) -> dict[str, Any]:
    person = call.person(call.text("touser"))
    kind = call.text("msgtype")
    reader = READERS.get(kind)
    if reader is None:
        raise WxError(40008)
    part = call.body.get(kind)
    if not isinstance(part, dict):
        raise WxError(44004 if kind == "text" else 47001)
    content = {"type": kind, **reader(call, part)}
    with call.world.lock:
        _spend(call, person)
    bubble = call.world.people.show(person, "account", "custom", content)
    call.world.people.changed(person)
    call.world.ledger.add(
        call.world.clock.now(),
        "custom",
        openid=person.openid,
        text=content.get("text") or content.get("head"),
        data=part,
        bubble_id=bubble["id"],
    )
    return done()


def _spend(call: Call, person: Person) -> None:
    allowance = person.allowance
    if not person.followed or call.world.clock.now() > allowance.until:
        raise WxError(45015)
    if allowance.left <= 0:
        raise WxError(45047)
    allowance.left -= 1


def _text(_call: Call, part: dict[str, Any]) -> dict[str, Any]:
    text = part.get("content")
    if not isinstance(text, str) or not text:
        raise WxError(44004)
    if len(text.encode()) > TEXT_BYTES:
        raise WxError(45002)
    return {"text": text}


def _media(call: Call, part: dict[str, Any]) -> dict[str, Any]:
    media_id = part.get("media_id")
    if not media_id:
        raise WxError(41006)
    if call.world.live_media(media_id) is None:
        raise WxError(40007)
    words = {name: part[name] for name in ("title",) if name in part}
    return {"media_id": media_id, "url": call.world.media_url(str(media_id)), **words}


def _music(_call: Call, part: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": part.get("title", ""),
        "text": part.get("description", ""),
        "url": part.get("musicurl") or None,
        "media_id": part.get("thumb_media_id", ""),
    }


def _news(_call: Call, part: dict[str, Any]) -> dict[str, Any]:
    articles = part.get("articles")
    if not isinstance(articles, list) or not all(isinstance(one, dict) for one in articles):
        raise WxError(47001)
    if len(articles) != 1:
        raise WxError(45008)
    return {
        "articles": [
            {
                "title": article.get("title", ""),
                "text": article.get("description", ""),
                "picture": article.get("picurl", ""),
                "url": article.get("url", ""),
            }
            for article in articles
        ]
    }


def _msgmenu(_call: Call, part: dict[str, Any]) -> dict[str, Any]:
    items = part.get("list")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise WxError(47001)
    shown = [{"id": str(item.get("id", "")), "text": item.get("content", "")} for item in items]
    return {
        "head": part.get("head_content", ""),
        "items": shown,
        "tail": part.get("tail_content", ""),
    }


def _page(_call: Call, part: dict[str, Any]) -> dict[str, Any]:
    return {
        "title": part.get("title", ""),
        "appid": part.get("appid", ""),
        "page": part.get("pagepath", ""),
    }


def _card(_call: Call, part: dict[str, Any]) -> dict[str, Any]:
    return {"title": "卡券", "appid": "", "page": str(part.get("card_id", ""))}


READERS: dict[str, Callable[[Call, dict[str, Any]], dict[str, Any]]] = {
    "text": _text,
    "image": _media,
    "voice": _media,
    "video": _media,
    "music": _music,
    "news": _news,
    "msgmenu": _msgmenu,
    "miniprogrampage": _page,
    "wxcard": _card,
}


def typing(call: Call) -> dict[str, Any]:
    """Show or hide 对方正在输入 for fifteen seconds."""
    person = call.person(call.text("touser"))
    command = call.text("command")
    if command not in ("Typing", "CancelTyping"):
        raise WxError(45072)
    now = call.world.clock.now()
    if now > person.interacted + INTERACTION_S:
        raise WxError(45080)
    if command == "Typing" and now < person.typing_until:
        raise WxError(45081)
    person.typing_until = now + TYPING_S if command == "Typing" else 0.0
    on = command == "Typing"
    call.world.feed.publish("typing", {"openid": person.openid, "on": on})
    return done()


ENDPOINTS = {
    "/cgi-bin/message/custom/send": Endpoint("POST", send, "custom"),
    "/cgi-bin/message/custom/typing": Endpoint("POST", typing, "custom"),
}
