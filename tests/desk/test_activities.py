"""活动 on the pages: made from a template, signed up for, waited for, chosen, changed, called off."""

import re
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from domain.activity_templates import next_on, next_saturday
from domain.periods import HOME
from models.activity import Activity, Enrolment
from models.contact import Contact
from models.person import Person
from tests.services.county import LI, MIN, QIANG, ZHANG

FORM = {
    "title": "河道志愿服务",
    "kind": "volunteering",
    "day": "2026-11-28",
    "from": "09:00",
    "to": "11:00",
    "place": "滨河公园东门",
    "seats": "1",
    "mode": "first",
    "deadline": "2026-11-27T09:00",
}
QUESTIONS = {
    "q-text-1": "要接送吗",
    "q-sort-1": "yesno",
    "q-required-1": "1",
    "q-text-2": "在哪里上车",
    "q-sort-2": "one",
    "q-options-2": "东站\n西站\n",
    "q-required-2": "1",
    "q-when-2": "1",
    "q-is-2": "是",
}


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def made(house, who=MIN, **changes):
    """Publish an activity on its page; return its number."""
    answer = house.browser(who).post("activities/new/river", **(FORM | changes))
    assert answer.status_code == 303, words(answer.text)
    return int(answer.location.split("/")[-2])


def one(house, number):
    return house.all(select(Activity).where(Activity.id == number))[0]


def places(house, number):
    rows = house.all(
        select(Enrolment).where(Enrolment.activity_id == number).order_by(Enrolment.person_id)
    )
    return {row.person_id: row.status for row in rows}


def test_a_template_is_filled_for_saturday_and_published(house):
    host = house.browser()
    listed = host.text("activities/new")
    assert "河道志愿服务" in listed
    form = host.text("activities/new/river")
    assert 'value="2026-11-28"' in form
    assert 'name="place"' in form
    page = host.does("activities/new/river", **FORM)
    assert "发布了" in page
    assert "报名中" in page
    activity = house.all(select(Activity))[0]
    assert (activity.status, activity.place, activity.host_id) == ("open", "滨河公园东门", MIN)
    assert activity.deadline.astimezone(HOME) == datetime(2026, 11, 27, 9, tzinfo=HOME)
    assert "河道志愿服务" in host.text("activities", tab="hosted")


@pytest.mark.parametrize(
    ("today", "saturday"),
    [((2026, 11, 23), 28), ((2026, 11, 26), 28), ((2026, 11, 20), 28), ((2026, 11, 21), 28)],
)
def test_the_saturday_proposed_leaves_time_to_tell_people(today, saturday):
    assert next_saturday(date(*today)) == date(2026, 11, saturday)


def test_the_day_of_a_copy_is_the_same_weekday():
    assert next_on(date(2026, 11, 23), 2) == date(2026, 11, 25)


WRONG = [
    ({"day": ""}, "三样填齐"),
    ({"day": "x"}, "时间没看懂"),
    ({"to": "08:00"}, "结束要晚于开始"),
    ({"mode": "draw", "deadline": "2026-11-28T09:00"}, "早 1 小时"),
    ({"seats": "many"}, "填一个数字"),
    ({"seats": "0"}, "名额"),
    ({"title": " "}, "名字"),
    ({"deadline": "2026-11-28T10:00"}, "截止"),
    ({"day": "2026-11-20", "deadline": ""}, "之后"),
    ({"least_age": "30", "most_age": "20"}, "年龄"),
    ({"q-text-1": "哪一队", "q-sort-1": "one", "q-options-1": "红"}, "两个"),
    ({**QUESTIONS, "q-when-2": "4"}, "还没写"),
    ({**QUESTIONS, "q-is-2": "也许"}, "条件"),
    ({"kind": "nonsense"}, "类"),
    ({"kind": "phone"}, "类"),
]


def test_what_is_wrong_is_said_and_what_was_typed_stays(house):
    host = house.browser()
    for changes, said in WRONG:
        answer = host.post("activities/new/river", **(FORM | changes))
        assert answer.status_code == 422, changes
        assert said in re.search(r'id="wrong"[^>]*>([^<]*)<', answer.text).group(1), changes
        assert 'value="滨河公园东门"' in answer.text
    assert house.all(select(Activity)) == []


