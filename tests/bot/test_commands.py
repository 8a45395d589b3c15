"""The commands, run as an operator runs them, on both databases."""

import base64
import json
from datetime import date

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, func, select

from bot import database
from bot.__main__ import main
from bot.commands import faults
from models.contact import Contact
from models.engine import open_engine
from models.post import InboxItem, Outbox
from models.record import Record
from models.schedule import Run
from tests.house import migrated, peopled
from tests.recount.agreement import told_by_recount
from tests.recount.oracle import Recount

DAY = "2026-12-24"
ROW = {
    *("subject", "name", "organisation", "programme", "rule", "window", "first_day", "last_day"),
    *("due", "days_left", "begun", "target", "count", "unit", "late", "by_part", "missing"),
    *("missing_by_part", "met", "bound", "owed", "exempt", "override", "source"),
}


@pytest.fixture
def url(new_database, database_kind):
    return new_database(database_kind, fill=peopled)


def rows(url):
    """Count what a run of reminders could leave behind."""
    engine = open_engine(url)
    with engine.connect() as connection:
        counts = [
            connection.scalar(select(func.count()).select_from(model))
            for model in (Outbox, InboxItem, Run)
        ]
    engine.dispose()
    return counts


# run


def test_a_rehearsal_shows_who_would_get_what_and_the_deed_is_done_once(run, url):
    rehearsed = run(url, "run", "reminders", "--on", DAY, "--dry")
    assert rehearsed.exit_code == 0
    title, *lines = rehearsed.stdout.splitlines()
    assert title == f"进度提醒({DAY})会做 {len(lines)} 项。"
    assert any(
        line.startswith("  赵强:赵强,离 12 月 31 日还有 7 天。(five-ones-parttime:")
        for line in lines
    )
    assert rows(url) == [0, 0, 0]
    done = run(url, "run", "reminders", "--on", DAY)
    assert done.stdout.splitlines() == [title.replace("会做", "做了"), *lines]
    assert rows(url) == [len(lines), 0, 0]
    again = run(url, "run", "reminders", "--on", DAY)
    assert again.stdout == f"进度提醒({DAY})做了 0 项。\n"
    assert rows(url) == [len(lines), 0, 0]


def test_a_personal_account_leaves_it_in_the_inbox(run, url):
    done = run(url, "run", "reminders", "--on", DAY, wechat={"kind": "personal"})
    written = len(done.stdout.splitlines()) - 1
    assert rows(url) == [written, written, 0]


def test_an_unknown_job_or_day_is_refused_with_what_there_is(run, url):
    assert "reminders" in run(url, "run", "remind").stderr
    assert run(url, "run", "reminders", "--on", "24.12.2026").exit_code == 2


# quotas


@pytest.mark.parametrize("day", [DAY, "2026-11-01", "2027-01-01"])
def test_the_quotas_are_what_somebody_else_counts(run, url, tmp_path, day):
    done = run(url, "quotas", "--on", day, "--format", "json")
    told = json.loads(done.stdout)
    run(url, "export", tmp_path / "tables")
    wanted = told_by_recount(Recount(tmp_path / "tables"), date.fromisoformat(day))
    assert {(row["subject"], row["rule"]) for row in told} == set(wanted)
    for row in told:
        assert set(row) == ROW
        compare(row, wanted[row["subject"], row["rule"]])
    assert {row["programme"] for row in told} == {"guangyuan-2017"}
    assert len({row["rule"] for row in told}) > 10


def compare(row, wanted):
    """Hold a row against what the other count says of it."""
    wanted = {
        **wanted,
        "exempt": bool(wanted["exempt"]),
        "first": wanted["first"] and wanted["first"].isoformat(),
        "due": wanted["due"] and wanted["due"].isoformat(),
    }
    found = {**row, "exempt": row["exempt"] is not None, "first": row["first_day"]}
    assert {cell: found[cell] for cell in wanted} == wanted, row


def test_an_undone_record_and_a_lost_contact_move_the_count_back(run, url, tmp_path):
    engine = open_engine(url)
    with engine.begin() as connection:
        record, contact = (
            connection.execute(select(model).order_by(model.id.desc()).limit(1)).one()
            for model in (Record, Contact)
        )
        connection.execute(
            Record.__table__.update()
            .where(Record.id == record.id)
            .values(undone_at=record.entered_at)
        )
        connection.execute(delete(Contact).where(Contact.id == contact.id))
    engine.dispose()
    test_the_quotas_are_what_somebody_else_counts(run, url, tmp_path, DAY)


