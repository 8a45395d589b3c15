"""我的进度: every rule with its number, why it is so, and what would fill it."""

from enum import StrEnum
from typing import Final, Literal

from pydantic import Field

from domain.quotas import Standing
from domain.standing_words import say_lack, say_state
from handlers import explaining
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Day, Moment, Number, Page, Paging, Query, Told, paged
from services import explanations, quotas, ways
from services.explanations import Explanation, LeftOut, Line
from services.quotas import Stand

api = Api(
    "进度",
    "这一期每一项做到几、还差几、为什么。机关负责人连同所负责的机关一起看。数字都能问到哪几条记录。",
    {"no_such_subject": 404, "no_such_rule": 404, "rule_not_concerned": 404},
)

_NEVER: Final = 10**6
_LINES: Final = 200
Subject = Literal["cadre", "organ"]


class QuotaState(StrEnum):
    """进展到哪里。"""

    OWED = "owed"
    MET = "met"
    EXCUSED = "excused"
    COMING = "coming"


class QuotaPart(Told):
    """分开要求的一类。"""

    code: str
    title: str
    missing: int


class Quota(Told):
    """一项任务的进度。"""

    key: str = Field(description="列表里的一项")
    subject: Subject = Field(description="你自己的,还是所负责机关的")
    subject_id: int
    rule: str = Field(description="任务代号")
    title: str
    state: QuotaState = Field(description="owed 还要做,met 完成,excused 不作要求,coming 还没开始")
    count: int
    target: int
    unit: str
    missing: int
    parts: list[QuotaPart]
    window: str = Field(description="哪一期")
    first_day: Day
    last_day: Day
    due: Day
    days_left: int | None = Field(description="还有几天;长期的是空的")
    reason: str = Field(description="为什么不作要求")
    own_target: str = Field(description="个人目标的原因;没有是空的")
    said: str = Field(description="一句话")


class QuotaLine(Told):
    """一条记录。"""

    id: int
    at: Moment
    kind_title: str
    title: str
    adds: int = Field(description="给这个数加了几")
    said: str


class QuotaLeftOut(Told):
    """没算进去的一条。"""

    id: int
    at: Moment
    kind_title: str
    title: str
    why: str
    undone: bool


class QuotaSource(Told):
    """依据哪份文件的哪一条。"""

    document: str
    number: str
    at: str
    clause: str


class QuotaWhy(Told):
    """一个数字从哪里来。"""

    quota: Quota
    since: str = Field(description="从哪天到哪天的算")
    facts: list[str] = Field(description="怎么数的、名单怎样、还没见到谁")
    counted: list[QuotaLine] = Field(description="算进去的,最近 200 条")
    left_out: list[QuotaLeftOut] = Field(description="没算进去的,最近 200 条")
    others: int = Field(description="跟这一项无关的记录有几条")
    sources: list[QuotaSource]


class QuotaUnmet(Told):
    """很久没联系的一位。"""

    id: int
    name: str
    hint: str
    days: int | None = Field(description="几天没联系;从没联系过是空的")
    kind: str = Field(description="聊一次还是走访一次")


class QuotaOuting(Told):
    """去了就算的一场活动。"""

    id: int
    title: str
    place: str
    starts_at: Moment
    left: int
    organ: bool = Field(description="本单位办的,办好了算一次")


class QuotaWish(Told):
    """帮着实现就算的一个心愿。"""

    id: int
    text: str


class QuotaWays(Told):
    """还差的怎么补上,好办的在前。"""

    unmet: list[QuotaUnmet]
    outings: list[QuotaOuting]
    wishes: list[QuotaWish]


class QuotasAsked(Paging):
    """要看哪些。"""

    state: QuotaState | None = None
    subject: Subject | None = None


class QuotaNamed(Query):
    """是谁的。"""

    subject: Subject = "cadre"
    subject_id: Number | None = Field(default=None, description="机关的编号;自己的不用填")


