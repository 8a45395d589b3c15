"""Subscription notices: one for each yes, of the official account and of the mini-program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.api.gate import Call, Endpoint, done
from simulator.errors import ERRMSG, WxError
from simulator.push import Push

if TYPE_CHECKING:
    from simulator.cards import Template
    from simulator.people import Person

CODES = {"accept": 0, "block": 43101, "fail": -1}
"""What the report says, by the mood of the person."""
STATES = ("developer", "trial", "formal")
ONCE = 2
"""The type of a template that one yes is good for once."""


def mine(call: Call) -> dict[str, Any]:
    """List the templates that whoever calls may send: here both have the same."""
    call.may("mini" if call.appid == call.world.account.mini_appid else "subscribe")
    found = [
        {
            "priTmplId": template.template_id,
            "title": template.title,
            "content": template.content,
            "example": template.example,
            "type": ONCE,
        }
        for template in call.world.templates.values()
    ]
    return done(data=found)


def bizsend(call: Call) -> dict[str, Any]:
    template, person = _asked(call, call.world.people.get(call.text("touser")))
    card = template.card(call.body.get("data"))
    _spend(call, person, template, person.openid)
    if person.template == "accept":
        mini = call.body.get("miniprogram")
        link = {
            "url": call.text("page") or None,
            "miniprogram": mini if isinstance(mini, dict) and mini.get("appid") else None,
        }
        _show(call, person, template, card, link)
    _report(call, person, template)
    return done()


def send(call: Call) -> dict[str, Any]:
    """Send as the mini-program does; it shows among the service notices."""
    template, person = _asked(call, call.world.people.by_mini(call.text("touser")))
    page = call.text("page").removeprefix("/")
    if "://" in page or not call.world.program.has(page.partition("?")[0]):
        raise WxError(41030)
    if call.body.get("miniprogram_state", "formal") not in STATES:
        raise WxError(47003, "argument invalid! miniprogram_state")
    card = template.card(call.body.get("data"))
    if not person.notices.welcome(template.template_id):
        raise WxError(43101)
    _spend(call, person, template, person.mini_openid)
    person.notices.count(template.template_id, "sent")
    if person.template == "accept":
        mini = {"appid": call.world.account.mini_appid, "pagepath": page} if page else None
        _show(call, person, template, card, {"url": None, "miniprogram": mini, "service": True})
    return done()


def _asked(call: Call, person: Person | None) -> tuple[Template, Person]:
    template = call.world.templates.get(call.text("template_id"))
    if template is None:
        raise WxError(40037)
    if person is None:
        raise WxError(40003)
    return template, person


def _spend(call: Call, person: Person, template: Template, openid: str) -> None:
    """Use up one yes; where there is none the platform refuses."""
    granted = (openid, template.template_id)
    with call.world.lock:
        left = person.grants.get(granted, 0)
        if left <= 0 or person.template == "refuse":
            raise WxError(43101)
        person.grants[granted] = left - 1
    call.world.people.changed(person)


def _show(
    call: Call,
    person: Person,
    template: Template,
    card: list[dict[str, str]],
    link: dict[str, Any],
) -> None:
    bubble = call.world.people.show(
        person,
        "account",
        "subscription",
        {
            "type": "template",
            "title": template.title,
            "fields": card,
            "msgid": "",
            **link,
        },
    )
    call.world.ledger.add(
        call.world.clock.now(),
        "subscription",
        openid=person.openid,
        template_id=template.template_id,
        data=call.body.get("data"),
        text="\n".join(f"{field['label']}:{field['value']}" for field in card),
        bubble_id=bubble["id"],
    )


def _report(call: Call, person: Person, template: Template) -> None:
    """Tell the app by subscribe_msg_sent_event what became of the notice."""
    world = call.world
    if not world.account.reports:
        return
    code = CODES[person.template]
    item = {
        "TemplateId": template.template_id,
        "MsgID": str(world.chance.template_message_id()),
        "ErrorCode": str(code),
        "ErrorStatus": "success" if code == 0 else ERRMSG[code],
    }
    fields = {
        "ToUserName": world.account.username,
        "FromUserName": person.openid,
        "CreateTime": int(world.clock.now()),
        "MsgType": "event",
        "Event": "subscribe_msg_sent_event",
        **listed(world.account.format, "SubscribeMsgSentEvent", [item]),
    }
    push = Push(fields, person.openid, shown=False)
    call.callbacks.later(lambda: call.callbacks.deliver(push), world.account.report_delay_s)


def listed(style: str, name: str, items: list[dict[str, str]]) -> dict[str, Any]:
    """Return a list as the platform writes it: repeated in XML; in JSON one alone is an object."""
    if style == "json":
        return {"List": items[0] if len(items) == 1 else items}
    return {name: {"List": items}}


ENDPOINTS = {
    "/cgi-bin/message/subscribe/bizsend": Endpoint("POST", bizsend, "subscribe"),
    "/cgi-bin/message/subscribe/send": Endpoint("POST", send, "mini"),
    "/wxaapi/newtmpl/gettemplate": Endpoint("GET", mine),
}
