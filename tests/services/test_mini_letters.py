"""Letters that reach people by the mini-program: one for each yes, the chat's way or their only one."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import delete, insert, select, update

from domain.chain import Tried
from domain.channels import AccountKind
from domain.delivery import Channel, Kind, Lane, Later, Never, Sent, Status
from domain.periods import HOME
from domain.proofs import Proof
from models.activity import Enrolment
from models.mini import MiniUser
from models.person import Person, WechatUser
from models.post import InboxItem, Outbox
from models.sending import Call, LetterStep, Subscription
from services import (
    calls,
    delivery,
    halts,
    identity,
    inbox,
    letters,
    line,
    mini_ends,
    mini_pages,
    mini_rows,
    mini_subscriptions,
    outbox,
    phones,
    reasons,
    subscriptions,
    taking,
)
from services.inbox import Box
from services.letters import News
from services.uow import units
from tests.deskhouse import OPENIDS, fill
from tests.services.county import LI, NOW, ZHANG, opened
from tests.services.gathering import gather
from tests.services.rush import means

MINIS = {ZHANG: "m11", LI: "m12"}
OTHER = "m-another-phone"
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""What the decision alone makes of it need not be seen on both."""
HERS, HIS = ({"kind": "test:hers", "who": who} for who in (ZHANG, LI))


@reasons.asks("test:hers")
def _hers(uow, because):
    """Stand as long as the reader is who they were, by whichever openid."""
    return reasons.reader(uow, because) == because["who"]


def house(place, kind=AccountKind.SERVICE):
    there = {"SEAT": "FAKE-seat", "NEWS": "FAKE-news"}
    ours = replace(means(), account=kind, subscriptions={"SEAT": "o"}, mini_subscriptions=there)
    return units(place.engine, ours, lambda: place.now)


@pytest.fixture
def place(new_database, database_kind):
    """Two youths in the mini-program: 张三 has the chat as well, 李四 has nothing else."""
    with opened(new_database(database_kind, fill=fill)) as place:
        place.open_uow = house(place)
        with place.open_uow() as uow:
            for who, openid in MINIS.items():
                common = {"person_id": who, "proof": "phone", "bound_at": NOW, "created_at": NOW}
                uow.session.execute(insert(MiniUser).values(openid=openid, muted=[], **common))
            uow.session.execute(insert(MiniUser).values(openid=OTHER, muted=[], created_at=NOW))
            uow.session.execute(delete(WechatUser).where(WechatUser.person_id == LI))
        yield place


def write(place, who, key="k", *, urgent=False, lane=Lane.SEAT, **more):
    only = who == LI
    sides = {
        "key": key,
        "kind": Kind.SEAT,
        "lane": lane,
        "openid": None if only else OPENIDS[who],
        "mini_openid": MINIS[who] if only else None,
        "person_id": who,
        "text": "有空位了:「清河」给你留到 20:00。",
        "template": "SEAT",
        "fields": {"activity": "清河", "note": "留到20:00"},
        "expires_at": place.now + timedelta(days=1),
        "urgent": urgent,
    }
    place.do(outbox.put, **sides | more)


def said_yes(place, who, times=1, name="SEAT"):
    for _ in range(times):
        place.do(subscriptions.granted, MINIS[who], name)


def left(place, who):
    return place.do(mini_subscriptions.left, MINIS[who], "SEAT")


def take(place):
    with place.open_uow() as uow:
        return taking.take(uow, "a sender")


def sent(place, outcome):
    taken = take(place)
    assert taken is not None
    place.do(delivery.settle_letter, taken, outcome)
    return taken.letter


def states(place):
    question = select(Outbox.key, Outbox.channel, Outbox.status).order_by(Outbox.id)
    with place.open_uow(read_only=True) as uow:
        return [tuple(row) for row in uow.session.execute(question)]


def steps(place):
    with place.open_uow(read_only=True) as uow:
        question = select(LetterStep.channel, LetterStep.outcome).order_by(LetterStep.id)
        return [tuple(step) for step in uow.session.execute(question)]


