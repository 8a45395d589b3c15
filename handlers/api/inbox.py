"""消息: what waits for me, the same as leads the next reply in the chat."""

import re
from typing import Final

from pydantic import Field

from handlers.api import cursors
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Ident, Moment, Page, Paging, Told
from services import digests, identity, inbox, mini_me
from services.inbox import Waiting

api = Api(
    "消息",
    "等着你看的通知,和公众号里下一句回复带出来的是同一份;看到的是现在还成立的。没登录公众号就没有。",
)

_LINK: Final = re.compile(r"<a [^>]*>([^<]*)</a>")


class Notice(Told):
    """一条通知。"""

    id: int
    text: str
    at: Moment


class DigestPart(Told):
    """一个单位的几行。"""

    lines: list[str]


class Digest(Told):
    """最近一次单位简报;没有的话 day 是空的。"""

    day: Day | None
    parts: list[DigestPart]


class NoticesRead(Given):
    """看过了哪几条。"""

    ids: list[Ident] = Field(max_length=100)


class NoticesLeft(Told):
    """还有几条没看。"""

    unread: int


@api.get("/notices", Role.PERSON, title="没看的消息,新的在前")
def notices_mine(call: Call, paging: Paging) -> Page[Notice]:
    openid = identity.account_of(call.uow, call.person)
    if not openid:
        return Page(items=[])
    muted = mini_me.muted(call.uow, openid)
    found, last = inbox.waiting(
        call.uow, openid, muted, after=cursors.last_seen(paging), limit=paging.limit
    )
    return Page(items=[_notice(one) for one in found], next=str(last) if last else None)


def _notice(one: Waiting) -> Notice:
    """Return a notice without what a tap says in the chat: here it says nothing."""
    return Notice(id=one.id, text=_LINK.sub(r"\1", one.text), at=one.at)


@api.post("/notices/read", Role.PERSON, title="看过了")
def notices_read(call: Call, body: NoticesRead) -> NoticesLeft:
    openid = identity.account_of(call.uow, call.person)
    inbox.read(call.uow, openid, body.ids)
    return NoticesLeft(unread=inbox.unread(call.uow, openid))


@api.get("/digest", Role.CADRE, title="最近一次单位简报")
def digest_last(call: Call) -> Digest:
    found = digests.last(call.uow, call.cadre)
    if found is None:
        return Digest(day=None, parts=[])
    day, reports = found
    return Digest(day=day, parts=[DigestPart(lines=list(one.lines)) for one in reports])
