"""What becomes of each letter, whatever happens on its way (reliability.md C1)."""

import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, or_, select, update

from domain.delivery import Later, Sent, Status
from domain.periods import HOME
from models.person import Person, WechatUser
from models.post import Outbox
from scheduler.delivery import Postman
from scheduler.reports import ReportsWorker
from services import delivery, halts, outbox, taking
from services.outbox import Kind, Lane
from tests.house import PERSONAS, wait_until

DUE = datetime(2026, 12, 24, 9, tzinfo=HOME)
TEMPLATE = "/cgi-bin/message/template/send"
CUSTOM = "/cgi-bin/message/custom/send"
WHO = PERSONAS["赵强"]

on_one_database = pytest.mark.parametrize("database_kind", ["sqlite"])
"""What depends on the platform alone need not be seen on both."""


@pytest.fixture
def house(new_house, database_kind):
    """Open the house on a day on which reminders are due."""
    house = new_house(database_kind)
    house.clock_to(DUE)
    return house


def write(house, key="k", who="赵强", kind=Kind.WISH, lane=Lane.NOTICE, **options):
    """Write a template letter, as services do."""
    fields = {
        "activity": "河道志愿服务",
        "time": "2026-12-26 09:00",
        "place": "河边",
        "note": "来吧",
    }
    with house.app.open_uow() as uow:
        assert outbox.put(
            uow,
            key=key,
            kind=kind,
            lane=lane,
            openid=PERSONAS[who].openid,
            person_id=None,
            text=f"写给{who}的话",
            template="SEAT",
            fields=fields,
            **options,
        )


def crash(house, *, sent):
    """Take a letter, send it or not, and die before that is written down."""
    with house.app.open_uow() as uow:
        taken = taking.take(uow, "a sender that dies")  # nobody ever hears its heart
    if sent:
        assert isinstance(house.app.messenger.send(taken.letter), Sent)
        house.simulator.post("/sim/settle")  # its report has come
    return taken


def row(house, key="k"):
    with house.app.open_uow(read_only=True) as uow:
        # A reminder that is dropped gives its key back.
        mine = or_(Outbox.key == key, Outbox.key.startswith(f"{key}:dropped-"))
        return uow.session.scalars(select(Outbox).where(mine)).one()


def status(house, key="k"):
    return row(house, key).status


def arrived(house, kind="template"):
    house.simulator.post("/sim/settle")
    return house.simulator.get(f"/sim/ledger?kind={kind}")["messages"]


def reported(house):
    """Let the platform's reports come in, and the letters learn of them."""
    house.simulator.post("/sim/settle")
    ReportsWorker(house.app.open_uow).work()


def calls(house, path=TEMPLATE):
    return house.simulator.get(f"/sim/journal?kind=api&path={path}&limit=10000")["entries"]


def fault(house, kind, path=TEMPLATE, **options):
    return house.simulator.post("/sim/faults", {"target": path, "kind": kind, **options})


# A sender dies


@on_one_database
@pytest.mark.parametrize("sent", [True, False])
def test_after_a_crash_it_goes_again_under_the_same_id_and_arrives_once(house, sent):
    write(house)
    crash(house, sent=sent)
    assert status(house) == Status.SENDING
    house.later(seconds=29)
    assert house.deliver() == 0  # its sender may still be alive
    house.later(seconds=2)
    assert house.deliver() == 1
    assert status(house) in {Status.SENT, Status.DELIVERED}
    ids = [entry["request"].split("client_msg_id")[1][:40] for entry in calls(house)]
    assert len(ids) == 1 + sent
    assert len(set(ids)) == 1
    assert len(arrived(house)) == 1


@on_one_database
def test_ten_minutes_after_a_crash_nobody_knows_and_nothing_is_sent(house):
    write(house)
    crash(house, sent=True)
    house.later(minutes=10)
    assert house.deliver() == 0
    assert (status(house), row(house).why) == (Status.UNCERTAIN, "its sender died while sending")
    assert len(calls(house)) == len(arrived(house)) == 1


