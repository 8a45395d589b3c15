"""The envelope and the text of a push, against published vectors and another implementation."""

import pytest
import xmltodict
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidAppIdException

from simulator import crypto, wire
from simulator.chance import Chance
from simulator.settings import Settings

S = Settings()


def test_the_published_signature():
    assert crypto.sign("AAAAA", "1714037059", "486452656") == (
        "899cf89e464efb63f54ddac96b0a0a235f53aa78"
    )


@pytest.mark.parametrize("length", [0, 1, 11, 12, 13, 31, 32, 33, 500])
def test_another_implementation_reads_what_we_encrypt_and_the_other_way_round(length):
    text = ("团😀" * length)[:length]
    ours = crypto.Envelope(S.aes_key, S.appid)
    theirs = WeChatCrypto(S.token, S.aes_key, S.appid)
    encrypted = ours.encrypt(f"<xml>{text}</xml>", b"0123456789abcdef")
    signature = crypto.sign(S.token, "1", "2", encrypted)
    envelope = wire.to_xml({"ToUserName": "gh", "Encrypt": encrypted})
    assert theirs.decrypt_message(envelope, signature, "1", "2") == f"<xml>{text}</xml>"

    reply = wire.from_xml(theirs.encrypt_message(f"<a>{text}</a>", "7", "8"))
    assert ours.decrypt(reply["Encrypt"]) == f"<a>{text}</a>"
    parts = S.token, reply["TimeStamp"], reply["Nonce"], reply["Encrypt"]
    assert crypto.sign(*parts) == reply["MsgSignature"]


def test_the_padding_counts_in_32s():
    envelope = crypto.Envelope(S.aes_key, S.appid)
    for length in range(40):
        assert len(crypto.base64.b64decode(envelope.encrypt("x" * length, b"s" * 16))) % 32 == 0


def test_a_cipher_text_for_another_account_is_refused():
    ours, other = crypto.Envelope(S.aes_key, S.appid), crypto.Envelope(S.aes_key, "wxfakeother")
    with pytest.raises(crypto.DecryptError):
        ours.decrypt(other.encrypt("x", b"s" * 16))
    theirs = WeChatCrypto(S.token, S.aes_key, S.appid)
    encrypted = other.encrypt("x", b"s" * 16)
    with pytest.raises(InvalidAppIdException):
        theirs._decrypt_message(
            wire.to_xml({"Encrypt": encrypted}),
            crypto.sign(S.token, "1", "2", encrypted),
            "1",
            "2",
            crypto_class=__import__("wechatpy.crypto", fromlist=["PrpCrypto"]).PrpCrypto,
        )


@pytest.mark.parametrize("text", ["", "%%%", "AAAA", "A" * 44])
def test_garbage_is_no_cipher_text(text):
    with pytest.raises(crypto.DecryptError):
        crypto.Envelope(S.aes_key, S.appid).decrypt(text)


def test_fields_survive_the_xml():
    fields = {
        "Content": "a]]>b<c>&\n 两 ",
        "MsgId": 24000000000000001,
        "Info": {"Count": 2, "item": [{"Md5": "1"}, {"Md5": "2"}]},
    }
    xml = wire.to_xml(fields)
    assert "<MsgId>24000000000000001</MsgId>" in xml
    read = xmltodict.parse(xml, strip_whitespace=False)["xml"]
    assert read["Content"] == fields["Content"]
    assert [item["Md5"] for item in read["Info"]["item"]] == ["1", "2"]
    assert wire.from_xml(xml)["Info"]["item"] == fields["Info"]["item"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hello",
        "<html/>",
        "<xml>",
        '<!DOCTYPE x [<!ENTITY a "b">]><xml>&a;</xml>',
    ],
)
def test_what_is_no_xml_of_ours_is_malformed(text):
    with pytest.raises(wire.MalformedError):
        wire.from_xml(text)


def test_the_same_seed_draws_the_same_ids():
    one, other = Chance(7), Chance(7)
    assert [one.openid(), one.token(), one.message_id()] == [
        other.openid(),
        other.token(),
        other.message_id(),
    ]
    assert one.message_id() > 2**53
    assert one.openid().startswith("oFAKE")
    assert len(one.openid()) == 28
