"""What becomes of each column when somebody's data are erased: the one table of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from domain.errors import Refusal
from domain.wording import untapped

TAKE_BACK: Final = timedelta(hours=24)
"""How long a deletion that was asked for can be taken back."""
NOBODY: Final = "已删除"
"""The name of a row whose person is nobody any more: records and attendance still count it."""
_NAME: Final = "某人"
"""In place of a name in other people's words; never longer than a name."""
_WORDS: Final = "…"
_QUOTED: Final = 8
"""So many characters from the beginning of a text are a quotation of it."""
_TELLING: Final = 4
"""Shorter texts (好的, 谢谢) are anybody's."""


class Why(StrEnum):
    """Why somebody's data are erased."""

    ASKED = "asked"
    UNFOLLOWED = "unfollowed"


class Scope(StrEnum):
    """How far a deletion goes."""

    ALL = "all"
    """Everything that leads to the person."""
    SAID = "said"
    """What came through WeChat; what the League's roll had by itself stays."""


class Fate(StrEnum):
    """What becomes of a column of a row that is somebody's."""

    DELETE = "delete"
    """The row goes."""
    BLANK = "blank"
    """It is emptied, and the row stays."""
    CUT = "cut"
    """The row stays and leads to nobody."""
    NAMELESS = "nameless"
    """The number stays, and leads to a row without a name: so the counts stay as they are."""
    STRIKE = "strike"
    """Other people's words: the name and what the person wrote are struck out of them."""
    WORK = "work"
    """A cadre's or an organ's own work: it is not the person's."""
    PLAIN = "plain"
    """A code or a figure, or nothing about a person."""


@dataclass(frozen=True, slots=True)
class Law:
    """What becomes of one table: ``why`` is the reason; ``said``: columns that came by WeChat."""

    table: str
    why: str
    columns: Mapping[str, Fate]
    said: frozenset[str]

    def fates(self, scope: Scope) -> Mapping[str, Fate]:
        """Return what becomes of which column when a deletion goes so far."""
        if scope is Scope.ALL:
            return self.columns
        return {name: fate for name, fate in self.columns.items() if name in self.said}

    @property
    def personal(self) -> bool:
        """Say whether the table holds anything about people who are not at work."""
        return any(fate not in {Fate.WORK, Fate.PLAIN} for fate in self.columns.values())


class NothingToTakeBack(Refusal):
    """No deletion waits, or it is done."""

    code = "nothing_to_take_back"
    text = "现在没有等着删除的申请,不用撤回。想看存了什么,回复「我的数据」。"


class AlreadyAsked(Refusal):
    """The deletion was asked for before."""

    code = "already_asked"
    text = "已经申请过了,到 {when} 删除。改主意了,回复「不删了」。"


def struck(value: Any, names: Sequence[str], texts: Sequence[str]) -> Any:  # noqa: ANN401 - a text or JSON
    """Return a text, or a JSON value, without somebody's names and without what they wrote.

    A text is found also where only its beginning is quoted.
    """
    if isinstance(value, dict):
        return {key: struck(one, names, texts) for key, one in value.items()}
    if isinstance(value, list):
        return [struck(one, names, texts) for one in value]
    if not isinstance(value, str):
        return value
    for words in sorted(texts, key=len, reverse=True):
        value = _unquoted(value, words)
    for name in sorted(names, key=len, reverse=True):
        value = value.replace(name, _NAME)
    return value


def telling(texts: Sequence[str | None]) -> tuple[str, ...]:
    """Return the texts by which somebody could be known again, as letters quote them too."""
    words = {text.strip() for text in texts if text}
    said = {kind for one in words for kind in (one, " ".join(one.split()), one.replace("\n", " "))}
    said |= {untapped(one) for one in said}
    return tuple(sorted(one for one in said if len(one) >= _TELLING))


def short(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the texts that ``heads`` leaves out."""
    return tuple(sorted({text for text in texts if len(text) < _QUOTED}))


def heads(texts: Sequence[str]) -> tuple[str, ...]:
    """Return by which beginnings quotations of texts are looked for among all letters."""
    return tuple(sorted({text[:_QUOTED] for text in texts if len(text) >= _QUOTED}))


def _unquoted(value: str, words: str) -> str:
    value = value.replace(words, _WORDS)
    head = words[:_QUOTED]
    while len(words) > _QUOTED and (at := value.find(head)) >= 0:
        end = at + _QUOTED
        while end < len(value) and end - at < len(words) and value[end] == words[end - at]:
            end += 1
        value = value[:at] + _WORDS + value[end:]
    return value


def law(  # noqa: PLR0913 - one argument for each fate
    table: str,
    why: str,
    *,
    delete: str = "",
    blank: str = "",
    cut: str = "",
    nameless: str = "",
    strike: str = "",
    work: str = "",
    plain: str = "",
    said: str = "",
) -> Law:
    """Write one table's line: names of columns with spaces between; ``said="*"``: all of them."""
    given = {
        Fate.DELETE: delete,
        Fate.BLANK: blank,
        Fate.CUT: cut,
        Fate.NAMELESS: nameless,
        Fate.STRIKE: strike,
        Fate.WORK: work,
        Fate.PLAIN: plain,
    }
    columns = {name: fate for fate, names in given.items() for name in names.split()}
    through = frozenset(columns if said == "*" else said.split())
    return Law(table, why, MappingProxyType(columns), through)
