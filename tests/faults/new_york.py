"""A process of a host in New York, for `on_clock`: which quarter counts what, and when jobs are due.

Its argument is the URL of a database with `tests.services.county` in it.
"""

import json
import sys
import time
from datetime import UTC, date, datetime, timedelta

from domain.periods import HOME, QUARTER
from scheduler.jobs import JOBS
from services import quotas, records
from services.records import Did
from tests.services.county import QIANG, opened

BEIJING = timedelta(hours=8)
EDGE = datetime(2027, 4, 1, tzinfo=HOME)
NIGHTS = (datetime(2026, 11, 1, 4, tzinfo=UTC), datetime(2027, 3, 14, 4, tzinfo=UTC))
"""Midnight in New York before its clocks go back, and before they go forward."""
DEED = "good_deed"
BITS = (timedelta(microseconds=1), timedelta(milliseconds=100), timedelta(seconds=30))


def due(job, now):
    """Say when a job was due by counting from Beijing's midnight, in UTC alone."""
    midnight = (now + BEIJING).replace(hour=0, minute=0, second=0, microsecond=0) - BEIJING
    if job.every:
        return midnight + (now - midnight) // job.every * job.every
    at = midnight + timedelta(hours=job.at.hour, minutes=job.at.minute)
    return at if at <= now else at - timedelta(days=1)


def drifts():
    """Count the moments of both nights at which a job would be due at another time."""
    wrong = 0
    for night in NIGHTS:
        for minute in range(0, 24 * 60, 5):
            now = night + timedelta(minutes=minute)
            wrong += sum(job.due(now.astimezone(HOME)) != due(job, now) for job in JOBS)
            wrong += sum(job.due(now.astimezone()) != due(job, now) for job in JOBS)
    return wrong


def counted(place):
    """Write down deeds just before and after the edge; return how many each quarter counts."""
    for bit in (*(-b for b in BITS), timedelta(0), *BITS):
        place.now = (EDGE + bit).astimezone()
        with place.open_uow() as uow:
            uow.actor = QIANG
            records.log(uow, QIANG, Did(DEED, uow.today, "", 30), [])
    return [quarter(place, day) for day in (date(2027, 3, 31), date(2027, 4, 1))]


def quarter(place, day):
    """Return how many deeds the first rule by quarters counts in the quarter of a day."""
    place.now = datetime(2027, 4, 2, 10, tzinfo=HOME)
    with place.open_uow(read_only=True) as uow:
        (stand,) = quotas.of_cadres(uow, day, [QIANG])
        ruled = (one for one in stand.standings if one.rule.period == QUARTER)
        return next(one.by_part[DEED] for one in ruled if DEED in one.by_part)


def main():
    with opened(sys.argv[1]) as place:
        before, after = counted(place)
    zones = sorted({(night + timedelta(hours=12)).astimezone().tzname() for night in NIGHTS})
    said = {"before": before, "after": after, "drifts": drifts(), "zone": time.tzname[0]}
    sys.stdout.write(json.dumps(said | {"zones": zones}))


if __name__ == "__main__":
    main()
