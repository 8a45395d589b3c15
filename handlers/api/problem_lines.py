"""问题清单 as lists: an organ's own, what was handed up, what a cadre proposed, what was heard."""

from typing import Final

from pydantic import Field

from domain.periods import Window
from domain.problems import Line, ProblemStatus
from handlers.api.cursors import cut, last_seen
from handlers.api.endpoint import Api, Call, Role
from handlers.api.problem_shapes import (
    NewProblem,
    ProblemAdopt,
    ProblemGather,
    ProblemIds,
    ProblemLine,
    ProblemQuarter,
    ProblemSeen,
    ProblemText,
    Quarter,
    problem_seen,
)
from handlers.api.shapes import Day, Page, Paging, Told, paged
from services import problem_answers, problem_grouping, problems

api = Api(
    "问题清单",
    "一个季度里大家常说的事:整理 → 上交 → 答复。谁说的不在里面。",
    {"no_such_problem": 404},
)
_SUGGESTED_OFTEN: Final = 20
"""It compares two thousand texts."""


class ProblemsAsked(Paging):
    """哪个季度的哪些。"""

    quarter: Quarter | None = Field(default=None, description="那个季度的任何一天;不填是本季度")
    status: ProblemStatus | None = Field(default=None, description="不填是全部")


class ProblemDesk(Told):
    """一个季度的清单怎么样了。"""

    title: str = Field(description="例如「2026 年第四季度」")
    first_day: Day
    last_day: Day = Field(description="要在这天以前上交")
    draft: int
    handed: int
    answered: int
    dropped: int
    above: str = Field(description="交给哪里;没有可交的是空的")
    older: int = Field(description="以前季度没办完的,可以挪到本季度")
    waiting: int = Field(description="下级交来等着看的")


class ProblemHeard(Told):
    """我反映过、答复了的。"""

    id: int
    title: str
    answer: str
    added: str
    organ: str
    day: Day
    people: int = Field(description="一共几位反映过")


class ProblemTarget(Told):
    """可以并进去的一条。"""

    id: int
    title: str


class ProblemGroup(Told):
    """说的是同一件事的几段话。"""

    title: str
    kind: str
    people: int
    texts: list[ProblemText]
    rest: list[int] = Field(description="没有显示的那些的 id")


class ProblemsSuggested(Told):
    """可以列成问题的,说的人多的在前。"""

    groups: list[ProblemGroup]
    looked: int
    alone: int = Field(description="只有一个人说的")
    more: bool = Field(description="更早的还没看")


class ProblemsHanded(Told):
    """交上去了。"""

    count: int
    to: str


class ProblemsCarried(Told):
    """挪到本季度了。"""

    count: int


@api.get("/problems", Role.LEADER, title="本级的清单")
def problems_list(call: Call, asked: ProblemsAsked) -> Page[ProblemLine]:
    desk = problems.desk(call.uow, call.organ, _quarter(call, asked.quarter))
    rows = [*desk.drafts, *desk.handed, *desk.answered, *desk.dropped]
    if asked.status is not None:
        rows = [row for row in rows if row.status is asked.status]
    return paged(rows, asked, lambda row: row.id, ProblemLine.model_validate)


@api.get("/problems/desk", Role.LEADER, title="本级的清单怎么样了")
def problems_desk(call: Call, asked: ProblemQuarter) -> ProblemDesk:
    quarter = _quarter(call, asked.quarter)
    desk = problems.desk(call.uow, call.organ, quarter)
    _, waiting = problems.waiting(call.uow, call.organ, most=1)
    return ProblemDesk(
        title=quarter.title,
        first_day=quarter.first_day,
        last_day=quarter.last_day,
        draft=len(desk.drafts),
        handed=len(desk.handed),
        answered=len(desk.answered),
        dropped=len(desk.dropped),
        above=desk.above,
        older=desk.older,
        waiting=waiting,
    )


