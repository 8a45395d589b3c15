"""为什么 and 进度: where a number comes from, and what is asked first, on both databases."""

import re
from itertools import count

import pytest

from bot.dispatch import LIMIT, dispatch
from handlers.chat import load
from handlers.routing import Message, OfficialOpenid
from models.engine import open_engine
from models.login import OneTimeLink
from tests.standings import LI, NOW, OPENIDS, WANG, at, fill, keep, open_at

NUMBERS = count(1)
ROUTER = load()


@pytest.fixture
def engine(new_database, database_kind):
    engine = open_engine(new_database(database_kind, fill))
    yield engine
    engine.dispose()


@pytest.fixture
def say(engine):
    """Say something to the house and return the reply."""

    def say(text, who=OPENIDS[WANG]):
        message = Message(
            key=f"wxfake:{next(NUMBERS)}",
            openid=OfficialOpenid(who),
            kind="text",
            sent_at=NOW,
            text=text,
        )
        return dispatch(message, router=ROUTER, open_uow=open_at(engine))

    return say


def test_the_list_is_numbered_and_a_number_answers(say):
    listed = say("为什么").splitlines()
    assert listed[0] == "想看哪一条是怎么算的?回复数字:"
    assert listed[3] == "3 五个一 3/5"
    assert listed[7:] == [
        "7 〔本单位〕机关五个一 2/3",
        "8 〔本单位〕季度材料 0/1",
        "9 讲团课 (2027 年 4 月 1 日起)",
    ]
    assert say("3").splitlines() == [
        "五个一:2026 年 11—12 月 3/5,还差 2 次,任何一类都可以(12 月 31 日前,还有 39 天)。",
        "算进去的:",
        "· 11 月 2 日 · 志愿服务 · 社区清洁 · 2 小时 · 2 位小伙伴",
        "· 11 月 10 日 · 谈心谈话 · 1 位小伙伴",
        "· 11 月 13 日 · 志愿服务(管理员补记:漏记)",
        "没算进去的:",
        "· 11 月 11 日 志愿服务,撤销了",
        "· 11 月 12 日 志愿服务,管理员更正:记重了",
        "另有 9 条别的类别的记录,跟这一条无关。",
        "依据:试发〔2026〕1号二:“每两个月五次”",
        "看别的,回复数字就行。",
    ]
    assert say("9").startswith("讲团课:还没开始,2027 年 4 月 1 日至 6 月 30 日要 1 次。\n依据:")


def test_another_number_another_word_and_the_way_out(say):
    say("为什么")
    assert say("2").splitlines() == [
        "分领域联系:3/4,还差:青年社会组织、社团 1 位。",
        "名单上现在有 4 位小伙伴。",
        "按领域:村(社区) 2/2,青年社会组织、社团 1/2,还没写领域的 1",
        "不再算在内:不想被联系了 1 位(走了的人),不再由你联系 1 位(交接的人);以前一起做过的照算。",
        "依据:试发〔2026〕1号二:“两个领域各联系二名”",
        "看别的,回复数字就行。",
    ]
    assert "到支部报到" in say("4")
    assert say("99") == "回复 1 到 9 的数字就行;不看了,回复「取消」。"
    assert say("0").startswith("好,先放下了")
    say("为什么")
    assert say("进度").startswith("王建国,到今天")
    assert "没看懂" in say("3")


def test_half_days_say_which(say):
    assert say("依据 到支部报到").splitlines()[:6] == [
        "到支部报到:2026 年第 47 周 2/2,已完成。",
        "算进去的:",
        "· 11 月 16 日 上午 · 支部报到 · 3 小时",
        "· 11 月 17 日 下午 · 支部报到",
        "没算进去的:",
        "· 11 月 16 日 支部报到,这半天已经算过一次",
    ]


