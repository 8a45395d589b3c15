"""Parts of a day in a typed line, and names that are known and written down nowhere."""

from datetime import date, time

import pytest

from domain.line_hours import DayPart, together
from domain.record_line import Ask, Person, answer, parse

SUNDAY = date(2026, 11, 22)
FRIDAY = date(2026, 11, 20)
ZHANG, LI, ZHAO = Person(1, "张三"), Person(2, "李四"), Person(3, "赵六", left=True)
PEOPLE = [ZHANG, LI, ZHAO]


def read(line, choices=None, people=PEOPLE):
    return parse(line, SUNDAY, people, choices=choices or {})


@pytest.mark.parametrize(
    ("text", "day", "part"),
    [
        ("上午", SUNDAY, DayPart.MORNING),
        ("早上", SUNDAY, DayPart.MORNING),
        ("今早", SUNDAY, DayPart.MORNING),
        ("今天上午", SUNDAY, DayPart.MORNING),
        ("今晚", SUNDAY, DayPart.EVENING),
        ("昨晚", date(2026, 11, 21), DayPart.EVENING),
        ("昨天 下午", date(2026, 11, 21), DayPart.AFTERNOON),
        ("昨天中午", date(2026, 11, 21), DayPart.NOON),
        ("周五下午", FRIDAY, DayPart.AFTERNOON),
        ("周五晚", FRIDAY, DayPart.EVENING),
        ("11月20日全天", FRIDAY, DayPart.WHOLE),
        ("20号一整天", FRIDAY, DayPart.WHOLE),
        ("周五上午 下午", FRIDAY, DayPart.WHOLE),
        ("周五", FRIDAY, None),
        ("", SUNDAY, None),
    ],
)
@pytest.mark.parametrize(
    "line",
    ["记 志愿服务 张三 社区清洁 {}", "记 {} 志愿服务 张三 社区清洁", "记张三{} 志愿服务 社区清洁"],
)
def test_parts_of_a_day_are_understood(line, text, day, part):
    draft = read(line.format(text)).draft
    assert (draft.day, draft.part) == (day, part)
    assert (draft.title, draft.youths, draft.kind.code) == ("社区清洁", (ZHANG,), "volunteering")
    assert draft.minutes == (480 if part is DayPart.WHOLE else None)


@pytest.mark.parametrize(
    ("part", "at"),
    [
        (DayPart.MORNING, time(9)),
        (DayPart.NOON, time(12)),
        (DayPart.AFTERNOON, time(14)),
        (DayPart.EVENING, time(19)),
        (DayPart.WHOLE, time(9)),
    ],
)
def test_each_has_its_hour(part, at):
    assert part.at == at


def test_a_whole_day_is_as_long_as_is_said():
    assert read("记 志愿服务 全天 6小时").draft.minutes == 360
    assert read("记 志愿服务 昨天全天").draft.minutes == 480


def test_a_part_that_leads_the_title_is_taken_off():
    draft = read("记 志愿服务 昨天 下午社区清洁").draft
    assert (draft.part, draft.title) == (DayPart.AFTERNOON, "社区清洁")
    draft = read("记 志愿服务张三下午和大家一起打扫2小时").draft
    assert (draft.part, draft.minutes) == (DayPart.AFTERNOON, 120)


@pytest.mark.parametrize(
    "title", ["下午茶", "飞盘下午", "晚会", "周末晚会", "早餐会", "全天候值守"]
)
def test_what_only_sounds_like_one_stays_in_the_title(title):
    draft = read(f"记 志愿服务 {title}").draft
    assert (draft.title, draft.part) == (title, None)


def test_several_words_mean_the_earliest_or_the_whole_day():
    assert together(()) is None
    assert together({DayPart.EVENING, DayPart.MORNING}) is DayPart.MORNING
    assert together({DayPart.AFTERNOON, DayPart.MORNING}) is DayPart.WHOLE


def test_the_day_that_is_asked_for_may_come_with_its_part():
    (question,) = read("记 谈心 张三 明天上午").questions
    assert question.ask is Ask.DAY
    choices = answer({}, question, "周五下午", SUNDAY)
    draft = read("记 谈心 张三 明天上午", choices).draft
    assert (draft.day, draft.part) == (FRIDAY, DayPart.AFTERNOON)
    choices = answer({}, question, "周五", SUNDAY)
    assert read("记 谈心 张三 明天上午", choices).draft.part is DayPart.MORNING


# Those who want no contact


def test_who_wants_no_contact_is_known_and_not_written_down():
    reading = read("记 谈心 张三 赵六")
    assert reading.clear
    assert (reading.draft.youths, reading.draft.gone) == ((ZHANG,), ("赵六",))
    assert "赵六" not in (*reading.draft.others, reading.draft.title)


def test_nobody_else_is_left_to_talk_to():
    (question,) = read("记 谈心 赵六").questions
    assert question.text == (
        "赵六选择了不被联系,没有记 TA 的名字。\n「谈心谈话」还和谁?没有别人,回复「取消」。"
    )
    draft = read("记 谈心 赵六", answer({}, question, "张三", SUNDAY)).draft
    assert (draft.youths, draft.gone) == ((ZHANG,), ("赵六",))
    assert read("记 志愿服务 赵六").clear


def test_they_are_never_offered():
    (question,) = read("记 志愿服务 赵七").questions
    assert "赵六" not in question.text
    assert read("记 志愿服务 赵七", {"name:赵七": "3"}).questions


def test_of_two_of_one_name_the_other_is_meant():
    here, gone = Person(4, "陈晨", "城东社区"), Person(5, "陈晨", "创业社", left=True)
    assert read("记 谈心 陈晨", people=[here, gone]).draft.youths == (here,)
    draft = read("记 志愿服务 陈晨 创业社", people=[here, gone]).draft
    assert (draft.youths, draft.gone) == ((), ("陈晨",))


def test_more_kinds_than_a_phone_shows_are_known_by_their_names():
    (question,) = read("记 张三 社区清洁").questions
    assert len(question.options) == 9
    assert question.text.count("\n") < 12
    assert question.text.endswith("别的类别直接写名字,如「参与支部教育实践」。")
    assert answer({}, question, "讲团课", SUNDAY) == {"kind": "league_lesson"}
    draft = read("记 张三 社区清洁", {"kind": "league_lesson"}).draft
    assert draft.kind.code == "league_lesson"
