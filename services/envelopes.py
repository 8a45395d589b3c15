"""A letter as its sender gets it: what stands in the row, and what is made as it leaves."""

import json

from domain.delivery import Channel, Letter
from domain.next_steps import on_card
from models.post import Outbox
from services import links, mini_pages, reasons, visits
from services.reminders_fresh import REMINDER
from services.uow import Uow


def closed(uow: Uow, row: Outbox) -> Letter:
    """Return a letter as it leaves: to which of its openids, and with which page behind it."""
    channel = Channel(row.channel)
    if channel is Channel.SMS:
        body = json.loads(uow.means.vault.open(row.sealed or b"", f"outbox|sealed|{row.key}"))
        return Letter(row.key, channel, to=body["to"], text=body["text"])
    mini = channel is Channel.MINI
    return Letter(
        row.key,
        channel,
        to=(row.mini_openid if mini else row.openid) or "",
        template=row.template,
        fields={name: on_card(said) for name, said in row.fields.items()} if mini else row.fields,
        text=row.text,
        url=mini_pages.of(uow, [row.because])[0] if mini else row.url or _page(uow, row),
    )


def _page(uow: Uow, row: Outbox) -> str:
    """Return the page behind a letter, for as long as it is true.

    Its token leaves with the letter and stands nowhere else: the row keeps none.
    """
    life = (row.expires_at or uow.now + links.LIFE) - uow.now
    if row.openid is None or not (row.because.get("page") or reasons.of(row.because) == REMINDER):
        return ""
    if path := row.because.get("page"):
        return visits.link(uow, row.openid, path, life=life)
    token = links.issue(uow, row.openid, links.Purpose.PROGRESS, life=life)
    return links.page(uow, "progress", token)