def test_whom_a_rule_about_everybody_still_waits_for(say):
    said = say("为什么 每年面对面").splitlines()
    assert said[1] == "还没见到:孙七。"
    assert "· 11 月 2 日 · 志愿服务 · 社区清洁 · 2 小时 · 新见到 2 位" in said
    assert "· 11 月 9 日 电话,这一条只算线下" in said
    assert "· 11 月 7 日 夜访困难青少年,没有现在名单里的小伙伴" in said
    assert said[-2].startswith("· 10 月 31 日 办一件实事、11 月 8 日 夜访班级寝室、")
    assert said[-2].endswith("没写和谁在一起")


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("为什么 五个一", "五个一:"),
        ("为什么五个一?", "五个一:"),
        ("为啥 「夜访」", "夜访:"),
        ("怎么算的 five", "五个一:"),
        ("依据 志愿服务", "五个一:"),
        ("为什么 机关五个一", "〔本单位〕机关五个一:"),
        ("为什么联系", "想看哪一条是怎么算的?回复数字:\n1 联系青年 4/5\n2 分领域联系 3/4"),
        ("为什么 天是蓝的", "没有叫「天是蓝的」的一条。\n想看哪一条"),
    ],
)
def test_naming_a_rule_goes_straight_to_it(say, asked, first):
    assert say(asked).startswith(first)


def test_only_cadres_are_asked_about_rules(say):
    assert "团干部用的" in say("为什么", "oTEST_stranger")
    assert "没看懂" in say("为什么没有人理我", "oTEST_stranger")


def test_a_long_explanation_goes_on_and_the_list_stays_open(say, engine):
    with open_at(engine)() as uow:
        for n in range(60):
            more = {
                "title": f"第 {n} 次,一件写得很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的事"
            }
            keep(uow.session, None, "volunteering", at(11, 3, 9, n), 60, (11,), more)
    say("为什么")
    seen = first = say("3")
    assert len(first.encode()) <= LIMIT
    while "回复「继续」" in first:
        first = say("继续")
        seen = seen.split("\n……")[0] + first
    assert "(较早的 48 条,在进度页里看:回复「进度」)" in seen
    assert seen.endswith("看别的,回复数字就行。")
    assert seen.count("很长的事") == 13
    assert say("5").startswith("夜访:")


def test_what_is_owed_comes_first_by_its_end(say):
    lines = say("进度").splitlines()
    page = lines.pop()
    assert lines == [
        "王建国,到今天(11 月 22 日):",
        "12 月 20 日前,还有 28 天:",
        "· 〔本单位〕季度材料 0/1,还差 1 次",
        "12 月 31 日前,还有 39 天:",
        "· 五个一 3/5,还差 2 次,任何一类都可以",
        "· 夜访 1/3,还差:夜访班级寝室、夜访社会组织",
        "· 每年面对面 3/4,还差 1 位",
        "· 〔本单位〕机关五个一 2/3,还差:面对面",
        "长期:",
        "· 联系青年 4/5,还差 1 位",
        "· 分领域联系 3/4,还差:青年社会组织、社团 1 位",
        "已完成:到支部报到 2/2",
        "2027 年 4 月 1 日起:讲团课",
        "本单位办过的,回复「记 面对面 名称」就记上了。",
    ]
    assert re.fullmatch(
        r'<a href="http://house\.example/h5/progress/[\w-]{32}">打开进度页</a>,'
        r"一点就能补上;数字怎么来的,回复「为什么」。",
        page,
    )


def test_what_is_only_encouraged_is_said_once(say):
    lines = say("进度", OPENIDS[LI]).splitlines()
    assert "提倡参加,不作要求:夜访 0/3" in lines
    assert "不作要求" in say("为什么 夜访", OPENIDS[LI]).splitlines()[0]


def test_asking_again_takes_the_place_of_the_page_before(say, engine):
    say("进度")
    say("进度")
    with open_at(engine)() as uow:
        assert uow.session.query(OneTimeLink).count() == 1
