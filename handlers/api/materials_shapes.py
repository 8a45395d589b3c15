"""季度材料 as they are written and read: texts, figures, versions and what changed."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints

from domain import materials as rules
from domain.materials import MOST
from domain.periods import Window
from handlers.api.days import AskedDay
from handlers.api.shapes import Day, Given, Moment, Paging, Query, Told, storable
from services.materials import Desk, Paper, Version

Part = Annotated[str, StringConstraints(max_length=MOST), AfterValidator(storable)]
"""One of the four texts."""


class InQuarter(Query):
    """哪个季度。"""

    quarter: AskedDay = None
    """季度里的哪一天都行;不填是这个季度。"""


class BelowIn(Paging):
    """哪个季度。"""

    quarter: AskedDay = None
    """季度里的哪一天都行;不填是这个季度。"""


class QuarterNamed(Given):
    """哪个季度。"""

    quarter: Day | None = Field(default=None, description="季度里的哪一天都行;不填是这个季度")


class MaterialsWritten(QuarterNamed):
    """写好的几段话。"""

    methods: Part = Field(default="", description="做法")
    experience: Part = Field(default="", description="经验")
    problems: Part = Field(default="", description="存在问题")
    next_steps: Part = Field(default="", description="下步工作安排")

    def texts(self) -> dict[str, str]:
        """Return the four by their names."""
        return {name: getattr(self, name) for name in rules.FIELDS}


class MaterialsTexts(Told):
    """几段话。"""

    methods: str
    experience: str
    problems: str
    next_steps: str


class Quarter(Told):
    """一个季度。"""

    title: str
    first_day: Day
    last_day: Day

    @classmethod
    def of(cls, window: Window) -> Self:
        """Return a window as it is told."""
        return cls(title=window.title, first_day=window.first_day, last_day=window.last_day)


class MaterialsFigure(Told):
    """一个数。"""

    title: str
    count: int


class OrganRule(Told):
    """本级的一项要求。"""

    title: str
    count: int
    target: int
    parts: list[MaterialsFigure]


class CadreRule(Told):
    """团干部的一项要求,本级和下级合计。"""

    title: str
    window: str
    bound: int = Field(description="应完成几人")
    met: int = Field(description="完成几人")
    exempt: int


class MaterialsFigures(Told):
    """系统替你数好的。"""

    on: Day = Field(description="数到哪一天")
    organ: list[OrganRule]
    cadres: list[CadreRule]
    cadre_count: int
    youths: int = Field(description="名单里的小伙伴")
    reached: int = Field(description="本季度联系到的")
    records: list[MaterialsFigure] = Field(description="各类记录多少次")

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """Return the figures as they were kept."""
        organ = [{**one, "parts": _figures(one["parts"])} for one in kept["organ"]]
        return cls.model_validate({**kept, "organ": organ, "records": _figures(kept["records"])})


def _figures(pairs: list[list[Any]]) -> list[dict[str, Any]]:
    return [{"title": title, "count": count} for title, count in pairs]


class MaterialsVersion(Told):
    """交上去的一版。"""

    id: int
    number: int
    handed_at: Moment
    by: str
    late: bool = Field(description="过了日子才交")


class MaterialsDesk(Told):
    """一个季度的材料:写到哪里、交过几版。"""

    quarter: Quarter
    asked: bool = Field(description="方案要不要你们交;不要的话,下面都是空的")
    by: Day | None = Field(description="这天以前交算按时")
    open: bool = Field(description="现在还能交")
    texts: MaterialsTexts
    saved_at: Moment | None = Field(description="草稿什么时候存的;没有草稿是空的")
    versions: list[MaterialsVersion] = Field(description="新的在前")
    figures: MaterialsFigures | None

    @classmethod
    def of(cls, quarter: Window, desk: Desk | None) -> Self:
        """Return a quarter's desk, also where nothing is asked."""
        texts = desk.texts if desk else dict.fromkeys(rules.FIELDS, "")
        return cls(
            quarter=Quarter.of(quarter),
            asked=desk is not None,
            by=desk.due.by if desk else None,
            open=desk.open if desk else False,
            texts=MaterialsTexts(**texts),
            saved_at=desk.saved_at if desk else None,
            versions=_versions(desk.versions if desk else ()),
            figures=MaterialsFigures.of(desk.figures) if desk else None,
        )


def _versions(rows: tuple[Version, ...]) -> list[MaterialsVersion]:
    return [MaterialsVersion.model_validate(one) for one in rows]


class MaterialsRun(Told):
    """一段没变、删掉或者加上的话。"""

    text: str
    how: Literal["same", "out", "in"]


class MaterialsChange(Told):
    """和上一版比,哪一段改了。"""

    field: Literal["methods", "experience", "problems", "next_steps"]
    pieces: list[MaterialsRun]


class MaterialsPaper(Told):
    """交上去的一份。"""

    organ: str
    quarter: Quarter
    by: Day
    version: MaterialsVersion
    texts: MaterialsTexts
    figures: MaterialsFigures
    changes: list[MaterialsChange]
    versions: list[MaterialsVersion] = Field(description="这个季度交过的各版")

    @classmethod
    def of(cls, paper: Paper) -> Self:
        """Return a version as it is read."""
        return cls(
            organ=paper.organ,
            quarter=Quarter.of(paper.due.quarter),
            by=paper.due.by,
            version=MaterialsVersion.model_validate(paper.version),
            texts=MaterialsTexts(**paper.texts),
            figures=MaterialsFigures.of(paper.figures),
            changes=[
                MaterialsChange.model_validate({"field": name, "pieces": list(pieces)})
                for name, pieces in paper.changes.items()
            ],
            versions=_versions(paper.others),
        )


class HandedBelow(Told):
    """下级的一个单位交了没有。"""

    organ_id: int
    name: str
    by: Day
    id: int | None = Field(description="最新一版的编号;没交是空的")
    versions: int
    first_at: Moment | None
    late: bool
    nudged: bool = Field(description="这一周已经提醒过")


class Nudged(Told):
    """提醒过了。"""

    name: str
    said: str