def test_a_draft_is_seen_by_its_host_alone_until_it_is_published(house):
    host, guest = house.browser(), house.browser(ZHANG)
    page = host.does("activities/new/river?draft=1", **FORM)
    assert "只有你看得到" in page
    number = house.all(select(Activity.id))[0]
    assert guest.get(f"activities/{number}").status_code == 422
    assert "河道" not in guest.text("activities", tab="open")
    assert "发布了" in host.does(f"activities/{number}/publish")
    assert "河道" in guest.text("activities", tab="open")


def test_an_organ_s_kind_is_for_who_answers_for_one(house):
    organ = FORM | {"kind": "open_day"}
    answer = house.browser(QIANG).post("activities/new/river", **organ)
    assert answer.status_code == 422
    assert "机关" not in words(house.browser(QIANG).text("activities/new"))
    assert house.browser(QIANG).get("activities/new/open_day").status_code == 422
    assert one(house, made(house, kind="open_day")).kind == "open_day"
    assert "机关开放日" in house.browser().text("activities/new")


def test_the_questions_are_kept_with_their_conditions(house):
    number = made(house, seats="5", **QUESTIONS)
    kept = one(house, number).form["questions"]
    assert [q["key"] for q in kept] == ["q1", "q2"]
    assert kept[1]["when"] == ["q1", "是"]
    page = house.browser(ZHANG).text(f"activities/{number}")
    assert "「要接送吗」答了「是」才用填" in page
    assert 'data-after="q1"' in page
    guest = house.browser(ZHANG)
    answer = guest.post(f"activities/{number}/enrol", **{"a-q1": "是"})
    assert "在哪里上车" in words(answer.text)
    assert re.search(r'value="是"\s+checked', answer.text)
    shown = guest.does(f"activities/{number}/enrol", **{"a-q1": "是", "a-q2": "东站"})
    assert "东站" in shown
    other = house.browser(LI)
    assert "报好了" in other.does(f"activities/{number}/enrol", **{"a-q1": "否", "a-q2": ""})
    run = house.browser().text(f"activities/{number}/run")
    assert "东站" in run
    assert "张三" not in other.text(f"activities/{number}")
    assert "东站" not in re.sub(
        r"<form.*?</form>", "", other.text(f"activities/{number}"), flags=re.DOTALL
    )


def test_a_question_keeps_its_key_when_others_come_before_it(house):
    number = made(house, seats="5", **QUESTIONS)
    house.browser(ZHANG).does(f"activities/{number}/enrol", **{"a-q1": "否"})
    form = house.browser().text(f"activities/{number}/edit")
    assert 'name="q-key-1" value="q1"' in form
    changed = {
        **FORM,
        "seats": "5",
        "q-text-1": "会不会游泳",
        "q-sort-1": "yesno",
        "q-text-2": "要接送吗",
        "q-key-2": "q1",
        "q-sort-2": "yesno",
    }
    house.browser().does(f"activities/{number}/edit", **changed)
    keys = [q["key"] for q in one(house, number).form["questions"]]
    assert len(set(keys)) == 2
    assert keys[1] == "q1"
    assert "要接送吗" in words(house.browser().text(f"activities/{number}/run"))


def test_one_gives_up_and_the_seat_is_kept_for_the_next_who_takes_it(house):
    number = made(house)
    first, second = house.browser(ZHANG), house.browser(LI)
    assert "报好了" in first.does(f"activities/{number}/enrol")
    page = second.does(f"activities/{number}/enrol")
    assert "候补第 1 位" in page
    assert "候补第 1 位" in second.text("activities")
    assert "名额让给后面的人" in first.does(f"activities/{number}/withdraw")
    assert places(house, number) == {ZHANG: "cancelled", LI: "offered"}
    page = second.text(f"activities/{number}")
    assert "给你留着到" in page
    assert "我要去" in page
    assert "给你留着到" in second.text("activities")
    assert "等确认" in house.browser().text(f"activities/{number}/run")
    assert "定下来了" in second.does(f"activities/{number}/accept")
    assert places(house, number)[LI] == "enrolled"


def test_after_the_deadline_giving_up_is_a_leave_with_a_reason(house):
    number = made(house)
    guest = house.browser(ZHANG)
    guest.does(f"activities/{number}/enrol")
    house.at(2026, 11, 27, 10, 0)
    guest = house.browser(ZHANG)
    assert "请个假" in guest.text(f"activities/{number}")
    assert guest.post(f"activities/{number}/withdraw").status_code == 422
    assert "请好假了" in guest.does(f"activities/{number}/withdraw", why="临时要加班")
    assert house.all(select(Enrolment.why)) == ["临时要加班"]
    assert "已截止" in house.browser(LI).text(f"activities/{number}")


