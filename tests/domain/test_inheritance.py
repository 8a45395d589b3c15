import re
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.binding import Span, Subject
from domain.dictionaries import FIELDS, Level
from domain.evidence import Deed, Evidence
from domain.inheritance import raised
from domain.periods import HOME, QUARTER, MonthDay, Period, PeriodKind
from domain.programme import ProgrammeFaults, load, load_all
from domain.quotas import evaluate
from domain.rules import Counts, Measure, Role, Rule, Who
from domain.strictness import Aspect
from domain.workdays import Calendar
from tests.domain.rule_makers import (
    KINDS,
    less,
    more,
    programme,
    programmes,
    rules,
    sources,
    with_targets,
)

ALL = frozenset(Level)


def rule(target=5, **changes):
    plain = Rule(
        "r",
        "走访",
        (Who(frozenset({Role.FULLTIME}), ALL, target),),
        Measure.RECORDS,
        QUARTER,
        Counts(("visit", "phone")),
        sources("上级"),
    )
    return replace(plain, **changes)


def aspects(upper, lower):
    return [one.aspect for one in raised(programme(upper), programme(lower))]


# Random programmes


@given(programmes())
def test_what_is_kept_is_no_raise(one):
    assert raised(one, one) == ()


@given(programmes(), st.data())
def test_any_relaxation_stands(one, data):
    child = []
    for mine in one.rules:
        lower = mine
        for _ in range(data.draw(st.integers(0, 3))):
            lower = less(data.draw, lower)
        if data.draw(st.integers(0, 5)):
            child.append(lower)
    if data.draw(st.booleans()):
        own = data.draw(rules("own"))
        child.append(
            replace(own, subjects=tuple(replace(w, encouraged=True) for w in own.subjects))
        )
    assert raised(one, programme(*child)) == ()


@given(programmes(), st.data())
def test_any_raise_is_named_with_both_sides(one, data):
    at = data.draw(st.integers(0, len(one.rules) - 1))
    child = [less(data.draw, mine) for mine in one.rules]
    upper = one.rules[at]
    child[at], aspect = more(data.draw, upper)
    child[at] = replace(child[at], sources=sources("本地"))
    found = raised(one, programme(*child, title="乙"))
    assert {each.rule for each in found} == {upper.id}
    assert aspect in {each.aspect for each in found}
    for each in found:
        assert "不能层层加码" in each.text
        assert each.what.upper in each.text
        assert each.what.lower in each.text
        assert str(upper.sources[0]) in each.text
        assert str(child[at].sources[0]) in each.text
        assert each.what.upper != each.what.lower
        assert each.text.endswith("。")


@given(programmes(), rules("own"))
def test_a_rule_that_is_not_above_is_refused_if_it_binds(one, own):
    binding = [who for who in own.subjects if not who.encouraged]
    found = raised(one, programme(*one.rules, own))
    assert ({each.aspect for each in found} == {Aspect.RULE}) is bool(binding)
    assert all(each.rule == "own" for each in found)


def test_where_local_rules_are_allowed_a_rule_of_ones_own_stands_unless_it_raises_by_another_name():
    above = programme(rule(5), local_rules=True)
    lecture = rule(9, id="own", counts=Counts(("lecture",)))
    assert raised(above, programme(rule(5), lecture)) == ()
    assert raised(above, programme(rule(5), rule(5, id="own"))) == ()
    (found,) = raised(above, programme(rule(5), rule(6, id="own")))
    assert (found.rule, found.aspect) == ("own", Aspect.TARGET)
    assert "每季度 5 次" in found.text
    assert "每季度 6 次" in found.text
    (oftener,) = raised(above, programme(rule(5, id="own", period=Period(PeriodKind.MONTH))))
    assert oftener.aspect is Aspect.PERIOD
    parttime = (Who(frozenset({Role.PARTTIME}), ALL, 9),)
    assert raised(above, programme(rule(5), rule(9, id="own", subjects=parttime))) == ()
    assert aspects_under(above, rule(6)) == [Aspect.TARGET]
    # The same kinds, counted another way: five of each in a month are more than five a quarter.
    month = Period(PeriodKind.MONTH)
    each = rule(5, id="own", measure=Measure.EACH_KIND, period=month)
    assert aspects_under(above, each) == [Aspect.MEASURE]
    once = rule(2, id="own", measure=Measure.EACH_KIND)
    assert aspects_under(above, once) == []


