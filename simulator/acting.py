"""What a person can do in the chat, told to the app as the platform tells it."""

from __future__ import annotations

import base64
import binascii
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import segno

from simulator import menu, pressing
from simulator.api.subscribe import listed
from simulator.push import Push

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.people import Person
    from simulator.settings import Json
    from simulator.things import QrCode
    from simulator.world import World

MESSAGE = (5, 48 * 3600.0)
ACTION = (3, 60.0)
OPENING = frozenset({"click", "scancode_push", "scancode_waitmsg"})
UNANSWERED = ("VIEW", "view_miniprogram")
TEXT_CHARACTERS = 2048


class ActError(Exception):
    """The person cannot do this now."""

    def __init__(self, code: str, message: str, status: int = 409) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


@dataclass(frozen=True)
class Act:
    """A push to deliver, and what else the caller should know."""

    push: Push
    extra: dict[str, Any]


def _push(world: World, person: Person, kind: str, fields: Json, *, shown: bool = True) -> Push:
    head = {
        "ToUserName": world.account.username,
        "FromUserName": person.openid,
        "CreateTime": int(world.clock.now()),
        "MsgType": kind,
    }
    return Push({**head, **fields}, person.openid, shown)


def _opens(world: World, person: Person, window: tuple[int, float]) -> None:
    now = world.clock.now()
    with world.lock:
        person.allowance.open(now, *window)
        person.interacted = now
    world.people.changed(person)


def _follower(person: Person) -> None:
    if not person.followed:
        raise ActError("not_followed", f"{person.name}还没有关注,不能发消息")


def _message(world: World, person: Person, kind: str, fields: Json, bubble: Json) -> Act:
    _follower(person)
    world.people.show(person, "me", "user", bubble)
    _opens(world, person, MESSAGE)
    return Act(_push(world, person, kind, {**fields, "MsgId": world.chance.message_id()}), {})


def _event(world: World, person: Person, name: str, fields: Json, *, shown: bool = True) -> Push:
    return _push(world, person, "event", {"Event": name, **fields}, shown=shown)


def _note(world: World, person: Person, text: str) -> None:
    world.people.show(person, "system", "system", {"type": "note", "text": text})


