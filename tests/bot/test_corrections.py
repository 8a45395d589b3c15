"""``periods`` and ``records``: closing a quarter, and an admin's correction after it."""

import json

import pytest
from sqlalchemy import select

from models.audit import Audit
from models.cadre import Cadre
from models.engine import open_engine
from models.organisation import Organisation
from models.post import InboxItem
from models.record import Record
from tests.house import PERSONAS, peopled

SIGNED = ("--by", "王芳", "--reason", "漏记,2026-09-28 有签到表")


@pytest.fixture
def url(new_database, database_kind):
    return new_database(database_kind, fill=peopled)


def asked(url, question):
    engine = open_engine(url)
    with engine.connect() as connection:
        found = connection.execute(question).all()
    engine.dispose()
    return found


def cadre(url, who="赵强"):
    return asked(url, select(Cadre.id).where(Cadre.username == PERSONAS[who].username))[0].id


def county(url):
    return asked(url, select(Organisation.id).where(Organisation.level == "county"))[0].id


def five(run, url, who, day):
    told = json.loads(run(url, "quotas", "--on", day, "--cadre", who, "--format", "json").stdout)
    return next(row["count"] for row in told if row["rule"] == "five-ones-parttime")


def test_a_quarter_is_closed_once_and_listed(run, url):
    organisation = county(url)
    close = ("periods", "close", "--organisation", organisation, "--quarter")
    done = run(url, *close, "2026Q2", "--by", "王芳")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2026 年第二季度结了" in done.stdout
    again = run(url, *close, "2026q2", "--by", "别人")
    assert "早就结了" in again.stdout
    assert "王芳" in again.stdout
    listed = run(url, "periods", "list").stdout.splitlines()
    assert [line.split("\t")[0] for line in listed] == ["2026 年第三季度", "2026 年第二季度"]
    assert run(url, "periods", "list", "--organisation", organisation).stdout.splitlines() == listed
    assert run(url, "periods", "list", "--organisation", 1).stdout == ""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--organisation", 1, "--quarter", "2099Q4", "--by", "王芳"), "才结束"),
        (
            ("--organisation", 999_999, "--quarter", "2026Q1", "--by", "王芳"),
            "没有编号 999999 的组织",
        ),
        (("--organisation", 1, "--quarter", "2026Q5", "--by", "王芳"), "2026Q3"),
        (("--organisation", 1, "--quarter", "2026Q1", "--by", " "), "不能空着"),
    ],
)
def test_what_cannot_be_closed_is_said(run, url, wrong, words):
    done = run(url, "periods", "close", *wrong)
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_correction_moves_the_count_and_tells_the_cadre(run, url):
    who, day = cadre(url), "2026-09-28"
    before = five(run, url, who, day)
    done = run(
        url,
        *("records", "add", "--cadre", who, "--kind", "谈心", "--on", day, "--at", "下午"),
        *("--minutes", 45, "--title", "聊聊近况", *SIGNED),
    )
    assert (done.exit_code, done.stderr) == (0, "")
    head, rule = done.stdout.splitlines()
    assert head.endswith("2026 年 9 月 28 日 · 谈心谈话 · 聊聊近况 · 45 分钟。")
    assert rule.split("\t")[1:] == ["2026 年第三季度", f"{before + 1}/5"]
    assert five(run, url, who, day) == before + 1
    newest = asked(url, select(Record).order_by(Record.id.desc()).limit(1))[0]
    listed = run(url, "records", "list", "--cadre", who, "--since", day, "--limit", 100).stdout
    line = next(one for one in listed.splitlines() if one.startswith(f"{newest.id}\t"))
    assert line.endswith("漏记,2026-09-28 有签到表")
    undone = run(url, "records", "undo", newest.id, "--by", "王芳", "--reason", "记重了")
    assert undone.stdout.startswith(f"撤下了第 {newest.id} 条:2026 年 9 月 28 日 · 谈心谈话")
    assert five(run, url, who, day) == before
    assert "已撤下\t记重了" in run(url, "records", "list", "--cadre", who).stdout
    notes = asked(url, select(Audit.data).where(Audit.deed == "corrected").order_by(Audit.id))
    assert [note.data["by"] for note in notes] == ["王芳", "王芳"]
    told = asked(url, select(InboxItem.openid, InboxItem.text).order_by(InboxItem.id))
    assert [one.openid for one in told] == [PERSONAS["赵强"].openid] * 2
    assert "替你补记了一条" in told[0].text
    again = run(url, "records", "undo", newest.id, "--by", "王芳", "--reason", "记重了")
    assert (again.exit_code, "已经撤下" in again.stderr) == (2, True)