def test_two_at_one_time_are_asked_about(house):
    first = made(house, seats="5")
    twice = FORM | {"title": "读书会", "seats": "5"}
    answer = house.browser().post("activities/new/river", **twice)
    assert answer.status_code == 422
    assert "时间撞了,仍然发布" in answer.text
    second = made(house, title="读书会", seats="5", sure="1")
    guest = house.browser(ZHANG)
    guest.does(f"activities/{first}/enrol")
    page = guest.text(f"activities/{second}")
    assert "时间撞了,仍然报名" in page
    assert guest.post(f"activities/{second}/enrol").status_code == 422
    assert "报好了" in guest.does(f"activities/{second}/enrol", sure="1")


def test_the_birth_date_is_asked_only_where_ages_are_limited(house):
    plain = made(house)
    limited = made(house, seats="5", least_age="18", most_age="35", sure="1")
    guest = house.browser(ZHANG)
    assert "出生日期" not in guest.text(f"activities/{plain}")
    assert "出生日期" in guest.text(f"activities/{limited}")
    assert guest.post(f"activities/{limited}/enrol").status_code == 422
    assert guest.post(f"activities/{limited}/enrol", born="年轻").status_code == 422
    assert guest.post(f"activities/{limited}/enrol", born="1970-01-01").status_code == 422
    assert house.all(select(Person.born).where(Person.id == ZHANG)) == [None]
    assert "报好了" in guest.does(f"activities/{limited}/enrol", born="2003-05-04")
    assert house.all(select(Person.born).where(Person.id == ZHANG)) == [date(2003, 5, 4)]


def test_whom_it_is_not_for_is_told_and_not_shown(house):
    with house.open_uow() as uow:
        uow.session.execute(
            update(Contact).where(Contact.youth_id == ZHANG).values(occupation="student")
        )
    number = made(house, seats="5", occupations=["student"])
    assert "河道" in house.browser(ZHANG).text("activities", tab="open")
    other = house.browser(LI)
    assert "河道" not in other.text("activities", tab="open")
    page = other.text(f"activities/{number}")
    assert "这次是给学生的" in page
    assert "activities/enrol" not in page
    assert other.post(f"activities/{number}/enrol").status_code == 422


def test_the_host_chooses_in_one_tap_or_says_why_not(house):
    number = made(house, mode="review", seats="5")
    for who in (ZHANG, LI):
        assert "申请交上了" in house.browser(who).does(f"activities/{number}/enrol")
    assert "待审核" in house.browser(ZHANG).text("activities")
    host = house.browser()
    assert "2 份申请等你看" in host.text("activities", tab="hosted")
    assert "等你看的申请" in host.text(f"activities/{number}/run")
    assert "同意了" in host.does(f"activities/{number}/decide/{ZHANG}", yes="1")
    host.does(f"activities/{number}/decide/{LI}", why="这次人满了")
    assert places(house, number) == {ZHANG: "enrolled", LI: "refused"}
    assert "这次人满了" in house.browser(LI).text(f"activities/{number}")
    assert host.post(f"activities/{number}/decide/{LI}").status_code == 422
    assert "还是同意" in host.text(f"activities/{number}/run")
    host.does(f"activities/{number}/decide/{LI}", yes="1")
    assert places(house, number)[LI] == "enrolled"


def test_lots_are_drawn_after_the_deadline_and_the_seed_is_shown(house):
    number = made(house, mode="draw")
    for who in (ZHANG, LI):
        house.browser(who).does(f"activities/{number}/enrol")
    assert "待抽签" in house.browser(LI).text("activities")
    assert "现在抽签" not in house.browser().text(f"activities/{number}/run")
    assert house.browser().post(f"activities/{number}/draw").status_code == 422
    house.at(2026, 11, 27, 9, 1)
    host = house.browser()
    assert "现在抽签" in host.text(f"activities/{number}/run")
    page = host.does(f"activities/{number}/draw")
    assert "1 人有名额,1 人候补" in page
    assert one(house, number).draw_seed in page
    assert sorted(places(house, number).values()) == ["enrolled", "waiting"]


