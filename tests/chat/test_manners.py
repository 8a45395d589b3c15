"""Nothing falls silent, nothing is done twice, nothing breaks out."""

import threading
from datetime import UTC, datetime

import pytest
import xmltodict
from sqlalchemy import func, select
from wechatpy.crypto import WeChatCrypto

import services.contacts
from bot.dispatch import dispatch
from handlers.routing import Message, OfficialOpenid
from models.person import WechatUser
from models.post import InboxItem, Outbox
from models.record import Record
from tests.house import PERSONAS, wait_until

pytestmark = pytest.mark.both

KINDS = ["image", "voice", "location", "link"]


def count(house, model):
    return house.scalar(select(func.count()).select_from(model))


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_comes_gets_an_answer_with_a_next_step(new_house, kind):
    house = new_house("sqlite")
    body = {
        "location": {"latitude": 1, "longitude": 2, "label": "x"},
        "link": {"title": "a", "text": "b", "url": "http://127.0.0.1/"},
    }
    said = house.act("林小溪", kind, **body.get(kind, {}))["reply"]["text"]
    assert "许愿" in said


def test_an_unknown_event_is_acknowledged_and_named_in_the_log(new_house, caplog):
    house = new_house("sqlite")
    with caplog.at_level("INFO"):
        done = house.act("林小溪", "event", event="a_brand_new_event", fields={})
    assert done["outcome"] in {"acked", "silent"}
    assert "a_brand_new_event" in caplog.text


@pytest.mark.parametrize("mode", ["plain", "safe"])
def test_three_identical_retries_at_once_do_the_work_once_and_get_equal_replies(
    new_house, database_kind, mode
):
    house = new_house(database_kind, mode=mode)
    before = count(house, Record)
    done = house.act("赵强", "say", text="记 谈心 许诺", copies=3)
    assert done["outcome"] == "replied"
    assert len(done["attempts"]) == 3
    assert {content(attempt["reply_raw"], house) for attempt in done["attempts"]} == {
        done["reply"]["text"]
    }
    assert count(house, Record) == before + 1


def content(reply, house):
    """Read a reply as another implementation does."""
    found = xmltodict.parse(reply)["xml"]
    if "Encrypt" in found:
        wechat = house.settings.wechat
        keys = (wechat.token, wechat.aes_key)
        crypto = WeChatCrypto(*(key.get_secret_value() for key in keys), wechat.appid)
        plain = crypto.decrypt_message(
            reply, found["MsgSignature"], found["TimeStamp"], found["Nonce"]
        )
        found = xmltodict.parse(plain)["xml"]
    return found["Content"]


def test_a_retry_after_redis_was_flushed_gets_the_stored_reply(house):
    message = sent_message(house, "赵强", "记 谈心 许诺")
    before = count(house, Record)
    house.app.cache.flushall()
    assert house_answers(house, message) == house_answers(house, message)
    assert count(house, Record) == before


def sent_message(house, who, text):
    message = Message(
        key="wxfake:1",
        openid=OfficialOpenid(PERSONAS[who].openid),
        kind="text",
        sent_at=datetime.now(UTC),
        text=text,
    )
    house_answers(house, message)
    return message


def house_answers(house, message):
    return dispatch(message, router=house.app.router, open_uow=house.app.open_uow)


def test_a_bug_rolls_everything_back_is_logged_once_and_says_so(house, monkeypatch, caplog):
    before = count(house, Record)
    monkeypatch.setattr("services.evidence.gather", lambda *_: 1 / 0)
    said = house.say("赵强", "记 谈心 许诺")
    assert "出了点问题,刚才那句没有生效" in said
    assert count(house, Record) == before
    incident = said.rsplit(" ", 1)[1].rstrip("。")
    assert sum(incident in record.getMessage() for record in caplog.records) == 1


def test_a_long_reply_is_cut_and_goes_on(house, monkeypatch):
    long = "\n".join(f"第 {n} 行:这是一段很长的回复。" for n in range(120))
    monkeypatch.setattr("handlers.chat.help.FOR_CADRES", long)
    first = house.say("赵强", "帮助")
    assert len(first.encode()) <= 2048
    seen = first.split("\n……")[0]
    while "回复「继续」" in first:
        first = house.say("赵强", "继续")
        seen += first.split("\n……")[0]
    assert seen == long


def test_text_that_would_break_out_of_xml_comes_back_whole(house):
    hostile = "]]></Content><MsgType><![CDATA[image]]>\x07 & <b>"
    house.press("林小溪", "wish")
    house.say("林小溪", hostile)
    house.say("林小溪", "1")
    house.say("林小溪", "1")
    house.say("林小溪", "1")
    seen = house.say("林小溪", "心愿")
    assert "]]></Content>" in seen


def test_unfollowing_erases_what_hangs_on_the_account(house):
    house.press("林小溪", "wish")
    house.act("林小溪", "unfollow")
    openid = PERSONAS["林小溪"].openid
    assert house.scalar(select(WechatUser).where(WechatUser.openid == openid)) is None
    house.later(seconds=1)  # the same event in the same second is the same event
    house.act("林小溪", "follow")
    assert "先登录" in house.press("林小溪", "wish")


def test_unfollowing_takes_along_what_was_written_to_the_person(house):
    house.clock_to(house.now().replace(month=12, day=24, hour=2))
    house.tick()
    openid = PERSONAS["赵强"].openid
    letters = select(func.count()).where(Outbox.openid == openid)
    assert house.scalar(letters) > 0
    house.act("赵强", "unfollow")
    assert house.scalar(letters) == 0
    house.deliver()
    assert openid not in {entry["openid"] for entry in house.templates_sent()}


def test_a_personal_account_works_with_passive_replies_alone(new_house, database_kind):
    house = new_house(database_kind, kind="personal")
    house.say("赵强", "进度")
    house.clock_to(house.now().replace(month=12, day=24, hour=2))
    house.tick()
    assert house.deliver() == 0
    assert count(house, InboxItem) > 0
    led = house.say("赵强", "帮助")
    assert led.startswith("赵强,离 12 月 31 日还有 7 天")
    assert not house.say("赵强", "帮助").startswith("赵强")


def test_a_slow_answer_is_acknowledged_in_time_and_follows(new_house, database_kind, monkeypatch):
    monkeypatch.setattr("tests.house.PATIENCE", 0.3)
    house = new_house(database_kind)
    go_on = threading.Event()
    real = services.contacts.size
    monkeypatch.setattr(services.contacts, "size", lambda *a: (go_on.wait(60), real(*a))[1])
    done = house.act("赵强", "say", text="我的小伙伴")
    assert done["outcome"] == "acked"
    go_on.set()
    wait_until(lambda: house.deliver() > 0)
    newest = house.simulator.get(f"/sim/people/{PERSONAS['赵强'].openid}/chat")["bubbles"][-1]
    assert newest["via"] == "custom"
    assert "你联系着" in newest["text"]


def test_a_slow_answer_waits_where_the_account_may_send_nothing(new_house, monkeypatch):
    monkeypatch.setattr("tests.house.PATIENCE", 0.3)
    house = new_house("sqlite", kind="personal")
    go_on = threading.Event()
    real = services.contacts.size
    monkeypatch.setattr(services.contacts, "size", lambda *a: (go_on.wait(60), real(*a))[1])
    assert house.act("赵强", "say", text="我的小伙伴")["outcome"] == "acked"
    go_on.set()
    wait_until(lambda: count(house, InboxItem) > 0)
    assert house.say("赵强", "帮助").startswith("你联系着")
