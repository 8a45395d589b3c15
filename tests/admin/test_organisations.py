"""组织 at the console: the tree, each step with its undo and its refusals, the own subtree alone."""

import re
from contextlib import contextmanager
from datetime import date

from sqlalchemy import event, func, insert, select, update

from domain.permissions import AdminRole
from models.audit import Audit
from models.organisation import Below, Organisation
from models.person import Person
from tests.admin.console import CITY, NEIGHBOUR

COUNTY_ID, COMMUNITY, GRID, STARTUP, SCHOOL, TOWN = 4, 5, 6, 7, 9, 13
ELSEWHERE = 31


@contextmanager
def counted(engine):
    """Keep the statements that are sent meanwhile."""
    seen = []

    def keep(*args):
        seen.append(args[2])

    event.listen(engine, "before_cursor_execute", keep)
    yield seen
    event.remove(engine, "before_cursor_execute", keep)


def undone(browser, page):
    """Press the button that takes the last step back."""
    path = re.search(r'action="/console/(organisations/undo/\d+)"', page)[1]
    return browser.does(path)


def parent(house, place):
    return house.one(select(Organisation.parent_id).where(Organisation.id == place))


def above(house, place):
    return dict(
        house.rows(select(Below.ancestor_id, Below.depth).where(Below.descendant_id == place))
    )


def test_the_tree_opens_node_by_node_and_is_searched(house):
    admin = house.browser(AdminRole.OPERATOR)
    tree = admin.text("organisations")
    assert "临溪县城东社区团工委" in tree
    assert "第一网格" not in tree
    assert "第一网格" in admin.text(f"organisations/{COMMUNITY}/below", depth="1")
    assert "第一网格" in admin.text("organisations", q="城东 网格")
    assert "没有找到" in admin.text("organisations", q="没有这个")
    assert "没有停用的" in admin.text("organisations", state="closed")
    page = admin.text(f"organisations/{COMMUNITY}")
    assert "广元" in page
    assert "换上级" not in page
    for path in ("", "/below", "/move", "/edit"):
        right = house.browser() if path in {"/move", "/edit"} else admin
        assert right.get(f"organisations/{ELSEWHERE}{path}").status_code == 404
    assert admin.get("organisations", **{"in": ELSEWHERE}).status_code == 404
    assert admin.get(f"organisations/{COMMUNITY}/move").status_code == 403
    assert house.browser(AdminRole.DOOR).get("organisations").status_code == 403


def test_a_page_of_many_goes_on_and_costs_the_same(house):
    admin = house.browser()
    with counted(house.engine) as few:
        admin.text("organisations")
    with house.engine.begin() as c:
        rows = [
            {
                "id": 1000 + n,
                "parent_id": COUNTY_ID,
                "name": f"甲{n:02} <script>",
                "level": "base",
                "type": "branch",
                "first_day": date(2020, 1, 1),
            }
            for n in range(60)
        ]
        c.execute(insert(Organisation), rows)
        pairs = [(up, 1000 + n, d) for n in range(60) for up, d in ((4, 1), (1000 + n, 0))]
        keys = ("ancestor_id", "descendant_id", "depth")
        c.execute(insert(Below), [dict(zip(keys, pair, strict=True)) for pair in pairs])
    with counted(house.engine) as many:
        page = admin.text("organisations")
    assert len(many) == len(few) <= 15
    assert "<script>甲" not in page
    assert "&lt;script&gt;" in page
    after = re.search(r'href="([^"]*after=\d+)"[^>]*data-next', page)[1]
    rest = admin.client.get(after.replace("&amp;", "&")).text
    assert page.count("<tr>") + rest.count("<tr>") - 4 == 63
    assert "接着看" in admin.text(f"organisations/{COUNTY_ID}/below", depth="2")


