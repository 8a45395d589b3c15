"""``reminders preview``: what it shows is what ``run reminders`` then writes."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, insert, select

from models.post import Outbox
from models.schedule import Run
from tests.bot.outfit import cli, content, written
from tests.house import peopled

DAY = "2026-12-24"


@pytest.fixture
def url(new_database, database_kind):
    return new_database(database_kind, fill=peopled)


@pytest.fixture
def run(url, tmp_path):
    file = written(tmp_path, content(url))

    def run(*arguments):
        done = cli(file, *arguments)
        assert done.exit_code == 0, done.output
        return done.output

    return run


def letters(url):
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return {row.key: row for row in connection.execute(select(Outbox.__table__))}
    finally:
        engine.dispose()


def test_the_preview_leaves_no_trace_and_is_what_is_then_written(run, url):
    rows = json.loads(run("reminders", "preview", "--on", DAY, "--format", "json"))
    assert letters(url) == {}
    run("run", "reminders", "--on", DAY)
    shown = {row["key"]: (row["person"], row["text"], row["fields"]) for row in rows if row["key"]}
    there = {key: (row.person_id, row.text, row.fields) for key, row in letters(url).items()}
    assert shown == there
    assert len(shown) > 3
    assert {row["channel"] for row in rows if row["key"]} == {"模板消息"}


def test_it_reads_like_a_list_and_names_those_who_are_passed_over(run):
    said = run("reminders", "preview", "--on", DAY)
    assert said.startswith("2026-12-24 09:00 的计划:写 ")
    assert "12 月 24 日 09:00 · 模板消息" in said
    assert "赵强,离 12 月 31 日还有 7 天。" in said
    assert "〔点了会说:记谈心" in said
    assert "不写:没有微信(没登录或没关注),要有人当面说" in said
    assert "孙悦" not in said  # has done it all


def test_one_organisation_alone(run):
    everybody = json.loads(run("reminders", "preview", "--on", DAY, "--format", "json"))
    some = json.loads(
        run("reminders", "preview", "--on", DAY, "--organisation", 4, "--format", "json")
    )
    assert 0 < len(some) < len(everybody)
    assert [row for row in everybody if row in some] == some


def test_a_day_that_is_still_to_come_is_no_missed_monday(run, url):
    before = run("reminders", "preview", "--on", DAY, "--format", "json")
    ran = datetime(2026, 11, 23, 1, tzinfo=UTC)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(insert(Run), {"job": "reminders", "due_at": ran, "ran_at": ran})
    engine.dispose()
    assert run("reminders", "preview", "--on", DAY, "--format", "json") == before
    assert "按现在的记录算" in run("reminders", "preview", "--on", DAY)
