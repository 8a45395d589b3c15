"""Taking a letter out of the outbox, and writing down what became of it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update

from domain.delivery import (
    RESEND_WITHIN,
    Channel,
    Later,
    Letter,
    Outcome,
    Sent,
    Status,
    repeatable,
    settle,
)
from domain.reminders import quiet_until
from models.base import write_once
from models.person import Person, WechatUser
from models.post import Outbox, due
from services import inbox, links, reasons, visits
from services.outbox import Lane
from services.reminders_fresh import REMINDER
from services.subjects import Programmes
from services.uow import Uow

LEASE: Final = timedelta(minutes=2)
"""How long a sender that says nothing is believed to be alive: many times its time-outs."""
_LOOK: Final = 20


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that is ours to send."""

    id: int
    letter: Letter
    doubtful: bool
    """Whether an earlier attempt may have reached the person: only its key makes this harmless."""


def take(uow: Uow, owner: str) -> Taken | None:
    """Take the most urgent letter that is due, or none; ``owner`` names this sender process.

    The intent is committed before anything is sent: a crash leaves one letter whose fate is
    unknown, and it says so.
    """
    while rows := uow.session.scalars(due(uow.now, _LOOK)).all():
        for row in rows:
            if _withheld(uow, row):
                continue
            doubtful = row.first_try_at is not None
            row.status, row.owner = Status.SENDING, owner
            row.attempts += 1
            row.first_try_at = row.first_try_at or uow.now
            row.due_at = uow.now + LEASE
            return Taken(row.id, _letter(uow, row), doubtful)
        uow.session.flush()
    return None


def _withheld(uow: Uow, row: Outbox) -> bool:
    """Close or put off a letter that must not go now."""
    if row.first_try_at is not None and not _may_repeat(uow, row, row.first_try_at):
        _close(uow, row, Status.UNCERTAIN, row.why or "its sender died while sending")
    elif row.expires_at and row.expires_at <= uow.now:
        _close(uow, row, Status.DROPPED, "expired")
    elif (why := _unwanted(uow, row)) is not None:
        _close(uow, row, Status.DROPPED, why)
    elif row.lane >= Lane.NOTICE and (morning := _quiet_until(uow, row)) is not None:
        row.status, row.due_at, row.owner = Status.PENDING, morning, None
    else:
        return False
    return True


def _may_repeat(uow: Uow, row: Outbox, first_try: datetime) -> bool:
    """Say whether a letter that may be out already can go again without arriving twice."""
    return repeatable(Channel(row.channel)) and uow.now < first_try + RESEND_WITHIN


def _quiet_until(uow: Uow, row: Outbox) -> datetime | None:
    """Return when the quiet hours end that the programme of whom a letter is for keeps."""
    programme = uow.means.programme
    if row.person_id is not None:
        place = uow.session.get_one(Person, row.person_id).organisation_id
        programme = Programmes.over(uow, [place]).of(place)
    return quiet_until(uow.now, programme.reminders.quiet)


def _unwanted(uow: Uow, row: Outbox) -> str | None:
    if row.channel == Channel.SMS:
        return None
    user = uow.session.get(WechatUser, row.openid) if row.openid else None
    if user is None or not user.following:
        return "no longer follows"
    if reasons.kinds(row.kind, row.because) <= set(user.muted):
        return "muted"
    if row.person_id is not None:
        person = uow.session.get(Person, row.person_id)
        if person is None or person.left_at is not None:
            return "left"
        if user.person_id != row.person_id:
            return "another person speaks here now"
    return None if _renewed(uow, row, user.muted) else "no longer needed"


def _renewed(uow: Uow, row: Outbox, muted: list[str]) -> bool:
    """Say whether there is still a reason, and let the letter say what is true now."""
    because = {**row.because, "to": row.openid} if row.because else row.because
    words = reasons.fresh(uow, because, row.text, row.fields, muted)
    if words is not None:
        row.text, row.fields = words.text, words.fields
    return words is not None


def _letter(uow: Uow, row: Outbox) -> Letter:
    channel = Channel(row.channel)
    if channel is Channel.SMS:
        body = json.loads(uow.means.vault.open(row.sealed or b"", f"outbox|sealed|{row.key}"))
        return Letter(row.key, channel, to=body["to"], text=body["text"])
    return Letter(
        row.key,
        channel,
        to=row.openid or "",
        template=row.template,
        fields=row.fields,
        text=row.text,
        url=row.url or _page(uow, row),
    )


def _page(uow: Uow, row: Outbox) -> str:
    """Return the page behind a letter, for as long as it is true.

    Its token leaves with the letter and stands nowhere else: the row keeps none.
    """
    life = (row.expires_at or uow.now + links.LIFE) - uow.now
    if row.openid is None or not (row.because.get("page") or reasons.of(row.because) == REMINDER):
        return ""
    if path := row.because.get("page"):
        return visits.link(uow, row.openid, path, life=life)
    token = links.issue(uow, row.openid, links.Purpose.PROGRESS, life=life)
    return links.page(uow, "progress", token)


