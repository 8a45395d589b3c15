"""The law of erasing: every column that may hold something about somebody has a line in it."""

import importlib
import pkgutil

import pytest
from sqlalchemy import JSON, LargeBinary, String

import models
from docs.write_privacy import PAGE, text
from domain.erasing import NOBODY, Fate, Scope, heads, struck, telling
from domain.erasing_law import LAWS
from models.base import Base

for module in pkgutil.iter_modules(models.__path__):
    importlib.import_module(f"models.{module.name}")

TABLES = Base.metadata.tables
_BY_HAND = ("person_id", "actor_id", "_by", "_to")
"""Numbers of people without a foreign key are called so."""


def telling_columns(table):
    """Return the columns that may lead to somebody: keys to people, openids, words, bytes, JSON."""
    for column in table.columns:
        targets = {key.target_fullname for key in column.foreign_keys}
        if (
            targets & {"person.id", "cadre.id"}
            or "openid" in column.name
            or isinstance(column.type, String | JSON | LargeBinary)
            or column.name.endswith(_BY_HAND)
        ):
            yield column.name


def test_each_table_has_its_law_and_each_law_its_table():
    assert set(LAWS) == set(TABLES)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_each_column_that_may_lead_to_somebody_has_a_fate(name):
    law, table = LAWS[name], TABLES[name]
    assert law.why
    missing = set(telling_columns(table)) - set(law.columns)
    assert not missing, f"domain/erasing_law.py says nothing of {missing}"
    assert set(law.columns) <= set(table.columns.keys())
    assert law.said <= set(law.columns)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_a_fate_can_be_carried_out(name):
    fates, table = LAWS[name].columns, TABLES[name]
    for column, fate in fates.items():
        if fate is Fate.CUT:
            assert table.c[column].nullable
        if fate is Fate.NAMELESS:
            assert column.endswith("_id")
        if fate is Fate.STRIKE:
            assert isinstance(table.c[column].type, String | JSON)


def test_a_key_to_a_youth_is_never_called_work():
    """Columns called work are of cadres, or of who acted for the League."""
    youths = {"youth_id", "asker_id"}
    assert not [
        (law.table, column)
        for law in LAWS.values()
        for column, fate in law.columns.items()
        if column in youths and fate in {Fate.WORK, Fate.PLAIN}
    ]


def test_a_new_column_without_a_line_would_be_found():
    table = TABLES["wish"]
    assert "text" in set(telling_columns(table))
    assert "person_id" in set(telling_columns(table))
    assert "created_at" not in set(telling_columns(table))


def test_leaving_the_account_goes_less_far_than_asking():
    for law in LAWS.values():
        assert set(law.fates(Scope.SAID)) <= set(law.fates(Scope.ALL))
    assert "name" not in LAWS["person"].fates(Scope.SAID)
    assert "text" in LAWS["wish"].fates(Scope.SAID)


TEXT = "想要一本高考数学复习书,再要一支笔"


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("和张三聊高考", "和某人聊高考"),
        (f"心愿「{TEXT}」有人认领了", "心愿「…」有人认领了"),
        ("心愿「想要一本高考数学复…」", "心愿「……」"),
        ("想要一本高考数学,两次:想要一本高考数学复习书", "…,两次:…"),
        ("想要一本", "想要一本"),
        ("电话 13800000000", "电话 某人"),
        ("", ""),
    ],
)
def test_names_and_quotations_are_struck_out(said, left):
    names = ("张三", "13800000000")
    assert struck(said, names, (TEXT,)) == left
    assert struck({"a": [said, 1, None]}, names, (TEXT,)) == {"a": [left, 1, None]}
    assert len(left) <= max(len(said), 1) or not said


def test_short_texts_tell_nobody():
    assert telling(["好的", None, " 谢谢你们 ", "谢谢你们", ""]) == ("谢谢你们",)
    assert heads(("谢谢你们", TEXT)) == (TEXT[:8],)


def test_nobody_has_no_more_letters_than_a_name_may():
    assert len(NOBODY) <= TABLES["person"].c.name.type.length


def test_the_page_says_what_the_law_says():
    assert PAGE.read_text("utf-8") == text(), "run .venv/bin/python -m docs.write_privacy"
