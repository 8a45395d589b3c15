"""What the door does for every operation alike, tried on operations of its own."""

import io
import json
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import redis
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from werkzeug.http import parse_options_header

from bot import logs
from bot.app import build
from bot.limits import CallLimits
from bot.wechat.errors import WeChatError
from domain.errors import Refusal
from handlers.api.endpoint import Api, File, Role, Upload
from handlers.api.shapes import Given, Line, Page, Paging, Query, Text, Told, paged
from models.audit import Audit
from services import audit, mini_login
from tests.api.wire import MINI, Wire
from tests.house import NOW, QUICK, migrated, settings

ANNA, BEN = "oFAKEanna00000000000000000001", "oFAKEben000000000000000000001"
MANY = 5


class Never(Refusal):
    code = "never"
    text = "这个永远不行。"


class Try(Given):
    """一次尝试。"""

    text: Text
    n: int | None = None


class Tried(Told):
    """试过了。"""

    text: str
    count: int


class Which(Query):
    """哪些。"""

    kind: list[Line] = Field(default_factory=list)


trial = Api("试", "给门自己用的。", {"never": 418})


def count(uow):
    return uow.session.scalar(select(func.count()).select_from(Audit).where(Audit.deed == "tried"))


@trial.post("/trials", Role.VISITOR, title="试一次", status=201)
def trial_make(call, body: Try) -> Tried:
    if body.text == "never":
        raise Never
    audit.note(call.uow, "tried", "trial", "")
    call.uow.session.flush()
    return Tried(text=body.text, count=count(call.uow))


@trial.put("/trials/{trial_id}", Role.VISITOR, title="再试一次")
def trial_again(call, body: Try, trial_id: int) -> None:
    audit.note(call.uow, "tried", "trial", trial_id)


@trial.get("/trials", Role.VISITOR, title="试过的")
def trials(call, paging: Paging) -> Page[Tried]:
    return paged(range(count(call.uow)), paging, str, lambda n: Tried(text="", count=n))


@trial.get("/trials/of", Role.VISITOR, title="哪些")
def trials_of(call, which: Which) -> Tried:
    return Tried(text="|".join(which.kind), count=len(which.kind))


@trial.get("/trials/{trial_id}", Role.VISITOR, title="一个")
def trial_one(call, trial_id: int) -> Tried:
    return Tried(text="", count=trial_id % 7)


@trial.get("/even/{trial_id}", Role.VISITOR, title="只能看")
def trial_even(call, trial_id: int) -> Tried:
    return Tried(text="", count=trial_id % 2)


@trial.get("/trials/named/{name}", Role.VISITOR, title="叫什么的")
def trial_named(call, name: str) -> Tried:
    return Tried(text=name, count=0)


@trial.put("/trials/picture", Role.VISITOR, title="传图", upload=("image/png",), limit=1000)
def trial_picture(call, picture: Upload) -> Tried:
    return Tried(text=picture.mime, count=len(picture.content))


@trial.post("/trials/broken", Role.VISITOR, title="坏了")
def trial_broken(call, body: Try) -> Tried:
    audit.note(call.uow, "tried", "trial", "")
    return Tried(text=body.text, count=[body.text])


@trial.get("/trials/away", Role.VISITOR, title="微信不在")
def trial_away(call) -> Tried:
    raise WeChatError


@trial.get("/trials/secret", Role.VISITOR, title="只看一次", alone=True)
def trial_secret(alone) -> Tried:
    return Tried(text="secret", count=1)


@trial.get("/trials/sheet", Role.VISITOR, title="一个文件", files=("text/plain",))
def trial_sheet(call) -> File:
    return File(b"1", "text/plain", "小伙伴 1.txt")


@trial.post("/open", Role.ANYONE, title="谁都可以", alone=True, often=2)
def open_to_all(alone) -> Tried:
    return Tried(text="", count=1)


@pytest.fixture
def clock():
    return [NOW]


@pytest.fixture
def app(new_database, database_kind, clock):
    url = new_database(database_kind, fill=migrated)
    app = build(settings(url, mini=MINI), passwords=QUICK, clock=lambda: clock[0])
    yield app
    app.close()


