"""What import-linter cannot see: who ends a transaction or asks the time, and how big a thing grows."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = ("bot", "handlers", "scheduler", "services", "models", "domain")
CODE = sorted(p for d in (*FLOORS, "simulator", "migrations") for p in (ROOT / d).rglob("*.py"))
OURS = [p for p in CODE if p.relative_to(ROOT).parts[0] in FLOORS]
ASK_THE_TIME = {"uow.py", "doctor.py", "clock.py"}
"""The unit of work tells the time; the doctor compares it; the metronome starts at once."""
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base_service"}
LONGEST_MODULE, LONGEST_FUNCTION = 300, 45


def name(path):
    return str(path.relative_to(ROOT))


def functions(path):
    tree = ast.parse(path.read_text("utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def calls(path):
    """Return what is called by attribute, as ``owner.name``."""
    tree = ast.parse(path.read_text("utf-8"))
    return {
        f"{ast.unparse(n.func.value)}.{n.func.attr}"
        for n in ast.walk(tree)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
    }


@pytest.mark.parametrize("path", CODE, ids=name)
def test_a_module_is_small_named_and_introduced(path):
    assert path.stem not in VAGUE
    text = path.read_text("utf-8")
    # Migrations list columns and are read once.
    if path.relative_to(ROOT).parts[0] != "migrations":
        assert text.count("\n") <= LONGEST_MODULE
        long = [f.name for f in functions(path) if f.end_lineno - f.lineno >= LONGEST_FUNCTION]
        assert not long
    assert ast.get_docstring(ast.parse(text))


def moves_whole_databases(path):
    """Say whether a module works beside the house, on all tables at once."""
    return path.relative_to(ROOT).parts[:2] in {
        ("bot", "transfer"),
        ("bot", "database.py"),
        ("bot", "demo"),
    }


@pytest.mark.parametrize(
    "path", [p for p in OURS if p.name != "uow.py" and not moves_whole_databases(p)], ids=name
)
def test_nobody_but_the_unit_of_work_ends_a_transaction(path):
    ended = {c for c in calls(path) if c.rsplit(".", 1)[1] in {"commit", "rollback"}}
    assert not ended


@pytest.mark.parametrize("path", [p for p in OURS if p.name not in ASK_THE_TIME], ids=name)
def test_nobody_but_the_unit_of_work_asks_the_time(path):
    assert not calls(path) & {"datetime.now", "datetime.utcnow", "date.today", "time.time"}


@pytest.mark.parametrize(
    "path", [p for p in OURS if p.parts[-2] == "chat" and p.name != "__init__.py"], ids=name
)
def test_a_chat_handler_holds_no_sql_and_opens_no_connection(path):
    assert not calls(path) & {"session.execute", "session.scalar", "requests.get", "requests.post"}


def test_every_top_level_noun_has_its_test_folder():
    tests = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir()}
    assert {"domain", "services", "chat", "h5", "scheduler", "simulator", "scenarios"} <= tests
