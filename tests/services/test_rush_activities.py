"""The book-keeping of the rush itself; the rush is Q3 of ``tests/faults/on_seats.py``.

The big one alone: ``python -m tests.services.rush_activities --operations 20000``.
"""

from tests.services.rush_activities import History


def test_the_book_keeping_sees_what_would_be_wrong():
    def faults(*rows, **places):
        sets = {place: set() for place in ("enrolled", "offered", "applied", "waiting")}
        return History(rows).faults(sets | places)

    first, second = {"person": 2, "no": 1}, {"person": 3, "no": 2}
    line = (("waiting", first), ("waiting", second))
    assert faults(*line, ("offered", first), offered={2}, waiting={3}) == []
    assert faults(*line, ("offered", second), offered={3}, waiting={2})
    assert faults(*line, ("enrolled", {"person": 4}), enrolled={4}, waiting={2, 3})
    assert faults(("waiting", first), ("waiting", {"person": 3, "no": 1}), waiting={2, 3})
    assert faults(("accepted", {"person": 2}), enrolled={2})
    assert faults(("changed", {"seats": 1}), *(("enrolled", {"person": n}) for n in (2, 3)))
    assert faults(enrolled={2})
