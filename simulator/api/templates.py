"""Template messages, and the report that follows each."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from simulator.api.gate import Call, Endpoint, done
from simulator.errors import WxError
from simulator.push import Push

if TYPE_CHECKING:
    from simulator.cards import Template
    from simulator.people import Person

ONCE_S = 600
EARLY_S = 20.0
URL_BYTES = 1024
STATUS = {"accept": "success", "block": "failed:user block", "fail": "failed: system failed"}


def every(call: Call) -> dict[str, Any]:
    found = [
        {
            "template_id": template.template_id,
            "title": template.title,
            "primary_industry": "",
            "deputy_industry": "",
            "content": template.content,
            "example": template.example,
        }
        for template in call.world.templates.values()
    ]
    return {"template_list": found}


def send(call: Call) -> dict[str, Any]:
    template = call.world.templates.get(call.text("template_id"))
    if template is None:
        raise WxError(40037)
    person = call.person(call.text("touser"))
    if not person.followed:
        raise WxError(43004)
    if person.template == "refuse":
        raise WxError(43101)
    if len(call.text("url").encode()) > URL_BYTES:
        raise WxError(40039)
    card = template.card(call.body.get("data"))
    msgid = call.world.chance.template_message_id()
    key = call.text("client_msg_id")
    if key:
        once = (person.openid, key)
        first = call.world.ledger.once(once, call.world.clock.now(), ONCE_S, msgid)
        if first is not None:
            return done(msgid=first)
    if person.template == "accept":
        _show(call, person, template, card, msgid)
    _report(call, person, msgid)
    return done(msgid=msgid)


def _show(
    call: Call, person: Person, template: Template, card: list[dict[str, str]], msgid: int
) -> None:
    mini = call.body.get("miniprogram")
    bubble = call.world.people.show(
        person,
        "account",
        "template",
        {
            "type": "template",
            "title": template.title,
            "fields": card,
            "url": call.text("url") or None,
            "miniprogram": mini if isinstance(mini, dict) and mini.get("appid") else None,
            "msgid": str(msgid),
        },
    )
    call.world.ledger.add(
        call.world.clock.now(),
        "template",
        openid=person.openid,
        msgid=str(msgid),
        client_msg_id=call.text("client_msg_id") or None,
        template_id=template.template_id,
        data=call.body.get("data"),
        text="\n".join(f"{field['label']}:{field['value']}" for field in card),
        bubble_id=bubble["id"],
    )


def _report(call: Call, person: Person, msgid: int) -> None:
    """Tell the app by TEMPLATESENDJOBFINISH what became of the message."""
    world = call.world
    if not world.account.reports:
        return
    status, delay, early = STATUS[person.template], world.account.report_delay_s, False
    for fault in world.faults.take("report", person.openid):
        if fault.kind == "drop":
            return
        status = str(fault.status) if fault.kind == "status" else status
        msgid = 0 if fault.kind == "zero" else msgid
        delay = fault.delay_s if fault.kind == "delay" else delay
        early = early or fault.kind == "early"
    fields = {
        "ToUserName": world.account.username,
        "FromUserName": person.openid,
        "CreateTime": int(world.clock.now()),
        "MsgType": "event",
        "Event": "TEMPLATESENDJOBFINISH",
        "MsgID": msgid,
        "Status": status,
    }
    push = Push(fields, person.openid, shown=False)
    told = threading.Event()

    def tell() -> None:
        call.callbacks.deliver(push)
        told.set()

    call.callbacks.later(tell, 0 if early else delay)
    if early:
        told.wait(EARLY_S)


ENDPOINTS = {
    "/cgi-bin/template/get_all_private_template": Endpoint("GET", every, "template"),
    "/cgi-bin/message/template/send": Endpoint("POST", send, "template"),
}
