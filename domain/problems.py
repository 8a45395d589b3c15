"""问题清单: what many youths raise in a quarter, its life, and what of a text names nobody."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import Refusal
from domain.surnames import like_a_name

TITLE, TEXT, ANSWER, ADDED = 60, 1000, 2000, 1000
COMMON: Final = 2
"""What so many different youths raise is a common issue."""
PROPOSED: Final = 10
"""So many drafts wait of one cadre who does not answer for the organ."""


class ProblemStatus(StrEnum):
    """草稿 → 已上交 → 已答复, or 已撤下; an organ may also answer a draft of its own."""

    DRAFT = "draft"
    HANDED = "handed"
    ANSWERED = "answered"
    DROPPED = "dropped"


class Move(StrEnum):
    """What may be done to a line of the list."""

    EDIT = "edit"
    """Renamed, or its tickets are put together differently."""
    MERGE = "merge"
    """It goes into another line of the same organ."""
    HAND = "hand"
    TAKE_BACK = "take_back"
    ADOPT = "adopt"
    """The organ above puts it into a line of its own."""
    ANSWER = "answer"
    ADD = "add"
    """The answer is set right or added to, once; what was told stays as it was told."""
    DROP = "drop"
    RESTORE = "restore"


STATUS_TITLES: Final[Mapping[ProblemStatus, str]] = MappingProxyType(
    {
        ProblemStatus.DRAFT: "在整理",
        ProblemStatus.HANDED: "已上交",
        ProblemStatus.ANSWERED: "已答复",
        ProblemStatus.DROPPED: "已撤下",
    }
)
LIVING: Final = (ProblemStatus.DRAFT, ProblemStatus.HANDED, ProblemStatus.ANSWERED)
"""A ticket is in at most one of these, so that its asker is told once."""

_D, _H, _A, _X = ProblemStatus
MOVES: Final[Mapping[tuple[ProblemStatus, Move], ProblemStatus]] = MappingProxyType(
    {
        (_D, Move.EDIT): _D,
        (_D, Move.MERGE): _X,
        (_D, Move.HAND): _H,
        (_D, Move.ANSWER): _A,
        (_D, Move.DROP): _X,
        (_H, Move.TAKE_BACK): _D,
        (_H, Move.ADOPT): _H,
        (_H, Move.ANSWER): _A,
        (_A, Move.ADD): _A,
        (_X, Move.RESTORE): _D,
    }
)
"""Every move there is; whatever is not here is refused."""


class Handed(Refusal):
    code = "problem_handed"
    text = "这一条已经交给{above}了。要改,先收回来;对方并进自己的清单以后,就等答复。"


class Answered(Refusal):
    code = "problem_answered"
    text = (
        "这一条已经答复过了,反映的人也都知道了。要更正或补充,在这一条里写一次;别的事,手写一条新的。"
    )


class AddedBefore(Refusal):
    """It was set right once: who raised it is not told again and again."""

    code = "problem_added"
    text = "这一条的答复已经补充过一次了。还有要说的,手写一条新的。"


class Dropped(Refusal):
    code = "problem_dropped"
    text = "这一条已经撤下了。还要用,先恢复。"


class NotHanded(Refusal):
    code = "problem_not_handed"
    text = "这一条还在整理,没有上交。"


class InAnother(Refusal):
    """The organ above has it in a line of its own by now."""

    code = "problem_adopted"
    text = "这一条已经并进上级的「{title}」,会和那一条一起答复。"


class QuarterOver(Refusal):
    code = "problem_quarter_over"
    text = "{title}已经过了。还没解决的话,先挪到本季度,再交上去。"


class NobodyAbove(Refusal):
    code = "problem_nobody_above"
    text = "上面没有可以交的单位了,这一条由你们自己答复。"


class Words(Refusal):
    code = "problem_words"
    text = "{what},最多 {most} 个字。"


class TooManyProposed(Refusal):
    code = "problems_proposed"
    text = "你提的还有 {most} 条等着整理,等单位看过再提。急事直接找他们说。"


def move(status: ProblemStatus, step: Move, above: str = "上级") -> ProblemStatus:
    """Return the state after a step, or refuse it in words."""
    after = MOVES.get((status, step))
    if after is not None:
        return after
    if status is ProblemStatus.ANSWERED:
        raise Answered
    if status is ProblemStatus.DROPPED:
        raise Dropped
    if status is ProblemStatus.DRAFT:
        raise NotHanded
    raise Handed(above=above)


@dataclass(frozen=True, slots=True)
class Line:
    """What a person writes of a problem."""

    title: str
    text: str = ""
    kind: str = ""


def check(line: Line, kinds: Mapping[str, str]) -> Line:
    """Return a line as it is kept, or refuse it."""
    title, text = " ".join(line.title.split()), line.text.replace("\r\n", "\n").strip()
    if not title or len(title) > TITLE:
        raise Words(what="写个标题,一句话说清是什么问题", most=TITLE)
    if len(text) > TEXT:
        raise Words(what="说明写短一点", most=TEXT)
    return Line(title, text, line.kind if line.kind in kinds else "other")


def check_answer(text: str) -> str:
    """Return an answer as it is kept, or refuse it."""
    said = text.replace("\r\n", "\n").strip()
    if not said or len(said) > ANSWER:
        raise Words(what="写下答复:做了什么、什么时候能好、还不行的为什么", most=ANSWER)
    return said


def check_added(text: str) -> str:
    """Return what is added to an answer as it is kept, or refuse it."""
    said = text.replace("\r\n", "\n").strip()
    if not said or len(said) > ADDED:
        raise Words(what="写下要更正或者补充的,从哪里改、改成什么", most=ADDED)
    return said


_NUMBER: Final = re.compile(r"(?<!\d)\d(?:[\s\-·.]?\d){6,17}(?!\d)")
_CALLED: Final = re.compile(r"(?:我叫|我是|名字叫|名字是)([\u4e00-\u9fff]{2,4})(?![\u4e00-\u9fff])")
_SHORTEST: Final = 2


def nameless(text: str, name: str = "") -> str:
    """Return a text without the numbers by which one is found, and without its writer's name."""
    said = _NUMBER.sub("(号码略)", text)
    if len(name) >= _SHORTEST:
        said = said.replace(name, "(姓名略)")
    for called in _CALLED.findall(said):
        said = said.replace(called, "(姓名略)") if like_a_name(called) else said
    return said


_MANNERS: Final = re.compile(
    r"^(?:您好|你好|老师好|团委的老师|请问(?:一下)?|我想(?:反映|问)(?:一下)?|想问一下|建议|反映)[,,::、\s]*"
)
_ENDS: Final = "。!?!?,, "


def headline(text: str) -> str:
    """Return the first words of a request as a title, without manners."""
    said = " ".join(text.split())
    while (shorter := _MANNERS.sub("", said)) != said:
        said = shorter
    first = re.split(r"[。!?!?;;\n]", said)[0].strip(_ENDS) or said.strip(_ENDS)
    return first if len(first) <= TITLE else f"{first[: TITLE - 1]}…"
