"""The mini-program as it lies there: nothing named that is missing, nothing missing that is named."""

import json
import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bot import api_client
from domain.dictionaries import DEMANDS, WISHES
from handlers.api.nouns import NOUNS
from handlers.api.openapi import document
from handlers.h5.activity_words import MODES
from services import mini_pages

ROOT = Path(__file__).parents[2] / "miniprogram"
SETTINGS = json.loads((ROOT / "app.json").read_text("utf-8"))
PAGES = SETTINGS["pages"]
TABS = {one["pagePath"] for one in SETTINGS["tabBar"]["list"]}
SCRIPTS = sorted(ROOT.rglob("*.js"))
TAGS = {
    *("view", "text", "image", "button", "input", "textarea", "picker", "switch", "label", "form"),
    *("radio-group", "radio", "checkbox-group", "checkbox", "scroll-view", "navigator"),
    *("block", "template", "import", "include"),
}
"""What pages are made of; anything else wants a look at the phones it has to run on."""
METHODS = {"GET", "POST", "PUT", "DELETE"}
"""What ``wx.request`` can send: there is no PATCH."""


@cache
def read(path):
    return path.read_text("utf-8")


class Markup(HTMLParser):
    """One WXML: its tags, and each attribute with the tag it is on."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.open, self.faults = [], [], []
        self.feed(read(path))
        self.faults += [f"<{tag}> is not closed" for tag in self.open]
        for tag, given in [*self.tags]:
            if tag == "include":
                self.tags += Markup((path.parent / given["src"]).resolve()).tags

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    @property
    def attributes(self):
        return [
            (tag, name, value or "") for tag, given in self.tags for name, value in given.items()
        ]


@cache
def markup(page):
    return Markup(ROOT / f"{page}.wxml")


@pytest.fixture(scope="module")
def found(run_node):
    """Return what each page defines, and the operations of the client."""
    return run_node("inspect.js")


@cache
def told():
    return document(NOUNS, version="1")


@pytest.mark.parametrize(
    ("name", "kind", "write"),
    [("client.js", "js", api_client.javascript), ("client.d.ts", "dts", api_client.types)],
)
def test_the_client_is_that_of_the_document(name, kind, write):
    assert read(ROOT / "api" / name) == write(told()), (
        f"the API has changed: tuan100 openapi --client {kind} > miniprogram/api/{name}"
    )


def test_every_operation_and_every_shape_has_its_type(found):
    every = [
        (method.upper(), said["operationId"])
        for methods in told()["paths"].values()
        for method, said in methods.items()
    ]
    names = [name for _, name in every]
    assert found["operations"] == names
    types = read(ROOT / "api/client.d.ts")
    client = types[types.index("export interface Client") :]
    assert re.findall(r"^  (\w+)\(", client, re.MULTILINE) == names
    declared = re.findall(r"^export (?:interface|type) (\w+)", types, re.MULTILINE)
    shapes = {re.sub(r"\W", "_", one) for one in told()["components"]["schemas"]}
    assert shapes < set(declared)
    assert len(declared) == len(set(declared))
    # Whatever stands as a type is a word of the language or declared above.
    plain = re.sub(r"/\*.*?\*/|//.*|'(?:\\.|[^'\\])*'", "", types, flags=re.DOTALL)
    used = set(re.findall(r"(?<![\w.])[A-Z]\w*", plain))
    assert used <= {*declared, "ArrayBuffer", "Promise"}
    assert plain.count("{") == plain.count("}")


def test_every_page_has_its_four_files_and_no_other_is_there():
    there = {p.relative_to(ROOT).as_posix() for p in (ROOT / "pages").rglob("*") if p.is_file()}
    assert there == {f"{page}.{kind}" for page in PAGES for kind in ("js", "json", "wxml", "wxss")}
    assert set(PAGES) >= TABS
    for path in ROOT.rglob("*.json"):
        json.loads(read(path))


def test_pages_are_made_of_what_the_platform_has_and_their_handlers_are_there(found):
    faults = []
    for page in PAGES:
        defined, form = found["pages"][page], found["pages"][page]["data"].get("form", {})
        faults += [(page, fault) for fault in markup(page).faults]
        faults += [(page, f"<{tag}>") for tag, _ in markup(page).tags if tag not in TAGS]
        for tag, name, value in markup(page).attributes:
            if re.match(r"(?:bind|catch)", name) and value not in defined["handlers"]:
                faults.append((page, f"<{tag} {name}={value}>"))
        faults += [
            (page, f"data-name={given['data-name']}")
            for _, given in markup(page).tags
            if given.get("bindinput", given.get("bindchange")) == "write"
            and given.get("data-name") not in form
        ]
    assert faults == []


def test_everybody_calls_only_what_is_there(found):
    """Operations of the client, by a method that phones have; pages of the program."""
    faults = []
    methods = {
        said["operationId"]: method.upper()
        for ways in told()["paths"].values()
        for method, said in ways.items()
    }
    assert set(methods) == set(found["operations"])
    for path in SCRIPTS:
        name = path.relative_to(ROOT).as_posix()
        faults += [(name, one) for one in called(read(path)) if methods.get(one) not in METHODS]
        faults += [(name, one) for one in addresses(read(path)) if one not in PAGES]
        faults += [
            (name, way, one)
            for way, one in re.findall(r"wx\.(\w+)\(\{ url: '/(pages/[\w/-]+)", read(path))
            if (way == "switchTab") != (one in TABS) and way != "reLaunch"
        ]
    for page in PAGES:
        faults += [
            (page, one) for one in addresses(read(ROOT / f"{page}.wxml")) if one not in PAGES
        ]
        faults += [
            (page, given["url"])
            for tag, given in markup(page).tags
            if tag == "navigator"
            and (given["url"].split("?")[0][1:] in TABS) != (given.get("open-type") == "switchTab")
        ]
    assert faults == []


def called(script):
    """Return the operations that a script calls, also by names that it puts together."""
    named = re.findall(r"'([a-z]+(?:_[a-z]+)+)'", script) if "api[" in script else []
    return re.findall(r"(?<![\w.])api\.(\w+)", script) + named


def addresses(text):
    return re.findall(r"/(pages/[\w/-]+)", text)


def test_what_can_be_chosen_is_what_the_programme_knows(found):
    said = {
        name: {one["value"]: one["title"] for one in choices}
        for name, choices in found["words"].items()
    }
    assert said == {"DEMANDS": {**DEMANDS}, "WISHES": {**WISHES}, "MODES": {**MODES}}


def test_every_page_can_be_reached():
    ways = "".join(read(p) for p in ROOT.rglob("*") if p.suffix in {".js", ".wxml"})
    by_notice = {address.partition("?")[0] for address in mini_pages.PAGES}
    assert {page for page in PAGES if page not in TABS} - by_notice <= set(addresses(ways))
    # Only what a notice is about has no way but through it.
    assert by_notice - set(addresses(ways)) - TABS <= {"pages/appeal/appeal"}
    script = read(ROOT / "screen.js")
    assert set(addresses(script.split("const TO_LOGIN")[0].split("const TABS")[1])) == TABS


def test_nobody_outside_is_named_but_the_one_base():
    named = {
        path.relative_to(ROOT).as_posix(): re.findall(r"https?://[\w.:-]+", read(path))
        for path in ROOT.rglob("*")
        if path.is_file() and path.suffix != ".md"
    }
    assert {path: there for path, there in named.items() if there} == {
        "config.js": ["https://mini.example.com"]
    }


def test_every_colour_follows_the_phone_into_the_dark():
    """What ``app.json`` names is in both themes; pages take their colours from the variables."""
    theme = json.loads((ROOT / SETTINGS["themeLocation"]).read_text("utf-8"))
    named = set(re.findall(r'"@(\w+)"', read(ROOT / "app.json")))
    assert SETTINGS["darkmode"] is True
    assert named == set(theme["light"]) == set(theme["dark"])
    light, dark = (
        set(re.findall(r"(--[\w-]+):", part))
        for part in read(ROOT / "app.wxss").split(".title {")[0].split("@media")
    )
    assert dark < light
    assert light - dark == {"--brand", "--warn"}, "these two are the same by day and by night"
    colours = re.compile(r"#[0-9a-fA-F]{3,8}\b|rgba?\(")
    found = {page: colours.findall(read(ROOT / f"{page}.wxss")) for page in PAGES}
    assert {page: there for page, there in found.items() if there} == {}


def test_scripts_are_what_older_phones_read():
    """ES2018: no optional chaining, no ``??``, no private fields, no modules."""
    newer = re.compile(
        r"\?\.[\w(\[]|\?\?|^\s*(?:import|export) |\basync\b|\.replaceAll\(|\.at\(", re.MULTILINE
    )
    assert {p.name: newer.findall(read(p)) for p in SCRIPTS if newer.search(read(p))} == {}
