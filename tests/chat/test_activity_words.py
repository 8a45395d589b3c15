"""活动 in the chat: two at the same time, questions behind a link, a leave with its reason."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from models.activity import Activity, Enrolment
from models.organisation import Organisation
from tests.chat.inbound import tell

WHO = "林小溪"
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])  # words, no questions
FORM = {"questions": [{"key": "q", "text": "几点到?", "sort": "text"}]}


def held(house, title, **changes):
    """Leave an activity of the first county, next week; return its number."""
    with house.app.open_uow() as uow:
        county = select(Organisation.id).where(Organisation.level == "county").limit(1)
        starts = uow.now + timedelta(days=1)
        row = {
            "organisation_id": uow.session.scalar(county),
            "host_id": 1,
            "title": title,
            "kind": "own_design",
            "seats": 3,
            "status": "open",
            "created_at": uow.now,
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=2),
            "deadline": starts - timedelta(hours=1),
        }
        return uow.session.scalar(insert(Activity).values(row | changes).returning(Activity.id))


def sign_up(house, number):
    return tell(house, WHO, f"报名活动 {number}")


def place(house, number):
    return house.scalar(select(Enrolment.status).where(Enrolment.activity_id == number))


def test_two_at_the_same_time_are_asked_about_and_both_may_be(house):
    first, second = held(house, "读书会"), held(house, "观影会")
    assert "报好了" in sign_up(house, first)
    assert "和「读书会」(明天" in sign_up(house, second)
    assert "没有报" in tell(house, WHO, "2")
    assert place(house, second) is None
    sign_up(house, second)
    assert "回复 1 报,2 不报" in tell(house, WHO, "嗯")
    assert "报好了:「观影会」" in tell(house, WHO, "1")
    assert place(house, second) == "enrolled"


def test_what_asks_questions_gives_the_link_to_its_page(house):
    number = held(house, "义诊", form=FORM)
    said = sign_up(house, number)
    assert "报名要先填几个问题" in said
    assert "/h5/go/" in said
    assert place(house, number) is None
    aged = held(house, "球赛", audience={"least_age": 18})
    assert "报名要先填生日" in sign_up(house, aged)


def test_after_the_deadline_it_is_a_leave_and_one_sentence_is_asked_for(house):
    number = held(house, "植树")
    sign_up(house, number)
    with house.app.open_uow() as uow:
        over = update(Activity).where(Activity.id == number).values(deadline=uow.now)
        uow.session.execute(over)
    assert "说一句原因" in tell(house, WHO, "请假")
    assert "说一句为什么" in tell(house, WHO, "忙")
    assert place(house, number) == "enrolled"
    assert "假请好了" in tell(house, WHO, "临时要加班")
    assert place(house, number) == "cancelled"
    kept = select(Enrolment.why).where(Enrolment.activity_id == number)
    assert house.scalar(kept) == "临时要加班"


def test_a_draw_says_when_and_nothing_is_kept_for_who_was_offered_nothing(house):
    number = held(house, "抽一张票", mode="draw")
    assert "截止后抽签" in sign_up(house, number)
    assert "已申请,等抽签" in tell(house, WHO, "我的活动")
    assert "没有给你留着的名额" in tell(house, WHO, "要")
    assert "取消了" in tell(house, WHO, "取消报名")


def test_who_only_waited_leaves_nobody_a_seat_and_a_reason_may_begin_like_an_order(house):
    number = held(house, "手工课", seats=1, taken=1, deadline=house.now() + timedelta(minutes=5))
    assert "候补第 1 位" in sign_up(house, number)
    assert "名额让给了" not in tell(house, WHO, "取消报名")
    with house.app.open_uow() as uow:
        uow.session.execute(update(Activity).where(Activity.id == number).values(seats=2))
    sign_up(house, number)
    house.later(minutes=6)
    assert "说一句原因" in tell(house, WHO, "请假")
    assert "假请好了" in tell(house, WHO, "邀请了客户吃饭,走不开")
    assert place(house, number) == "cancelled"
