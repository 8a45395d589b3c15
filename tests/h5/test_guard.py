"""What guards every page, and the pages for what went wrong."""

import logging
import re
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.commands import serve
from bot.gate import Gate, gated
from handlers.h5 import guard
from tests.h5.house import USERNAMES, WANG, WEUI, WORD, hung

FORM = {"username": USERNAMES[WANG], "password": WORD}


def policy(page):
    directives = page.headers["Content-Security-Policy"].split("; ")
    return dict(directive.split(" ", 1) for directive in directives)


@pytest.fixture
def database_kind():
    """Headers know no database."""
    return "sqlite"


def paths(house):
    return {
        "login": (house.client.get, house.login()),
        "stale": (house.client.get, "/h5/login/x"),
        "lost": (house.client.get, "/h5/nowhere"),
        "root": (house.client.get, "/h5/"),
        "too long": (house.client.get, "/h5/login/" + "x" * 65),
        "wrong way": (house.client.put, house.login()),
        "static lost": (house.client.get, "/h5/static/nothing.js?v=1"),
        "success": (lambda path: house.client.post(path, data=FORM), house.login()),
    }


def test_every_answer_carries_the_headers(house):
    for name, (method, path) in paths(house).items():
        page = method(path)
        asked = policy(page)
        assert asked["default-src"] == "'none'", name
        assert asked["script-src"] == asked["style-src"] == "'self'", name
        assert asked["frame-ancestors"] == "'none'", name
        assert page.headers["X-Frame-Options"] == "DENY", name
        assert page.headers["X-Content-Type-Options"] == "nosniff", name
        assert page.headers["Referrer-Policy"] == "no-referrer", name
        assert page.headers["Cache-Control"] == "no-store", name
        assert "Set-Cookie" not in page.headers, name
        assert page.content_type == "text/html; charset=utf-8", name
        assert not re.search(r"<script(?! src=)|<style|\son\w+=|\sstyle=", page.text), name
        assert "回到" in page.text or "登录" in page.text, name


@pytest.mark.parametrize(
    ("ancestors", "asked", "old"),
    [
        ((), "'none'", "DENY"),
        (("'self'",), "'self'", "SAMEORIGIN"),
        (("http://127.0.0.1:8100",), "http://127.0.0.1:8100", None),
    ],
)
def test_who_may_frame_the_pages_is_said_once(build, ancestors, asked, old):
    page = (house := build(frame_ancestors=ancestors)).client.get(house.login())
    assert policy(page)["frame-ancestors"] == asked
    assert page.headers.get("X-Frame-Options") == old


@pytest.mark.parametrize("ancestor", ["", "a b", "'self'; script-src *", "a,b"])
def test_a_frame_ancestor_that_is_no_origin_is_refused_at_the_start(build, ancestor):
    with pytest.raises(ValueError, match="origins"):
        build(frame_ancestors=(ancestor,))


def test_style_and_script_are_kept_until_they_change(house):
    page = house.client.get(house.login()).text
    own = re.findall(r'(?:href|src)="(/h5/static/[^"]+)"', page)
    assert len(own) == 2
    assert f'href="{WEUI}"' in page
    for path in own:
        with house.client.get(path) as asset:
            assert asset.status_code == 200
            assert "immutable" in asset.headers["Cache-Control"]
            assert asset.headers["X-Content-Type-Options"] == "nosniff"
        with house.client.get(path, headers={"If-None-Match": asset.headers["ETag"]}) as again:
            assert again.status_code == 304
        with house.client.get(path.split("?")[0]) as bare:
            assert bare.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "null"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost.evil.example"}, 403),
        ({"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_a_post_from_another_site_is_refused(house, headers, status):
    page = house.client.post(house.login(), data=FORM, headers=headers)
    assert page.status_code == status
    assert house.bound() == (WANG if status == 200 else None)
    if status == 403:
        assert "不是从我们的页面发来的" in page.text
        assert house.link().tries == 0


def test_a_body_too_long_is_refused_before_it_is_read(house):
    page = house.client.post(house.login(), data=FORM | {"more": "x" * 20_000})
    assert page.status_code == 413
    assert "太长" in page.text
    assert house.hasher.verified == 0


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data"])
def test_another_kind_of_body_is_an_empty_form(house, kind):
    page = house.client.post(house.login(), data=b"username=a&password=b", content_type=kind)
    assert page.status_code == 422


def test_a_broken_encoding_is_a_wrong_password(house):
    page = house.client.post(
        house.login(),
        data=b"username=%ff%00wang&password=%ed%a0%80%c0%80",
        content_type="application/x-www-form-urlencoded",
    )
    assert page.status_code == 422


@pytest.mark.parametrize(
    "path", ["/h5/", "/h5/x", "/h5/login", "/h5/login/", "/h5/login/a/b", "/h5/login/%00%ff"]
)
def test_what_is_not_there_has_a_page_too(house, path):
    page = house.client.get(path)
    assert page.status_code == (410 if "%00" in path else 404)
    assert "回到对话" in page.text


def test_another_method_has_a_page_and_says_what_is_allowed(house):
    page = house.client.delete(house.login())
    assert page.status_code == 405
    assert page.headers["Allow"] == "GET, POST"
    assert "回到对话" in page.text
    assert house.client.post(house.invitation()).headers["Allow"] == "GET"
    assert house.client.post("/h5/nowhere").status_code == 404


def test_a_fault_is_a_page_with_an_id_that_is_in_the_log(house, caplog, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("secret-in-a-message")

    monkeypatch.setattr("services.links.look", fail)
    with caplog.at_level(logging.ERROR):
        page = house.client.get(house.login())
    assert page.status_code == 500
    assert "secret-in-a-message" not in page.text
    assert "Traceback" not in page.text
    incident = re.search(r"编号 ([0-9A-F]{4})", page.text)[1]
    [record] = [r for r in caplog.records if incident in r.getMessage()]
    assert record.exc_info
    assert house.login().rsplit("/", 1)[1] not in record.getMessage()


def test_no_token_and_no_password_reaches_the_log(house, caplog):
    with caplog.at_level(logging.DEBUG):
        path = house.login()
        house.try_in(path, password="猜错的密码")
        house.try_in(path)
        house.client.get(path)
    for secret in (path.rsplit("/", 1)[1], WORD, "猜错的密码"):
        assert secret not in caplog.text


@pytest.mark.usefixtures("house")
def test_the_server_of_one_process_reads_whatever_a_form_may_hold():
    assert max(guard._ROOM.values()) < serve.BODY


def test_while_the_database_is_away_one_is_asked_to_come_again(house, caplog):
    open_uow = gated(house.open_uow, Gate(rest=60), away=lambda _: True)
    site = hung(open_uow, house.passwords, None, unavailable=(OperationalError,)).test_client()
    path = house.login()
    house.engine.dispose()
    Path(house.engine.url.database).rename(f"{house.engine.url.database}-gone")
    for _ in range(3):
        page = site.get(path)
        assert page.status_code == 503
        assert page.headers["Retry-After"] == "5"
        assert "再试" in page.text
    assert caplog.text.count("no database for h5.login: OperationalError") == 1
    assert "Traceback" not in caplog.text