@on_one_database
def test_a_crash_before_the_night_is_not_made_up_for_in_the_morning(house):
    house.clock_to(DUE.replace(hour=20, minute=59))
    write(house)
    crash(house, sent=True)
    house.later(minutes=3)
    assert house.deliver() == 0
    house.clock_to(DUE.replace(hour=8) + timedelta(days=1))
    assert house.deliver() == 0
    assert status(house) == Status.UNCERTAIN
    assert len(arrived(house)) == 1


@on_one_database
def test_a_dead_senders_code_by_sms_goes_again_and_arrives_once(house):
    with house.app.open_uow() as uow:
        outbox.text_message(
            uow,
            key="sms",
            phone=PERSONAS["周一帆"].phone,
            text="验证码 123456",
            expires_at=uow.now + timedelta(minutes=5),
        )
    crash(house, sent=True)
    house.later(minutes=2, seconds=1)
    assert house.deliver() == 1
    assert len(arrived(house, "sms")) == 1
    assert row(house, "sms").sealed is None


@on_one_database
def test_a_crash_with_a_customer_message_is_uncertain_at_once(house):
    house.say("赵强", "帮助")  # opens the window
    with house.app.open_uow() as uow:
        outbox.answer_late(uow, key="m1", openid=WHO.openid, text="晚到的回答")
        uow.session.execute(update(Outbox).values(key="late"))
    crash(house, sent=True)
    house.later(minutes=2, seconds=1)
    assert house.deliver() == 0
    assert status(house, "late") == Status.UNCERTAIN
    assert len(calls(house, CUSTOM)) == 1


@on_one_database
def test_a_slow_sender_that_comes_back_is_heard_only_with_good_news(house):
    write(house)
    taken = crash(house, sent=True)
    house.later(minutes=10)
    house.deliver()
    with house.app.open_uow() as uow:
        assert delivery.settle_letter(uow, taken, Later("busy:-1")) is None
    assert status(house) == Status.UNCERTAIN
    with house.app.open_uow() as uow:
        settled = delivery.settle_letter(uow, taken, Sent("4711"))
    assert settled == status(house) == Status.SENT
    assert row(house).reference == "4711"


def test_two_senders_never_hold_one_letter(house):
    write(house, "a")
    write(house, "b")
    with house.app.open_uow() as uow:
        first = taking.take(uow, "one")
    with house.app.open_uow() as uow:
        second = taking.take(uow, "two")
    with house.app.open_uow() as uow:
        assert taking.take(uow, "three") is None
        stranger = replace(first, owner="two")
        assert delivery.settle_letter(uow, stranger, Sent("x")) is None
    assert {first.letter.key, second.letter.key} == {"a", "b"}


