"""记录: a contact or an activity in one line; shown what was understood, and undone as easily."""

from typing import Final

from domain import record_line
from domain.errors import Refusal
from domain.kinds import FOR_ORGANS, Kind
from domain.record_line import AS_PLAN, Draft
from domain.wording import tap
from handlers.chat import plans
from handlers.record_words import did, parsed, say_record, say_written
from handlers.routing import Chat, chat, elsewhere
from services import records
from services.records import Logged

TAKE_BACK = ("撤销", "撤回", "记错了")
"""While a question is open they take back the open line, not the record before it."""
_AS_PLAN: Final = ("记成计划", "计划", "好", "好的", "是", "要", "1")
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
    page = c.page("records/new", "用表单")
    return f"{HOW}\n几个人一起记、补几天前的,{page}也行。"


@chat.text(pattern=r"记(?!录$|[得住者忆性号不挂错]).+")
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
    reading = parsed(c, line, choices)
    if not reading.questions:
        return _write(c, reading.draft, line, choices)
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
    return f"撤销了:{say_record(undone, c.uow.today)}。\n要重新记,再发一遍就行。"


@chat.text("我的记录", "记录了什么")
def mine(c: Chat) -> str:
    """List what was written down last."""
    found = records.recent(c.uow, c.cadre, 6)
    if not found:
        return f"还没有记录。{HOW}"
    lines = [f"· {say_record(one, c.uow.today)}{_corrected(one)}" for one in found]
    page = c.page("records", "看全部、改一条")
    return "\n".join(["最近的记录:", *lines, page])


def _corrected(logged: Logged) -> str:
    return "(管理员补记)" if logged.correction else ""


def _read(c: Chat, line: str, choices: dict[str, str]) -> str:
    day = choices.get("day", "")
    if day.startswith(AS_PLAN):
        return plans.read(c, line, {**choices, "day": day.removeprefix(AS_PLAN)})
    reading = parsed(c, line, choices)
    if reading.empty:
        return HOW
    if reading.questions:
        c.ask("record", "answer", line=line, choices=choices)
        return reading.questions[0].text
    return _write(c, reading.draft, line, choices)


def _write(c: Chat, draft: Draft, line: str, choices: dict[str, str]) -> str:
    if draft.kind is None:
        return HOW
    c.done()
    try:
        with c.uow.attempt():
            logged = _logged(c, draft, draft.kind)
    except records.NotYet as no:
        c.ask("record", "plan", line=line, choices=choices)
        return f"{no}\n要先记成计划吗?回复「{tap(_AS_PLAN[0])}」。"
    except Refusal as no:
        # The day is closed: another answer would not change that.
        return str(no)
    return say_written(logged, c.uow.today, draft.part, draft.gone)


@chat.step("record", "plan")
def take_as_plan(c: Chat) -> str | None:
    """Plan what a line said, because its hour is still to come."""
    line, choices = str(c.dialogue["line"]), dict(c.dialogue["choices"])
    if c.text not in _AS_PLAN:
        return elsewhere(c) or f"要先记成计划吗?回复「{tap(_AS_PLAN[0])}」;不用,回复「取消」。"
    return plans.read(c, line, choices)


def _logged(c: Chat, draft: Draft, kind: Kind) -> Logged:
    done = did(kind, draft)
    if kind not in FOR_ORGANS:
        return records.log(c.uow, c.cadre, done, [youth.id for youth in draft.youths])
    organ = records.led_organ(c.uow, c.cadre)
    if organ is None:
        raise records.NotYourOrgan
    return records.log_organ(c.uow, c.cadre, organ, done)
