import io
import json
import logging
import sys
import threading

import pytest

from bot import logs
from tests.house import PERSONAS

PHONE = "13800138000"


@pytest.fixture
def written(monkeypatch):
    """Log as JSON into a text; give its lines as events."""
    text = io.StringIO()
    monkeypatch.setattr(sys, "stderr", text)
    logs.set_up("info", "json")
    return lambda: [json.loads(line) for line in text.getvalue().splitlines()]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        (f"to {PHONE}.", "to 138****8000."),
        (f"to +86{PHONE}", "to +86138****8000"),
        (f"to 0086{PHONE}", "to 0086138****8000"),
        ("to +86 138-0013-8000!", "to +86 138****8000!"),
        (f"/sms?phone=%2B86{PHONE}&x=1", "/sms?phone=%2B86138****8000&x=1"),
        ("GET /x?access_token=AbC-_9&openid=o1", "GET /x?access_token=***&openid=o1"),
        ("/cgi-bin/token?appid=wx1&secret=S3CRET", "/cgi-bin/token?appid=wx1&secret=***"),
        ("/sns/jscode2session?js_code=C0DE&x=1", "/sns/jscode2session?js_code=***&x=1"),
        ("/h5/in?code=C0DE&state=a", "/h5/in?code=***&state=a"),
        ("{'password': 'correct horse battery', 'a': 1}", "{'password': ***, 'a': 1}"),
        ('{"session_key": "a b\'c", "a": 1}', '{"session_key": ***, "a": 1}'),
        (
            r'"{\"access_token\":\"AbC\",\"expires_in\":7200}"',
            r'"{\"access_token\":***,\"expires_in\":7200}"',
        ),
        ("Credentials(appid='wx1', secret='S3CRET')", "Credentials(appid='wx1', secret=***)"),
        ('{"code": "C0DE"}', '{"code": ***}'),
        ("aes_key=FAKEFAKE; x", "aes_key=***; x"),
        ("Authorization: Bearer S3.CR-ET", "Authorization: Bearer ***"),
        ("{'headers': 'Bearer S3.CR-ET'}", "{'headers': 'Bearer ***'}"),
        ("postgresql+psycopg://u:p%40ss@h/db", "postgresql+psycopg://u:***@h/db"),
        ("redis://:S3CRET@h:6379/0", "redis://:***@h:6379/0"),
        ("GET /h5/login/Ab_cd-1234567890 200", "GET /h5/login/*** 200"),
        ("Key (openid)=(oGZUI0egBJY1zhBYw2KhdUfwVJJE) is", "Key (openid)=(oGZU***) is"),
    ],
)
def test_numbers_and_secrets_are_covered(said, kept):
    assert logs.redacted(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "WeChat refused: 40164: our address is not on the IP whitelist",
        "errcode=45009, errmsg='reach max api daily quota limit'",
        "http status code: 502",
        "ran reminders for 2026-12-24 09:00:00+08:00: 17",
        "letter 13800138000123 by template: sent",
        "at 1795341600123 ms",
        "GET http://127.0.0.1:9000/cgi-bin/menu/get",
    ],
)
def test_what_helps_to_find_a_fault_stays(said):
    assert logs.redacted(said) == said


def test_each_line_is_one_json_object(written):
    log = logging.getLogger("bot.test")
    log.info('one\ntwo\r\n{"event": "forged"}\u2028 \x1b[31m red')
    log.warning("%s and %s", {"phone": PHONE}, ("secret=S3CRET",))
    # To ours alone: what pytest captures could not be handed from one process to another.
    ours = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    ours.handle(logging.makeLogRecord({"msg": "lone surrogate \ud800", "levelname": "ERROR"}))
    first, second, third = written()
    assert first["event"] == 'one two  {"event": "forged"}   [31m red'
    assert (first["level"], first["logger"]) == ("info", "bot.test")
    assert first["timestamp"].endswith("Z")
    assert second["event"] == "{'phone': '138****8000'} and ('secret=***',)"
    assert third["event"].startswith("lone surrogate")


ADDRESS = f"/sms?phone={PHONE}&access_token=AbC"


def unreachable():
    raise OSError(f"no route for {ADDRESS}")


def failing():
    """Fail as a client does that names what it asked for."""
    try:
        unreachable()
    except OSError as no:
        raise RuntimeError(f"request failed: {ADDRESS}") from no


def test_exceptions_are_covered_with_their_causes(written):
    try:
        failing()
    except RuntimeError:
        logging.getLogger("bot.test").exception("letter %s", PHONE)
    (event,) = written()
    assert event["event"] == "letter 138****8000"
    assert event["exception"].count("phone=138****8000&access_token=***") == 2
    assert PHONE not in str(event)
    assert "Traceback" in event["exception"]


def test_what_nobody_caught_is_covered_too(written):
    thread = threading.Thread(target=failing)
    thread.start()
    thread.join()
    try:
        failing()
    except RuntimeError:
        sys.excepthook(*sys.exc_info())
    events = written()
    assert [event["event"] for event in events] == ["uncaught RuntimeError"] * 2
    assert PHONE not in str(events)


def test_ctrl_c_is_no_fault(written):
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert written() == []


def test_an_incident_is_written_down_once_with_its_number(new_house, written, monkeypatch):
    house = new_house("sqlite")

    def bug(*_):
        raise RuntimeError(f"cannot reach {PHONE}?token=T0KEN")

    monkeypatch.setattr("services.contacts.size", bug)
    said = house.say("赵强", "我的小伙伴")
    incident = said.rsplit(" ", 1)[1].rstrip("。")
    errors = [event for event in written() if event["level"] == "error"]
    assert [incident in event["event"] for event in errors] == [True]
    assert "cannot reach 138****8000?token=***" in errors[0]["exception"]
    assert PERSONAS["赵强"].phone not in str(written())


def test_text_for_people_is_covered_as_well(monkeypatch):
    text = io.StringIO()
    monkeypatch.setattr(sys, "stderr", text)
    logs.set_up("info", "text")
    logging.getLogger("bot.test").info("to %s", PHONE)
    logging.getLogger("urllib3").info("quiet")
    assert "to 138****8000" in text.getvalue()
    assert "quiet" not in text.getvalue()
