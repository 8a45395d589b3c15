"""A letter that one way did not bring goes on by the next, and each step is kept."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.chain import Tried
from domain.channels import AccountKind
from domain.delivery import Channel, Kind, Lane, Never, Sent, Status
from models.person import Person, WechatUser
from models.post import InboxItem, Outbox
from models.sending import Call, LetterStep, Subscription
from services import (
    calls,
    chain,
    delivery,
    identity,
    outbox,
    phones,
    reasons,
    subscriptions,
    taking,
    windows,
)
from services.uow import units
from tests.deskhouse import OPENIDS, fill
from tests.services.county import COUNTY, LI, MIN, QIANG, ZHANG, opened
from tests.services.rush import means

NOTICE = "FAKE-notice"
PHONE = "+8619900000101"
on_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What the decision alone makes of it need not be seen on both."""


@reasons.asks("test:stands")
def _stands(_uow, because):
    return because["so"]


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=fill)) as place:
        place.open_uow = house(place)
        with place.open_uow() as uow:
            person = uow.session.get_one(Person, ZHANG)
            person.phone = phones.sealed(uow.means.vault, ZHANG, PHONE)
        yield place


def house(place, kind=AccountKind.SERVICE):
    ours = replace(means(), account=kind, subscriptions={"SEAT": NOTICE})
    return units(place.engine, ours, lambda: place.now)


def write(place, *, urgent=False, person=ZHANG, so=True, **more):
    sides = {
        "key": "k",
        "kind": Kind.SEAT,
        "lane": Lane.SEAT,
        "openid": OPENIDS[person],
        "person_id": person,
        "text": "有空位了:「清河」给你留到 20:00。\n来就回复「要」。",
        "template": "SEAT",
        "fields": {"activity": "清河", "note": "留到20:00,回复要或不要"},
        "because": {"kind": "test:stands", "so": so},
        "expires_at": place.now + timedelta(days=1),
        "urgent": urgent,
    }
    place.do(outbox.put, **sides | more)


def sent(place, outcome):
    """Take the letter as a sender does, and say what became of it."""
    with place.open_uow() as uow:
        taken = taking.take(uow, "a sender")
    assert taken is not None
    with place.open_uow() as uow:
        delivery.settle_letter(uow, taken, outcome)
    return taken.letter


def row(place):
    return place.all(select(Outbox))[0]


def steps(place):
    with place.open_uow(read_only=True) as uow:
        question = select(LetterStep.channel, LetterStep.outcome).order_by(LetterStep.id)
        return [tuple(step) for step in uow.session.execute(question)]


def wrote(place, who=ZHANG):
    place.do(identity.hear, OPENIDS[who])


def test_from_the_card_to_the_notice_to_the_message_to_the_inbox(place):
    write(place)
    wrote(place)
    place.do(subscriptions.granted, OPENIDS[ZHANG], "SEAT")
    said = [sent(place, Never(why)).channel for why in ("template:40037", "template:47003")]
    last = sent(place, Never("window:45015"))
    assert [*said, last.channel] == ["template", "subscription", "customer_service"]
    assert (row(place).status, row(place).why) == (Status.WAITING, "window:45015")
    assert [item.key for item in place.all(select(InboxItem))] == ["k"]
    assert steps(place) == [
        ("template", Tried.NEVER),
        ("subscription", Tried.NEVER),
        ("customer_service", Tried.NEVER),
        ("customer_service", Tried.WAITING),
    ]
    # The yes was not used up, the window is known to be shut, and nobody is called for a notice.
    assert place.all(select(Subscription.grants)) == [1]
    assert place.all(select(WechatUser.window_left).where(WechatUser.person_id == ZHANG)) == [0]
    assert place.all(select(Call.id)) == []


def test_what_is_urgent_goes_on_by_sms_and_then_somebody_is_asked_to_call(place):
    write(place, urgent=True)
    assert sent(place, Never("recipient:43101")).channel == Channel.TEMPLATE
    assert (row(place).status, row(place).channel) == (Status.PENDING, Channel.SMS)
    assert (row(place).attempts, row(place).first_try_at) == (0, None)
    sms = sent(place, Never("request:http-400"))
    assert (sms.channel, sms.to) == (Channel.SMS, PHONE)
    assert sms.text == "清河:留到20:00,回复要或不要。详情在公众号里,发任意一句就能看到。"
    assert (row(place).status, row(place).sealed) == (Status.WAITING, None)
    assert [(c.person_id, c.organ_id) for c in place.all(select(Call))] == [(ZHANG, COUNTY)]
    assert steps(place) == [
        ("template", Tried.NEVER),
        ("subscription", Tried.SHUT),
        ("customer_service", Tried.SHUT),
        ("template", Tried.WAITING),
        ("sms", Tried.NEVER),
        ("sms", Tried.CALL),
    ]
    assert len(place.all(select(InboxItem))) == 1