def aspects_under(above, lower):
    return [one.aspect for one in raised(above, programme(lower))]


@given(programmes(), st.data())
def test_relaxing_a_relaxation_relaxes(one, data):
    middle = programme(*(less(data.draw, mine) for mine in one.rules))
    lower = programme(*(less(data.draw, mine) for mine in middle.rules))
    assert raised(one, lower) == ()


# What it means: whoever does enough above has done enough here

NOON = datetime(2026, 10, 12, 12, tzinfo=HOME)
CALENDAR = Calendar(frozenset(range(2020, 2040)))
SUBJECT = Subject((Span(Role.FULLTIME, Level.COUNTY, date(2020, 1, 1)),))
deeds = st.lists(
    st.builds(
        Deed,
        kind=st.sampled_from(KINDS),
        at=st.integers(-90, 90).map(lambda days: NOON + timedelta(hours=6 * days)),
        minutes=st.sampled_from([None, 20, 45, 90, 400]),
        offline=st.booleans(),
        youths=st.sets(st.integers(1, 3), max_size=3).map(frozenset),
    ),
    max_size=40,
)
caseloads = st.dictionaries(st.integers(1, 3), st.sampled_from([*FIELDS, ""]), max_size=3)


@st.composite
def pairs(draw):
    """Draw a rule and another made from it, over the same windows, stricter or not."""
    upper = with_targets(draw(rules()), lambda target: min(target, 2))
    lower = upper
    for _ in range(draw(st.integers(1, 3))):
        lower = less(draw, lower) if draw(st.booleans()) else more(draw, lower)[0]
    if upper.measure.counts_records:
        records = [m for m in Measure if m.counts_records]
        measure = draw(st.sampled_from([upper.measure, *records]))
        kinds = lower.counts.kinds or KINDS
        lower = replace(lower, measure=measure, counts=replace(lower.counts, kinds=kinds))
        return upper, replace(lower, period=upper.period, by_day=upper.by_day)
    if draw(st.booleans()):
        return upper, replace(lower, measure=Measure.DISTINCT_YOUTHS, fields=())
    return upper, lower


@given(pairs(), deeds, caseloads)
@example(
    (rule(1, measure=Measure.EACH_KIND), rule(2)), [Deed("visit", NOON), Deed("phone", NOON)], {}
)
def test_who_meets_what_is_above_meets_what_is_here(pair, done, caseload):
    """Hold the comparison against the engine, where both count over the same windows."""
    upper, lower = pair
    if raised(programme(upper), programme(lower)):
        return
    evidence = Evidence(tuple(done), caseload)
    above = evaluate(upper, SUBJECT, NOON.date(), evidence, CALENDAR)
    here = evaluate(lower, SUBJECT, NOON.date(), evidence, CALENDAR)
    if above and above.bound and above.met and here and here.bound:
        assert here.met


# One by one


@pytest.mark.parametrize(
    ("changes", "aspect"),
    [
        ({}, None),
        ({"subjects": (Who(frozenset({Role.FULLTIME}), ALL, 4),)}, None),
        ({"subjects": (Who(frozenset({Role.FULLTIME}), ALL, 6),)}, Aspect.TARGET),
        ({"subjects": (Who(frozenset({Role.FULLTIME, Role.PARTTIME}), ALL, 1),)}, Aspect.SUBJECTS),
        ({"subjects": (Who(frozenset({Role.FULLTIME}), ALL, 9, encouraged=True),)}, None),
        ({"period": Period(PeriodKind.YEAR)}, None),
        ({"period": Period(PeriodKind.TWO_MONTHS)}, Aspect.PERIOD),
        ({"period": Period(PeriodKind.WEEK)}, Aspect.PERIOD),
        ({"period": Period(PeriodKind.QUARTER, 2)}, None),
        ({"counts": Counts(("visit",))}, Aspect.KINDS),
        ({"counts": Counts(("visit", "phone", "message"))}, None),
        ({"counts": Counts(("phone", "message"))}, Aspect.KINDS),
        ({"counts": Counts(("visit", "phone"), 1)}, Aspect.MINUTES),
        ({"counts": Counts(("visit", "phone"), None, True)}, Aspect.OFFLINE),
        ({"by_day": 31}, None),
        ({"by_day": 20}, Aspect.DAYS),
        ({"measure": Measure.EACH_KIND}, Aspect.MEASURE),
        ({"measure": Measure.HALF_DAYS}, Aspect.MEASURE),
        ({"measure": Measure.EACH_YOUTH}, Aspect.MEASURE),
    ],
)
def test_each_change_of_a_count_of_records(changes, aspect):
    assert aspects(rule(), rule(**changes)) == ([aspect] if aspect else [])


