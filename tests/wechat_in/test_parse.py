import json
import time

import pytest

from bot.wechat.callback import LARGEST
from bot.wechat.parse import DEPTH, NODES, parse
from bot.wechat.refusals import Broken


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ("<xml><A>1</A><B><![CDATA[<i>&amp;]]></B></xml>", {"A": "1", "B": "<i>&amp;"}),
        ("<?xml version='1.0' encoding='UTF-8'?>\n<xml><A>a&amp;b&#20320;</A></xml>", {"A": "a&b你"}),
        ("<xml>\n  <A>\n    <![CDATA[ 你 好\n]]>\n  </A>\n</xml>\n", {"A": " 你 好\n"}),
        ("<xml><A>  kept  </A><B/><C></C><D><![CDATA[]]></D></xml>", {"A": "  kept  ", "B": "", "C": "", "D": ""}),
        ("<xml><A><![CDATA[a]]]]><![CDATA[>b]]></A></xml>", {"A": "a]]>b"}),
        ("<xml><A><B>1</B><B>2</B></A><A><C>3</C></A></xml>", {"A.B": "1", "A.B[2]": "2", "A[2].C": "3"}),
        ("<xml><A>👨‍👩‍👧‍👦🇨🇳𠮷</A></xml>", {"A": "👨‍👩‍👧‍👦🇨🇳𠮷"}),
        ("<xml><!-- a note --><A>1</A></xml>", {"A": "1"}),
        ('{"A": "1", "B": 24000000000000001, "C": 23.10, "D": null, "E": true}', {"A": "1", "B": "24000000000000001", "C": "23.10", "D": "", "E": "true"}),
        ('\r\n {"A": {"B": ["1", "2"], "C": "3"}}', {"A.B": "1", "A.B[2]": "2", "A.C": "3"}),
        ('{"A": [{"B": 1}, {"B": 2}], "D": []}', {"A.B": "1", "A[2].B": "2"}),
        ('{"A": "\\ud83d\\ude00"}', {"A": "😀"}),
    ],
)  # fmt: skip
def test_both_forms_become_flat_fields(body, fields):
    assert parse(body.encode()) == fields


def test_one_and_a_list_of_one_look_the_same():
    assert (
        parse(b'{"L": {"a": 1}}')
        == parse(b'{"L": [{"a": 1}]}')
        == parse(b"<xml><L><a>1</a></L></xml>")
    )


