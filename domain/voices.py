"""青年之声: what of a question and its answer may stand where everybody reads it."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from domain.errors import Refusal
from domain.surnames import like_a_name
from domain.topics import questionable

QUESTION, ANSWER = 300, 2000
WORD: Final = 20
"""Characters of the longest word by which something is found."""
_SEPARATOR: Final = r"[\s\-·.—_()()]*"
_MOBILE: Final = re.compile(
    rf"(?<!\d)(?:\+?86{_SEPARATOR})?1{_SEPARATOR}[3-9](?:{_SEPARATOR}\d){{9}}(?!\d)"
)
_IDENTITY: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_WRITTEN: Final = str.maketrans("〇零幺一二三四五六七八九", "001123456789")
_HAN: Final = re.compile(r"[一-鿿]+")
_NAMES: Final = (2, 3, 4)
_MASK: Final = "*"


class VoiceEmpty(Refusal):
    """A public answer has a question, an answer, and not too much of either."""

    code = "voice_empty"
    text = "问题(最多 {question} 字)和回答(最多 {answer} 字)都要写,没人看得懂的细节可以删。"


class NamesSomebody(Refusal):
    """Somebody could be called, found or recognised by what stands there."""

    code = "voice_names_somebody"
    text = "{what}。公开的内容不能让人找到是谁,改掉再公开。"


class LookAgain(Refusal):
    """What may be harmless, but a person has to say so."""

    code = "voice_look_again"
    text = "请再看一眼:{what}。确认不会让人认出是谁,勾上「我看过了」再公开。"


def check(question: str, answer: str, asker: str = "") -> tuple[str, str]:
    """Return both texts as they are kept, or refuse them.

    ``asker`` is who asked, where those who answer know it.
    """
    question, answer = question.strip(), answer.strip()
    if not 0 < len(question) <= QUESTION or not 0 < len(answer) <= ANSWER:
        raise VoiceEmpty(question=QUESTION, answer=ANSWER)
    for where, text in (("问题", question), ("回答", answer)):
        if fault := naming(text, asker):
            raise NamesSomebody(what=f"{where}{fault}")
    return question, answer


def naming(text: str, asker: str = "") -> str:
    """Say by what in a text somebody could be found; empty if by nothing."""
    plain = unicodedata.normalize("NFKC", text)
    if _MOBILE.search(plain) or _MOBILE.search(plain.translate(_WRITTEN)):
        return "里面有手机号"
    if _IDENTITY.search(plain):
        return "里面有身份证号"
    if questionable(plain) == "里面有链接":
        return "里面有链接"
    packed = "".join(plain.split())
    return "里面有提问人的名字" if asker and asker in packed else ""


def doubtful(text: str, names: Iterable[str] = (), place: str = "") -> list[str]:
    """Say what in a text a person should look at again before all may read it.

    ``names`` are those of people nearby that stand in it; ``place`` is where the asker belongs.
    """
    plain = unicodedata.normalize("NFKC", text)
    found = [f"「{name}」和一位小伙伴同名" for name in sorted(names)]
    if questionable(plain):
        found.append("里面有一串号码,是单位公开的电话才可以留")
    if place and place in plain:
        found.append(f"「{place}」可能让人猜到是谁")
    return found


def like_names(text: str) -> frozenset[str]:
    """Return what in a text could be somebody's name: asked about, not judged."""
    runs = _HAN.findall("".join(unicodedata.normalize("NFKC", text).split()))
    pieces = (
        run[start : start + length]
        for run in runs
        for length in _NAMES
        for start in range(len(run) - length + 1)
    )
    return frozenset(piece for piece in pieces if like_a_name(piece))


def proposed(text: str, asker: str = "") -> str:
    """Return a text as a first draft for the public: numbers and the asker's name are blotted."""
    plain = unicodedata.normalize("NFKC", text)
    for pattern in (_MOBILE, _IDENTITY):
        plain = pattern.sub(_MASK * 3, plain)
    if asker:
        plain = plain.replace(f"{asker}同学", asker).replace(asker, "某同学")
    return plain
