"""The way of one inbound message, on one screen."""

import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from domain.chain import Spoke
from domain.errors import Refusal
from domain.text import cut
from handlers.routing import Chat, Handler, Message, Router
from services import dialogues, identity, inbound, inbox, outbox, windows
from services.dialogues import Standing
from services.identity import Who
from services.inbound import Said
from services.uow import OpenUow, Uow

log = logging.getLogger(__name__)

LIMIT: Final = 2048
"""Bytes of a text reply that WeChat shows."""
MORE: Final = "\n……\n(还有一段,回复「继续」)"
CANCEL: Final = frozenset({"取消", "退出", "算了", "不弄了"})
CANCELLED: Final = "好,先放下了,什么都没有改。想做别的,点菜单或回复「帮助」。"
BROKEN: Final = "我这边出了点问题,刚才那句没有生效,请过一会儿再发。编号 {incident}。"
_DONE: Final = {"subscribe": Spoke.FOLLOWED, "scan": Spoke.SCANNED}


def dispatch(
    message: Message,
    taker: Callable[[], str] = str,
    *,
    router: Router,
    open_uow: OpenUow,
    unavailable: tuple[type[Exception], ...] = (),
) -> str:
    """Answer a message: once, in one transaction, whatever the rules say.

    The reply is empty where a bare acknowledgement is due. ``taker`` names who takes the reply
    along, or nobody: it is asked when the answer is kept, so that nobody hears it twice. What is
    in ``unavailable`` (the database is away) is raised, so that it is done later; any other bug is
    rolled back, logged once and answered with an apology.
    """
    try:
        with open_uow() as uow:
            if (said := inbound.claim(uow, message.key)) is not None:
                return _again(uow, message, said, taker())
            reply = _answer(uow, message, router)
            inbound.remember(uow, message.key, reply, taken_by=taker())
            return reply
    except unavailable:
        raise
    except Exception:
        incident = secrets.token_hex(2).upper()
        log.exception("incident %s: %s %s", incident, message.kind, message.event)
        return _apologise(message, BROKEN.format(incident=incident), open_uow, taker)


def _again(uow: Uow, message: Message, said: Said, taker: str) -> str:
    """Answer a repeated message as before, unless that answer goes another way."""
    if said.late or (taker and not inbound.take_along(uow, message.key, taker)):
        return ""
    return said.reply


def _apologise(message: Message, apology: str, open_uow: OpenUow, taker: Callable[[], str]) -> str:
    """Keep an apology as the answer, so that it may follow late and a retry does not disagree."""
    with suppress(Exception), open_uow() as uow:
        # A retry that came through meanwhile has the better answer.
        if (said := inbound.claim(uow, message.key)) is not None:
            return _again(uow, message, said, taker())
        inbound.remember(uow, message.key, apology, taken_by=taker())
    return apology


def _answer(uow: Uow, message: Message, router: Router) -> str:
    unheard = not _is_said(message, router)
    who = Who(message.openid) if unheard else identity.hear(uow, message.openid, _how(message))
    standing = None if unheard else dialogues.standing(uow, message.openid)
    run = _find(message, standing, router)
    if run is None:
        log.info("unhandled %s %s", message.kind, message.event)
        return ""
    if standing and message.kind == "event":
        dialogues.close(uow, message.openid)
    before = None
    try:
        with uow.attempt():
            chat = Chat(uow, message, who, standing.data if standing else {})
            before = _first(chat, router)
            reply = before or run(chat)
    except Refusal as no:
        log.info("refused %s: %s", run.__name__, no.code)
        reply = str(no)
    if reply is None:
        return ""
    # What cannot wait stands alone: news can.
    lead = [] if before else inbox.lead(uow, message.openid, who.muted)
    return _fit(uow, message.openid, "\n\n".join([*lead, reply]))


def _first(chat: Chat, router: Router) -> str | None:
    """Return what somebody has to say to a text before all others; mostly nothing."""
    if chat.message.kind != "text":
        return None
    return next((said for look in router.before if (said := look(chat)) is not None), None)


def _is_said(message: Message, router: Router) -> bool:
    """Say whether a person is behind it: not behind what the platform reports by itself."""
    known = router.events.keys() - router.unheard
    return message.kind != "event" or message.event == "click" or message.event in known


def _how(message: Message) -> Spoke:
    """Say what the platform takes this for: a tap on our words counts like a menu entry."""
    if message.kind == "event":
        return _DONE.get(message.event, Spoke.PRESSED)
    return Spoke.PRESSED if message.data.get("bizmsgmenuid") else Spoke.WROTE


def _find(message: Message, standing: Standing | None, router: Router) -> Handler | None:
    if message.kind == "event":
        if message.event == "click":
            entry = router.entries.get(message.event_key)
            return entry.run if entry else router.otherwise
        return router.events.get(message.event)
    if standing and _ends(message.text.strip(), standing, router):
        return _cancel
    if standing and (step := router.steps.get((standing.name, standing.step))):
        return step
    if message.kind == "text" and (run := router.said(message.text.strip())):
        return run
    return router.otherwise


def _ends(text: str, standing: Standing, router: Router) -> bool:
    return text in CANCEL or (text == "0" and (standing.name, standing.step) not in router.zeros)


def _cancel(c: Chat) -> str:
    c.done()
    return CANCELLED


def _fit(uow: Uow, openid: str, reply: str) -> str:
    """Shorten a reply to what WeChat shows and keep the rest for 「继续」."""
    if len(reply.encode()) <= LIMIT:
        return reply
    head, rest = cut(reply, LIMIT - len(MORE.encode()))
    identity.keep_unread(uow, openid, rest)
    return head + MORE


def send_late(message: Message, reply: str, *, open_uow: OpenUow, by: str = "") -> None:
    """Send an answer that missed its five seconds, once, unless a retry took it along."""
    with open_uow() as uow:
        if reply and inbound.went_late(uow, message.key, by=by):
            windows.spend(uow, message.openid)
            outbox.answer_late(uow, key=message.key, openid=message.openid, text=reply)