def test_a_year_for_a_quarter_may_ask_four_times_as_much_and_no_more():
    yearly = Period(PeriodKind.YEAR)
    assert aspects(rule(5), rule(20, period=yearly)) == []
    assert aspects(rule(5), rule(21, period=yearly)) == [Aspect.PERIOD]
    assert aspects(rule(5), rule(2, period=Period(PeriodKind.MONTH))) == [Aspect.PERIOD]
    assert aspects(rule(6), rule(2, period=Period(PeriodKind.MONTH))) == []
    weekly = rule(1, period=Period(PeriodKind.WEEK))
    assert aspects(weekly, rule(4, period=Period(PeriodKind.MONTH))) == []
    assert aspects(weekly, rule(5, period=Period(PeriodKind.MONTH))) == [Aspect.PERIOD]


def test_of_each_kind_a_further_one_asks_more_and_a_dropped_one_less():
    both = rule(1, measure=Measure.EACH_KIND)
    one = replace(both, counts=Counts(("visit",)))
    assert aspects(both, one) == []
    assert aspects(one, both) == [Aspect.KINDS]
    assert aspects(both, rule(2)) == []
    assert aspects(both, rule(3)) == [Aspect.TARGET]
    assert aspects(both, rule(2, counts=Counts(("visit", "message")))) == [Aspect.TARGET]


def test_a_campaign_may_grow_and_not_shrink():
    def campaign(first, last):
        return rule(1, period=Period(PeriodKind.CAMPAIGN, 1, MonthDay(*first), MonthDay(*last)))

    summer, longer = campaign((7, 1), (8, 31)), campaign((6, 15), (9, 1))
    assert aspects(summer, longer) == []
    assert aspects(longer, summer) == [Aspect.PERIOD]
    assert aspects(summer, rule(1, period=Period(PeriodKind.YEAR))) == []
    assert aspects(rule(1, period=Period(PeriodKind.YEAR)), summer) == [Aspect.PERIOD]
    twice = replace(summer, subjects=rule(2).subjects)
    assert aspects(twice, rule(1, period=Period(PeriodKind.HALF))) == [Aspect.PERIOD]
    over_new_year = campaign((12, 16), (2, 28))
    assert aspects(over_new_year, campaign((12, 1), (2, 29))) == []
    assert aspects(over_new_year, campaign((12, 16), (2, 27))) == [Aspect.PERIOD]
    assert aspects(over_new_year, campaign((1, 1), (2, 28))) == [Aspect.PERIOD]


def test_fields_youths_and_case_loads():
    split = rule(
        50,
        measure=Measure.EACH_FIELD,
        period=Period(PeriodKind.STANDING),
        counts=Counts(),
        fields=tuple(FIELDS),
    )
    whole = replace(split, measure=Measure.DISTINCT_YOUTHS, fields=())
    enough, wants = ((Who(frozenset({Role.FULLTIME}), ALL, n),) for n in (100, 101))
    assert aspects(split, replace(split, fields=("community",))) == []
    assert aspects(replace(split, fields=("community",)), split) == [Aspect.FIELDS]
    assert aspects(split, replace(whole, subjects=enough)) == []
    assert aspects(split, replace(whole, subjects=wants)) == [Aspect.TARGET]
    assert aspects(whole, split) == [Aspect.MEASURE]
    each = rule(1, measure=Measure.EACH_YOUTH, counts=Counts())
    assert aspects(each, replace(each, counts=Counts(("visit",)))) == [Aspect.KINDS]
    assert aspects(replace(each, counts=Counts(("visit",))), each) == []


# Files

