"""Content safety: a list of words, what in a text somebody should look at, and who decides."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from domain.errors import Refusal
from domain.topics import questionable


class ScreeningStatus(StrEnum):
    """自动在看 → 放行 or 待看 → 放行(人) or 不放行."""

    ASKING = "asking"
    """The platform is being asked; the text waits."""
    PASSED = "passed"
    HELD = "held"
    KEPT = "kept"
    REFUSED = "refused"


class Step(StrEnum):
    """What may happen to a text that waits."""

    PASS = "pass"  # noqa: S105 - 放行
    """The platform found nothing, or could not be asked and our own list had found nothing."""
    HOLD = "hold"
    """A person has to look."""
    KEEP = "keep"
    REFUSE = "refuse"
    APPEAL = "appeal"
    """Whoever wrote it asks the organ above to look once more."""


class AlreadyLooked(Refusal):
    """Somebody has decided about it already, or nothing waits."""

    code = "already_looked"
    text = "这一条已经处理过了({status})。看看还有没有别的:回复「待看的内容」。"


class StillAsking(Refusal):
    """The platform has not answered yet."""

    code = "still_asking"
    text = "这一条正在自动看,一般几分钟就好。需要人看的会排到「待看的内容」里。"


class WhyWanted(Refusal):
    """A refusal without a reason, or with a very long one."""

    code = "screening_reason"
    text = "写一句为什么先不放出来,不超过 {most} 个字:写的人会看到。"


class ShownByNow(Refusal):
    """Nothing is left to appeal against."""

    code = "screening_shown"
    text = "这一条后来放行了,不用申诉。想做别的,点菜单或回复「帮助」。"


class AppealedOnce(Refusal):
    """The organ above has looked already."""

    code = "appealed_once"
    text = "这一条已经请上级看过一次了。还有想法,回复「意见 …」写一句,会有人回你。"


REASON: Final = 100
APPEALED: Final = "写的人请上级再看一次"
"""Why something is looked at that was refused before; nothing is appealed twice."""
TITLES: Final[Mapping[ScreeningStatus, str]] = MappingProxyType(
    {
        ScreeningStatus.ASKING: "自动在看",
        ScreeningStatus.PASSED: "没有问题",
        ScreeningStatus.HELD: "待看",
        ScreeningStatus.KEPT: "已放行",
        ScreeningStatus.REFUSED: "没有放行",
    }
)
MOVES: Final[Mapping[tuple[ScreeningStatus, Step], ScreeningStatus]] = MappingProxyType(
    {
        (ScreeningStatus.ASKING, Step.PASS): ScreeningStatus.PASSED,
        (ScreeningStatus.ASKING, Step.HOLD): ScreeningStatus.HELD,
        (ScreeningStatus.HELD, Step.KEEP): ScreeningStatus.KEPT,
        (ScreeningStatus.HELD, Step.REFUSE): ScreeningStatus.REFUSED,
        (ScreeningStatus.REFUSED, Step.KEEP): ScreeningStatus.KEPT,
        (ScreeningStatus.REFUSED, Step.APPEAL): ScreeningStatus.HELD,
    }
)


def move(status: ScreeningStatus, step: Step, reason: str = "") -> ScreeningStatus:
    """Return the next status, or refuse in words."""
    if status is ScreeningStatus.ASKING and step in {Step.KEEP, Step.REFUSE}:
        raise StillAsking
    if (after := MOVES.get((status, step))) is None:
        raise AlreadyLooked(status=TITLES[status])
    if step is Step.REFUSE and not 0 < len(reason.strip()) <= REASON:
        raise WhyWanted(most=REASON)
    return after


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text waits for a person (or the platform), and why, in words."""

    held: bool
    why: str = ""


