import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from bot.wechat.render import LONGEST_TEXT, clean, text_reply
from tests.wechat_in.pushes import ACCOUNT, NOW, OPENID

ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=300)


def content(said):
    reply = text_reply(clean(said), to=OPENID, sender=ACCOUNT, at=NOW)
    tree = fromstring(reply.encode())
    assert [child.tag for child in tree] == ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"]  # fmt: skip
    return tree.findtext("Content")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("你好", "你好"),
        ("a]]>b", "a]]>b"),
        ("]]>]]>", "]]>]]>"),
        ("]]></Content><MsgType>image</MsgType>", "]]></Content><MsgType>image</MsgType>"),
        ("<a href='https://h5.invalid/?a=1&b=2'>点这里</a>", "<a href='https://h5.invalid/?a=1&b=2'>点这里</a>"),
        ("a\x00b\x08c\x1fd\ufffee\uffff", "abcde"),
        ("half \ud83d a face 😀", "half  a face 😀"),
        ("tab\tand\nline", "tab\tand\nline"),
        (" 前后 ", " 前后 "),
        ("]\x00]>x", "]]>x"),
    ],
)  # fmt: skip
def test_a_text_arrives_intact_and_harmless(said, heard):
    assert content(said) == heard


@given(ANYTHING)
def test_nothing_a_text_can_hold_leaves_its_place(said):
    heard = content(said)
    assert heard == clean(said).replace("\r\n", "\n").replace("\r", "\n")
    assert all(c in said or c == "\n" for c in heard)


@pytest.mark.parametrize("said", ["字" * 1000, "a" * 5300, "😀" * 600, "e\u0301" * 2000])
def test_a_reply_never_exceeds_what_the_platform_takes(said):
    heard = content(said)
    assert LONGEST_TEXT - 4 <= len(heard.encode()) <= LONGEST_TEXT
    assert said.startswith(heard)