@on_sqlite
def test_an_sms_that_was_sent_needs_no_call_and_leaves_its_text_in_the_chat(place):
    write(place, urgent=True)
    sent(place, Never("recipient:43101"))
    sent(place, Sent("9"))
    assert row(place).status == Status.SENT
    assert (len(place.all(select(InboxItem))), place.all(select(Call))) == (1, [])


@on_sqlite
def test_at_night_no_phone_rings_for_a_seat(place):
    place.at(2026, 11, 23, 23)
    write(place, urgent=True)
    sent(place, Never("recipient:43101"))
    assert (row(place).channel, row(place).turn) == (Channel.SMS, None)
    assert row(place).due_at == place.at(2026, 11, 24, 8).now


@on_sqlite
def test_a_seat_that_is_given_away_before_the_morning_is_worth_a_call_at_once(place):
    place.at(2026, 11, 23, 23)
    write(place, urgent=True, expires_at=place.now + timedelta(hours=2))
    sent(place, Never("recipient:43101"))
    assert row(place).status == Status.WAITING
    assert len(place.all(select(Call))) == 1


@on_sqlite
def test_without_a_number_it_is_a_call_and_without_a_leader_it_goes_up(place):
    write(place, urgent=True, person=MIN)
    sent(place, Never("recipient:43101"))
    # 王敏 answers for the county herself, and above her nobody is known: it stays with it.
    assert [c.organ_id for c in place.all(select(Call))] == [COUNTY]
    assert place.do(calls.waiting, COUNTY, MIN) == 0


@on_sqlite
def test_an_alarm_has_rung_by_itself_and_names_nobody_on_the_list(place):
    write(place, urgent=True, kind=Kind.ALARM, fields={"title": "要马上联系", "note": "张三"})
    sent(place, Never("recipient:43101"))
    assert row(place).status == Status.WAITING
    (listed,), _ = place.do(calls.of, COUNTY, MIN)
    assert listed.about == "要马上联系"


@on_sqlite
@pytest.mark.parametrize("kind", [AccountKind.PERSONAL, AccountKind.SUBSCRIPTION])
def test_a_weaker_account_has_its_inbox_and_what_is_urgent_an_sms(place, kind):
    place.open_uow = house(place, kind)
    write(place)
    assert row(place).status == Status.WAITING
    write(place, key="u", urgent=True)
    sent(place, Never("ability"))
    assert place.all(select(Outbox.channel).where(Outbox.key == "u")) == [Channel.SMS]


@on_sqlite
def test_in_a_window_a_verified_account_writes_instead(place):
    place.open_uow = house(place, AccountKind.SUBSCRIPTION)
    wrote(place)
    write(place, urgent=True)
    sent(place, Never("ability"))
    assert row(place).channel == Channel.CUSTOMER_SERVICE
    assert place.all(select(WechatUser.window_left).where(WechatUser.person_id == ZHANG)) == [4]


def test_43101_empties_the_wallet_and_one_yes_serves_one_letter(place):
    place.do(subscriptions.granted, OPENIDS[ZHANG], "SEAT")
    place.do(subscriptions.granted, OPENIDS[ZHANG], "SEAT")
    assert place.do(subscriptions.left, OPENIDS[ZHANG], "SEAT") == 2
    write(place)
    sent(place, Never("template:40037"))
    assert place.do(subscriptions.left, OPENIDS[ZHANG], "SEAT") == 1
    sent(place, Never("recipient:43101"))
    assert place.do(subscriptions.left, OPENIDS[ZHANG], "SEAT") == 0
    assert not place.do(subscriptions.spend, OPENIDS[ZHANG], "SEAT")
    assert not place.do(subscriptions.spend, OPENIDS[ZHANG], "NOT_OURS")


def test_a_yes_that_nothing_came_of_is_given_back(place):
    place.do(subscriptions.granted, OPENIDS[ZHANG], "SEAT")
    write(place)
    sent(place, Never("template:40037"))
    assert place.do(subscriptions.left, OPENIDS[ZHANG], "SEAT") == 0
    place.now += timedelta(days=2)
    assert place.do(taking.take, "a sender") is None
    assert row(place).status == Status.DROPPED
    assert place.do(subscriptions.left, OPENIDS[ZHANG], "SEAT") == 1


@on_sqlite
def test_a_report_speaks_of_no_notice_of_days_ago(place):
    for key in ("old", "new"):
        write(place, key=key, expires_at=place.now + timedelta(days=9))
        place.do(subscriptions.granted, OPENIDS[ZHANG], "SEAT")
        sent(place, Never("template:40037"))
        sent(place, Sent())
        place.now += timedelta(hours=23)
    place.do(chain.notice_reported, OPENIDS[ZHANG], "SEAT", "recipient:43101")
    assert place.all(select(Outbox.status).order_by(Outbox.id)) == ["sent", "waiting"]


