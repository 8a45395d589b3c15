"""What an organ's leader hears once a week, and what it costs to find out."""

from datetime import date

import pytest
from sqlalchemy import event, insert, update

from domain.delivery import Kind
from domain.reminders import stage_of
from models.cadre import Appointment
from models.organisation import Organisation
from models.person import Person, WechatUser
from models.switch import SwitchChange
from services import digests, quotas, reminders, switches, ways
from services import reminders_due as due
from services import reminders_readers as reading
from services.ways import Asked
from tests.scheduler.town import (
    CADRES,
    CITY,
    COUNTY,
    EARLY,
    FIVE,
    PROVINCE,
    QUIET_COUNTY,
    UNBOUND,
    place_of,
)

pytestmark = pytest.mark.above

MONDAY = date(2026, 12, 14)


def reports(town):
    with town.app.open_uow(read_only=True) as uow:
        return digests.due(uow, due.leaders(uow))


def test_the_figures_are_those_that_everybody_has_one_by_one(town):
    """Bound and short of each rule under each organ, counted apart from the evaluation."""
    town.go(MONDAY)
    for cadre in list(CADRES)[::3]:
        for kind in FIVE:
            town.do(cadre, kind)
    under = {COUNTY: {4, 7, 8}, QUIET_COUNTY: {5, 9}, CITY: {3, 4, 5, 6, 7, 8, 9}}
    said = reports(town)
    with town.app.open_uow(read_only=True) as uow:
        stands = quotas.of_cadres(uow, uow.today)
        for organ, places in under.items():
            bound, short = {}, {}
            for stand in stands:
                for s in stand.standings:
                    if stand.organisation_id in places and s.bound and s.begun:
                        if stage_of(s.rule, s.window, uow.today) is None or s.days_left > 21:
                            continue
                        what = (s.rule.title, stand.programme.id)
                        bound[what] = bound.get(what, 0) + 1
                        short[what] = short.get(what, 0) + s.owed
            expected = {
                f"{n} 人里 {n - short[what]} 人完成,{short[what]} 人还差"
                for what, n in bound.items()
                if short[what]
            }
            lines = [line.rsplit(":", 1)[-1] for line in said[organ].lines if "人里" in line]
            assert expected
            assert set(lines) <= expected
            assert len(lines) == min(len(expected), 4) or "还有" in said[organ].lines[-1]


def test_names_are_told_only_of_those_whom_nothing_reaches(town):
    town.go(MONDAY)
    said = reports(town)
    text = "\n".join(line for report in said.values() for line in report.lines)
    named = {cadre for cadre in CADRES if f"干部{cadre}" in text}
    assert named
    assert named <= UNBOUND
    nation = "\n".join(said[PROVINCE].lines)
    assert not any(f"干部{cadre}" in nation for cadre in CADRES if place_of(cadre) > PROVINCE)


def test_who_holds_two_posts_is_counted_and_named_once(town):
    town.go(MONDAY)
    before = reports(town)[CITY].lines[0:2]
    two_posts = next(cadre for cadre in sorted(UNBOUND) if place_of(cadre) == COUNTY)
    with town.app.open_uow() as uow:
        post = {"organisation_id": 7, "type": "parttime", "post": "", "leads": False}
        uow.session.add(Appointment(cadre_id=two_posts, first_day=date(2025, 1, 1), **post))
    said = reports(town)
    assert "\n".join(said[COUNTY].lines).count(f"干部{two_posts}") == 1
    assert "人收不到微信提醒" in before[1]
    assert said[CITY].lines[0:2] == before


def test_nothing_to_say_no_digest(town):
    town.go(date(2026, 11, 9))  # nothing falls due within three weeks
    assert reports(town) == {}
    with town.app.open_uow(read_only=True) as uow:
        assert not any(one.kind is Kind.DIGEST for one in reminders.plan(uow))


def test_a_programme_without_a_file_is_named_and_stops_nothing(town):
    town.go(MONDAY)
    with town.app.open_uow() as uow:
        uow.session.execute(
            update(Organisation).where(Organisation.id == COUNTY).values(programme="gone-2020")
        )
    text = "\n".join(reports(town)[COUNTY].lines)
    assert "临溪县选的方案「gone-2020」没有规则文件" in text
    with town.app.open_uow() as uow:
        assert reminders.queue_due(uow) > 0


def test_who_gets_digests_only_is_what_the_switches_say(town):
    with town.app.open_uow() as uow:
        for place, on in ((CITY, True), (COUNTY, False), (CITY, False), (QUIET_COUNTY, False)):
            uow.session.add(
                SwitchChange(
                    organisation_id=place,
                    switch="digest_only",
                    is_on=on,
                    by_name="",
                    reason="",
                    at=EARLY,
                )
            )
            uow.session.flush()
            for reader in reading.readers(uow, list(CADRES)):
                said = switches.of(uow, reader.organisation_id).digest_only
                assert reader.digest_only is said


def statements(town, run):
    """Count the statements of a piece of work."""
    count = []
    with town.app.open_uow(read_only=True) as uow:
        engine = uow.session.get_bind()

        def note(*_):
            count.append(1)

        event.listen(engine, "before_cursor_execute", note)
        run(uow)
        event.remove(engine, "before_cursor_execute", note)
    return len(count)


def crowd(town, many):
    """Let many more serve at the base, all of them short."""
    with town.app.open_uow() as uow:
        ids = range(10_000, 10_000 + many)
        person = {"organisation_id": 7, "created_at": EARLY}
        uow.session.execute(insert(Person), [{"id": n, "name": f"新{n}", **person} for n in ids])
        uow.session.execute(
            insert(Appointment.__table__.metadata.tables["cadre"]),
            [{"id": n, "username": f"n{n}", "password": "x", "must_change": False} for n in ids],
        )
        post = {"organisation_id": 7, "type": "parttime", "post": "", "leads": False}
        uow.session.execute(
            insert(Appointment),
            [{"cadre_id": n, "first_day": date(2025, 1, 1), **post} for n in ids],
        )
        user = {"following": True, "proof": "password", "muted": [], "unread": ""}
        uow.session.execute(
            insert(WechatUser), [{"openid": f"openid-{n}", "person_id": n, **user} for n in ids]
        )


@pytest.mark.parametrize("day", [date(2026, 12, 24), MONDAY])
def test_the_statements_do_not_grow_with_the_people(town, day):
    town.go(day)
    few = statements(town, reminders.plan)
    crowd(town, 300)
    with town.app.open_uow(read_only=True) as uow:
        assert sum(one.is_written for one in reminders.plan(uow)) > 300
    assert statements(town, reminders.plan) <= few + 2


def test_ways_are_found_for_many_by_as_few_statements_as_for_one(town):
    town.go(date(2026, 12, 10))

    def for_some(ids):
        def run(uow):
            stands = quotas.of_cadres(uow, uow.today, list(ids))
            asked = [
                Asked(s.id, s.organisation_id, tuple(x for x in quotas.owed(s) if x.days_left))
                for s in stands
            ]
            found.append(statements_of(uow, asked))

        return run

    def statements_of(uow, asked):
        count = []
        engine = uow.session.get_bind()
        note = lambda *_: count.append(1)  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        answer = ways.for_people(uow, asked)
        event.remove(engine, "before_cursor_execute", note)
        assert answer.keys() == {one.person_id for one in asked}
        return len(count)

    found = []
    with town.app.open_uow(read_only=True) as uow:
        for_some([123])(uow)
        for_some(CADRES)(uow)
    assert found[1] <= found[0] <= 6
