"""What a cadre hears: figures of whole rounds of five people and more, words without who or when.

A round is formed on the first of a month, and shown whole or not at all: why is written down in
``docs/decisions/0028-ratings-in-rounds.md``.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Select, and_, func, or_, select, tuple_, update

from domain import ratings as rules
from domain.periods import midnight
from domain.ratings import COUNTING, FEWEST, Figure, RatingStatus
from models.cadre import Appointment, held
from models.organisation import Below
from models.person import Person
from models.rating import Rating
from models.screening import Screening
from services.rating_marks import mark
from services.uow import Uow

_LOOK_BACK: Final = timedelta(days=730)
"""Older rounds are left out, each of them whole."""
_SEEN: Final = ("passed", "kept")


@dataclass(frozen=True, slots=True)
class Word:
    """What somebody wrote; ``mark`` names it without telling in which order they were written."""

    mark: str
    text: str = field(repr=False)
    status: RatingStatus


@dataclass(frozen=True, slots=True)
class Heard:
    """What a cadre hears; nothing at all below five voters, not even how many there are."""

    total: Figure | None = None
    rounds: tuple[tuple[date, Figure], ...] = ()
    """Each round by the first of the month on which it was formed, the latest first."""
    words: tuple[Word, ...] = ()
    withdrawn: bool = False
    """A vote was taken out: the rest of its round comes back with the next one."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One cadre's figure, for whoever answers for the organ above."""

    cadre: str
    place: str
    figure: Figure
    cadre_id: int


def settle(uow: Uow) -> int:
    """Form the rounds that can be formed; return how many votes are shown newly.

    Of each cadre: what was said before this month and not yet shown, once five people spoke and
    none of them gave more than half. What is left of a round from which a vote was taken joins.
    """
    day = rules.round_of(uow.today)
    waiting = (
        Rating.round.is_(None),
        Rating.at < midnight(day),
        Rating.status.in_(COUNTING),
    )
    cadres = (
        select(Rating.cadre_id)
        .where(*waiting)
        .group_by(Rating.cadre_id)
        .having(func.count(Rating.person_id.distinct()) >= FEWEST)
    )
    rows = uow.session.scalars(
        select(Rating)
        .where(Rating.cadre_id.in_(cadres), *waiting)
        .order_by(Rating.id)
        .with_for_update()
    ).all()
    groups: dict[int, list[Rating]] = defaultdict(list)
    for row in rows:
        groups[row.cadre_id].append(row)
    formed = {n: found for n, found in groups.items() if rules.enough([r.person_id for r in found])}
    if not formed:
        return 0
    for row in (row for found in formed.values() for row in found):
        row.round = day
    uow.session.flush()
    _join_what_is_left(uow, formed, day)
    return sum(map(len, formed.values()))


def _join_what_is_left(uow: Uow, cadres: Iterable[int], day: date) -> None:
    """Let what is left of withdrawn rounds be shown with the new one."""
    broken = uow.session.execute(
        select(Rating.cadre_id, Rating.round)
        .where(
            Rating.cadre_id.in_(cadres),
            Rating.status == RatingStatus.REMOVED,
            Rating.round.is_not(None),
            Rating.round < day,
        )
        .distinct()
    )
    left = [(Rating.cadre_id == cadre) & (Rating.round == first) for cadre, first in broken]
    if left:
        uow.session.execute(
            update(Rating)
            .where(or_(*left), Rating.status.in_(COUNTING))
            .values(round=day)
            .execution_options(synchronize_session="fetch")
        )


def heard(uow: Uow, cadre_id: int) -> Heard:
    """Return what a cadre hears."""
    rows = _shown(uow, [cadre_id])
    whole, withdrawn = _whole(rows)
    hidden = _hidden(uow, [row.id for row in rows if row.words])
    # Of a voter whose data were deleted the words went: that one of them is missing would tell
    # whose they were, so those of the whole round go with them.
    broken = {row.round for row in rows if row.person_id is None}
    words = [
        Word(mark(uow, row.id), row.words, RatingStatus(row.status))
        for row in rows
        if row.words
        and row.status != RatingStatus.REMOVED
        and row.round not in broken
        and row.id not in hidden
    ]
    figures = ((day, rules.figure(stars)) for day, stars in sorted(whole.items(), reverse=True))
    return Heard(
        rules.figure(star for stars in whole.values() for star in stars),
        tuple((day, one) for day, one in figures if one),
        # By what nobody can turn into an order: the same at each look.
        tuple(sorted(words, key=lambda word: word.mark)),
        withdrawn,
    )


