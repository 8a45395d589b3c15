"""Reading one rule, and one document, from a programme file."""

import calendar
import re
from collections.abc import Mapping
from typing import Final

from domain.dictionaries import FIELDS, CadreType, Level
from domain.kinds import KINDS
from domain.periods import MonthDay, Period, PeriodKind
from domain.rules import Counts, Document, Measure, Role, Rule, Source, Where, Who
from domain.tables import Table, did_you_mean

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MONTH_DAY: Final = re.compile(r"(\d{2})-(\d{2})")
_LONGEST_ID: Final = 60
"""It is a part of keys, and a column of personal targets."""
_LEAP_YEAR: Final = 2024
_MONTHS_A_YEAR: Final = 12
_LONGEST_MONTH: Final = 31
_NEED_KINDS: Final = frozenset({Measure.RECORDS, Measure.EACH_KIND, Measure.HALF_DAYS})
_WHOLE_MONTHS: Final = frozenset(
    {
        PeriodKind.MONTH,
        PeriodKind.TWO_MONTHS,
        PeriodKind.QUARTER,
        PeriodKind.HALF,
        PeriodKind.YEAR,
    }
)


def read_document(key: str, table: Table) -> Document:
    """Read ``[documents.KEY]``: title, and if there are any number, issuer, date."""
    document = Document(
        key=key,
        title=table.text("title"),
        number=table.text("number", ""),
        issuer=table.text("issuer", ""),
        day=table.day("date"),
    )
    table.close()
    return document


def read_rule(table: Table, documents: Mapping[str, Document], ladder: tuple[int, ...]) -> Rule:
    """Read one of ``[[rules]]``; ``ladder`` is the programme's, for rules without their own."""
    before = len(table.faults.found)
    rule_id = table.text("id")
    if len(rule_id) > _LONGEST_ID:
        table.fault("id", f"有 {len(rule_id)} 个字符,最多 {_LONGEST_ID} 个")
    if rule_id and not _ID.fullmatch(rule_id):
        table.fault("id", f"「{rule_id}」要用小写字母、数字和连字符,如 five-ones-organ")
    rule = Rule(
        id=rule_id,
        title=table.text("title"),
        subjects=_subjects(table),
        measure=table.choice("measure", Measure),
        period=_period(table),
        counts=_counts(table),
        sources=tuple(read_source(t, documents) for t in table.tables("sources")),
        ladder=table.integers("ladder", ladder),
        fields=_fields(table),
        by_day=table.integer("by_day", least=1) if table.has("by_day") else None,
    )
    if len(table.faults.found) == before:
        _check(table, rule)
    table.close()
    return rule


def _check(table: Table, rule: Rule) -> None:
    """Note what fits together badly, each thing sound in itself."""
    measure, standing = rule.measure, rule.period.kind is PeriodKind.STANDING
    if measure in _NEED_KINDS and not rule.counts.kinds:
        table.fault("kinds", f"measure 是 {measure} 时至少要写一类")
    if not measure.counts_records and rule.counts != Counts():
        table.fault("kinds", f"measure 是 {measure} 时数的是联系名单,kinds 和 conditions 无处可用")
    if not measure.counts_records and not standing:
        table.fault("period", "数联系名单的规则只能是 standing")
    if measure.counts_records and standing:
        table.fault("period", f"measure 是 {measure} 时要有起止,不能是 standing")
    if measure.looks_at_caseload and any(Role.ORGAN in who.roles for who in rule.subjects):
        table.fault("subjects", "联系名单是团干部的,机关没有")
    if (measure is Measure.EACH_FIELD) != bool(rule.fields):
        table.fault("fields", "measure 是 each_field 时要写,别的时候不写")
    if rule.by_day is not None and rule.period.kind not in _WHOLE_MONTHS:
        table.fault("by_day", "只用在按月份划分的 period(month、two_months、quarter、half、year)")
    elif rule.by_day is not None and rule.by_day > _LONGEST_MONTH:
        table.fault("by_day", f"是 {rule.by_day},要写 1 到 {_LONGEST_MONTH}")