PARENT = """
[programme]
title = "上级方案"
[documents.up]
title = "上级通知"
number = "上青发〔2017〕1号"
[reminders]
ladder = [9, 3]
[switches]
points = true
[[principles]]
id = "no-raising"
title = "不层层加码"
text = "次数只能照用或放宽。"
sources = [{ document = "up", at = "四", clause = "不能层层加码" }]
[[rules]]
id = "visits"
title = "走访"
measure = "records"
period = "quarter"
target = 5
subjects = [{ types = ["fulltime"] }, { types = ["parttime"], target = 3 }]
kinds = ["visit", "phone"]
by_day = 20
sources = [{ document = "up", at = "二", clause = "每季度不少于5次" }]
[[rules]]
id = "topic"
title = "调研"
measure = "each_kind"
period = "year"
target = 1
subjects = [{ types = ["fulltime"] }]
kinds = ["research_topic"]
sources = [{ document = "up", at = "三", clause = "每年一个选题" }]
"""
HEAD = '[programme]\ntitle = "本级方案"\nextends = "up"\n'
OWN = '[documents.low]\ntitle = "本级通知"\n'


def child(text, **others):
    return load("low.toml", HEAD + text, {"up.toml": PARENT, **others})


def faults(text, **others):
    with pytest.raises(ProgrammeFaults) as caught:
        child(text, **others)
    return {f"{fault.file}:{fault.key}": fault.why for fault in caught.value.faults}


def test_a_child_with_nothing_of_its_own_is_its_parent():
    up, low = load("up.toml", PARENT), child("")
    assert low.parent == "up"
    assert up.parent is None
    assert (low.id, low.title) == ("low", "本级方案")
    for part in ("rules", "documents", "reminders", "wishes", "switches", "principles"):
        assert getattr(low, part) == getattr(up, part)
    assert low.principles[0].sources[0].clause == "不能层层加码"


def test_a_child_writes_only_what_it_changes():
    low = child(
        """
[reminders]
quiet = { from = "20:00" }
[switches]
points = false
digest_only = true
[[rules]]
id = "visits"
subjects = [{ types = ["fulltime"], target = 4 }]
[[rules]]
id = "topic"
drop = true
"""
    )
    (visits,) = low.rules
    assert visits.target_for(Role.FULLTIME, Level.BASE) == 4
    assert visits.target_for(Role.PARTTIME, Level.BASE) is None
    assert (visits.title, visits.by_day, visits.counts.kinds) == ("走访", 20, ("visit", "phone"))
    assert visits.clause == "每季度不少于5次"
    assert visits.ladder == low.reminders.ladder == (9, 3)
    assert low.reminders.quiet.start.hour == 20
    assert low.reminders.quiet.end.hour == 8
    assert (low.switches.points, low.switches.digest_only) == (False, True)


def test_a_number_changed_may_bring_its_own_source():
    low = child(
        OWN
        + """
[[rules]]
id = "visits"
target = 2
sources = [{ document = "low", clause = "每季度2次" }, { document = "up", clause = "每季度不少于5次" }]
subjects = [{ types = ["fulltime"] }]
"""
    )
    assert str(low.rule("visits").sources[0]) == "《本级通知》:“每季度2次”"
    assert low.rule("visits").sources[1].document.number == "上青发〔2017〕1号"
    assert [rule.id for rule in low.rules] == ["visits", "topic"]


def test_a_changed_period_or_measure_drops_what_no_longer_fits():
    low = child(
        '[[rules]]\nid = "visits"\nperiod = { kind = "campaign", from = "01-01", to = "12-31" }\n'
    )
    assert low.rule("visits").by_day is None


def test_a_grandchild_inherits_through_its_parent():
    middle = HEAD + '[[rules]]\nid = "visits"\ntarget = 4\nsubjects = [{ types = ["fulltime"] }]\n'
    low = '[programme]\ntitle = "三级"\nextends = "low"\n[[rules]]\nid = "visits"\ntarget = {}\n'
    files = {"c.toml": low.format(3), "low.toml": middle, "up.toml": PARENT}
    found = load_all(files)
    assert [
        found[i].rule("visits").target_for(Role.FULLTIME, Level.BASE) for i in ("up", "low", "c")
    ] == [5, 4, 3]
    with pytest.raises(
        ProgrammeFaults, match=r"c.toml · rules\[1\]\(visits\).target.*每季度 4 次.*每季度 5 次"
    ):
        load_all({**files, "c.toml": low.format(5)})


