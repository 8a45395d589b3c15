"""Understanding one typed line: 记 志愿服务 张三 李四 社区清洁 2小时.

``parse`` says what was understood and what is still open; ``answer`` takes the reply to the first
question and returns the choices with which the same line is parsed again. Nothing is remembered
between the two but the line and the choices, which are plain texts. The order of the words does
not matter; what is neither name, kind, day, part of a day nor length is the title.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Final

from domain import line_questions as ask
from domain.kinds import FOR_CADRES, Group, Kind, any_of, closest
from domain.line_answers import answer
from domain.line_draft import Draft, Reading
from domain.line_hours import (
    WHOLE_DAY_MINUTES,
    DayPart,
    ahead,
    by_code,
    in_day,
    in_noise,
    together,
)
from domain.line_pieces import (
    NOISE,
    Piece,
    Sort,
    Vocabulary,
    Word,
    cut,
    is_rest,
    says_nothing,
    words,
)
from domain.line_questions import AS_PLAN, AS_TEXT, AS_TITLE, DAY_MINUTES, Ask, Person, Question
from domain.surnames import like_a_name

__all__ = ["AS_PLAN", "Ask", "DayPart", "Draft", "Person", "Question", "Reading", "answer", "parse"]

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_PLACE: Final = {"线上": False, "网上": False, "视频": False, "线下": True, "当面": True}
_TITLE_MOST: Final = 60
_NEAR_MOST: Final = 3
_LIKE_A_KIND: Final = 0.6
_PARTICLES: Final = str.maketrans(dict.fromkeys("和跟与同及", " "))


@dataclass(slots=True)
class _Line:
    """A line on its way to a reading."""

    today: date
    people: Mapping[str, Sequence[Person]]
    """By what is typed of their names."""
    choices: Mapping[str, str]
    texts: Sequence[str]
    ahead: bool = False
    youths: dict[int, Person] = field(default_factory=dict)
    others: dict[str, None] = field(default_factory=dict)
    gone: dict[str, None] = field(default_factory=dict)
    parts: set[DayPart] = field(default_factory=set)
    title: list[str] = field(default_factory=list)
    questions: dict[str, Question] = field(default_factory=dict)
    offline: bool | None = None


def parse(  # noqa: PLR0913 - what a line is read with, each with its name
    line: str,
    today: date,
    people: Sequence[Person],
    *,
    kinds: Sequence[Kind] = FOR_CADRES,
    choices: Mapping[str, str] = _NOTHING,
    ahead: bool = False,
) -> Reading:
    """Read a line as of ``today``; never raises, whatever the line.

    ``people`` are the youths whose names may stand in it, ``choices`` what earlier questions
    settled (see ``answer``). ``ahead``: it is planned, for a day from today on.
    """
    by_name = _by_name(people)
    own, more = words(line), words(choices.get("more", ""))
    told = [kind for kind in kinds if kind.code == choices.get("kind")]
    vocabulary = Vocabulary.of(by_name, told or kinds, today, ahead=ahead)
    said, pieces = _kinds(own + more, vocabulary)
    reader = _Line(today, by_name, choices, own + more, ahead=ahead)
    kind = told[0] if told else _kind(reader, said, own, kinds)
    for word in pieces:
        _people(reader, word, listed=False)
    for text in more:
        _people(reader, cut(text, vocabulary.bare), listed=True)
    part = by_code(choices.get("part")) or together(reader.parts)
    draft = Draft(
        kind=kind,
        youths=tuple(reader.youths.values()),
        others=tuple(reader.others),
        title=_title(reader, kind if not said else None),
        minutes=_minutes(reader, pieces, part),
        day=_day(reader, pieces),
        offline=_offline(reader, kind, said),
        part=part,
        gone=tuple(reader.gone),
    )
    if kind is not None and kind.names_youth and not _anybody(reader):
        reader.questions["more"] = ask.with_whom(kind, draft.gone)
    order = list(Ask)
    questions = sorted(reader.questions.values(), key=lambda q: order.index(q.ask))
    return Reading(draft, tuple(questions), empty=not own)


def _by_name(people: Iterable[Person]) -> dict[str, list[Person]]:
    """Group people by what is typed of a name: no blanks, nothing in brackets."""
    groups: dict[str, list[Person]] = {}
    for person in people:
        if parts := words(f"记 {''.join(person.name.split())}"):
            groups.setdefault(parts[0], []).append(person)
    return groups


def _kinds(texts: Sequence[str], vocabulary: Vocabulary) -> tuple[list[Kind], list[Word]]:
    """Return the kinds that are said, and the words in pieces.

    A kind that fills its word, with whatever else is understood there, is what is meant; inside
    another word (志愿服务培训) it is meant only where none is said so plainly.
    """
    cuts = [cut(text, vocabulary) for text in texts]
    plainly = {n for n, word in enumerate(cuts) if _codes(word) and not is_rest(word)}
    if plainly:
        bare = vocabulary.bare
        cuts = [
            word if n in plainly or not _codes(word) else cut(texts[n], bare)
            for n, word in enumerate(cuts)
        ]
    codes = dict.fromkeys(code for word in cuts for code in _codes(word))
    return [kind for kind in vocabulary.kinds if kind.code in codes], cuts


def _codes(word: Word) -> list[object]:
    return [piece.value for piece in word if piece.sort is Sort.KIND]


def _kind(
    reader: _Line, said: Sequence[Kind], own: Sequence[str], kinds: Sequence[Kind]
) -> Kind | None:
    """Return the one kind; 谈心 by 电话 is a 谈心, and the telephone only says how."""
    fuller = [kind for kind in said if kind.group is not Group.CONTACT]
    fuller = fuller or list(any_of(" ".join(own), kinds)) or list(said)
    if len(fuller) == 1:
        return fuller[0]
    near = (closest(text, kinds, _LIKE_A_KIND) for text in own)
    meant = next((kind for kind in near if kind), None)
    reader.questions["kind"] = ask.which_kind(fuller, meant, kinds)
    return None


def _offline(reader: _Line, kind: Kind | None, said: Sequence[Kind]) -> bool:
    """Say whether it was face to face: as written, as the means say, or as the kind usually is."""
    means = [k.offline for k in said if k is not kind and k.group is Group.CONTACT]
    usual = means[0] if means else kind is None or kind.offline
    return usual if reader.offline is None else reader.offline


def _anybody(reader: _Line) -> bool:
    """Say whether the line names anybody, be it somebody still to be asked about."""
    asked = any(question.ask is Ask.NAME for question in reader.questions.values())
    return bool(reader.youths or reader.others or asked)


def _people(reader: _Line, word: Word, *, listed: bool) -> None:
    """Sort the names of a word from its title; ``listed``: it was asked for as a name."""
    skip = False
    for n, piece in enumerate(word):
        if skip:
            skip = False
            continue
        following = word[n + 1] if n + 1 < len(word) else None
        if piece.sort is Sort.NAME and following and _runs_on(following):
            _unknown(reader, piece.text + following.text)
            skip = True
        elif piece.sort is Sort.NAME:
            _known(reader, piece.text)
        elif piece.sort is Sort.DAY:
            reader.parts |= in_day(piece.text)
        elif piece.sort is Sort.REST:
            _rest(reader, piece.text, listed=listed, alone=len(word) == 1)


def _runs_on(piece: Piece) -> bool:
    """Say whether a single letter after a name makes it another name (张三 and 张三丰)."""
    one = piece.sort is Sort.REST and len(piece.text) == 1
    return one and "一" <= piece.text <= "鿿" and piece.text not in NOISE


def _rest(reader: _Line, text: str, *, listed: bool, alone: bool) -> None:
    if text in _PLACE:
        reader.offline = _PLACE[text]
        return
    parts = text.translate(_PARTICLES).split()
    if listed or (parts and all(like_a_name(part) for part in parts)):
        for part in parts:
            _unknown(reader, part)
    elif says_nothing(text, alone=alone):
        reader.parts |= in_noise(text)
    else:
        said, title = ahead(text)
        reader.parts |= said
        reader.title.append(title)


def _known(reader: _Line, name: str) -> None:
    """Add the person of a name, told apart from namesakes by an earlier choice or a hint."""
    hinted = [p for p in reader.people[name] if p.hint in reader.texts]
    people = [p for p in reader.people[name] if not p.left]
    if not people or (len(hinted) == 1 and hinted[0].left):
        reader.gone[name] = None
        return
    choice = reader.choices.get(f"name:{name}")
    chosen = [p for p in people if str(p.id) == choice]
    one = next((some[0] for some in (people, chosen, hinted) if len(some) == 1), None)
    if one is None:
        reader.questions[name] = ask.which_person(name, people)
        return
    reader.youths[one.id] = one


def _unknown(reader: _Line, name: str) -> None:
    """Do with a name that is not on the list what was chosen for it, or ask."""
    choice = reader.choices.get(f"name:{name}")
    everyone = [p for people in reader.people.values() for p in people if not p.left]
    chosen = next((person for person in everyone if str(person.id) == choice), None)
    if chosen:
        reader.youths[chosen.id] = chosen
    elif choice == AS_TEXT:
        reader.others[name] = None
    elif choice == AS_TITLE:
        reader.title.append(name)
    else:
        living = dict.fromkeys(n for n, ps in reader.people.items() if not all(p.left for p in ps))
        near = difflib.get_close_matches(name, living, n=_NEAR_MOST, cutoff=0.5)
        people = [p for known in near for p in reader.people[known] if not p.left]
        reader.questions[name] = ask.who_is(name, people[:_NEAR_MOST])


def _title(reader: _Line, meant: Kind | None) -> str:
    """Join what is left, without hints, and without a mistyped kind that was since made out."""
    hints = {person.hint for person in reader.youths.values()}
    parts = [part for part in reader.title if part not in hints]
    if meant is not None:
        parts = [part for part in parts if closest(part, [meant], _LIKE_A_KIND) is None]
    return " ".join(parts)[:_TITLE_MOST]


def _minutes(reader: _Line, pieces: Iterable[Word], part: DayPart | None) -> int | None:
    told = reader.choices.get("minutes", "")
    if told.isdecimal():
        return int(told)
    found = [p.value for word in pieces for p in word if p.sort is Sort.LENGTH]
    total = sum(value for value in found if isinstance(value, int))
    if total > DAY_MINUTES:
        reader.questions["minutes"] = ask.how_long(total)
    return total or (WHOLE_DAY_MINUTES if part is DayPart.WHOLE else None)


def _day(reader: _Line, pieces: Iterable[Word]) -> date:
    told = reader.choices.get("day")
    if told is not None:
        return date.fromisoformat(told.removeprefix(AS_PLAN))
    found = [p for word in pieces for p in word if p.sort is Sort.DAY]
    days = sorted({p.value for p in found if isinstance(p.value, date)})
    wrong = [p.text for p in found if p.value is None]
    if reader.ahead:
        if wrong or len(days) != 1 or days[0] < reader.today:
            said = wrong[0] if wrong else ""
            reader.questions["day"] = ask.plan_day(said, [] if wrong else days, reader.today)
            return reader.today
        return days[0]
    if wrong or len(days) > 1 or (days and days[0] > reader.today):
        said = wrong[0] if wrong else ""
        reader.questions["day"] = ask.which_day(said, [] if wrong else days, reader.today)
    return days[0] if days and days[0] <= reader.today else reader.today