def waits(place, who, muted=()):
    """Return what somebody finds among the notices of the mini-program."""
    chat = OPENIDS[who] if who == ZHANG else ""
    found, _ = place.do(inbox.waiting, Box(chat, MINIS[who]), muted)
    return [one.text for one in found]


def test_each_page_that_a_notice_opens_is_one():
    app = json.loads((Path(__file__).parents[2] / "miniprogram/app.json").read_text("utf-8"))
    packages = {
        f"{one['root']}/{page}" for one in app.get("subPackages", ()) for page in one["pages"]
    }
    assert {page.partition("?")[0] for page in mini_pages.PAGES} <= {*app["pages"], *packages}


@on_sqlite
def test_a_notice_opens_where_its_reader_can_act(place):
    number = gather(place, guests=[(LI, "offered")])
    ((seat,),) = place.do(lambda uow: uow.session.execute(select(Enrolment.id)).all())
    told = {
        "seat": (reasons.seat(seat), f"pages/activity/activity?id={number}"),
        "gone": (reasons.seat(seat + 1), mini_pages.INBOX),
        "off": (reasons.called_off(number), f"pages/activity/activity?id={number}"),
        "wish": ({"kind": "wish_owner", "id": 7, "page": "wishes/7"}, "pages/wish/wish?id=7"),
        "pool": ({"kind": "wish_claimer", "page": "wishes/pool"}, "pages/wish-claims/wish-claims"),
        "desk": ({"kind": "tickets_wait", "page": "tickets"}, "pages/desk/desk"),
        "up": (
            {"kind": "rating_appeal", "page": "ratings/above"},
            "pages/ratings-above/ratings-above",
        ),
        "none": ({}, mini_pages.INBOX),
    }
    becauses, pages = zip(*told.values(), strict=True)
    assert tuple(place.do(mini_pages.of, becauses)) == pages


def test_who_has_both_is_told_there_after_the_account_and_before_the_window(place):
    said_yes(place, ZHANG)
    place.do(identity.hear, OPENIDS[ZHANG])
    write(place, ZHANG, because=HERS)
    card = sent(place, Never("template:40037"))
    assert (card.channel, card.to) == (Channel.TEMPLATE, OPENIDS[ZHANG])
    there = sent(place, Never("recipient:43101"))
    assert (there.channel, there.to, there.url) == (Channel.MINI, "m11", "pages/inbox/inbox")
    assert there.fields == {"activity": "清河", "note": "留到20:00"}
    last = sent(place, Sent())
    assert (last.channel, last.to) == (Channel.CUSTOMER_SERVICE, OPENIDS[ZHANG])
    assert steps(place) == [
        ("template", Tried.NEVER),
        ("subscription", Tried.SHUT),
        ("mini", Tried.NEVER),
        ("customer_service", Tried.SENT),
    ]
    # 43101 empties what we had counted.
    assert left(place, ZHANG) == 0


def test_one_yes_serves_one_letter_and_comes_back_where_nothing_was_sent(place):
    said_yes(place, LI)
    for key in ("first", "second"):
        write(place, LI, key, because=HIS)
    assert states(place) == [("first", "mini", "pending"), ("second", "mini", "pending")]
    # It lies untouched until a letter is really taken up; put off, it is there again.
    assert left(place, LI) == 1
    first = sent(place, Later("busy:-1"))
    assert (first.key, first.to, left(place, LI)) == ("first", "m12", 1)
    assert sent(place, Sent()).key == "second"
    assert (left(place, LI), waits(place, LI)) == (0, ["有空位了:「清河」给你留到 20:00。"])
    place.now += timedelta(minutes=2)
    place.do(line.release)
    assert take(place) is None
    assert states(place) == [("first", "mini", "waiting"), ("second", "mini", "sent")]
    # Refused for another reason than a missing yes, it was not used up.
    said_yes(place, LI)
    write(place, LI, "third")
    sent(place, Never("template:47003"))
    assert (left(place, LI), states(place)[2]) == (1, ("third", "mini", "waiting"))
    write(place, LI, "fourth")
    sent(place, Never("recipient:43101"))
    assert (left(place, LI), len(waits(place, LI))) == (0, 4)
    # Without a yes a notice waits at once, and is in nobody's line.
    write(place, LI, "fifth")
    assert states(place)[4] == ("fifth", "mini", "waiting")
    # The chat of nobody shows it, and an empty openid is nobody's.
    for openid in (OPENIDS[ZHANG], ""):
        assert place.do(inbox.lead, openid) == []
        assert place.do(inbox.waiting, Box(openid)) == ([], 0)
        assert place.do(inbox.read, Box(openid), place.all(select(InboxItem.id))) == 0
    place.do(identity.forget, "")
    assert len(waits(place, LI)) == 5


