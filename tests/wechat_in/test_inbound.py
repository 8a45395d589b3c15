import json
from datetime import timedelta

import pytest

from bot.wechat.inbound import LONGEST_KEY, message_of
from bot.wechat.parse import parse
from bot.wechat.refusals import Broken
from tests.wechat_in.pushes import APPID, NOW, OPENID, event, text, xml


def read(push):
    return message_of(parse(push.encode()), appid=APPID)


STAMP = int(NOW.timestamp())


@pytest.mark.parametrize(
    ("push", "told"),
    [
        (text(" 记 志愿服务 "), {"kind": "text", "text": " 记 志愿服务 ", "sent_at": NOW}),
        (xml("text", MsgId=1), {"kind": "text", "text": ""}),
        (xml("text", Content="  ", MsgId=1), {"text": "  "}),
        (xml("Text", Content="嗨", MsgId=1), {"kind": "text", "text": "嗨"}),
        (xml("image", PicUrl="http://p.invalid/1", MediaId="m1", MsgId=1), {"media_id": "m1", "data": {"PicUrl": "http://p.invalid/1", "MsgId": "1"}}),
        (xml("voice", MediaId="m1", Format="amr", Recognition="你好", MsgId=1), {"kind": "voice", "media_id": "m1", "data": {"Format": "amr", "Recognition": "你好", "MsgId": "1"}}),
        (xml("location", Location_X="23.1", Location_Y="113.3", Scale=20, Label="广州", MsgId=1), {"kind": "location", "data": {"Location_X": "23.1", "Location_Y": "113.3", "Scale": "20", "Label": "广州", "MsgId": "1"}}),
        (event("subscribe", EventKey=""), {"kind": "event", "event": "subscribe", "event_key": ""}),
        (event("subscribe", EventKey="qrscene_invite-7", Ticket="T"), {"event": "subscribe", "event_key": "invite-7", "data": {"Ticket": "T"}}),
        (event("SCAN", EventKey="invite-7", Ticket="T"), {"event": "scan", "event_key": "invite-7"}),
        (event("CLICK", EventKey="my_progress"), {"event": "click", "event_key": "my_progress"}),
        (event("VIEW", EventKey="https://h5.invalid/?a=1&b=2", MenuId=3), {"event": "view", "event_key": "https://h5.invalid/?a=1&b=2", "data": {"MenuId": "3"}}),
        (event("LOCATION", Latitude="23.1", Longitude="113.3", Precision="65"), {"event": "location", "data": {"Latitude": "23.1", "Longitude": "113.3", "Precision": "65"}}),
        (event("TEMPLATESENDJOBFINISH", MsgID=200163836, Status="failed:user block"), {"event": "templatesendjobfinish", "data": {"MsgID": "200163836", "Status": "failed:user block"}}),
        (event("scancode_waitmsg", EventKey="k", ScanCodeInfo="<ScanType>qrcode</ScanType><ScanResult>1</ScanResult>"), {"event": "scancode_waitmsg", "data": {"ScanCodeInfo.ScanType": "qrcode", "ScanCodeInfo.ScanResult": "1"}}),
        (event("pic_weixin", EventKey="k", SendPicsInfo="<Count>2</Count><PicList><item><PicMd5Sum>a</PicMd5Sum></item><item><PicMd5Sum>b</PicMd5Sum></item></PicList>"), {"data": {"SendPicsInfo.Count": "2", "SendPicsInfo.PicList.item.PicMd5Sum": "a", "SendPicsInfo.PicList.item[2].PicMd5Sum": "b"}}),
    ],
)  # fmt: skip
def test_a_push_becomes_a_message(push, told):
    message = read(push)
    assert message.openid == OPENID
    assert {name: getattr(message, name) for name in told} == told


@pytest.mark.parametrize(
    ("push", "key"),
    [
        (text(number=24000000000000001), f"{APPID}:24000000000000001"),
        (event("subscribe", EventKey=""), f"{APPID}:{OPENID}:{STAMP}:subscribe:"),
        (event("CLICK", EventKey="wish"), f"{APPID}:{OPENID}:{STAMP}:click:wish"),
        (event("TEMPLATESENDJOBFINISH", MsgID=7), f"{APPID}:{OPENID}:{STAMP}:templatesendjobfinish:7"),
    ],
)  # fmt: skip
def test_a_key_names_the_message_as_the_platforms_retries_do(push, key):
    assert read(push).key == read(push).key == key


def test_all_that_differs_has_another_key():
    pushes = [
        text(number=1),
        text(number=2),
        text("没有编号").replace("<MsgId>24000000000000001</MsgId>", ""),
        text("也没有").replace("<MsgId>24000000000000001</MsgId>", ""),
        event("CLICK", EventKey="a"),
        event("CLICK", EventKey="b"),
        event("VIEW", EventKey="a"),
        event("CLICK", EventKey="a", at=NOW + timedelta(seconds=1)),
        event("CLICK", EventKey="a", sender="oTEST_2"),
        event("VIEW", EventKey="https://h5.invalid/" + "x" * 1000),
        event("VIEW", EventKey="https://h5.invalid/" + "x" * 1000 + "y"),
    ]
    keys = [read(push).key for push in pushes]
    assert len(set(keys)) == len(pushes)
    assert all(len(key) <= LONGEST_KEY and key.startswith(f"{APPID}:") for key in keys)


def test_json_gives_the_same_message_as_xml():
    push = {"ToUserName": "gh_1", "FromUserName": OPENID, "CreateTime": STAMP, "MsgType": "text", "Content": "你好", "MsgId": 24000000000000001}  # fmt: skip
    assert read(json.dumps(push)) == read(text(to="gh_1"))


@pytest.mark.parametrize(
    "push",
    [
        "<xml/>",
        xml(""),
        xml("文本"),
        xml("a" * 65),
        xml("text", sender="o 1"),
        xml("text", sender="o" * 65),
        xml("text", sender="o:1"),
        event(""),
        event("<b/>"),
        xml("text").replace("CreateTime", "Created"),
        xml("text").replace(str(STAMP), "soon"),
        xml("text").replace(str(STAMP), "-1"),
        xml("text").replace(str(STAMP), "1e9"),
        xml("text").replace(str(STAMP), "9" * 11),
        xml("text").replace(str(STAMP), "١٧٩٥"),
        '{"FromUserName": {"a": 1}, "MsgType": "text", "CreateTime": 1}',
    ],
)
def test_a_push_that_does_not_say_who_what_and_when_is_refused(push):
    with pytest.raises(Broken):
        read(push)


def test_a_message_shows_neither_person_nor_text():
    shown = repr(read(text("我的秘密")))
    assert OPENID not in shown
    assert "我的秘密" not in shown
