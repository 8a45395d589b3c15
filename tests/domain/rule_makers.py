"""Random rules, and ways to make one of them ask less or more."""

from dataclasses import replace
from types import MappingProxyType

from hypothesis import strategies as st

from domain.dictionaries import FIELDS, LEADING, Level
from domain.periods import MonthDay, Period, PeriodKind
from domain.programme import Programme
from domain.rules import Counts, Document, Measure, Role, Rule, Source, Who
from domain.strictness import Aspect

DOCUMENT = Document("d", "通知", "某青发〔2017〕1号")
KINDS = ("visit", "good_deed", "volunteering", "heart_to_heart", "own_design")
CADRES = (Role.FULLTIME, Role.SECONDED, Role.PARTTIME)
LEVELS = (frozenset(Level), LEADING, frozenset({Level.BASE}))
OF_CASE_LOAD = (Measure.DISTINCT_YOUTHS, Measure.EACH_FIELD)
MONTHS = (
    PeriodKind.MONTH,
    PeriodKind.TWO_MONTHS,
    PeriodKind.QUARTER,
    PeriodKind.HALF,
    PeriodKind.YEAR,
)
COARSER = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)
"""Each fits a whole number of times into the next, from January on."""
TIMES = {PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4, PeriodKind.HALF: 2, PeriodKind.YEAR: 1}


def programme(*rules, title="甲", local_rules=False):
    documents = MappingProxyType({"d": DOCUMENT})
    return Programme("x", title, "", documents, tuple(rules), local_rules=local_rules)


def sources(word):
    return (Source(DOCUMENT, f"{word}的原话", "二"),)


@st.composite
def periods(draw):
    kind = draw(st.sampled_from([*MONTHS, PeriodKind.WEEK, PeriodKind.CAMPAIGN]))
    if kind is PeriodKind.CAMPAIGN:
        first, last = draw(st.sampled_from([("3-5", "9-20"), ("12-16", "2-20"), ("7-1", "8-29")]))
        since, until = (MonthDay(*map(int, day.split("-"))) for day in (first, last))
        return Period(kind, 1, since, until)
    return Period(kind)


@st.composite
def subjects(draw, roles=CADRES):
    """Draw who is meant: each role at all levels, at some, or not; some only encouraged."""
    found = [
        Who(frozenset({role}), draw(st.sampled_from(LEVELS)), draw(st.integers(2, 6)))
        for role in roles
        if draw(st.booleans()) or role is roles[0]
    ]
    if draw(st.booleans()):
        found.append(Who(frozenset(roles), frozenset(Level), 3, encouraged=True))
    return tuple(found)


@st.composite
def rules(draw, rule_id="r", measures=tuple(Measure)):
    measure = draw(st.sampled_from(measures))
    plain = {"title": f"规则{rule_id}", "sources": sources(rule_id), "measure": measure}
    who = draw(subjects())
    if measure in OF_CASE_LOAD:
        fields = tuple(FIELDS)[: draw(st.integers(1, 2))] if measure is Measure.EACH_FIELD else ()
        standing = Period(PeriodKind.STANDING)
        return Rule(rule_id, subjects=who, period=standing, counts=Counts(), fields=fields, **plain)
    kinds = tuple(draw(st.sets(st.sampled_from(KINDS), min_size=2, max_size=4)))
    if measure is Measure.EACH_YOUTH and draw(st.booleans()):
        kinds = ()
    period = draw(periods())
    counts = Counts(
        kinds, draw(st.sampled_from([None, 30, 60])), draw(st.sampled_from([None, True, False]))
    )
    by_day = draw(st.sampled_from([None, 10, 20])) if period.kind in MONTHS else None
    return Rule(rule_id, subjects=who, period=period, counts=counts, by_day=by_day, **plain)


@st.composite
def programmes(draw):
    """Draw a programme of up to four rules."""
    ids = "abcd"[: draw(st.integers(1, 4))]
    return programme(*(draw(rules(rule_id)) for rule_id in ids))


# Less


def with_targets(rule, change):
    return replace(
        rule,
        subjects=tuple(
            who if who.encouraged else replace(who, target=change(who.target))
            for who in rule.subjects
        ),
    )


def less(draw, rule):
    """Make a rule ask less, in one way that fits it; at worst leave it as it is."""
    ways = [_lower_target, _only_encourage, _fewer_subjects, _new_words]
    if rule.fields or rule.measure is Measure.EACH_KIND:
        ways.append(_fewer_parts)
    if rule.measure.counts_records:
        ways += [_kinder_conditions, _any_day, _wider_period]
        if rule.measure is not Measure.EACH_KIND:
            ways.append(_more_kinds)
    return draw(st.sampled_from(ways))(draw, rule)


def _lower_target(draw, rule):
    return with_targets(rule, lambda target: draw(st.integers(1, target)))


def _only_encourage(draw, rule):
    at = draw(st.integers(0, len(rule.subjects) - 1))
    whos = list(rule.subjects)
    whos[at] = replace(whos[at], encouraged=True)
    return replace(rule, subjects=tuple(whos))