BOMB = (
    "<!DOCTYPE x [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {b} '&{a};&{a};'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><xml><A>&i;</A></xml>"
)
HOSTILE = {
    "entity bomb": BOMB,
    "external entity": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>',
    "parameter entity": '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1/"> %a;]><xml/>',
    "document type": '<!DOCTYPE xml SYSTEM "http://127.0.0.1/x.dtd"><xml><A>1</A></xml>',
    "undeclared entity": "<xml><A>&nbsp;</A></xml>",
    "processing instruction": "<xml><?php die ?><A>1</A></xml>",
    "stylesheet": '<?xml-stylesheet href="x"?><xml><A>1</A></xml>',
    "too deep": "<xml>" + "<a>" * DEPTH + "</a>" * DEPTH + "</xml>",
    "very deep": "<xml>" + "<a>" * 20000,
    "too wide": "<xml>" + "<a/>" * NODES + "</xml>",
    "very wide": "<xml>" + "<a/>" * 16000 + "</xml>",
    "two MsgType": "<xml><MsgType>text</MsgType><MsgType>event</MsgType></xml>",
    "two Content": "<xml><Content>1</Content><Content>2</Content></xml>",
    "attribute": "<xml><MsgType a='1'>text</MsgType></xml>",
    "attribute twice": "<xml><A b='1' b='2'/></xml>",
    "name space": "<xml xmlns='urn:x'><A>1</A></xml>",
    "unclosed": "<xml><A>1</A>",
    "two roots": "<xml><A>1</A></xml><xml/>",
    "another root": "<XML><A>1</A></XML>",
    "text before": "ok <xml><A>1</A></xml>",
    "half a CDATA": "<xml><A><![CDATA[1]]</A></xml>",
    "NUL": "<xml><A>1\x00</A></xml>",
    "NUL reference": "<xml><A>&#0;</A></xml>",
    "half a character reference": "<xml><A>&#xD800;</A></xml>",
    "control character": "<xml><A>\x08</A></xml>",
    "byte order mark": "\ufeff<xml><A>1</A></xml>",
    "byte order mark, JSON": '\ufeff{"A": 1}',
    "UTF-16": "<?xml version='1.0'?><xml><A>1</A></xml>".encode("utf-16"),
    "UTF-16 without a mark": "<xml><A>1</A></xml>".encode("utf-16-le"),
    "says UTF-16": "<?xml version='1.0' encoding='UTF-16'?><xml><A>1</A></xml>",
    "says UTF-7": "<?xml version='1.0' encoding='UTF-7'?><xml><A>+ADw-</A></xml>",
    "GBK": "<?xml version='1.0' encoding='GBK'?><xml><A>你好</A></xml>".encode("gbk"),
    "bad UTF-8": b"<xml><A>\xff\xfe</A></xml>",
    "overlong UTF-8": b"<xml><A>\xc0\xbc</A></xml>",
    "half a character": b"<xml><A>\xed\xa0\x80</A></xml>",
    "many CDATA": "<xml><A>" + "<![CDATA[a]]>" * 5000,
    "many references": "<xml><A>" + "&amp;" * 13000,
    "JSON too deep": '{"A":' * 13000,
    "JSON lists too deep": '{"A":' + "[" * 60000,
    "JSON just too deep": '{"A":' * (DEPTH + 1) + "1" + "}" * (DEPTH + 1),
    "JSON too wide": json.dumps({"A": [1] * NODES}),
    "JSON very wide": '{"A":[' + "1," * 30000 + "1]}",
    "JSON of empty lists": '{"A":[' + "[]," * 20000 + "[]]}",
    "JSON NaN": '{"A": NaN}',
    "JSON Infinity": '{"A": -Infinity}',
    "JSON name twice": '{"MsgType": "text", "MsgType": "event"}',
    "JSON name twice below": '{"A": {"B": 1, "B": 2}}',
    "JSON without a name": '{"": {"MsgType": "text"}}',
    "JSON huge number": '{"A": ' + "9" * 60000 + "}",
    "JSON number too long": '{"A": ' + "9" * 21 + "}",
    "JSON list of MsgType": '{"MsgType": ["text", "event"]}',
    "JSON half a character": '{"A": "\\ud83d"}',
    "JSON half a character as a name": '{"\\ud83d": "A"}',
    "JSON NUL": '{"A": "a\\u0000b"}',
    "JSON raw control character": '{"A": "a\x01b"}',
    "JSON cut": '{"A": "1"',
    "JSON and more": '{"A": "1"} <xml/>',
    "JSON in single quotes": "{'A': 1}",
    "JSON list": '[{"A": 1}]',
    "nothing": "",
    "white space": " \n",
}  # fmt: skip


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_body_is_refused_in_no_time(body):
    raw = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    assert len(raw) <= LARGEST
    assert min(seconds_to_refuse(raw) for _ in range(3)) < 0.05


def seconds_to_refuse(raw):
    began = time.thread_time()
    with pytest.raises(Broken):
        parse(raw)
    return time.thread_time() - began


@pytest.mark.parametrize("body", [b"<xml>" + b"<a/>" * (NODES - 1) + b"</xml>", b"<xml>" + b"<a>" * (DEPTH - 1) + b"</a>" * (DEPTH - 1) + b"</xml>"])  # fmt: skip
def test_what_is_just_within_the_bounds_is_read(body):
    assert parse(body)