def test_eight_senders_at_once_send_each_letter_once(house):
    for number in range(24):
        write(house, f"k{number}", who=("赵强", "林小溪")[number % 2], lane=Lane.SEAT)
    senders = [threading.Thread(target=house.app.postman().carry) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(calls(house)) == len(arrived(house)) == 24


# The platform fails


@on_one_database
def test_cut_after_it_was_taken_it_goes_again_and_arrives_once(house):
    write(house)
    fault(house, "cut", effect=True, times=1)
    house.deliver()
    assert status(house) == Status.PENDING
    house.later(seconds=31)
    house.deliver()
    assert status(house) in {Status.SENT, Status.DELIVERED}
    assert (len(calls(house)), len(arrived(house))) == (2, 1)


@on_one_database
def test_cut_and_then_everybody_asleep_for_ten_minutes_it_is_uncertain(house):
    write(house)
    fault(house, "cut", effect=True, times=1)
    house.deliver()
    house.later(minutes=10)
    assert house.deliver() == 0
    assert (status(house), row(house).why) == (Status.UNCERTAIN, "away:cut")
    assert len(arrived(house)) == 1


@on_one_database
def test_cut_and_then_busy_for_long_it_is_uncertain(house):
    """That the second try was surely not sent does not make the first one so."""
    write(house)
    fault(house, "cut", effect=True, times=1)
    house.deliver()
    busy = fault(house, "errcode", errcode=-1)
    for seconds in (31, 121, 601):
        house.later(seconds=seconds)
        house.deliver()
    house.simulator.delete(f"/sim/faults/{busy['id']}")
    house.later(hours=2)
    house.deliver()
    assert status(house) == Status.UNCERTAIN
    assert len(arrived(house)) == 1


@on_one_database
def test_busy_for_long_and_never_taken_it_arrives_in_the_end(house):
    write(house)
    busy = fault(house, "errcode", errcode=-1)
    for seconds in (0, 31, 121, 601):
        house.later(seconds=seconds)
        house.deliver()
    house.simulator.delete(f"/sim/faults/{busy['id']}")
    house.later(hours=3)
    house.deliver()
    assert status(house) in {Status.SENT, Status.DELIVERED}
    assert len(arrived(house)) == 1


@on_one_database
def test_cut_with_a_customer_message_is_uncertain_at_once(house):
    house.say("赵强", "帮助")
    with house.app.open_uow() as uow:
        outbox.answer_late(uow, key="m1", openid=WHO.openid, text="晚到的回答")
        uow.session.execute(update(Outbox).values(key="late"))
    fault(house, "cut", CUSTOM, effect=True, times=1)
    house.deliver()
    assert status(house, "late") == Status.UNCERTAIN
    house.later(minutes=1)
    assert house.deliver() == 0


@on_one_database
@pytest.mark.parametrize("errcode", [43004, 43101, 47003])
def test_refused_it_waits_in_the_inbox_and_leads_the_next_reply(house, errcode):
    write(house)
    fault(house, "errcode", errcode=errcode)
    house.deliver()
    assert (status(house), row(house).why.split(":")[1]) == (Status.WAITING, str(errcode))
    house.later(days=1)
    assert house.deliver() == 0
    assert len(calls(house)) == 1
    assert "写给赵强的话" in house.say("赵强", "帮助").splitlines()[0]
    assert "写给赵强的话" not in house.say("赵强", "帮助")


@on_one_database
def test_the_days_quota_spent_all_rest_until_midnight_after_one_refusal(house):
    for number in range(5):
        write(house, f"k{number}", lane=Lane.NOTICE)
    house.simulator.patch("/sim/quotas", {TEMPLATE: 2})
    house.deliver()
    assert Counter(entry["errcode"] for entry in calls(house)) == {0: 2, 45009: 1}
    midnight = DUE.replace(hour=0) + timedelta(days=1)
    with house.app.open_uow(read_only=True) as uow:
        (halt,) = halts.standing(uow).halts
    assert (halt.scope, halt.until) == ("channel:template", midnight)
    assert {row(house, f"k{n}").first_try_at for n in range(2, 5)} == {None}
    house.clock_to(midnight - timedelta(seconds=2))
    assert house.deliver() == 0
    house.simulator.patch("/sim/quotas", {TEMPLATE: None})
    house.clock_to(midnight + timedelta(hours=8, seconds=1))  # nobody is woken up for it
    assert house.deliver() == 3
    assert len(arrived(house)) == 5


@on_one_database
def test_a_bug_in_a_sender_is_logged_once_and_the_letter_may_be_out(house, caplog):
    write(house)

    class Buggy:
        def send(self, _):
            raise ZeroDivisionError

    Postman(replace(house.app.office, messenger=Buggy())).carry()
    assert (status(house), row(house).why) == (Status.PENDING, "bug: ZeroDivisionError")
    assert sum("a sender failed" in record.getMessage() for record in caplog.records) == 1


# The platform reports


@on_one_database
def test_the_report_says_delivered(house):
    write(house)
    house.deliver()
    reported(house)
    assert status(house) == Status.DELIVERED


@on_one_database
@pytest.mark.parametrize("how", ["block", "fail"])
def test_a_report_of_failure_leaves_it_in_the_inbox(house, how):
    house.simulator.patch(f"/sim/people/{WHO.openid}", {"template": how})
    write(house)
    house.deliver()
    reported(house)
    assert status(house) == Status.WAITING
    assert row(house).why.startswith("failed")
    assert house.say("赵强", "帮助").startswith("写给赵强的话")


@on_one_database
@pytest.mark.parametrize(("how", "end"), [("accept", Status.DELIVERED), ("block", Status.WAITING)])
def test_a_report_before_the_answer_is_not_lost(house, how, end):
    house.simulator.patch(f"/sim/people/{WHO.openid}", {"template": how})
    fault(house, "early", "report")
    write(house)
    house.deliver()
    reported(house)
    house.later(minutes=1)
    reported(house)
    assert status(house) == end


# The person changed, the hour is late


def short(house):
    """Let the reminders of the day be written, and nothing else; return the keys by openid."""
    house.tick()
    with house.app.open_uow() as uow:
        uow.session.execute(delete(Outbox).where(Outbox.kind != "quota"))
        rows = uow.session.execute(select(Outbox.openid, Outbox.key).where(Outbox.kind == "quota"))
        return dict(rows.all())


@on_one_database
def test_quiet_hours_begin_at_nine_in_the_evening_and_end_at_eight(house):
    house.clock_to(DUE.replace(hour=22, minute=30))  # the clock was down and caught up
    due = short(house)
    assert due
    write(house, "seat", lane=Lane.SEAT)  # what answers somebody awake is not held back
    assert house.deliver() == 1
    house.clock_to(DUE.replace(hour=7, minute=59) + timedelta(days=1))
    assert house.deliver() == 0
    house.clock_to(DUE.replace(hour=8) + timedelta(days=1))
    assert house.deliver() == len(due)


@on_one_database
def test_what_is_due_at_nine_is_sent_at_nine(house):
    due = short(house)
    assert house.deliver() == len(due) > 0


@on_one_database
@pytest.mark.parametrize(
    "why", ["no longer follows", "muted", "left", "expired", "no longer needed"]
)
def test_what_nobody_wants_any_more_is_dropped_and_never_sent(house, why):
    due = short(house)
    key = due[WHO.openid]
    if why == "no longer needed":
        assert "5/5" in house.say("赵强", "记 谈心 许诺")
    with house.app.open_uow() as uow:
        whose = WechatUser.openid == WHO.openid
        mine = select(WechatUser.person_id).where(whose).scalar_subquery()
        if why == "no longer follows":
            uow.session.execute(update(WechatUser).where(whose).values(following=False))
        if why == "muted":
            uow.session.execute(update(WechatUser).where(whose).values(muted=["quota"]))
        if why == "left":
            uow.session.execute(update(Person).where(Person.id == mine).values(left_at=uow.now))
        if why == "expired":
            uow.session.execute(update(Outbox).where(Outbox.key == key).values(expires_at=uow.now))
    assert house.deliver() == len(due) - 1
    assert (status(house, key), row(house, key).why) == (Status.DROPPED, why)
    house.later(days=1)
    house.deliver()
    assert WHO.openid not in {entry["openid"] for entry in calls(house)}


@on_one_database
@pytest.mark.parametrize("why", ["unfollowed", "muted"])
def test_to_whom_nothing_may_go_nothing_is_written(house, why):
    values = {"following": False} if why == "unfollowed" else {"muted": ["quota"]}
    with house.app.open_uow() as uow:
        whose = WechatUser.openid == WHO.openid
        uow.session.execute(update(WechatUser).where(whose).values(**values))
    due = short(house)
    assert due
    assert WHO.openid not in due


@on_one_database
def test_the_urgent_lane_goes_first(house):
    for lane in (Lane.REMINDER, Lane.NOTICE, Lane.SEAT):
        write(house, lane.name, lane=lane)
    taken = []
    for _ in range(3):
        with house.app.open_uow() as uow:
            taken.append(taking.take(uow, "one").letter.key)
    assert taken == ["SEAT", "NOTICE", "REMINDER"]


@on_one_database
def test_told_to_stop_a_sender_finishes_its_letter_and_no_other(house):
    for number in range(20):
        write(house, f"k{number}", lane=Lane.SEAT)
    fault(house, "delay", delay_s=0.2)
    told = threading.Event()
    house.app.office.heart.beat()
    sender = threading.Thread(target=house.app.postman().work, args=(told, 0.05))
    sender.start()
    wait_until(lambda: calls(house))
    told.set()
    started = time.monotonic()
    sender.join()
    assert time.monotonic() - started < 3  # all the letters would take four
    with house.app.open_uow(read_only=True) as uow:
        found = Counter(uow.session.scalars(select(Outbox.status)))
    assert found[Status.SENDING] == 0
    assert found[Status.PENDING] > 10