@pytest.fixture
def wire(app):
    return Wire(app, nouns=[trial])


def tries(wire):
    with wire.app.open_uow(read_only=True) as uow:
        return count(uow)


def problem(answer):
    """Return what went wrong, which always has the one shape."""
    assert answer.mimetype == "application/problem+json"
    assert answer.json.keys() == {"code", "message", "incident", "fields"}
    assert answer.json["message"]
    return answer.json["code"]


@pytest.mark.both
def test_a_step_sent_again_is_taken_once(wire, clock):
    anna, ben = wire.token(ANNA), wire.token(BEN)
    key = "a-key-of-annas"

    def ask(body, *, token=anna, method="POST", path="/trials", key=key):
        return wire.ask(method, path, body, token=token, key=key)

    first, again = ask({"text": "一"}), ask({"text": "一"})
    assert (first.status_code, first.json) == (201, {"text": "一", "count": 1})
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    for other in (
        ask({"text": "二"}),
        ask({"text": "一"}, method="PUT", path="/trials/1"),
    ):
        assert (other.status_code, problem(other)) == (422, "idempotency_key_used")
    assert tries(wire) == 1
    # Another's key is another key, though it reads the same.
    assert ask({"text": "一"}, token=ben).json["count"] == 2
    # One phone that logs in again is the same person's.
    assert ask({"text": "一"}, token=wire.token(ANNA)).headers["Idempotency-Replayed"] == "true"
    # What was refused has taken nothing, and so not the key.
    assert problem(ask({"text": "never"}, key="another-key")) == "never"
    assert ask({"text": "doch"}, key="another-key").json["count"] == 3
    nothing = [ask({"text": ""}, method="PUT", path="/trials/7", key="third-key") for _ in "12"]
    assert [(one.status_code, one.data) for one in nothing] == [(204, b"")] * 2
    assert tries(wire) == 4
    clock[0] += timedelta(days=1, seconds=1)
    assert ask({"text": "二"}).json["count"] == 5
    for bad in ("", "kurz", "x" * 65, "mit leer zeichen", "ключ-ключ"):
        sent = wire.ask(
            "POST", "/trials", {"text": ""}, token=anna, headers={"Idempotency-Key": bad}
        )
        assert (sent.status_code, problem(sent)) == (400, "idempotency_key_missing")
    assert tries(wire) == 5


@pytest.mark.both
@pytest.mark.parametrize(("keys", "effects"), [(["one-key-for-all"] * MANY, 1), (None, MANY)])
def test_of_many_at_once_with_one_key_one_is_taken(wire, keys, effects):
    token, ready = wire.token(ANNA), threading.Barrier(MANY)
    keys = keys or [f"key-number-{n}" for n in range(MANY)]

    def send(key):
        client = wire.web.test_client()
        ready.wait(60)
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        return client.post("/api/v1/trials", json={"text": "一"}, headers=headers)

    with ThreadPoolExecutor(MANY) as pool:
        said = list(pool.map(send, keys))
    assert {one.status_code for one in said} == {201}
    assert len({one.data for one in said}) == tries(wire) == effects


