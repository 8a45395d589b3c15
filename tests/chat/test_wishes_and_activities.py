from sqlalchemy import func, select

from models.activity import Activity, Enrolment
from models.wish import Wish
from services import activities
from tests.house import PERSONAS, House, peopled


def test_a_wish_in_a_short_dialogue_and_its_state(house):
    assert "想要点什么" in house.press("林小溪", "wish")
    assert "哪一类" in house.say("林小溪", "想要一本高考数学复习书")
    assert "配一张图" in house.say("林小溪", "学习用品")
    assert "公开姓氏" in reply_to_picture(house, "林小溪")
    posted = house.say("林小溪", "1")
    assert "已提交(编号 W-" in posted
    seen = house.say("林小溪", "心愿")
    assert "高考数学复习书" in seen
    assert "待审核" in seen
    newest = select(Wish).order_by(Wish.id.desc()).limit(1)
    with house.app.open_uow() as uow:
        wish = uow.session.scalar(newest)
        assert (wish.kind, wish.surname_shown) == ("study", False)
        assert wish.media_id


def reply_to_picture(house, who):
    return house.act(who, "image")["reply"]["text"]


def test_it_can_be_cancelled_at_any_step_and_leaves_nothing(house):
    before = house.scalar(select(func.count()).select_from(Wish))
    for steps in ([], ["一双球鞋"], ["一双球鞋", "2"], ["一双球鞋", "2", "1"]):
        house.press("林小溪", "wish")
        for step in steps:
            house.say("林小溪", step)
        assert "什么都没有改" in house.say("林小溪", "取消")
    assert house.scalar(select(func.count()).select_from(Wish)) == before


def test_it_survives_a_restart_in_the_middle(new_database, database_kind):
    url = new_database(database_kind, fill=peopled)
    first = House(url)
    first.press("林小溪", "wish")
    first.say("林小溪", "一双球鞋")
    moment = first.now()
    first.close()
    second = House(url, now=moment)
    try:
        assert "配一张图" in second.say("林小溪", "2")
    finally:
        second.close()


def test_a_menu_press_in_the_middle_drops_the_question(house):
    house.press("林小溪", "wish")
    house.press("林小溪", "my_cadre")
    assert "没看懂" in house.say("林小溪", "一双球鞋")


def test_signing_up_by_number_and_cancelling(house):
    listed = house.press("林小溪", "activities")
    assert "回复数字报名" in listed
    free = free_number(listed)
    said = house.say("林小溪", free)
    assert "报好了" in said
    assert "报好了" not in house.say("林小溪", "我的活动")
    assert "已报名" in house.say("林小溪", "我的活动")
    assert "取消了" in house.say("林小溪", "取消报名")
    assert "还没有报名" in house.say("林小溪", "我的活动")


def free_number(listed):
    lines = listed.splitlines()
    at = next(i for i, line in enumerate(lines) if "还有" in line and "名额" in line)
    return lines[at - 1].split()[0]


def test_a_full_one_means_the_wait_list_and_a_free_seat_is_kept_for_the_first(house):
    with house.app.open_uow() as uow:
        activity = uow.session.scalar(
            select(Activity)
            .join(Enrolment, Enrolment.activity_id == Activity.id)
            .where(Activity.status == "open", Activity.taken == Activity.seats)
            .limit(1)
        )
        activity_id, title = activity.id, activity.title
        waiting_before = uow.session.scalar(
            select(func.count()).where(
                Enrolment.activity_id == activity_id, Enrolment.status == "waiting"
            )
        )
    listed = house.press("林小溪", "activities").splitlines()
    number = next(line.split()[0] for line in listed if title in line)
    said = house.say("林小溪", number)
    assert f"候补第 {waiting_before + 1} 位" in said
    give_up_seats(house, activity_id, waiting_before + 1)
    house.deliver()
    cards = [b for b in chat(house, "林小溪") if b["type"] == "template"]
    assert any(title[:15] in f["value"] for card in cards for f in card["fields"])
    assert "待确认" in house.say("林小溪", "我的活动")
    assert "定下来了" in house.say("林小溪", "要")
    assert "已报名" in house.say("林小溪", "我的活动")


def give_up_seats(house, activity_id, count):
    with house.app.open_uow() as uow:
        holders = uow.session.scalars(
            select(Enrolment.person_id).where(
                Enrolment.activity_id == activity_id, Enrolment.status == "enrolled"
            )
        ).all()[:count]
    for person in holders:
        with house.app.open_uow() as uow:
            activities.withdraw(uow, activity_id, person)


def chat(house, who):
    return house.simulator.get(f"/sim/people/{PERSONAS[who].openid}/chat")["bubbles"]


def test_a_long_list_goes_on_and_its_numbers_too(house):
    listed = house.press("林小溪", "activities")
    assert listed.count("周") >= 5
    assert "6 " not in listed.splitlines()[-2]
    assert "更多" in listed
    more = house.say("林小溪", "更多")
    sixth = more.splitlines()[1]
    assert sixth.startswith("6 ")
    assert sixth.removeprefix("6 ") in house.say("林小溪", "6")


def test_a_free_seat_is_not_announced_to_who_has_given_it_back(house):
    listed = house.press("林小溪", "activities").splitlines()
    number = next(listed[i - 1].split()[0] for i, line in enumerate(listed) if "可候补" in line)
    title = next(line for line in listed if line.startswith(f"{number} ")).split()[1]
    assert "候补第" in house.say("林小溪", number)
    with house.app.open_uow() as uow:
        activity = uow.session.scalar(
            select(Activity).where(Activity.title == title, Activity.status == "open")
        )
        activity_id, waiting = activity.id, activity.waiting
    give_up_seats(house, activity_id, waiting)
    assert "待确认" in house.say("林小溪", "我的活动")
    assert "取消了" in house.say("林小溪", "不要")
    house.deliver()
    assert not [b for b in chat(house, "林小溪") if b["type"] == "template"]
