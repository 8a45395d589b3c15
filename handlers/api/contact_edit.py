"""小伙伴的登记: adding by hand, changing what is noted, tags of several, and steps taken back."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from domain.caseload import Newcomer, read_tags, tidy_name
from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS
from handlers.api import contacts as shown
from handlers.api.contact_shapes import Contact, Tab
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Given, Ident, Line, Moment, Page, Paging, Told, paged
from services import caseload_edit, caseload_notes, caseload_tags, caseload_youth, changes, contacts
from services.caseload_list import Wanted
from services.caseload_tags import Batch

api = Api(
    "小伙伴的登记",
    "加一位、改登记、一次改几位的标签;每一步 24 小时内可以撤销。满 14 周岁才登记。",
    {"not_in_your_list": 404, "change_gone": 404},
)

FieldCode = Annotated[Line, Field(json_schema_extra={"enum": ["", *FIELDS]})]
IndustryCode = Annotated[Line, Field(json_schema_extra={"enum": ["", *INDUSTRIES]})]
OccupationCode = Annotated[Line, Field(json_schema_extra={"enum": ["", *OCCUPATIONS]})]
Tags = Annotated[list[Line], Field(max_length=10)]


class ContactNew(Given):
    """新加一位。"""

    name: Line = Field(min_length=1, description="只写名字")
    phone: Line = Field(default="", description="11 位手机号;不知道就空着")
    born: Day | None = None
    fourteen: bool = Field(default=False, description="确认满 14 周岁;写了出生日期就不用")
    hint: Line = Field(default="", description="分清重名的一句话")
    field: FieldCode = ""
    industry: IndustryCode = ""
    occupation: OccupationCode = ""
    tags: Tags = Field(default=[])


class ContactPatch(Given):
    """要改的几项;不填的不动。"""

    name: Line | None = Field(default=None, description="TA 登录过就不能改了")
    phone: Line | None = Field(default=None, description="同上")
    hint: Line | None = None
    field: FieldCode | None = None
    industry: IndustryCode | None = None
    occupation: OccupationCode | None = None
    tags: Tags | None = Field(default=None, description="全部标签,不是要加的")


class ContactAdded(Told):
    """加好了。"""

    youth_id: int
    name: str
    others: list[str] = Field(description="也在联系 TA 的团干部")
    change_id: int = Field(description="撤销时用它")
    size: int = Field(description="现在联系着几位")


class ContactsChosen(Given):
    """按名单的条件选。"""

    words: Line = ""
    tag: Line = ""
    industry: Line = ""
    band: Tab = ""


class ContactsTagging(Given):
    """一次改几位;空的不动。"""

    youths: list[Ident] = Field(default=[], max_length=500)
    everybody: ContactsChosen | None = Field(
        default=None, description="不一位一位选:条件里的所有人"
    )
    set_field: FieldCode = ""
    set_industry: IndustryCode = ""
    set_occupation: OccupationCode = ""
    add: Tags = Field(default=[])
    remove: Tags = Field(default=[])


class ContactsTagged(Told):
    """改好了几位。"""

    count: int
    change_id: int


class Change(Told):
    """还能撤销的一步。"""

    id: int
    kind: str
    title: str
    at: Moment


class ChangeUndone(Told):
    """撤销了。"""

    said: str


@api.post("/contacts", Role.CADRE, title="加一位", status=201)
def contact_add(call: Call, body: ContactNew) -> ContactAdded:
    given = body.model_dump() | {"name": tidy_name(body.name), "tags": _tags(body.tags)}
    given["hint"] = body.hint.strip()
    added = caseload_edit.add(call.uow, call.cadre, Newcomer(**given))
    return ContactAdded(
        youth_id=added.person_id,
        name=added.name,
        others=list(added.others),
        change_id=added.change_id,
        size=contacts.size(call.uow, call.cadre),
    )


@api.post("/contacts/{youth_id}", Role.CADRE, title="改登记")
def contact_edit(call: Call, body: ContactPatch, youth_id: int) -> Contact:
    seen = caseload_youth.seen(call.uow, call.cadre, youth_id)
    notes = caseload_notes.notes(call.uow, call.cadre, youth_id, seen.tags)
    given = body.model_dump(exclude_none=True)
    if body.name is not None:
        given["name"] = tidy_name(body.name)
    else:
        given["name"] = tidy_name(notes.newcomer.name)
    if body.tags is not None:
        given["tags"] = _tags(body.tags)
    if body.hint is not None:
        given["hint"] = body.hint.strip()
    caseload_notes.note(call.uow, call.cadre, youth_id, replace(notes.newcomer, **given))
    return shown.contact(call, youth_id)


@api.post("/contacts/tags", Role.CADRE, title="一次改几位的标签和类别")
def contacts_tag(call: Call, body: ContactsTagging) -> ContactsTagged:
    batch = Batch(
        body.set_field,
        body.set_industry,
        body.set_occupation,
        _tags(body.add),
        tuple(body.remove),
    )
    everybody = Wanted(**body.everybody.model_dump()) if body.everybody else None
    done = caseload_tags.change(
        call.uow, call.cadre, batch, youths=body.youths, everybody=everybody
    )
    return ContactsTagged.model_validate(done)


def _tags(said: list[str]) -> tuple[str, ...]:
    return read_tags(" ".join(said))


@api.get("/changes", Role.CADRE, title="最近还能撤销的几步")
def changes_lately(call: Call, paging: Paging) -> Page[Change]:
    return paged(changes.lately(call.uow), paging, lambda one: one.id, Change.model_validate)


@api.post("/changes/{change_id}/undo", Role.CADRE, title="撤销一步")
def change_undo(call: Call, change_id: int) -> ChangeUndone:
    return ChangeUndone(said=changes.undo(call.uow, change_id))