def test_what_has_not_changed_is_not_sent_again(wire):
    anna = wire.token(ANNA)
    first = wire.ask("GET", "/trials", token=anna)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        same = wire.ask("GET", "/trials", token=anna, headers={"If-None-Match": held})
        assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", tag)
    wire.ask("POST", "/trials", {"text": ""}, token=anna)
    now = wire.ask("GET", "/trials", token=anna, headers={"If-None-Match": tag})
    assert now.status_code == 200
    assert now.headers["ETag"] != tag
    # What is looked at once is kept nowhere, and has no mark by which it would be known again.
    secret = wire.ask("GET", "/trials/secret", token=anna, headers={"If-None-Match": "*"})
    assert (secret.status_code, secret.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in secret.headers
    assert (
        wire.ask("POST", "/trials", {"text": ""}, token=anna).headers["Cache-Control"] == "no-store"
    )
    # Whoever may not look is not told that nothing has changed.
    shut = wire.ask("GET", "/trials", headers={"If-None-Match": "*"})
    assert shut.status_code == 401


@given(total=st.integers(0, 40), limit=st.integers(1, 15))
def test_the_pages_of_a_list_hold_it_exactly_once(total, limit):
    rows, seen, after = list(range(100, 100 + total)), [], ""
    while True:
        page = paged(rows, Paging(after=after, limit=limit), str, lambda n: Tried(text="", count=n))
        seen += [one.count for one in page.items]
        if page.next is None:
            break
        assert len(page.items) == limit
        after = page.next
    assert seen == rows


def test_what_stands_behind_the_question_mark(wire):
    anna = wire.token(ANNA)
    for _ in range(3):
        wire.ask("POST", "/trials", {"text": ""}, token=anna)

    def get(query, path="/trials"):
        return wire.ask("GET", f"{path}?{query}", token=anna)

    assert [one["count"] for one in get("limit=2").json["items"]] == [0, 1]
    assert get("limit=2&after=1").json == {"items": [{"text": "", "count": 2}], "next": None}
    assert get("after=gone").json == {"items": [], "next": None}
    for bad in (
        *("limit=0", "limit=101", "limit=-1", "limit=", "limit=1_0", "limit=1.0", "limit=01"),
        *("limit=%EF%BC%91", "limit=2&limit=3", "limit=" + "9" * 5000),
        *("after=%00", "after=a/b", f"after={'a' * 65}", "role=leader", "openid=o1"),
    ):
        answer = get(bad)
        assert (answer.status_code, problem(answer)) == (422, "invalid"), bad
        assert answer.json["fields"][0]["where"] == f"query.{bad.partition('=')[0]}"
    assert problem(get("a=1", "/trials/1")) == "invalid"
    assert get("kind=a&kind=b", "/trials/of").json["text"] == "a|b"
    assert get("kind=a", "/trials/of").json["text"] == "a"


def test_bodies_that_cannot_be_taken(wire):
    anna = wire.token(ANNA)

    def send(data, content_type="application/json", **more):
        answer = wire.ask(
            "POST", "/trials", token=anna, data=data, content_type=content_type, **more
        )
        return answer.status_code, problem(answer), [one["where"] for one in answer.json["fields"]]

    for unknown in ("openid", "person_id", "role", "organisation_id"):
        body = json.dumps({"text": "", unknown: 1})
        assert send(body) == (422, "invalid", [f"body.{unknown}"])
    for broken in (b"", b"{", b"\xff\xfe", b'{"text": "\\ud800"}', b'{"text": NaN}', b"[" * 60_000):
        status, code, _ = send(broken)
        assert (status, code) in {(400, "bad_json"), (422, "invalid")}, broken[:20]
    for wrong in ("[]", "null", "1", '"text"'):
        assert send(wrong)[:2] == (422, "invalid")
    assert send('{"text": "a\\u0000b"}') == (422, "invalid", ["body.text"])
    assert send('{"text": 1}') == (422, "invalid", ["body.text"])
    assert send('{"text": "", "n": "1"}') == (422, "invalid", ["body.n"])
    assert send('{"text": "", "n": 1.5}') == (422, "invalid", ["body.n"])
    assert send(json.dumps({"text": "字" * 2001})) == (422, "invalid", ["body.text"])
    for kind in ("text/plain", "multipart/form-data", "application/x-www-form-urlencoded", ""):
        assert send('{"text": ""}', kind)[:2] == (415, "unsupported_media_type")
    large = json.dumps({"text": "a" * 64 * 1024})
    assert send(large)[:2] == (413, "too_large")
    stream = {"input_stream": io.BytesIO(large.encode())}
    endless = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}
    assert send(None, environ_overrides=endless, **stream)[:2] == (413, "too_large")
    assert tries(wire) == 0
    typed = wire.ask("POST", "/trials", {"text": "我的秘密", "n": "x"}, token=anna)
    assert "秘密" not in typed.text


