"""办活动: from a template, a copy or nothing to a draft, and from that to an activity."""

from collections.abc import Iterable
from typing import Final

from pydantic import Field

from domain.activity_templates import FOR_CADRES, FOR_ORGANS, next_on, next_saturday
from domain.dictionaries import INDUSTRIES, OCCUPATIONS
from domain.errors import Refusal
from domain.periods import HOME
from domain.signup_form import SORTS
from handlers.api.activity_host import ActivityRun, run_shown
from handlers.api.activity_shapes import ActivityDraft, NewActivity, WrittenActivity
from handlers.api.days import AskedDay
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Given, Page, Paging, Query, Told, paged
from handlers.h5.activity_words import MODES
from services import activity_making as making
from services.activity_drafts import blank, sound
from services.activity_making import Draft, Template

api = Api(
    "办活动",
    "从模板、上一次的或者空白开始:拿一份填好的草稿,改好再发回来。",
    {"no_such_activity": 404, "not_your_activity": 404},
)

_BLANK: Final = "blank"


class HostBusy(Refusal):
    """At that time the host runs or visits something else."""

    code = "host_busy"
    text = "{why}时间没错的话,再点一次就行。"


class ActivityTemplate(Told):
    """一个模板。"""

    key: str
    title: str
    kind: str
    kind_title: str
    minutes: int
    seats: int
    organ: bool = Field(description="机关办的")


class ActivityChoice(Told):
    """一个代号和它的中文。"""

    code: str
    title: str
    organ: bool = Field(default=False, description="只有机关负责人能选")


class ActivityChoices(Told):
    """表单里能选的。"""

    kinds: list[ActivityChoice]
    modes: list[ActivityChoice]
    sorts: list[ActivityChoice] = Field(description="问题的样子")
    industries: list[ActivityChoice]
    occupations: list[ActivityChoice]


class ForDay(Query):
    """哪一天办。"""

    day: AskedDay = None
    """不填:模板是下一个周六,再办一次是下一个同样的星期几。"""


class PublishSure(Given):
    """确认。"""

    sure: bool = Field(default=False, description="那时自己还办着别的,也照办")


@api.get("/activity-templates", Role.CADRE, title="活动模板")
def activity_templates(call: Call, paging: Paging) -> Page[ActivityTemplate]:
    organ = None if call.who.organ_id is not None else False
    rows = making.templates(organ=organ)
    return paged(rows, paging, _key, ActivityTemplate.model_validate)


def _key(one: Template) -> str:
    return one.key


@api.get("/activity-choices", Role.CADRE, title="办活动的表单里能选的")
def activity_choices(call: Call) -> ActivityChoices:
    kinds = [ActivityChoice(code=kind.code, title=kind.title) for kind in FOR_CADRES]
    if call.who.organ_id is not None:
        kinds += [
            ActivityChoice(code=kind.code, title=kind.title, organ=True) for kind in FOR_ORGANS
        ]
    return ActivityChoices(
        kinds=kinds,
        modes=_choices(MODES.items()),
        sorts=_choices(SORTS.items()),
        industries=_choices(INDUSTRIES.items()),
        occupations=_choices(OCCUPATIONS.items()),
    )


def _choices(titles: Iterable[tuple[str, str]]) -> list[ActivityChoice]:
    return [ActivityChoice(code=code, title=title) for code, title in titles]


@api.get("/activity-templates/{key}", Role.CADRE, title="从模板起一份草稿(blank 是空白的)")
def activity_template(call: Call, query: ForDay, key: str) -> ActivityDraft:
    day = query.day or next_saturday(call.uow.today)
    if key == _BLANK:
        return ActivityDraft.of(blank(day))
    return ActivityDraft.of(making.from_template(call.uow, call.cadre, key, day))


@api.get("/activities/{activity_id}/copy", Role.CADRE, title="照着上一次起一份草稿")
def activity_copy(call: Call, query: ForDay, activity_id: int) -> ActivityDraft:
    before = making.run_by(call.uow, call.cadre, activity_id).starts_at.astimezone(HOME)
    day = query.day or next_on(call.uow.today, before.weekday())
    return ActivityDraft.of(making.copy_of(call.uow, call.cadre, activity_id, day))


@api.post("/activities", Role.CADRE, title="办一个活动:发布,或者存成草稿", status=201)
def activity_make(call: Call, body: NewActivity) -> ActivityRun:
    draft = _allowed(call, body)
    if body.copied_from is not None:
        making.run_by(call.uow, call.cadre, body.copied_from)
    if body.publish and not body.sure:
        _keep_free(call, draft)
    made = making.create(call.uow, call.cadre, draft, copied_from=body.copied_from)
    if body.publish:
        making.publish(call.uow, call.cadre, made)
    return run_shown(call, made, "发布了。" if body.publish else "存好了,发布以前只有你看得到。")


@api.get("/activities/{activity_id}/draft", Role.CADRE, title="活动现在怎么写的,拿来改")
def activity_written(call: Call, activity_id: int) -> ActivityDraft:
    return ActivityDraft.of(making.run_by(call.uow, call.cadre, activity_id).draft)


@api.put("/activities/{activity_id}/draft", Role.CADRE, title="改活动")
def activity_change(call: Call, body: WrittenActivity, activity_id: int) -> ActivityRun:
    draft = _allowed(call, body)
    before = making.run_by(call.uow, call.cadre, activity_id)
    moved = (before.starts_at, before.ends_at) != (draft.starts_at, draft.ends_at)
    if moved and not body.sure:
        _keep_free(call, draft, activity_id)
    changed = making.change(call.uow, call.cadre, activity_id, draft)
    up = f"{changed.moved_up} 位候补的有名额了。" if changed.moved_up else ""
    told = f"{changed.told} 位报了名的人会收到通知。" if changed.told else ""
    return run_shown(call, activity_id, f"改好了。{up}{told}")


@api.post("/activities/{activity_id}/publish", Role.CADRE, title="发布草稿")
def activity_publish(call: Call, body: PublishSure, activity_id: int) -> ActivityRun:
    draft = making.run_by(call.uow, call.cadre, activity_id).draft
    if not body.sure:
        _keep_free(call, draft, activity_id)
    making.publish(call.uow, call.cadre, activity_id)
    return run_shown(call, activity_id, "发布了。海报发到群里,报名就开始了。")


def _allowed(call: Call, body: WrittenActivity) -> Draft:
    """Let nobody but who answers for an organ hold what only an organ holds."""
    if body.organ:
        call.organ  # noqa: B018 - it refuses whoever leads none
    return sound(body.draft())


def _keep_free(call: Call, draft: Draft, but: int = 0) -> None:
    """Ask about something else that the host holds at the time."""
    if busy := making.host_clash(call.uow, call.cadre, draft, but):
        raise HostBusy(why=busy)
