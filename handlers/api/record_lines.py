"""一句话记: a record or a plan in one line, as the chat understands it; nothing is kept between."""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

from domain import record_line
from domain.kinds import FOR_ORGANS, KINDS, Kind
from domain.line_hours import by_code
from domain.line_questions import AS_PLAN, AS_TEXT, AS_TITLE, DAY_MINUTES, Question
from domain.record_line import Draft
from handlers.api import record_shapes
from handlers.api.endpoint import Api, Call, Role
from handlers.api.plans import Plan
from handlers.api.record_shapes import Record
from handlers.api.shapes import Given, Line, Said, Text, Told
from handlers.record_words import did, understood
from services import plans, records

api = Api(
    "一句话记",
    "像在对话里那样说一句「志愿服务 张三 社区清洁 2小时」;没说清的问回来,带着 choices 再来一次。",
)

_YEARS: Final = range(2000, 2100)
_PERSON: Final = 18


class LineSaid(Given):
    """说的一句,和前面几次选好的。"""

    line: Annotated[Text, StringConstraints(min_length=1, max_length=500)]
    ahead: bool = Field(default=False, description="排成计划,不是做过了")
    choices: dict[Line, Line] = Field(
        default={}, max_length=40, description="上一次回答里的 choices,原样带回来"
    )
    reply: Line = Field(default="", description="对问题的回答:选项的字、编号,或者自己写")


class LineOption(Told):
    """一个选项。"""

    label: str


class LineQuestion(Told):
    """没说清的一处。"""

    about: Literal["kind", "name", "day", "minutes", "youths"]
    text: Said
    options: list[LineOption]


class LineRead(Told):
    """听懂了什么。"""

    state: Literal["written", "planned", "asking", "empty"]
    record: Record | None = None
    plan: Plan | None = None
    question: LineQuestion | None = None
    unclear: bool = Field(default=False, description="刚才的回答没对上,再问一次")
    choices: dict[str, str] = Field(default={}, description="再来一次时带上")
    gone: list[str] = Field(default=[], description="选择了不被联系,没有记 TA 的名字")


@api.post("/records/line", Role.CADRE, title="一句话记一笔,或排一件计划")
def record_line_read(call: Call, body: LineSaid) -> LineRead:
    line = body.line if body.line.startswith("记") else f"记 {body.line}"
    choices = {key: value for key, value in body.choices.items() if _sound(key, value)}
    ahead, choices = _ahead(choices, ahead=body.ahead)
    if not body.reply:
        return _read(call, line, choices, ahead=ahead)
    questions = understood(call.uow, call.cadre, line, choices, ahead=ahead).questions
    if not questions:
        return _read(call, line, choices, ahead=ahead)
    told = record_line.answer(choices, questions[0], body.reply, call.uow.today, ahead=ahead)
    if told is None:
        return _asking(questions[0], choices, unclear=True)
    ahead, told = _ahead(told, ahead=ahead)
    return _read(call, line, told, ahead=ahead)


def _ahead(choices: dict[str, str], *, ahead: bool) -> tuple[bool, dict[str, str]]:
    """Return whether it is a plan by now, and the choices without the mark that says so."""
    day = choices.get("day", "")
    if not day.startswith(AS_PLAN):
        return ahead, choices
    return True, {**choices, "day": day.removeprefix(AS_PLAN)}


def _read(call: Call, line: str, choices: dict[str, str], *, ahead: bool) -> LineRead:
    reading = understood(call.uow, call.cadre, line, choices, ahead=ahead)
    if reading.empty:
        return LineRead(state="empty")
    if reading.questions:
        if ahead and "day" in choices:  # what a client brings back says that it is a plan by now
            choices = {**choices, "day": f"{AS_PLAN}{choices['day']}"}
        return _asking(reading.questions[0], choices)
    draft = reading.draft
    if draft.kind is None:
        return LineRead(state="empty")
    return _planned(call, draft, draft.kind) if ahead else _written(call, draft, draft.kind)


def _asking(question: Question, choices: dict[str, str], *, unclear: bool = False) -> LineRead:
    text = question.text.splitlines()[0] if question.options else question.text
    asked = LineQuestion(
        about=question.ask.value,
        text=text,
        options=[LineOption(label=one.label) for one in question.options],
    )
    return LineRead(state="asking", question=asked, choices=choices, unclear=unclear)


def _written(call: Call, draft: Draft, kind: Kind) -> LineRead:
    done = did(kind, draft)
    if kind in FOR_ORGANS:
        logged = records.log_organ(call.uow, call.cadre, call.organ, done)
    else:
        ids = [youth.id for youth in draft.youths]
        logged = records.log(call.uow, call.cadre, done, ids)
    gone = list(dict.fromkeys((*draft.gone, *logged.absent)))
    return LineRead(state="written", record=record_shapes.whole(call, logged.id), gone=gone)


def _planned(call: Call, draft: Draft, kind: Kind) -> LineRead:
    ids = [youth.id for youth in draft.youths]
    plan = plans.make(call.uow, call.cadre, did(kind, draft), ids)
    return LineRead(state="planned", plan=Plan.of(plan), gone=list(draft.gone))


def _sound(key: str, value: str) -> bool:
    """Say whether a choice is one that we can have told; others are asked for again."""
    match key:
        case "kind":
            return value in KINDS
        case "day":
            return _is_day(value.removeprefix(AS_PLAN))
        case "minutes":
            return value.isascii() and value.isdecimal() and 0 < int(value) <= DAY_MINUTES
        case "part":
            return by_code(value) is not None
        case "more":
            return True
        case _:
            return key.startswith("name:") and (
                value in {AS_TEXT, AS_TITLE} or (value.isdecimal() and len(value) <= _PERSON)
            )


def _is_day(said: str) -> bool:
    try:
        return date.fromisoformat(said).year in _YEARS
    except ValueError:
        return False