def test_words_of_distress_are_heard_in_a_body_that_cannot_be_taken(wire):
    anna, cry = wire.token(ANNA), "我不想活了"
    deep = "[" * 100 + json.dumps(cry) + "]" * 100
    for body in (
        *({"text": cry * 1000}, {"text": f"{cry}\0"}, {"text": cry, "n": "x"}, {"words": [cry]}),
        *({"text": 1, "more": {"said": [cry]}}, deep),
    ):
        sent = body if isinstance(body, str) else json.dumps(body)
        answer = wire.ask("POST", "/trials", token=anna, data=sent, content_type="application/json")
        assert (answer.status_code, problem(answer)) == (422, "invalid")
        assert answer.headers["X-Care"] == "stranger"
    for calm in (b'{"text": 1}', b"[", f'"{cry}'.encode(), b"[" * 60_000):
        answer = wire.ask("POST", "/trials", token=anna, data=calm, content_type="application/json")
        assert answer.status_code in {400, 422}
        assert "X-Care" not in answer.headers
    assert tries(wire) == 0


def test_an_upload_is_the_whole_body(wire):
    anna = wire.token(ANNA)

    def send(data, kind):
        return wire.ask("PUT", "/trials/picture", token=anna, data=data, content_type=kind)

    assert send(b"x" * 1000, "image/png").json == {"text": "image/png", "count": 1000}
    assert problem(send(b"x" * 1001, "image/png")) == "too_large"
    assert problem(send(b"x", "image/svg+xml")) == "unsupported_media_type"


def test_a_file_is_called_in_chinese_where_headers_are_ascii(wire):
    told = wire.ask("GET", "/trials/sheet", token=wire.token(ANNA))
    named = told.headers["Content-Disposition"]
    assert named.isascii()
    kind, options = parse_options_header(named)
    assert (kind, options["filename"]) == ("attachment", "小伙伴 1.txt")


def test_addresses_that_are_nowhere(wire):
    anna = wire.token(ANNA)
    for path in (
        *("/nowhere", "/trials/1/2", "/trials/0", "/trials/-1", "/trials/x", "/trials/1.5"),
        *(f"/trials/{2**63}", f"/trials/{'9' * 400}", "/trials/"),
        *("/trials/named/a%00b", f"/even/{'9' * 5000}", f"/trials/named/{'a' * 65}"),
    ):
        answer = wire.ask("GET", path, token=anna)
        assert (answer.status_code, problem(answer)) == (404, "not_found"), path[:40]
    assert wire.ask("GET", f"/trials/{2**63 - 1}", token=anna).status_code == 200
    assert wire.ask("GET", "/trials/named/%F0%9F%8D%8E", token=anna).json["text"] == "🍎"
    for method in ("DELETE", "PATCH", "PROPFIND"):
        answer = wire.ask(method, "/trials", token=anna)
        assert (answer.status_code, problem(answer)) == (405, "method_not_allowed")
        assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_who_has_no_session_is_asked_for_one(wire, clock):
    anna = wire.token(ANNA)
    for shown in (
        *("", "Bearer", "Bearer ", f"Basic {anna}", f"bearer {anna}", anna, f"Bearer {anna[:-1]}"),
        *(f"Bearer {anna} {anna}", "Bearer " + "a" * 43, "Bearer ключ", f"Bearer {ANNA}"),
    ):
        answer = wire.ask("GET", "/trials", headers={"Authorization": shown})
        assert (answer.status_code, problem(answer)) == (401, "no_session"), shown
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    clock[0] += mini_login.LIFE
    assert wire.ask("GET", "/trials", token=anna).status_code == 401
    with wire.app.open_uow() as uow:
        mini_login.leave(uow, anna)
    assert wire.ask("POST", "/trials", {"text": ""}, token=anna).status_code == 401


class Gone:
    """A Redis that is away."""

    def pipeline(self, **_options):
        raise redis.ConnectionError


