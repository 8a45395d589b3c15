"""Erasing somebody's data: asked for, taken back, carried out, and done again after a restore."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, or_, select

from domain.erasing import TAKE_BACK, AlreadyAsked, NothingToTakeBack, Scope, Why
from domain.wording import say_moment
from models import person as people
from models.contact import Contact
from models.erasure import Erasure
from models.person import Person, WechatUser
from services import (
    audit,
    erasing_ends,
    erasing_letters,
    erasing_rows,
    erasing_traces,
    handover_steps,
    identity,
    letters_gone,
    mini_ends,
    mini_rows,
)
from services.uow import Uow

log = logging.getLogger(__name__)

_AT_ONCE: Final = 20
"""So many people in one go: the rest has its turn ten minutes later."""
_PAUSE: Final = timedelta(hours=1)
"""The least after which one that failed is tried again."""
_MOMENTS: Final = ("asked_at", "due_at", "done_at", "taken_back_at")
_SCANNED: Final = ("code", "event")
"""How those came who were on no roll before they scanned a code themselves."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A deletion that waits for its time."""

    due_at: datetime
    scope: Scope

    @property
    def when(self) -> str:
        """When it is done, in words."""
        return say_moment(self.due_at)


def waiting(uow: Uow, person_id: int) -> Waiting | None:
    """Return the deletion that somebody asked for, if one waits."""
    row = uow.session.scalar(_asked(uow, person_id).order_by(Erasure.due_at).limit(1))
    return None if row is None else Waiting(row.due_at, Scope(row.counts["scope"]))


def scope_of(uow: Uow, person_id: int) -> Scope:
    """Return how far somebody's own deletion goes: a cadre's work is not theirs to delete."""
    return Scope.SAID if erasing_traces.is_cadre(uow, person_id) else Scope.ALL


def ask(uow: Uow, person_id: int) -> Waiting:
    """Note that somebody wants their data deleted; a day long it can be taken back."""
    uow.session.get_one(Person, person_id, with_for_update=people.CALMLY)
    if (before := waiting(uow, person_id)) is not None:
        raise AlreadyAsked(when=before.when)
    scope = scope_of(uow, person_id)
    _note(uow, person_id, Why.ASKED, scope, uow.now + TAKE_BACK)
    audit.note(uow, "erasure_asked", "person", person_id)
    return Waiting(uow.now + TAKE_BACK, scope)


def take_back(uow: Uow, person_id: int) -> None:
    """Take the deletion back while it waits; one that is just being carried out waits no more.

    Nobody waits here for ``settle``, which waits for whoever speaks.
    """
    rows = uow.session.scalars(_asked(uow, person_id).with_for_update(skip_locked=True)).all()
    if not rows:
        raise NothingToTakeBack
    for row in rows:
        row.taken_back_at = uow.now
    audit.note(uow, "erasure_taken_back", "person", person_id)


def unfollowed(uow: Uow, openid: str) -> None:
    """Forget an openid that follows us no more, and note what else goes with it.

    Whoever came by scanning a code is erased wholly; of those on the League's roll, what came
    through WeChat. Who is a cadre keeps the work, as at all times.
    """
    user = uow.session.get(WechatUser, openid, with_for_update=True, populate_existing=True)
    person_id = None if user is None else user.person_id
    _forget(uow, openid, person_id)
    if person_id is None:
        return
    asked = uow.session.scalars(_asked(uow, person_id).with_for_update(skip_locked=True)).all()
    if asked:
        for row in asked:
            row.due_at = min(row.due_at, uow.now)
        return
    scope = scope_of(uow, person_id) if _scanned(uow, person_id) else Scope.SAID
    _note(uow, person_id, Why.UNFOLLOWED, scope, uow.now)


