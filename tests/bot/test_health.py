"""Up, ready, and the figures: what each tells, and whom."""

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

from bot.app import build
from bot.health import Readiness
from bot.metrics import Metrics, is_loopback
from bot.settings import checked
from domain.delivery import Status
from models.engine import open_engine
from models.sending import Halt, LetterStep, Process
from services import processes
from tests.databases import schema
from tests.house import QUICK, content
from tests.services.letterbox import NOW, Letterbox

NOW_LONG_AGO = NOW.replace(year=2020)

TOKEN = "a-token-of-some-length"


@pytest.fixture
def opened(new_database):
    """Open the web application of a house: ``opened("sqlite", metrics_token=…)``."""
    apps = []

    def open_(kind="sqlite", *, fill=schema, **server):
        where = content(new_database(kind, fill=fill), server=server)
        apps.append(build(checked(where, "test"), passwords=QUICK))
        return apps[-1], apps[-1].web(pages=False).test_client()

    yield open_
    for app in apps:
        app.close()


def test_it_is_up_and_ready(opened):
    _, web = opened()
    for path, words in (("/healthz", "ok\n"), ("/readyz", "ready\n")):
        answer = web.get(path)
        assert (answer.status_code, answer.text) == (200, words)
        assert answer.headers["Cache-Control"] == "no-store"


def test_without_a_schema_it_is_up_and_not_ready(opened):
    _, web = opened(fill=None)
    assert web.get("/healthz").status_code == 200
    answer = web.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "no schema\n")


def test_with_the_database_away_it_is_up_and_not_ready(tmp_path, opened):
    where = content(f"sqlite:///{tmp_path}/none/there.sqlite3")
    web = build(checked(where, "test"), passwords=QUICK).web(pages=False).test_client()
    assert web.get("/healthz").status_code == 200
    assert web.get("/readyz").text == "no database\n"
    assert "tuan100_database_up 0.0" in web.get("/metrics").text


def test_the_spool_counts_and_an_answer_holds_for_a_moment(new_database):
    engine = open_engine(new_database("sqlite", fill=schema))
    asked = []
    readiness = Readiness(engine, spool=lambda: bool(asked.append(1)))
    assert [readiness.missing() for _ in range(100)] == ["spool"] * 100
    assert len(asked) == 1
    engine.dispose()


def test_figures_are_for_this_machine_or_for_who_has_the_token(opened):
    _, web = opened()
    assert web.get("/metrics").status_code == 200
    for headers, address in (
        ({}, "10.0.0.7"),
        ({}, ""),
        ({"X-Forwarded-For": "203.0.113.9"}, "127.0.0.1"),  # a proxy here says who asks
        ({"Authorization": "Bearer "}, "10.0.0.7"),
    ):
        refused = web.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address})
        assert refused.status_code == 404
    _, guarded = opened(metrics_token=TOKEN)
    there = {"Authorization": f"Bearer {TOKEN}"}
    far = {"REMOTE_ADDR": "10.0.0.7"}
    assert guarded.get("/metrics", headers=there, environ_base=far).status_code == 200
    for wrong in ({}, {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": "Bearer é"}):
        assert guarded.get("/metrics", headers=wrong).status_code == 404


def test_what_is_this_machine():
    assert all(is_loopback(a) for a in ("127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"))
    far = ("10.0.0.1", "", None, "localhost", "1::1", "::ffff:10.0.0.1")
    assert not any(is_loopback(a) for a in far)


@pytest.mark.both
@pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
def test_the_sending_side_in_figures(opened, database_kind):
    app, web = opened(database_kind)
    post = Letterbox(app.settings.database.url)
    post.now = app.clock()
    late = post.letter("late", status=Status.PENDING, turn=1)
    post.letter("under way", status=Status.SENDING, lane=0)
    post.letter("nobody knows", status=Status.UNCERTAIN)
    post.letter("done", status=Status.DELIVERED)
    post.later(days=1)
    post.letter("tomorrow", status=Status.PENDING, lane=3)
    with app.open_uow() as uow:
        steps = [
            {"outbox_id": late, "channel": "template", "outcome": "sent", "why": "", "at": at}
            for at in (uow.now, uow.now, NOW_LONG_AGO)
        ]
        uow.session.execute(insert(LetterStep), steps)
        uow.session.add(Halt(scope="mass", why="clock", at=uow.now))
        uow.session.add(Halt(scope="all", why="over", at=uow.now, until=NOW_LONG_AGO))
        processes.enter(uow, "a", "deliver", "here")
        uow.session.add(
            Process(
                owner="dead",
                role="deliver",
                host="",
                started_at=NOW_LONG_AGO,
                beat_at=NOW_LONG_AGO,
            )
        )
    web.get("/metrics")
    told = {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(web.get("/metrics").text)
        for sample in family.samples
    }

    def letters(state, lane, channel="template"):
        labels = {"state": state, "lane": lane, "channel": channel}
        return told.get(("tuan100_letters", *sorted(labels.items())), 0)

    assert letters("due", "notice") == letters("planned", "reminder") == 1
    assert letters("sending", "chat") == letters("uncertain", "notice") == 1
    assert sum(v for k, v in told.items() if k[0] == "tuan100_letters") == 4
    step = (("channel", "template"), ("outcome", "sent"))
    assert told["tuan100_steps_5m", *step] == 2
    assert {k[1] for k in told if k[0] == "tuan100_halt"} == {("scope", "mass")}
    assert told["tuan100_processes", ("role", "deliver")] == 1
    assert told["tuan100_database_up",] == 1
    assert told["tuan100_reports_waiting",] == 0
    post.close()


def test_what_waits_on_the_disk_is_told_whichever_process_keeps_it(opened, tmp_path):
    app, _ = opened()
    web = Flask("watched")
    Metrics(app.open_uow, spool=tmp_path).attach(web)
    for name, size in (("one.spool", 7), ("of a dead one.spool", 5), ("left to a person.held", 9)):
        (tmp_path / name).write_bytes(b"x" * size)
    told = web.test_client().get("/metrics").text
    assert "tuan100_spool_bytes 12.0" in told
    assert "tuan100_spool_held 1.0" in told


def test_how_long_answers_take_is_watched_by_door(opened):
    _, web = opened()
    web.get("/wechat")  # a challenge is no message
    web.post("/wechat", data=b"<xml/>")
    web.get("/healthz")
    told = web.get("/metrics").text
    assert 'tuan100_answer_seconds_count{door="message",status="4xx"} 1.0' in told
    assert "healthz" not in told
