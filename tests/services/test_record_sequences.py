"""Whatever is logged, edited, undone and redone: what is derived equals a count by hand."""

from datetime import date, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from domain.errors import Refusal
from domain.periods import HOME
from models.contact import Contact
from models.record import Record, RecordChange, RecordYouth
from services import quotas, record_edits, records
from services.records import Did
from tests.deskhouse import fill
from tests.services.county import LI, MIN, NOW, ZHANG, opened

TODAY = NOW.date()
FIVE = {"good_deed", "volunteering", "culture_sports", "heart_to_heart", "own_design"}
"""[广] 二(二)1; the test's own list, and its own windows below."""

DEEDS = st.builds(
    Did,
    st.sampled_from(["volunteering", "heart_to_heart", "visit", "phone"]),
    st.integers(0, 45).map(lambda n: TODAY - timedelta(days=n)),
    st.just("聊"),
    st.none(),
    st.booleans(),
    st.just(time(9)),
)
YOUTHS = st.lists(st.sampled_from([ZHANG, LI]), unique=True)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("log"), st.just(0), DEEDS, YOUTHS),
        st.tuples(st.just("edit"), st.integers(0, 9), DEEDS, YOUTHS),
        st.tuples(st.sampled_from(["undo", "redo"]), st.integers(0, 9), DEEDS, YOUTHS),
    ),
    max_size=8,
)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def place(request, databases):
    url = databases.fresh(request.param, fill)
    with opened(url, "national") as place:
        yield place
    databases.drop(url)


def do(uow, step, known):
    """Take one step on the database and on the test's own list of what stands."""
    what, which, did, youths = step
    if what == "log":
        number = records.log(uow, MIN, did, youths).id
        known[number] = [did, set(youths), True]
        return
    if not known:
        return
    number = sorted(known)[which % len(known)]
    if what == "edit":
        if not known[number][2]:
            with pytest.raises(record_edits.TakenBack):
                record_edits.edit(uow, MIN, number, did, youths)
            return
        record_edits.edit(uow, MIN, number, did, youths)
        known[number][:2] = [did, set(youths)]
    elif what == "undo":
        record_edits.undo(uow, MIN, number)
        known[number][2] = False
    elif not known[number][2]:
        record_edits.redo(uow, MIN, number)
        known[number][2] = True


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_what_is_derived_is_what_stands(place, steps):
    known = {}
    with place.open_uow() as uow:
        for model in (RecordChange, RecordYouth, Record):
            uow.session.execute(delete(model))
        uow.session.execute(update(Contact).values(last_met_at=None))
        uow.actor = MIN
        for step in steps:
            do(uow, step, known)
    standing = [(did, youths) for did, youths, stands in known.values() if stands]
    with place.open_uow(read_only=True) as uow:
        rows = dict(
            uow.session.execute(
                select(Contact.youth_id, Contact.last_met_at).where(
                    Contact.youth_id.in_([ZHANG, LI])
                )
            ).all()
        )
        stand = quotas.of_cadre(uow, MIN, TODAY)
    for youth in (ZHANG, LI):
        days = [did.day for did, youths in standing if youth in youths]
        at = rows[youth]
        assert (at and at.astimezone(HOME).date()) == max(days, default=None)
    count = {s.rule.id: s.count for s in stand.standings}
    window = date(2026, 11, 1)
    fives = [did for did, _ in standing if did.kind in FIVE and did.day >= window]
    assert count["five-ones-fulltime"] == len(fives)
    met = {youth for did, youths in standing if did.offline for youth in youths}
    assert count["face-to-face-yearly"] == len(met)


def test_a_refused_step_changes_nothing(place):
    with place.open_uow() as uow:
        for model in (RecordChange, RecordYouth, Record):
            uow.session.execute(delete(model))
        logged = records.log(uow, MIN, Did("heart_to_heart", TODAY), [ZHANG])
    tomorrow = Did("heart_to_heart", TODAY + timedelta(days=1))
    with pytest.raises(Refusal):
        place.do(record_edits.edit, MIN, logged.id, tomorrow, [LI])
    assert place.all(select(RecordYouth.youth_id)) == [ZHANG]
    assert place.all(select(RecordChange.id)) == []
