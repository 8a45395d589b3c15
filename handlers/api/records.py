"""记录: what I wrote down, one with its history, and its steps."""

from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.kinds import FOR_ORGANS, Group
from domain.line_hours import DayPart
from domain.periods import HOME
from handlers.api import cursors, record_shapes
from handlers.api.endpoint import Api, Call, Role, Upload
from handlers.api.record_shapes import (
    KEPT,
    KindCode,
    Minutes,
    Record,
    RecordNew,
    RecordRow,
    Title,
    Youths,
)
from handlers.api.shapes import Day, Given, Page, Paging, Query, Told
from services import confirmations, photos, record_edits, record_list, records

api = Api(
    "记录",
    "做过的事:谈心、走访、志愿服务……五个一。自己的和所负责机关的;撤销了还能恢复,改过的都留着。",
    {"no_such_record": 404},
)

Month = Annotated[str, StringConstraints(pattern=r"^(20[0-9]{2}-(0[1-9]|1[0-2]))?$")]


class RecordsAsked(Paging):
    """要看哪些记录。"""

    whose: Literal["mine", "organ"] = Field(default="mine", description="organ 只给机关负责人")
    group: Group | None = Field(default=None, description="哪一组类别")
    month: Month = Field(default="", description="哪个月,例如 2026-11")


class RecordsOf(Query):
    """谁的记录。"""

    whose: Literal["mine", "organ"] = "mine"


class RecordEdit(Given):
    """要改的几项;不填的不动。"""

    kind: KindCode | None = None
    day: Day | None = None
    part: DayPart | None = Field(default=None, description="不填就还是原来的钟点")
    minutes: Minutes | None = Field(default=None, description="填 null 是去掉,不填是不动")
    title: Title | None = None
    offline: bool | None = None
    youths: Youths | None = Field(default=None, description="全部的人,不是要加的")
    version: Annotated[str, StringConstraints(max_length=40)] | None = Field(
        default=None, description="看到的是哪一版;别处先改过就不存"
    )


class RecordAsked(Told):
    """请小伙伴点「聊过」;点不点都照样算数。"""

    names: list[str] = Field(description="问了谁")
    left_out: list["RecordUnasked"]


class RecordUnasked(Told):
    """没有问的一位。"""

    name: str
    why: str


class RecordMonths(Told):
    """有记录的月份,最近的在前。"""

    months: list[str]
    asked: int = Field(description="近 90 天请小伙伴确认几次;少于 5 次不说,是 0")
    confirmed: int


_ENOUGH = 5


@api.get("/records", Role.CADRE, title="我的记录")
def records_mine(call: Call, asked: RecordsAsked) -> Page[RecordRow]:
    month = Day.fromisoformat(f"{asked.month}-01") if asked.month else None
    found = record_list.page(
        call.uow,
        call.cadre,
        organ_id=call.organ if asked.whose == "organ" else None,
        group=asked.group,
        month=month,
        limit=asked.limit + 1,
        after=cursors.last_seen(asked),
    )
    return cursors.cut(found.rows, asked, lambda one: one.logged.id, record_shapes.row)


@api.get("/records/months", Role.CADRE, title="哪些月份有记录")
def records_months(call: Call, asked: RecordsOf) -> RecordMonths:
    organ = call.organ if asked.whose == "organ" else None
    found = record_list.page(call.uow, call.cadre, organ_id=organ, limit=1)
    said = confirmations.lately(call.uow, call.cadre)
    told = (said.asked, said.confirmed) if said.asked >= _ENOUGH else (0, 0)
    months = [f"{month:%Y-%m}" for month in found.months]
    return RecordMonths(months=months, asked=told[0], confirmed=told[1])


@api.post("/records", Role.CADRE, title="记一笔", status=201)
def record_write(call: Call, body: RecordNew) -> Record:
    read = record_shapes.filled(call, body)
    new = record_shapes.did(call, read, body.youths)
    if read.kind in FOR_ORGANS:
        logged = records.log_organ(call.uow, call.cadre, call.organ, new)
    else:
        record_edits.somebody(new, body.youths)
        logged = records.log(call.uow, call.cadre, new, body.youths)
    return record_shapes.whole(call, logged.id)


@api.get("/records/{record_id}", Role.CADRE, title="看一条记录")
def record_one(call: Call, record_id: int) -> Record:
    return record_shapes.whole(call, record_id)


@api.post("/records/{record_id}", Role.CADRE, title="改一条记录")
def record_edit(call: Call, body: RecordEdit, record_id: int) -> Record:
    opened = record_list.opened(call.uow, call.cadre, record_id)
    before, given = opened.logged, body.model_fields_set
    same = body.kind in (None, before.kind)
    said = RecordNew.model_construct(  # what stands there may be longer than what is typed
        kind=body.kind or before.kind,
        day=body.day or before.day,
        part=body.part,
        minutes=body.minutes if "minutes" in given else before.minutes,
        title=before.title if body.title is None else body.title,
        offline=opened.offline if body.offline is None and same else body.offline,
        youths=list(opened.youth_ids) if body.youths is None else body.youths,
    )
    read = record_shapes.filled(call, said, None if body.part else KEPT)
    new = record_shapes.did(call, read, said.youths)
    if read.keeps_hour:
        new = replace(new, at=before.at.astimezone(HOME).time())
    version = opened.version if body.version is None else body.version
    record_edits.edit(call.uow, call.cadre, record_id, new, said.youths, version=version)
    return record_shapes.whole(call, record_id)


@api.post("/records/{record_id}/undo", Role.CADRE, title="撤销")
def record_undo(call: Call, record_id: int) -> Record:
    record_edits.undo(call.uow, call.cadre, record_id)
    return record_shapes.whole(call, record_id)


@api.post("/records/{record_id}/redo", Role.CADRE, title="恢复撤销了的")
def record_redo(call: Call, record_id: int) -> Record:
    record_edits.redo(call.uow, call.cadre, record_id)
    return record_shapes.whole(call, record_id)


@api.post("/records/{record_id}/ask", Role.CADRE, title="请小伙伴点「聊过」")
def record_ask(call: Call, record_id: int) -> RecordAsked:
    asked = confirmations.ask(call.uow, call.cadre, record_id)
    left = [RecordUnasked(name=name, why=why) for name, why in asked.left_out]
    return RecordAsked(names=list(asked.names), left_out=left)


@api.post(
    "/records/{record_id}/photos",
    Role.CADRE,
    title="加一张照片",
    status=201,
    upload=photos.TAKEN,
    limit=photos.LARGEST,
)
def record_photo(call: Call, upload: Upload, record_id: int) -> Record:
    record_edits.own(call.uow, call.cadre, record_id)
    photos.keep(call.uow, photos.Owner.RECORD, record_id, call.person, upload.content)
    return record_shapes.whole(call, record_id)
