"""The shapes of records, and what a form of one says."""

from typing import Annotated, Final

from pydantic import Field, StringConstraints

from domain import record_form
from domain.kinds import FOR_ORGANS, KINDS
from domain.line_hours import DayPart
from domain.record_form import OFFLINE, ONLINE, OTHER, Filled
from handlers.api.endpoint import Call
from handlers.api.shapes import Day, Given, Ident, Line, Moment, Said, Told
from handlers.record_steps import say_step
from services import photos, record_list
from services.record_list import Opened, Row
from services.records import Did
from services.verdicts import Verdict

KindCode = Annotated[Line, Field(json_schema_extra={"enum": [*KINDS]}, description="类别代号")]
Title = Annotated[
    Line, StringConstraints(max_length=60), Field(description="做了什么;名单外的人名也写这里")
]
Minutes = Annotated[int, Field(ge=1, le=1440)]
Youths = Annotated[list[Ident], Field(max_length=500, description="和谁:小伙伴的编号")]
KEPT: Final = record_form.KEPT


class RecordNew(Given):
    """一条记录,或一件计划。"""

    kind: KindCode
    day: Day = Field(description="哪天")
    part: DayPart | None = Field(default=None, description="一天里的哪一段;不清楚就不填")
    minutes: Minutes | None = Field(default=None, description="多久;有的任务要满 60 分钟")
    title: Title = ""
    offline: bool | None = Field(default=None, description="当面还是线上;不填按类别")
    youths: Youths = Field(default=[])


class RecordYouth(Told):
    """记录里的一位。"""

    id: int
    name: str
    former: bool = Field(description="已经不在名单里")


class RecordVerdict(Told):
    """这条记录在一项任务里算不算。"""

    rule: str = Field(description="任务代号;为什么,看 /quotas")
    title: str
    counts: bool
    why_not: str | None
    count: int
    target: int
    met: bool
    late: bool = Field(description="补记,算在已经过去的那一期")


class RecordRow(Told):
    """列表里的一条。"""

    id: int
    kind: str
    kind_title: str
    title: str
    at: Moment
    day: Day
    minutes: int | None
    youths: list[str]
    organ: bool = Field(description="机关的记录")
    undone: bool = Field(description="撤销了")
    late: bool = Field(description="补记")
    activity: str = Field(description="来自哪场活动")
    correction: str = Field(description="管理员更正的原因")
    asked: int = Field(description="请几位点过「聊过」")
    confirmed: int


class RecordPhoto(Told):
    """一张照片,内容在 /photos/{id}。"""

    id: int
    mine: bool = Field(description="你加的,你可以删")


class RecordStep(Told):
    """改过的一步。"""

    at: Moment
    by: str
    lines: list[str]


class Record(RecordRow):
    """一条记录的全部。"""

    offline: bool
    entered_at: Moment
    people: list[RecordYouth]
    counts_for: list[RecordVerdict] = Field(description="算在哪些任务里,不算的说为什么")
    locked: Said = Field(description="为什么不能改;空的就是能改")
    may_ask: bool = Field(description="还可以请 TA 点「聊过」")
    activity_id: int | None
    version: str = Field(description="改的时候带上,别处先改过就会告诉你")
    photos: list[RecordPhoto]
    history: list[RecordStep]


def row(one: Row) -> RecordRow:
    """Return a record as a list has it."""
    return RecordRow.model_validate(_row(one))


def _row(one: Row) -> dict[str, object]:
    logged = one.logged
    names = ("id", "kind", "kind_title", "title", "at", "day", "minutes", "undone", "correction")
    return {name: getattr(logged, name) for name in names} | {
        "youths": list(logged.youths),
        "organ": logged.organ_id is not None,
        "late": one.late,
        "activity": one.activity,
        "asked": one.answers.asked,
        "confirmed": one.answers.confirmed,
    }


def whole(call: Call, record_id: int) -> Record:
    """Return everything about a record as it is now."""
    call.uow.session.flush()
    opened = record_list.opened(call.uow, call.cadre, record_id)
    logged, answers = opened.logged, opened.row.answers
    pictures = photos.of(call.uow, photos.Owner.RECORD, logged.id)
    own = photos.added_by(call.uow, call.person, pictures)
    return Record.model_validate(
        _row(opened.row)
        | {
            "offline": opened.offline,
            "entered_at": opened.entered_at,
            "people": _people(opened),
            "counts_for": [] if logged.undone else [verdict(one) for one in logged.verdicts],
            "locked": opened.locked,
            "may_ask": not logged.undone and answers.asked < len(logged.youths),
            "activity_id": opened.activity_id,
            "version": opened.version,
            "photos": [RecordPhoto(id=one, mine=one in own) for one in pictures],
            "history": [
                RecordStep(at=one.at, by=one.by, lines=say_step(one, call.uow.today))
                for one in opened.steps
            ],
        }
    )


def _people(opened: Opened) -> list[RecordYouth]:
    former = {number for number, _ in opened.former}
    return [
        RecordYouth(id=number, name=name, former=number in former) for number, name in opened.people
    ]


def verdict(one: Verdict) -> RecordVerdict:
    """Return what a rule says of a record."""
    return RecordVerdict(
        rule=one.rule.id,
        title=one.rule.title,
        counts=one.why_not is None,
        why_not=one.why_not,
        count=one.standing.count,
        target=one.standing.target,
        met=one.standing.met,
        late=one.late,
    )


def filled(call: Call, said: RecordNew, part: str | None = None) -> Filled:
    """Read a form as the pages do."""
    how = "" if said.offline is None else OFFLINE if said.offline else ONLINE
    fields = {
        "kind": said.kind,
        "day": OTHER,
        "date": said.day.isoformat(),
        "part": part or said.part or "",
        "minutes": str(said.minutes or ""),
        "title": said.title,
        "how": how,
    }
    return record_form.read(fields, call.uow.today)


def did(call: Call, read: Filled, youths: list[int]) -> Did:
    """Say what was done; who came to an organ's activity is only named in its title."""
    title = read.title
    if read.kind in FOR_ORGANS:
        title = record_list.titled_with(call.uow, call.cadre, title, youths)
    return Did(read.kind.code, read.day, title, read.minutes, read.offline, read.at)
