"""The way in: password, digits in the chat, roles, sessions, and what every page has in common."""

from sqlalchemy import select

from domain.permissions import AdminRole, May
from models.admin import ConsoleSession


def test_who_is_not_in_is_led_to_the_login(house):
    answer = house.app.test_client().get("/console/")
    assert (answer.status_code, answer.location) == (303, "/console/login")


def test_every_page_names_a_right(house):
    assert house.routes
    assert {route.right for route in house.routes} <= set(May)


def test_a_door_keeper_sees_no_figures(house):
    keeper = house.browser(AdminRole.DOOR)
    assert keeper.get("").status_code == 403
    assert "签到员" in keeper.text("me")


def test_two_hours_without_a_step_and_half_a_day(house):
    browser = house.browser()
    assert browser.get("me").status_code == 200
    house.now = house.now.replace(hour=12, minute=1)
    assert browser.get("me").status_code == 303


def test_one_ends_the_own_other_browsers(house):
    mine = house.browser()
    assert "没有别的浏览器" in mine.does("me/end-others")
    assert house.rows(select(ConsoleSession).where(ConsoleSession.ended_at.is_not(None))) == []