def settle(uow: Uow) -> int:
    """Erase whose time has come, each wholly or not at all; return how many were."""
    rows = uow.session.scalars(
        select(Erasure)
        .where(
            Erasure.done_at.is_(None),
            Erasure.taken_back_at.is_(None),
            Erasure.due_at <= uow.now,
        )
        .order_by(Erasure.due_at, Erasure.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    done = 0
    for row in rows:
        if row.why == Why.UNFOLLOWED and _came_back(uow, row):
            row.taken_back_at = uow.now
            continue
        number = row.id
        try:
            with uow.attempt():
                row.counts = erase(uow, row.person_id, Scope(row.counts["scope"]))
                row.done_at = uow.now
        except Exception:  # one who cannot be erased must not keep the others waiting
            log.exception("erasure %d failed; it is tried again", number)
            # Later each time: those that fail for good must not take the places of all others.
            row.due_at = uow.now + max(_PAUSE, (uow.now - row.asked_at) / 4)
        else:
            done += 1
    return done


def erase(uow: Uow, person_id: int, scope: Scope) -> dict[str, Any]:
    """Erase somebody's data at once; return how many rows of each table were theirs."""
    actor, uow.actor = uow.actor, None
    # First the openids, then the people, as every message does: two orders would deadlock.
    numbers = erasing_traces.same(uow, person_id)
    found = select(WechatUser).where(WechatUser.person_id.in_(numbers))
    uow.session.scalars(found.with_for_update().execution_options(populate_existing=True)).all()
    mini_rows.hold(uow, numbers)
    handover_steps.hold(uow, numbers)
    uow.session.get_one(Person, person_id, populate_existing=True)
    traces = erasing_traces.of(uow, person_id, scope)
    erasing_ends.end(uow, traces)
    erasing_letters.strike(uow, traces)
    erasing_letters.forget_steps(uow, traces)
    if scope is Scope.ALL:
        mini_ends.forget_wishes(uow, traces.people)
        for openid in traces.openids:
            _forget(uow, openid, person_id)
        for mini in traces.minis:
            letters_gone.from_mini(uow, mini)
    counts = erasing_rows.carry_out(uow, traces)
    if scope is Scope.ALL:
        erasing_ends.nameless(uow, traces)
    uow.session.flush()
    uow.session.expire_all()
    uow.actor = actor
    return {"scope": scope.value, **counts}


def ledger(uow: Uow, since: datetime | None = None) -> list[dict[str, Any]]:
    """Return the ledger as JSON has it: to be kept apart from the backups it is applied to.

    With ``since``, only what has been asked, done or taken back from then on.
    """
    wanted = select(Erasure).order_by(Erasure.id)
    if since is not None:
        moments = (Erasure.asked_at, Erasure.done_at, Erasure.taken_back_at)
        wanted = wanted.where(or_(*(moment >= since for moment in moments)))
    rows = uow.session.scalars(wanted)
    return [
        {name: getattr(row, name) for name in ("person_id", "why", "counts")}
        | {name: _iso(getattr(row, name)) for name in _MOMENTS}
        for row in rows
    ]


def apply_again(uow: Uow, rows: Iterable[Mapping[str, Any]]) -> int:
    """Apply a ledger to a restored database; return how many people were erased again.

    Safe to run any number of times. Whoever came after the deletion only has the same number.
    """
    erased = 0
    for row in rows:
        moments = {name: _moment(row[name]) for name in _MOMENTS}
        asked_at = datetime.fromisoformat(row["asked_at"])
        known = _known(uow, row["person_id"], asked_at)
        person = uow.session.get(Person, row["person_id"])
        if known is not None and known.done_at is not None:
            continue
        if person is None or person.created_at > asked_at:
            continue
        entry = known or Erasure(person_id=row["person_id"], why=row["why"])
        for name, moment in moments.items():
            setattr(entry, name, moment)
        entry.counts = {"scope": row["counts"]["scope"]}
        uow.session.add(entry)
        uow.session.flush()
        if entry.why == Why.UNFOLLOWED:
            _unfollowed_again(uow, entry)
        if moments["done_at"] is not None:
            entry.counts = erase(uow, entry.person_id, Scope(row["counts"]["scope"]))
            erased += 1
    return erased


def _forget(uow: Uow, openid: str, person_id: int | None) -> None:
    identity.forget(uow, openid)
    erasing_letters.forget_openid(uow, openid, person_id)


def _unfollowed_again(uow: Uow, entry: Erasure) -> None:
    """Forget the openids that stood for somebody when they unfollowed: a backup has them still."""
    bound = select(WechatUser.openid).where(
        WechatUser.person_id == entry.person_id, WechatUser.bound_at < entry.asked_at
    )
    for openid in uow.session.scalars(bound.with_for_update()).all():
        _forget(uow, openid, entry.person_id)


def _known(uow: Uow, person_id: int, asked_at: datetime) -> Erasure | None:
    return uow.session.scalar(
        select(Erasure).where(Erasure.person_id == person_id, Erasure.asked_at == asked_at)
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(said: str | None) -> datetime | None:
    return None if said is None else datetime.fromisoformat(said)


def _came_back(uow: Uow, row: Erasure) -> bool:
    """Say whether somebody who had unfollowed has logged in again since, or is here still."""
    if mini_rows.speaks(uow, row.person_id):
        return True
    since = select(WechatUser.openid).where(
        WechatUser.person_id == row.person_id, WechatUser.bound_at >= row.asked_at
    )
    return uow.session.scalar(since) is not None


def _scanned(uow: Uow, person_id: int) -> bool:
    """Say whether somebody was on no roll before they scanned a code themselves."""
    first = (
        select(Contact.source)
        .where(Contact.youth_id.in_(erasing_traces.same(uow, person_id)))
        .order_by(Contact.started_at, Contact.id)
        .limit(1)
    )
    return uow.session.scalar(first) in _SCANNED


def _asked(uow: Uow, person_id: int) -> Select[Erasure]:
    """Return what somebody asked for and nobody has carried out, also before two were made one."""
    return select(Erasure).where(
        Erasure.person_id.in_(erasing_traces.same(uow, person_id)),
        Erasure.why == Why.ASKED,
        Erasure.done_at.is_(None),
        Erasure.taken_back_at.is_(None),
    )


def _note(uow: Uow, person_id: int, why: Why, scope: Scope, due_at: datetime) -> None:
    uow.session.add(
        Erasure(
            person_id=person_id,
            why=why,
            asked_at=uow.now,
            due_at=due_at,
            counts={"scope": scope.value},
        )
    )
    uow.session.flush()
