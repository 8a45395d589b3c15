"""团干部 at the console: list, page, posts, exemptions, logins, handover; the subtree alone."""

import io
import re
from datetime import date

import pytest
from sqlalchemy import func, select, update

from domain.permissions import AdminRole
from models.admin import Admin
from models.audit import Audit
from models.cadre import Appointment, Cadre, Leave, Override
from models.contact import Contact
from models.person import Person, WechatUser
from models.post import Outbox
from services.extracts import LISTS, Asked
from tests.admin.console import CITY, NEIGHBOUR
from tests.admin.test_organisations import counted
from tests.services.workbooks import ROSTER, cells, workbook

MIN, QIANG, LEADER, OTHER = 1, 2, 4, 6
"""王敏, 赵强 and 李向阳 of the county; 赵明刚 of the neighbour's."""
COUNTY_ID, COMMUNITY, SCHOOL = 4, 5, 9


def undone(browser, page):
    path = re.search(r'action="/console/(cadres/[a-z/]*\d+/undo|cadres/sheets/undo/\d+)"', page)[1]
    return browser.does(path)


def posts(house, cadre):
    question = select(Appointment.organisation_id, Appointment.type, Appointment.last_day)
    rows = house.rows(question.where(Appointment.cadre_id == cadre).order_by(Appointment.id))
    return [tuple(row) for row in rows]


def test_the_list_finds_whom_one_looks_for(house):
    admin = house.browser(AdminRole.OPERATOR)
    with counted(house.engine) as sent:
        page = admin.text("cadres")
    assert len(sent) <= 16, sent
    assert "王敏" in page
    assert "赵强" in page
    assert "赵明刚" not in page
    assert "一览表(带号码)" not in page
    for query, names in (
        ({"name": "赵"}, "赵强"),
        ({"type": "parttime"}, "赵强"),
        ({"in": COMMUNITY}, "赵强"),
        ({"state": "new"}, "王敏"),
        ({"stand": "met"}, "李向阳"),
        ({"stand": "short"}, "王敏 赵强"),
    ):
        found = set(re.findall(r'cadres/\d+">([^<]+)</a>', admin.text("cadres", **query)))
        assert found == set(names.split()), query
    assert "没有找到" in admin.text("cadres", name="没有这个人")
    assert "没有找到" in admin.text("cadres", state="left")
    assert "只看一位团干部联系的" in admin.text("youths", cadre=QIANG)
    assert admin.get("cadres", **{"in": 31}).status_code == 404
    assert house.browser(AdminRole.DOOR).get("cadres").status_code == 403
    goes_into_a_file(house)


def goes_into_a_file(house):
    """Take the same list out, with its filters, some rows at a time."""
    who = house.admin()
    rows = LISTS["cadres"].rows

    def taken(**filters):
        return house.do(lambda uow: rows(uow, Asked(COUNTY_ID, who, filters), None, 2))

    assert [row and row[0] for _, row in taken()] == ["王敏", "赵强", None]
    assert [row[0] for _, row in taken(stand="met")] == ["李向阳"]
    assert house.do(lambda uow: rows(uow, Asked(COUNTY_ID, who, {}), QIANG, 2))[0][0] == LEADER


def test_a_cadre_of_elsewhere_is_not_there(house):
    admin = house.browser()
    for path in ("", "/posts/new", "/leave", "/target", "/handover"):
        assert admin.get(f"cadres/{OTHER}{path}").status_code == 404
    for path in ("login", "unbind", "forgive", "handover", "posts/new", "leave", "target"):
        assert admin.post(f"cadres/{OTHER}/{path}").status_code == 404
    operator = house.browser(AdminRole.OPERATOR)
    page = operator.text(f"cadres/{MIN}")
    assert "199****0101" in page
    assert "一次性密码" not in page.split("密码</dt>")[0]
    assert operator.get(f"cadres/{MIN}/leave").status_code == 403
    assert operator.post(f"cadres/{MIN}/login").status_code == 403
    for role in (AdminRole.AUDITOR, AdminRole.OPERATOR):
        assert house.browser(role).get("cadres/import").status_code == 403
        assert house.browser(role).post("cadres/export", reason="上报上级").status_code == 403
    city = house.browser(AdminRole.ORGAN, CITY)
    assert city.post("cadres/export", reason="上报上级").status_code == 200
    assert house.browser(AdminRole.ORGAN, NEIGHBOUR).get(f"cadres/{OTHER}").status_code == 200


