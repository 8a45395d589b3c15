from sqlalchemy import func, select

from bot.wechat.errors import MediaGone, WeChatError
from models.wish import Picture, Wish
from scheduler.pictures import fetch_pictures


def wish_with_a_picture(house):
    house.press("林小溪", "wish")
    for answer in ("一双球鞋", "2"):
        house.say("林小溪", answer)
    house.act("林小溪", "image")
    assert "已提交" in house.say("林小溪", "1")


def look(house):
    return fetch_pictures(house.app.open_uow, house.app.account, away=WeChatError, gone=MediaGone)


def kept(house):
    return house.scalar(select(func.count()).select_from(Picture))


def test_a_picture_is_kept_once(house):
    wish_with_a_picture(house)
    assert look(house) == 1
    with house.app.open_uow() as uow:
        picture = uow.session.scalar(select(Picture))
        assert picture.mime.startswith("image/")
        assert len(picture.content) > 50
    assert look(house) == 0
    assert kept(house) == 1


def test_one_that_cannot_be_had_now_is_tried_again(new_house):
    house = new_house("sqlite")
    wish_with_a_picture(house)
    fault = house.simulator.post(
        "/sim/faults", {"target": "/cgi-bin/media/get", "kind": "http", "status": 502}
    )
    assert look(house) == 0
    house.simulator.delete(f"/sim/faults/{fault['id']}")
    assert look(house) == 1


def test_one_that_is_gone_is_given_up(new_house):
    house = new_house("sqlite")
    wish_with_a_picture(house)
    house.later(days=2, hours=23)
    house.simulator.post(
        "/sim/faults", {"target": "/cgi-bin/media/get", "kind": "errcode", "errcode": 40007}
    )
    assert look(house) == 0
    assert house.scalar(select(Wish.media_id).order_by(Wish.id.desc()).limit(1)) == ""


def test_where_no_picture_can_be_fetched_none_is_asked_for(new_house):
    house = new_house("sqlite", kind="personal")
    house.say("林小溪", "微心愿")
    house.say("林小溪", "一双球鞋")
    assert "公开姓氏" in house.say("林小溪", "2")