@api.get("/problems/proposed", Role.CADRE, title="我提的(最近 30 条)")
def problems_proposed(call: Call, paging: Paging) -> Page[ProblemLine]:
    rows = problems.proposed(call.uow, call.cadre)
    return paged(rows, paging, lambda row: row.id, ProblemLine.model_validate)


@api.get("/problems/heard", Role.PERSON, title="我反映过、答复了的(最近 30 条)")
def problems_heard(call: Call, paging: Paging) -> Page[ProblemHeard]:
    rows = problem_answers.heard(call.uow, call.person)
    return paged(rows, paging, lambda row: row.id, ProblemHeard.model_validate)


@api.get("/problems/waiting", Role.LEADER, title="下级交来的")
def problems_waiting(call: Call, paging: Paging) -> Page[ProblemLine]:
    most = paging.limit + 1
    rows, _ = problems.waiting(call.uow, call.organ, after=last_seen(paging), most=most)
    return cut(rows, paging, lambda row: row.id, ProblemLine.model_validate)


@api.get("/problems/targets", Role.LEADER, title="可以并进去的")
def problems_targets(call: Call, paging: Paging) -> Page[ProblemTarget]:
    rows = problem_answers.targets(call.uow, call.organ)
    return paged(
        rows, paging, lambda row: row[0], lambda row: ProblemTarget(id=row[0], title=row[1])
    )


@api.get("/problems/suggested", Role.LEADER, title="可以列成问题的", often=_SUGGESTED_OFTEN)
def problems_suggested(call: Call, asked: ProblemQuarter) -> ProblemsSuggested:
    quarter = _quarter(call, asked.quarter)
    found = problem_grouping.suggested(call.uow, call.organ, call.cadre, quarter)
    return ProblemsSuggested(
        groups=[
            ProblemGroup(
                title=one.line.title,
                kind=one.line.kind,
                people=one.people,
                texts=[ProblemText.model_validate(text) for text in one.texts],
                rest=list(one.rest),
            )
            for one in found.groups
        ],
        looked=found.looked,
        alone=found.alone,
        more=found.more,
    )


@api.post("/problems", Role.CADRE, title="写一条;不是负责人的,提给单位", status=201)
def problem_write(call: Call, body: NewProblem) -> ProblemSeen:
    line = Line(body.title, body.text, body.kind)
    if call.who.organ_id is not None:
        return problem_seen(call, problems.write(call.uow, call.who.organ_id, call.cadre, line).id)
    return problem_seen(call, problems.propose(call.uow, call.cadre, line).id)


@api.post("/problems/gather", Role.LEADER, title="把几件反映的列成一条", status=201)
def problem_gather(call: Call, body: ProblemGather) -> ProblemSeen:
    line = Line(body.title, body.text, body.kind)
    row = problem_grouping.gather(call.uow, call.organ, call.cadre, body.tickets, line)
    return problem_seen(call, row.id)


@api.post("/problems/adopt", Role.LEADER, title="把下级交来的并成自己的一条")
def problem_adopt(call: Call, body: ProblemAdopt) -> ProblemSeen:
    row = problem_answers.adopt(call.uow, body.problems, call.organ, call.cadre, body.into)
    return problem_seen(call, row.id)


@api.post("/problems/hand", Role.LEADER, title="交上去")
def problems_hand(call: Call, body: ProblemIds) -> ProblemsHanded:
    count, name = problems.hand_up(call.uow, call.organ, body.problems)
    return ProblemsHanded(count=count, to=name)


@api.post("/problems/carry", Role.LEADER, title="以前没办完的挪到本季度")
def problems_carry(call: Call) -> ProblemsCarried:
    return ProblemsCarried(count=problems.carry(call.uow, call.organ))


def _quarter(call: Call, day: Quarter | None) -> Window:
    today = call.uow.today
    return problems.quarter_asked(today, day if day is not None else today)