@pytest.mark.both
def test_posts_begin_change_and_end(house):
    admin = house.browser()
    form = {"place": COMMUNITY, "type": "fulltime", "post": "书记", "on": "2026-11-16"}
    post = house.one(select(Appointment.id).where(Appointment.cadre_id == QIANG))
    page = admin.does(f"cadres/{QIANG}/posts/{post}", **form)
    assert posts(house, QIANG) == [
        (COMMUNITY, "parttime", date(2026, 11, 15)),
        (COMMUNITY, "fulltime", None),
    ]
    assert "专职" in page
    undone(admin, page)
    assert posts(house, QIANG) == [(COMMUNITY, "parttime", None)]
    page = admin.does(f"cadres/{QIANG}/posts/new", **form | {"place": SCHOOL, "leads": "yes"})
    assert len(posts(house, QIANG)) == 2
    assert "负责人" in page
    again = admin.post(f"cadres/{QIANG}/posts/new", **form | {"place": SCHOOL})
    assert again.status_code == 422
    assert "已经是专职了" in again.text
    undone(admin, page)
    for wrong in ({"on": "1999-01-01"}, {"on": "x"}, {"type": "x"}):
        assert admin.post(f"cadres/{QIANG}/posts/{post}", **form | wrong).status_code == 422
    elsewhere = admin.post(f"cadres/{QIANG}/posts/{post}", **form | {"place": 31})
    assert "不在你管的范围里" in elsewhere.text
    page = admin.does(f"cadres/{QIANG}/posts/{post}/end", last_day="2026-11-22")
    assert "现在没有任职" in page
    assert "赵强" in admin.text("cadres", state="left")
    assert admin.post(f"cadres/{QIANG}/posts/{post}/end", last_day="2026-11-22").status_code == 422
    undone(admin, page)
    assert posts(house, QIANG) == [(COMMUNITY, "parttime", None)]


@pytest.mark.both
def test_leaves_and_lower_targets(house):
    admin = house.browser()
    form = {"first_day": "2026-11-20", "last_day": "", "why": "产假 <script>"}
    page = admin.does(f"cadres/{MIN}/leave", **form)
    assert "产假 &lt;script&gt;" in page
    assert "请假中" in admin.text("cadres", state="away")
    assert admin.post(f"cadres/{MIN}/leave", **form).status_code == 422
    leave = house.one(select(Leave.id).where(Leave.cadre_id == MIN))
    admin.does(f"cadres/{MIN}/leave/{leave}/end")
    assert house.one(select(Leave.last_day).where(Leave.id == leave)) == date(2026, 11, 23)
    form = {"rule": "contacts", "target": "60", "why": "大型企业,按支部人数定"}
    page = admin.does(f"cadres/{MIN}/target", **form)
    assert "102/60" in page
    again = admin.post(f"cadres/{MIN}/target", **form)
    assert "已经有个人目标" in again.text
    undone(admin, page)
    assert house.one(select(Override.id).where(Override.cadre_id == MIN)) is None
    higher = admin.post(f"cadres/{MIN}/target", **form | {"target": "101"})
    assert higher.status_code == 422
    assert "不能层层加码" in higher.text
    assert admin.post(f"cadres/{MIN}/target", **form | {"why": " "}).status_code == 422


def test_logins_on_paper_and_off_a_phone(house):
    admin = house.browser()
    strip = admin.post(f"cadres/{QIANG}/login").text
    password = re.findall(r"<code>([^<]+)</code>", strip)[1]
    stored = house.one(select(Cadre).where(Cadre.id == QIANG))
    assert stored.must_change
    assert house.do(lambda uow: uow.means.passwords.check(stored.password, password))
    mine = select(WechatUser.openid).where(WechatUser.person_id == QIANG)
    if house.one(mine) is None:
        lost = {"openid": "lost", "person_id": QIANG, "following": True, "muted": [], "unread": ""}
        house.do(lambda uow: uow.session.add(WechatUser(**lost)))
    there = house.one(mine)
    assert "原来的微信解除了" in admin.does(f"cadres/{QIANG}/unbind")
    # Where they were is where they hear of it: whoever takes an account over is not silent.
    assert "解除了" in house.one(select(Outbox.text).where(Outbox.openid == there))
    assert house.one(mine) is None
    assert "没有绑着的微信" in admin.post(f"cadres/{QIANG}/unbind").text
    house.do(
        lambda uow: uow.session.execute(
            update(Cadre)
            .where(Cadre.id == QIANG)
            .values(failures=7, blocked_until=house.now.replace(hour=11))
        )
    )
    assert "赵强" in admin.text("cadres", state="held_up")
    admin.does(f"cadres/{QIANG}/forgive")
    assert house.one(select(Cadre.failures).where(Cadre.id == QIANG)) == 0
    deeds = {row.deed for row in house.rows(select(Audit.deed))}
    assert {"login_renewed", "login_unblocked", "unbound"} <= deeds
    nobody_gets_the_password_of_a_higher_admin(house)


