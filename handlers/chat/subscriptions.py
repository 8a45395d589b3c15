"""What people say of 订阅通知: yes to one more, no more of these; and what became of one."""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from handlers.routing import Chat, chat
from services import chain, subscriptions

_ITEM: Final = re.compile(r"(?:\w+\.)?List(\[\d+\])?\.(\w+)")
"""One of a list, or the only one: XML repeats ``List``, JSON has an array or a single object."""


@chat.event("subscribe_msg_popup_event", heard=False)
def said_yes(c: Chat) -> None:
    """Put each yes into the wallet; a no today takes none back that was given before."""
    for template, item in _items(c):
        if item.get("SubscribeStatusString") == "accept":
            subscriptions.granted(c.uow, c.openid, template)


@chat.event("subscribe_msg_change_event", heard=False)
def said_no(c: Chat) -> None:
    """Empty the wallet of what somebody has switched off in the settings of the account."""
    for template, item in _items(c):
        if item.get("SubscribeStatusString") == "reject":
            subscriptions.emptied(c.uow, c.openid, template)


@chat.event("subscribe_msg_sent_event", heard=False)
def became(c: Chat) -> None:
    """Take the platform's word on what became of a notice."""
    for template, item in _items(c):
        code = item.get("ErrorCode", "0")
        why = "" if code == "0" else f"recipient:{code}"
        chain.notice_reported(c.uow, c.openid, template, why)


def _items(c: Chat) -> Iterable[tuple[str, Mapping[str, str]]]:
    """Return (our name, fields) of what an event lists, as far as it is ours."""
    listed: dict[str, dict[str, str]] = {}
    for name, value in c.message.data.items():
        if found := _ITEM.fullmatch(name):
            listed.setdefault(found[1] or "", {})[found[2]] = value
    for item in listed.values():
        ours = subscriptions.named(c.uow, item.get("TemplateId", ""))
        if ours is not None:
            yield ours, item
