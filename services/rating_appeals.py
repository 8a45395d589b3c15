"""复核: a cadre asks for another look at words, and whoever stands above decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from domain import ratings as rules
from domain.delivery import Kind
from domain.errors import Refusal
from domain.periods import local_day
from domain.ratings import RatingStatus, Step
from domain.wording import tap, untapped
from models.cadre import Appointment, held
from models.organisation import below
from models.person import Person
from models.rating import Rating
from services import areas, audit, letters, reasons
from services.letters import News
from services.rating_marks import mark, marked
from services.uow import Uow

_LETTER = "rating_appeal"
_RESULT = "rating_decided"


class NobodyAbove(Refusal):
    code = "rating_nobody_above"
    text = "上面还没有登记负责人,没人能复核。请管理员登记上级机关的负责人,再提一次。"


@dataclass(frozen=True, slots=True)
class Appeal:
    """What is to be decided: the words and what the cadre says of them, never who wrote them."""

    mark: str
    cadre: str
    words: str = field(repr=False)
    why: str = field(repr=False)
    day: date
    """When the cadre asked."""


def nearest(uow: Uow, cadre_id: int) -> int:
    """Return the leading organ at or above a cadre's post; without one, of where they live."""
    post = uow.session.scalar(
        select(Appointment.organisation_id)
        .where(
            Appointment.cadre_id == cadre_id,
            held(uow.today),
        )
        .order_by(Appointment.first_day.desc(), Appointment.id.desc())
        .limit(1)
    )
    if post is None:
        post = uow.session.get_one(Person, cadre_id).organisation_id
    return areas.area_of(uow, post)


def decider(uow: Uow, cadre_id: int) -> int | None:
    """Return the nearest organ for which others than the cadre answer; none up to the top.

    It stands above all those for which the cadre answers: from there they would see it as well.
    """
    organ: int | None = nearest(uow, cadre_id)
    found = None
    while organ is not None:
        leaders = areas.leaders_of(uow, organ)
        if cadre_id in leaders:
            found = None
        elif leaders and found is None:
            found = organ
        organ = areas.above(uow, organ)
    return found


def appeal(uow: Uow, cadre_id: int, wanted: str, why: str) -> int:
    """Ask for another look at words about oneself; return the organ that decides."""
    said = rules.reason(why, "复核的人会看到。")
    shown = (Rating.cadre_id == cadre_id, Rating.round.is_not(None), Rating.words != "")
    row = _locked(uow, wanted, *shown)
    status = RatingStatus(row.status)
    row.status = rules.move(status, Step.APPEAL, shown=True, words=row.words)
    organ = decider(uow, cadre_id)
    if organ is None:
        raise NobodyAbove
    row.appeal, row.appealed_at, row.appeal_organ_id = said, uow.now, organ
    audit.note(uow, "appealed", "rating", mark(uow, row.id), organ=organ)
    name = uow.session.get_one(Person, cadre_id).name
    letters.tell(
        uow,
        [
            News(
                f"{_LETTER}:{row.id}:{leader}",
                leader,
                f"{name}请你复核一条对 TA 的评价。看看写得是否属实、是否伤人,留还是不留由你定:"
                f"回复「{tap('我的评价')}」打开。",
                "一条评价请你复核",
                "回复「我的评价」打开",
                {"kind": _LETTER, "id": row.id, "page": "ratings/above"},
            )
            for leader in areas.leaders_of(uow, organ)
        ],
        Kind.ASK,
    )
    return organ


def waiting(
    uow: Uow, organ_id: int, leader_id: int, *, under: bool = False, most: int | None = None
) -> list[Appeal]:
    """Return what an organ has to decide, the longest waiting first; never about oneself.

    ``under``: also what those below it have; ``most``: no more than so many.
    """
    rows = uow.session.execute(
        select(Rating, Person.name)
        .join(Person, Person.id == Rating.cadre_id)
        .where(*_of(organ_id, leader_id, under=under))
        .order_by(Rating.appealed_at, Rating.id)
        .limit(most)
    )
    return [
        Appeal(
            mark(uow, row.id), name, row.words, row.appeal, local_day(row.appealed_at or uow.now)
        )
        for row, name in rows
    ]


def _of(organ_id: int, leader_id: int, *, under: bool) -> tuple[ColumnElement[bool], ...]:
    organ = Rating.appeal_organ_id
    return (
        organ.in_(below(organ_id)) if under else organ == organ_id,
        Rating.status == RatingStatus.APPEALED,
        Rating.cadre_id != leader_id,
        # Whoever deletes their data takes the words along: there is nothing left to decide.
        Rating.words != "",
    )


def decide(  # noqa: PLR0913 - who decides what, and why
    uow: Uow,
    organ_id: int,
    leader_id: int,
    wanted: str,
    *,
    keep: bool,
    why: str,
    under: bool = False,
) -> str:
    """Keep a vote, or take it out of every figure; return the cadre's name.

    What was taken out no longer counts from this moment: its round is shown no more, and the rest
    of it comes back with the next one.
    """
    said = rules.reason(why, "当事的团干部会看到。")
    try:
        row = _locked(uow, wanted, *_of(organ_id, leader_id, under=under))
    except rules.NotShownYet:
        raise rules.NotAppealed from None
    step = Step.KEEP if keep else Step.REMOVE
    row.status = rules.move(RatingStatus(row.status), step, shown=row.round is not None)
    row.decision, row.decided_by, row.decided_at = said, leader_id, uow.now
    audit.note(uow, "decided", "rating", mark(uow, row.id), kept=keep)
    what = "留着" if keep else "不再显示,也不再计入"
    letters.tell(
        uow,
        [
            News(
                f"{_RESULT}:{row.id}",
                row.cadre_id,
                f"你请复核的那条评价看过了:{what}。理由:{untapped(said)}\n"
                f"看评价,回复「{tap('我的评价')}」。",
                "评价复核有结果了",
                f"结果:{what}"[:20],
                {"kind": _RESULT, "id": row.id, "page": "ratings/heard"},
            )
        ],
        Kind.ASK,
    )
    return uow.session.get_one(Person, row.cadre_id).name


def _locked(uow: Uow, wanted: str, *conditions: ColumnElement[bool]) -> Rating:
    """Return the vote with a mark among some, held for whoever decides."""
    number = marked(uow, uow.session.scalars(select(Rating.id).where(*conditions)), wanted)
    if number is None:
        raise rules.NotShownYet
    return uow.session.get_one(Rating, number, with_for_update=True, populate_existing=True)


@reasons.asks(_LETTER)
def _still_waits(uow: Uow, because: Mapping[str, Any]) -> bool:
    row = uow.session.get(Rating, because["id"])
    if row is None or row.status != RatingStatus.APPEALED or not row.words:
        return False
    if row.appeal_organ_id is None:
        return False
    return reasons.reader(uow, because) in areas.leaders_of(uow, row.appeal_organ_id)


@reasons.asks(_RESULT)
def _still_theirs(uow: Uow, because: Mapping[str, Any]) -> bool:
    row = uow.session.get(Rating, because["id"])
    return row is not None and row.cadre_id == reasons.reader(uow, because)