def nobody_gets_the_password_of_a_higher_admin(house):
    """Ask for 李向阳, made an admin with more rights than the county's has; and who is of elsewhere too."""
    admin = house.browser()
    house.do(
        lambda uow: uow.session.execute(
            update(Admin).where(Admin.person_id == LEADER).values(role="super")
        )
    )
    answer = admin.post(f"cadres/{LEADER}/login")
    assert answer.status_code == 422
    assert "权限更大" in answer.text
    assert admin.post(f"cadres/{LEADER}/unbind").status_code == 422
    # Nor an equal: one would be the two whom a big push needs.
    assert house.browser(AdminRole.SUPER).post(f"cadres/{LEADER}/login").status_code == 422
    above = house.browser(AdminRole.SUPER, CITY)
    assert above.post(f"cadres/{LEADER}/login").status_code == 200
    house.do(
        lambda uow: uow.session.add(
            Appointment(
                cadre_id=MIN, organisation_id=3, type="seconded", first_day=date(2026, 1, 1)
            )
        )
    )
    assert "范围之外也有任职" in admin.post(f"cadres/{MIN}/login").text


def test_a_case_load_is_handed_over_and_comes_back(house):
    admin = house.browser()
    assert "102 位" in admin.text(f"cadres/{MIN}/handover", to=LEADER)
    page = admin.does(f"cadres/{MIN}/handover", to=LEADER)
    living = select(func.count()).where(Contact.cadre_id == MIN, Contact.ended_at.is_(None))
    assert house.one(living) == 0
    undone(admin, page)
    assert house.one(living) >= 102
    assert admin.post(f"cadres/{MIN}/handover", to=OTHER).status_code == 404
    assert admin.get(f"cadres/{MIN}/handover", to=OTHER).status_code == 404


def test_one_cadre_is_entered_by_hand(house):
    admin = house.browser()
    form = {"name": "钱多多", "phone": "13900001234", "place": COMMUNITY, "type": "parttime"}
    strip = admin.post("cadres/new", **form)
    assert strip.status_code == 200
    assert "钱多多" in strip.text
    new = house.one(select(Person.id).where(Person.name == "钱多多"))
    assert posts(house, new) == [(COMMUNITY, "parttime", None)]
    again = admin.post("cadres/new", **form)
    assert again.status_code == 422
    assert "已经是团干部了" in again.text
    for wrong in ({"phone": "123"}, {"name": ""}, {"type": ""}):
        assert admin.post("cadres/new", **form | wrong).status_code == 422
    assert "不在你管的范围里" in admin.post("cadres/new", **form | {"place": 31}).text


@pytest.mark.both
def test_the_form_goes_in_out_and_back(house):
    admin = house.browser()
    empty = admin.get("cadres/import/template")
    assert cells(empty.data)[0][0].startswith("专挂职团干部")
    rows = [ROSTER, ["1", "孙小满", "临溪县第一中学团委", "书记", "13900001111"]]
    upload = {"type": "parttime", "file": (io.BytesIO(workbook(*rows)), "表.xlsx")}
    answer = admin.post("cadres/import", **upload)
    assert answer.status_code == 303, answer.text
    sheet = answer.location
    assert "1 位都没有问题" in admin.client.get(sheet).text
    path = sheet.removeprefix("/console/")
    page = admin.does(f"{path}/write")
    assert "写好了" in page
    strips = admin.post(f"{path}/logins").text
    assert "孙小满" in strips
    assert "一次性密码 <code>" in strips
    new = house.one(select(Person.id).where(Person.name == "孙小满"))
    assert posts(house, new) == [(SCHOOL, "parttime", None)]
    undone(admin, page)
    assert house.one(select(Person.id).where(Person.name == "孙小满")) is None
    assert house.one(select(Cadre.id).where(Cadre.id == new)) is None
    wrong = [ROSTER, ["1", "孙小满", "枫渡县第一中学团委", "书记", "13900001111"]]
    upload = {"type": "parttime", "file": (io.BytesIO(workbook(*wrong)), "表.xlsx")}
    faulty = admin.client.get(admin.post("cadres/import", **upload).location).text
    assert "你的范围里没有" in faulty
    assert "1 行要改" in faulty
    again = admin.post("cadres/import", file=(io.BytesIO(b""), "x.xlsx"))
    assert again.status_code == 422
    assert "王敏" in str(cells(admin.post("cadres/export", reason="上报上级").data))
    other = house.browser(AdminRole.SUPER)
    assert other.client.get(sheet).status_code == 422
