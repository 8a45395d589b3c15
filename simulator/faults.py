"""Faults on demand: which call or push goes wrong, how, and how often."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.chance import Chance
    from simulator.settings import Json

ON_CALLS = frozenset(
    {"errcode", "delay", "http", "html", "cut", "truncate", "half", "empty"},
)
ON_CALLBACKS = frozenset({"duplicate", "hold", "skew", "forge", "delay", "drop"})
ON_REPORTS = frozenset({"status", "zero", "early", "delay", "drop"})


class FaultError(ValueError):
    """A fault that cannot be played."""


@dataclass
class Fault:
    target: str
    kind: str
    times: int | None = None
    skip: int = 0
    share: float = 1.0
    openid: str | None = None
    effect: bool = False
    errcode: int = -1
    errmsg: str | None = None
    status: int | str | None = None
    delay_s: float = 0.0
    copies: int = 2
    skew_s: float = 0.0
    id: int = 0
    hits: int = 0

    def __post_init__(self) -> None:
        if not isinstance(self.target, str) or not isinstance(self.kind, str):
            raise FaultError("target and kind must be text")
        kinds = {"callback": ON_CALLBACKS, "report": ON_REPORTS}.get(self.target, ON_CALLS)
        if self.kind not in kinds:
            raise FaultError(f"{self.target} knows the faults {', '.join(sorted(kinds))}")
        for name in ("skip", "errcode", "copies"):
            if type(getattr(self, name)) is not int:
                raise FaultError(f"{name} must be a whole number")
        for name in ("share", "delay_s", "skew_s"):
            setattr(self, name, float(getattr(self, name)))
        if self.times is not None and type(self.times) is not int:
            raise FaultError("times must be a whole number or null")
        if self.kind == "http" and type(self.status or 502) is not int:
            raise FaultError("status must be a whole number")

    def aims_at(self, target: str, openid: str | None) -> bool:
        if self.openid is not None and self.openid != openid:
            return False
        if self.target.endswith("*"):
            return target.startswith("/") and target.startswith(self.target[:-1])
        return self.target == target


class Faults:
    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._lock = threading.Lock()
        self._faults: dict[int, Fault] = {}
        self._last = 0

    def add(self, data: Json) -> Fault:
        known = set(Fault.__dataclass_fields__) - {"id", "hits"}
        fields = {name: value for name, value in data.items() if name in known}
        try:
            fault = Fault(**fields)
        except TypeError as error:
            raise FaultError("a fault needs target and kind") from error
        with self._lock:
            self._last += 1
            fault.id = self._last
            self._faults[fault.id] = fault
        return fault

    def remove(self, number: int | None) -> None:
        with self._lock:
            if number is None:
                self._faults.clear()
            else:
                self._faults.pop(number, None)

    def take(self, target: str, openid: str | None) -> list[Fault]:
        """Return the faults this call meets, each counted once."""
        if not self._faults:
            return []
        met = []
        with self._lock:
            for fault in self._faults.values():
                if not fault.aims_at(target, openid):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                if fault.times is not None and fault.hits >= fault.times:
                    continue
                if fault.share < 1 and not self._chance.below(fault.share):
                    continue
                fault.hits += 1
                met.append(fault)
        return met

    def as_json(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(fault) for fault in self._faults.values()]
