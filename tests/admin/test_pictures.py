"""What is shown as a picture: a topic's, behind the console's right, and the code at a door."""

from dataclasses import dataclass

from flask import Flask
from sqlalchemy import insert, select

from bot.console import ICONS, VENDOR
from domain.permissions import AdminRole
from handlers.admin import create_admin
from handlers.admin.surroundings import Surroundings
from handlers.h5.qr_drawing import Drawings
from models.activity import Activity
from models.photo import Photo
from models.topic import Topic
from services import console_sessions
from tests.admin.console import COUNTY, NEIGHBOUR, key
from tests.deskhouse import Browser, Compiled
from tests.house import QUICK

JPEG = b"\xff\xd8 a picture"


@dataclass
class Ticket:
    url: str


class Platform:
    """Makes a code of each scene."""

    def __init__(self):
        self.asked = []

    def ticket(self, scene, seconds):
        self.asked.append((scene, seconds))
        return Ticket(f"http://weixin.example/q/{scene}")


def test_a_topics_pictures_are_for_those_over_its_cadre(house):
    topic, cadre = house.rows(
        select(Topic.id, Topic.cadre_id).where(Topic.status != "removed").order_by(Topic.id)
    )[0]
    row = {"person_id": cadre, "mime": "image/jpeg", "content": JPEG, "created_at": house.now}
    with house.open_uow() as uow:
        there, other = (
            uow.session.execute(insert(Photo).values(row | of).returning(Photo.id)).scalar_one()
            for of in ({"owner": "topic", "owner_id": topic}, {"owner": "record", "owner_id": 1})
        )
    path = f"content/topics/{topic}/photos"
    assert f"{path}/{there}/file" in house.browser().text(f"content/topics/{topic}")
    for role in (AdminRole.ORGAN, AdminRole.AUDITOR):
        seen = house.browser(role).get(f"{path}/{there}/file")
        assert (seen.status_code, seen.data, seen.mimetype) == (200, JPEG, "image/jpeg")
    assert house.browser().get(f"{path}/{other}/file").status_code == 404, "of a record"
    stranger = house.browser(AdminRole.ORGAN, NEIGHBOUR)
    assert stranger.get(f"{path}/{there}/file").status_code == 404
    assert house.browser(AdminRole.DOOR).get(f"{path}/{there}/file").status_code == 403


def test_a_door_shows_the_code_of_the_minute_once_asked_for(house):
    platform, app = Platform(), Flask("door")
    app.jinja_options = {"bytecode_cache": Compiled()}
    door, _ = create_admin(
        Surroundings(
            open_uow=house.open_uow,
            passwords=QUICK,
            vendor=lambda name: f"{VENDOR}/{name}",
            icons=ICONS,
            drawings=Drawings(platform, ()),
        )
    )
    app.register_blueprint(door)
    client, mine = app.test_client(), key(AdminRole.DOOR, COUNTY)
    client.set_cookie("console", mine, path="/console")
    browser = Browser(client, "/console/", console_sessions.csrf(mine))
    running = house.one(select(Activity.id).where(Activity.title == "青年读书分享"))
    page = browser.text(f"activities/{running}/digits")
    assert "微信扫一扫就签到了" in page
    assert "<svg" in page.split('class="a-qr"')[1]
    browser.text(f"activities/{running}/digits")
    assert len(platform.asked) == 1, "once a minute"
    plain = house.browser(AdminRole.DOOR).text(f"activities/{running}/digits")
    assert "a-qr" not in plain, "an account that makes none"
