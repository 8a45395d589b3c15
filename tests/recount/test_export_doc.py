"""docs/export.md says what is in an export: every table and column, and nothing else."""

import json
import re
from pathlib import Path

import pytest

from bot.transfer import LEFT_OUT, export
from migrations.schema import metadata
from tests.demo.filling import law as law_in_force
from tests.demo.filling import migrate, opened
from tests.recount.rulebook import PROGRAMMES

TEXT = (Path(__file__).parents[2] / "docs" / "export.md").read_text("utf-8")
NAME = re.compile(r"`([^`]+)`")


@pytest.fixture
def folder(new_database, tmp_path):
    with opened(new_database("sqlite", migrate)) as engine:
        export(engine, tmp_path / "out", law_in_force())
    return tmp_path / "out"


def section(title):
    """Return what stands under a heading, until the next of its level."""
    level = title.split()[0]
    return re.split(rf"^{level} ", TEXT.split(f"{title}\n", 1)[1], flags=re.MULTILINE)[0]


def first_cells(lines):
    return [name for line in lines for name in NAME.findall(line.split("|")[1])]


def documented():
    """Return table -> columns as the page tells them."""
    tables = {}
    for line in section("## The tables").splitlines():
        named = re.fullmatch(r"### ([a-z_]+)|`([a-z_]+)`:", line)
        if named:
            columns = tables.setdefault(named.group(1) or named.group(2), [])
        elif line.startswith("| `"):
            columns += first_cells([line])
    return tables


def test_every_table_and_column_is_told_and_no_other():
    there = {
        table.name: [column.name for column in table.columns]
        for table in metadata().sorted_tables
        if table.name not in LEFT_OUT
    }
    told = documented()
    assert told.keys() == there.keys()
    for name, columns in there.items():
        assert sorted(told[name]) == sorted(columns), name


def test_what_is_left_out_is_told_with_the_reason():
    assert set(LEFT_OUT) <= set(NAME.findall(section("## What is left out")))


def test_the_lines_of_a_file_have_the_columns_that_are_told(folder):
    files = {path.stem for path in folder.glob("*.jsonl")}
    assert files == documented().keys()
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    told = NAME.findall(
        next(line for line in TEXT.splitlines() if line.startswith("| `manifest.json`"))
    )
    assert manifest.keys() == set(told) - {"manifest.json"}


def test_the_keys_of_the_law_are_told(folder):
    law = json.loads((folder / "programmes.json").read_text("utf-8"))
    told = first_cells(
        line for line in section("### `programmes.json`").splitlines() if line.startswith("| `")
    )
    rules = [rule for programme in law["programmes"].values() for rule in programme["rules"]]
    assert {tuple(sorted(rule)) for rule in rules} == {tuple(sorted(told))}
    words = set(NAME.findall(section("### `programmes.json`")))
    for rule in rules:
        assert rule["period"].keys() <= words
        assert all(who.keys() <= words for who in rule["subjects"])
        assert all(source.keys() <= words for source in rule["sources"])
        assert rule["period"]["kind"] in words
    calendar = json.loads((folder / "calendar.json").read_text("utf-8"))
    assert calendar.keys() <= set(NAME.findall(section("### `calendar.json`")))


def test_every_measure_and_kind_is_told(folder):
    law = json.loads((folder / "programmes.json").read_text("utf-8"))
    rules = [rule for programme in law["programmes"].values() for rule in programme["rules"]]
    measures = first_cells(
        line for line in section("## Counting again").splitlines() if line.startswith("| `")
    )
    assert {rule["measure"] for rule in rules} <= set(measures)
    kinds = {kind for rule in rules for kind in rule["kinds"]}
    assert kinds <= set(NAME.findall(section("### record")))


def test_the_exported_rules_are_those_typed_by_hand(folder):
    """The files of the programmes and the recount's own rule book say the same numbers."""
    law = json.loads((folder / "programmes.json").read_text("utf-8"))
    told = {
        name: {rule["id"]: plain(rule) for rule in programme["rules"]}
        for name, programme in law["programmes"].items()
    }
    typed = {
        name: {id_: by_hand(rule) for id_, rule in rules.items()}
        for name, rules in PROGRAMMES.items()
    }
    assert told == typed


MEASURES = {
    "distinct_youths": "caseload",
    "each_field": "by_field",
}
WINDOWS = {
    "two_months": "2 months",
    "quarter": "3 months",
    "half": "6 months",
    "year": "12 months",
}


def plain(rule):
    period = rule["period"]
    window = WINDOWS.get(period["kind"], period["kind"])
    if period["kind"] == "campaign":
        window = f"{period['from']} {period['to']}"
    subjects = [
        (sorted(w["roles"]), sorted(w["levels"]), w["target"], w["encouraged"])
        for w in rule["subjects"]
    ]
    return (
        subjects,
        MEASURES.get(rule["measure"], rule["measure"]),
        (window, period["anchor"]),
        sorted(rule["kinds"]),
        sorted(rule["fields"]),
        rule["min_minutes"],
        rule["offline"],
        rule["by_day"],
    )


def by_hand(rule):
    subjects = [
        (sorted(who.types or ["organ"]), sorted(who.levels), who.target, who.encouraged)
        for who in rule.who
    ]
    return (
        subjects,
        rule.measure,
        (rule.window, 1),
        sorted(rule.kinds),
        sorted(rule.fields),
        rule.minutes or None,
        rule.offline or None,
        rule.by_day,
    )