def settle_letter(uow: Uow, taken: Taken, owner: str, outcome: Outcome) -> Status | None:
    """Write down what became of a letter, unless somebody else holds it by now."""
    row = uow.session.get(Outbox, taken.id, with_for_update=True)
    if row is None or not _is_ours(row, owner, outcome):
        return None
    if isinstance(outcome, Sent):
        row.reference = outcome.reference or None
    else:
        row.why = outcome.why[:200]
    status, again = settle(
        outcome,
        channel=taken.letter.channel,
        attempts=row.attempts,
        first_try=row.first_try_at or uow.now,
        now=uow.now,
    )
    if again is not None:
        return _put_off(uow, row, taken, outcome, again)
    if status is Status.FAILED and row.openid:
        status = _fall_back(uow, row)
    _close(uow, row, status, row.why)
    if early := _report_before(uow, row):
        _apply(uow, row, early)
    return Status(row.status)


def _is_ours(row: Outbox, owner: str, outcome: Outcome) -> bool:
    """Say whether to write this outcome down; that it was taken is news for one given up, too."""
    if row.status == Status.UNCERTAIN:
        return isinstance(outcome, Sent)
    return row.owner == owner and row.status == Status.SENDING


def _put_off(uow: Uow, row: Outbox, taken: Taken, outcome: Outcome, again: datetime) -> Status:
    row.status, row.due_at, row.owner = Status.PENDING, again, None
    if isinstance(outcome, Later):
        if not taken.doubtful:
            row.first_try_at = None  # surely not sent, and never before: it may wait for days
        if outcome.until is not None and outcome.why.startswith("quota:"):
            _rest(uow, row.channel, outcome.until)
    return Status.PENDING


def _rest(uow: Uow, channel: str, until: datetime) -> None:
    """Let a channel whose day is spent rest: each try would only be refused again."""
    uow.session.execute(
        update(Outbox)
        .where(
            Outbox.status == Status.PENDING,
            Outbox.channel == channel,
            Outbox.due_at < until,
        )
        .values(due_at=until)
    )


def _fall_back(uow: Uow, row: Outbox) -> Status:
    """Let what could not be pushed wait for the person and lead the next reply.

    Asked again, since a report may come long after: whoever speaks there now may be another.
    """
    if _unwanted(uow, row) is not None:
        return Status.FAILED
    inbox.leave(
        uow,
        key=row.key,
        openid=row.openid or "",
        text=row.text,
        because=row.because,
        expires_at=row.expires_at,
    )
    return Status.WAITING


def _close(uow: Uow, row: Outbox, status: Status, why: str) -> None:
    row.status, row.why, row.closed_at, row.owner = status, why, uow.now, None
    row.sealed = None
    reminder = reasons.of(row.because) == REMINDER
    if reminder and status is Status.DROPPED and row.first_try_at is None:
        # Surely never sent: should the need come back, it may be written again.
        row.key = f"{row.key}:dropped-{row.id}"[-160:]


def report(uow: Uow, reference: str, status: str) -> None:
    """Take the platform's report about a template message it had accepted.

    It may overtake the answer to the call that sent the letter: then it waits as a closed row of
    its own until that answer is written down.
    """
    row = _sent_as(uow, reference)
    if row is None:
        under_way = _under_way(uow)
        row = _sent_as(uow, reference)  # perhaps written down while we waited for its sender
        if row is None and under_way:
            _keep_report(uow, reference, status)
    if row is not None and row.status == Status.SENT:
        _apply(uow, row, status)


def _sent_as(uow: Uow, reference: str) -> Outbox | None:
    question = select(Outbox).where(Outbox.reference == reference).with_for_update()
    return uow.session.scalar(question)


def _under_way(uow: Uow) -> bool:
    """Say whether template letters are being sent, and let none be written down meanwhile."""
    sending = select(Outbox.id).where(
        Outbox.status == Status.SENDING, Outbox.channel == Channel.TEMPLATE
    )
    return bool(uow.session.scalars(sending.order_by(Outbox.id).with_for_update()).all())


def _apply(uow: Uow, row: Outbox, status: str) -> None:
    if status == "success":
        _close(uow, row, Status.DELIVERED, "")
    else:
        row.why = status[:200]
        _close(uow, row, _fall_back(uow, row), row.why)


_EARLY: Final = "report:"


def _keep_report(uow: Uow, reference: str, status: str) -> None:
    write_once(
        uow.session,
        Outbox,
        key=f"{_EARLY}{reference}"[:160],
        kind="report",
        lane=Lane.REMINDER,
        channel=Channel.TEMPLATE,
        template="",
        fields={},
        text="",
        url="",
        because={},
        status=Status.DROPPED,
        written_at=uow.now,
        due_at=uow.now,
        attempts=0,
        why=status[:200],
    )


def _report_before(uow: Uow, row: Outbox) -> str | None:
    """Take out the report that came before its letter was known to be sent."""
    if row.status != Status.SENT or not row.reference:
        return None
    early = delete(Outbox).where(Outbox.key == f"{_EARLY}{row.reference}").returning(Outbox.why)
    return uow.session.scalar(early)
