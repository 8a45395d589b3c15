"""消息: what waits for me, the same as leads the next reply in the chat."""

from typing import Final

from pydantic import Field

from handlers.api import cursors
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Ident, Moment, Page, Paging, Said, Told
from services import digests, identity, inbox, mini_pages
from services.inbox import Box, Waiting

api = Api(
    "消息",
    "等着你看的通知:没有公众号的人都在这里;有公众号的,和那边下一句回复带出来的是同一份。"
    "看到的是现在还成立的。",
)

_ASKED: Final = 20
"""Of each notice is asked whether it is still true: no more of them on a page."""


class Notice(Told):
    """一条通知。"""

    id: int
    text: Said
    at: Moment
    page: str = Field(description="能办这件事的那一页(小程序里的路径);没有的是空的")


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
    muted = identity.muted(call.uow, call.person) or frozenset()
    found, last = inbox.waiting(
        call.uow,
        _box(call),
        muted,
        after=cursors.last_seen(paging),
        limit=min(paging.limit, _ASKED),
    )
    pages = mini_pages.of(call.uow, [one.because for one in found])
    items = [_notice(one, page) for one, page in zip(found, pages, strict=True)]
    return Page(items=items, next=str(last) if last else None)


def _notice(one: Waiting, page: str) -> Notice:
    """Return a notice with what to do here, instead of what to reply in the chat."""
    page = "" if page == mini_pages.INBOX else page
    return Notice(id=one.id, text=one.text, at=one.at, page=page)


@api.post("/notices/read", Role.PERSON, title="看过了")
def notices_read(call: Call, body: NoticesRead) -> NoticesLeft:
    inbox.read(call.uow, _box(call), body.ids)
    return NoticesLeft(unread=inbox.unread(call.uow, _box(call)))


def _box(call: Call) -> Box:
    return Box(identity.account_of(call.uow, call.person), call.who.openid)


@api.get("/digest", Role.CADRE, title="最近一次单位简报")
def digest_last(call: Call) -> Digest:
    found = digests.last(call.uow, call.cadre)
    if found is None:
        return Digest(day=None, parts=[])
    day, reports = found
    return Digest(day=day, parts=[DigestPart(lines=list(one.lines)) for one in reports])