def test_the_seats_grow_and_shrink_but_not_below_what_is_taken(house):
    number = made(house)
    house.browser(ZHANG).does(f"activities/{number}/enrol")
    house.browser(LI).does(f"activities/{number}/enrol")
    host = house.browser()
    assert host.post(f"activities/{number}/seats", to="0").status_code == 422
    page = host.does(f"activities/{number}/seats", to="2")
    assert "名额改成 2 个,1 位候补的有名额了" in page
    assert places(house, number)[LI] == "offered"
    host.does(f"activities/{number}/seats", to="2")  # sent again it is the same number
    assert host.post(f"activities/{number}/seats", to="1000000").status_code == 422
    assert one(house, number).seats == 2


def test_a_change_of_time_warns_and_keeps_who_signed_up(house):
    number = made(house)
    host = house.browser()
    assert "会收到通知" not in words(host.text(f"activities/{number}/edit")).split("多少人")[0]
    house.browser(ZHANG).does(f"activities/{number}/enrol")
    form = host.text(f"activities/{number}/edit")
    assert "已经报名的人会收到通知" in form
    later = FORM | {"from": "14:00", "to": "16:00"}
    assert "改好了" in host.does(f"activities/{number}/edit", **later)
    assert one(house, number).starts_at.astimezone(HOME).hour == 14
    assert places(house, number) == {ZHANG: "enrolled"}


def test_a_night_ends_the_next_morning_and_many_days_stay_many(house):
    number = made(house, **{"from": "22:00", "to": "00:30"})
    assert one(house, number).ends_at.astimezone(HOME) == datetime(2026, 11, 29, 0, 30, tzinfo=HOME)
    form = house.browser().text(f"activities/{number}/edit")
    assert "第 2 天结束" in form
    assert 'name="nights" value=""' in form
    with house.open_uow() as uow:
        uow.session.execute(
            update(Activity).values(ends_at=datetime(2026, 11, 30, 23, 0, tzinfo=HOME))
        )
    form = house.browser().text(f"activities/{number}/edit")
    assert "第 3 天结束" in form
    assert 'name="nights" value="2"' in form
    house.browser().does(f"activities/{number}/edit", **FORM, nights="2", about="带睡袋")
    assert one(house, number).ends_at.astimezone(HOME).day == 30


def test_a_new_time_at_which_the_host_is_busy_is_asked_about(house):
    made(house)
    other = made(house, **{"from": "14:00", "to": "16:00"})
    host = house.browser()
    assert "改好了" in host.does(
        f"activities/{other}/edit", **(FORM | {"from": "15:00", "to": "16:00"})
    )
    answer = host.post(f"activities/{other}/edit", **FORM)
    assert (answer.status_code, "时间撞了,仍然保存" in answer.text) == (422, True)
    assert "改好了" in host.does(f"activities/{other}/edit", **FORM, sure="1")


def test_calling_off_says_why_to_those_who_signed_up(house):
    number = made(house)
    house.browser(ZHANG).does(f"activities/{number}/enrol")
    host = house.browser()
    assert host.post(f"activities/{number}/cancel", reason=" ").status_code == 422
    assert "1 位报了名的人" in host.does(f"activities/{number}/cancel", reason="那天有暴雨")
    page = house.browser(ZHANG).text(f"activities/{number}")
    assert "那天有暴雨" in page
    assert "不用去了" in page
    assert "已经报上了" not in page
    assert house.browser(LI).post(f"activities/{number}/enrol").status_code == 422


def test_a_copy_has_everything_but_the_day(house):
    number = made(house, seats="7", about="带手套", **QUESTIONS)
    house.at(2026, 12, 1, 10, 0)
    host = house.browser()
    assert "照上次的再办一次" in host.text("activities/new")
    form = host.text(f"activities/{number}/copy")
    for kept in ("滨河公园东门", "带手套", "在哪里上车", 'value="7"', 'value="2026-12-05"'):
        assert kept in form
    copy = FORM | {"day": "2026-12-05", "deadline": "2026-12-04T09:00"}
    host.does(f"activities/{number}/copy", **copy)
    assert number in house.all(select(Activity.copied_from))


