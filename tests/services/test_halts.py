"""What rests, and the line that goes on without it, on both databases."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, text

from domain.delivery import Channel, Lane, Later, Never, Sent, Status
from domain.errors import Refusal
from domain.halts import Halt as Rest
from domain.halts import Standing
from domain.line import ASIDE
from domain.periods import HOME
from models.organisation import Organisation
from models.post import Outbox
from models.sending import Budget, Halt
from services import budgets, chain, halts, line
from services.outbox import Draft, put_many
from tests.databases import schema
from tests.house import wait_until
from tests.services.letterbox import NOW, ORGAN, Letterbox

pytestmark = pytest.mark.above
MIDNIGHT = datetime(2026, 12, 25, tzinfo=HOME)
SPENT = Later("quota:45009", MIDNIGHT)
BANNED = Never("template:43116")


@pytest.fixture
def post(new_database, database_kind):
    post = Letterbox(new_database(database_kind, fill=schema))
    yield post
    post.close()


def do(post, deed, *args, **options):
    with post.open_uow() as uow:
        return deed(uow, *args, **options)


def standing(post):
    with post.look() as uow:
        return halts.standing(uow)


def scopes(post):
    return {halt.scope for halt in standing(post).halts}


def heed(post, outcome, template="NEWS", channel="template"):
    now = standing(post)
    do(post, halts.heed, channel, template, outcome, now)


def waiting(post, number, *, organ=ORGAN, lane=Lane.NOTICE, **values):
    """Write letters that are due and have no turn."""
    row = {
        "status": Status.PENDING,
        "lane": lane,
        "first_try_at": None,
        "attempts": 0,
        "turn": None,
    }
    return [
        post.letter(f"{organ}-{lane}-{n}", organ_id=organ, **(row | values)) for n in range(number)
    ]


def release(post, most=line.MOST):
    return do(post, line.release, most)


def turns(post):
    question = select(Outbox.key, Outbox.turn).order_by(Outbox.turn, Outbox.id)
    with post.look() as uow:
        return {row.key: row.turn for row in uow.session.execute(question)}


@pytest.mark.both
def test_a_notice_gets_its_turn_before_a_campaign_of_reminders_written_earlier(post):
    reminders = waiting(post, 6, lane=Lane.REMINDER)
    notices = waiting(post, 2, lane=Lane.NOTICE)
    assert release(post, 3) == 3
    with post.look() as uow:
        placed = set(uow.session.scalars(select(Outbox.id).where(Outbox.turn.is_not(None))))
    assert set(notices) < placed
    assert len(placed & set(reminders)) == 1


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_one_at_a_time_lets_letters_in_or_reminders_would_overtake_the_notices(post):
    waiting(post, 4, lane=Lane.NOTICE)
    waiting(post, 4, lane=Lane.REMINDER)
    with post.open_uow() as first:
        assert line.release(first, 4) == 4
        with post.open_uow() as beside:
            assert line.release(beside, 4) == 0
    assert release(post, 4) == 4


# What rests


@pytest.mark.both
def test_stopped_by_a_person_and_set_going_again(post):
    assert do(post, halts.stop, "mass", "李明:说明会")
    assert [(h.scope, h.why, h.until) for h in standing(post).halts] == [
        ("mass", "李明:说明会", None)
    ]
    assert not do(post, halts.stop, "mass", "again")
    assert do(post, halts.lift, " mass ")
    assert scopes(post) == set()
    assert not do(post, halts.lift, "mass")
    assert not do(post, halts.lift, "all")
    with pytest.raises(Refusal):
        do(post, halts.stop, "everything", "why")


def test_a_rest_ends_by_itself(post):
    do(post, halts.stop, "channel:sms", "why", NOW + timedelta(hours=1))
    post.later(minutes=59)
    assert scopes(post) == {"channel:sms"}
    post.later(minutes=1)
    assert scopes(post) == set()
    post.later(minutes=1)
    release(post)
    with post.look() as uow:
        assert uow.session.scalar(select(func.count()).select_from(Halt)) == 0


def test_a_short_rest_never_ends_a_longer_one(post):
    do(post, halts.stop, "channel:template", "李明:停", None)
    heed(post, SPENT)
    assert standing(post).halts[0].until is None
    do(post, halts.order, "channel:template", "李明:停一会", NOW + timedelta(hours=1))
    assert standing(post).halts[0].until == NOW + timedelta(hours=1)
    heed(post, SPENT)
    assert standing(post).halts[0].until == MIDNIGHT


# What the platform answers


@pytest.mark.both
def test_a_spent_day_rests_until_midnight_in_beijing(post, caplog):
    with caplog.at_level(logging.WARNING):
        heed(post, SPENT)
        heed(post, SPENT)
    assert caplog.text.count("sending rests") == 1
    assert [(h.scope, h.until) for h in standing(post).halts] == [("channel:template", MIDNIGHT)]
    with post.look() as uow:
        assert budgets.used(uow, Channel.TEMPLATE) == 100_000
        assert budgets.used(uow, Channel.SMS) == 0
    post.now = MIDNIGHT
    assert scopes(post) == set()


def test_what_was_said_of_a_day_that_is_over_spends_no_other(post):
    """The database was away over midnight, or the platform was late with its new day."""
    post.now = MIDNIGHT + timedelta(seconds=1)
    heed(post, SPENT)
    assert scopes(post) == set()
    heed(post, Later("quota:45009", MIDNIGHT + timedelta(minutes=10)))
    assert scopes(post) == {"channel:template"}
    with post.look() as uow:
        assert budgets.used(uow, Channel.TEMPLATE) == 0


@pytest.mark.parametrize("database_kind", ["postgresql"])
def test_who_resumes_and_who_is_refused_do_not_wait_for_each_other(post):
    do(post, halts.stop, "template:NEWS", "why", NOW + timedelta(hours=1))
    do(post, budgets.count, "bad:NEWS", 4)
    with post.open_uow() as uow, ThreadPoolExecutor(1) as pool:
        budgets.count(uow, "bad:NEWS")
        lifted = pool.submit(do, post, halts.lift, "template:NEWS")
        wait_until(lambda: _waiting_for_a_lock(post))
        halts.stop(uow, "template:NEWS", "平台退回")
        uow.session.commit()
        assert lifted.result()


def _waiting_for_a_lock(post):
    with post.look() as uow:
        return uow.session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))


def test_too_fast_rests_for_seconds_and_other_trouble_not_at_all(post):
    heed(post, Later("pace:45011"))
    assert [h.until - NOW for h in standing(post).halts] == [timedelta(seconds=20)]
    for outcome in (Later("pace:43117"), Later("busy:-1"), Never("recipient:43004"), Sent("1")):
        heed(post, outcome, channel="sms")
    assert scopes(post) == {"channel:template"}


def test_an_account_that_must_be_mended_is_asked_once_in_ten_minutes(post):
    heed(post, Later("account:40164", NOW + timedelta(minutes=10)))
    assert [h.until - NOW for h in standing(post).halts] == [timedelta(minutes=10)]


@pytest.mark.both
def test_a_banned_template_rests_until_somebody_has_mended_it(post, caplog):
    for _ in range(4):
        heed(post, BANNED)
    assert scopes(post) == set()
    heed(post, BANNED)
    assert scopes(post) == {"template:NEWS"}
    assert standing(post).halts[0].until is None
    assert "NEWS" in next(r.message for r in caplog.records if r.levelno == logging.ERROR)
    do(post, halts.lift, "template:NEWS")
    heed(post, BANNED)
    assert scopes(post) == set()


def test_values_that_do_not_fit_let_it_rest_for_half_an_hour(post):
    for _ in range(5):
        heed(post, Never("template:47003"))
    assert [h.until - NOW for h in standing(post).halts] == [timedelta(minutes=30)]


def test_one_that_goes_through_forgives_those_that_did_not(post):
    for _ in range(4):
        heed(post, BANNED)
    heed(post, Sent("1"), template="SEAT")
    assert standing(post).refused == {"NEWS": 4}
    heed(post, Sent("1"))
    assert standing(post).refused == {}
    for _ in range(4):
        heed(post, BANNED)
    assert scopes(post) == set()


# The line


@pytest.mark.both
def test_what_is_due_gets_its_turn_and_organisations_take_turns(post):
    with post.open_uow() as uow:
        uow.session.execute(
            insert(Organisation),
            [
                {"id": n, "name": "x", "level": "base", "type": "branch", "first_day": NOW.date()}
                for n in (2, 3)
            ],
        )
    waiting(post, 4)
    waiting(post, 2, organ=2)
    waiting(post, 1, due_at=NOW + timedelta(minutes=1), organ=3)
    assert release(post) == 6
    assert [key[0] for key, turn in turns(post).items() if turn] == list("121211")
    assert release(post) == 0
    post.later(minutes=1)
    assert release(post) == 1
    assert turns(post)["3-2-0"] == 1


def test_what_somebody_waits_for_goes_at_once(post):
    waiting(post, 3, lane=Lane.SEAT)
    release(post)
    assert set(turns(post).values()) == {0}


def test_released_in_portions_the_order_is_the_same(post):
    waiting(post, 5)
    assert [release(post, 2) for _ in range(4)] == [2, 2, 1, 0]
    assert list(turns(post).values()) == [1, 2, 3, 4, 5]


def test_what_a_halt_picks_out_waits_aside_and_comes_back(post):
    waiting(post, 5)
    waiting(post, 2, kind="quota", lane=Lane.REMINDER)
    do(post, halts.stop, "kind:quota", "why")
    do(post, halts.stop, "lane:notice", "why")
    assert release(post) == 7
    assert [turn for key, turn in turns(post).items() if key.startswith("1-3")] == [-1, -1]
    assert [turn for key, turn in turns(post).items() if key.startswith("1-2")] == [1, 2, 3, 4, 5]
    do(post, halts.lift, "kind:quota")
    assert release(post) == 2
    assert sorted(turns(post).values()) == [1, 1, 2, 2, 3, 4, 5]


@pytest.mark.both
def test_one_of_two_halts_that_ends_sets_its_own_going(post):
    waiting(post, 3, kind="quota", lane=Lane.REMINDER)
    waiting(post, 2, kind="digest", template="DIGEST", lane=Lane.SEAT)
    do(post, halts.stop, "kind:quota", "why")
    do(post, halts.stop, "template:DIGEST", "why")
    release(post)
    do(post, halts.lift, "kind:quota")
    assert [release(post, 2) for _ in range(3)] == [2, 1, 0]
    assert [turn for key, turn in turns(post).items() if key.startswith("1-1")] == [-1, -1]
    assert scopes(post) == {"template:DIGEST"}
    [late] = waiting(post, 1, kind="quota", turn=ASIDE)  # by one that read of the rest before
    release(post)
    assert post.row(late).turn > ASIDE


@pytest.mark.both
def test_what_somebody_waits_for_goes_around_a_channel_that_is_spent(post):
    person = post.person("o1")
    seats = waiting(post, 2, lane=Lane.SEAT, turn=0, person_id=person)
    tried = post.letter("tried", lane=1, status=Status.PENDING, turn=0, person_id=person)
    morning = post.letter(
        "morning", lane=1, status=Status.PENDING, first_try_at=None, attempts=0, person_id=person
    )  # fmt: skip
    [notice] = waiting(post, 1, turn=1, person_id=person)
    heed(post, Later("quota:45009", MIDNIGHT))
    do(post, halts.stop, "channel:sms", "why")
    release(post)
    assert [post.status(n) for n in seats] == [Status.WAITING] * 2
    assert {post.status(n) for n in (tried, morning, notice)} == {Status.PENDING}
    assert post.inbox() == ["1-1-0", "1-1-1"]
    assert post.steps(seats[0])[-1] == "waiting"


def test_what_somebody_waits_for_goes_around_a_template_that_is_refused(post):
    person = post.person("o1")
    [seat] = waiting(post, 1, lane=Lane.SEAT, turn=0, person_id=person)
    [notice] = waiting(post, 1, turn=1, person_id=person)
    for _ in range(5):
        heed(post, BANNED)
    release(post)
    assert [post.status(n) for n in (seat, notice)] == [Status.WAITING, Status.PENDING]


def test_what_goes_on_without_a_template_does_not_rest_with_it():
    rests = Standing((Rest("template:NEWS", "why", NOW),))
    stopped = [c for c in Channel if rests.stops(Lane.SEAT, c, "seat", "NEWS", None)]
    assert stopped == [Channel.TEMPLATE, Channel.SUBSCRIPTION]


def test_one_that_finds_no_way_around_is_in_nobodys_way(post, monkeypatch, caplog):
    person = post.person("o1")
    bad, good = waiting(post, 2, lane=Lane.SEAT, turn=0, person_id=person)
    heed(post, Later("quota:45009", MIDNIGHT))
    onward = chain.onward

    def broken(uow, row, why):
        if row.id == bad:
            raise ZeroDivisionError
        return onward(uow, row, why)

    monkeypatch.setattr(chain, "onward", broken)
    for _ in range(2):
        release(post)
    assert [post.status(n) for n in (bad, good)] == [Status.PENDING, Status.WAITING]
    assert caplog.text.count("finds no way around") == 1


def test_a_day_spent_by_our_own_count_is_gone_around_after_some_seconds(post):
    post.limited(template=6)
    [seat] = waiting(post, 1, lane=Lane.SEAT, turn=0, person_id=post.person("o1"))
    for _ in range(6):
        do(post, budgets.draw, Channel.TEMPLATE)
    release(post)
    assert post.status(seat) == Status.PENDING  # somebody may have the last ones in hand
    post.later(seconds=10)
    release(post)
    assert post.status(seat) == Status.WAITING


def test_what_a_person_stopped_is_not_gone_around(post):
    [seat] = waiting(post, 1, lane=Lane.SEAT, turn=0)
    heed(post, Later("quota:45009", MIDNIGHT))
    do(post, halts.order, "lane:seat", "why")
    release(post)
    assert post.status(seat) == Status.PENDING
    do(post, halts.lift, "lane:seat")
    do(post, halts.lift, "channel:template")  # its counters were set back over there
    release(post)
    assert post.status(seat) == Status.PENDING


# What a day allows


@pytest.mark.both
def test_portions_never_give_more_than_the_day_has(post):
    post.limited(template=100)
    drawn = []
    for _ in range(90):
        with post.open_uow() as uow:
            drawn.append(budgets.draw(uow, Channel.TEMPLATE, 30))
    assert sum(one.calls for one in drawn) == 100
    assert [one.upto for one in drawn if one.calls] == sorted(
        (one.upto for one in drawn if one.calls), reverse=True
    )
    assert sum(one.calls for one in drawn if one.upto == Lane.REMINDER) == 85
    do(post, budgets.give_back, Channel.TEMPLATE, NOW.date(), 7)
    with post.look() as uow:
        assert budgets.used(uow, Channel.TEMPLATE) == 93
        assert budgets.today(uow) == {"template": 93}
    post.later(days=1)
    assert do(post, budgets.draw, Channel.TEMPLATE, 30).upto == Lane.REMINDER


# Writing


@pytest.mark.both
def test_many_letters_are_written_once(post):
    letters = [
        Draft(
            key=f"k{n}", kind="wish", lane=Lane.SEAT if n % 2 else Lane.NOTICE, openid=f"o{n}",
            person_id=None, text="", template="NEWS", fields={"title": "你好"}, organ_id=ORGAN,
            due_at=NOW + timedelta(hours=n == 3), urgent=n == 1,
        )
        for n in range(600)
    ]  # fmt: skip
    assert do(post, put_many, letters[:2]) == 2
    assert do(post, put_many, letters) == 598
    assert do(post, put_many, letters) == 0
    assert do(post, put_many, []) == 0
    found = turns(post)
    assert (found["k0"], found["k1"], found["k2"], found["k3"], found["k5"]) == (
        None,
        0,
        None,
        None,
        0,
    )
    with post.look() as uow:
        rows = uow.session.scalars(select(Outbox).where(Outbox.urgent)).all()
        assert [(row.key, row.fields, row.status) for row in rows] == [
            ("k1", {"title": "你好"}, Status.PENDING)
        ]
        assert uow.session.scalar(select(func.count()).select_from(Budget)) == 0
