"""Cutting a typed line into what it is made of: names, kinds, lengths, days, and the rest."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Final

from domain.kinds import Kind
from domain.line_hours import PART_WORDS
from domain.spoken import lengths, mentions

_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_BREAKS: Final = re.compile(
    r"[\s、,;。!?|~()\[\]{}「」『』【】“”\"<>]+|(?<!\d)[:./-]+|[:./-]+(?!\d)"
)
_COMMAND: Final = re.compile(r"\s*记(?:录一下|一下|一笔|录)?[\s,:、]*")
_JOINS: Final = (
    re.compile(r"(?<=\d)\s+(?=个?半?(?:小时|钟头|分钟|h|min))"),
    re.compile(r"(?<=\d)\s+(?=[年月日号])"),
    re.compile(r"(?<=[年月])\s+(?=\d)"),
)
PARTICLES: Final = frozenset("和跟与同及") | {"以及", "还有"}
NOISE: Final = (
    PARTICLES
    | frozenset("的了在去来做给帮对向陪请约找等共用约约是把被到家们讲聊谈见看问教又再也都")
    | {"一起", "一次", "一下", "参加", "组织", "开展", "进行", "做了", "共计", "用时", "时长"}
    | {"同学", "等人", "几位", "大家"}
    | PART_WORDS
)
"""What says nothing by itself once the parts around it are understood."""
_ALL_NOISE: Final = re.compile(f"(?>{'|'.join(sorted(NOISE, key=len, reverse=True))})+")


class Sort(IntEnum):
    """What a piece is; where pieces cover as much, the higher wins."""

    REST = 0
    LENGTH = 1
    DAY = 2
    KIND = 3
    NAME = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a word of the line. ``value``: minutes, a day (or None), a kind's code."""

    sort: Sort
    text: str
    value: int | date | str | None = None


Word = tuple[Piece, ...]
"""What stood between two breaks, in pieces."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the pieces of a line may be; ``parts`` holds names and kinds by their first letter."""

    names: frozenset[str]
    kinds: tuple[Kind, ...]
    today: date
    parts: Mapping[str, Sequence[tuple[str, Piece]]]
    ahead: bool = False
    """What is spoken of is to come."""

    @classmethod
    def of(
        cls, names: Iterable[str], kinds: Iterable[Kind], today: date, *, ahead: bool = False
    ) -> "Vocabulary":
        """Put a vocabulary together."""
        names, kinds = frozenset(names), tuple(kinds)
        pieces = [Piece(Sort.NAME, name) for name in names]
        pieces += [Piece(Sort.KIND, word, kind.code) for kind in kinds for word in kind.words]
        parts: dict[str, list[tuple[str, Piece]]] = defaultdict(list)
        for piece in pieces:
            part = plain(piece.text)
            parts[part[0]].append((part, piece))
        return cls(names, kinds, today, parts, ahead)

    @property
    def bare(self) -> "Vocabulary":
        """The same without kinds."""
        return self.of(self.names, (), self.today, ahead=self.ahead)


def plain(text: str) -> str:
    """Return a text with full-width letters and digits made narrow, in lower case, as long."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text.translate(_WIDTH))


def words(line: str) -> list[str]:
    """Return the words of a line, without the 记 in front; letters keep their case."""
    line = line.translate(_WIDTH)
    line = line[match.end() :] if (match := _COMMAND.match(line)) else line
    for join in _JOINS:
        line = join.sub("", line)
    return [word for word in _BREAKS.split(line) if word]


def cut(word: str, vocabulary: Vocabulary) -> Word:
    """Return the pieces of a word: the cut that leaves least over, in the fewest pieces."""
    found = _found(plain(word), vocabulary)
    best = [0] * (len(word) + 1)
    taken: list[tuple[int, Piece] | None] = [None] * len(word)
    for start in range(len(word) - 1, -1, -1):
        best[start] = best[start + 1]
        for end, piece in found.get(start, ()):
            score = best[end] + (end - start) * 1000 - 10 + piece.sort
            if score > best[start]:
                best[start], taken[start] = score, (end, piece)
    return tuple(_walk(word, taken))


def says_nothing(text: str, *, alone: bool) -> bool:
    """Say whether a rest may be dropped; ``alone``: it stood by itself, not between other parts."""
    if text in NOISE or not any(character.isalnum() for character in text):
        return True
    return not alone and _ALL_NOISE.fullmatch(text) is not None


def is_rest(word: Word) -> bool:
    """Say whether something of a word is left that is neither understood nor noise."""
    return any(p.sort is Sort.REST and not says_nothing(p.text, alone=False) for p in word)


def _walk(word: str, taken: list[tuple[int, Piece] | None]) -> Iterator[Piece]:
    at = rest = 0
    while at < len(word):
        choice = taken[at]
        if choice is None:
            at += 1
            continue
        if rest < at:
            yield Piece(Sort.REST, word[rest:at])
        yield choice[1]
        at = rest = choice[0]
    if rest < at:
        yield Piece(Sort.REST, word[rest:at])


def _found(word: str, vocabulary: Vocabulary) -> dict[int, list[tuple[int, Piece]]]:
    """Return every piece a word could hold, by where it starts."""
    found: dict[int, list[tuple[int, Piece]]] = defaultdict(list)
    for length in lengths(word, every=True):
        piece = Piece(Sort.LENGTH, word[length.start : length.end], length.minutes)
        found[length.start].append((length.end, piece))
    for day in mentions(word, vocabulary.today, every=True, ahead=vocabulary.ahead):
        found[day.start].append((day.end, Piece(Sort.DAY, day.said, day.day)))
    for start, letter in enumerate(word):
        for part, piece in vocabulary.parts.get(letter, ()):
            if word.startswith(part, start) and _apart(part, word, start):
                found[start].append((start + len(part), piece))
    return found


def _apart(part: str, word: str, start: int) -> bool:
    """Say whether a part stands for itself: no Latin letters run on, and one letter is a word."""
    if len(part) == 1:
        return part == word
    before, after = word[:start][-1:], word[start + len(part) :][:1]
    return not (_latin(before) and _latin(part[0])) and not (_latin(after) and _latin(part[-1]))


def _latin(character: str) -> bool:
    return character.isascii() and character.isalpha()
