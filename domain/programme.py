"""A programme: one TOML file of rules and settings, read and checked as a whole.

A file may extend another one and then writes only what it changes (``domain.merging``); what it
asks more than the other is a fault like any other (``domain.inheritance``).
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from domain.compliance import newly_met
from domain.inheritance import Raise, raised
from domain.merging import Merged, merge
from domain.policies import (
    ActivityPolicy,
    TicketPolicy,
    WishPolicy,
    read_activities,
    read_reminders,
    read_tickets,
    read_wishes,
)
from domain.reminders import Policy
from domain.rule_table import read_document, read_rule, read_source
from domain.rules import Document, Rule, Source
from domain.strictness import Aspect
from domain.switches import Signed, Switches, read_switches
from domain.tables import Fault, Faults, Table, did_you_mean

__all__ = [
    "ActivityPolicy",
    "Principle",
    "Programme",
    "ProgrammeFaults",
    "Switches",
    "TicketPolicy",
    "WishPolicy",
    "load",
    "load_all",
]

Text = str | bytes


class ProgrammeFaults(Exception):  # noqa: N818 - it holds the faults
    """A programme file cannot be used; ``faults`` names everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True, slots=True)
class Principle:
    """What holds beside the rules and has no number, such as 不能层层加码."""

    id: str
    title: str
    text: str
    sources: tuple[Source, ...] = field(repr=False)


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
    tickets: TicketPolicy = field(default_factory=TicketPolicy, repr=False)
    switches: Switches = field(default_factory=Switches, repr=False)
    signed: Mapping[str, Signed] = field(default_factory=dict, repr=False)
    """Who answers for a switch, by its name, where the file says so."""
    principles: tuple[Principle, ...] = field(default=(), repr=False)
    parent: str | None = None
    """The programme it extends."""
    local_rules: bool = False
    """Whether those below may add rules of their own notices; a number they may never raise."""

    def rule(self, rule_id: str) -> Rule:
        """Return a rule by its id; an unknown one is a ``KeyError`` that says what is near."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        near = did_you_mean(rule_id, (rule.id for rule in self.rules))
        msg = f"{self.id}:没有规则 {rule_id}{near}"
        raise KeyError(msg)


def load(name: str, text: Text, parents: Mapping[str, Text] | None = None) -> Programme:
    """Read a programme file; ``parents`` are files that it may extend, by name.

    ``name`` is its file name, used for the id and in faults. Raises ``ProgrammeFaults`` with every
    fault at once: bad encoding or TOML, unknown keys, missing or wrong values, unknown documents
    and kinds, two rules of one id, a parent that is none, and whatever it asks more than that.
    """
    return load_all({**(parents or {}), name: text})[_id_of(name)]


def load_all(files: Mapping[str, Text]) -> dict[str, Programme]:
    """Read programme files by name, each after the one it extends; return them by id."""
    family = _Family(files)
    found = {each: family.read(each) for each in sorted(family.names)}
    faults = [fault for name in files for fault in family.faults[name].found]
    if faults:
        raise ProgrammeFaults(tuple(faults))
    return {each: programme for each, programme in found.items() if programme}


def _id_of(name: str) -> str:
    return name.rsplit("/", 1)[-1].removesuffix(".toml")


class _Family:
    """Some files while they are read; a file with a fault reads as none."""

    def __init__(self, files: Mapping[str, Text]) -> None:
        self.faults = {name: Faults(name) for name in files}
        self.names: dict[str, str] = {}
        self._own: dict[str, dict[str, Any] | None] = {}
        self._read: dict[str, tuple[Programme, dict[str, Any]] | None] = {}
        for name, text in files.items():
            own = _parse(text, self.faults[name])
            if (each := _id_of(name)) in self.names:
                self.faults[name].add("", f"方案 {each} 已经有一个了({self.names[each]})")
                continue
            self.names[each], self._own[each] = name, own

    def read(self, each: str) -> Programme | None:
        """Return a programme by its id, after reading what it extends."""
        if each not in self._read:
            faults, own = self.faults[self.names[each]], self._own[each]
            sound = own is not None and self._has_parent(each, faults)
            self._read[each] = (
                self._checked(each, own, faults) if own is not None and sound else None
            )
        held = self._read[each]
        return held[0] if held else None

    def _checked(
        self, each: str, own: dict[str, Any], faults: Faults
    ) -> tuple[Programme, dict[str, Any]] | None:
        above = self._parent_of(each)
        upper = self._read.get(above) if above and self.read(above) else None
        if above and not upper:
            faults.add("programme.extends", f"{above} 自己有问题,先改好它")
            return None
        merged = merge(upper[1], own, faults) if upper else Merged(own)
        inner = Faults(faults.file)
        programme = _programme(Table(merged.data, "", inner), each, above)
        if upper and not inner.found and not faults.found:
            _hold_against(upper[0], programme, own, inner)
        faults.found += map(merged.place, inner.found)
        return None if faults.found else (programme, merged.data)

    def _parent_of(self, each: str) -> str | None:
        head = (self._own[each] or {}).get("programme")
        above = head.get("extends") if isinstance(head, Mapping) else None
        return above if isinstance(above, str) and above.strip() else None

    def _has_parent(self, each: str, faults: Faults) -> bool:
        """Note a parent that is missing, or a way up that comes back."""
        way, above = [each], self._parent_of(each)
        while above in self.names and above not in way:
            way.append(above)
            above = self._parent_of(above)
        if above == each:
            circle = " → ".join([*way, each])
            why = "不能继承自己" if way == [each] else f"绕成了一圈:{circle}"
            faults.add("programme.extends", why)
        elif above and len(way) == 1:
            near = did_you_mean(above, self.names)
            faults.add("programme.extends", f"没有叫 {above} 的方案{near}")
        return not faults.found


def _parse(text: str | bytes, faults: Faults) -> dict[str, Any] | None:
    try:
        if isinstance(text, bytes):
            text = text.decode("utf-8")
        return tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        faults.add("", f"第 {error.start + 1} 个字节起不是 UTF-8")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = f"看第 {place[1]} 行第 {place[2]} 列附近" if place else "看文件末尾"
        faults.add("", f"不是合格的 TOML:{where},常见的是少了括号、引号或等号")
    return None


def _programme(top: Table, programme_id: str, parent: str | None) -> Programme:
    head = top.table("programme")
    title, note = head.text("title"), head.text("note", "")
    head.text("extends", "")
    local_rules = head.flag("local_rules", False)
    head.close()
    documents = {key: read_document(key, t) for key, t in top.named("documents").items()}
    reminders = read_reminders(top.table("reminders"))
    rules = _rules(top, documents, reminders.ladder)
    switches, signed = read_switches(top.table("switches"))
    programme = Programme(
        id=programme_id,
        title=title,
        note=note,
        documents=MappingProxyType(documents),
        rules=rules,
        reminders=reminders,
        wishes=read_wishes(top.table("wishes")),
        activities=read_activities(top.table("activities")),
        tickets=read_tickets(top.table("tickets")),
        switches=switches,
        signed=signed,
        principles=_principles(top, documents),
        parent=parent,
        local_rules=local_rules,
    )
    top.close()
    return programme


def _principles(top: Table, documents: Mapping[str, Document]) -> tuple[Principle, ...]:
    found: list[Principle] = []
    for table in top.tables("principles") if top.has("principles") else ():
        principle = Principle(
            id=table.text("id"),
            title=table.text("title"),
            text=table.text("text"),
            sources=tuple(read_source(t, documents) for t in table.tables("sources")),
        )
        if any(principle.id == other.id for other in found):
            table.fault("id", f"{principle.id} 写了两次")
        table.close()
        found.append(principle)
    return tuple(found)


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


def _hold_against(upper: Programme, lower: Programme, own: dict[str, Any], faults: Faults) -> None:
    """Note what a child asks more than its parent, and what it turns on without a name."""
    places = {rule.id: f"rules[{n}]({rule.id})" for n, rule in enumerate(lower.rules, 1)}
    stated = {rule["id"]: rule for rule in own.get("rules", ())}
    if lower.local_rules and not upper.local_rules:
        faults.add("programme.local_rules", f"上级方案「{upper.title}」没有放开,这里不能放开")
    for more in raised(upper, lower):
        faults.add(f"{places[more.rule]}.{_key_of(more, stated.get(more.rule, {}))}", more.text)
    for met in newly_met(upper.switches, lower.switches):
        if met.switch not in lower.signed:
            on = "true" if met.is_on else "false"
            faults.add(
                f"switches.{met.switch}",
                f"「{met.title}」{met.state}会碰到{met.clause}。要这样定,请写明谁定的、为什么:"
                f'{met.switch} = {{ on = {on}, by = "姓名", reason = "理由" }}',
            )


def _key_of(more: Raise, stated: Mapping[str, Any]) -> str:
    """Return the key under which a child states what is more; a target may stand with a subject."""
    inside = more.aspect is Aspect.TARGET and "target" not in stated
    return Aspect.SUBJECTS if inside else more.aspect