@on_sqlite
def test_a_notice_that_is_no_longer_set_up_is_passed_over(place):
    place.do(subscriptions.granted, OPENIDS[ZHANG], "SEAT")
    ours = place.open_uow
    place.open_uow = units(place.engine, means(), lambda: place.now)
    write(place)
    sent(place, Never("template:40037"))
    assert row(place).status == Status.WAITING
    place.open_uow = ours
    assert place.do(subscriptions.left, OPENIDS[ZHANG], "SEAT") == 1


@on_sqlite
def test_who_leaves_the_account_is_not_called_and_their_wallet_is_gone(place):
    place.do(subscriptions.granted, OPENIDS[ZHANG], "NEWS")
    write(place, urgent=True)
    sent(place, Never("recipient:43101"))
    sent(place, Never("request:http-400"))
    assert place.do(calls.waiting, COUNTY, MIN) == 1
    place.do(identity.forget, OPENIDS[ZHANG])
    assert place.do(calls.of, COUNTY, MIN) == ([], False)
    assert place.do(calls.settle) == 1
    assert place.all(select(Subscription)) == []


@on_sqlite
@pytest.mark.parametrize("code", ["43004", "40003"])
def test_whom_the_platform_does_not_know_is_marked_and_not_written_to_again(place, code):
    write(place)
    sent(place, Never(f"recipient:{code}"))
    assert row(place).status == Status.WAITING
    assert place.all(select(WechatUser.following).where(WechatUser.person_id == ZHANG)) == [False]
    write(place, key="next")
    assert place.do(taking.take, "a sender") is None
    assert place.all(select(Outbox.why).where(Outbox.key == "next")) == ["no longer follows"]
    wrote(place)
    assert place.all(select(WechatUser.following).where(WechatUser.person_id == ZHANG)) == [True]


@on_sqlite
def test_nobody_is_told_what_is_no_longer_so(place):
    write(place, urgent=True)
    with place.open_uow() as uow:
        taken = taking.take(uow, "a sender")
        uow.session.execute(update(Outbox).values(because={"kind": "test:stands", "so": False}))
    with place.open_uow() as uow:
        delivery.settle_letter(uow, taken, Never("recipient:43101"))
    assert row(place).status == Status.FAILED
    assert place.all(select(InboxItem)) == place.all(select(Call)) == []


@on_sqlite
def test_a_late_answer_that_missed_the_window_waits(place):
    with place.open_uow() as uow:
        outbox.answer_late(uow, key="m", openid=OPENIDS[ZHANG], text="在")
    sent(place, Never("window:45015"))
    assert row(place).status == Status.WAITING
    assert [item.text for item in place.all(select(InboxItem))] == ["在"]


def test_the_report_of_a_notice_says_whether_it_came(place):
    for key in ("a", "b"):
        write(place, key=key)
        place.do(subscriptions.granted, OPENIDS[ZHANG], "SEAT")
        sent(place, Never("template:40037"))
        sent(place, Sent())
    place.do(chain.notice_reported, OPENIDS[ZHANG], "SEAT", "")
    place.do(chain.notice_reported, OPENIDS[ZHANG], "SEAT", "recipient:43101")
    place.do(chain.notice_reported, OPENIDS[ZHANG], "SEAT", "")
    assert place.all(select(Outbox.status).order_by(Outbox.id)) == ["delivered", "waiting"]


def test_windows_are_spent_to_the_last_message(place):
    wrote(place)
    assert [place.do(windows.spend, OPENIDS[ZHANG]) for _ in range(6)] == [True] * 5 + [False]
    wrote(place)
    assert place.do(windows.spend, OPENIDS[ZHANG])
    place.now += timedelta(hours=49)
    assert not place.do(windows.spend, OPENIDS[ZHANG])


def test_a_reminder_that_nobody_reads_is_listed_and_goes_away_by_itself(place):
    ends = place.now + timedelta(days=3)
    for who in (ZHANG, LI, QIANG):
        write(
            place, key=f"q{who}", person=who, kind=Kind.QUOTA, lane=Lane.REMINDER, expires_at=ends
        )
        sent(place, Never("recipient:43101"))
    assert place.do(calls.settle) == 0
    place.now += timedelta(days=1, hours=1)
    with place.open_uow() as uow:
        read = InboxItem.key == f"q{LI}"
        uow.session.execute(update(InboxItem).where(read).values(read_at=uow.now))
    assert place.do(calls.settle) == 2
    assert place.do(calls.settle) == 0
    assert place.do(calls.waiting, COUNTY, MIN) == 2
    with place.open_uow() as uow:
        uow.session.execute(update(InboxItem).values(read_at=uow.now))
    assert place.do(calls.settle) == 2
    assert place.do(calls.of, COUNTY, MIN) == ([], False)


def test_what_goes_out_by_sms_is_sealed_for_its_own_row(place):
    write(place, urgent=True)
    sent(place, Never("recipient:43101"))
    body = place.do(lambda uow: uow.means.vault.open(row(place).sealed, "outbox|sealed|k"))
    assert json.loads(body)["to"] == PHONE
    assert PHONE[3:].encode() not in row(place).sealed