def _shown(uow: Uow, cadres: Sequence[int] | Select[int]) -> Sequence[Rating]:
    return uow.session.scalars(
        select(Rating).where(Rating.cadre_id.in_(cadres), Rating.round >= uow.today - _LOOK_BACK)
    ).all()


def _whole(rows: Iterable[Rating]) -> tuple[dict[date, list[int]], bool]:
    """Return the stars of each round from which nothing was taken, and whether one is withdrawn."""
    stars: dict[date, list[int]] = defaultdict(list)
    broken = set()
    for row in rows:
        if row.round is None:
            continue
        if row.status == RatingStatus.REMOVED:
            broken.add(row.round)
        else:
            stars[row.round].append(row.stars)
    whole = {day: found for day, found in stars.items() if day not in broken}
    return whole, bool(broken & stars.keys())


def _hidden(uow: Uow, ids: Sequence[int]) -> set[int]:
    """Return the votes whose words nobody is to read, or not yet."""
    question = select(Screening.thing_id).where(
        Screening.thing == "rating",
        Screening.thing_id.in_(ids),
        Screening.status.not_in(_SEEN),
    )
    return set(uow.session.scalars(question)) if ids else set()


def sums(uow: Uow, cadres: Select[int] | None) -> dict[int, tuple[int, int]]:
    """Return stars and votes of whole rounds by cadre: of these, or of all."""
    gone = func.count().filter(Rating.status == RatingStatus.REMOVED)
    question = (
        select(Rating.cadre_id, func.sum(Rating.stars), func.count())
        .where(Rating.round >= uow.today - _LOOK_BACK)
        .group_by(Rating.cadre_id, Rating.round)
        .having(gone == 0)
    )
    if cadres is not None:
        question = question.where(Rating.cadre_id.in_(cadres))
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for cadre, stars, votes in uow.session.execute(question):
        had = found[cadre]
        found[cadre] = (had[0] + stars, had[1] + votes)
    return found


def below(
    uow: Uow, organ_id: int, *, but: int, after: int = 0, most: int | None = None
) -> list[Standing]:
    """Return the figures of the cadres under an organ, by name: no ranking, and no words.

    They are those that each cadre hears: who sees more of them learns no more. ``after``: those
    behind one of them, and ``most`` of these.
    """
    place = select(Below.descendant_id).where(Below.ancestor_id == organ_id)
    theirs = (
        Appointment.organisation_id.in_(place),
        held(uow.today),
        Appointment.cadre_id != but,
        Appointment.cadre_id.in_(_heard_of(uow)),
    )
    question = (
        select(Person.id, Person.name, func.max(Appointment.post))
        .join(Appointment, Appointment.cadre_id == Person.id)
        .where(*theirs)
        .group_by(Person.id, Person.name)
    )
    if after:
        # Only of one of these: or the name of anybody could be found out by asking often.
        last = uow.session.execute(question.where(Person.id == after)).first()
        if last is None:
            return []
        question = question.where(
            or_(Person.name > last.name, and_(Person.name == last.name, Person.id > after))
        )
    posts = uow.session.execute(question.order_by(Person.name, Person.id).limit(most)).all()
    rows: dict[int, list[Rating]] = defaultdict(list)
    for row in _shown(uow, [cadre for cadre, _, _ in posts]):
        rows[row.cadre_id].append(row)
    return [
        Standing(name, post, total, cadre)
        for cadre, name, post in posts
        if (total := rules.figure(_stars(rows[cadre])))
    ]


def _heard_of(uow: Uow) -> Select[int]:
    """Ask for those of whom at least one whole round is shown."""
    shown = select(Rating.cadre_id, Rating.round).where(Rating.round >= uow.today - _LOOK_BACK)
    broken = shown.where(Rating.status == RatingStatus.REMOVED).subquery()
    return shown.with_only_columns(Rating.cadre_id).where(
        tuple_(Rating.cadre_id, Rating.round).not_in(select(broken))
    )


def _stars(rows: Iterable[Rating]) -> list[int]:
    whole, _ = _whole(rows)
    return [star for stars in whole.values() for star in stars]