@pytest.mark.parametrize("away", [False, True])
def test_who_calls_too_often_is_told_when_to_come_again(app, away):
    limits = CallLimits(Gone() if away else app.cache, clock=lambda: 6000.0 + 20)
    wire = Wire(app, nouns=[trial], limits=limits)
    anna, ben = wire.token(ANNA), wire.token(BEN)

    def calls(token):
        return wire.ask("POST", "/trials", {"text": ""}, token=token)

    assert {calls(anna).status_code for _ in range(60)} == {201}
    late = calls(anna)
    assert (late.status_code, problem(late)) == (429, "too_often")
    assert late.headers["Retry-After"] == "40"
    assert calls(ben).status_code == 201
    assert tries(wire) == 61

    def opens(address, *, token="", before=""):
        headers = {"X-Forwarded-For": before} if before else {}
        place = {"REMOTE_ADDR": address}
        return wire.ask(
            "POST", "/open", token=token, headers=headers, environ_overrides=place
        ).status_code

    # Without a session the address counts: neither a token nor a header made up helps.
    assert [opens("9.9.9.9") for _ in range(3)] == [200, 200, 429]
    assert opens("9.9.9.9", token="a" * 43) == 429
    assert opens("9.9.9.9", before="1.1.1.1") == 429

    # Nor do made-up tokens: each has a window of its own, and all of them the address's.
    def knocks(shown, address="9.9.9.9"):
        place = {"REMOTE_ADDR": address}
        return wire.ask("GET", "/trials", token=shown, environ_overrides=place)

    assert {knocks("").status_code for _ in range(298)} == {401}
    assert [knocks("a" * 40 + str(n)).status_code for n in range(3)] == [401, 401, 429]
    late = knocks("b" * 43)
    assert (problem(late), late.headers["Retry-After"]) == ("too_often", "40")
    assert knocks(ben).status_code == 200, "whoever shares the address goes on"
    assert knocks("c" * 43, "9.9.9.8").status_code == 401
    # Behind our own proxy it is what the proxy saw.
    assert [opens("127.0.0.1", before="5.5.5.5, 8.8.8.8") for _ in range(3)] == [200, 200, 429]
    assert opens("172.18.0.2", before="6.6.6.6, 8.8.8.8") == 429
    assert opens("127.0.0.1", before="8.8.4.4") == 200


def test_what_is_away_for_a_while(app):
    def no_database(**how):
        raise OperationalError("SELECT", {}, Exception("away"))

    wire = Wire(app, nouns=[trial], open_uow=no_database)
    token = wire.token(ANNA)
    for method, body in (("GET", None), ("POST", {"text": ""})):
        answer = wire.ask(method, "/trials", body, token=token)
        assert (answer.status_code, problem(answer)) == (503, "unavailable")
        assert int(answer.headers["Retry-After"]) > 0
    wire = Wire(app, nouns=[trial])
    answer = wire.ask("GET", "/trials/away", token=token)
    assert (answer.status_code, problem(answer)) == (503, "wechat_away")
    assert int(answer.headers["Retry-After"]) > 0


def test_an_incident_is_logged_once_and_names_nobody(wire, monkeypatch):
    text = io.StringIO()
    monkeypatch.setattr(sys, "stderr", text)
    logs.set_up("info", "json")
    anna = wire.token(ANNA)
    answer = wire.ask(
        "POST",
        "/trials/broken",
        {"text": "我是安娜,13800138000"},
        token=anna,
        key="the-key-of-anna",
    )
    assert (answer.status_code, problem(answer)) == (500, "incident")
    assert answer.json["incident"] in answer.json["message"]
    assert re.fullmatch(r"[0-9A-F]{4}", answer.json["incident"])
    wire.ask("POST", "/trials", {"text": "never"}, token=anna)
    lines = [json.loads(line) for line in text.getvalue().splitlines()]
    told = [line for line in lines if answer.json["incident"] in line["event"]]
    assert len(told) == 1
    assert "exception" in told[0]
    for secret in (anna, ANNA, "安娜", "13800138000", "the-key-of-anna"):
        assert secret not in text.getvalue()
    assert tries(wire) == 0  # it was undone


def test_an_operation_without_a_role_does_not_begin():
    noun = Api("空", "没有说给谁用。")

    def view(call) -> None:
        """Do nothing."""

    with pytest.raises(TypeError, match="role"):
        noun.get("/x", title="没有角色")
    with pytest.raises(ValueError, match="not a valid Role"):
        noun.get("/x", "admin", title="没有这个角色")(view)
    with pytest.raises(TypeError, match="parts"):
        noun.get("/x/{x_id}", Role.PERSON, title="少一段")(view)
    assert not noun.endpoints
