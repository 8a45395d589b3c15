import re
import unicodedata
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dictionaries import Level
from domain.periods import MonthDay, PeriodKind
from domain.programme import ProgrammeFaults, load
from domain.rules import Measure, Role
from tests.domain.conftest import PROGRAMMES

FOUR = ["contacts", "five-ones-fulltime", "five-ones-parttime", "five-ones-organ"]

# The notices' own paragraphs, with the spaces and the misread quotation marks of the copies.
NOTICES = """
“1+100冶, 即每名专职、 挂职团干部和县级 (含) 以上团的

领导机关兼职团干部经常性直接联系不少于 100 名普通青年, 其

他兼职团干部联系不少于 10 名普通青年, 做好直接联系、 直接

为抓手, 要求省、 市、 县三级团的领导机关每季度集中开展不少于

5 次直接联系青年工作, 做到线上日常有声音、 有互动、 有话

个一冶 工作机制 (每季度开展至少一次机关开放活动、 一次共

青团与青年面对面活动、 一次集中志愿服务活动、 一次 “1 +

100冶 工作分享活动、 一次自主设计的联系青年的集体活动),

市、县两级团的领导机关，每季度应集中开展不少于5次直接联系青年工作，包括：一次机关开放活动、一次共青团与青年面对面活动、一次集中志愿服务活动、一次“1+100”工作分享活动、一次自主设计的联系青年的集体活动等。
专职、挂职团干部每2个月开展不少于5次活动，兼职团干部每季度开展不少于5次活动。比如：为贫困地区青年办一件实事、组织或参与一次志愿服务、组织或参与一次文体活动、与联系青年开展一次谈心谈话、一次自主设计的联系青年的活动等。
每人每年常态化联系基层团支部，青年社会组织或青年社团，经常性直接联系不少于100 名不同领域的团员青年，努力实现大部分工作时间到青年中去
"""


