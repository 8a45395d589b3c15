"""Reading one rule, and one document, from a programme file."""

import calendar
import re
from collections.abc import Mapping
from typing import Final

from domain.dictionaries import CadreType, Level
from domain.kinds import KINDS
from domain.periods import MonthDay, Period, PeriodKind
from domain.rules import Counts, Document, Measure, Role, Rule, Source, Where, Who
from domain.tables import Table, did_you_mean

_ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_MONTH_DAY: Final = re.compile(r"(\d{2})-(\d{2})")
_LEAP_YEAR: Final = 2024
_MONTHS_A_YEAR: Final = 12


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
    rule_id = table.text("id")
    if rule_id and not _ID.fullmatch(rule_id):
        table.fault("id", f"「{rule_id}」要用小写字母、数字和连字符,如 five-ones-organ")
    rule = Rule(
        id=rule_id,
        title=table.text("title"),
        subjects=_subjects(table),
        measure=table.choice("measure", Measure),
        period=_period(table),
        counts=_counts(table),
        sources=tuple(_source(t, documents) for t in table.tables("sources")),
        ladder=table.integers("ladder", ladder),
    )
    if rule.measure is not Measure.DISTINCT_YOUTHS and not rule.counts.kinds:
        table.fault("kinds", f"measure 是 {rule.measure} 时至少要写一类")
    if not rule.counts.kinds and rule.counts != Counts():
        table.fault("conditions", "没有 kinds,条件无处可用")
    if not rule.counts.kinds and rule.period.kind is not PeriodKind.STANDING and rule.id:
        table.fault("period", "数联系名单的规则只能是 standing")
    table.close()
    return rule


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
    if entry.has("organs"):
        for key in ("types", "where"):
            if entry.has(key):
                entry.fault(key, "写了 organs 就不能再写它")
        levels = frozenset(entry.choices("organs", Level))
        if not levels:
            entry.fault("organs", "至少要有一级")
        return Who(frozenset({Role.ORGAN}), levels, target)
    types = entry.choices("types", CadreType)
    if not types:
        entry.fault("types", "要写 types(团干部)或 organs(机关)")
    where = entry.choice("where", Where, Where.ANYWHERE)
    return Who(frozenset(Role(t) for t in types), where.levels, target)


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
    elif kind in (PeriodKind.TWO_MONTHS, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR):
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


def _source(table: Table, documents: Mapping[str, Document]) -> Source:
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