def _needed(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise ActError("bad_request", f"缺少 {name}", 400)
    return value


def say(world: World, person: Person, body: Json) -> Act:
    text = _needed(body, "text")[:TEXT_CHARACTERS]
    return _message(world, person, "text", {"Content": text}, {"type": "text", "text": text})


def choose(world: World, person: Person, body: Json) -> Act:
    """Press an entry of a msgmenu: a text with bizmsgmenuid, which counts as pressing the menu."""
    _follower(person)
    text, number = _needed(body, "text"), str(body.get("id", ""))
    world.people.show(person, "me", "user", {"type": "text", "text": text})
    _opens(world, person, ACTION)
    fields = {"Content": text, "bizmsgmenuid": number, "MsgId": world.chance.message_id()}
    return Act(_push(world, person, "text", fields), {})


def photo() -> bytes:
    """Draw a picture for who has none at hand."""
    picture = io.BytesIO()
    segno.make("一张照片", error="m").save(picture, kind="png", scale=6, dark="#2f6f4f")
    return picture.getvalue()


def image(world: World, person: Person, body: Json) -> Act:
    try:
        content = base64.b64decode(str(body.get("data") or ""), validate=True) or photo()
    except binascii.Error as error:
        raise ActError("bad_request", "data 应是 base64", 400) from error
    _follower(person)
    media = world.add_media("image", content, "image/png", "image.png")
    url = world.media_url(media.media_id)
    fields = {"PicUrl": url, "MediaId": media.media_id}
    bubble = {"type": "image", "url": url, "media_id": media.media_id}
    return _message(world, person, "image", fields, bubble)


def voice(world: World, person: Person, body: Json) -> Act:
    _follower(person)
    media = world.add_media("voice", b"#!AMR\n", "audio/amr", "voice.amr")
    fields: Json = {"MediaId": media.media_id, "Format": "amr"}
    words = body.get("recognition")
    if isinstance(words, str):
        fields["Recognition"] = words
    url = world.media_url(media.media_id)
    bubble = {"type": "voice", "url": url, "media_id": media.media_id, "recognition": words or ""}
    return _message(world, person, "voice", fields, bubble)


def location(world: World, person: Person, body: Json) -> Act:
    place = pressing.place(body)
    fields = {
        "Location_X": place["latitude"],
        "Location_Y": place["longitude"],
        "Scale": int(body.get("scale", 16)),
        "Label": place["label"],
    }
    return _message(world, person, "location", fields, {"type": "location", **place})


def link(world: World, person: Person, body: Json) -> Act:
    bubble = {name: str(body.get(name, "")) for name in ("title", "text", "url")}
    fields = {"Title": bubble["title"], "Description": bubble["text"], "Url": bubble["url"]}
    return _message(world, person, "link", fields, {"type": "link", **bubble})


def message(world: World, person: Person, body: Json) -> Act:
    kind = _needed(body, "type")
    fields = dict(body.get("fields") or {})
    return _message(world, person, kind, fields, {"type": "note", "text": f"发送了 {kind} 消息"})


def event(world: World, person: Person, body: Json) -> Act:
    name = _needed(body, "event")
    return Act(_event(world, person, name, dict(body.get("fields") or {})), {})


def press(world: World, person: Person, body: Json) -> Act:
    _follower(person)
    shown = world.shown_menu()
    if shown is None:
        raise ActError("no_menu", "公众号还没有菜单")
    button = menu.find(shown, body.get("key"), body.get("name"))
    if button is None:
        raise ActError("no_button", "菜单里没有这个按钮", 404)
    kind = str(button["type"])
    _note(world, person, f"点击了菜单「{button['name']}」")
    if kind in OPENING:
        _opens(world, person, ACTION)
    name, fields, extra = pressing.tell(button, body, world.menu_id)
    return Act(_event(world, person, name, fields, shown=name not in UNANSWERED), extra)


def _code(world: World, body: Json) -> QrCode:
    for code in reversed(list(world.qrcodes.values())):
        if (
            body.get("ticket") == code.ticket
            or body.get("url") == code.url
            or ("scene" in body and str(body["scene"]) == code.scene)
        ):
            if not code.alive(world.clock.now()):
                raise ActError("expired", "二维码已过期")
            return code
    raise ActError("no_qrcode", "没有这个二维码", 404)


def scan(world: World, person: Person, body: Json) -> Act:
    if not person.followed:
        return follow(world, person, body)
    code = _code(world, body)
    _note(world, person, "扫描了二维码")
    _opens(world, person, ACTION)
    fields = {"EventKey": code.scene, "Ticket": code.ticket}
    return Act(_event(world, person, "SCAN", fields), {})


def follow(world: World, person: Person, body: Json) -> Act:
    if person.followed:
        raise ActError("already_followed", f"{person.name}已经关注了")
    scanned = any(body.get(name) for name in ("ticket", "scene", "url"))
    code = _code(world, body) if scanned else None
    fields = {"EventKey": f"qrscene_{code.scene}", "Ticket": code.ticket} if code else None
    with world.lock:
        person.followed = True
        person.subscribed_at = world.clock.now()
        person.subscribe_scene = "ADD_SCENE_QR_CODE" if code else "ADD_SCENE_SEARCH"
        person.qr_scene = code.scene if code else ""
    _note(world, person, "扫描二维码并关注了公众号" if code else "关注了公众号")
    _opens(world, person, ACTION)
    return Act(_event(world, person, "subscribe", fields or {"EventKey": ""}), {})


def unfollow(world: World, person: Person, _body: Json) -> Act:
    _follower(person)
    with world.lock:
        person.followed = False
        person.allowance.until = 0.0
    _note(world, person, "取消关注了公众号")
    world.people.changed(person)
    return Act(_event(world, person, "unsubscribe", {"EventKey": ""}, shown=False), {})


def agree(world: World, person: Person, body: Json) -> Act:
    """Answer the question whether one more notice of some templates may come."""
    return _answered(world, person, body, "subscribe_msg_popup_event", "SubscribeMsgPopupEvent")


def withdraw(world: World, person: Person, body: Json) -> Act:
    """Switch notices of some templates off in the settings of the account."""
    refused = {**body, "answer": "reject"}
    with world.lock:
        for number in _templates(world, body):
            person.grants.pop((person.openid, number), None)
    return _answered(
        world, person, refused, "subscribe_msg_change_event", "SubscribeMsgChangeEvent"
    )


def _templates(world: World, body: Json) -> list[str]:
    named = body.get("templates") or [_needed(body, "template_id")]
    numbers = [str(number) for number in named]
    if unknown := [number for number in numbers if number not in world.templates]:
        raise ActError("no_template", f"没有这个模板:{unknown[0]}", 404)
    return numbers


def _answered(world: World, person: Person, body: Json, event: str, name: str) -> Act:
    answer, numbers = str(body.get("answer", "accept")), _templates(world, body)
    if answer not in {"accept", "reject"}:
        raise ActError("bad_request", "answer 是 accept 或 reject", 400)
    items = []
    for number in numbers:
        if answer == "accept":
            with world.lock:
                granted = (person.openid, number)
                person.grants[granted] = person.grants.get(granted, 0) + 1
        items.append({"TemplateId": number, "SubscribeStatusString": answer})
    if event == "subscribe_msg_popup_event":
        items = [{**item, "PopupScene": "2"} for item in items]
    words = "同意接收一次" if answer == "accept" else "拒绝接收"
    _note(world, person, f"{words}「{world.templates[numbers[0]].title}」通知")
    world.people.changed(person)
    fields = listed(world.account.format, name, items)
    return Act(_event(world, person, event, fields, shown=False), {})


ACTS: dict[str, Callable[[World, Person, Json], Act]] = {
    "say": say,
    "choose": choose,
    "image": image,
    "voice": voice,
    "location": location,
    "link": link,
    "message": message,
    "event": event,
    "press": press,
    "scan": scan,
    "follow": follow,
    "unfollow": unfollow,
    "agree": agree,
    "withdraw": withdraw,
}
