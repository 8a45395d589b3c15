"""What was held back: a leader lets it through or not, the writer is told and may appeal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, or_, select

from domain.delivery import Kind
from domain.errors import Refusal
from domain.safety import (
    APPEALED,
    TITLES,
    AlreadyLooked,
    AppealedOnce,
    ScreeningStatus,
    ShownByNow,
    Step,
    move,
)
from domain.wording import tap, untapped
from models.organisation import below
from models.screening import Screening
from services import areas, audit, reasons, safety, screening_letters
from services.letters import News, tell
from services.safety import Ending, Signed
from services.uow import Uow

PAGE: Final = 10
_WAITING: Final = Screening.status == ScreeningStatus.HELD


class NoSuchScreening(Refusal):
    """It is not there, or another organ's."""

    code = "no_such_screening"
    text = "没有找到这一条,也许不归你们看。要看的都在「待看的内容」里。"


class OwnText(Refusal):
    """A second pair of eyes looks at what one has written oneself."""

    code = "own_text"
    text = "自己写的请另一位负责人来看;只有你一位的话,上级单位也能看。"


@dataclass(frozen=True, slots=True)
class Held:
    """One text that waits; who wrote it is not shown."""

    id: int
    title: str
    text: str = field(repr=False)
    """Empty: whoever wrote it took it back."""
    why: str
    at: datetime
    organ: str
    appealed: bool
    status: ScreeningStatus
    reason: str
    ends: bool
    """Once refused it stays so: its noun has ended it."""


def waiting(  # noqa: PLR0913 - whose, and which part of the list
    uow: Uow, organ_id: int, *, under: bool = False, skip: int = 0, after: int = 0, most: int = PAGE
) -> list[Held]:
    """Return what an organ has to look at and one more if there is, the oldest first.

    ``under``: what those below have; ``after``: what comes after this one.
    """
    question = select(Screening).where(*_of(organ_id, under=under), _WAITING)
    if after:
        last = uow.session.get(Screening, after)
        if last is None:
            return []
        same = and_(Screening.at == last.at, Screening.id > after)
        question = question.where(or_(Screening.at > last.at, same))
    page = question.order_by(Screening.at, Screening.id).offset(skip).limit(most + 1)
    return _seen(uow, uow.session.scalars(page).all())


def refused(  # noqa: PLR0913 - whose, and which part of the list
    uow: Uow,
    organ_id: int,
    *,
    skip: int = 0,
    after: int = 0,
    most: int = PAGE,
    under: bool = False,
) -> list[Held]:
    """Return what an organ has refused, the latest first: it may still be let through.

    ``under``: also what those below it have.
    """
    whose = Screening.organ_id.in_(below(organ_id)) if under else Screening.organ_id == organ_id
    question = select(Screening).where(whose, Screening.status == ScreeningStatus.REFUSED)
    if after:
        last = uow.session.get(Screening, after)
        if last is None or last.decided_at is None:
            return []
        same = and_(Screening.decided_at == last.decided_at, Screening.id < after)
        question = question.where(or_(Screening.decided_at < last.decided_at, same))
    order = (Screening.decided_at.desc(), Screening.id.desc())
    page = question.order_by(*order).offset(skip).limit(most + 1)
    return _seen(uow, uow.session.scalars(page).all())


def counts(uow: Uow, organ_id: int) -> tuple[int, int]:
    """Return how much waits for an organ, and for those below it."""
    asked = [
        select(func.count()).select_from(Screening).where(*_of(organ_id, under=under), _WAITING)
        for under in (False, True)
    ]
    own, rest = uow.session.execute(select(*(one.scalar_subquery() for one in asked))).one()
    return own, rest


def _of(organ_id: int, *, under: bool) -> list[Any]:
    if not under:
        return [Screening.organ_id == organ_id]
    return [Screening.organ_id.in_(below(organ_id)), Screening.organ_id != organ_id]


def _seen(uow: Uow, rows: Sequence[Screening]) -> list[Held]:
    texts = safety.texts(uow, [(row.thing, row.thing_id) for row in rows])
    names = areas.names(uow, {row.organ_id for row in rows})
    return [
        Held(
            row.id,
            safety.registered(row.thing).title,
            texts.get((row.thing, row.thing_id), ""),
            row.why,
            row.at,
            names[row.organ_id],
            row.why == APPEALED,
            ScreeningStatus(row.status),
            row.reason,
            _ends(row),
        )
        for row in rows
    ]


