"""Walking through the console as somebody who follows every kind of link once."""

import re
from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

_NUMBERS = re.compile(r"/\d+(?=/|$)")
_WORDS = re.compile(r"(?<=/new/)[^/]+")
_LINKS = "found => found.map((one) => one.href)"
_FILES = re.compile(r"\.(csv|xlsx|toml|json)$|/(file|download|template|export)(/|$)")
AXE = Path(__file__).parents[1] / "vendor" / "axe-core-4.14.1" / "axe.min.js"
SERIOUS = {"serious", "critical"}


def pattern(address):
    """Return a path with its numbers and its filters left out: one page of each is enough."""
    return _WORDS.sub("*", _NUMBERS.sub("/#", urlsplit(address).path))


def pages(page, start):
    """Yield (pattern, address, status) of each kind of page that is reached; it stands there."""
    seen, waiting = {pattern(start)}, deque([start])
    origin = urlsplit(start).netloc
    while waiting:
        address = waiting.popleft()
        answer = page.goto(address)
        found = page.locator("a[href]").evaluate_all(_LINKS)
        yield pattern(address), address, answer.status if answer else 0
        for link in found:
            at = urlsplit(link)
            mine = at.netloc == origin and at.path.startswith("/console")
            if not mine or pattern(link) in seen or _FILES.search(at.path):
                continue
            seen.add(pattern(link))
            waiting.append(link.partition("#")[0])


def faults(page):
    """Return what axe finds of weight on the page that stands there: rule, and where."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in SERIOUS
        for node in one["nodes"][:3]
    ]


def too_wide(page):
    """Say whether a page is wider than its window."""
    return page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth + 1")
