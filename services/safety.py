"""Content safety: looks at a text before others read it, and lets a person decide in doubt."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar, runtime_checkable

from sqlalchemy import select

from domain import distress
from domain.safety import ScreeningStatus, Verdict
from models.screening import Screening
from services import screening_letters
from services.uow import Uow

__all__ = ["Verdict", "decided", "registered", "screen", "texts", "thing"]


class Thing(Protocol):
    """A noun whose texts are screened: its service registers one with ``@thing``.

    ``kept`` and ``refused`` find the row in whatever state it has come to meanwhile, and do
    nothing to one that is gone.
    """

    def text(self, uow: Uow, thing_id: int) -> str:
        """Return the text as it stands; empty if it is gone."""
        ...

    def kept(self, uow: Uow, thing_id: int) -> None:
        """Let it through: others may read it."""
        ...

    def refused(self, uow: Uow, thing_id: int, reason: str) -> None:
        """Keep it from others."""
        ...


@runtime_checkable
class Signed(Protocol):
    """A thing that knows who wrote it: the writer is told what was decided."""

    def author(self, uow: Uow, thing_id: int) -> int:
        """Return the person who wrote it; 0 if nobody is to be told."""
        ...


@runtime_checkable
class Ending(Protocol):
    """A thing that ends with a refusal: it is not let through afterwards."""

    ends: bool


@runtime_checkable
class Many(Protocol):
    """A thing that can return several texts at once: one question for a page of them."""

    def texts(self, uow: Uow, ids: Collection[int]) -> Mapping[int, str]:
        """Return the texts that are still there, by id."""
        ...


@dataclass(frozen=True, slots=True)
class Registered:
    """A noun, its Chinese name, and who knows its texts."""

    name: str
    title: str
    of: Thing


ASKING: Final = "正在自动看一遍"
"""Why a text waits that only the platform looks at: some minutes, and nobody's work."""
_WHY: Final = 60
_CRY: Final = "像是在求助,先想想怎么联系 TA"
_THINGS: Final[dict[str, Registered]] = {}
T = TypeVar("T", bound=type)


def thing(name: str, title: str) -> Callable[[T], T]:
    """Register who knows the texts of a noun (``wish``, 微心愿): a class without arguments."""

    def register(kind: T) -> T:
        if name in _THINGS:
            raise ValueError(f"two that know the texts of {name!r}")
        _THINGS[name] = Registered(name, title, kind())
        return kind

    return register


def registered(name: str) -> Registered:
    """Return who knows the texts of a noun."""
    return _THINGS[name]


def texts(uow: Uow, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Return the texts of several things as they stand; those that are gone are left out."""
    by_noun: dict[str, list[int]] = defaultdict(list)
    for name, number in wanted:
        by_noun[name].append(number)
    found: dict[tuple[str, int], str] = {}
    for name, ids in by_noun.items():
        of = registered(name).of
        said = of.texts(uow, ids) if isinstance(of, Many) else {n: of.text(uow, n) for n in ids}
        found |= {(name, n): text for n, text in said.items() if text}
    return found


def screen(  # noqa: PLR0913 - whose text it is has this many sides
    uow: Uow,
    thing: str,
    thing_id: int,
    organ_id: int,
    text: str,
    *,
    mini_openid: str = "",
    nearby: bool = False,
) -> Verdict:
    """Look at a text before others read it; one that is held waits for ``kept`` or ``refused``.

    ``organ_id`` is the leading organ that decides. Screening the same thing again, after it was
    changed, begins anew. A mini-program visitor's text is shown to the platform too, where the
    installation may ask it; it waits meanwhile, for an hour at the most. ``nearby``: somebody
    else looks first and is told by its own noun, so the leader is not.
    """
    registered(thing)
    why = _CRY if distress.found(text) else uow.means.words.why(text)
    ask = bool(mini_openid) and uow.means.screened and not why
    row = _row(uow, thing, thing_id)
    if row is None and (why or ask):
        row = Screening(thing=thing, thing_id=thing_id)
        uow.session.add(row)
    if row is not None:
        row.status = ScreeningStatus.PASSED
        if why or ask:
            row.status = ScreeningStatus.HELD if why else ScreeningStatus.ASKING
        row.organ_id, row.why, row.mini_openid = organ_id, why[:_WHY], mini_openid if ask else ""
        row.suggest, row.label, row.trace_id, row.reason = "", None, "", ""
        row.at, row.due_at, row.tries = uow.now, uow.now, 0
        row.decided_by = row.decided_at = None
        uow.session.flush()
    if why and not nearby:
        screening_letters.tell_leaders(uow, organ_id)
    return Verdict(held=bool(why) or ask, why=why or (ASKING if ask else ""))


def _row(uow: Uow, thing: str, thing_id: int) -> Screening | None:
    found = (Screening.thing == thing, Screening.thing_id == thing_id)
    return uow.session.scalar(select(Screening).where(*found).with_for_update())


def decided(uow: Uow, thing: str, thing_id: int, *, kept: bool, by: int | None = None) -> None:
    """Note that a text was decided about in its own place, or is gone: nobody else has to look."""
    row = _row(uow, thing, thing_id)
    if row is not None and row.status in {ScreeningStatus.ASKING, ScreeningStatus.HELD}:
        row.status = ScreeningStatus.KEPT if kept else ScreeningStatus.REFUSED
        row.decided_by, row.decided_at = by, uow.now
