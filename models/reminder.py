"""Questions asked when reminders are written: who was told what, and where people are."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select, update
from sqlalchemy.sql.dml import Update

from domain.delivery import ROUTINE, Channel, Status
from domain.dictionaries import LEADING
from models.cadre import Appointment, held
from models.mini import MiniUser
from models.organisation import Below, Organisation, below
from models.person import Person, WechatUser
from models.post import Outbox
from models.schedule import Run
from models.switch import SwitchChange


def people(
    person_ids: list[int],
) -> Select[int, str, int, datetime | None, str, bool, list[str], str, list[str]]:
    """Return people and where they are: the last five are none where they never logged in."""
    return (
        select(
            Person.id,
            Person.name,
            Person.organisation_id,
            Person.left_at,
            WechatUser.openid,
            WechatUser.following,
            WechatUser.muted,
            MiniUser.openid.label("mini_openid"),
            MiniUser.muted.label("mini_muted"),
        )
        .outerjoin(WechatUser, WechatUser.person_id == Person.id)
        .outerjoin(MiniUser, MiniUser.person_id == Person.id)
        .where(Person.id.in_(person_ids))
    )


def letters(person_ids: list[int], since: datetime, until: datetime) -> Select[Any]:
    """Return the routine letters that were written to people between two instants.

    Those that were dropped said nothing to anybody, and are left out.
    """
    return (
        select(
            Outbox.id,
            Outbox.person_id,
            Outbox.because,
            Outbox.status,
            Outbox.lane,
            Outbox.due_at,
            Outbox.first_try_at,
            Outbox.closed_at,
        )
        .where(
            Outbox.person_id.in_(person_ids),
            Outbox.kind.in_(ROUTINE),
            Outbox.written_at > since,
            Outbox.written_at <= until,
            Outbox.status != Status.DROPPED,
        )
        .order_by(Outbox.id)
    )


def reported(person_id: int) -> Select[dict[str, Any], datetime]:
    """Return (reason, when) of a person's newest routine letters; some hold a digest."""
    return (
        select(Outbox.because, Outbox.written_at)
        .where(Outbox.person_id == person_id, Outbox.kind.in_(ROUTINE))
        .order_by(Outbox.id.desc())
        .limit(20)
    )


def places(organisation_ids: list[int]) -> Select[int, str]:
    """Return (id, name) of organisations."""
    return select(Organisation.id, Organisation.name).where(Organisation.id.in_(organisation_ids))


def replaced(numbers: list[int], now: datetime) -> Update:
    """Drop letters that nobody has begun to send and that a newer one speaks for."""
    return (
        update(Outbox)
        .where(
            Outbox.id.in_(numbers),
            Outbox.status == Status.PENDING,
            Outbox.first_try_at.is_(None),
        )
        .values(
            status=Status.DROPPED,
            why="replaced",
            closed_at=now,
            key=Outbox.key + ":dropped-" + cast(Outbox.id, String),
        )
        .execution_options(synchronize_session=False)
    )


def last_run(job: str, before: datetime) -> Select[datetime | None]:
    """Return when a job ran last before an instant; a run that is still under way is none."""
    done = or_(Run.owner.is_(None), Run.closed_at.is_not(None))
    return select(func.max(Run.ran_at)).where(Run.job == job, Run.ran_at < before, done)


def planned(lanes: Collection[int]) -> Select[datetime, int, int]:
    """Return (due, lane, how many) of the reminders that nobody has begun to send."""
    return (
        select(Outbox.due_at, Outbox.lane, func.count())
        .where(*_unsent(lanes))
        .group_by(Outbox.due_at, Outbox.lane)
    )


def lots(lanes: Collection[int]) -> Select[datetime, int, datetime | None, int]:
    """Return (due, lane, over at, how many) of the same."""
    sides = (Outbox.due_at, Outbox.lane, Outbox.expires_at)
    return select(*sides, func.count()).where(*_unsent(lanes)).group_by(*sides)


def _unsent(lanes: Collection[int]) -> tuple[ColumnElement[bool], ...]:
    return (
        Outbox.status == Status.PENDING,
        Outbox.channel == Channel.TEMPLATE,
        Outbox.lane.in_(lanes),
        Outbox.kind.in_(ROUTINE),
        Outbox.first_try_at.is_(None),
    )


def turned(switch: str, organisation_ids: list[int]) -> Select[int, int, bool]:
    """Return (organisation, distance, on) of the turns of a switch at or above organisations.

    The farthest and oldest come first, so that the nearest and newest wins when read in order.
    """
    return (
        select(Below.descendant_id, Below.depth, SwitchChange.is_on)
        .join(SwitchChange, SwitchChange.organisation_id == Below.ancestor_id)
        .where(Below.descendant_id.in_(organisation_ids), SwitchChange.switch == switch)
        .order_by(Below.depth.desc(), SwitchChange.id)
    )


def supervised(organ_ids: list[int]) -> Select[int, int, int]:
    """Return (organ, organisation, distance) of all that stands under some organs."""
    return (
        select(Below.ancestor_id, Below.descendant_id, Below.depth)
        .where(Below.ancestor_id.in_(organ_ids))
        .order_by(Below.descendant_id, Below.depth)
    )


def organs(organ_ids: list[int]) -> Select[int, str]:
    """Return (id, name) of those of some organisations that are leading organs."""
    return select(Organisation.id, Organisation.name).where(
        Organisation.id.in_(organ_ids), Organisation.level.in_(LEADING)
    )


def leading(within: int) -> Select[int]:
    """Return the ids of the leading organs among an organisation and those below it."""
    return select(Organisation.id).where(
        Organisation.id.in_(below(within)), Organisation.level.in_(LEADING)
    )


def _posts(within: int | None) -> tuple[ColumnElement[bool], ...]:
    """Say that a post is in an organisation or below it; of none: anywhere."""
    return () if within is None else (Appointment.organisation_id.in_(below(within)),)


def in_post(today: date, within: int | None = None) -> Select[int, int]:
    """Return (cadre, organisation) of those who hold a post; ``within``: one there or below."""
    return (
        select(Appointment.cadre_id, func.min(Appointment.organisation_id))
        .where(
            held(today),
            *_posts(within),
        )
        .group_by(Appointment.cadre_id)
    )


def unreached(today: date, within: int | None = None) -> Select[int, str]:
    """Return (cadre, name) of those in post whom no message reaches, each once."""
    return (
        select(Person.id, Person.name)
        .distinct()
        .join(Appointment, Appointment.cadre_id == Person.id)
        .outerjoin(WechatUser, (WechatUser.person_id == Person.id) & WechatUser.following.is_(True))
        .outerjoin(MiniUser, MiniUser.person_id == Person.id)
        .where(
            held(today),
            WechatUser.openid.is_(None),
            MiniUser.openid.is_(None),
            *_posts(within),
        )
        .order_by(Person.id)
    )


def unknown_programmes(known: list[str]) -> Select[int, str, str | None]:
    """Return (organisation, name, programme) where a programme is chosen that is none of these."""
    return (
        select(Organisation.id, Organisation.name, Organisation.programme)
        .where(Organisation.programme.is_not(None), Organisation.programme.not_in(known))
        .order_by(Organisation.id)
    )
