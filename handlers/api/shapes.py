"""What all shapes of the API are made of: what comes is checked strictly, what goes is typed."""

import re
from collections.abc import Callable, Container, Sequence
from datetime import date, datetime
from typing import Annotated, Final, Generic, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from domain.next_steps import there
from domain.periods import HOME

T = TypeVar("T")
R = TypeVar("R")

BIGGEST: Final = 2**63 - 1
MOST: Final = 100
"""Items on one page at the most."""


class Given(BaseModel):
    """What a request's body holds: exactly these fields, exactly of these types.

    An openid, a role or an organisation that a client adds is refused with the rest it made up.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Told(BaseModel):
    """What an answer holds; made from an object that has the same attributes, or by name."""

    model_config = ConfigDict(from_attributes=True, frozen=True, hide_input_in_errors=True)


class Query(BaseModel):
    """What stands behind the question mark."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# PostgreSQL keeps no NUL, and half of a surrogate pair is no character.
UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
_DIGITS: Final = re.compile(r"-?(0|[1-9][0-9]{0,18})")


def storable(value: str) -> str:
    """Refuse what the database cannot keep."""
    if UNSTORABLE.search(value):
        raise ValueError("有一个字符存不了")
    return value


def one_of(known: Container[str], refusal: str) -> Callable[[str], str]:
    """Return what refuses a code that is none of these, in these words."""

    def check(code: str) -> str:
        if code not in known:
            raise ValueError(refusal)
        return code

    return check


def _digits(value: object) -> object:
    """Take a number as it is written in an address: pydantic would also take ``1_0``, ``1.0``."""
    if isinstance(value, str) and not _DIGITS.fullmatch(value):
        raise ValueError("要填一个整数")
    return value


def _flag(value: object) -> object:
    if isinstance(value, str):
        if value not in {"true", "false"}:
            raise ValueError("要填 true 或 false")
        return value == "true"
    return value


Text = Annotated[str, StringConstraints(max_length=2_000), AfterValidator(storable)]
"""Words that somebody typed."""
Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(storable)]
"""One line of it: a name, a place, a title."""
Said = Annotated[str, AfterValidator(there)]
"""Words of ours: what they tell to do next is told as it is done here."""
# The bounds stand first: after a validator of ours pydantic would leave them out of the document.
Number = Annotated[int, Field(ge=0, le=BIGGEST), BeforeValidator(_digits)]
"""A number in an address."""
Ident = Annotated[int, Field(ge=1, le=BIGGEST)]
"""The id of something, in a body."""
Flag = Annotated[bool, BeforeValidator(_flag)]
"""Yes or no in an address: ``true`` or ``false``."""
Moment = Annotated[
    datetime,
    PlainSerializer(lambda at: at.astimezone(HOME).isoformat(timespec="seconds"), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""An instant, told in RFC 3339 with Beijing's offset."""


Day = date
"""A date on the wall in Beijing: ``2026-11-23``."""


def aware(value: datetime) -> datetime:
    """Refuse a time that does not say where it is meant."""
    if value.tzinfo is None:
        raise ValueError("时间要带时区,例如 2026-11-23T09:00:00+08:00")
    return value


When = Annotated[datetime, AfterValidator(aware)]
"""An instant in a body: RFC 3339 with an offset."""


class Paging(Query):
    """要列表的哪一段。"""

    after: Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")] = Field(
        default="", description="上一页给的 next;第一页不填"
    )
    limit: Annotated[int, Field(ge=1, le=MOST), BeforeValidator(_digits)] = Field(
        default=20, description="一页最多几条"
    )


class Page(Told, Generic[T]):
    """列表的一段。"""

    items: list[T]
    next: str | None = Field(default=None, description="放进下一次的 after;null 就是完了")


def paged(
    rows: Sequence[R], paging: Paging, key: Callable[[R], object], told: Callable[[R], T]
) -> Page[T]:
    """Cut one page out of a whole list that is never long; ``key`` names a row in a cursor.

    A row that is gone by now ends the list: the client begins anew.
    """
    start = 0
    if paging.after:
        places = {str(key(row)): place for place, row in enumerate(rows)}
        start = places.get(paging.after, len(rows)) + 1
    part = rows[start : start + paging.limit]
    more = start + paging.limit < len(rows)
    return Page(
        items=[told(row) for row in part], next=str(key(part[-1])) if more and part else None
    )
