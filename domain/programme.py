"""A programme: one TOML file of rules and settings, read and checked as a whole.

``load`` reads one file as it stands. What a child file takes over from its parent belongs between
``_parse`` (bytes to a table) and ``_programme`` (a table to a programme), and nowhere else; until
then every file is complete in itself.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from domain.reminders import Policy, QuietHours
from domain.rule_table import read_document, read_rule
from domain.rules import Document, Rule
from domain.tables import Fault, Faults, Table, did_you_mean


class ProgrammeFaults(Exception):  # noqa: N818 - it holds the faults
    """A programme file cannot be used; ``faults`` names everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True, slots=True)
class WishPolicy:
    """How long a claim lives, and how long before its end the claimer is nudged."""

    claim: timedelta = timedelta(days=7)
    nudge: timedelta = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class ActivityPolicy:
    """How long an offered seat is kept for somebody on the wait-list."""

    offer: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Switches:
    """What a programme turns on; each one off unless the file says otherwise (section 7)."""

    points: bool = False
    person_ranking: bool = False
    login_figures: bool = False
    required_photos: bool = False
    digest_only: bool = False


@dataclass(frozen=True, slots=True)
class Programme:
    """One city's rules. ``id`` is the file's name without its ending; rules keep file order."""

    id: str
    title: str
    note: str
    documents: Mapping[str, Document] = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)
    reminders: Policy = field(default_factory=Policy, repr=False)
    wishes: WishPolicy = field(default_factory=WishPolicy, repr=False)
    activities: ActivityPolicy = field(default_factory=ActivityPolicy, repr=False)
    switches: Switches = field(default_factory=Switches, repr=False)

    def rule(self, rule_id: str) -> Rule:
        """Return a rule by its id; an unknown one is a ``KeyError`` that says what is near."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        near = did_you_mean(rule_id, (rule.id for rule in self.rules))
        msg = f"{self.id}:没有规则 {rule_id}{near}"
        raise KeyError(msg)


def load(name: str, text: str | bytes) -> Programme:
    """Read a programme file; ``name`` is its file name, used for the id and in faults.

    Raises ``ProgrammeFaults`` with every fault at once: bad encoding or TOML, unknown keys,
    missing or wrong values, unknown documents and kinds, two rules of one id.
    """
    faults = Faults(name)
    data = _parse(text, faults)
    if data is not None:
        programme = _programme(Table(data, "", faults), name)
        if not faults.found:
            return programme
    raise ProgrammeFaults(tuple(faults.found))


def _parse(text: str | bytes, faults: Faults) -> dict[str, Any] | None:
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        return tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        faults.add("", f"第 {error.start + 1} 个字节起不是 UTF-8")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        faults.add("", f"不是合格的 TOML:{error}")
    return None


def _programme(top: Table, name: str) -> Programme:
    head = top.table("programme")
    programme_id = name.rsplit("/", 1)[-1].removesuffix(".toml")
    title, note = head.text("title"), head.text("note", "")
    head.close()
    documents = {key: read_document(key, t) for key, t in top.named("documents").items()}
    reminders = _reminders(top.table("reminders"))
    rules = _rules(top, documents, reminders.ladder)
    programme = Programme(
        id=programme_id,
        title=title,
        note=note,
        documents=MappingProxyType(documents),
        rules=rules,
        reminders=reminders,
        wishes=_wishes(top.table("wishes")),
        activities=_activities(top.table("activities")),
        switches=_switches(top.table("switches")),
    )
    top.close()
    return programme


def _rules(
    top: Table, documents: Mapping[str, Document], ladder: tuple[int, ...]
) -> tuple[Rule, ...]:
    tables = top.tables("rules")
    rules = tuple(read_rule(table, documents, ladder) for table in tables)
    seen: set[str] = set()
    for table, rule in zip(tables, rules, strict=True):
        if rule.id and rule.id in seen:
            table.fault("id", f"规则 {rule.id} 写了两次")
        seen.add(rule.id)
    return rules


def _reminders(table: Table) -> Policy:
    default, quiet = Policy(), table.table("quiet")
    policy = Policy(
        ladder=table.integers("ladder", default.ladder),
        quiet=QuietHours(
            start=quiet.clock("from", default.quiet.start),
            end=quiet.clock("to", default.quiet.end),
        ),
        routine_a_week=table.integer("routine_a_week", default.routine_a_week),
        urgent_a_week=table.integer("urgent_a_week", default.urgent_a_week),
    )
    quiet.close()
    table.close()
    return policy


def _wishes(table: Table) -> WishPolicy:
    claim, nudge = table.integer("claim_days", 7, least=1), table.integer("nudge_days", 2)
    if nudge >= claim:
        table.fault("nudge_days", f"是 {nudge},要小于 claim_days({claim})")
    table.close()
    return WishPolicy(timedelta(days=claim), timedelta(days=nudge))


def _activities(table: Table) -> ActivityPolicy:
    policy = ActivityPolicy(timedelta(hours=table.integer("offer_hours", 12, least=1)))
    table.close()
    return policy


def _switches(table: Table) -> Switches:
    switches = Switches(**{f.name: table.flag(f.name, False) for f in fields(Switches)})
    table.close()
    return switches
