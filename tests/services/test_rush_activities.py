"""A small rush of everything that moves seats, on both databases, and the same with no guard.

The big one: ``python -m tests.services.rush_activities --operations 20000 --database postgresql``.
"""

from tests.services.rush_activities import History, broken, fill, redrawn, together


def test_two_processes_do_everything_at_random_and_nothing_breaks(database_kind, new_database):
    url = new_database(database_kind, fill=fill)
    told = together(url, 160, 2, seed=7)
    assert sum(told.values()) == 160
    assert broken(url) == []
    drawn, otherwise = redrawn(url)
    assert drawn
    assert otherwise == []


def test_the_same_breaks_with_the_guard_off(database_kind, new_database):
    url = new_database(database_kind, fill=fill)
    together(url, 150, 2, 2, guarded=False, seed=7, among=(1, 2))
    assert broken(url)


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
