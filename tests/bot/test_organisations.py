"""``organisations``: a tree grown and changed at the command line, from nothing."""

import re

import pytest

from tests.house import migrated


@pytest.fixture
def url(new_database, database_kind):
    return new_database(database_kind, fill=migrated)


def test_a_tree_begins_grows_and_moves(run, url):
    def add(name, level, kind, *more):
        done = run(
            url, "organisations", "add", "--name", name, "--level", level, "--type", kind, *more
        )
        assert (done.exit_code, done.stderr) == (0, "")
        return re.search(r"编号 (\d+)", done.stdout)[1]

    assert "还没有组织" in run(url, "organisations", "list").stderr
    city = add("共青团某市委", "city", "leading_organ", "--since", "2010-01-01")
    one = add("甲县委", "county", "leading_organ", "--under", city)
    other = add("乙县委", "county", "leading_organ", "--under", city)
    school = add("某中学团委", "base", "committee", "--under", one)
    wrong = ("organisations", "add", "--name", "丙县委", "--level", "county")
    no = run(url, *wrong, "--type", "branch", "--under", city)
    assert (no.exit_code, "领导机关" in no.stderr) == (2, True)
    assert run(url, "organisations", "move", city, "--under", school).exit_code == 2
    moved = run(url, "organisations", "move", school, "--under", other)
    assert "现在在「乙县委」下面" in moved.stdout
    lines = run(url, "organisations", "list").stdout.splitlines()
    assert [line.split("\t")[0] for line in lines] == [
        "共青团某市委",
        "  乙县委",
        "    某中学团委",
        "  甲县委",
    ]
