"""The clock's look at what somebody waits for: seconds, however slowly it ticks."""

import time

from domain.sheets import SheetStatus
from scheduler.clock import metronome
from scheduler.sheets import SheetWorker
from services import sheets
from services.sheets import Upload
from tests.house import wait_until
from tests.services.county import MIN, county, opened
from tests.services.workbooks import youths


def test_a_queued_file_is_taken_within_seconds_of_a_slow_clock(new_database):
    with opened(new_database("sqlite", fill=county)) as place:
        beat = metronome(place.open_uow, 600.0, soon=[SheetWorker(place.open_uow).work])
        beat.start()
        try:
            time.sleep(0.5)  # the first look finds nothing
            upload = Upload("名单.xlsx", youths(301))
            made = place.do(sheets.receive_youths, MIN, upload, fourteen=True)
            assert status(place, made) is SheetStatus.QUEUED
            wait_until(lambda: status(place, made) is SheetStatus.FINE)
        finally:
            beat.shutdown()


def test_a_worker_at_work_is_not_joined_by_itself(new_database):
    with opened(new_database("sqlite", fill=county)) as place:
        upload = Upload("名单.xlsx", youths(301))
        made = place.do(sheets.receive_youths, MIN, upload, fourteen=True)
        inner = []

        def open_uow(*, read_only=False):
            if not inner:
                inner.append(worker.work())
            return place.open_uow(read_only=read_only)

        worker = SheetWorker(open_uow)
        assert worker.work() == 1
        assert inner == [0]
        assert status(place, made) is SheetStatus.FINE


def status(place, made):
    return place.do(sheets.seen, MIN, made).status
