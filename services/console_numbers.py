"""显示手机号: one number unmasked for an admin, with a reason that is kept, and so many a day."""

from typing import Final

from sqlalchemy import func, select

from domain.errors import Refusal
from domain.periods import midnight
from models.admin import post_of
from models.audit import Audit
from models.person import Person
from services import audit, console_scope, phones
from services.caseload_ending import NoNumber
from services.console_sessions import Official
from services.uow import Uow

MOST: Final = 30
"""Numbers that one admin sees in one day: whoever needs more needs a list, and another way."""
REASONS: Final = ("核对身份", "紧急情况", "本人要求", "电话抽查", "活动通知不到")
LONGEST: Final = 60
_DEED: Final = "unmasked"


class ReasonNeeded(Refusal):
    """Why a number is looked at is part of looking."""

    code = "reason_needed"
    text = "选一个原因,或者写一句为什么要看。本人在「我的数据」里看得到。"


class EnoughForToday(Refusal):
    """So many numbers a day are no longer single ones."""

    code = "enough_for_today"
    text = "今天已经看了 {most} 个号码,明天再看。要通知很多人,用「通知」发,不用号码。"


class LeftAlone(Refusal):
    """Whoever said no is not to be rung up."""

    code = "left_alone"
    text = "{name} 说了不想被联系,号码不再显示。"


def said(reason: str) -> str:
    """Return a reason as it is kept, the numbers in it masked; raises ``ReasonNeeded``."""
    kept = phones.unnumbered(" ".join(reason.split()))[:LONGEST]
    if not kept:
        raise ReasonNeeded
    return kept


def today(uow: Uow, person_id: int) -> int:
    """Count the numbers that somebody unmasked today."""
    question = select(func.count()).where(
        Audit.actor_id == person_id, Audit.at >= midnight(uow.today), Audit.deed == _DEED
    )
    return uow.session.scalar(question) or 0


def unmask(uow: Uow, who: Official, person_id: int, reason: str) -> str:
    """Return somebody's whole number; the person can read who saw it and why."""
    person = console_scope.person(uow, who, person_id)
    reason = said(reason)
    if person.left_at is not None:
        raise LeftAlone(name=person.name)
    if person.phone is None:
        raise NoNumber(name=person.name)
    # Of two browsers of one admin the second waits, and counts what the first has seen.
    uow.session.scalar(post_of(who.id).with_for_update())
    if today(uow, who.id) >= MOST:
        raise EnoughForToday(most=MOST)
    audit.note(uow, _DEED, "person", person_id, reason=reason)
    return phones.national(phones.opened(uow.means.vault, uow.session.get_one(Person, person_id)))