def test_adding_changing_closing(house):
    admin = house.browser()
    form = {"name": "青年驿站团支部", "level": "base", "type": "branch", "first_day": "2026-11-01"}
    page = admin.does(f"organisations/{COMMUNITY}/new", **form)
    assert "新建好了" in page
    new = house.one(select(Organisation.id).where(Organisation.name == form["name"]))
    assert above(house, new) == {new: 0, COMMUNITY: 1, 4: 2, 3: 3, 2: 4, 1: 5}
    again = admin.post(f"organisations/{COMMUNITY}/new", **form)
    assert again.status_code == 422
    assert "已经有一个" in again.text
    assert form["name"] in again.text
    undone(admin, page)
    assert house.one(select(func.count()).where(Below.descendant_id == new)) == 0
    for wrong in ({"level": "county"}, {"name": "短"}, {"type": "leading_organ"}):
        assert admin.post(f"organisations/{COMMUNITY}/new", **form | wrong).status_code == 422
    changed = {**form, "name": "改了名的团支部"}
    page = admin.does(f"organisations/{GRID}/edit", **changed)
    assert "改了名的团支部" in page
    assert "第一网格" in undone(admin, page) + admin.text(f"organisations/{GRID}")
    busy = admin.post(f"organisations/{COMMUNITY}/close", last_day="2026-11-23")
    assert busy.status_code == 422
    assert "3 个下级组织" in busy.text
    page = admin.does(f"organisations/{COMMUNITY}/new", **form)
    new = house.one(select(Organisation.id).where(Organisation.name == form["name"]))
    page = admin.does(f"organisations/{new}/close", last_day="2026-11-22")
    assert "2026-11-22 停用" in page
    assert "2026-11-22 停用" in admin.text("organisations", state="closed")
    assert "恢复了" in admin.does(f"organisations/{new}/reopen")


def test_moving_is_shown_first_and_taken_back(house):
    admin = house.browser()
    assert "最深到第 6 层" in admin.text(f"organisations/{GRID}/move", to=SCHOOL)
    page = admin.does(f"organisations/{GRID}/move", to=SCHOOL)
    assert above(house, GRID) == {GRID: 0, SCHOOL: 1, 4: 2, 3: 3, 2: 4, 1: 5}
    undone(admin, page)
    assert parent(house, GRID) == COMMUNITY
    assert above(house, GRID)[COMMUNITY] == 1
    assert "不能放到它自己" in admin.text(f"organisations/{COMMUNITY}/move", to=GRID)
    for to, words in ((GRID, "不能放到它自己"), (COUNTY_ID, "本来就在")):
        answer = admin.post(f"organisations/{COMMUNITY}/move", to=to)
        assert (answer.status_code, words in answer.text) == (422, True)
    assert admin.post(f"organisations/{GRID}/move", to=ELSEWHERE).status_code == 404
    assert admin.post(f"organisations/{COUNTY_ID}/move", to=SCHOOL).status_code == 422
    nobody_takes_back_what_another_did(house)
    city = house.browser(AdminRole.ORGAN, CITY)
    page = city.does(f"organisations/{SCHOOL}/move", to=ELSEWHERE)
    assert parent(house, SCHOOL) == ELSEWHERE
    assert house.browser().get(f"organisations/{SCHOOL}").status_code == 404
    assert (
        house.browser(AdminRole.ORGAN, NEIGHBOUR).get(f"organisations/{SCHOOL}").status_code == 200
    )


def nobody_takes_back_what_another_did(house):
    admin, other = house.browser(), house.browser(AdminRole.SUPER)
    page = admin.does(f"organisations/{GRID}/move", to=SCHOOL)
    path = re.search(r'action="/console/(organisations/undo/\d+)"', page)[1]
    assert other.post(path).status_code == 422
    house.do(
        lambda uow: uow.session.execute(
            update(Organisation).where(Organisation.id == GRID).values(parent_id=STARTUP)
        )
    )
    assert admin.post(path).status_code == 422


def test_merging_two(house):
    admin = house.browser()
    people = house.do(lambda uow: uow.session.scalar(_people(COMMUNITY)))
    preview = admin.text(f"organisations/{COMMUNITY}/merge", to=SCHOOL)
    assert "登记在这里的人" in preview
    assert "下级组织" in preview
    page = admin.does(f"organisations/{COMMUNITY}/merge", to=SCHOOL)
    assert house.one(_people(COMMUNITY)) == 0
    assert parent(house, GRID) == SCHOOL
    gone = admin.text(f"organisations/{COMMUNITY}")
    assert "合并到了" in gone
    undone(admin, page)
    assert house.one(_people(COMMUNITY)) == people
    assert parent(house, GRID) == COMMUNITY
    assert "同一级的" in admin.text(f"organisations/{COMMUNITY}/merge", to=COUNTY_ID)
    assert admin.post(f"organisations/{COMMUNITY}/merge", to=ELSEWHERE).status_code == 404
    deeds = {row.deed for row in house.rows(select(Audit.deed))}
    assert {"organisation_merged", "took_back"} <= deeds


def _people(place):
    return select(func.count()).where(Person.organisation_id == place)
