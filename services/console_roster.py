"""一览表(带号码): the roster form with the whole numbers of a subtree's cadres, for an admin.

A file of numbers is many numbers unmasked at once, and is asked for as one is: with the right to
see numbers, with a reason that is kept, so many a day, and with a line in the trail that says how
many rows it held. Each of whom it holds reads in 我的数据 who took it out, and why.
"""

from typing import Final

from sqlalchemy import func, select

from domain.errors import Refusal
from domain.periods import midnight
from domain.permissions import ROLES, May
from models.admin import post_of
from models.audit import Audit
from services import console_numbers, console_scope, sheets_export
from services.console_sessions import MayNot, Official
from services.uow import Uow

FILES: Final = 3
"""Files with numbers that one admin takes out in one day.

The form is handed up once a quarter: one file, and two more for what was wrong in it. Whoever
wants to ring people up has 显示手机号, whoever wants to write to them has 通知.
"""
ROWS: Final = 3_000
"""Cadres in one such file: the largest cities hand up so many. What is larger goes up in parts:
a file of a province's numbers has no use that would be worth losing it."""
REASONS: Final = ("上报上级", "核对名册", "换届、调整任职")


class TooManyFiles(Refusal):
    """So many files with numbers a day."""

    code = "too_many_numbered"
    text = "今天已经导出了 {most} 个带号码的表,明天再来。只看名单,用「导出」,里面没有号码。"


class TooManyRows(Refusal):
    """So many numbers are not put into one file."""

    code = "too_many_numbers"
    text = "这里有 {many:,} 位团干部,一个带号码的表最多 {most:,} 位。选一个下级再导出。"


def today(uow: Uow, person_id: int) -> int:
    """Count the files with numbers that somebody took out today."""
    question = select(func.count()).where(
        Audit.actor_id == person_id,
        Audit.at >= midnight(uow.today),
        Audit.deed == "roster_exported",
    )
    return uow.session.scalar(question) or 0


def take_out(uow: Uow, who: Official, organisation_id: int, reason: str) -> bytes:
    """Return the form filled in for all cadres of a subtree, and note why somebody took it."""
    if not (who.may(May.NUMBERS) and who.may(May.TAKE_OUT)):
        raise MayNot(role=ROLES[who.role])
    console_scope.place(uow, who, organisation_id)
    why = console_numbers.said(reason)
    # Of two browsers of one admin the second waits, and counts what the first has taken.
    uow.session.scalar(post_of(who.id).with_for_update())
    if today(uow, who.id) >= FILES:
        raise TooManyFiles(most=FILES)
    if (many := sheets_export.size(uow, organisation_id)) > ROWS:
        raise TooManyRows(many=many, most=ROWS)
    return sheets_export.roster(uow, organisation_id, who.name, reason=why)