class WordFaults(Exception):  # noqa: N818 - it names what is wrong with a file
    """A list of words that cannot be used; ``faults`` says where and why."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(self.faults))


_HIDDEN: Final = re.compile(r"[\s\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff*_~^|·•.\-]+")


def plain(text: str) -> str:
    """Return a text as words are looked for in it: half width, small, without gaps between signs.

    Punctuation that ends a phrase stays: no word is found across it.
    """
    return _HIDDEN.sub("", unicodedata.normalize("NFKC", text).casefold())


@dataclass(frozen=True, slots=True)
class Words:
    """Words by category, and what contains one of them but means nothing by it."""

    categories: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fine: tuple[str, ...] = ()

    def hits(self, text: str) -> tuple[str, ...]:
        """Return the words of the list that stand in a text."""
        looked = self._looked(text)
        return tuple(w for words in self.categories.values() for w in words if w in looked)

    def why(self, text: str) -> str:
        """Say what in a text somebody should look at; empty if nothing."""
        looked = self._looked(text)
        hits = [name for name, words in self.categories.items() if any(w in looked for w in words)]
        return f"可能涉及{'、'.join(hits)}" if hits else questionable(text)

    def _looked(self, text: str) -> str:
        looked = plain(text)
        for harmless in self.fine:
            looked = looked.replace(harmless, "\n")
        return looked


_KEYS: Final = frozenset({"add", "remove", "fine"})


def shipped(content: bytes, where: str) -> Words:
    """Read the list that comes with the house: a table ``[words]`` by category, and ``fine``."""
    table = _parsed(content, where)
    return Words(_lists(table.get("words", {}), where), _texts(table.get("fine", []), where))


def amended(words: Words, content: bytes, where: str) -> Words:
    """Apply an operator's own file: ``[add]`` by category, ``remove`` and ``fine``."""
    table = _parsed(content, where)
    if strangers := sorted(set(table) - _KEYS):
        raise WordFaults(
            [f"{where}: 不认识「{name}」,能写的是 add、remove、fine" for name in strangers]
        )
    more = _lists(table.get("add", {}), where)
    gone = set(_texts(table.get("remove", []), where))
    names = [*words.categories, *(name for name in more if name not in words.categories)]
    every = {name: (*words.categories.get(name, ()), *more.get(name, ())) for name in names}
    kept = {
        name: tuple(dict.fromkeys(w for w in own if w not in gone)) for name, own in every.items()
    }
    fine = (*words.fine, *_texts(table.get("fine", []), where))
    return Words({name: own for name, own in kept.items() if own}, tuple(dict.fromkeys(fine)))


def _parsed(content: bytes, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as no:
        raise WordFaults([f"{where}: 不是合格的 TOML(UTF-8)"]) from no


def _lists(table: object, where: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict):
        raise WordFaults([f'{where}: 词要按类别写,例如 赌博 = ["…"]'])
    return {str(name): _texts(words, where) for name, words in table.items()}


def _texts(words: object, where: str) -> tuple[str, ...]:
    if not isinstance(words, list) or not all(
        isinstance(w, str) and len(plain(w)) > 1 for w in words
    ):
        raise WordFaults([f"{where}: 要写成一列词,每个至少两个字"])
    return tuple(dict.fromkeys(plain(word) for word in words))


LEASE: Final = timedelta(minutes=2)
"""A worker that has gone silent for so long has lost what it asked about."""
PAUSES: Final = tuple(timedelta(minutes=m) for m in (1, 3, 10, 20, 30))
"""After the first, second, … time that the platform could not be asked; then it is left at that."""
LONGEST: Final = 2500
"""Characters the platform reads at once."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What the platform says of a text: ``pass``, ``review`` or ``risky``, and of what kind."""

    suggest: str
    label: int | None = None
    trace_id: str = ""


@dataclass(frozen=True, slots=True)
class Unasked:
    """The platform does not look at this text at all: our own list has to do."""

    why: str


@dataclass(frozen=True, slots=True)
class AskLater:
    """Not now: busy, away, or the day's quota is spent (``until`` says when)."""

    why: str
    until: datetime | None = None


Answer = Judged | Unasked | AskLater

# https://developers.weixin.qq.com/miniprogram/dev/OpenApiDoc/sec-center/sec-check/msgSecCheck.html
_LABELS: Final[Mapping[int, str]] = MappingProxyType(
    {
        10001: "广告",
        20001: "时政",
        20002: "色情",
        20003: "辱骂",
        20006: "违法犯罪",
        20008: "欺诈",
        20012: "低俗",
        20013: "版权",
    }
)


def judged(said: Judged) -> Verdict:
    """Say whether a person has to look at what the platform has judged: all but a clear pass."""
    if said.suggest == "pass":
        return Verdict(held=False)
    about = _LABELS.get(said.label or 0, "")
    sure = "平台认为有风险" if said.suggest == "risky" else "平台拿不准"
    return Verdict(held=True, why=f"{sure}({about})" if about else sure)


def again(answer: AskLater, tries: int, began: datetime, now: datetime) -> datetime | None:
    """Return when to ask again; none when the text has waited long enough for a machine."""
    if tries > len(PAUSES):
        return None
    due = max(answer.until or now, now + PAUSES[tries - 1])
    return due if due - began <= PATIENCE else None


PATIENCE: Final = timedelta(hours=1)
"""So long nobody's text waits for a machine."""
