"""评价团干部: a youth who was really involved says how it was, once per occasion."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select

from domain import ratings as rules
from domain.periods import local_day
from domain.ratings import COUNTING, Occasion, RatingStatus, Step
from models.person import CALMLY, Person
from models.rating import Rating
from services import audit, rating_appeals, rating_occasions, safety
from services.rating_occasions import Met
from services.uow import Uow

THING = "rating"
_LISTED = 30


@safety.thing(THING, "对团干部的评价")
class Words:
    """The words of a vote; whoever reads them never learns who wrote them."""

    def text(self, uow: Uow, thing_id: int) -> str:
        """Return the words as they stand."""
        row = uow.session.get(Rating, thing_id)
        return row.words if row is not None and row.status in COUNTING else ""

    def texts(self, uow: Uow, ids: Collection[int]) -> dict[int, str]:
        """Return several at once."""
        found = select(Rating.id, Rating.words).where(
            Rating.id.in_(ids), Rating.status.in_(COUNTING)
        )
        return dict(uow.session.execute(found).all())

    def author(self, uow: Uow, thing_id: int) -> int:
        """Return who gave the vote; 0 once their data are deleted, or somebody above decided."""
        row = uow.session.get(Rating, thing_id)
        return (row.person_id or 0) if row is not None and row.status in COUNTING else 0

    def kept(self, uow: Uow, thing_id: int) -> None:
        """Let them through: they are shown with their round."""
        self._decided(uow, thing_id, "")

    def refused(self, uow: Uow, thing_id: int, reason: str) -> None:
        """Let the stars count alone: the screening itself hides the words from the cadre."""
        self._decided(uow, thing_id, reason)

    @staticmethod
    def _decided(uow: Uow, thing_id: int, reason: str) -> None:
        row = uow.session.get(Rating, thing_id, with_for_update=True, populate_existing=True)
        if row is not None and row.status == RatingStatus.COUNTED:
            row.decision = reason[: rules.REASON]


@dataclass(frozen=True, slots=True)
class Mine:
    """A vote as whoever gave it sees it."""

    occasion: Occasion
    id: int
    cadre: str
    stars: int
    words: str = field(repr=False)
    said: str
    """When, in the month's own words: nothing more exact is needed."""
    open: bool
    """It can still be changed."""
    status: RatingStatus
    decision: str


@dataclass(frozen=True, slots=True)
class Rated:
    """What was said just now."""

    met: Met
    stars: int
    words: str = field(repr=False)
    before: bool
    """It takes the place of what they had said."""
    held: bool
    """The words are looked at before anybody reads them."""


@dataclass(frozen=True, slots=True)
class Open:
    """An occasion, and what was said about it, if anything was."""

    met: Met
    stars: int | None = None
    words: str = field(default="", repr=False)
    shown: bool = False


def open_for(uow: Uow, person_id: int) -> list[Met]:
    """Return the occasions that a person has not spoken of, the latest first."""
    rows = uow.session.execute(
        select(Rating.occasion, Rating.occasion_id, Rating.cadre_id).where(
            Rating.person_id == person_id
        )
    )
    said = {(occasion, number, cadre) for occasion, number, cadre in rows}
    return [
        met
        for met in rating_occasions.of(uow, person_id)
        if (met.occasion, met.id, met.cadre_id) not in said
    ]


def one(uow: Uow, person_id: int, occasion: str, occasion_id: int) -> Open:
    """Return an occasion with what was said about it; raises ``NotInvolved``."""
    met = rating_occasions.one(uow, person_id, _known(occasion), occasion_id)
    row = _row(uow, person_id, met)
    if row is None:
        return Open(met)
    return Open(met, row.stars, row.words, shown=row.round is not None)


def rate(  # noqa: PLR0913, PLR0917 - who, of what, and what they say
    uow: Uow,
    person_id: int,
    occasion: str,
    occasion_id: int,
    stars: int,
    words: str = "",
    *,
    mini_openid: str = "",
) -> Rated:
    """Keep what a person thinks; until it is shown with the others it can be said otherwise.

    The voter is held, so that two taps make one vote. ``mini_openid``: see ``safety.screen``.
    """
    said = rules.checked(stars, words)
    uow.session.get_one(Person, person_id, with_for_update=CALMLY)
    met = rating_occasions.one(uow, person_id, _known(occasion), occasion_id)
    row = _row(uow, person_id, met, lock=True)
    before = row is not None
    if row is None:
        row = Rating(
            cadre_id=met.cadre_id,
            person_id=person_id,
            occasion=met.occasion,
            occasion_id=met.id,
            status=RatingStatus.COUNTED,
        )
        uow.session.add(row)
    else:
        status = RatingStatus(row.status)
        row.status = rules.move(status, Step.CHANGE, shown=row.round is not None)
    row.stars, row.words, row.at, row.decision = stars, said, uow.now, ""
    uow.session.flush()
    held = _screen(uow, row, mini_openid)
    # Neither for whom nor about what: the trail is read by others.
    audit.note(uow, "rated", "rating", "")
    return Rated(met, stars, said, before, held)


def _screen(uow: Uow, row: Rating, mini_openid: str) -> bool:
    """Let the words be looked at, but never by the cadre of whom they speak."""
    organ = rating_appeals.decider(uow, row.cadre_id)
    alone = organ is None
    organ = rating_appeals.nearest(uow, row.cadre_id) if organ is None else organ
    # Where nobody could look at what the platform holds, it is not asked.
    asked = "" if alone or not row.words else mini_openid
    verdict = safety.screen(uow, THING, row.id, organ, row.words, mini_openid=asked)
    if verdict.held and alone:
        raise rules.NobodyToLook(why=verdict.why)
    return verdict.held


def mine(uow: Uow, person_id: int) -> list[Mine]:
    """Return what a person said of cadres, the latest first."""
    rows = uow.session.execute(
        select(Rating, Person.name)
        .join(Person, Person.id == Rating.cadre_id)
        .where(Rating.person_id == person_id)
        .order_by(Rating.at.desc(), Rating.id.desc())
        .limit(_LISTED)
    )
    return [
        Mine(
            Occasion(row.occasion),
            row.occasion_id,
            name,
            row.stars,
            row.words,
            f"{local_day(row.at).month} 月",
            row.round is None and row.at > uow.now - rules.LIFE,
            RatingStatus(row.status),
            row.decision,
        )
        for row, name in rows
    ]


def next_round(uow: Uow) -> str:
    """Return when the next figures are formed, for those who wait for them."""
    return f"{uow.today.month % 12 + 1} 月 1 日"


def _row(uow: Uow, person_id: int, met: Met, *, lock: bool = False) -> Rating | None:
    question = select(Rating).where(
        Rating.person_id == person_id,
        Rating.cadre_id == met.cadre_id,
        Rating.occasion == met.occasion,
        Rating.occasion_id == met.id,
    )
    return uow.session.scalar(question.with_for_update() if lock else question)


def _known(occasion: str) -> Occasion:
    if occasion not in set(Occasion):
        raise rules.NotInvolved
    return Occasion(occasion)
