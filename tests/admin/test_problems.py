"""问题清单 at the desk: what several raised is put together, in the own subtree, and undone."""

import re

import pytest
from sqlalchemy import func, insert, select

from domain.permissions import AdminRole
from models.audit import Audit
from models.organisation import below
from models.person import Person
from models.problem import Problem, ProblemTicket
from models.ticket import Ticket
from services import problem_grouping
from tests.admin.console import CITY, COUNTY, NEIGHBOUR
from tests.admin.test_undo import back

SCRIPT = "<script>alert(1)</script>"
SAME = ("宿舍晚上没有热水,能不能修一修?", "宿舍热水晚上没有了,请修一修。", "我们宿舍晚上也没热水")


def raised(house, texts, place=COUNTY):
    """Let several youths of a place say something; return the ids."""
    there = house.places[place]
    youths = house.rows(
        select(Person.id, Person.organisation_id)
        .where(Person.organisation_id.in_(below(there)))
        .order_by(Person.id)
        .limit(len(texts))
    )
    rows = [
        {
            "sort": "demand",
            "kind": "other",
            "asker_id": one.id,
            "organisation_id": one.organisation_id,
            "organ_id": there,
            "text": text,
            "status": "working",
            "created_at": house.now,
            "due_at": house.now,
        }
        for one, text in zip(youths, texts, strict=True)
    ]
    with house.open_uow() as uow:
        return list(uow.session.scalars(insert(Ticket).returning(Ticket.id), rows))


def inside(house, problem):
    question = select(ProblemTicket.ticket_id).where(ProblemTicket.problem_id == problem)
    return {number for (number,) in house.rows(question)}


@pytest.mark.both
def test_what_several_raised_becomes_a_line(house):
    browser, place = house.browser(AdminRole.OPERATOR), house.places[COUNTY]
    tickets = raised(house, [*SAME, SCRIPT])
    theirs = raised(house, SAME, NEIGHBOUR)
    page = browser.text("problems/group")
    assert SAME[0] in page
    assert SCRIPT not in page
    assert "3 位" in page
    form = {"ticket": tickets[:2], "title": "宿舍没有热水", "kind": "other"}
    refused = browser.post("problems/group", **form | {"title": " ", "group": "1"})
    assert refused.status_code == 422
    assert "写个标题" in refused.text
    assert browser.post("problems/group", **form | {"ticket": []}).status_code == 422
    assert browser.post("problems/group", **form | {"ticket": theirs}).status_code == 422
    made = browser.does("problems/group", **form)
    line = int(re.search(r"/problems/(\d+)/edit", made)[1])
    assert inside(house, line) == set(tickets[:2])
    assert "宿舍没有热水" in browser.text("problems")
    browser.does(back(made))
    assert house.one(select(Problem.status).where(Problem.id == line)) == "dropped"
    browser.does(f"problems/{line}/restore")
    page = browser.text(f"problems/{line}/near")
    assert SAME[2] in page
    added = browser.does(f"problems/{line}/near", ticket=tickets[2:3])
    assert inside(house, line) == set(tickets[:3])
    browser.does(back(added))
    assert inside(house, line) == set(tickets[:2])
    browser.does("problems/group", ticket=tickets[2:3], into=str(line))
    out = browser.does(f"problems/{line}/split", ticket=tickets[:1])
    assert inside(house, line) == set(tickets[1:3])
    browser.does(back(out))
    assert inside(house, line) == set(tickets[:3])
    browser.does(f"problems/{line}/split", ticket=tickets[:1], new_title="另一条")
    other = house.one(select(Problem.id).where(Problem.title == "另一条"))
    assert inside(house, other) == {tickets[0]}
    assert browser.post(f"problems/{other}/merge", into=str(other)).status_code == 422
    assert "并进" in browser.does(f"problems/{other}/merge", into=str(line))
    words = {"title": "热水", "text": SCRIPT, "kind": "other"}
    assert SCRIPT not in browser.does(f"problems/{line}/edit", **words)
    assert browser.post(f"problems/{line}/edit", title="").status_code == 422
    handed = browser.does("problems/hand", problem=str(line))
    assert house.one(select(Problem.status).where(Problem.id == line)) == "handed"
    browser.does(back(handed))
    assert house.one(select(Problem.status).where(Problem.id == line)) == "draft"
    actors = house.rows(select(Audit.actor_id).where(Audit.object == "problem"))
    assert {actor for (actor,) in actors} == {house.admin(AdminRole.OPERATOR).id}
    assert house.one(select(Problem.organ_id).where(Problem.id == line)) == place


def test_lines_are_for_those_whose_they_are(house):
    line = house.one(
        select(Problem.id).where(
            Problem.organ_id == house.places[COUNTY], Problem.status == "draft"
        )
    )
    stranger, auditor = house.browser(AdminRole.ORGAN, NEIGHBOUR), house.browser(AdminRole.AUDITOR)
    for step in ("edit", "drop", "restore", "split", "merge", "near"):
        assert stranger.post(f"problems/{line}/{step}", title="x").status_code == 404, step
        assert auditor.post(f"problems/{line}/{step}").status_code == 403, step
    assert stranger.get(f"problems/{line}/near").status_code == 404
    assert stranger.get("problems/group", **{"in": house.places[COUNTY]}).status_code == 404
    assert auditor.get("problems/group").status_code == 403
    assert "从诉求里归并" not in auditor.text("problems")
    city = house.browser(AdminRole.ORGAN, CITY)
    there = {"in": house.places[COUNTY]}
    assert "撤下了" in city.does(f"problems/{line}/drop", **there)
    assert city.post(f"problems/{line}/drop").status_code == 404, "not the city's own"


def test_lines_from_below_go_into_one_of_the_own(house):
    city, place = house.browser(AdminRole.ORGAN, CITY), house.places[CITY]
    came = (Problem.handed_to == place, Problem.status == "handed", Problem.parent_id.is_(None))
    number = house.one(select(Problem.id).where(*came).order_by(Problem.id))
    assert city.post("problems/adopt").status_code == 422
    assert "并进" in city.does("problems/adopt", came=str(number))
    parent = house.one(select(Problem.parent_id).where(Problem.id == number))
    assert house.one(select(Problem.organ_id).where(Problem.id == parent)) == place
    page = city.does("problems/write", title="手写的一条", text="说明", kind="other")
    assert "手写的一条" in page
    assert city.post("problems/write", title="").status_code == 422
    assert "挪到本季度" in city.does("problems/carry")


def test_so_many_are_looked_at_and_the_page_says_so(house, monkeypatch):
    raised(house, SAME)
    monkeypatch.setattr(problem_grouping, "MOST", 2)
    page = house.browser().text("problems/group")
    assert "一次最多看最近的 2 条" in page
    assert house.one(select(func.count()).select_from(Ticket)) > 2
