"""Ways to spoil a push: blindly, by its grammar, by its cipher text, by its query."""

import base64
import binascii

HOSTILE = [
    b"", b" ", b"\x00", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\x08", b"]]>", b"<![CDATA[", b"&nbsp;", b"&#0;",
    b"&#xD800;", b"<?php die?>", b"<!DOCTYPE x>", b"<!ENTITY a 'b'>", b"<!-- -->", b"-1", b"9" * 30, b"NaN",
    b"null", b'"', b"\\", b"\\ud83d", b"{", b"[" * 40, b"</xml>", b"<xml>", b"\xf0\x9f\x98\x80", "٣".encode(), b"A" * 5000,
]  # fmt: skip
NAMES = [b"ToUserName", b"FromUserName", b"CreateTime", b"MsgType", b"MsgId", b"Content", b"Event", b"EventKey", b"Encrypt", b"Foo"]  # fmt: skip


def bits(chance, push):
    spoiled = bytearray(push)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(spoiled) or 1)
        spoiled[at : at + 1] = bytes([(spoiled[at] if spoiled else 0) ^ (1 << chance.randrange(8))])
    return bytes(spoiled)


def splice(chance, push):
    a, b, c = sorted(chance.randrange(len(push) + 1) for _ in range(3))
    return chance.choice([push[:a] + push[b:], push[:b] + push[a:], push[:a] + push[b:c] + push[a:b] + push[c:]])  # fmt: skip


def truncate(chance, push):
    return push[: chance.randrange(len(push) + 1)]


def insert(chance, push):
    at = chance.randrange(len(push) + 1)
    return push[:at] + chance.choice(HOSTILE) + push[at:]


def rename(chance, push):
    return push.replace(chance.choice(NAMES), chance.choice(NAMES))


def rename_once(chance, push):
    return push.replace(chance.choice(NAMES), chance.choice(NAMES), 1)


def revalue(chance, push):
    """Put something hostile where a value begins."""
    openings = [b"<![CDATA[", b'": "', b'": ', b">"]
    opening = chance.choice([o for o in openings if o in push] or [b""])
    parts = push.split(opening) if opening else [push]
    nth = chance.randrange(len(parts))
    parts[nth] = chance.choice(HOSTILE) + parts[nth]
    return opening.join(parts)


def repeat(chance, push):
    """Say an element, or a member, twice."""
    name = chance.choice(NAMES)
    for tail in (b"<" + name + b">", b'"' + name + b'": '):
        if tail in push:
            return push.replace(tail, tail.replace(b">", b">x</" + name + b">") + tail if tail.endswith(b">") else tail + b'"x", ' + tail, 1)  # fmt: skip
    return push


def nest(chance, push):
    deep = chance.choice([5, 17, 300, 3000])
    if push.startswith(b"{"):
        return push[:-1] + b', "N": ' + b'{"a":' * deep + b"1" + b"}" * deep + b"}"
    return push.replace(b"</xml>", b"<a>" * deep + b"</a>" * deep + b"</xml>")


def widen(chance, push):
    wide = chance.choice([10, 250, 5000, 20000])
    if push.startswith(b"{"):
        return push[:-1] + b', "W": [' + b"1," * wide + b"1]}"
    return push.replace(b"</xml>", b"<a/>" * wide + b"</xml>")


def prologue(chance, push):
    return chance.choice([
        b"<?xml version='1.0' encoding='UTF-16'?>", b"<?xml version='1.0' encoding='GBK'?>", b"<?xml version='1.0'?>",
        b'<!DOCTYPE x [<!ENTITY a "b">]>', b"\xef\xbb\xbf", b"\xff\xfe", b" \r\n", b"<?x y?>",
    ]) + push  # fmt: skip


def attribute(chance, push):
    name = chance.choice(NAMES)
    return push.replace(b"<" + name, b"<" + name + b" a='1'" * chance.randint(1, 2))


def recode(chance, push):
    return push.decode(errors="ignore").encode(chance.choice(["utf-16", "utf-16-le", "utf-32", "gb18030", "utf-7"]))  # fmt: skip


MUTATIONS = {
    mutation.__name__: mutation
    for mutation in (bits, splice, truncate, insert, rename, rename_once, revalue, repeat, nest, widen, prologue, attribute, recode)
}  # fmt: skip


def mutate_cipher(chance, encrypt):
    """Spoil a cipher text by its blocks or its base64."""
    raw = bytearray(base64.b64decode(encrypt))
    block = 16 * chance.randrange(len(raw) // 16)
    match chance.randrange(7):
        case 0:
            raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        case 1:
            del raw[block : block + 16]
        case 2:
            raw[block:block] = raw[:16]
        case 3:
            del raw[chance.randrange(len(raw)) :]
        case 4:
            raw[-17] ^= chance.randrange(1, 256)
        case 5:
            return binascii.b2a_base64(bytes(raw)).decode()[:-1].replace("=", "") + chance.choice(["", "=", " ", "*", "\n"])  # fmt: skip
        case _:
            return chance.choice(["", "A", "AAAA", "A" * 64, encrypt[::-1], encrypt * 2])
    return base64.b64encode(raw).decode()


def mutate_query(chance, query):
    name = chance.choice([*query, "openid", "echostr"])
    value = query.get(name, "")
    spoiled = chance.choice(["", value.upper(), value[:-1], value + "0", " " + value, value[::-1], "\x00", "签", "9" * 5000, "-" + value, value.replace("1", "１")])  # fmt: skip
    if chance.random() < 0.2:
        return {key: kept for key, kept in query.items() if key != name}
    return query | {name: spoiled}
