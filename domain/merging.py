"""A child's programme file laid over its parent's, table by table, before anything is read.

A child writes only what it changes. Rules and principles go by their id: a key that the child
states replaces the parent's, the others are taken over; ``drop = true`` takes a rule away.
Documents, reminders, wishes, activities and switches go by key.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from domain.tables import Fault, Faults, did_you_mean

Data = dict[str, Any]

_BY_KEY: Final = ("documents", "reminders", "wishes", "activities", "switches")
_BY_ID: Final = ("rules", "principles")
_NUMBERED: Final = re.compile(r"^(rules|principles)\[(\d+)\](?:\([^)]*\))?")
_CASE_LOAD: Final = frozenset({"distinct_youths", "each_field"})
_WITHOUT_MONTHS: Final = frozenset({"standing", "week", "campaign"})


@dataclass(slots=True)
class Merged:
    """The tables that hold for a child, and where in its own file each list entry stands."""

    data: Data
    places: dict[str, list[str]] = field(default_factory=dict)

    def place(self, fault: Fault) -> Fault:
        """Return a fault with its key as it is found in the child's own file."""
        match = _NUMBERED.match(fault.key)
        places = self.places.get(match[1], []) if match else []
        if not match or int(match[2]) > len(places):
            return fault
        key = places[int(match[2]) - 1] + fault.key[match.end() :]
        return Fault(fault.file, key, fault.why)


def merge(parent: Data, child: Data, faults: Faults) -> Merged:
    """Lay a child over its parent; what cannot be laid over is noted, or left for the reader."""
    merged = Merged({**parent, **child})
    for key in _BY_KEY:
        if isinstance(child.get(key), Mapping):
            if key == "documents":
                _same_documents(parent.get(key, {}), child[key], faults)
            merged.data[key] = _over(parent.get(key, {}), child[key])
    for key in _BY_ID:
        entries = child.get(key, [])
        if isinstance(entries, list) and all(isinstance(one, Mapping) for one in entries):
            merged.data[key], merged.places[key] = _lists(key, parent.get(key, []), entries, faults)
            if not merged.data[key] and key == "principles":
                del merged.data[key]
    return merged


def _over(parent: Data, child: Mapping[str, Any]) -> Data:
    """Lay one table over another, tables inside included, but for a switch that is signed."""
    laid = dict(parent)
    for key, value in child.items():
        old = parent.get(key)
        deep = isinstance(value, Mapping) and isinstance(old, Mapping) and "on" not in value
        laid[key] = {**old, **value} if deep else value  # type: ignore[dict-item]
    return laid


def _same_documents(parent: Data, child: Mapping[str, Any], faults: Faults) -> None:
    """Note each document that the child rewrites: the parent's clauses are quoted from it."""
    for key, document in child.items():
        old = parent.get(key)
        if not isinstance(document, Mapping) or not isinstance(old, Mapping):
            continue
        for word, value in document.items():
            if word in old and old[word] != value:
                faults.add(
                    f"documents.{key}.{word}",
                    f"上级方案里的 {key} 是「{old[word]}」;另一份文件请换一个键",
                )


def _lists(
    key: str, parent: list[Data], child: list[Data], faults: Faults
) -> tuple[list[Data], list[str]]:
    """Return the entries that hold, the parent's order first, and where each one stands."""
    held = {one["id"]: (one, f"{key}({one['id']})") for one in parent}
    loose: list[tuple[Data, str]] = []
    seen: set[str] = set()
    for n, own in enumerate(child, 1):
        name = own.get("id")
        place = f"{key}[{n}]({name})" if isinstance(name, str) else f"{key}[{n}]"
        if not isinstance(name, str):
            loose.append((own, place))
            continue
        if name in seen:
            faults.add(f"{place}.id", f"{name} 写了两次")
        elif "drop" in own and key == "rules":
            _drop(name, place, own, held, faults)
        else:
            old = held[name][0] if name in held else {}
            held[name] = ({**_still_fits(old, own), **own}, place)
        seen.add(name)
    entries = [*held.values(), *loose]
    return [one for one, _ in entries], [place for _, place in entries]


def _drop(
    name: str, place: str, own: Data, held: dict[str, tuple[Data, str]], faults: Faults
) -> None:
    if name not in held:
        near = did_you_mean(name, held)
        faults.add(f"{place}.drop", f"上级方案里没有规则 {name},没什么可去掉的{near}")
    elif own["drop"] is not True:
        faults.add(f"{place}.drop", "只能写 drop = true;要留着这条规则,就不写")
    elif further := [word for word in own if word not in {"id", "drop"}]:
        faults.add(f"{place}.drop", f"去掉一条规则时,别的键({'、'.join(further)})用不上")
    else:
        del held[name]


def _still_fits(old: Data, own: Data) -> Data:
    """Return of the parent's rule what can still stand beside the keys that the child states."""
    gone: set[str] = set()
    if "measure" in own:
        gone |= {"fields"} if own["measure"] != "each_field" else set()
        gone |= {"kinds", "conditions"} if own["measure"] in _CASE_LOAD else set()
    if "period" in own:
        period = own["period"]
        kind = period.get("kind") if isinstance(period, Mapping) else period
        gone |= {"by_day"} if kind in _WITHOUT_MONTHS else set()
    subjects = own.get("subjects")
    if isinstance(subjects, list) and all(
        isinstance(s, Mapping) and "target" in s for s in subjects
    ):
        gone.add("target")
    return {key: value for key, value in old.items() if key not in gone}
