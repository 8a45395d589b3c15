"""Chinese words, near-duplicates, and texts about the same thing; no network, no database."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from math import log, sqrt
from types import ModuleType
from typing import Final

from rapidfuzz.fuzz import ratio

from domain.stop_words import STOP_WORDS

LEAST: Final = 30
"""From here on, of 100, a person is asked whether two texts mean the same."""
NEAR: Final = 85
"""From here on two texts differ by slips of the thumb, whatever their words."""
TOGETHER: Final = 20
"""From here on, on the average over their texts, two groups are one."""
_MOST: Final = 20
"""The longest word that is kept (``models.ticket.VoiceWord``)."""

_Vector = dict[str, float]


@cache
def _cutter() -> ModuleType:
    """Return the library; it reads its dictionary when it is imported, a tenth of a second."""
    import rjieba  # noqa: PLC0415 - see above

    return rjieba


def words(text: str) -> tuple[str, ...]:
    """Return the words that say what a text is about, in their order, some more than once."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    cut: Iterable[str] = _cutter().cut_for_search(plain)
    found = (word.strip() for word in cut)
    return tuple(word[:_MOST] for word in found if word not in STOP_WORDS and _says(word))


def _says(word: str) -> bool:
    return any(character.isalpha() for character in word) or (word.isdecimal() and len(word) > 1)


def alike(text: str, others: Mapping[int, str], least: int = LEAST) -> list[tuple[int, int]]:
    """Return which of some texts are about the same as one, with how much of 100, closest first."""
    mine, *theirs = _vectors([text, *others.values()])
    scores = [
        (key, max(round(100 * _dot(mine, vector)), round(ratio(text, other, score_cutoff=NEAR))))
        for (key, other), vector in zip(others.items(), theirs, strict=True)
    ]
    return sorted(((k, s) for k, s in scores if s >= least), key=lambda pair: (-pair[1], pair[0]))


def groups(texts: Mapping[int, str], least: int = TOGETHER) -> list[list[int]]:
    """Return the keys of texts about the same thing together; each key once, large groups first."""
    same: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for key in sorted(texts):
        same[tuple(sorted(words(texts[key]))) or (texts[key],)].append(key)
    alone = list(same.values())
    drawn = _Drawing(_vectors([texts[keys[0]] for keys in alone]), least / 100)
    together = [sorted(key for at in group for key in alone[at]) for group in drawn.together()]
    return sorted(together, key=lambda group: (-len(group), group[0]))


def middle(texts: Mapping[int, str]) -> int:
    """Return the key of the text that has most in common with the others."""
    vectors = dict(zip(texts, _vectors(texts.values()), strict=True))
    total: dict[str, float] = defaultdict(float)
    for vector in vectors.values():
        for feature, weight in vector.items():
            total[feature] += weight
    return max(vectors, key=lambda key: (_dot(vectors[key], total), -key))


def _vectors(texts: Iterable[str]) -> list[_Vector]:
    """Return texts as directions: what few of them have weighs more.

    The characters of a word count beside it: what is said in other words (宿舍, 寝室) often shares
    some (热水, 洗澡水).
    """
    counts = [_features(text) for text in texts]
    having = Counter(feature for count in counts for feature in count)
    return [
        _unit(
            {
                feature: (1 + log(times)) * (1 + log((1 + len(counts)) / (1 + having[feature])))
                for feature, times in count.items()
            }
        )
        for count in counts
    ]


def _features(text: str) -> Counter[str]:
    found = words(text)
    return Counter((*found, *(character for word in found if len(word) > 1 for character in word)))


def _unit(vector: _Vector) -> _Vector:
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {feature: weight / length for feature, weight in vector.items()}


def _dot(one: _Vector, other: _Vector) -> float:
    return sum(weight * other[feature] for feature, weight in one.items() if feature in other)


class _Drawing:
    """Draws groups together by the average cosine over all pairs, nearest neighbours first.

    A chain of nearest neighbours ends at two that are each other's nearest, and these are one
    (F. Murtagh, 1983): the same groups as comparing all with all again after each step.
    """

    def __init__(self, vectors: list[_Vector], least: float) -> None:
        self._sums = vectors
        self._least = least
        self._members = [[at] for at in range(len(vectors))]
        self._holding: dict[str, set[int]] = defaultdict(set)
        for at, vector in enumerate(vectors):
            for feature in vector:
                self._holding[feature].add(at)

    def together(self) -> list[list[int]]:
        waiting = list(range(len(self._sums)))
        chain: list[int] = []
        while waiting or chain:
            if not chain:
                chain = [waiting.pop()]
            near, at = self._nearest(chain)
            if near < self._least:
                chain.pop()
            elif len(chain) > 1 and at == chain[-2]:
                waiting.append(at)
                self._join(chain.pop(), chain.pop())
            else:
                chain.append(at)
        return [members for members in self._members if members]

    def _nearest(self, chain: list[int]) -> tuple[float, int]:
        """Return which group is nearest to a chain's last: among equals, the one it came from."""
        last, before = chain[-1], chain[-2] if len(chain) > 1 else -1
        dots: dict[int, float] = defaultdict(float)
        for feature, weight in self._sums[last].items():
            for at in self._holding[feature]:
                dots[at] += weight * self._sums[at][feature]
        dots.pop(last, None)
        return max(
            ((dot / self._pairs(last, at), at) for at, dot in dots.items()),
            key=lambda found: (round(found[0], 9), found[1] == before, -found[1]),
            default=(0.0, -1),
        )

    def _pairs(self, one: int, other: int) -> int:
        return len(self._members[one]) * len(self._members[other])

    def _join(self, one: int, other: int) -> None:
        """Move one group into the other."""
        for feature, weight in self._sums[one].items():
            self._sums[other][feature] = self._sums[other].get(feature, 0.0) + weight
            self._holding[feature].discard(one)
            self._holding[feature].add(other)
        self._sums[one] = {}
        self._members[other] += self._members[one]
        self._members[one] = []
