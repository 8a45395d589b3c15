"""The life of a ticket (诉求, 青年之声, 意见建议, 投诉建议): its states, and what moves it."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import Refusal
from domain.topics import classmate

LONGEST: Final = 1000
ANSWER: Final = 2000
REFER: Final = 200
A_DAY: Final = 10
"""So many are asked by one person in a day; the rest is for tomorrow."""
MOST_PASSES: Final = 3
MOST_QUESTIONS: Final = 3
"""A ticket that is only passed on, or asked back about, has come to nobody."""
REOPEN_DAYS: Final = 60
MOST_ESCALATIONS: Final = 6
"""At the top of the tree somebody is told so often, and no more."""


class Sort(StrEnum):
    """What somebody comes with."""

    DEMAND = "demand"
    VOICE = "voice"
    ADVICE = "advice"
    COMPLAINT = "complaint"


class TicketStatus(StrEnum):
    """待受理 → 处理中 → 已答复 → 已确认, and what else a ticket may come to."""

    WAITING = "waiting"
    WORKING = "working"
    MORE = "more"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    REFERRED = "referred"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What may be done to a ticket."""

    ASK = "ask"
    ACCEPT = "accept"
    ANSWER = "answer"
    PASS = "pass"  # noqa: S105 - 转办
    REFER = "refer"
    """不属本级: it names who is responsible."""
    DUPLICATE = "duplicate"
    MORE = "more"
    SUPPLY = "supply"
    RESUME = "resume"
    """The clock or another ticket's end gives it back to whoever sees to it."""
    CONFIRM = "confirm"
    REOPEN = "reopen"
    WITHDRAW = "withdraw"
    ESCALATE = "escalate"
    NOTE = "note"
    FOLLOW_UP = "follow_up"


SORTS: Final[Mapping[Sort, str]] = MappingProxyType(
    {
        Sort.DEMAND: "诉求",
        Sort.VOICE: "青年之声",
        Sort.ADVICE: "意见建议",
        Sort.COMPLAINT: "投诉建议",
    }
)
STATUS_TITLES: Final[Mapping[TicketStatus, str]] = MappingProxyType(
    {
        TicketStatus.WAITING: "待受理",
        TicketStatus.WORKING: "处理中",
        TicketStatus.MORE: "需补充",
        TicketStatus.ANSWERED: "已答复",
        TicketStatus.CONFIRMED: "已确认",
        TicketStatus.REFERRED: "不属本级",
        TicketStatus.DUPLICATE: "重复",
        TicketStatus.WITHDRAWN: "已撤回",
    }
)
MOVE_TITLES: Final[Mapping[Move, str]] = MappingProxyType(
    {
        Move.ASK: "提出",
        Move.ACCEPT: "受理",
        Move.ANSWER: "答复",
        Move.PASS: "转办",
        Move.REFER: "不属本级",
        Move.DUPLICATE: "并入",
        Move.MORE: "请补充",
        Move.SUPPLY: "补充",
        Move.RESUME: "接着办",
        Move.CONFIRM: "确认",
        Move.REOPEN: "重新打开",
        Move.WITHDRAW: "撤回",
        Move.ESCALATE: "超时上转",
        Move.NOTE: "说明",
        Move.FOLLOW_UP: "回访",
    }
)

OPEN: Final = (TicketStatus.WAITING, TicketStatus.WORKING, TicketStatus.MORE)
"""Somebody has something to do."""
OURS: Final = (TicketStatus.WAITING, TicketStatus.WORKING)
"""Somebody of ours has: when these are overdue, they go up."""
ENDED: Final = (
    TicketStatus.ANSWERED,
    TicketStatus.CONFIRMED,
    TicketStatus.REFERRED,
    TicketStatus.DUPLICATE,
    TicketStatus.WITHDRAWN,
)

_W, _K, _M = OPEN
_A, _C, _R, _D, _X = ENDED
MOVES: Final[Mapping[tuple[TicketStatus, Move], TicketStatus]] = MappingProxyType(
    {
        (_W, Move.ACCEPT): _K,
        **{(s, Move.ANSWER): _A for s in (*OPEN, _D)},
        **{(s, Move.PASS): _W for s in OPEN},
        **{(s, Move.REFER): _R for s in (*OPEN, _D)},
        **{(s, Move.DUPLICATE): _D for s in OPEN},
        **{(s, Move.MORE): _M for s in OURS},
        (_W, Move.SUPPLY): _W,
        (_K, Move.SUPPLY): _K,
        (_M, Move.SUPPLY): _K,
        (_M, Move.RESUME): _K,
        (_D, Move.RESUME): _W,
        **{(s, Move.CONFIRM): _C for s in (_A, _C, _R)},
        **{(s, Move.REOPEN): _K for s in (_A, _C, _R)},
        (_D, Move.REOPEN): _W,
        **{(s, Move.WITHDRAW): _X for s in OPEN},
        **{(s, Move.ESCALATE): s for s in OURS},
        **{(s, Move.NOTE): s for s in (*OPEN, _A, _C, _R, _D)},
        **{(s, Move.FOLLOW_UP): s for s in (_A, _C, _R)},
    }
)
"""Every move there is; whatever is not here is refused."""