def at_once(*presses):
    with ThreadPoolExecutor(len(presses)) as pool:
        return [one.result(120) for one in [pool.submit(press) for press in presses]]


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_two_senders_find_one_yes_and_one_of_them_has_it(place):
    said_yes(place, LI)
    both = Barrier(2, timeout=60)

    def looked_up():
        """Read it, and then write it: the control."""
        with place.open_uow() as uow:
            there = mini_subscriptions.left(uow, "m12", "SEAT")
            both.wait()
            return there > 0

    assert at_once(looked_up, looked_up) == [True, True]
    for key in ("first", "second"):
        write(place, LI, key)

    def sends():
        with place.open_uow() as uow:
            both.wait()
            return taking.take(uow, "a sender")

    taken = at_once(sends, sends)
    assert sorted(one is None for one in taken) == [False, True]
    assert sorted(status for *_, status in states(place)) == ["sending", "waiting"]
    assert left(place, LI) == 0


def test_what_is_urgent_rings_and_else_somebody_calls(place):
    with place.open_uow() as uow:
        person = uow.session.get_one(Person, LI)
        person.phone = phones.sealed(uow.means.vault, LI, "+8619900000102")
    write(place, LI, "u", urgent=True)
    rings = sent(place, Sent())
    assert (rings.channel, rings.to) == (Channel.SMS, "+8619900000102")
    assert rings.text.endswith("详情在小程序里,打开「消息」就能看到。")
    assert waits(place, LI) == ["有空位了:「清河」给你留到 20:00。"]
    with place.open_uow() as uow:
        uow.session.execute(update(Person).where(Person.id == LI).values(phone=None))
    said_yes(place, LI)
    write(place, LI, "v", urgent=True)
    sent(place, Never("template:47003"))
    assert states(place)[-1] == ("v", "mini", "waiting")
    assert len(place.all(select(Call.id))) == 1
    assert place.do(calls.settle) == 0


def test_an_account_that_cannot_push_has_the_mini_program_for_who_said_yes(place):
    place.open_uow = house(place, AccountKind.PERSONAL)
    write(place, ZHANG, "before")
    said_yes(place, ZHANG)
    write(place, ZHANG, "after")
    assert states(place) == [
        ("before", "template", "waiting"),
        ("after", "mini", "pending"),
    ]
    assert sent(place, Sent()).to == "m11"
    assert place.all(select(InboxItem.openid)) == [OPENIDS[ZHANG], OPENIDS[ZHANG]]


