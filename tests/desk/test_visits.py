"""The way in: a link from the chat opens a visit, which is one browser's and one person's."""

import pytest
from sqlalchemy import update

from models.person import WechatUser
from tests.services.county import MIN, QIANG, ZHANG


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