def test_a_raised_number_is_a_fault_with_both_numbers_and_both_clauses():
    found = faults(
        OWN
        + """
[[rules]]
id = "topic"
[[rules]]
id = "visits"
target = 6
sources = [{ document = "low", at = "一", clause = "每季度不少于6次" }]
"""
    )
    assert found == {
        "low.toml:rules[2](visits).target": (
            "「走访」对专职高于上级方案「上级方案」,不能层层加码(广青办发〔2017〕12号四3)。"
            "上级:每季度 5 次(上青发〔2017〕1号二:“每季度不少于5次”)。"
            "这里:每季度 6 次(《本级通知》一:“每季度不少于6次”)。"
            "请写不高于 5 的 target,或者照用上级的。"
        )
    }


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('id = "visits"\nsubjects = [{ types = ["fulltime"], target = 9 }]', "subjects"),
        ('id = "visits"\nsubjects = [{ types = ["fulltime", "seconded"] }]', "subjects"),
        ('id = "visits"\nperiod = "month"', "period"),
        ('id = "visits"\nkinds = ["visit"]', "kinds"),
        ('id = "visits"\nconditions = { min_minutes = 30 }', "conditions.min_minutes"),
        ('id = "visits"\nconditions = { offline = true }', "conditions.offline"),
        ('id = "visits"\nby_day = 10', "by_day"),
        ('id = "visits"\nmeasure = "half_days"', "measure"),
        ('id = "topic"\nkinds = ["research_topic", "visit"]', "kinds"),
    ],
)
def test_each_raise_is_named_by_the_key_that_makes_it(text, key):
    found = faults(f"[[rules]]\n{text}\n")
    name = re.search('"(.*?)"', text)[1]
    assert set(found) == {f"low.toml:rules[1]({name}).{key}"}
    assert all("不能层层加码" in why for why in found.values())


NEW = """
[[rules]]
id = "new"
title = "新的"
measure = "records"
period = "year"
target = 1
subjects = [{ types = ["fulltime"]%s }]
kinds = ["visit"]
sources = [{ document = "up", clause = "原话" }]
"""


def test_a_rule_of_ones_own_may_only_encourage():
    assert child(NEW % ", encouraged = true").rule("new").title == "新的"
    (why,) = faults(NEW % "").values()
    assert "上级:没有这一条,是 0。这里:每年 1 次(" in why


def test_a_parent_has_to_be_there_and_not_be_oneself():
    other = '[programme]\ntitle = "丙"\nextends = "low"\n'
    with pytest.raises(ProgrammeFaults, match=re.escape("没有叫 upp 的方案;是不是想写 up?")):
        load("x.toml", HEAD.replace('"up"', '"upp"'), {"up.toml": PARENT})
    with pytest.raises(ProgrammeFaults, match="不能继承自己"):
        load("up.toml", HEAD)
    with pytest.raises(ProgrammeFaults) as caught:
        load_all(
            {
                "low.toml": HEAD.replace('"up"', '"c"'),
                "c.toml": other,
                "d.toml": HEAD.replace('"up"', '"c"'),
            }
        )
    assert {(f.file, f.key, f.why) for f in caught.value.faults} == {
        ("low.toml", "programme.extends", "绕成了一圈:low → c → low"),
        ("c.toml", "programme.extends", "绕成了一圈:c → low → c"),
        ("d.toml", "programme.extends", "c 自己有问题,先改好它"),
    }
    with pytest.raises(ProgrammeFaults) as caught:
        load("x.toml", HEAD.replace('"up"', "3"))
    assert any(f.key == "programme.extends" for f in caught.value.faults)


def test_a_faulty_parent_is_told_once_and_its_child_says_so():
    broken = PARENT.replace("target = 5", "taget = 5")
    with pytest.raises(ProgrammeFaults) as caught:
        load_all({"up.toml": broken, "low.toml": HEAD})
    assert "up 自己有问题,先改好它" in str(caught.value)
    assert {f.key for f in caught.value.faults if f.file == "low.toml"} == {"programme.extends"}


