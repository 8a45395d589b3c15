"""Every page of the console in a real browser: reached, without a fault, and as wide as its window.

The pages stand on the small made-up league; ``docs/take_console.py`` walks through the whole
demonstration the same way and takes their pictures.
"""

import re

import pytest

from domain.permissions import AdminRole
from tests.admin.console import CITY, key
from tests.admin.crawl import faults, pages, too_wide
from tests.admin.sent import sent
from tests.admin.shared import shared

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 860}
OK = 200
UNREACHED = {
    "/console/activities/#/digits": "no activity has its door open",
    "/console/cadres/import/template": "a file",
    "/console/cadres/sheets/#": "nothing was uploaded; test_cadres does",
    "/console/cadres/sheets/#/faults": "a file",
    "/console/content/topics/#/photos/#/file": "a picture",
    "/console/extracts/#": "nothing was taken out; test_extracts_page does, in Chromium",
    "/console/extracts/#/file": "a file",
    "/console/materials/#": "nobody below has handed anything up",
    "/console/notices/#/people": "nothing was pushed; test_notices_page does, in Chromium",
    "/console/notices/#/progress": "a piece of a page",
    "/console/notices/count": "a piece of a page",
    "/console/organisations/#/below": "a piece of a page",
    "/console/organisations/#/merge": "of those below, and one page of each kind is opened",
    "/console/organisations/#/move": "likewise",
    "/console/standing/organ/#": "likewise",
    "/console/problems/#/near": "the city has no line of its own; test_problems opens the county's",
    "/console/tickets/#": "the city has none of its own; test_tickets opens the county's",
    "/console/tickets/#/public": "likewise",
    "/console/wishes/#/picture": "a picture",
}
"""Pages to which no link leads on the small league, and why."""


@pytest.fixture
def page(browser, house):
    """Give a page in which the city's chief admin is logged in."""
    context = browser.new_context(viewport=DESK, locale="zh-CN")
    said = []
    with house.serving() as address:
        cookie = key(AdminRole.SUPER, CITY)
        context.add_cookies([{"name": "console", "value": cookie, "url": f"{address}/console"}])
        page = context.new_page()
        page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        yield page, address, said
        context.close()


def test_every_page_is_reached_sound_and_fits_its_window(page, house):
    page, address, said = page
    sent(house)
    shared(house)
    wrong, seen = {}, set()
    for name, where, status in pages(page, f"{address}/console/"):
        seen.add(name)
        found = [*faults(page), *said, *([f"status {status}"] if status != OK else [])]
        said.clear()
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            if too_wide(page):
                found.append(f"wider than {size['width']}")
        if found:
            wrong[where.removeprefix(address)] = found
    assert wrong == {}
    shown = {kind(route.path) for route in house.routes if route.method == "GET"}
    assert shown - seen == UNREACHED.keys()


def kind(rule):
    """Return the pattern of a route: its parts in brackets are numbers or words."""
    return re.sub(r"<(?!int:)[^>]+>", "*", re.sub(r"<int:[^>]+>", "#", rule))
