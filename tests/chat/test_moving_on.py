"""In the middle of a dialogue: what our own words advise can be said, and nothing odd counts."""

import pytest
from sqlalchemy import select

from models.login import LoginCode
from models.person import Person
from services import contacts, invitations
from tests.chat.inbound import openid_of, tell
from tests.house import PERSONAS


def invited(house, who):
    """Let a youth begin with a cadre's invitation; return the youth's number."""
    with house.app.open_uow() as uow:
        people = {p.name: p.id for p in uow.session.scalars(select(Person))}
        page = invitations.invite(uow, people["王敏"], openid_of("王敏"), people[who])
    with house.app.open_uow() as uow:
        phrase = invitations.shown(uow, page.rsplit("/", 1)[1]).phrase
    assert "后四位" in tell(house, who, phrase)
    return people[who]


@pytest.mark.parametrize("number", ["9" * 5000, "99999", "88"])
def test_a_number_of_any_length_is_no_bug(house, number):
    tell(house, "林小溪", "活动")
    assert "回复单子上的数字" in tell(house, "林小溪", number)
    tell(house, "林小溪", "许愿")
    tell(house, "林小溪", "一本书")
    assert "出了点问题" not in tell(house, "林小溪", number)


def test_who_has_enough_wishes_is_told_at_once_and_can_look(house):
    said = ""
    for n in range(6):
        said = tell(house, "林小溪", "许愿")
        if "在路上" in said:
            break
        for text in (f"第 {n} 本书", "1", "1", "1"):
            tell(house, "林小溪", text)
    assert "在路上" in said
    assert tell(house, "林小溪", "心愿").startswith("你的心愿")


def test_a_spent_invitation_ends_and_another_way_can_be_taken(house):
    invited(house, "陈果")
    for _ in range(5):
        said = tell(house, "陈果", "9999")
    assert "过期" in said
    assert "手机号" in tell(house, "陈果", "小伙伴登录")


def test_an_invitation_whose_number_came_off_the_roll_is_stale(house):
    youth = invited(house, "陈果")
    with house.app.open_uow() as uow:
        contacts.not_me(uow, youth)
    assert "过期" in tell(house, "陈果", "0003")


def test_a_cadre_at_the_youths_door_is_let_through_to_the_other(house):
    house.act("王敏", "follow")
    house.say("王敏", "登录")
    house.say("王敏", PERSONAS["王敏"].phone.removeprefix("+86"))
    assert "团干部登录" in house.say("王敏", house.code("王敏"))
    assert "点这里登录" in house.say("王敏", "团干部登录")


def test_an_invitation_may_be_typed_where_a_number_is_asked_for(house):
    tell(house, "陈果", "登录")
    assert "邀请" in tell(house, "陈果", f"绑定 {'0' * 32}")


def test_what_is_no_code_is_no_try(house):
    tell(house, "周一帆", "登录")
    tell(house, "周一帆", "19900000002")
    assert "6 位数字" in tell(house, "周一帆", kind="voice")
    assert "6 位数字" in tell(house, "周一帆", "好的")
    assert house.scalar(select(LoginCode.tries)) == 0


def test_a_line_of_a_whole_book_is_not_read(house):
    assert "有点长" in tell(house, "赵强", "记 " + "1 " * 20_000)
