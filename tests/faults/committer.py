"""Commits one row after the other and tells of each; somebody kills it in the midst.

``python -m tests.faults.committer URL SYNCHRONOUS FIRST FILE [early]``: every number that was
committed stands in FILE; ``early`` tells before the commit, as one must not.
"""

import os
import sys
import time

from sqlalchemy import event

from models.engine import open_engine
from services import audit
from services.uow import units
from tests.services.rush import means

_WEIGHT = "写" * 500
"""What makes the log long enough to be written back into the file now and then."""


def main(url, synchronous, first, file, early=""):
    engine = open_engine(url)
    event.listen(
        engine, "connect", lambda dbapi, _: dbapi.execute(f"PRAGMA synchronous={synchronous}")
    )
    open_uow = units(engine, means())
    told = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    number = int(first)
    while True:
        with open_uow() as uow:
            for part in range(4):
                audit.note(uow, "kept", "part", number, part=part, weight=_WEIGHT)
                uow.session.flush()
                if early and part == 0:
                    os.write(told, b"%d\n" % number)
                    time.sleep(0.2)
        if not early:
            os.write(told, b"%d\n" % number)
        number += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