def test_only_who_runs_it_runs_it(house):
    number = made(house, who=MIN)
    stranger = house.browser(QIANG)
    for page in ("run", "edit", "copy"):
        assert stranger.get(f"activities/{number}/{page}").status_code == 422
    for step in ("publish", "seats", "cancel", "draw", f"decide/{ZHANG}", "edit", "copy"):
        form = FORM | {"by": "5", "reason": "x", "yes": "1"}
        assert stranger.post(f"activities/{number}/{step}", **form).status_code == 422
    youth = house.browser(ZHANG)
    for page in ("new", "new/river", f"{number}/run", f"{number}/edit"):
        assert youth.get(f"activities/{page}").status_code == 422
    assert one(house, number).seats == 1
    assert len(house.all(select(Activity.id))) == 1
    below = made(house, who=QIANG, sure="1")
    assert "管理这个活动" in house.browser(MIN).text(f"activities/{below}")


def everything(house):
    with house.open_uow(read_only=True) as uow:
        return [
            uow.session.execute(select(*table.__table__.c).order_by(table.id)).all()
            for table in (Activity, Enrolment)
        ]


def test_no_step_of_any_activity_is_open_to_others(house):
    """Every path there is, also those of the door, by whoever must not; nothing is changed."""
    draft = house.browser().post("activities/new/river?draft=1", **FORM).location.split("/")[-2]
    number = made(house, sure="1")
    house.browser(LI).does(f"activities/{number}/enrol")
    before = everything(house)
    form = FORM | {"by": "5", "reason": "x", "yes": "1", "sure": "1", "person": LI, "why": "x"}
    form |= {"present": "0", "minutes": "60", "happened": "1", "stars": "5"}
    strangers = [house.browser(QIANG), house.browser(ZHANG)]
    rules = [
        (rule.rule.removeprefix("/h5/"), "POST" in rule.methods)
        for rule in house.app.url_map.iter_rules()
        if "<int:activity_id>" in rule.rule and "join-code" not in rule.rule
    ]
    assert len(rules) > 20
    for rule, posts in rules:
        for activity in (number, draft):
            path = rule.replace("<int:activity_id>", str(activity))
            path = path.replace("<int:person_id>", str(LI))
            if activity == number and path.split("/")[2:] in ([], ["enrol"]):
                continue  # whoever is within reach may see it and sign up
            for browser in strangers:
                answer = browser.post(path, **form) if posts else browser.get(path)
                assert answer.status_code == 422, path
                assert "李四" not in answer.text, path
                assert activity != draft or "河道" not in answer.text, path
    assert everything(house) == before


def test_stars_are_for_those_who_came_once_it_is_over(house):
    number = made(house)
    guest = house.browser(ZHANG)
    guest.does(f"activities/{number}/enrol")
    assert guest.post(f"activities/{number}/rate", stars="5").status_code == 422
    house.at(2026, 11, 28, 12, 0)
    with house.open_uow() as uow:
        uow.session.execute(
            update(Enrolment).values(
                checked_in_at=uow.now - timedelta(hours=3), checked_in_by="scan"
            )
        )
    guest = house.browser(ZHANG)
    assert "说说怎么样" in guest.text("activities", tab="been")
    assert "打几颗星" in guest.text(f"activities/{number}")
    assert guest.post(f"activities/{number}/rate").status_code == 422
    assert "谢谢" in guest.does(f"activities/{number}/rate", stars="4", words="下次还来")
    assert house.all(select(Enrolment.stars)) == [4]
    assert "你给了 4 颗星" in guest.text("activities", tab="been")
    assert "你签到过的活动会在这里" in house.browser(LI).text("activities", tab="been")
    assert "打几颗星" not in house.browser(LI).text(f"activities/{number}")


def test_empty_lists_say_what_to_do(house):
    youth = house.browser(ZHANG)
    assert "你还没有报名活动" in youth.text("activities", tab="mine")
    assert "现在没有可以报名的活动" in youth.text("activities")
    assert "我办的" not in youth.text("activities")
    assert "你还没有办过活动" in house.browser().text("activities", tab="hosted")


def test_long_lists_go_on(house):
    for n in range(7):
        made(house, title=f"活动{n}", sure="1")
    guest = house.browser(ZHANG)
    first = guest.text("activities", tab="open")
    assert len(set(re.findall(r"活动\d", first))) == 5
    skip = re.search(r"skip=(\d+)", first).group(1)
    assert len(set(re.findall(r"活动\d", guest.text("activities", tab="open", skip=skip)))) == 2