def _fields(table: Table) -> tuple[str, ...]:
    fields = table.texts("fields")
    for field in fields:
        if field not in FIELDS:
            known = "、".join(FIELDS)
            table.fault("fields", f"没有「{field}」,可以写 {known}{did_you_mean(field, FIELDS)}")
    return fields


def _subjects(table: Table) -> tuple[Who, ...]:
    """Read whom the rule concerns; a target stands with the rule or with each of its subjects."""
    common = table.integer("target", 0, least=1) if table.has("target") else None
    entries = table.tables("subjects")
    used = False
    subjects = []
    for entry in entries:
        own = entry.has("target")
        used = used or not own
        target = entry.integer("target", least=1) if own or common is None else common
        subjects.append(_who(entry, target))
        entry.close()
    if common is not None and entries and not used:
        table.fault("target", "每个 subjects 都写了自己的 target,这里的用不上")
    return tuple(subjects)


def _who(entry: Table, target: int) -> Who:
    encouraged = entry.flag("encouraged", False)
    if entry.has("organs"):
        for key in ("types", "where"):
            if entry.has(key):
                entry.fault(key, "写了 organs 就不能再写它")
        levels = frozenset(entry.choices("organs", Level))
        if not levels:
            entry.fault("organs", "至少要有一级")
        return Who(frozenset({Role.ORGAN}), levels, target, encouraged)
    types = entry.choices("types", CadreType)
    if not types:
        entry.fault("types", "要写 types(团干部)或 organs(机关)")
    where = entry.choice("where", Where, Where.ANYWHERE)
    return Who(frozenset(Role(t) for t in types), where.levels, target, encouraged)


def _period(table: Table) -> Period:
    """Read ``period = "quarter"``, or a table with kind and anchor, or kind, from and to."""
    if not table.has("period"):
        table.fault("period", "缺少这一项")
    inner = table.either("period", "kind")
    before = len(table.faults.found)
    kind = inner.choice("kind", PeriodKind, PeriodKind.STANDING)
    if len(table.faults.found) > before:  # which keys may stand here cannot be told
        inner.know("anchor", "from", "to")
    anchor, since, until = 1, None, None
    if kind is PeriodKind.CAMPAIGN:
        since, until = _month_day(inner, "from"), _month_day(inner, "to")
    elif kind in _WHOLE_MONTHS - {PeriodKind.MONTH}:
        anchor = inner.integer("anchor", 1, least=1)
        if anchor > _MONTHS_A_YEAR:
            inner.fault("anchor", f"是 {anchor},要写 1 到 12 月")
            anchor = 1
    inner.close()
    return Period(kind, anchor, since, until)


def _month_day(table: Table, key: str) -> MonthDay:
    text = table.text(key)
    match = _MONTH_DAY.fullmatch(text)
    month, day = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= month <= _MONTHS_A_YEAR or not (
        1 <= day <= calendar.monthrange(_LEAP_YEAR, month)[1]
    ):
        if text:
            table.fault(key, f"「{text}」不是日子,请写成 09-01 这样")
        return MonthDay(1, 1)
    return MonthDay(month, day)


def _counts(table: Table) -> Counts:
    kinds = table.texts("kinds")
    for kind in kinds:
        if kind not in KINDS:
            table.fault("kinds", f"没有「{kind}」这一类{did_you_mean(kind, KINDS)}")
    conditions = table.table("conditions")
    counts = Counts(
        kinds=kinds,
        min_minutes=conditions.integer("min_minutes", least=1)
        if conditions.has("min_minutes")
        else None,
        offline=conditions.flag("offline") if conditions.has("offline") else None,
    )
    conditions.close()
    return counts


def read_source(table: Table, documents: Mapping[str, Document]) -> Source:
    """Read one of ``sources``: the document, the exact words, and where they stand."""
    key = table.text("document")
    if key and key not in documents:
        near = did_you_mean(key, documents)
        table.fault("document", f"[documents] 里没有「{key}」{near}")
    source = Source(
        document=documents.get(key, Document(key, key)),
        clause=table.text("clause"),
        at=table.text("at", ""),
    )
    table.close()
    return source
