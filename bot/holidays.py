"""The statutory calendar, from the ``holidays`` library and whatever the installation adds."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from holidays.countries.china import China

from bot.settings import Year
from domain.workdays import Calendar

_YEARS: Final = range(2007, 2041)
"""Before them the library knows the holidays and not all the days worked in exchange."""
_SATURDAY: Final = 5


def calendar(added: Mapping[int, Year]) -> Calendar:
    """Return the calendar of all known years; ``added`` are those the library does not know yet.

    A year is known once its days worked in exchange are: the State Council publishes them in the
    autumn before, and each year had some. Until then the library knows the holidays alone, which
    is a guess.
    """
    holidays, exchanged = _published()
    off = {day for day in holidays if day.year not in added}
    on = {day for day in exchanged if day.year not in added}
    years = {day.year for day in on} | added.keys()
    for year in added.values():
        on.update(year.on)
        off.update(day for day in year.off if day.weekday() < _SATURDAY)
    return Calendar(frozenset(years), frozenset(off), frozenset(on))


@lru_cache(maxsize=1)
def _published() -> tuple[frozenset[date], frozenset[date]]:
    """Return the holidays on weekdays and the weekends worked, of the years that are known."""
    china = China(years=_YEARS)  # type: ignore[no-untyped-call]  # it says nothing of its arguments
    on = frozenset(day for day in china.weekend_workdays if day.year in _YEARS)
    known = {day.year for day in on}
    off = (day for day in china if day.year in known and day.weekday() < _SATURDAY)
    return frozenset(off), on
