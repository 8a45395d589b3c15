"""The way in: a link from the chat opens a visit, which is one browser's and one person's."""

import re

import pytest
from sqlalchemy import select, update

from models.person import WechatUser
from models.record import Record
from tests.services.county import LI, MIN, QIANG, ZHANG


@pytest.mark.both
def test_a_link_opens_in_the_first_browser_alone(house):
    link = house.link()
    first, second = house.app.test_client(), house.app.test_client()
    assert first.get(link).location == "/h5/home"
    assert first.get("/h5/home").status_code == 200
    assert first.get(link).status_code == 303
    refused = second.get(link)
    assert refused.status_code == 410
    assert "第一次打开" in refused.text
    assert second.get("/h5/home").status_code == 401


def test_a_scanner_takes_no_visit(house):
    link = house.link()
    assert house.app.test_client().head(link).status_code == 405
    assert house.app.test_client().get(link).status_code == 303


def test_a_visit_ends_after_half_a_day(house):
    browser = house.browser()
    assert browser.get("home").status_code == 200
    house.at(2026, 11, 23, 22, 1)
    answer = browser.get("home")
    assert answer.status_code == 401
    assert "工作台" in answer.text


def test_a_visit_ends_when_the_openid_is_somebody_elses(house):
    browser = house.browser(ZHANG)
    with house.open_uow() as uow:
        uow.session.execute(
            update(WechatUser).where(WechatUser.person_id == ZHANG).values(person_id=None)
        )
    assert browser.get("home").status_code == 401


@pytest.mark.parametrize("who", [MIN, QIANG])
def test_the_cookie_is_kept_from_scripts_and_other_sites(house, who):
    answer = house.app.test_client().get(house.link(who))
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/h5" in cookie


def posts(house):
    """Return the address of every step, with an id of one digit and with one of thirty."""
    for rule in house.app.url_map.iter_rules():
        if "POST" in rule.methods and rule.rule.startswith("/h5/") and "<int:" in rule.rule:
            yield tuple(
                re.sub(r"<[^>]+>", "x", re.sub(r"<int:\w+>", n, rule.rule)) for n in ("1", "9" * 30)
            )


def test_no_step_without_a_visit_a_right_form_or_an_id_that_can_be(house):
    stranger, browser = house.app.test_client(), house.browser()
    assert len(list(posts(house))) > 20
    for near, far in posts(house):
        assert stranger.post(near).status_code == 401
        assert browser.client.post(near, data={"csrf": "é"}).status_code == 401
        assert browser.client.post(far, data={"csrf": browser.csrf}).status_code == 404
        assert browser.client.get(far).status_code in {302, 404, 405}


def test_a_form_sent_twice_takes_its_step_once(house):
    browser = house.browser()
    html = browser.text("records/new", kind="visit")
    marks = re.findall(r'name="once" value="(\w+)"', html)
    assert marks
    assert len(marks) == len(set(marks))
    form = {"kind": "visit", "day": "0", "youth": [ZHANG], "once": marks[0]}
    first, again = (browser.post("records/new", **form) for _ in range(2))
    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert len(house.all(select(Record.id))) == 1
    browser.does("records/new", **{**form, "youth": [LI]})
    browser.does("records/new", **{**form, "once": "another"})
    assert len(house.all(select(Record.id))) == 3, "the same thing may happen twice"


def test_whoever_comes_back_to_the_address_of_a_step_finds_the_page_before_it(house):
    browser = house.browser()
    assert browser.get(f"caseload/{ZHANG}/phone").location == f"/h5/caseload/{ZHANG}"
    assert browser.get("plans/3/done").location == "/h5/plans"
    assert browser.get("changes/3/undo").location == "/h5/changes"
