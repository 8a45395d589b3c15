"""What is said of a record at once: late, closed, half-days, what does not count, who is left out."""

from datetime import date, datetime

import pytest
from sqlalchemy import func, select, update

from domain.periods import HOME
from models.cadre import Cadre
from models.contact import Contact
from models.organisation import Organisation
from models.person import Person
from models.record import Record, RecordYouth
from services import closings, contacts, corrections
from services.records import Did
from tests.house import PERSONAS


def follow(house, programme):
    """Let the whole tree follow a programme."""
    with house.app.open_uow() as uow:
        uow.session.execute(
            update(Organisation).where(Organisation.id == 1).values(programme=programme)
        )


def living(house):
    return house.scalar(select(func.count()).where(Record.undone_at.is_(None)))


def number(house, who):
    return house.scalar(select(Cadre.id).where(Cadre.username == PERSONAS[who].username))


def test_a_late_entry_says_where_it_counts(house):
    house.clock_to(datetime(2027, 1, 4, 10, 0, tzinfo=HOME))
    said = house.say("赵强", "记 谈心 许诺 12月30日")
    assert said.splitlines()[0] == (
        "记好了:2026 年 12 月 30 日 · 谈心谈话,和许诺(补记,算在 2026 年第四季度)。"
    )
    assert "2026 年第四季度 5/5" in said
    assert "补记" not in house.say("赵强", "记 谈心 许诺 昨天")


def test_a_closed_period_takes_nothing_and_gives_nothing_back(house):
    before = living(house)
    said = house.say("赵强", "记 谈心 许诺 9月28日")
    assert said.startswith("2026 年第三季度的通报已经出了(10 月 6 日由李向阳结的)")
    assert "由管理员更正" in said
    assert "由管理员更正" in house.say("李向阳", "记 季度材料 9月18日")
    assert living(house) == before


def test_a_closed_period_ends_the_questions_too(house):
    house.say("赵强", "记 谈心 9月28日")
    assert "由管理员更正" in house.say("赵强", "许诺")
    assert "没看懂" in house.say("赵强", "许诺")


def test_what_was_written_before_the_bulletin_stays(house):
    house.clock_to(datetime(2027, 1, 4, 10, 0, tzinfo=HOME))
    assert "记好了" in house.say("赵强", "记 谈心 许诺 12月30日")
    with house.app.open_uow() as uow:
        closings.close(uow, 1, date(2026, 10, 1), date(2026, 12, 31), "王芳")
    before = living(house)
    assert "由管理员更正" in house.say("赵强", "撤销")
    assert living(house) == before


def test_a_correction_leads_the_next_reply(house):
    did = Did("volunteering", date(2026, 9, 28), "社区清洁")
    cadre = number(house, "赵强")
    with house.app.open_uow() as uow:
        corrections.add(uow, did, cadre_id=cadre, by_name="王芳", reason="漏记,有签到表")
    said = house.say("赵强", "我的记录")
    assert said.startswith("管理员王芳替你补记了一条:9 月 28 日 · 志愿服务 · 社区清洁。")
    assert "记错" not in said
    assert "没有可以撤销" in house.say("赵强", "撤销")


def test_half_days_are_said_with_what_they_make(house):
    follow(house, "huaian-2016")
    said = house.say("李向阳", "记 支部报到 今天上午")
    assert said.startswith("记好了:今天上午 · 支部报到。")
    assert "(这次算今天上午)" in said
    again = house.say("李向阳", "记 支部报到 今早")
    assert "「到支部报到」这半天已经算过一次,这次不计入。" in again
    sunday = house.say("李向阳", "记 支部报到 昨天全天")
    assert sunday.startswith("记好了:昨天全天 · 支部报到 · 8 小时。")
    assert "11 月 22 日是周末,不是工作日,这次不计入" in sunday
    holiday = house.say("李向阳", "记 支部报到 10月5日下午")
    assert "10 月 5 日是节假日" in holiday
    swapped = house.say("李向阳", "记 支部报到 10月10日全天")
    assert "(这次算 10 月 10 日上午、10 月 10 日下午)" in swapped


@pytest.mark.parametrize(
    ("length", "words"),
    [("50分钟", "不到 60 分钟,留着但不计入"), ("", "没写时长,留着但不计入"), ("1小时", "还差:")],
)
def test_a_night_visit_that_is_too_short_is_kept_and_that_is_said(house, length, words):
    follow(house, "jiaxing-2017")
    before = living(house)
    said = house.say("李向阳", f"记 夜访社区 平安巡防 昨晚 {length}")
    assert said.startswith("记好了:昨天晚上 · 夜访村社区 · 平安巡防")
    assert words in said
    assert ("满 60 分钟就算" in said) is (length != "1小时")
    assert living(house) == before + 1


def test_encouraged_ones_are_told_so(house):
    follow(house, "jiaxing-2017")
    assert "提倡参加,不作要求" in house.say("赵强", "记 夜访社区 昨晚 2小时")


def test_what_fills_nothing_is_said(house):
    said = house.say("赵强", "记 走访 许诺")
    assert "眼下没有哪一项任务要数「走访」,进度不变。" in said


def test_another_season_is_said_only_where_nothing_else_counts(house):
    said = house.say("李向阳", "记 集中服务青年 暖冬")
    assert "只算 12 月 16 日至 2027 年 2 月 28 日的,这次不计入。" in said
    said = house.say("李向阳", "记 讲团课")
    assert "五个一" in said
    assert "教育实践" not in said


def test_what_has_not_come_yet_is_no_record(house):
    before = living(house)
    assert "还没到那个时候" in house.say("赵强", "记 志愿服务 今晚")
    assert living(house) == before


def test_an_organs_other_kinds_are_written_down_by_who_answers_for_it(house):
    for line, title in (("记 宣讲 进社区 昨天", "宣讲"), ("记 季度材料", "季度材料")):
        said = house.say("李向阳", line)
        assert said.startswith("记好了")
        assert title in said
        assert house.scalar(select(Record.organ_id).order_by(Record.id.desc()).limit(1))
    assert "由管理员更正" in house.say("李向阳", "记 走进青年 8月3日全天")
    assert "记好了" not in house.say("赵强", "记 宣讲 进社区")


def test_who_wants_no_contact_is_left_out_and_that_is_said(house):
    youth = house.scalar(select(Person.id).where(Person.name == "许诺"))
    with house.app.open_uow() as uow:
        contacts.leave(uow, youth)
    before = house.scalar(select(func.count()).select_from(RecordYouth))
    said = house.say("赵强", "记 志愿服务 许诺 社区清洁")
    assert said.startswith("记好了:今天 · 志愿服务 · 社区清洁。")
    assert "许诺选择了不被联系,没有记 TA 的名字。" in said
    assert house.scalar(select(func.count()).select_from(RecordYouth)) == before
    assert "还和谁" in house.say("赵强", "记 谈心 许诺")
    assert "什么都没有改" in house.say("赵强", "取消")


def test_no_reply_is_longer_than_a_phone(house):
    follow(house, "national")
    cadre = number(house, "李向阳")
    with house.app.open_uow() as uow:
        names = uow.session.scalars(
            select(Person.name)
            .join(Contact, Contact.youth_id == Person.id)
            .where(Contact.cadre_id == cadre)
            .limit(8)
        ).all()
    for kind in ("志愿服务", "谈心", "讲团课", "走访"):
        said = house.say("李向阳", f"记 {kind} {' '.join(names)} 昨天下午 2小时 社区清洁")
        if "哪一位" in said:
            said = house.say("李向阳", "1")
        assert said.startswith("记好了")
        assert len(said.splitlines()) <= 7
