"""问题清单 on the pages: the organ's list, what came from below, a cadre's proposal, an answer."""

import pytest
from sqlalchemy import insert, select

import tests.deskhouse as desk
from domain.problems import Line
from models.problem import Problem
from models.ticket import Ticket
from services import problem_answers, problem_grouping, problems
from tests.services.county import COUNTY, LI, MIN, QIANG, ZHANG
from tests.services.neighbours import FANG, LEI, OPENIDS, neighbours
from tests.services.test_problems import FOOD, HOT, ask, three

FORMS = ("group", "adopt", "hand", "carry")


@pytest.fixture
def league(house, monkeypatch):
    neighbours(house.engine)
    for person, openid in OPENIDS.items():
        monkeypatch.setitem(desk.OPENIDS, person, openid)
    return house


def test_grouped_edited_split_and_handed_up(league):
    house = league
    ids = three(house)
    ask(house, LI, "我叫李四,13800138000,宿舍热水")
    browser = house.browser()
    page = browser.text("problems")
    assert "还是空的" in page
    page = browser.text("problems/group")
    assert "两位以上都提到的有 1 件" in page
    for kept in ("李四", "13800138000", "张三"):
        assert kept not in page
    page = browser.does("problems/group", ticket=ids[:2], rest=f"{ids[2]},x", title="宿舍<热水>")
    assert "列进清单了" in page
    assert "宿舍&lt;热水&gt;" in page
    assert "3 位小伙伴提过" in page
    (line,) = house.all(select(Problem.id))
    one = f"problems/{line}"
    refused = browser.post(f"{one}/edit", title="", kind="other", text="四栋<b>")
    assert (refused.status_code, "四栋&lt;b&gt;" in refused.text) == (422, True)
    page = browser.does(f"{one}/edit", title="宿舍热水", kind="medical", text="四栋没有")
    assert "医疗" in page
    assert "四栋没有" in page
    page = browser.does(f"{one}/split", ticket=ids[2], new_title="晚上没热水")
    assert "分成了新的一条" in page
    other = max(house.all(select(Problem.id)))
    assert "并进「宿舍热水」了" in browser.does(f"problems/{other}/merge", into=line)
    page = browser.text(f"{one}/near")
    assert "(姓名略),(号码略)" in page
    near = house.all(select(Ticket.id).order_by(Ticket.id.desc()))[0]
    assert "加进来 1 条" in browser.does(f"{one}/near", ticket=near)
    assert "1 条交给市委了" in browser.does("problems/hand", problem=line)
    assert "等答复" in browser.text("problems")
    assert "收回来了" in browser.does(f"{one}/take-back")
    assert "撤下了" in browser.does(f"{one}/drop")
    assert "恢复了" in browser.does(f"{one}/restore")


def test_the_city_puts_together_and_answers(league):
    house = league
    line = house.do(problem_grouping.gather, COUNTY, MIN, three(house), Line("宿舍热水")).id
    house.do(problems.hand_up, COUNTY, [line])
    city = house.browser(LEI)
    assert "1 条" in city.text("problems")
    page = city.text("problems/waiting")
    assert "县委 · 3 位小伙伴提过" in page
    page = city.text(f"problems/{line}")
    for who in ("张三", "李四", "钱七"):
        assert who not in page
    page = city.does("problems/adopt", problem=line, into="")
    assert "下级交来、并进这一条的" in page
    mine = max(house.all(select(Problem.id)))
    refused = city.post(f"problems/{mine}/answer", answer=" ")
    assert (refused.status_code, "写下答复" in refused.text) == (422, True)
    page = city.does(f"problems/{mine}/answer", answer="年底<前>换锅炉")
    assert "会告诉反映过的 2 位小伙伴" in page
    assert "年底&lt;前&gt;换锅炉" in house.browser(ZHANG).text("problems")
    assert "年底&lt;前&gt;换锅炉" in house.browser().text(f"problems/{line}")
    assert city.post(f"problems/{mine}/add", added="").status_code == 422
    assert "补充好了,会告诉反映过的 2 位" in city.does(f"problems/{mine}/add", added="推到<三月>")
    assert "更正或补充答复" not in city.text(f"problems/{mine}")
    assert "补充:推到&lt;三月&gt;" in house.browser(ZHANG).text("problems")
    assert "推到&lt;三月&gt;" in house.browser().text(f"problems/{line}")
    again = house.browser().post(f"problems/{line}/take-back")
    assert (again.status_code, "已经答复过了" in again.text) == (422, True)


