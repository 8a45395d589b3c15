"""计划: what a cadre means to do, in one line; done, it is a record with one word."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from domain import record_line
from domain.errors import Refusal
from domain.line_questions import say_gone
from domain.record_line import Draft
from domain.spoken import mentions
from domain.wording import say_ahead, tap
from handlers.record_words import did, parsed, say_written
from handlers.routing import Chat, chat, elsewhere
from services import plans
from services.plans import PlanSeen

LONGEST: Final = 500
_SHOWN: Final = 9
HOW: Final = (
    "要做的事一句话就能排上,比如:\n"
    "计划 明天 谈心 张三\n"
    "计划 周五下午 志愿服务 社区清洁\n"
    "到那天我提醒一句;做完回复「做了」,就成了记录。"
)


@chat.text("我的计划", "计划")
def mine(c: Chat) -> str:
    """List what is still to be done, numbered."""
    found = plans.waiting(c.uow, c.cadre)
    if not found:
        return f"没有排着的事。{HOW}"
    return _listed(c, found, f"还排着 {len(found)} 件:")


def _listed(c: Chat, found: list[PlanSeen], head: str) -> str:
    """List plans by number; a number stands for its plan until the talk is over."""
    c.ask("plans", "listed", plans=[plan.id for plan in found])
    lines = [f"{n} {say(c, plan)}" for n, plan in enumerate(found[:_SHOWN], 1)]
    more = "看全部、改日子" if len(found) > _SHOWN else "改日子"
    end = (
        f"做了,回复「{tap('做了1', '做了 1')}」;不做了,回复「{tap('不做了1', '不做了 1')}」。"
        f"{c.page('plans', more)}"
    )
    return "\n".join([head, *lines, end])


def say(c: Chat, plan: PlanSeen) -> str:
    """Say what is planned, in one line."""
    late = "(过了)" if plan.day < c.uow.today else ""
    parts = [say_ahead(plan.day, c.uow.today) + late, plan.kind_title, plan.title]
    said = " · ".join(part for part in parts if part)
    return f"{said},和{'、'.join(plan.names)}" if plan.names else said


@chat.text(pattern=r"计划(?!生育|有变|有改|有点|变|改|取消|赶不上|好了|书|[中内外是的都不没]).+")
def take_line(c: Chat) -> str:
    """Understand what is planned, and keep it or ask what is open."""
    if len(c.text) > LONGEST:
        return f"有点长了。一次排一件,{LONGEST} 字以内就好。\n{HOW}"
    return read(c, f"记 {c.text.removeprefix('计划')}", {})


def read(c: Chat, line: str, choices: Mapping[str, str]) -> str:
    """Read a line as a plan; also one that was meant to be written down, and is still to come."""
    reading = parsed(c, line, choices, ahead=True)
    if reading.empty:
        return HOW
    if reading.questions:
        c.ask("plans", "answer", line=line, choices=dict(choices))
        return reading.questions[0].text
    c.done()
    return _keep(c, reading.draft)


@chat.step("plans", "answer")
def take_answer(c: Chat) -> str:
    """Take the answer to what was open in a plan."""
    line, choices = str(c.dialogue["line"]), dict(c.dialogue["choices"])
    if (run := chat.said(c.text)) is not None:
        c.done()
        return run(c) or HOW
    questions = parsed(c, line, choices, ahead=True).questions
    if not questions:
        return read(c, line, choices)
    told = None
    if len(c.text) <= LONGEST:
        told = record_line.answer(choices, questions[0], c.text, c.uow.today, ahead=True)
    if told is None:
        return f"{questions[0].text}\n不排了,回复「取消」。"
    return read(c, line, told)


def _keep(c: Chat, draft: Draft) -> str:
    if draft.kind is None:
        return HOW
    try:
        with c.uow.attempt():
            ids = [youth.id for youth in draft.youths]
            plan = plans.make(c.uow, c.cadre, did(draft.kind, draft), ids)
    except Refusal as no:
        return str(no)
    lines = [f"排上了:{say(c, plan)}。", *([say_gone(draft.gone)] if draft.gone else [])]
    when = "做完" if plan.due else "到那天我提醒一句;做完"
    return "\n".join([*lines, f"{when}回复「{tap('做了')}」。看全部,回复「{tap('我的计划')}」。"])


@chat.text(pattern=r"做了\s*\d{0,3}")
def done(c: Chat) -> str:
    """Let a plan become a record."""
    return _with(c, _done, "哪一件做了?")


@chat.text(pattern=r"不做了\s*\d{0,3}")
def dropped(c: Chat) -> str:
    """Give a plan up."""
    return _with(c, _dropped, "哪一件不做了?")


@chat.text(pattern=r"改期\s*\d{1,3}\s+\S.*")
def put_off(c: Chat) -> str:
    """Move a plan to another day."""
    return _with(c, _put_off, "哪一件改期?")


@chat.step("plans", "listed")
def take_listed(c: Chat) -> str | None:
    """Take what is said of the numbers of a list."""
    for pattern, run in _SAID:
        if pattern.fullmatch(c.text):
            return run(c)
    said = elsewhere(c)
    return said or "回复「做了 1」「不做了 1」或「改期 1 周五」;看全部,回复「我的计划」。"


_SAID: Final = (
    (re.compile(r"做了\s*\d{0,3}"), done),
    (re.compile(r"不做了\s*\d{0,3}"), dropped),
    (re.compile(r"改期\s*\d{1,3}\s+\S.*"), put_off),
)
_NUMBER: Final = re.compile(r"\d+")


def _with(c: Chat, act: Callable[[Chat, int], str], which: str) -> str:
    """Do something with the plan of a number; without one, with the only one that it can be."""
    match = _NUMBER.search(c.text)
    ids = c.dialogue.get("plans") or [plan.id for plan in plans.waiting(c.uow, c.cadre)]
    if match is not None:
        number = int(match[0])
        if not 1 <= number <= len(ids):
            return f"没有第 {number} 件。看看有哪些,回复「{tap('我的计划')}」。"
        return act(c, ids[number - 1])
    waiting = plans.waiting(c.uow, c.cadre)
    if not waiting:
        return f"没有排着的事。{HOW}"
    due = [plan for plan in waiting if plan.due] or waiting
    return act(c, due[0].id) if len(due) == 1 else _listed(c, waiting, which)


def _done(c: Chat, plan_id: int) -> str:
    return say_written(plans.done(c.uow, c.cadre, plan_id), c.uow.today)


def _dropped(c: Chat, plan_id: int) -> str:
    plan = plans.drop(c.uow, c.cadre, plan_id)
    return f"好,不做了:{say(c, plan)}。\n要再排,发「计划 …」就行。"


def _put_off(c: Chat, plan_id: int) -> str:
    rest = _NUMBER.sub("", c.text.removeprefix("改期").strip(), count=1)
    days = [m.day for m in mentions(rest, c.uow.today, ahead=True) if m.day]
    if len(days) != 1:
        return "改到哪天没看懂。比如「改期 1 周五」「改期 1 12月3日」。"
    plan = plans.put_off(c.uow, c.cadre, plan_id, days[0])
    return f"改好了:{say(c, plan)}。"
