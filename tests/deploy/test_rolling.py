"""Old and new code work side by side while a version is rolled out: so every step only adds."""

import ast
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from bot import database
from bot.database import Standing
from migrations.schema import HERE
from tests.bot.outfit import cli, content, written
from tests.demo.filling import opened
from tests.house import migrated

FIRST = 5
"""Before that nobody had two versions at work at once."""
STEPS = sorted(
    path for path in (HERE / "versions").glob("0*.py") if int(path.name.split("_")[0]) >= FIRST
)
TAKES = {
    *("drop_table", "drop_column", "drop_constraint", "rename_table", "alter_column", "execute"),
    *("create_unique_constraint", "create_check_constraint"),
}
"""What old code may stumble over. An index that goes only makes it slow, which is enough."""


def stumbling(source):
    """Return what in a step's way up old code could stumble over, unless it says it is a contract.

    A table that the step makes itself is nobody's yet.
    """
    module = ast.parse(source)
    if any(
        isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "CONTRACT"
        for node in module.body
    ):
        return []
    up = [
        node
        for node in module.body
        if isinstance(node, ast.FunctionDef) and "downgrade" not in node.name
    ]
    calls = [n for f in up for n in ast.walk(f) if isinstance(n, ast.Call)]
    named = [(n, n.func.attr) for n in calls if isinstance(n.func, ast.Attribute)]
    made = {n.args[0].value for n, name in named if name == "create_table"}
    new = {c.args[0].value for c in calls if ast.unparse(c.func) == "sa.Column"}
    return [found for n, name in named if (found := _wrong(n, name, made) or _tied(n, name, new))]


def _tied(call, name, new):
    """Find what ties a column that old code writes to a row of another table."""
    if name != "create_foreign_key":
        return None
    own = {column.value for column in next(a for a in call.args if isinstance(a, ast.List)).elts}
    return None if own <= new else f"foreign key of {', '.join(sorted(own))}"


def _wrong(call, name, made):
    table = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    if name in TAKES:
        return f"{name} {table}"
    if name == "create_index":
        unique = [k for k in call.keywords if k.arg == "unique" and ast.unparse(k.value) == "True"]
        on = call.args[1].value if isinstance(call.args[1], ast.Constant) else None
        return f"unique index on {on}" if unique and on not in made else None
    if name == "add_column":
        column = next(a for a in call.args if isinstance(a, ast.Call))
        told = {keyword.arg: ast.unparse(keyword.value) for keyword in column.keywords}
        if told.get("nullable") == "False" and "server_default" not in told:
            return f"{ast.unparse(column.args[0])} must be filled by code that does not know it"
    return None


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.stem)
def test_every_step_only_adds(step):
    assert stumbling(step.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ('op.drop_column("outbox", "why")', ["drop_column outbox"]),
        ('op.rename_table("outbox", "post")', ["rename_table outbox"]),
        ('op.execute("DELETE FROM outbox")', ["execute DELETE FROM outbox"]),
        ('op.create_index("ix", "outbox", ["key"], unique=True)', ["unique index on outbox"]),
        ('op.create_table("t")\n    op.create_index("ix", "t", ["key"], unique=True)', []),
        ('op.add_column("outbox", sa.Column("new", sa.Integer(), nullable=True))', []),
        (
            'op.add_column("outbox", sa.Column("new", sa.Integer(), nullable=False))',
            ["'new' must be filled by code that does not know it"],
        ),
        (
            'op.add_column("o", sa.Column("new", sa.Integer(), nullable=False, server_default="0"))',
            [],
        ),
        ('op.create_foreign_key("fk", "o", "p", ["old"], ["id"])', ["foreign key of old"]),
        (
            (
                'op.add_column("o", sa.Column("new", sa.Integer()))\n'
                '    op.create_foreign_key("fk", "o", "p", ["new"], ["id"])'
            ),
            [],
        ),
        ('with op.batch_alter_table("o") as t:\n        t.drop_column("x")', ["drop_column x"]),
    ],
)
def test_what_takes_away_is_found_unless_it_is_said(body, wrong):
    step = f"def upgrade():\n    {body}\n\ndef downgrade():\n    op.drop_table('o')\n"
    assert stumbling(step) == wrong
    assert stumbling(f'CONTRACT = "nobody reads it since 0.2"\n{step}') == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_a_newer_schema_is_served_and_let_alone_a_strange_one_is_refused(
    new_database, database_kind, tmp_path
):
    url = new_database(database_kind, fill=migrated)
    file = written(tmp_path, content(url))
    with opened(url) as engine:
        assert (database.standing(engine), database.serves(engine)) == (Standing.CURRENT, True)
        _stand_at(engine, "9999")
        assert (database.standing(engine), database.serves(engine)) == (Standing.NEWER, True)
        asked = cli(file, "quotas")
        assert (asked.exit_code, "newer than this programme" in asked.stderr) == (0, True)
        assert "数据库比程序新" in cli(file, "db", "current").stdout
        for command in (("upgrade",), ("downgrade", "0004", "--yes")):
            refused = cli(file, "db", *command)
            assert (refused.exit_code, "什么都没有动" in refused.stderr) == (2, True)
        _stand_at(engine, "0000-of-others")
        assert (database.standing(engine), database.serves(engine)) == (Standing.FOREIGN, False)
        assert "不是这个程序的" in cli(file, "quotas").stderr
        _stand_at(engine, "0001")
        assert (database.standing(engine), database.serves(engine)) == (Standing.OLDER, False)


def _stand_at(engine, revision):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_an_upgrade_does_not_hold_up_the_house_behind_a_long_reader(
    new_database, database_kind, caplog
):
    url = new_database(database_kind, fill=migrated)
    with opened(url) as engine, opened(url) as reader, opened(url) as house:
        database.downgrade(engine, "0004")
        with ThreadPoolExecutor(1) as pool, reader.connect() as reading:
            reading.execute(text("SELECT count(*) FROM outbox"))
            upgrading = pool.submit(database.upgrade, engine)
            with pytest.raises(TimeoutError):
                upgrading.result(1.3)
            # Whoever comes now waits no longer than one try does.
            with house.begin() as connection:
                connection.execute(text("SET LOCAL lock_timeout = '3s'"))
                connection.execute(text("SELECT count(*) FROM outbox"))
            reading.rollback()
            upgrading.result(60)
        assert database.is_current(house)
    assert "the upgrade is tried again" in caplog.text