WORDS: Final[Mapping[Move, tuple[str, int]]] = MappingProxyType(
    {
        Move.ASK: ("一句话说清什么事就行,比如「反映 宿舍热水器坏了三天没人修」", LONGEST),
        Move.ANSWER: ("写下答复", ANSWER),
        Move.PASS: ("写一句为什么转,提的人会看到", 200),
        Move.REFER: ("写清归谁管、怎么找到他们", REFER),
        Move.DUPLICATE: ("写清并到哪一件", 200),
        Move.MORE: ("写清要补充什么", 500),
        Move.SUPPLY: ("写下要补充的", LONGEST),
        Move.REOPEN: ("写一句哪里还没解决", 500),
        Move.NOTE: ("写下要说明的", 500),
    }
)
"""What a move says, and in how many characters at most."""


class WordsNeeded(Refusal):
    code = "ticket_words"
    text = "{what},最多 {most} 个字。"


class AlreadyAccepted(Refusal):
    code = "ticket_accepted"
    text = "这件已经受理了,接着办就行。"


class AlreadyAnswered(Refusal):
    code = "ticket_answered"
    text = "这件已经答复过了。要再说两句,写在「说明」里,提的人看得到。"


class NotAnswered(Refusal):
    code = "ticket_not_answered"
    text = "这件还没有答复,现在是「{status}」。有了答复我会告诉你,那时再说解决没解决。"


class StillOpen(Refusal):
    code = "ticket_still_open"
    text = "这件还在办,不用重新打开。有新情况,直接补充就行。"


class Merged(Refusal):
    code = "ticket_merged"
    text = "这件并到 {number} 里一起办了,去那一件里办,答复会一起发过来。"


class Withdrawn(Refusal):
    code = "ticket_withdrawn"
    text = "这件已经撤回了,不再改动。还想说,重新反映一次就行。"


class Ended(Refusal):
    code = "ticket_ended"
    text = "这件已经办结({status})。没解决的话,提的人回复「没解决」加编号,就接着办。"


class NotAsked(Refusal):
    code = "ticket_not_asked"
    text = "这件现在是「{status}」,没有在等补充,也没有到期,按原来的接着办就行。"


class TooManyPasses(Refusal):
    code = "ticket_passes"
    text = "这件已经转了 {most} 次,不能再转了。办不了就如实答复,或者写清归谁管。"


class TooManyQuestions(Refusal):
    code = "ticket_questions"
    text = "已经请 TA 补充过 {most} 次了,按现有的情况先答复。"


class NamesAnother(Refusal):
    code = "ticket_names_another"
    text = "这个答复会一起发给 {others} 位,里面写着「{name}」。去掉称呼和个人的细节,再发一次。"


class AnswerNamesAsker(Refusal):
    code = "ticket_answer_names_asker"
    text = "并不过去:那一件的答复里写着提问的人,直接转给别人不合适。单独答复这一件就行。"


class LongAgo(Refusal):
    code = "ticket_long_ago"
    text = "办结超过 {days} 天了,当一件新的反映吧,可以写上原来的编号。"


class EnoughToday(Refusal):
    code = "tickets_enough"
    text = "今天已经提了 {most} 件,明天再接着说。急事直接找你的团干部,有危险打 110。"


def move(status: TicketStatus, step: Move) -> TicketStatus:
    """Return the state after a step, or refuse it in words."""
    after = MOVES.get((status, step))
    if after is None:
        raise _why_not(status, step)
    return after


def said(step: Move, text: str) -> str:
    """Return the words of a step as they are kept, or refuse to go on without them."""
    words = text.strip()
    what, most = WORDS[step]
    # A number alone answers some list; what is asked back may well be a number.
    if not words or len(words) > most or (step is Move.ASK and words.isdecimal()):
        raise WordsNeeded(what=what, most=most)
    return words


def called(text: str, names: Iterable[str]) -> str:
    """Return by what a text calls one of these people, by name or as a classmate; empty if not."""
    ways = (way for name in names if name for way in (name, classmate(name)))
    return next((way for way in ways if way in text), "")


def _why_not(status: TicketStatus, step: Move) -> Refusal:
    title = STATUS_TITLES[status]
    if status is TicketStatus.WITHDRAWN:
        return Withdrawn()
    if status is TicketStatus.DUPLICATE:
        return Merged(number="另一件")
    if status in OPEN:
        return _open(status, step)
    if step in (Move.ACCEPT, Move.ANSWER, Move.MORE) and status is not TicketStatus.REFERRED:
        return AlreadyAnswered()
    return Ended(status=title)


def _open(status: TicketStatus, step: Move) -> Refusal:
    if step is Move.ACCEPT:
        return AlreadyAccepted()
    if step in (Move.CONFIRM, Move.FOLLOW_UP):
        return NotAnswered(status=STATUS_TITLES[status])
    if step is Move.REOPEN:
        return StillOpen()
    return NotAsked(status=STATUS_TITLES[status])


_LETTERS: Final = {Sort.DEMAND: "S", Sort.VOICE: "Q", Sort.ADVICE: "Y", Sort.COMPLAINT: "T"}
NUMBER: Final = r"[SQYTsqyt]-?\d{1,15}"
_NUMBER: Final = re.compile(r"([SQYT])-?(\d{1,15})", re.IGNORECASE)


def number(sort: Sort, ticket_id: int) -> str:
    """Return the number by which people speak of a ticket: ``S-12``."""
    return f"{_LETTERS[sort]}-{ticket_id}"


def read_number(text: str) -> int:
    """Return the id behind a number as somebody wrote it; 0 if it is none."""
    found = _NUMBER.fullmatch(text.strip())
    return int(found[2]) if found else 0
