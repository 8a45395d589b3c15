"""The operator's word on letters of which nobody knows: seen, sent again, or let be."""

import pytest

from models.person import Person
from tests.bot.test_doctor import letter


@pytest.fixture
def house(new_house):
    return new_house("sqlite")


@pytest.fixture
def letters(run, house):
    def letters(*arguments):
        return run(house.settings.database.url, "letters", *arguments)

    return letters


BY = ("--by", "王丽", "--why", "电话里问过")


def test_an_operator_looks_decides_and_leaves_a_trace(letters, house):
    assert letters("list").stdout == "没有要人决定的消息。\n"
    who = house.scalar(Person.__table__.select().with_only_columns(Person.id, Person.name))
    letter(house, status="uncertain", person_id=who, why="silence")
    letter(house, key="k2", status="held", deaths=3)
    first, second, hint = letters("list").stdout.splitlines()
    number, other = first.split("\t")[0], second.split("\t")[0]
    assert first.endswith("模板消息,心愿进展(silence)")
    assert "不知道到没到" in first
    assert "扣下了\t不认识的人" in second
    assert "发送进程为它停了 3 次" in second
    assert "resend" in hint
    assert "1 条重新排队了" in letters("resend", number, *BY).stdout
    assert "1 条了结了" in letters("close", other, *BY).stdout
    shown = letters("show", number).stdout
    assert "等着发" in shown
    assert "模板消息:人工重发(王丽:电话里问过)" in shown
    assert "没发成" in letters("list", "--state", "failed").stdout


def test_about_all_of_them_or_about_none(letters, house):
    letter(house, status="uncertain")
    number = letters("list").stdout.split("\t")[0]
    refused = letters("close", number, "4711", *BY)
    assert refused.exit_code == 2
    assert "没有编号 4711 的消息" in refused.stderr
    assert "不知道到没到" in letters("list").stdout
    assert "还缺 --why" in letters("close", number, "--by", "王丽").stderr


def test_a_long_list_is_shown_in_parts(letters, house):
    for n in range(52):
        letter(house, key=f"k{n}", status="uncertain")
    *_, last, hint = letters("list").stdout.splitlines()
    assert hint == f"还有:tuan100 letters list --after {last.split()[0]}"
    assert len(letters("list", "--after", last.split()[0]).stdout.splitlines()) == 3