def bare(text):
    """Return a text without spaces, with one sort of punctuation."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("冶", "”")


def faults(text):
    with pytest.raises(ProgrammeFaults) as caught:
        load("x.toml", text)
    return {fault.key: fault.why for fault in caught.value.faults}


SMALL = """
[programme]
title = "小"
[documents.d]
title = "通知"
[[rules]]
id = "visits"
title = "走访"
measure = "records"
period = "quarter"
target = 6
subjects = [{ types = ["fulltime"] }]
kinds = ["visit"]
conditions = { min_minutes = 60, offline = true }
ladder = [5]
sources = [{ document = "d", clause = "每年夜访不少于6次" }]
"""


@pytest.mark.parametrize("name", ["guangyuan", "national"])
def test_the_shipped_programmes_have_the_four_rules(name, request):
    programme = request.getfixturevalue(name)
    assert [rule.id for rule in programme.rules] == FOUR
    assert programme.reminders.ladder == (21, 7, 2)
    assert programme.reminders.quiet.start == time(21)
    assert programme.wishes.claim == timedelta(days=7)
    contacts, fulltime, parttime, organ = programme.rules
    assert contacts.target_for(Role.FULLTIME, Level.BASE) == 100
    assert contacts.target_for(Role.SECONDED, Level.COUNTY) == 100
    assert contacts.target_for(Role.PARTTIME, Level.COUNTY) == 100
    assert contacts.target_for(Role.PARTTIME, Level.BASE) == 10
    assert contacts.target_for(Role.ORGAN, Level.CITY) is None
    assert fulltime.period.kind is PeriodKind.TWO_MONTHS
    assert fulltime.target_for(Role.SECONDED, Level.BASE) == 5
    assert fulltime.target_for(Role.PARTTIME, Level.BASE) is None
    assert parttime.period.kind is PeriodKind.QUARTER
    assert parttime.counts == fulltime.counts
    assert (organ.measure, organ.whole(1)) == (Measure.EACH_KIND, 5)
    assert organ.target_for(Role.ORGAN, Level.NATION) is None
    assert organ.target_for(Role.ORGAN, Level.BASE) is None


@pytest.mark.parametrize("path", sorted(PROGRAMMES.glob("*.toml")), ids=lambda p: p.stem)
def test_every_clause_is_in_the_words_of_its_notice(path):
    programme = load(path.name, path.read_bytes())
    assert programme.id == path.stem
    for rule in programme.rules:
        for source in rule.sources:
            assert bare(source.clause) in bare(NOTICES)
            assert source.clause in str(source)
            assert source.document.name in str(source)


def test_national_turns_on_nothing_that_counts_people(national):
    switches = national.switches
    assert {switches.points, switches.person_ranking, switches.login_figures} == {False}


def test_a_small_programme_has_the_usual_settings():
    programme = load("city/small.toml", "\ufeff" + SMALL.replace("\n", "\r\n"))
    rule = programme.rule("visits")
    assert programme.id == "small"
    assert programme.reminders.ladder == (21, 7, 2)
    assert rule.ladder == (5,)
    assert (rule.counts.min_minutes, rule.counts.offline) == (60, True)
    assert rule.clause == "每年夜访不少于6次"
    assert not programme.switches.points


def test_an_unknown_rule_says_what_is_near(guangyuan):
    with pytest.raises(KeyError, match="five-ones-organ"):
        guangyuan.rule("five-one-organ")


def test_campaigns_and_anchors_are_read():
    campaign = SMALL.replace('"quarter"', '{ kind = "campaign", from = "09-01", to = "12-31" }')
    assert load("x.toml", campaign).rules[0].period.since == MonthDay(9, 1)
    anchored = SMALL.replace('"quarter"', '{ kind = "two_months", anchor = 2 }')
    assert load("x.toml", anchored).rules[0].period.anchor == 2


def test_every_fault_is_named_at_once():
    text = (
        SMALL.replace("target = 6", "taget = 6")
        .replace('"visit"', '"visti"')
        .replace('"records"', '"recods"')
        .replace('document = "d"', 'document = "e"')
        .replace("min_minutes = 60", "min_minute = 60")
        .replace('title = "小"', "")
        + "[reminder]\nladder = [1]\n[switches]\npoints = 1\n[wishes]\nclaim_days = 0\n"
    )
    found = faults(text)
    assert found["programme.title"] == "缺少这一项"
    assert found["rules[1](visits).subjects[1].target"] == "缺少这一项"
    assert found["rules[1](visits).taget"] == "没有这个键;是不是想写 target?"
    assert found["rules[1](visits).kinds"] == "没有「visti」这一类;是不是想写 visit?"
    assert found["rules[1](visits).measure"].endswith("是不是想写 records?")
    assert found["rules[1](visits).sources[1].document"] == "[documents] 里没有「e」"
    assert found["rules[1](visits).conditions.min_minute"].endswith("min_minutes?")
    assert found["reminder"] == "没有这个键;是不是想写 reminders?"
    assert found["switches.points"] == "应是true 或 false,写的是 1"
    assert found["wishes.claim_days"] == "是 0,至少要 1"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('period = "quarter"', "", "rules[1](visits).period"),
        ('"quarter"', "3", "rules[1](visits).period"),
        ('"quarter"', '"season"', "rules[1](visits).period.kind"),
        ('"quarter"', '{ kind = "year", anchor = 13 }', "rules[1](visits).period.anchor"),
        (
            '"quarter"',
            '{ kind = "campaign", from = "02-30", to = "9-1" }',
            "rules[1](visits).period.from",
        ),
        ('"quarter"', '{ kind = "week", anchor = 2 }', "rules[1](visits).period.anchor"),
        ('kinds = ["visit"]', "", "rules[1](visits).kinds"),
        ('["visit"]', '["visit", "visit"]', "rules[1](visits).kinds"),
        ('["visit"]', '"visit"', "rules[1](visits).kinds"),
        ("target = 6", "target = 0", "rules[1](visits).target"),
        ("target = 6", "target = true", "rules[1](visits).target"),
        ("target = 6", 'target = "6"', "rules[1](visits).target"),
        ('types = ["fulltime"]', "", "rules[1](visits).subjects[1].types"),
        (
            'types = ["fulltime"]',
            'types = ["full"]',
            "rules[1](visits).subjects[1].types",
        ),
        (
            'types = ["fulltime"]',
            'types = ["fulltime"], target = 3',
            "rules[1](visits).target",
        ),
        (
            'types = ["fulltime"]',
            'organs = ["city"], where = "leading"',
            "rules[1](visits).subjects[1].where",
        ),
        ('types = ["fulltime"]', "organs = []", "rules[1](visits).subjects[1].organs"),
        ('id = "visits"', 'id = "Night Visits"', "rules[1](Night Visits).id"),
        ('clause = "每年夜访不少于6次"', 'clause = " "', "rules[1](visits).sources[1].clause"),
        ("ladder = [5]", "ladder = [-5]", "rules[1](visits).ladder"),
        ("[documents.d]", "[documents.d]\ndate = 2016-06-16T00:00:00", "documents.d.date"),
    ],
)
def test_each_fault_is_named_by_its_key(old, new, key):
    assert old in SMALL
    assert key in faults(SMALL.replace(old, new, 1))


def test_conditions_need_records_and_case_loads_need_no_window():
    text = SMALL.replace('kinds = ["visit"]', "").replace('"records"', '"distinct_youths"')
    found = faults(text)
    assert set(found) == {"rules[1](visits).conditions", "rules[1](visits).period"}


def test_a_rule_stands_once():
    assert faults(SMALL + SMALL[SMALL.index("[[rules]]") :]) == {
        "rules[2](visits).id": "规则 visits 写了两次"
    }


def test_settings_must_make_sense():
    found = faults(
        SMALL + '[reminders]\nquiet = { from = "25:00" }\n[wishes]\nclaim_days = 2\nnudge_days = 2'
    )
    assert set(found) == {"reminders.quiet.from", "wishes.nudge_days"}


@pytest.mark.parametrize("text", [b"\xff\xfe", "a = ", "x" * 10, "a = " + "[" * 5000, "", "a = 1"])
def test_what_is_no_programme_is_refused_in_words(text):
    assert faults(text)


@given(st.binary(max_size=60) | st.text(max_size=60))
def test_nothing_else_than_faults_is_raised(text):
    with pytest.raises(ProgrammeFaults):
        load("x.toml", text)


LINES = [line for line in SMALL.splitlines() if line]


@given(st.sets(st.integers(0, len(LINES) - 1), min_size=1, max_size=4))
def test_a_file_with_lines_missing_is_read_or_refused_with_keys(gone):
    text = "\n".join(line for n, line in enumerate(LINES) if n not in gone)
    found = []
    try:
        load("x.toml", text)
    except ProgrammeFaults as refused:
        found = [*refused.faults]
        found = found or ["a refusal without a fault"]
    assert all(fault.why and fault.file == "x.toml" for fault in found)
