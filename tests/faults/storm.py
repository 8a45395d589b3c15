"""What the platform brings after a fan-out: reports by the hundred a second, and chat between."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlencode

from tests.faults import by_itself
from tests.house import content
from tests.wechat_in.pushes import Platform, event, text

ACCOUNT = content("")["wechat"]
TRIES = 3
"""So often the platform brings what was not taken."""


class Now:
    def __call__(self):
        return datetime.now(UTC)


PLATFORM = Platform(ACCOUNT["token"], ACCOUNT["aes_key"], ACCOUNT["appid"], Now())


def report(openid, reference, status="success"):
    """Return a report as the platform posts it."""
    return _posted(
        event(
            "TEMPLATESENDJOBFINISH",
            sender=openid,
            to=ACCOUNT["account_id"],
            at=datetime.now(UTC),
            MsgID=reference,
            Status=status,
        )
    )


def word(openid, number, said="帮助"):
    """Return what somebody says as the platform posts it."""
    return _posted(
        text(
            said,
            7_000_000_000 + number,
            sender=openid,
            to=ACCOUNT["account_id"],
            at=datetime.now(UTC),
        )
    )


def _posted(push):
    sealed = PLATFORM.sealed(push)
    body = sealed["data"].encode()
    head = (
        f"POST /wechat?{urlencode(sealed['query_string'])} HTTP/1.1\r\nHost: house\r\n"
        f"Content-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


@dataclass
class Brought:
    """What became of what was brought."""

    times: list = field(default_factory=list)
    """Seconds from when it was to be brought to its answer."""
    served: list = field(default_factory=list)
    """Seconds from when it was brought."""
    statuses: dict = field(default_factory=dict)
    given_up: int = 0
    """Not taken at the third try."""
    seconds: float = 0.0

    @property
    def p99(self):
        return self.percentile(99)

    def percentile(self, which, *, served=False):
        times = sorted(self.served if served else self.times)
        return times[len(times) * which // 100] if times else 0.0

    @property
    def errors(self):
        """Answers that say that something broke; 503 says: bring it again."""
        return sum(n for status, n in self.statuses.items() if status >= 500 and status != 503)

    def count(self, status):
        self.statuses[status] = self.statuses.get(status, 0) + 1


def bring(port, pushes, rate, *, lines=24, pause=5.0, tries=TRIES):
    """Bring so many a second, whether or not those before are answered; return what came of it."""
    return by_itself.run(_bring(port, pushes, rate, lines, (pause, tries)))


async def _bring(port, pushes, rate, lines, again):
    pause, most = again
    brought = Brought()
    began = time.monotonic()
    waiting = asyncio.PriorityQueue()
    for n, push in enumerate(pushes):
        waiting.put_nowait((began + n / rate, n, 1, push))
    left = len(pushes)

    async def line():
        nonlocal left
        there = None
        while left:
            try:
                due, number, tries, push = waiting.get_nowait()
            except asyncio.QueueEmpty:
                await asyncio.sleep(0.05)
                continue
            await asyncio.sleep(max(due - time.monotonic(), 0))
            asked = time.monotonic()
            try:
                there = there or await asyncio.open_connection("127.0.0.1", port)
                status, there = await asyncio.wait_for(_ask(there, push), 20)
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                status, there = 0, None
            brought.count(status)
            brought.times.append(time.monotonic() - due)
            brought.served.append(time.monotonic() - asked)
            if status == 200:
                left -= 1
            elif tries < most:
                waiting.put_nowait((time.monotonic() + pause, number, tries + 1, push))
            else:
                brought.given_up += 1
                left -= 1
        if there:
            there[1].close()

    await asyncio.gather(*(line() for _ in range(lines)))
    brought.seconds = time.monotonic() - began
    return brought


async def _ask(there, push):
    reader, writer = there
    writer.write(push)
    await writer.drain()
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next(
        (int(x.split(":")[1]) for x in head.split("\r\n") if x.startswith("content-length")), 0
    )
    await reader.readexactly(length)
    if "connection: close" in head:
        writer.close()
        there = None
    return int(head.split(" ")[1]), there
