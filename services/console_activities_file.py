"""活动 of a subtree as a file, and the people of one of them."""

from collections.abc import Mapping
from typing import Any, Final

from domain.extracts import Column, Row
from domain.seats import PLACE_TITLES, Place
from domain.written import as_number
from services import console_activities, console_activity, extracts
from services.extracts import Asked
from services.uow import Uow

_COLUMNS: Final = (
    Column("活动", 24),
    Column("类型", 16),
    Column("单位", 30),
    Column("主办", 12),
    Column("开始", 18),
    Column("结束", 18),
    Column("名额", 8),
    Column("报名", 8),
    Column("候补", 8),
    Column("进展", 10),
)
_PEOPLE: Final = (
    Column("姓名", 12),
    Column("单位", 30),
    Column("手机号", 15),
    Column("报名", 18),
    Column("情况", 10),
    Column("候补位次", 10),
    Column("签到", 18),
    Column("怎么签的", 10),
    Column("回答", 40),
    Column("备注", 30),
)
FILTERS: Final[Mapping[str, str]] = {
    "state": "进展",
    "kind": "类型",
    "first": "从",
    "last": "到",
    "name": "名字",
}


@extracts.listed("activities", "活动", _COLUMNS, filters=FILTERS)
def _activities(uow: Uow, asked: Asked, after: Any, most: int) -> list[tuple[Any, Row | None]]:  # noqa: ANN401 - a key of ours
    sought = console_activities.wanted(asked.organisation_id, asked.filters, uow.today)
    return [
        (
            one.id,
            (
                one.title,
                one.kind,
                one.unit,
                one.host,
                one.starts_at,
                one.ends_at,
                one.seats,
                one.taken,
                one.waiting,
                one.state,
            ),
        )
        for one in console_activities.page(uow, sought, after=after or 0, most=most)
    ]


@extracts.listed(
    "activity_people", "活动名单", _PEOPLE, filters={"activity": "活动", "people": "情况"}
)
def _people(uow: Uow, asked: Asked, after: Any, most: int) -> list[tuple[Any, Row | None]]:  # noqa: ANN401 - a key of ours
    said = asked.filters.get("people", "")
    place = Place(said) if said in set(Place) else Place.ENROLLED
    activity_id = as_number(asked.filters.get("activity", ""))
    rows = console_activity.people(uow, asked.who, activity_id, place, after=after or 0, most=most)
    return [
        (
            one.enrolment_id,
            (
                one.name,
                one.unit,
                one.phone,
                one.at,
                PLACE_TITLES[place],
                one.position,
                one.came_at,
                one.way,
                ";".join(f"{question} {answer}" for question, answer in one.answers),
                one.why,
            ),
        )
        for one in rows
    ]
