"""The document: valid, complete, the same each time; and the words in it and in refusals."""

import importlib
import json
import pkgutil
import re
import string

import jsonschema_rs
import pytest
from flask import Flask

import bot
import domain
import handlers
import services
from domain.errors import Refusal
from domain.next_steps import there
from handlers.api.door import Surroundings, create_api
from handlers.api.nouns import NOUNS
from handlers.api.openapi import document
from handlers.api.problems import WORDS
from tests.api.conformance import loaded
from tests.api.wire import Unlimited

CHINESE = re.compile("[\u4e00-\u9fff]")
CHAT = re.compile(r"回复(「|你|手机号| ?\d)|再回复|菜单|对话|再发「|发一句")
"""Words that tell somebody to say or press something in the chat."""
RIGHT = {
    "link_elsewhere": "only pages inside WeChat are opened by such a link",
    "link_stale": "likewise",
    "no_such_notice": "a notice of an admin is answered in the chat",
    "no_visit": "only pages inside WeChat are opened by such a link",
    "no_wechat": "it is said at the console's login",
    "not_waiting": "the console is confirmed in the chat",
    "weak_here": "likewise",
    "scene_forwarded": "the code is made in the chat",
    "scene_stale": "likewise",
}
"""Refusals that speak of the chat and are right, or that the API never hears."""


@pytest.fixture(scope="module")
def told():
    return document(NOUNS, version="1")


@pytest.fixture(scope="module")
def client():
    web = Flask("api")
    house = Surroundings(open_uow=None, passwords=None, mini=None, limits=Unlimited())
    web.register_blueprint(create_api(house, NOUNS))
    return web.test_client()


def operations(told):
    return [
        (path, method, said)
        for path, methods in told["paths"].items()
        for method, said in methods.items()
    ]


def test_it_is_openapi_3_1_and_the_same_each_time(told):
    loaded().validate()
    for shape in told["components"]["schemas"].values():
        jsonschema_rs.meta.validate(shape)
    assert json.dumps(document(NOUNS, version="1")) == json.dumps(told)


def resolved(told, answer):
    """Return an answer that is said once for all operations, or this one's own."""
    name = answer.get("$ref", "").removeprefix("#/components/responses/")
    return told["components"]["responses"][name] if name else answer


def test_every_operation_says_who_what_and_what_may_go_wrong(told):
    found = operations(told)
    for path, method, said in found:
        place = f"{method} {path}"
        assert CHINESE.search(said["summary"]), place
        assert said["x-role"] in {"anyone", "visitor", "person", "cadre", "leader"}, place
        assert bool(said["security"]) == (said["x-role"] != "anyone"), place
        assert {"404", "429", "500", "503"} <= said["responses"].keys(), place
        good = [answer for status, answer in said["responses"].items() if status < "300"]
        assert len(good) == 1, place
        for status, answer in said["responses"].items():
            assert ("$ref" in answer) == (status >= "300"), (place, status)
            assert CHINESE.search(resolved(told, answer)["description"]), (place, status)
            kinds = resolved(told, answer).get("content", {}).keys()
            assert kinds == {"application/problem+json"} or status < "400", (place, status)
        for content in said.get("requestBody", {}).get("content", {}):
            assert "/" in content, place
    names = [said["operationId"] for _, _, said in found]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", name)] == []
    assert {tag["name"] for tag in told["tags"]} == {said["tags"][0] for _, _, said in found}


def test_every_step_takes_a_key_but_those_that_must_not(told):
    """What is answered to a key is kept: a password, a number or a code of ours never is."""
    without = {
        said["operationId"]
        for _, method, said in operations(told)
        if method != "get" and "Idempotency-Key" not in {one["name"] for one in said["parameters"]}
    }
    assert without == ALONE


ALONE = {
    # They use up a code of the platform's or a password, or may be done as often as one likes.
    *("session_open", "session_phone", "session_close", "session_password"),
    *("session_password_new", "session_scene", "sessions_end", "binding_agree", "binding_release"),
    "binding_refuse",
    *("checkin_digits", "checkin_scan", "join_enter"),
    # They tell a number, a password or a code once.
    *("call_number", "contact_invite", "contact_phone"),
    *("event_code_new", "join_code_new", "my_data_export"),
    *("my_data_phone", "roster_login", "sheet_logins"),
    *("spot_check_number", "ticket_phone"),
}


def test_shapes_have_clean_names_and_chinese_words(told):
    shapes = told["components"]["schemas"]
    assert [name for name in shapes if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name)] == []
    english = [
        f"{name}.{field}"
        for name, shape in shapes.items()
        for field, known in [("", shape), *shape.get("properties", {}).items()]
        if (about := known.get("description", "")) and not CHINESE.search(about)
    ]
    assert english == []


def test_no_operation_takes_who_somebody_is(told):
    for name, shape in told["components"]["schemas"].items():
        if shape.get("additionalProperties") is False:
            assert not {"openid", "unionid", "role"} & shape.get("properties", {}).keys(), name


def test_the_document_and_its_page_are_there_for_everybody(client, told):
    sent = client.get("/api/v1/openapi.json")
    assert sent.json["paths"] == told["paths"]
    page = client.get("/api/v1/docs")
    for _, _, said in operations(told):
        assert f'id="{said["operationId"]}"' in page.text
        assert said["summary"] in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<script" not in page.text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page.text)
    anchors = set(re.findall(r'id="([^"]+)"', page.text))
    assert set(re.findall(r'href="#([^"]+)"', page.text)) <= anchors
    style = re.search(r'href="([^"]+docs\.css[^"]*)"', page.text)[1]
    for answer in (sent, page, client.get(style)):
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=300"
        again = client.get(answer.request.path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304


def refusals():
    """Return every refusal there is, by its code."""
    for package in (bot, domain, handlers, services):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(("__main__", "bot.wsgi")):
                importlib.import_module(module.name)
    found, waiting = {}, [Refusal]
    while waiting:
        for one in waiting.pop().__subclasses__():
            waiting.append(one)
            if hasattr(one, "code") and one.__module__.partition(".")[0] != "test_door":
                found.setdefault(one.code, []).append(one)
    return found


class Blanks(dict):
    """Fills in whatever a text leaves open."""

    def __missing__(self, name):
        return 7


def blanks(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_refusal_tells_anybody_here_what_to_reply_in_the_chat():
    known = refusals()
    told = {
        (code, one.__name__): there(one.text.format_map(Blanks()))
        for code, every in known.items()
        for one in every
        if code not in WORDS and code not in RIGHT
    }
    assert {which: said for which, said in told.items() if CHAT.search(said)} == {}
    for code, words in WORDS.items():
        assert not re.search("回复「|菜单", words), code
        assert all(blanks(words) <= blanks(one.text) for one in known[code]), code
        # Whose next step is all that differs has it from the one table.
        assert not any(there(one.text) == words for one in known[code]), code
    assert RIGHT.keys() <= known.keys()
