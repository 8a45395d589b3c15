"""A line of 问题清单 on the wire, and what is sent to change it."""

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from domain import problems as rules
from domain.problems import ProblemStatus
from handlers.api.days import as_iso
from handlers.api.endpoint import Call
from handlers.api.shapes import Day, Given, Ident, Line, Query, Text, Told
from handlers.api.ticket_shapes import Kind
from services import problem_answers

Quarter = Annotated[date, BeforeValidator(as_iso)]
"""A day of the quarter that is meant."""


class ProblemLine(Told):
    """清单里的一条。"""

    id: int
    title: str
    kind: str
    kind_title: str
    status: ProblemStatus
    status_title: str
    organ: str
    quarter: Day = Field(description="季度的第一天")
    people: int = Field(description="几位小伙伴反映过,连同下级并进来的")
    tickets: int
    parts: int = Field(description="下级并进来几条")
    by: str = Field(description="谁写的")
    day: Day
    above: str = Field(description="交给了哪里;没交是空的")
    handed_day: Day | None


class ProblemText(Told):
    """反映的一段话,没有谁说的。"""

    id: int
    text: str
    kind_title: str
    day: Day


class ProblemSeen(ProblemLine):
    """一条,带上办的经过;看不到的是空的。"""

    text: str
    answer: str
    answered_by: str
    answered_organ: str
    answered_day: Day | None
    added: str = Field(description="答复以后补充或者更正的")
    added_day: Day | None
    may_add: bool = Field(description="我可以补充一次")
    parent: str = Field(description="并进了上级的哪一条")
    parts_in: list[ProblemLine] = Field(description="下级并进来的")
    texts: list[ProblemText]
    own: bool = Field(description="是我们机关的")
    above_us: bool = Field(description="交到了我们这里")
    proposer: bool = Field(description="是我提的")


class ProblemSplit(Told):
    """拿出来以后。"""

    problem: ProblemSeen
    new_id: int | None = Field(description="分成的新的一条;没起标题就没有")


class NewProblem(Given):
    """一条问题。"""

    title: Line = Field(description=f"一句话,最多 {rules.TITLE} 个字")
    text: Text = Field(default="", description=f"说明,最多 {rules.TEXT} 个字")
    kind: Kind = "other"


Ids = Annotated[list[Ident], Field(min_length=1, max_length=2000), AfterValidator(list)]


class ProblemGather(NewProblem):
    """把几件反映的列成一条。"""

    tickets: Ids


class ProblemTickets(Given):
    """几件反映的。"""

    tickets: Ids


class ProblemTake(ProblemTickets):
    """拿出来几件。"""

    title: Line = Field(default="", description="分成新的一条;不填就只是拿出来")


class ProblemInto(Given):
    """并到哪一条。"""

    into: Ident


class ProblemAdopt(Given):
    """下级交来的几条,并成自己的一条。"""

    problems: Ids
    into: Ident | None = Field(default=None, description="并进已有的一条;不填就新开一条")


class ProblemIds(Given):
    """几条。"""

    problems: Ids


class ProblemWords(Given):
    """一段话。"""

    text: Text


class ProblemQuarter(Query):
    """哪个季度。"""

    quarter: Quarter | None = Field(default=None, description="那个季度的任何一天;不填是本季度")


def problem_seen(call: Call, problem_id: int) -> ProblemSeen:
    """Return a line as the caller sees it now."""
    call.uow.session.flush()
    seen = problem_answers.seen(call.uow, problem_id, call.cadre, call.who.organ_id)
    line = ProblemLine.model_validate(seen.row)
    fields = {name: getattr(seen, name) for name in ProblemSeen.model_fields if hasattr(seen, name)}
    return ProblemSeen(
        **{
            **fields,
            **line.model_dump(),
            "parts_in": [ProblemLine.model_validate(one) for one in seen.parts],
            "texts": [ProblemText.model_validate(one) for one in seen.texts],
            "above_us": seen.above,
        }
    )
