"""The figures of 首页: how an organisation stands by rule, and how those right below it do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from domain import ratings
from domain.periods import QUARTER, Window
from domain.rules import Rule
from domain.tickets import OPEN
from models.organisation import Below, Organisation
from models.ticket import Ticket
from services import console_scope, console_tickets, standing, ticket_access
from services.console_scope import Place
from services.console_sessions import Official
from services.tally import CADRE, CONFIRMED, LOAD, ORGAN, RATING, REACHED, STARS, Figure, Line
from services.uow import Uow

QUARTERS: Final = 5
"""So many quarters may be looked at: this one and those before it."""
_DAY: Final = timedelta(days=1)
_NONE: Final = Figure()


@dataclass(frozen=True, slots=True)
class ByRule:
    """How a rule is met: ``figure.part`` of the ``figure.whole`` whom it binds."""

    subject: str
    programme: str
    programme_title: str
    rule: Rule
    window: Window
    figure: Figure


@dataclass(frozen=True, slots=True)
class ByPlace:
    """How an organisation and all below it stand; none where there is nothing to say."""

    place: Place
    rules: Figure
    reached: Figure
    confirmed: Figure
    votes: ratings.Figure | None
    few_votes: bool
    """There are votes, too few to be shown."""
    overdue: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All of it, as of ``at``; none while a large organisation has not been counted yet."""

    at: datetime | None
    on: date
    live: bool
    rules: tuple[ByRule, ...]
    whole: ByPlace
    places: tuple[ByPlace, ...]

    @property
    def programmes(self) -> int:
        """How many programmes are in use."""
        return len({one.programme for one in self.rules})


def periods(today: date) -> list[Window]:
    """Return the quarters that one may ask for, this one first."""
    found = [QUARTER.window_of(today)]
    while len(found) < QUARTERS:
        found.append(QUARTER.window_of(found[-1].first_day - _DAY))
    return found


def period(today: date, asked: str) -> Window:
    """Return the quarter that was asked for, or this one."""
    offered = periods(today)
    return next((one for one in offered if one.key == asked), offered[0])


def day_of(window: Window, today: date) -> date:
    """Return the day on which a quarter is looked at: its last, or today."""
    return min(window.last_day, today)


def of(uow: Uow, place: Place, window: Window, *, viewer: Official) -> Figures:
    """Return the figures of an organisation in a quarter, as somebody may know them."""
    counted = standing.of(uow, place.id, day_of(window, uow.today))
    children = console_scope.children(uow, place.id)
    late = _overdue(uow, place.id, viewer)
    own = counted.figures.get(place.id, {})
    return Figures(
        counted.at,
        counted.on,
        counted.live,
        tuple(_rules(uow, own, counted.on)),
        _place(place, own, late),
        tuple(_place(one, counted.figures.get(one.id, {}), late) for one in children),
    )


def _rules(uow: Uow, lines: Mapping[Line, Figure], on: date) -> Iterator[ByRule]:
    """Yield what is counted by rule, in the order of the files, cadres before organs."""
    for name, programme in sorted(uow.means.programmes.items()):
        for subject in (CADRE, ORGAN):
            for rule in programme.rules:
                figure = lines.get(Line(subject, name, rule.id))
                if figure and (figure.whole or figure.exempt):
                    window = rule.period.window_of(on)
                    yield ByRule(subject, name, programme.title, rule, window, figure)


def _place(place: Place, lines: Mapping[Line, Figure], late: Mapping[int, int]) -> ByPlace:
    rules = Figure()
    for line, figure in lines.items():
        if line.subject in (CADRE, ORGAN):
            rules.add(figure)
    votes = lines.get(Line(RATING, "", STARS), _NONE)
    enough = votes.whole >= ratings.FEWEST
    return ByPlace(
        place,
        rules,
        lines.get(Line(LOAD, "", REACHED), _NONE),
        lines.get(Line(LOAD, "", CONFIRMED), _NONE),
        ratings.mean(votes.part, votes.whole) if enough else None,
        0 < votes.whole < ratings.FEWEST,
        late.get(place.id, 0),
    )


def _overdue(uow: Uow, organisation_id: int, viewer: Official) -> dict[int, int]:
    """Count what is overdue under an organisation, and under each right below it.

    A complaint about whoever looks is no figure of theirs either; of who may know of none, all.
    """
    late = (
        Ticket.status.in_(OPEN),
        Ticket.due_at < uow.now,
        ticket_access.unconcerned(uow, viewer.id),
        console_tickets.told_to(viewer),
    )
    units = select(Organisation.id).where(
        (Organisation.id == organisation_id) | (Organisation.parent_id == organisation_id)
    )
    question = (
        select(Below.ancestor_id, func.count())
        .join(Ticket, Ticket.organ_id == Below.descendant_id)
        .where(Below.ancestor_id.in_(units), *late)
        .group_by(Below.ancestor_id)
    )
    return dict(uow.session.execute(question).all())
