"""A quarter day by day: help, not nagging (domain.md section 5), for every sort of person."""

import re
from collections import Counter, defaultdict
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select, update

from domain.delivery import Kind, Status
from domain.periods import HOME, local_day
from domain.proofs import Proof
from models.organisation import Organisation
from models.person import WechatUser
from models.post import InboxItem, Outbox
from models.subject import leaders
from services import contacts, identity, quotas, reminders
from services.reminders import Fate
from services.reminders_fresh import items_of, kinds_of
from services.reminders_words import plain_title
from tests.scheduler.town import (
    CADRES,
    DILIGENT,
    FIVE,
    FROM,
    MUTED,
    QUIET,
    UNBOUND,
    nth,
)

pytestmark = pytest.mark.above

DAYS = {"sqlite": 61, "postgresql": 31}
"""The end of the quarter is the busy part; the statements are the same ones on PostgreSQL."""
LACKS = re.compile(r"「([^」]+)」还(?:差|有|没有)")
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def live(town, days):
    """Let a quarter pass: people do things, take them back; some nights the clock is late."""
    for n in range(92 - days, 92):
        day = FROM + n * DAY
        for cadre in CADRES:
            town.go(day, "07:00")
            often = 0.12 if cadre in DILIGENT else 0.02
            if town.chance.random() < often:
                town.do(cadre, town.chance.choice(FIVE))
                if town.chance.random() < 0.1:
                    town.undo(cadre)
        clock = "22:30" if n % 13 == 5 else "09:00"  # the machine was down all day
        town.go(day, clock)
        town.tick()
        town.deliver()
        town.go(day, "23:50")
        town.deliver()
        town.go(day + DAY, "07:59")
        town.deliver()
        if town.chance.random() < 0.3:
            town.do(town.chance.choice(CADRES), "heart_to_heart")
        town.go(day + DAY, "08:01")
        town.deliver()


def owed_by(town, person):
    """Return the titles of what a person, or an organ they answer for, owes at this moment."""
    with town.app.open_uow(read_only=True) as uow:
        stands = quotas.of_cadres(uow, uow.today, [person])
        led = [organ for organ, _ in uow.session.execute(leaders(uow.today, person))]
        stands += quotas.of_organs(uow, uow.today, led) if led else []
        return {plain_title(s) for stand in stands for s in quotas.owed(stand)}


def test_a_quarter_of_help_and_no_nagging(town, database_kind):
    wrong = []

    def watch(letter, person):
        said = set(LACKS.findall(letter.text))
        wrong.extend((person, title) for title in said - owed_by(town, person))
        if not said and "简报" not in letter.text:
            wrong.append((person, letter.text))

    town.watch = watch
    live(town, DAYS[database_kind])
    letters = town.letters()
    assert wrong == []
    assert len({letter.key for _, _, letter in town.sent}) == len(town.sent)
    told = defaultdict(list)
    spoken = Counter()
    for at, person, letter in town.sent:
        row = letters[letter.key]
        assert time(8) <= at.astimezone(HOME).time() < time(21)
        assert person not in MUTED | UNBOUND
        assert "/h5/progress/" in letter.url
        assert row.url == ""
        spoken.update((person, item) for item in items_of(row.because))
        told[person, bool(row.because["urgent"])].append(local_day(at))
    assert max(spoken.values()) == 1
    for days in told.values():
        for day in days:
            assert sum(day <= other < day + WEEK for other in days) == 1
    sorts = {(person in QUIET, urgent) for person, urgent in told}
    assert sorts == {(False, False), (False, True), (True, False)}
    for (person, _), days in told.items():
        # Mondays; the day after, where Monday's run was late and met the night.
        weekdays = Counter(day.weekday() for day in days)
        assert person not in QUIET or weekdays.keys() <= {0, 1}
    kinds = set().union(*(kinds_of(row.because) for row in letters.values()))
    assert {Kind.QUOTA, Kind.MATERIALS, Kind.DIGEST} <= kinds


@pytest.mark.parametrize("day", [date(2026, 12, 10), date(2026, 12, 14), date(2026, 12, 29)])
def test_the_preview_is_what_is_written(town, day):
    town.go(day)
    with town.app.open_uow(read_only=True) as uow:
        planned = reminders.plan(uow)
    with town.app.open_uow() as uow:
        assert reminders.queue_due(uow) == sum(one.is_written for one in planned) > 0
    rows = town.letters()
    assert rows.keys() == {one.key for one in planned if one.is_written}
    for one in planned:
        if one.is_written:
            row = rows[one.key]
            said = (row.person_id, row.kind, row.text, row.fields, row.because, row.expires_at)
            what = (one.person_id, one.kind, one.words.text, one.words.fields)
            assert said == (*what, one.because, one.expires_at)
    fates = Counter(one.fate for one in planned)
    assert min(fates[Fate.GOES], fates[Fate.MUTED], fates[Fate.UNREACHED]) > 0
    with town.app.open_uow(read_only=True) as uow:
        again = reminders.plan(uow)
    assert not any(one.is_written for one in again)


def test_one_county_alone_is_previewed(town):
    town.go(date(2026, 12, 24))
    with town.app.open_uow(read_only=True) as uow:
        some, everybody = reminders.plan(uow, 4), reminders.plan(uow)
    assert {one.organisation_id for one in some} <= {4, 7, 8}
    assert 0 < len(some) < len(everybody)


def december(town, day):
    town.go(date(2026, 12, day))
    return town.tick().get("reminders", 0)


def of(town, cadre):
    return [row for row in town.letters().values() if row.person_id == cadre]


CADRE = 123
"""Part-time at a base branch: five-ones in the quarter, and nothing else."""