def keep(uow: Uow, screening_id: int, leader_id: int, organ_id: int) -> str:
    """Let a text through; return the noun's name."""
    row = _mine(uow, screening_id, organ_id)
    was = ScreeningStatus(row.status)
    if was is ScreeningStatus.REFUSED and _ends(row):
        raise AlreadyLooked(status=TITLES[was])
    row.status = move(was, Step.KEEP)
    row.decided_by, row.decided_at, row.reason = leader_id, uow.now, ""
    of = safety.registered(row.thing)
    of.of.kept(uow, row.thing_id)
    if was is ScreeningStatus.REFUSED or row.why == APPEALED:
        _tell_author(uow, row, f"你写的{of.title},又请人看了一遍,已经放出来了。让你久等了。")
    audit.note(uow, "kept", "screening", row.id, what=row.thing)
    return of.title


@dataclass(frozen=True, slots=True)
class Refused:
    """What was refused just now; ``ends``: and cannot be let through any more."""

    title: str
    ends: bool


def refuse(uow: Uow, screening_id: int, leader_id: int, organ_id: int, reason: str) -> Refused:
    """Keep a text from others, with a reason that its writer reads."""
    row = _mine(uow, screening_id, organ_id)
    reason = reason.strip()
    row.status = move(ScreeningStatus(row.status), Step.REFUSE, reason)
    row.decided_by, row.decided_at, row.reason = leader_id, uow.now, reason
    of = safety.registered(row.thing)
    of.of.refused(uow, row.thing_id, reason)
    about = f"你写的{of.title},先没有放出来:{untapped(reason)}\n换个说法随时可以再写,没有别的影响。"
    if row.why == APPEALED:
        way = "上级也看过了。还有想法,回复「意见 …」写一句,会有人回你。"
    else:
        way = f"觉得不该这样?回复「{tap(f'申诉{row.id}')}」,请上级再看一次。"
    _tell_author(uow, row, f"{about}\n{way}")
    audit.note(uow, "refused", "screening", row.id, what=row.thing)
    return Refused(of.title, _ends(row))


def _ends(row: Screening) -> bool:
    return isinstance(safety.registered(row.thing).of, Ending)


def appeal(uow: Uow, screening_id: int, person_id: int) -> str:
    """Let the writer of a refused text ask the organ above to look once; return its name."""
    row = uow.session.get(Screening, screening_id, with_for_update=True)
    if row is None or not person_id or _author(uow, row) != person_id:
        raise NoSuchScreening
    if row.status == ScreeningStatus.KEPT:
        raise ShownByNow
    if row.why == APPEALED:
        raise AppealedOnce
    row.status = move(ScreeningStatus(row.status), Step.APPEAL)
    row.why, row.organ_id = APPEALED, areas.above(uow, row.organ_id) or row.organ_id
    row.at, row.decided_by, row.decided_at = uow.now, None, None
    screening_letters.tell_leaders(uow, row.organ_id)
    audit.note(uow, "appealed", "screening", row.id, what=row.thing)
    return areas.names(uow, [row.organ_id])[row.organ_id]


def _mine(uow: Uow, screening_id: int, organ_id: int) -> Screening:
    """Return a text for an organ to decide about, its own or one of those below, locked.

    Nobody decides about their own.
    """
    row = uow.session.get(Screening, screening_id, with_for_update=True)
    if row is None or not areas.is_over(uow, organ_id, row.organ_id):
        raise NoSuchScreening
    if uow.actor is not None and _author(uow, row) == uow.actor:
        raise OwnText
    return row


def _author(uow: Uow, row: Screening) -> int:
    of = safety.registered(row.thing).of
    return of.author(uow, row.thing_id) if isinstance(of, Signed) else 0


def _tell_author(uow: Uow, row: Screening, text: str) -> None:
    author = _author(uow, row)
    if not author:
        return
    key = f"screening:{row.id}:{row.status}:{uow.now:%Y%m%d%H%M%S}"
    because = {"kind": "screened", "id": row.id, "as": row.status}
    title, note = safety.registered(row.thing).title, "请你看一下"
    tell(uow, [News(key, author, text, f"{title}看过了"[:20], note, because)], Kind.TICKET)


@reasons.asks("screened")
def _decided(uow: Uow, because: Mapping[str, Any]) -> bool:
    row = uow.session.get(Screening, because["id"])
    return row is not None and row.status == because["as"]
