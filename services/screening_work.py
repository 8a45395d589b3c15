"""Texts that the platform is asked about, for a worker: take one, write down what it said."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select

from domain.safety import (
    LEASE,
    PATIENCE,
    Answer,
    AskLater,
    Judged,
    ScreeningStatus,
    Step,
    Unasked,
    again,
    judged,
    move,
)
from models.screening import Screening
from services import safety, screening_letters
from services.uow import Uow

_AT_ONCE: Final = 200


@dataclass(frozen=True, slots=True)
class Question:
    """One text in the hands of a worker; ``at`` and ``tries`` say whether it still is."""

    id: int
    openid: str = field(repr=False)
    text: str = field(repr=False)
    at: datetime
    tries: int


def waiting(uow: Uow) -> bool:
    """Say whether there is anything to ask: the question of each tick."""
    return uow.session.scalar(_due(uow).with_only_columns(Screening.id)) is not None


def claim(uow: Uow) -> Question | None:
    """Take the text that waits longest, or whose worker has gone silent."""
    row = uow.session.scalar(_due(uow).with_for_update(skip_locked=True))
    if row is None:
        return None
    row.tries, row.due_at = row.tries + 1, uow.now + LEASE
    text = safety.registered(row.thing).of.text(uow, row.thing_id)
    return Question(row.id, row.mini_openid, text, row.at, row.tries)


def _due(uow: Uow) -> Select[Screening]:
    return (
        select(Screening)
        .where(Screening.status == ScreeningStatus.ASKING, Screening.due_at <= uow.now)
        .order_by(Screening.due_at)
        .limit(1)
    )


def settle(uow: Uow, asked: Question, answer: Answer) -> None:
    """Write down what the platform said, unless the text was changed or taken by another since."""
    row = uow.session.get(Screening, asked.id, with_for_update=True)
    if row is None or row.status != ScreeningStatus.ASKING:
        return
    if (row.at, row.tries) != (asked.at, asked.tries):
        return
    match answer:
        case Judged():
            row.suggest, row.label = answer.suggest[:8], answer.label
            row.trace_id = answer.trace_id[:64]
            verdict = judged(answer)
            if verdict.held:
                row.status, row.why = move(ScreeningStatus(row.status), Step.HOLD), verdict.why
                screening_letters.tell_leaders(uow, row.organ_id)
            else:
                _pass(uow, row, "")
        case Unasked(why=why):
            _pass(uow, row, f"平台没有看:{why}")
        case AskLater(why=why):
            due = again(answer, row.tries, row.at, uow.now)
            if due is None:
                _pass(uow, row, f"平台没有看:{why}")
            else:
                row.due_at = due


def give_up(uow: Uow) -> int:
    """Let through what nobody asks about any more; return how much that was.

    Its worker is gone for longer than anybody's text waits for a machine, or the mini-program
    through which it would be asked was taken out of the settings: no worker is left at all.
    """
    stale = [Screening.status == ScreeningStatus.ASKING]
    if uow.means.screened:
        stale += [Screening.at < uow.now - PATIENCE, Screening.due_at < uow.now - LEASE]
    found = select(Screening).where(*stale).order_by(Screening.due_at).limit(_AT_ONCE)
    rows = uow.session.scalars(found.with_for_update(skip_locked=True)).all()
    for row in rows:
        _pass(uow, row, "平台没有看:没有人去问" if uow.means.screened else "平台没有看:没有小程序")
    return len(rows)


def _pass(uow: Uow, row: Screening, why: str) -> None:
    """Let through what our own list has found nothing in."""
    row.status, row.why = move(ScreeningStatus(row.status), Step.PASS), why[:60]
    row.mini_openid = ""
    safety.registered(row.thing).of.kept(uow, row.thing_id)