def test_news_reach_both_at_night_nobody_and_what_is_muted_never(place):
    news = [News(f"n:{who}", who, f"给 {who}", "有消息", "看看") for who in (ZHANG, LI)]
    said_yes(place, LI, 2, "NEWS")
    place.now = NOW.astimezone(HOME).replace(hour=23)
    assert place.do(letters.tell, news, Kind.WISH) == 2
    place.do(line.release)
    assert take(place) is None
    place.now = NOW.replace(hour=9) + timedelta(days=1)
    place.do(line.release)
    assert {sent(place, Sent()).to, sent(place, Sent()).to} == {OPENIDS[ZHANG], "m12"}
    # Switched off in either place it is off in both; in the mini-program alone, there.
    place.do(identity.mute, OPENIDS[ZHANG], ("wish",))
    place.do(identity.mute_person, LI, ("wish",))
    muted = select(MiniUser.muted).where(MiniUser.person_id.in_(MINIS)).order_by(MiniUser.openid)
    assert place.all(muted) == [["wish"], ["wish"]]
    again = [replace(one, key=f"again:{one.key}") for one in news]
    assert place.do(letters.tell, again, Kind.WISH) == 2
    place.do(line.release)
    assert take(place) is None
    assert place.all(select(Outbox.why).where(Outbox.key.like("again:%"))) == ["muted", "muted"]
    assert place.do(subscriptions.left, "m12", "NEWS") == 1


@pytest.mark.parametrize("why", ["left", "another", "gone"])
def test_nobody_is_told_what_is_not_theirs_any_more(place, why):
    said_yes(place, LI)
    write(place, LI)
    with place.open_uow() as uow:
        if why == "left":
            uow.session.execute(update(Person).where(Person.id == LI).values(left_at=place.now))
        elif why == "another":
            mine = update(MiniUser).where(MiniUser.openid == "m12")
            uow.session.execute(mine.values(person_id=None))
        else:
            mini_ends.release(uow, "m12")
    assert take(place) is None
    ((key, _, status),) = states(place)
    assert status == Status.DROPPED
    assert place.all(select(InboxItem)) == []
    if why == "gone":
        ((text, mini),) = place.do(
            lambda uow: uow.session.execute(select(Outbox.text, Outbox.mini_openid)).all()
        )
        assert (text, mini, key.startswith("k:left-")) == ("", None, True)
        assert place.all(select(Subscription)) == []


def test_who_leaves_the_mini_program_and_has_a_chat_is_reached_there(place):
    said_yes(place, ZHANG)
    write(place, ZHANG)
    sent(place, Never("template:40037"))
    assert states(place) == [("k", "mini", "pending")]
    place.do(mini_ends.release, "m11")
    assert take(place) is None
    assert states(place) == [("k", "mini", "waiting")]
    assert place.all(select(InboxItem.openid)) == [OPENIDS[ZHANG]]


def test_another_phone_of_the_same_person_takes_over_what_waits(place):
    write(place, LI, "waits", because=HIS)
    said_yes(place, LI)
    write(place, LI, "goes", urgent=True)
    place.do(identity.mute_person, LI, ("wish",))
    with place.open_uow() as uow:
        new = mini_rows.held(uow, OTHER, LI)
        mini_rows.take_over(uow, new, LI, Proof.PHONE)
    found, _ = place.do(inbox.waiting, Box("", OTHER))
    assert [one.text for one in found] == ["有空位了:「清河」给你留到 20:00。"]
    assert waits(place, LI) == []
    assert place.all(select(MiniUser.muted).where(MiniUser.openid == OTHER)) == [["wish"]]
    # A yes belongs to the phone on which it was said.
    assert take(place) is None
    assert set(place.all(select(Outbox.mini_openid))) == {OTHER}


def test_a_bad_template_there_rests_without_the_accounts_own(place):
    said_yes(place, LI, 6)
    for number in range(6):
        write(place, LI, f"k{number}", lane=Lane.NOTICE)
    place.do(line.release)
    for _ in range(5):
        sent(place, Never("template:40037"))
    (halt,) = place.do(halts.standing).halts
    assert halt.scope == "template:mini.SEAT"
    write(place, ZHANG, "chat")
    assert sent(place, Sent()).channel == Channel.TEMPLATE
    assert take(place) is None
    assert states(place)[5] == ("k5", "mini", "pending")
    # Lifted, it goes; and what somebody waits for never waited for it.
    place.do(halts.lift, "template:mini.SEAT")
    place.now += timedelta(minutes=2)
    place.do(line.release)
    assert sent(place, Sent()).key == "k5"
