"""设置: naming and dismissing admins, one-time passwords, and nobody above oneself."""

import re

from sqlalchemy import select

from domain.permissions import AdminRole
from models.admin import Admin, AdminLogin, ConsoleSession
from models.cadre import Cadre
from models.person import Person
from tests.admin.console import CITY, COUNTY, NEIGHBOUR

ORGAN, SUPER, OPERATOR = AdminRole.ORGAN, AdminRole.SUPER, AdminRole.OPERATOR


def post_of(house, person):
    return house.one(select(Admin.role).where(Admin.person_id == person, Admin.ended_at.is_(None)))


def admin_at(house, role, place):
    return house.one(
        select(Admin.person_id).where(
            Admin.role == role, Admin.organisation_id == house.places[place]
        )
    )


def test_an_admin_is_named_comes_in_and_is_dismissed(house):
    browser, county = house.browser(), house.places[COUNTY]
    page = browser.post(
        "settings/admins/new",
        name="丁宁",
        phone="13900001111",
        username="dingning",
        role="operator",
        place=county,
    ).text
    login = house.one(select(AdminLogin).where(AdminLogin.username == "dingning"))
    assert login.must_change
    assert "丁宁" in page
    assert "只显示这一次" in page
    person = login.id
    assert post_of(house, person) == OPERATOR
    listed = browser.text("settings")
    assert "dingning" in listed
    assert "13900001111" not in listed
    renewed = browser.post(f"settings/admins/{person}/login").text
    assert "一次性密码" in renewed
    assert house.one(select(AdminLogin.password).where(AdminLogin.id == person)) != login.password
    assert "不再是管理员" in browser.does(f"settings/admins/{person}/dismiss")
    assert post_of(house, person) is None


def test_a_cadre_becomes_an_admin_by_the_own_username(house):
    browser = house.browser()
    username = house.one(select(Cadre.username).where(Cadre.username == "zhaoqiang"))
    before = house.one(select(Cadre).where(Cadre.username == username))
    form = {"username": username, "role": "auditor", "place": house.places[COUNTY]}
    said = browser.post("settings/admins/cadre", **form).text
    assert "赵强是管理员了" in said
    # Whoever has seen the password before has one that opens nothing.
    password = re.search(r'c-code">([^<]+)<', said)[1]
    after = house.one(select(Cadre).where(Cadre.username == username))
    assert (after.must_change, after.password == before.password) == (True, False)
    assert house.do(lambda uow: uow.means.passwords.check(after.password, password))
    again = browser.post(
        "settings/admins/cadre", username=username, role="door", place=house.places[COUNTY]
    )
    assert (again.status_code, "已经是" in again.text) == (422, True)


def test_nobody_names_more_than_they_are_nor_elsewhere(house):
    browser, form = house.browser(), {"name": "某人", "phone": "13900002222", "username": "mouren"}
    county = house.places[COUNTY]
    more = browser.post("settings/admins/new", **form, role="super", place=county)
    assert (more.status_code, "权限更大" in more.text) == (422, True)
    assert 'value="mouren"' in more.text  # what was typed is kept
    away = browser.post("settings/admins/new", **form, role="door", place=house.places[NEIGHBOUR])
    assert away.status_code in {404, 422}
    for role in (OPERATOR, AdminRole.AUDITOR, AdminRole.DOOR):
        refused = house.browser(role).post("settings/admins/new", **form, role="door", place=county)
        assert refused.status_code == 403, role
    assert house.one(select(Person).where(Person.name == "某人")) is None


def test_an_admin_next_door_and_one_above_are_out_of_reach(house):
    browser = house.browser()
    for role, place in ((ORGAN, NEIGHBOUR), (SUPER, CITY), (ORGAN, CITY)):
        person = admin_at(house, role, place)
        assert browser.post(f"settings/admins/{person}/dismiss").status_code == 422
        assert post_of(house, person) == role
    own = browser.post(f"settings/admins/{house.admin().id}/dismiss")
    assert "自己的角色自己改不了" in own.text


def test_who_is_put_out_is_out(house):
    keeper = house.browser(AdminRole.DOOR)
    assert keeper.get("me").status_code == 200
    person = admin_at(house, AdminRole.DOOR, COUNTY)
    assert "1 个浏览器退出了" in house.browser().does(f"settings/admins/{person}/put-out")
    assert keeper.get("me").status_code == 303
    ended = select(ConsoleSession.ended_at).where(ConsoleSession.person_id == person)
    assert house.one(ended) is not None


def test_an_operator_sees_no_admins(house):
    page = house.browser(OPERATOR).text("settings")
    assert "admin1" not in page
    assert "操作员" in page
