"""Requests to the app that are no pushes: the echostr question, and anything raw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator import push as pushes
from simulator.journal import Entry
from simulator.post import HEADERS, Request, send

if TYPE_CHECKING:
    from simulator.world import World


def verify(world: World) -> dict[str, Any]:
    """Ask the app for its echostr, as the platform does when the address is saved."""
    echo = world.chance.digits(19)
    stamp, nonce = str(int(world.clock.now())), world.chance.digits(9)
    query = {**pushes.signature(world.account, stamp, nonce), "echostr": echo}
    url = pushes.address(world.account.callback_url, query)
    answer = send(Request("GET", url, HEADERS, b""), world.account.callback_timeout_s)
    text = answer.body.decode("utf-8", "replace")
    problem = answer.error or (None if answer.good else "status")
    if problem is None and text != echo:
        problem = "wrong_echo"
    world.journal.write(
        Entry("callback", "GET", url, query, "", answer.status, text, note="verify")
    )
    return {
        "ok": problem is None,
        "status": answer.status,
        "content_type": answer.content_type,
        "body": text,
        "took_ms": round(answer.took_ms, 1),
        "problem": problem,
    }


def raw(
    world: World, body: bytes, query: dict[str, str], headers: dict[str, str]
) -> dict[str, Any]:
    """Send any bytes to the app, signed unless the query brings its own signature."""
    account = world.account
    if "signature" not in query:
        stamp = str(int(world.clock.now()))
        query = {**pushes.signature(account, stamp, world.chance.digits(9)), **query}
    url = pushes.address(account.callback_url, query)
    headers = {**HEADERS, "Content-Type": "text/xml", **headers}
    answer = send(Request("POST", url, headers, body), account.callback_timeout_s)
    text = answer.body.decode("utf-8", "replace")
    sent = body.decode("utf-8", "replace")
    world.journal.write(
        Entry(
            "callback",
            "POST",
            url,
            query,
            sent,
            answer.status,
            text,
            note="raw",
            took_ms=answer.took_ms,
        )
    )
    return {
        "status": answer.status,
        "body": text,
        "content_type": answer.content_type,
        "took_ms": round(answer.took_ms, 1),
        "error": answer.error,
    }
