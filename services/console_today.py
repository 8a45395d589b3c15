"""What waits for an admin today: counts of few open things, all in one statement."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, func, or_, select

from domain.dictionaries import LEADING
from domain.materials import SOON
from domain.notices import NoticeStatus
from domain.periods import QUARTER
from domain.permissions import May
from domain.problems import ProblemStatus
from domain.proofs import Proof
from domain.safety import ScreeningStatus
from domain.tickets import OPEN
from models import wish as wishes
from models.cadre import Appointment, Cadre, held
from models.materials import Materials
from models.notice import Notice
from models.organisation import Organisation, below
from models.person import Person, WechatUser
from models.post import Outbox
from models.problem import Problem
from models.screening import Screening
from models.sending import Call
from models.spot_check import SpotCheck
from models.ticket import Ticket
from models.wish import Wish
from services import (
    calls,
    console_tickets,
    duty,
    letters_desk,
    materials,
    materials_below,
    switches,
    ticket_access,
)
from services.console_sessions import Official
from services.uow import Uow

MOST: Final = 1000
"""No more are counted: more would not be read otherwise."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Something that waits: how many, where figures of it may be told."""

    what: str
    count: int
    told: bool = True
    of: int = 0
    by: date | None = None

    @property
    def number(self) -> str:
        """The count as it is shown."""
        return f"{MOST}+" if self.count > MOST else str(self.count)


def waits(uow: Uow, who: Official, organisation_id: int) -> list[Waits]:
    """Return what waits for somebody under an organisation: only what they may do."""
    asked = {
        what: question
        for what, (right, question) in _questions(uow, who, organisation_id).items()
        if who.may(right)
    }
    some = {what: question.limit(MOST + 1).subquery() for what, question in asked.items()}
    counts = [select(func.count()).select_from(one).scalar_subquery() for one in some.values()]
    row = uow.session.execute(select(*counts)).one() if counts else ()
    figures = switches.of(uow, organisation_id).login_figures
    found = [
        Waits(what, number, told=what != "logins" or figures)
        for what, number in zip(asked, row, strict=True)
        if number
    ]
    return [*found, *_of_the_organ(uow, who, organisation_id)]


Question = Select[*tuple[Any, ...]]


def _questions(uow: Uow, who: Official, place: int) -> Mapping[str, tuple[May, Question]]:
    """Return what is asked of each list, and the right by which something can be done."""
    return _of_people(uow, who, place) | _of_the_house(uow, who, place)


def _of_people(uow: Uow, who: Official, place: int) -> dict[str, tuple[May, Question]]:
    here = below(place)
    # A complaint about whoever looks is in no list of theirs, and in no figure.
    waiting = select(Ticket.id).where(
        Ticket.status.in_(OPEN),
        ticket_access.unconcerned(uow, who.id),
        console_tickets.told_to(who),
    )
    tickets = waiting.where(Ticket.organ_id.in_(here))
    return {
        "urgent": (May.TICKETS, tickets.where(Ticket.urgent)),
        "overdue": (May.TICKETS, tickets.where(Ticket.due_at < uow.now)),
        "escalated": (
            May.TICKETS,
            waiting.where(Ticket.escalated_to == place),
        ),
        "unassigned": (May.TICKETS, tickets.where(Ticket.owner_id.is_(None))),
        "screening": (
            May.CONTENT,
            select(Screening.id).where(
                Screening.status == ScreeningStatus.HELD, Screening.organ_id.in_(here)
            ),
        ),
        "wishes": (
            May.WISHES,
            wishes.to_review(place).order_by(None).with_only_columns(Wish.id),
        ),
        "notices": (
            May.NOTICES,
            select(Notice.id).where(
                Notice.status == NoticeStatus.WAITING,
                Notice.made_by != who.id,
                Notice.organisation_id.in_(here),
            ),
        ),
        "problems": (
            May.TICKETS,
            select(Problem.id).where(
                Problem.handed_to == place,
                Problem.status == ProblemStatus.HANDED,
                Problem.parent_id.is_(None),
            ),
        ),
    }


def _of_the_house(uow: Uow, who: Official, place: int) -> dict[str, tuple[May, Question]]:
    here = below(place)
    return {
        "checks": (
            May.CHECKS,
            select(SpotCheck.id).where(SpotCheck.organ_id.in_(here), SpotCheck.closes_at > uow.now),
        ),
        "calls": (
            May.SENDING,
            select(Call.id).where(Call.organ_id.in_(here), *calls.still_open(uow, who.id)),
        ),
        "letters": (
            May.SENDING,
            select(Outbox.id)
            .join(Person, Person.id == Outbox.person_id)
            .where(Outbox.status.in_(letters_desk.OPEN), Person.organisation_id.in_(here)),
        ),
        "logins": (May.CADRES, _without_login(uow, here)),
        "leaders": (May.TREE, _without_leader(uow, here)),
    }


def _without_login(uow: Uow, here: Select[int]) -> Question:
    """Return cadres in post whose one-time password has never been used."""
    known = exists().where(WechatUser.person_id == Cadre.id, WechatUser.proof == Proof.PASSWORD)
    post = exists().where(
        Appointment.cadre_id == Cadre.id, Appointment.organisation_id.in_(here), held(uow.today)
    )
    return select(Cadre.id).where(Cadre.must_change, ~known, post)


def _without_leader(uow: Uow, here: Select[int]) -> Question:
    leads: ColumnElement[bool] = exists().where(
        Appointment.organisation_id == Organisation.id, Appointment.leads, held(uow.today)
    )
    standing = or_(Organisation.last_day.is_(None), Organisation.last_day >= uow.today)
    return select(Organisation.id).where(
        Organisation.id.in_(here), Organisation.level.in_(LEADING), standing, ~leads
    )


def vacant(
    uow: Uow, organisation_id: int, *, after: int = 0, most: int = 50
) -> list[tuple[int, str, str]]:
    """Return (id, name, level) of organs under an organisation that nobody answers for."""
    question = (
        _without_leader(uow, below(organisation_id))
        .with_only_columns(Organisation.id, Organisation.name, Organisation.level)
        .where(Organisation.id > after)
        .order_by(Organisation.id)
        .limit(most)
    )
    return [(number, name, level) for number, name, level in uow.session.execute(question)]


def _of_the_organ(uow: Uow, who: Official, place: int) -> list[Waits]:
    """Return what an organ itself owes: somebody on duty, the quarter's materials."""
    found = []
    if who.may(May.CADRES) and not duty.on_duty(uow, place):
        found.append(Waits("duty", 1))
    if not who.may(May.NOTICES):
        return found
    quarter = QUARTER.window_of(uow.today)
    asked = materials.due(uow, place, quarter)
    if asked and asked.by - uow.today <= SOON and not _handed(uow, place, quarter.first_day):
        found.append(Waits("materials", 1, by=asked.by))
    below_ = materials_below.handed(uow, place, quarter)
    if handed := sum(one.id is not None for one in below_):
        found.append(Waits("handed", handed, of=len(below_)))
    return found


def _handed(uow: Uow, organ_id: int, quarter: date) -> bool:
    question = exists().where(
        Materials.organ_id == organ_id,
        Materials.quarter == quarter,
        Materials.handed_at.is_not(None),
    )
    return uow.session.scalars(select(question)).one()
