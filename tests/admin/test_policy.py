"""Each page of the console as each role, and each thing of a county from the county next door."""

import re

from sqlalchemy import func, select

from domain.permissions import AdminRole
from models.audit import Audit
from tests.admin.console import COUNTY, NEIGHBOUR
from tests.admin.policy import ALLOWED

LETTERS = {
    AdminRole.SUPER: "S",
    AdminRole.ORGAN: "O",
    AdminRole.OPERATOR: "P",
    AdminRole.AUDITOR: "A",
    AdminRole.DOOR: "D",
}
NOBODY = 10**15
_HREF = re.compile(r'(?:href|hx-get)="(/console/(?!static/)[^"#]+)"')
_ACTION = re.compile(r'method="post" action="(/console/[^"#]+)"')
_NUMBER = re.compile(r"/\d+(?=/|$)")
EACH = 2
"""Addresses that are tried of each kind."""


def kind(path):
    """Return a route's line in the table."""
    return re.sub(r"<(?!int:)[^>]+>", "*", re.sub(r"<int:[^>]+>", "#", path))


def somewhere(path):
    """Return an address of a route, of a thing that is not there."""
    return re.sub(r"<(?!int:)[^>]+>", "x", re.sub(r"<int:[^>]+>", str(NOBODY), path))


def test_each_page_and_step_is_open_to_those_it_is_for(house):
    routes = {f"{route.method} {kind(route.path)}": route for route in house.routes}
    assert routes.keys() == ALLOWED.keys()
    wrong = []
    for role, letter in LETTERS.items():
        browser = house.browser(role)
        for line, route in routes.items():
            path = somewhere(route.path).removeprefix("/console/")
            answer = browser.get(path) if route.method == "GET" else browser.post(path, x="1")
            shut = answer.status_code == 403
            if shut is (letter in ALLOWED[line]) or answer.status_code >= 500:
                wrong.append((line, letter, answer.status_code))
            if answer.location == "/console/login":
                browser = house.browser(role)  # a step that ends sessions was taken
    assert wrong == []


def found(browser):
    """Return the addresses of things to which links and forms lead, some of each kind."""
    pages, forms, waiting, seen = {}, {}, ["/console/"], set()
    while waiting:
        address = waiting.pop()
        answer = browser.client.get(address)
        if answer.status_code != 200 or not answer.content_type.startswith("text/html"):
            continue
        for pattern, kept in ((_HREF, pages), (_ACTION, forms)):
            for link in pattern.findall(answer.text):
                path = link.replace("&amp;", "&").partition("?")[0]
                name = _NUMBER.sub("/#", path)
                if path in seen or len(kept.setdefault(name, [])) >= EACH:
                    continue
                seen.add(path)
                kept[name].append(path)
                if kept is pages:
                    waiting.append(path)
    return pages, forms


def of_things(kept):
    return [path for name, paths in kept.items() if "#" in name for path in paths]


def test_what_lies_next_door_is_nowhere(house):
    pages, forms = found(house.browser())
    other = house.browser(place=NEIGHBOUR)
    mine = house.admin(place=NEIGHBOUR).id
    assert len(of_things(pages)) > 12
    assert len(of_things(forms)) > 12
    open_ = [path for path in of_things(pages) if other.client.get(path).status_code != 404]
    assert open_ == []
    taken = []
    for path in of_things(forms):
        answer = other.post(path.removeprefix("/console/"))
        if answer.status_code not in {404, 422}:
            taken.append((path, answer.status_code, answer.location))
    assert taken == []
    assert house.one(select(func.count()).where(Audit.actor_id == mine)) == 0
    county = house.places[COUNTY]
    for path in [name for name in pages if "#" not in name]:
        answer = other.client.get(f"{path}?in={county}")
        assert answer.status_code in {404, 403} or COUNTY not in answer.text, path
