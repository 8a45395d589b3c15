"""What import-linter cannot see: who ends a transaction or asks the time, and how big a thing grows."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
FLOORS = ("bot", "handlers", "scheduler", "services", "models", "domain")
CODE = sorted(p for d in (*FLOORS, "simulator", "migrations") for p in (ROOT / d).rglob("*.py"))
OURS = [p for p in CODE if p.relative_to(ROOT).parts[0] in FLOORS]
ASK_THE_TIME = {"uow.py", "doctor.py", "clock.py"}
"""The unit of work tells the time; the doctor compares it; the metronome starts at once."""
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base_service"}
LONGEST_MODULE, LONGEST_FUNCTION = 300, 45


def faults(paths, wrong):
    """Return what is wrong with which file: one look at all of them is one test."""
    found = {str(path.relative_to(ROOT)): wrong(path) for path in paths}
    return {path: what for path, what in found.items() if what}


@cache
def parsed(path):
    return ast.parse(path.read_text("utf-8"))


def long_functions(path):
    every = [n for n in ast.walk(parsed(path)) if isinstance(n, ast.FunctionDef)]
    return [f.name for f in every if f.end_lineno - f.lineno >= LONGEST_FUNCTION]


@cache
def called(path):
    """Return each call by attribute: its name, and whose it is."""
    return [
        (n.func.attr, n.func.value)
        for n in ast.walk(parsed(path))
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
    ]


def calls(path, *names):
    """Return which of these names are called by attribute, as ``owner.name``."""
    return {f"{ast.unparse(owner)}.{name}" for name, owner in called(path) if name in names}


def test_modules_are_small_named_and_introduced():
    def wrong(path):
        lines = path.read_text("utf-8").count("\n")
        # Migrations list columns and are read once.
        listed = path.relative_to(ROOT).parts[0] == "migrations"
        too_long = [] if listed else long_functions(path) + [lines] * (lines > LONGEST_MODULE)
        vague = [path.stem] if path.stem in VAGUE else []
        silent = [] if ast.get_docstring(parsed(path)) else ["no docstring"]
        return too_long + vague + silent

    assert faults(CODE, wrong) == {}
    assert len(CODE) > 400


def moves_whole_databases(path):
    """Say whether a module works beside the house, on all tables at once."""
    return path.relative_to(ROOT).parts[:2] in {
        ("bot", "transfer"),
        ("bot", "database.py"),
        ("bot", "demo"),
    }


def test_nobody_but_the_unit_of_work_ends_a_transaction():
    def wrong(path):
        return calls(path, "commit", "rollback")

    within = [p for p in OURS if p.name != "uow.py" and not moves_whole_databases(p)]
    assert faults(within, wrong) == {}


def test_nobody_but_the_unit_of_work_asks_the_time():
    def wrong(path):
        asked = calls(path, "now", "utcnow", "today", "time")
        return asked & {"datetime.now", "datetime.utcnow", "date.today", "time.time"}

    assert faults([p for p in OURS if p.name not in ASK_THE_TIME], wrong) == {}


def test_chat_handlers_hold_no_sql_and_open_no_connection():
    def wrong(path):
        sql = {"session.execute", "session.scalar", "requests.get", "requests.post"}
        return calls(path, "execute", "scalar", "get", "post") & sql

    assert faults([p for p in OURS if p.parts[-2] == "chat"], wrong) == {}


def test_what_is_broken_on_purpose_is_found(tmp_path):
    bad = ROOT / "bot" / "app.py"
    assert faults([bad], lambda _: ["broken"]) == {"bot/app.py": ["broken"]}
    file = tmp_path / "long.py"
    file.write_text("def f():\n" + "    x = 1\n" * LONGEST_FUNCTION, "utf-8")
    assert long_functions(file) == ["f"]


def test_every_top_level_noun_has_its_test_folder():
    tests = {p.name for p in (ROOT / "tests").iterdir() if p.is_dir()}
    assert {"domain", "services", "chat", "h5", "scheduler", "simulator", "scenarios"} <= tests