def test_a_cadre_proposes_and_takes_it_back(league):
    house = league
    cadre = house.browser(QIANG)
    assert "还没有提过" in cadre.text("problems")
    page = cadre.does("problems", title="村里没有篮球场", kind="other", text="")
    assert "提给县委了" in page
    (line,) = house.all(select(Problem.id))
    assert "在整理" in cadre.text("problems")
    page = house.browser().text(f"problems/{line}")
    assert "赵强" in page
    for step in ("edit", "restore", "take-back", "merge", "split", "answer", "near"):
        assert cadre.post(f"problems/{line}/{step}").status_code == 422
    for step in FORMS:
        assert cadre.post(f"problems/{step}").status_code == 422
    assert "收回了" in cadre.does(f"problems/{line}/drop")
    asked = ask(house, QIANG, "值班室没有暖气")  # a cadre may raise something, too
    own = house.do(problem_grouping.gather, COUNTY, MIN, [asked], Line("暖气")).id
    assert "我反映过" not in cadre.text("problems")
    house.do(problem_answers.answer, own, COUNTY, MIN, "装好了")
    assert "我反映过" in cadre.text("problems")
    assert "装好了" in cadre.text("problems/heard")


def test_nobody_else_opens_or_does_anything(league):
    house = league
    line = house.do(problem_grouping.gather, COUNTY, MIN, three(house), Line("宿舍热水")).id
    for who in (FANG, QIANG, ZHANG):
        browser = house.browser(who)
        for path in (f"problems/{line}", f"problems/{line}/near"):
            answer = browser.get(path)
            assert (answer.status_code, "宿舍" in answer.text) == (422, False)
        for step in (
            "edit",
            "drop",
            "restore",
            "take-back",
            "merge",
            "split",
            "near",
            "answer",
            "add",
        ):
            answer = browser.post(
                f"problems/{line}/{step}", answer="x", added="x", title="x", ticket=1
            )
            assert (answer.status_code, "宿舍" in answer.text) == (422, False), step
    assert house.browser(LEI).get(f"problems/{line}").status_code == 422  # not handed up yet
    assert house.browser(FANG).post("problems/hand", problem=line).status_code == 422
    assert "宿舍" not in house.browser(FANG).text("problems/group")
    assert "还没有" in house.browser(LI).text("problems")


def test_a_quarter_that_is_over_is_carried_on(league):
    house = league
    line = house.do(problem_grouping.gather, COUNTY, MIN, three(house), Line("宿舍热水")).id
    house.at(2027, 1, 4, 9)
    browser = house.browser()
    refused = browser.post("problems/hand", problem=line)
    assert (refused.status_code, "先挪到本季度" in refused.text) == (422, True)
    assert "先挪到本季度" in browser.text("problems", quarter="2026-10-01")
    assert "以前没交的 1 条" in browser.text("problems")
    assert "1 条挪到本季度了" in browser.does("problems/carry")
    assert browser.text("problems", quarter="nonsense")


def test_a_large_group_is_put_on_the_list_whole(league):
    house = league
    row = {"sort": "demand", "kind": "other", "organisation_id": 3, "organ_id": COUNTY}
    row |= {"status": "waiting", "created_at": house.now, "due_at": house.now}
    with house.open_uow() as uow:
        rows = [
            {**row, "asker_id": (ZHANG, LI)[n % 2], "text": HOT[n % 3] + "!" * (n % 4)}
            for n in range(300)
        ]
        uow.session.execute(insert(Ticket), [*rows, {**row, "asker_id": LI, "text": FOOD[0]}])
    browser = house.browser()
    assert "还有 292 条意思一样的" in browser.text("problems/group")
    ids = house.all(select(Ticket.id).where(Ticket.text != FOOD[0]))
    page = browser.does("problems/group", rest=",".join(map(str, ids)), title="宿舍热水")
    assert "2 位小伙伴提过" in page
    assert (
        house.do(
            problem_grouping.suggested, COUNTY, MIN, problems.quarter_of(house.now.date())
        ).looked
        == 1
    )