def test_one_cadre_and_what_is_still_owed(run, url):
    whole = json.loads(run(url, "quotas", "--on", DAY, "--format", "json").stdout)
    short = json.loads(run(url, "quotas", "--on", DAY, "--short", "--format", "json").stdout)
    assert short == [row for row in whole if row["owed"]]
    assert all(row["bound"] and row["begun"] and row["missing"] for row in short)
    cadre = whole[0]["subject"].removeprefix("cadre-")
    one = json.loads(run(url, "quotas", "--on", DAY, "--cadre", cadre, "--format", "json").stdout)
    assert one == [row for row in whole if row["subject"] == f"cadre-{cadre}"]
    text = run(url, "quotas", "--on", DAY).stdout.splitlines()
    assert len(text) == len(whole)
    assert "还差" in run(url, "quotas", "--on", DAY, "--short").stdout
    assert any(line.endswith("2027-04-01 起") for line in text)
    nobody = run(url, "quotas", "--cadre", "999999999")
    assert (nobody.exit_code, nobody.stderr) == (2, "没有编号 999999999 的团干部。\n")


def test_each_number_is_explained_by_records_that_add_up_to_it(run, url):
    whole = json.loads(run(url, "quotas", "--on", DAY, "--format", "json").stdout)
    seen = set()
    for row in sorted(whole, key=lambda row: -row["count"]):
        if row["rule"] in seen:
            continue
        seen.add(row["rule"])
        subject, number = row["subject"].split("-")
        about = ("--on", DAY, f"--{subject}", number, "--rule", row["rule"])
        told = json.loads(run(url, "quotas", "explain", *about, "--format", "json").stdout)
        same = ("count", "target", "unit", "by_part", "missing", "late", "exempt", "due", "begun")
        assert {key: told[key] for key in same} == {key: row[key] for key in same}
        if told["caseload"]:
            assert told["caseload"]["size"] == row["count"]
        else:
            assert sum(line["adds"] for line in told["counted"]) == row["count"]
        assert told["sources"][0]["clause"] in row["source"]
        text = run(url, "quotas", "explain", *about).stdout
        assert f"{row['count']}/{row['target']} {row['unit']}" in text
        assert told["sources"][-1]["clause"] in text
        assert text.count("· 记录 ") == len(told["counted"]) + len(told["left_out"])
    assert seen == {row["rule"] for row in whole}


def test_what_cannot_be_explained_says_what_can(run, url):
    def no(*arguments):
        done = run(url, "quotas", "explain", *arguments)
        assert (done.exit_code, done.stdout) == (2, "")
        return done.stderr

    leader = json.loads(run(url, "quotas", "--on", DAY, "--format", "json").stdout)[0]
    number = leader["subject"].removeprefix("cadre-")
    assert no("--cadre", number, "--rule", "contact").startswith(
        "「广元“1+100”(2017)」里没有 contact 这一条。有的是:contacts"
    )
    assert "管不到这里" in no("--cadre", number, "--rule", "five-ones-organ")
    assert no("--cadre", "999999999", "--rule", "contacts").startswith(
        "没有编号 999999999 的团干部"
    )
    assert no("--organ", "999999999", "--rule", "contacts").startswith("没有编号 999999999 的机关")
    assert "选一个" in no("--rule", "contacts")
    assert "选一个" in no("--cadre", "1", "--organ", "1", "--rule", "contacts")
    assert "--rule" in no("--cadre", "1")


# export, import


@pytest.mark.both
def test_there_and_back_between_the_databases(run, url, database_kind, new_database, tmp_path):
    other = new_database("postgresql" if database_kind == "sqlite" else "sqlite", fill=migrated)
    out = run(url, "export", tmp_path / "out")
    assert out.stdout.splitlines()[-1] == f"导出到 {tmp_path / 'out'}。"
    checked = run(other, "import", tmp_path / "out", "--dry")
    assert checked.stdout.startswith("检查通过")
    imported = run(other, "import", tmp_path / "out")
    assert imported.stdout == checked.stdout.replace("检查通过", "导入")
    run(other, "export", tmp_path / "back")
    there, back = (
        {f.name: f.read_bytes() for f in (tmp_path / d).iterdir()} for d in ("out", "back")
    )
    assert there == back
    told = [run(u, "quotas", "--on", DAY, "--format", "json").stdout for u in (url, other)]
    assert told[0] == told[1]
    again = run(other, "import", tmp_path / "out")
    assert again.exit_code == 2
    assert "导入要一个空数据库" in again.stderr


