"""Ratings on the pages: said, changed, heard without who, appealed, decided, and by nobody else."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from models.rating import Rating
from models.ticket import Ticket
from services import rating_rounds, ratings
from tests.services.county import MIN, NOW, QIANG, ZHANG
from tests.services.crowd import crowd, met


def voted(house, stars=(5, 4, 4, 3, 5), words="很耐心"):
    """Let a crowd of 赵强's vote, and the first of December come."""
    youths = crowd(house.engine, len(stars))
    record = met(house.engine, youths, NOW - timedelta(days=3))
    for n, (youth, star) in enumerate(zip(youths, stars, strict=True)):
        house.do(ratings.rate, youth, "record", record, star, f"{words}{n}")
    house.at(2026, 12, 1, 9)
    house.do(rating_rounds.settle)
    return youths


@pytest.fixture
def record(house):
    return met(house.engine, [ZHANG], NOW - timedelta(days=2), cadre=QIANG)


def test_an_empty_list_says_what_to_do(house):
    page = house.browser(ZHANG).text("ratings")
    assert "最近 60 天没有等着评的" in page
    assert "对我的评价" not in page
    assert "还没有可以显示的评价" in house.browser(QIANG).text("ratings/heard")
    above = house.browser().text("ratings/above")
    assert "没有等着复核的评价" in above


def test_saying_it_and_saying_it_otherwise(house, record):
    browser = house.browser(ZHANG)
    assert "赵强" in browser.text("ratings")
    form = browser.text(f"ratings/record/{record}")
    assert "谈心谈话" in form
    assert "看不到是谁评的" in form
    page = browser.does(f"ratings/record/{record}", stars="2", words="没说<b>清楚")
    assert "记下了,谢谢你:赵强,2 颗星" in page
    assert "没说&lt;b&gt;清楚" in page
    again = browser.text(f"ratings/record/{record}")
    assert 'value="2" checked' in again
    assert "改好了:赵强,4 颗星" in browser.does(f"ratings/record/{record}", stars="4")
    assert house.all(select(func.count()).select_from(Rating)) == [1]


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"words": "我写的字"}, "1 到 5 颗星"),
        ({"stars": "5", "words": "长" * 201}, "最多 200 个字"),
    ],
)
def test_a_refused_vote_keeps_what_was_typed(house, record, form, why):
    answer = house.browser(ZHANG).post(f"ratings/record/{record}", **form)
    assert answer.status_code == 422
    assert why in answer.text
    assert form["words"] in answer.text
    assert house.all(select(Rating.id)) == []


def test_nobody_else_s_occasion_opens(house, record):
    for path in (f"ratings/record/{record}", f"ratings/wish/{record}", "ratings/x/1"):
        answer = house.browser(QIANG).get(path)
        assert (answer.status_code, "真打过交道" in answer.text) == (422, True)
        assert house.browser(QIANG).post(path, stars="5").status_code == 422


def test_a_cry_for_help_goes_to_whoever_is_on_duty_and_not_to_the_cadre(house, record):
    page = house.browser(ZHANG).does(f"ratings/record/{record}", stars="1", words="我不想活了")
    assert page.count("直接拨 12355") == 1
    assert "值班的团干部" in page
    assert house.all(select(Rating.words)) == [""]
    assert house.all(select(Ticket.urgent)) == [True]


def test_the_cadre_s_page_field_by_field(house):
    youths = voted(house)
    page = house.browser(QIANG).text("ratings/heard")
    assert "<b>约 4</b><span>颗星" in page
    assert "<b>5</b><span>条评价" in page
    assert all(f"很耐心{n}" in page for n in range(5))
    names = [f"小{c}" for c in "甲乙丙丁戊"]
    own = page.partition('<nav class="h5-beside"')[0]
    plain = re.sub(r"[0-9a-f]{12,}", "", own)  # marks and the forms' own
    for hidden in (*names, *map(str, youths), "谈心", "11 月", "record", "occasion"):
        assert hidden not in plain
    # Who voted sees that it is shown, and no more.
    mine = house.do(ratings.mine, youths[0])
    assert (mine[0].said, mine[0].open) == ("11 月", False)


def test_an_appeal_is_decided_by_the_leader(house):
    voted(house)
    browser, wanted = house.browser(QIANG), house.do(rating_rounds.heard, QIANG).words[0].mark
    refused = browser.post("ratings/heard/appeal", mark=wanted, why="")
    assert (refused.status_code, "写一句为什么" in refused.text) == (422, True)
    assert "交给县委的负责人看了" in browser.does(
        "ratings/heard/appeal", mark=wanted, why="没有<这>回事"
    )
    assert "上级在看" in browser.text("ratings/heard")
    leader = house.browser()
    page = leader.text("ratings/above")
    assert "没有&lt;这&gt;回事" in page
    assert "小甲" not in page
    assert "约 4 颗星" in page
    again = leader.post("ratings/above/decision", mark=wanted, decision="remove", why=" ")
    assert (again.status_code, 'value="remove" checked' in again.text) == (422, True)
    told = leader.does("ratings/above/decision", mark=wanted, decision="remove", why="骂人了")
    assert "移除了" in told
    late = leader.post("ratings/above/decision", mark=wanted, decision="keep", why="改主意了")
    assert (late.status_code, "没有在等复核" in late.text) == (422, True)
    page = browser.text("ratings/heard")
    assert "还没有可以显示的评价" in page
    assert "不再计入" in page


def test_only_whose_page_it_is_opens_it(house):
    voted(house)
    assert house.browser(ZHANG).get("ratings/heard").status_code == 422
    assert house.browser(QIANG).get("ratings/above").status_code == 422
    assert (
        house.browser(QIANG).post("ratings/above/decision", mark="x", why="不行").status_code == 422
    )
    assert "很耐心" not in house.browser(MIN).text("ratings/heard")