def _fewer_subjects(draw, rule):
    at = draw(st.integers(0, len(rule.subjects) - 1))
    kept = tuple(who for n, who in enumerate(rule.subjects) if n != at)
    return replace(rule, subjects=kept or rule.subjects)


def _new_words(draw, rule):
    return replace(rule, title="另一个名字", sources=sources("本地"), ladder=(9, 1))


def _fewer_parts(draw, rule):
    if rule.fields:
        return replace(rule, fields=rule.fields[:1])
    return replace(rule, counts=replace(rule.counts, kinds=rule.counts.kinds[:1]))


def _more_kinds(draw, rule):
    kinds = dict.fromkeys((*rule.counts.kinds, *KINDS)) if rule.counts.kinds else ()
    return replace(rule, counts=replace(rule.counts, kinds=tuple(kinds)))


def _kinder_conditions(draw, rule):
    least = rule.counts.min_minutes
    kinder = draw(st.sampled_from([None, least, least and least // 2]))
    return replace(rule, counts=Counts(rule.counts.kinds, kinder, None))


def _any_day(draw, rule):
    if rule.period.kind is not PeriodKind.CAMPAIGN:
        return replace(rule, by_day=draw(st.sampled_from([None, rule.by_day])))
    period = draw(st.sampled_from([Period(PeriodKind.YEAR), _longer(rule.period)]))
    return replace(rule, period=period)


def _longer(period):
    return replace(
        period,
        since=MonthDay(period.since.month, 1),
        until=MonthDay(*period.until)._replace(day=29),
    )


def _wider_period(draw, rule):
    """Take a longer period, and no more of it in a year."""
    if rule.period.kind not in COARSER:
        return rule
    wider = draw(st.sampled_from(COARSER[COARSER.index(rule.period.kind) :]))
    times = TIMES[rule.period.kind] // TIMES[wider]
    longer = with_targets(rule, lambda target: draw(st.integers(1, target * times)))
    return replace(longer, period=Period(wider))


# More


def more(draw, rule):
    """Make a rule ask more, in one way that fits it; return it and in what."""
    ways = [_higher_target, _bind_another]
    if rule.measure is Measure.EACH_KIND or rule.measure is Measure.EACH_FIELD:
        ways.append(_more_parts)
    if rule.measure.counts_records:
        ways += [_longer_records, _shorter_period]
        if rule.by_day != 1:  # no day is before the first
            ways.append(_fewer_days)
        if rule.counts.offline is None:
            ways.append(_offline)
        if rule.measure is not Measure.EACH_KIND:
            ways.append(_fewer_kinds)
    return draw(st.sampled_from(ways))(draw, rule)


def _higher_target(draw, rule):
    return with_targets(rule, lambda target: target + draw(st.integers(1, 50))), Aspect.TARGET


def _bind_another(draw, rule):
    """Bind the organs, or everybody who is only encouraged; nobody of them is bound above."""
    who = Who(frozenset({Role.ORGAN}), LEADING, 1)
    return replace(rule, subjects=(*rule.subjects, who)), Aspect.SUBJECTS


def _more_parts(draw, rule):
    if rule.measure is Measure.EACH_KIND:
        kinds = (*rule.counts.kinds, "phone")
        return replace(rule, counts=replace(rule.counts, kinds=kinds)), Aspect.KINDS
    if len(rule.fields) == len(FIELDS):
        return _higher_target(draw, rule)
    return replace(rule, fields=tuple(FIELDS)), Aspect.FIELDS


def _fewer_kinds(draw, rule):
    kinds = rule.counts.kinds[1:] or ("visit",)
    return replace(rule, counts=replace(rule.counts, kinds=kinds)), Aspect.KINDS


def _longer_records(draw, rule):
    minutes = (rule.counts.min_minutes or 0) + draw(st.integers(1, 90))
    return replace(rule, counts=replace(rule.counts, min_minutes=minutes)), Aspect.MINUTES


def _offline(draw, rule):
    wanted = draw(st.booleans())
    return replace(rule, counts=replace(rule.counts, offline=wanted)), Aspect.OFFLINE


def _fewer_days(draw, rule):
    if rule.period.kind is PeriodKind.CAMPAIGN:
        shorter = replace(
            rule.period, since=rule.period.since._replace(day=rule.period.since.day + 1)
        )
        return replace(rule, period=shorter), Aspect.PERIOD
    if rule.period.kind not in MONTHS:
        return _higher_target(draw, rule)
    return replace(rule, by_day=draw(st.integers(1, (rule.by_day or 28) - 1))), Aspect.DAYS


def _shorter_period(draw, rule):
    if rule.period.kind not in MONTHS[1:]:
        return _higher_target(draw, rule)
    shorter = draw(st.sampled_from(MONTHS[: MONTHS.index(rule.period.kind)]))
    return replace(rule, period=Period(shorter)), Aspect.PERIOD
