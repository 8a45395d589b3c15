"""记录: a contact or an activity in one line; shown what was understood, and undone as easily."""

from collections.abc import Sequence

from domain import record_line
from domain.errors import Refusal
from domain.kinds import FOR_CADRES, FOR_ORGANS, Kind
from domain.line_questions import say_gone
from domain.record_line import DayPart, Draft, Person, Reading
from domain.wording import say_day, say_minutes
from handlers.routing import Chat, chat
from handlers.verdict_words import say_late, say_verdicts
from services import records
from services.records import Did, Logged

TAKE_BACK = ("撤销", "撤回", "记错了")
"""While a question is open they take back the open line, not the record before it."""
LONGEST = 500
"""Characters of a line: a longer one is no line, and takes long to understand."""
HOW = (
    "一句话就能记,比如:\n"
    "记 志愿服务 张三 李四 社区清洁 2小时\n"
    "记 谈心 张三 昨天\n"
    "类别、名字、做了什么、哪天上午还是下午、多久,顺序随意。记错了回复「撤销」。"
)


@chat.menu("record", label="记录", under="团干部", place=2)
@chat.text("记", "怎么记")
def how(c: Chat) -> str:
    """Show how a line looks."""
    c.cadre  # noqa: B018 - others are told whose door it is
    return HOW


@chat.text(pattern=r"记(?!录$|[得住者忆性号不挂]).+")
def take_line(c: Chat) -> str:
    """Understand a line, and write it down or ask what is open."""
    if len(c.text) > LONGEST:
        return f"有点长了。一次记一条,{LONGEST} 字以内就好。\n{HOW}"
    return _read(c, c.text, {})


@chat.step("record", "answer")
def take_answer(c: Chat) -> str:
    """Take the answer to what was open in a line."""
    line, choices = str(c.dialogue["line"]), dict(c.dialogue["choices"])
    if c.text in TAKE_BACK:
        c.done()
        return "好,这一条没有记。要记别的,再说一遍就行。"
    if (run := chat.said(c.text)) is not None:
        c.done()
        return run(c) or HOW
    reading = _parsed(c, line, choices)
    if not reading.questions:
        return _write(c, reading.draft)
    if len(c.text) > LONGEST:
        return f"{reading.questions[0].text}\n不记了,回复「取消」。"
    told = record_line.answer(choices, reading.questions[0], c.text, c.uow.today)
    if told is None:
        return f"{reading.questions[0].text}\n不记了,回复「取消」。"
    return _read(c, line, told)


@chat.text(*TAKE_BACK)
def undo(c: Chat) -> str:
    """Take the newest record back."""
    undone = records.undo_last(c.uow, c.cadre)
    return f"撤销了:{_say(c, undone)}。\n要重新记,再发一遍就行。"


@chat.text("我的记录", "记录了什么")
def mine(c: Chat) -> str:
    """List what was written down last."""
    found = records.recent(c.uow, c.cadre, 6)
    if not found:
        return f"还没有记录。{HOW}"
    return "最近的记录:\n" + "\n".join(f"· {_say(c, one)}{_corrected(one)}" for one in found)


def _corrected(logged: Logged) -> str:
    return "(管理员补记)" if logged.correction else ""


def _people(c: Chat) -> list[Person]:
    return [Person(k.id, k.name, k.hint, k.left) for k in records.nameable(c.uow, c.cadre)]


def _parsed(c: Chat, line: str, choices: dict[str, str]) -> Reading:
    """Read a line; who answers for an organ may also write down what the organ did."""
    leads = records.led_organ(c.uow, c.cadre) is not None
    kinds = (*FOR_CADRES, *FOR_ORGANS) if leads else FOR_CADRES
    return record_line.parse(line, c.uow.today, _people(c), kinds=kinds, choices=choices)


def _read(c: Chat, line: str, choices: dict[str, str]) -> str:
    reading = _parsed(c, line, choices)
    if reading.empty:
        return HOW
    if reading.questions:
        c.ask("record", "answer", line=line, choices=choices)
        return reading.questions[0].text
    return _write(c, reading.draft)


def _write(c: Chat, draft: Draft) -> str:
    if draft.kind is None:
        return HOW
    c.done()
    try:
        with c.uow.attempt():
            logged = _logged(c, draft, draft.kind)
    except Refusal as no:
        # The day is closed, or still to come: another answer would not change that.
        return str(no)
    gone = list(dict.fromkeys((*draft.gone, *logged.absent)))
    return "\n".join(
        [
            f"记好了:{_say(c, logged, draft.part)}{say_late(logged.verdicts, c.uow.today)}。",
            *say_verdicts(logged, c.uow.today),
            *([say_gone(gone)] if gone else []),
            "记错了?回复「撤销」。",
        ]
    )


def _logged(c: Chat, draft: Draft, kind: Kind) -> Logged:
    if kind not in FOR_ORGANS:
        ids = [youth.id for youth in draft.youths]
        return records.log(c.uow, c.cadre, _did(kind, draft, draft.others), ids)
    organ = records.led_organ(c.uow, c.cadre)
    if organ is None:
        raise records.NotYourOrgan
    guests = (*(youth.name for youth in draft.youths), *draft.others)
    return records.log_organ(c.uow, c.cadre, organ, _did(kind, draft, guests))


def _did(kind: Kind, draft: Draft, names: Sequence[str]) -> Did:
    """Say what was done, with the names that no link to a person is kept for in the title."""
    title = draft.title
    if names:
        said = "、".join(names)
        title = f"{title}(还有{said})" if title else f"和{said}"
    at = draft.part.at if draft.part else None
    return Did(kind.code, draft.day, title, draft.minutes, draft.offline, at)


def _say(c: Chat, logged: Logged, part: DayPart | None = None) -> str:
    parts = [say_day(logged.day, c.uow.today) + (part.word if part else ""), logged.kind_title]
    if logged.title:
        parts.append(logged.title)
    if logged.minutes:
        parts.append(say_minutes(logged.minutes))
    said = " · ".join(parts)
    return f"{said},和{'、'.join(logged.youths)}" if logged.youths else said