def short_by(town, missing):
    """Let the one cadre be short by so many of five."""
    town.go(date(2026, 12, 1))
    for kind in FIVE[: 5 - missing]:
        town.do(CADRE, kind)


def test_met_and_undone_again_the_stage_is_not_used_up(town):
    short_by(town, 1)
    december(town, 24)
    town.go(date(2026, 12, 24), "09:01")
    town.do(CADRE)
    town.deliver()
    assert [row.status for row in of(town, CADRE)] == [Status.DROPPED]
    town.undo(CADRE)
    december(town, 25)
    town.deliver()
    first, second = of(town, CADRE)
    assert (first.why, second.status) == ("no longer needed", Status.SENT)
    assert second.key == "five-ones-parttime:2026Q4:7-days:cadre-123:to-123"


def test_what_was_done_meanwhile_is_not_claimed_any_more(town):
    short_by(town, 2)
    december(town, 24)
    assert "还差 2 次" in of(town, CADRE)[0].text
    town.do(CADRE)
    town.deliver()
    (letter,) = [letter for _, person, letter in town.sent if person == CADRE]
    assert "还差 1 次" in letter.text
    assert letter.fields["missing"] == "还差 1 次,还有 7 天"


def test_of_a_message_about_two_things_only_the_open_one_is_said(town):
    """A leader's own and the organ's in one message; the own half is met before it is sent."""
    leader = next(c for c in CADRES if nth(c) == 0 and c not in MUTED | UNBOUND | QUIET)
    december(town, 24)
    assert len({row[1] for row in of(town, leader)[0].because["parts"]}) == 2
    for kind in FIVE:
        town.do(leader, kind)
    town.deliver()
    text = next(letter.text for _, person, letter in town.sent if person == leader)
    assert "本单位本季度「五个一」" in text
    assert "这两个月「五个一」" not in text


@pytest.mark.parametrize("status", [Status.WAITING, Status.FAILED])
def test_what_never_went_does_not_count_against_the_week(town, status):
    short_by(town, 1)
    december(town, 20)
    with town.app.open_uow() as uow:
        uow.session.execute(
            update(Outbox).where(Outbox.person_id == CADRE).values(status=status, closed_at=uow.now)
        )
    december(town, 24)
    assert [row.because["parts"][0][5] for row in of(town, CADRE)] == [21, 7]


def test_a_letter_that_waits_to_be_sent_is_spoken_for_by_the_next(town):
    """The platform's day is spent: on the 29th the urgent one says it all, and one message goes."""
    short_by(town, 1)
    december(town, 26)
    with town.app.open_uow() as uow:
        later = town.at + 3 * DAY
        mine = update(Outbox).where(Outbox.person_id == CADRE)
        uow.session.execute(mine.values(due_at=later))
    december(town, 29)
    assert [row.status for row in of(town, CADRE)] == [Status.DROPPED, Status.PENDING]
    assert of(town, CADRE)[0].why == "replaced"
    town.deliver()
    assert len([1 for _, person, _ in town.sent if person == CADRE]) == 1


def test_who_muted_one_kind_gets_the_rest(town):
    leader = next(c for c in CADRES if nth(c) == 0 and c not in MUTED | UNBOUND | QUIET)
    december(town, 14)  # a Monday
    whole = kinds_of(of(town, leader)[0].because)
    assert Kind.DIGEST in whole
    with town.app.open_uow() as uow:
        mine = update(WechatUser).where(WechatUser.person_id == leader)
        uow.session.execute(mine.values(muted=["digest"]))
    town.deliver()
    text = next(letter.text for _, person, letter in town.sent if person == leader)
    assert "简报" not in text
    assert "还差" in text


def test_who_leaves_and_comes_back_is_told_all_the_same(town):
    short_by(town, 1)
    december(town, 24)
    with town.app.open_uow() as uow:
        identity.forget(uow, f"openid-{CADRE}")
    assert of(town, CADRE)[0].status == Status.DROPPED
    with town.app.open_uow() as uow:
        identity.hear(uow, f"openid-{CADRE}")
        identity.bind(uow, f"openid-{CADRE}", CADRE, proof=Proof.PASSWORD)
    december(town, 25)
    town.deliver()
    assert of(town, CADRE)[1].status == Status.SENT


def test_who_wants_no_contact_is_written_nothing(town):
    short_by(town, 1)
    with town.app.open_uow() as uow:
        contacts.leave(uow, CADRE)
    december(town, 24)
    assert of(town, CADRE) == []


def test_a_programme_of_digests_only_writes_on_mondays_and_never_urgently(new_town):
    town = new_town()
    short_by(town, 1)
    with town.app.open_uow() as uow:
        uow.session.execute(update(Organisation).values(programme="light"))
    days = (7, 8, 13, 14, 15, 21, 22, 28, 29, 31)
    written = {day: len([1 for _ in range(december(town, day))]) for day in days}
    assert {date(2026, 12, day).weekday() for day, n in written.items() if n} == {0}
    assert not any(row.because["urgent"] for row in town.letters().values())
    assert [row.because["parts"][0][5] for row in of(town, CADRE)] != []


def test_where_nothing_can_be_pushed_it_waits_and_the_newest_speaks(new_town):
    town = new_town(kind="personal")
    short_by(town, 1)
    for day in (10, 24):
        december(town, day)
    assert {row.status for row in of(town, CADRE)} == {Status.WAITING}
    waits = town.read(
        select(InboxItem.text).where(
            InboxItem.openid == f"openid-{CADRE}", InboxItem.read_at.is_(None)
        )
    )
    assert len(waits) == 1
    assert "还有 7 天" in waits[0].text
    assert "weixin://bizmsgmenu" in waits[0].text