@api.get("/quotas", Role.CADRE, title="我的进度")
def quotas_mine(call: Call, asked: QuotasAsked) -> Page[Quota]:
    stands = quotas.mine(call.uow, call.cadre, call.uow.today)
    found = [_quota(call, stand, s) for stand in stands for s in stand.standings]
    found = [
        one
        for one in found
        if asked.state in (None, one.state) and asked.subject in (None, one.subject)
    ]
    order = list(QuotaState)
    found.sort(key=lambda one: (order.index(one.state), _left(one)))
    return paged(found, asked, lambda one: one.key, lambda one: one)


def _left(one: Quota) -> int:
    return _NEVER if one.days_left is None else one.days_left


@api.get("/quotas/ways", Role.CADRE, title="还差的怎么补上")
def quotas_ways(call: Call) -> QuotaWays:
    stands = quotas.mine(call.uow, call.cadre, call.uow.today)
    return QuotaWays.model_validate(ways.for_stands(call.uow, call.cadre, stands))


@api.get("/quotas/{rule}", Role.CADRE, title="为什么是这个数")
def quota_why(call: Call, asked: QuotaNamed, rule: str) -> QuotaWhy:
    stands = quotas.mine(call.uow, call.cadre, call.uow.today)
    mine = [stand for stand in stands if _meant(stand, asked)]
    if not mine:
        whose = "团干部" if asked.subject == "cadre" else "机关"
        raise explanations.NoSuchSubject(id=asked.subject_id or "", whose=whose)
    stand = mine[0]
    told = explanations.explain(call.uow, stand.subject, stand.id, rule, call.uow.today)
    return _why(call, stand, told)


def _meant(stand: Stand, asked: QuotaNamed) -> bool:
    return stand.subject == asked.subject and asked.subject_id in (None, stand.id)


def _quota(call: Call, stand: Stand, s: Standing) -> Quota:
    lacking = {part: n for part, n in s.missing_by_part.items() if n}
    return Quota(
        key=f"{stand.subject}-{stand.id}-{s.rule.id}"[:64],
        subject="cadre" if stand.subject == "cadre" else "organ",
        subject_id=stand.id,
        rule=s.rule.id,
        title=s.rule.title,
        state=_state(s),
        count=s.count,
        target=s.target,
        unit=s.rule.measure.unit,
        missing=s.missing,
        parts=[
            QuotaPart(code=part, title=s.rule.part_title(part), missing=n)
            for part, n in lacking.items()
        ],
        window=s.window.title,
        first_day=s.window.first_day,
        last_day=s.window.last_day,
        due=s.due,
        days_left=s.days_left,
        reason=s.exempt_reason or "",
        own_target=s.override_reason or "",
        said=say_lack(s) if s.owed else say_state(s, call.uow.today),
    )


def _state(s: Standing) -> QuotaState:
    if not s.begun:
        return QuotaState.COMING
    if not s.bound:
        return QuotaState.EXCUSED
    return QuotaState.MET if s.met else QuotaState.OWED


def _why(call: Call, stand: Stand, e: Explanation) -> QuotaWhy:
    s = e.standing
    facts = [explaining.say_adds(e), *explaining.say_caseload(e), explaining.say_unmet(e)]
    return QuotaWhy(
        quota=_quota(call, stand, s),
        since=explaining.say_since_when(s),
        facts=[fact for fact in facts if fact],
        counted=[_line(call, s, line) for line in e.counted[-_LINES:]],
        left_out=[_left_out(one) for one in e.left_out[-_LINES:]],
        others=e.others,
        sources=[
            QuotaSource(
                document=source.document.title,
                number=source.document.number,
                at=source.at,
                clause=source.clause,
            )
            for source in e.sources
        ],
    )


def _line(call: Call, s: Standing, line: Line) -> QuotaLine:
    names = ("id", "at", "kind_title", "title", "adds")
    said = explaining.say_line(line, s, call.uow.today)
    return QuotaLine(said=said, **{name: getattr(line, name) for name in names})


def _left_out(one: LeftOut) -> QuotaLeftOut:
    names = ("id", "at", "kind_title", "title")
    told = {name: getattr(one.line, name) for name in names}
    return QuotaLeftOut(why=one.why, undone=one.undone, **told)
