"""``halt``, ``resume`` and ``reminders plan``: what operators do and see."""

from sqlalchemy import create_engine, select

from models.audit import Audit
from models.sending import Halt
from tests.databases import schema
from tests.house import peopled

DAY = "2026-12-24"


def rows(url, *columns):
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return connection.execute(select(*columns)).all()
    finally:
        engine.dispose()


def test_the_switch_says_who_and_why_and_can_be_seen(run, new_database, database_kind):
    url = new_database(database_kind, fill=schema)
    assert run(url, "halt").output == "没有停着的,都在发。\n"
    done = run(url, "halt", "kind:quota", "--by", "李明", "--why", "说明会改期")
    assert done.output.startswith("停了:进度提醒,停到有人恢复。恢复:tuan100 resume kind:quota")
    assert (
        "停到 " in run(url, "halt", "all", "--by", "李明", "--why", "演练", "--hours", "2").output
    )
    listed = run(url, "halt").output.splitlines()
    assert [line.split("\t")[:2] for line in listed] == [
        ["all", "全部发送停着"],
        ["kind:quota", "进度提醒停着"],
    ]
    assert "李明:说明会改期" in listed[1]
    lifted = run(url, "resume", "all", "--by", "王芳").output
    assert lifted.startswith("恢复了:全部发送。\nkind:quota")
    assert run(url, "resume", "all", "--by", "王芳").output.startswith("全部发送没有停着。")
    assert [halt.scope for halt in rows(url, Halt.scope, Halt.until) if halt.until is None] == [
        "kind:quota"
    ]
    deeds = rows(url, Audit.deed, Audit.object_id, Audit.data)
    assert [row[:2] for row in deeds] == [
        ("halt.stop", "kind:quota"),
        ("halt.stop", "all"),
        ("halt.lift", "all"),
    ]
    assert deeds[2].data == {"by": "王芳"}


def test_a_wrong_word_is_answered_with_the_right_ones(run, new_database):
    url = new_database("sqlite", fill=schema)
    refused = run(url, "halt", "everything", "--by", "李明", "--why", "x")
    assert refused.exit_code == 2
    assert "没有「everything」这个范围。可以写:all 全部" in refused.stderr
    for command in (["halt", "all"], ["halt", "all", "--by", "李明"], ["resume", "all"]):
        refused = run(url, *command)
        assert refused.exit_code == 2
        assert "--by 姓名" in refused.stderr
    assert rows(url, Halt.scope) == []


def test_the_plan_shows_days_and_what_stands_in_their_way(run, new_database):
    url = new_database("sqlite", fill=peopled)
    assert run(url, "reminders", "plan").output.endswith("没有等着发的提醒。\n")
    tight = {"delivery": {"template_per_day": 4}}
    run(url, "run", "reminders", "--on", DAY, **tight)
    run(url, "halt", "mass", "--by", "李明", "--why", "演练")
    said = run(url, "reminders", "plan", **tight).output.splitlines()
    assert said[0] == "模板消息每天 4 条,提醒最多用 3 条;今天已用 0 条。"
    assert said[1] == "停着:群发(通知和提醒)(李明:演练)"
    assert said[2].startswith("12-24 周四\t排了 3 条;能发 3 条")
    assert said[3].startswith("12-25 周五\t排了 ")
    assert said[-1].startswith("预计 12 月 2")
