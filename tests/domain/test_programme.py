import re
import unicodedata
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compliance import met_by
from domain.dictionaries import Level
from domain.kinds import KINDS, Group
from domain.periods import MonthDay, PeriodKind
from domain.programme import ProgrammeFaults, load
from domain.rules import Measure, Role
from tests.domain.conftest import PROGRAMMES, read
from tests.domain.notices import PARAGRAPHS

PRINCIPLES = ("no-raising", "no-forcing")

CONTACTS, FIVE_ONES = "contacts", ["five-ones-fulltime", "five-ones-parttime"]
GUANGYUAN = [
    CONTACTS,
    *FIVE_ONES,
    "education-guide",
    "five-ones-organ",
    "open-day-may",
    "sharing-session",
    "campaign-stories",
    "campaign-lectures",
    "campaign-service-month",
    "quarter-report",
    "evaluation-bulletin",
    "evaluation-half",
]
RULES = {
    "guangyuan-2017": GUANGYUAN,
    "light": GUANGYUAN,
    "national": [
        CONTACTS,
        *FIVE_ONES,
        "offline-quarterly",
        "face-to-face-yearly",
        "five-ones-organ",
        "open-day-may",
        "campaign-into-youth",
        "campaign-stories",
        "campaign-service-month",
        "evaluation-bulletin",
        "evaluation-half",
    ],
    "huaian-2016": [
        CONTACTS,
        "contacts-split",
        "branch-report-in",
        "league-day",
        "offline-quarterly",
        "face-to-face-yearly",
        "campaign-into-youth",
    ],
    "jiaxing-2017": [CONTACTS, "education-guide", "night-visits", "research-topic"],
}


def bare(text):
    """Return a text without spaces, with one sort of punctuation."""
    plain = unicodedata.normalize("NFKC", text).replace("**", "").replace("冶", "”")
    return re.sub(r"\s", "", plain)


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


def test_all_five_are_shipped_and_each_has_its_notices_rules():
    assert sorted(RULES) == sorted(path.stem for path in PROGRAMMES.glob("*.toml"))
    for name, rules in RULES.items():
        programme = read(name)
        assert programme.id == name
        assert [rule.id for rule in programme.rules] == rules
        assert [one.id for one in programme.principles] == ["no-raising", "no-forcing"]
        assert programme.reminders.ladder == (21, 7, 2)
        assert programme.reminders.quiet.start == time(21)
        assert programme.wishes.claim == timedelta(days=7)


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_programme_asks_for_the_contacts_of_the_nation(name):
    contacts = read(name).rule("contacts")
    assert contacts.target_for(Role.FULLTIME, Level.BASE) == 100
    assert contacts.target_for(Role.SECONDED, Level.COUNTY) == 100
    assert contacts.target_for(Role.PARTTIME, Level.COUNTY) == 100
    assert contacts.target_for(Role.PARTTIME, Level.BASE) == 10
    assert contacts.target_for(Role.ORGAN, Level.CITY) is None


@pytest.mark.parametrize("name", ["guangyuan-2017", "national", "light"])
def test_the_five_ones_are_as_guangyuan_says(name):
    programme = read(name)
    fulltime, parttime = (programme.rule(rule) for rule in FIVE_ONES)
    organ = programme.rule("five-ones-organ")
    assert fulltime.period.kind is PeriodKind.TWO_MONTHS
    assert fulltime.target_for(Role.SECONDED, Level.BASE) == 5
    assert fulltime.target_for(Role.PARTTIME, Level.BASE) is None
    assert parttime.period.kind is PeriodKind.QUARTER
    assert parttime.counts == fulltime.counts
    assert {KINDS[kind].group for kind in parttime.counts.kinds} == {
        Group.CADRE_FIVE,
        Group.EDUCATION,
    }
    assert (organ.measure, len(organ.parts)) == (Measure.EACH_KIND, 5)
    assert organ.target_for(Role.ORGAN, Level.NATION) is None
    assert organ.target_for(Role.ORGAN, Level.BASE) is None


SOURCES = [
    (name, ruling, source)
    for name in sorted(RULES)
    for ruling in (*read(name).rules, *read(name).principles)
    for source in ruling.sources
]


@pytest.mark.parametrize(("name", "ruling", "source"), SOURCES, ids=lambda x: getattr(x, "id", ""))
def test_every_clause_is_in_the_words_of_its_notice(name, ruling, source):
    assert bare(source.clause) in bare(PARAGRAPHS[source.document.key])
    assert source.clause in str(source)
    assert source.document.name in str(source)


def test_every_rule_and_principle_has_a_source_and_says_where_it_stands():
    assert {(name, ruling.id) for name, ruling, _ in SOURCES} == {
        (name, rule) for name, rules in RULES.items() for rule in (*rules, *PRINCIPLES)
    }
    for _, _, source in SOURCES:
        # The brief of the nation begins with these words, before any number.
        assert source.at or source.clause.startswith("每名专职、挂职团干部和县级")


def test_the_same_document_is_named_alike_in_every_file():
    named = {}
    for name in RULES:
        for key, document in read(name).documents.items():
            assert named.setdefault(key, document) == document
    assert sorted(named) == sorted(PARAGRAPHS)


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("guangyuan-2017", ["points", "person_ranking", "login_figures", "system_assessment"]),
        ("national", ["system_assessment"]),
        ("huaian-2016", ["system_assessment"]),
        ("jiaxing-2017", []),
        ("light", []),
    ],
)
def test_what_meets_the_law_is_on_only_where_the_notice_says_so_and_is_signed(name, on):
    programme = read(name)
    assert [met.switch for met in met_by(programme.switches)] == on
    assert programme.switches.digest_only is (name == "light")
    assert programme.switches.complaints
    for switch in on:
        signed = programme.signed[switch]
        assert signed.by.startswith("共青团")
        assert re.match(r"[一二三四五]\d:|附件2 [一二]\d:", signed.reason)


def test_light_asks_what_guangyuan_asks(guangyuan):
    light = read("light")
    assert light.parent == guangyuan.id
    assert light.rules == guangyuan.rules
    assert light.reminders == guangyuan.reminders


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
    assert set(found) == {"rules[1](visits).kinds", "rules[1](visits).period"}


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