def test_a_folder_in_use_or_no_export_is_refused(run, new_database, tmp_path):
    url = new_database("sqlite", fill=migrated)
    (tmp_path / "x").write_text("x")
    assert "已有文件" in run(url, "export", tmp_path).stderr
    assert run(url, "import", tmp_path).exit_code == 2


# db


def test_the_schema_goes_up_and_down_and_says_where_it_stands(run, database_url):
    head = database.head()
    assert run(database_url, "db", "current").stdout == f"数据库 空,程序 {head}:需要 db upgrade\n"
    behind = run(database_url, "quotas")
    assert (behind.exit_code, behind.stdout) == (2, "")
    assert behind.stderr == "数据库的表结构比这个程序旧。先运行:tuan100 db upgrade\n"
    assert run(database_url, "db", "upgrade").stdout == f"表结构在 {head}。\n"
    assert run(database_url, "db", "current").stdout == f"数据库 {head},程序 {head}\n"
    assert run(database_url, "quotas").stdout == ""
    assert run(database_url, "db", "downgrade", "base", "--yes").stdout == "表结构在 空。\n"


def test_a_new_installation_needs_no_folder_made_by_hand(run, tmp_path):
    url = f"sqlite:///{tmp_path / 'var' / 'deep' / 'tuan100.sqlite3'}"
    assert run(url, "db", "upgrade").exit_code == 0
    assert (tmp_path / "var" / "deep" / "tuan100.sqlite3").exists()


def test_a_database_that_is_away_or_none_is_a_sentence(run, tmp_path):
    (tmp_path / "none").write_text("this is no database, whatever its name says" * 100)
    for url in (
        "postgresql+psycopg://tuan:geheim@127.0.0.1:1/x",
        f"sqlite:///{tmp_path / 'none'}",
        f"sqlite:///{tmp_path / 'none' / 'x'}",
    ):
        for command in (["quotas"], ["db", "current"], ["db", "upgrade"]):
            done = run(url, *command)
            assert done.exit_code == 2
            assert "数据库" in done.stderr
            assert "geheim" not in done.output
            assert len(done.stderr.splitlines()) == 1


def test_each_key_is_new_and_fits_the_configuration(run, tmp_path):
    keys = {run("sqlite:///x.sqlite3", "db", "key").stdout.strip() for _ in range(3)}
    assert {len(base64.b64decode(key)) for key in keys} == {32}
    assert len(keys) == 3
    url = f"sqlite:///{tmp_path / 'x.sqlite3'}"
    data, index, _ = keys
    assert run(url, "db", "current", keys={"data": {"1": data}, "index": index}).exit_code == 0


# menu


def test_the_menu_is_shown_and_published(run, new_house):
    house = new_house("sqlite")
    url = house.settings.database.url
    shown = json.loads(run(url, "menu", "show").stdout)
    assert [len(b["sub_button"]) <= 5 for b in shown["button"]] == [True] * len(shown["button"])
    house.app.account.drop_menu()
    done = run(url, "menu", "push", platform=house.simulator.url)
    assert done.stdout.startswith("菜单已发布")
    there = house.simulator.get("/sim/menu")["menu"]["button"]
    assert [b["name"] for b in there] == [b["name"] for b in shown["button"]]
    wrong = {"secret": "fake-wrong"}
    refused = run(url, "menu", "push", platform=house.simulator.url, wechat=wrong)
    assert refused.exit_code == 2
    assert refused.stderr.splitlines()[-1].startswith("菜单没有发布:AppSecret 不对(")
    mute = run(url, "menu", "push", wechat={"kind": "personal"})
    assert "这类账号没有这个接口" in mute.stderr


def test_faults_hands_on_what_follows_and_says_where_it_can_be_run(tmp_path, monkeypatch):
    called = []
    monkeypatch.setattr(faults.subprocess, "call", lambda command, **_: called.append(command))
    CliRunner().invoke(main, ["faults", "R1", "--seed", "7", "--help"])
    assert called[0][1:] == ["-m", "tests.faults", "R1", "--seed", "7", "--help"]
    monkeypatch.setattr(faults, "_ROOT", tmp_path)
    refused = CliRunner().invoke(main, ["faults"])
    assert refused.exit_code == 2
    assert "python3 dev.py faults" in refused.output
    assert len(called) == 1


def test_every_command_has_a_line_of_help(run):
    for name, command in main.commands.items():
        assert command.help, name
    listed = run("sqlite:///x.sqlite3", "--help").stdout
    for name in (
        "demo",
        "simulate",
        "serve",
        "clock",
        "deliver",
        "db",
        "menu",
        "run",
        "quotas",
        "export",
        "import",
        "doctor",
        "faults",
    ):
        assert f"  {name}" in listed
