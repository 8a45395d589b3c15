from datetime import date

import pytest

from domain.periods import PeriodKind
from domain.programme import ProgrammeFaults, load

HEAD = """
[programme]
title = "试"
[documents.d]
title = "通知"
[[rules]]
id = "one"
title = "一"
sources = [{ document = "d", clause = "一次" }]
"""
SOUND = """
measure = "records"
period = "quarter"
target = 1
subjects = [{ types = ["fulltime"] }]
kinds = ["visit"]
"""


def read(rule):
    return load("x.toml", HEAD + rule).rules[0]


def faults(rule):
    with pytest.raises(ProgrammeFaults) as caught:
        read(rule)
    return {fault.key.removeprefix("rules[1](one)."): fault.why for fault in caught.value.faults}


def changed(**keys):
    lines = dict(line.split(" = ", 1) for line in SOUND.strip().splitlines())
    lines |= keys
    return "\n".join(f"{key} = {value}" for key, value in lines.items() if value)


@pytest.mark.parametrize(
    ("rule", "key", "why"),
    [
        (changed(kinds=None), "kinds", "measure 是 records 时至少要写一类"),
        (
            changed(measure='"half_days"', kinds=None),
            "kinds",
            "measure 是 half_days 时至少要写一类",
        ),
        (changed(period='"standing"'), "period", "measure 是 records 时要有起止,不能是 standing"),
        (
            changed(measure='"each_youth"', period='"standing"'),
            "period",
            "measure 是 each_youth 时要有起止,不能是 standing",
        ),
        (
            changed(measure='"distinct_youths"', kinds=None),
            "period",
            "数联系名单的规则只能是 standing",
        ),
        (
            changed(measure='"distinct_youths"', period='"standing"'),
            "kinds",
            "measure 是 distinct_youths 时数的是联系名单,kinds 和 conditions 无处可用",
        ),
        (
            changed(measure='"each_field"', period='"standing"', kinds=None),
            "fields",
            "measure 是 each_field 时要写,别的时候不写",
        ),
        (changed(fields='["community"]'), "fields", "measure 是 each_field 时要写,别的时候不写"),
        (
            changed(
                measure='"each_field"', period='"standing"', kinds=None, fields='["comunity", "x"]'
            ),
            "fields",
            "没有「x」,可以写 community、association",
        ),
        (
            changed(measure='"each_youth"', subjects='[{ organs = ["county"] }]'),
            "subjects",
            "联系名单是团干部的,机关没有",
        ),
        (
            changed(period='"week"', by_day="20"),
            "by_day",
            "只用在按月份划分的 period(month、two_months、quarter、half、year)",
        ),
        (changed(by_day="32"), "by_day", "是 32,要写 1 到 31"),
        (changed(by_day="0"), "by_day", "是 0,至少要 1"),
        (
            changed(subjects='[{ types = ["fulltime"], encouraged = "yes" }]'),
            "subjects[1].encouraged",
            "应是true 或 false,写的是 'yes'",
        ),
    ],
)
def test_what_fits_together_badly_is_named_with_its_key(rule, key, why):
    assert faults(rule)[key] == why


@pytest.mark.parametrize(
    "rule",
    [
        SOUND,
        changed(measure='"each_kind"', by_day="20"),
        changed(measure='"half_days"', period='"week"'),
        changed(measure='"each_youth"', period='"year"'),
        changed(measure='"each_youth"', period='"year"', kinds=None),
        changed(measure='"distinct_youths"', period='"standing"', kinds=None),
        changed(measure='"each_field"', period='"standing"', kinds=None, fields='["association"]'),
    ],
)
def test_each_measure_has_its_form(rule):
    assert read(rule).id == "one"


def test_the_deadline_is_in_the_last_month_and_never_after_it():
    rule = read(changed(by_day="31", period='"half"'))
    assert rule.period.kind is PeriodKind.HALF
    first, second = rule.period.windows(date(2026, 1, 1), date(2026, 12, 31))
    assert str(rule.deadline(first)) == "2026-06-30"
    assert str(rule.deadline(second)) == "2026-12-31"
    assert str(read(changed(by_day="20")).deadline(first)) == "2026-06-20"


def test_an_id_is_short_enough_to_be_a_part_of_keys():
    with pytest.raises(ProgrammeFaults) as caught:
        load("x.toml", HEAD.replace('"one"', f'"{"a" * 61}"') + SOUND)
    assert [fault.why for fault in caught.value.faults] == ["有 61 个字符,最多 60 个"]


@pytest.mark.parametrize(
    ("reminders", "key"),
    [
        ("routine_a_week = 2", "routine_a_week"),
        ("urgent_a_week = 7", "urgent_a_week"),
        ('quiet = { from = "22:00", to = "08:00" }', "quiet"),
        ('quiet = { from = "21:00", to = "07:00" }', "quiet"),
        ('quiet = { from = "00:00", to = "00:00" }', "quiet"),
    ],
)
def test_no_file_lifts_the_peace_that_everybody_is_promised(reminders, key):
    with pytest.raises(ProgrammeFaults) as caught:
        load("x.toml", HEAD.replace("[[rules]]", f"[reminders]\n{reminders}\n[[rules]]") + SOUND)
    assert [fault.key for fault in caught.value.faults] == [f"reminders.{key}"]