def test_an_organs_record_and_youths_by_their_numbers(run, url):
    organ = county(url)
    done = run(
        url,
        *("records", "add", "--organ", organ, "--kind", "quarter_materials"),
        *("--on", "2026-09-18", *SIGNED),
    )
    assert "季度材料\t2026 年第三季度" in done.stdout
    assert run(url, "records", "list", "--organ", organ).exit_code == 0
    done = run(
        url,
        *("records", "add", "--cadre", cadre(url), "--kind", "走访", "--on", "2026-11-02"),
        *("--youths", "1,999999", *SIGNED),
    )
    assert (done.exit_code, done.stderr.startswith("没有记:编号 1、999999 ")) == (2, True)


def test_nobodys_records_are_nobodys(run, url):
    gone = run(url, "records", "list", "--cadre", 999_999)
    assert (gone.exit_code, gone.stderr.strip()) == (2, "没有编号 999999 的团干部。")
    none = run(url, "records", "list", "--cadre", cadre(url), "--since", "2099-01-01")
    assert (none.exit_code, none.stdout.strip()) == (0, "这段时间没有记录。")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("records", "add", "--cadre", 1), "还缺 --kind。"),
        (("quotas", "--on", "2026-13-01"), "--on 写得不对:日期写成 2026-12-24 这样。"),
        (("quotas", "--cadre", "abc"), "--cadre 写得不对:要写整数。"),
        (("comply", "--format", "xml"), "--format 写得不对:可以写 text、json。"),
        (("records", "list", "--limit", "0"), "--limit 写得不对:要写数字,最小 1,最大 10000。"),
        (("programmes", "check", "/nowhere.toml"), "写得不对:没有这个文件,或者读不了。"),
        (("quotas", "--cadres", "1"), "没有 --cadres 这个选项;是不是想写 --cadre"),
        (("records", "add", "--cadre", 1, "--kind", "睡觉"), "没有「睡觉」这一类"),
    ],
)
def test_a_command_typed_wrong_is_answered_in_chinese(run, url, typed, said):
    done = run(url, *typed)
    assert done.exit_code == 2
    assert said in done.stderr
    assert "怎么用:" in done.stderr
    assert "Error" not in done.stderr


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (("--kind", "谈心"), "写一个"),
        (("--cadre", 1, "--organ", 1, "--kind", "谈心"), "写一个"),
        (("--cadre", 1, "--kind", "睡觉"), "没有「睡觉」这一类"),
        (("--cadre", 1, "--kind", "机关开放"), "是机关的类别"),
        (("--cadre", 999_999, "--kind", "谈心"), "没有编号 999999 的团干部"),
        (("--cadre", 1, "--kind", "谈心", "--youths", "张三"), "写编号"),
        (("--cadre", 1, "--kind", "谈心", "--reason", "打 13900000000 问过"), "电话"),
    ],
)
def test_what_cannot_be_corrected_is_said_and_leaves_nothing(run, url, wrong, words):
    before = asked(url, select(Record.id))
    done = run(url, "records", "add", *SIGNED, *wrong, "--on", "2026-09-28")
    assert done.exit_code == 2
    assert words in done.stderr
    assert asked(url, select(Record.id)) == before