def test_two_files_of_one_name_are_a_fault():
    with pytest.raises(ProgrammeFaults, match=r"b/up.toml:方案 up 已经有一个了\(a/up.toml\)"):
        load_all({"a/up.toml": PARENT, "b/up.toml": PARENT})


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        ('[[rules]]\nid = "visit"\ndrop = true', "rules[1](visit).drop", "是不是想写 visits?"),
        ('[[rules]]\nid = "visits"\ndrop = false', "rules[1](visits).drop", "只能写 drop = true"),
        ('[[rules]]\nid = "visits"\ndrop = true\ntarget = 1', "rules[1](visits).drop", "target"),
        ('[[rules]]\nid = "topic"\n[[rules]]\nid = "topic"', "rules[2](topic).id", "写了两次"),
        ('[[rules]]\nid = "topic"\ntaget = 3', "rules[1](topic).taget", "target"),
        ("[[rules]]\ntarget = 3", "rules[1].id", "缺少这一项"),
        ("[rules]\nx = 3", "rules", "应是一列表格"),
        ("[[rules]]\nid = [1]", "rules[1].id", "应是文字"),
        ('[documents.up]\nnumber = "别的"', "documents.up.number", "请换一个键"),
        (
            '[[principles]]\nid = "no-raising"\ntext = 3',
            "principles[1](no-raising).text",
            "应是文字",
        ),
        ('[[principles]]\nid = "x"', "principles[1](x).sources", "至少要有一项"),
        (
            '[[rules]]\nid = "topic"\ndrop = true\n[[rules]]\nid = "visits"\ndrop = true',
            "rules",
            "至少要有一项",
        ),
        ("[documents]\nup = 3", "documents.up", "应是一张表"),
        ("switches = 3", "switches", "应是一张表"),
    ],
)
def test_what_cannot_be_laid_over_the_parent_is_named_where_it_stands(text, key, why):
    head = "" if text.startswith("[") else text + "\n"
    found = {}
    with pytest.raises(ProgrammeFaults) as caught:
        load("low.toml", head + HEAD + (text if not head else ""), {"up.toml": PARENT})
    found = {fault.key: fault.why for fault in caught.value.faults}
    assert why in found[key]


CHILD_LINES = (
    HEAD
    + OWN
    + """[switches]
points = { on = true, by = "王", reason = "因" }
[[rules]]
id = "visits"
target = 4
subjects = [{ types = ["fulltime"] }]
[[rules]]
id = "topic"
drop = true
[[principles]]
id = "no-raising"
text = "x"
"""
).splitlines()


@given(
    st.sets(st.integers(0, len(CHILD_LINES) - 1), max_size=6),
    st.lists(
        st.sampled_from(["id = 3", "drop = 1", "x = [1]", "[rules]", "[[rules]]", "[[switches]]"]),
        max_size=2,
    ),
    st.integers(0, len(CHILD_LINES)),
)
def test_a_mangled_child_is_read_or_refused_in_words(gone, extra, at):
    kept = [line for n, line in enumerate(CHILD_LINES) if n not in gone]
    text = "\n".join([*kept[:at], *extra, *kept[at:]])
    told = ["read"]
    try:
        load("low.toml", text, {"up.toml": PARENT})
    except ProgrammeFaults as no:
        told = [fault.why for fault in no.faults]
    assert told
    assert all(told)


def test_nobody_opens_to_others_what_is_shut_above():
    upper = '[programme]\ntitle = "上"\n[documents.d]\ntitle = "通知"\n' + ROW
    lower = '[programme]\ntitle = "下"\nextends = "upper"\nlocal_rules = true\n'
    with pytest.raises(ProgrammeFaults) as no:
        load("lower.toml", lower, {"upper.toml": upper})
    assert [fault.key for fault in no.value.faults] == ["programme.local_rules"]
    opened = upper.replace('title = "上"', 'title = "上"\nlocal_rules = true', 1)
    assert load("lower.toml", lower, {"upper.toml": opened}).local_rules


ROW = """
[[rules]]
id = "r"
title = "走访"
measure = "records"
period = "quarter"
target = 5
subjects = [{ types = ["fulltime"] }]
kinds = ["visit"]
sources = [{ document = "d", clause = "每季度5次" }]
"""
