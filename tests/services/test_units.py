"""Units of work: who waits to write on SQLite waits in a line, and not for ever."""

import threading

import pytest
from sqlalchemy.exc import TimeoutError as SaidBusy

from models.engine import open_engine
from services import uow as work
from tests.databases import schema
from tests.services.rush import means


def test_who_stands_in_line_for_too_long_is_told_so_and_readers_are_not_held_up(
    new_database, monkeypatch
):
    monkeypatch.setattr(work, "LONGEST_WAIT", 0.01)
    engine = open_engine(new_database("sqlite", fill=schema))
    open_uow = work.units(engine, means())
    writing, enough = threading.Event(), threading.Event()

    def write():
        with open_uow():
            writing.set()
            enough.wait(30)

    writer = threading.Thread(target=write)
    writer.start()
    writing.wait(30)
    try:
        with pytest.raises(SaidBusy), open_uow():
            pass
        with open_uow(read_only=True):
            pass
    finally:
        enough.set()
        writer.join()
    with open_uow():
        pass
    engine.dispose()
