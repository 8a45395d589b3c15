"""The one shape of everything that goes wrong, and the status that each refusal has."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Response
from pydantic import Field, ValidationError

from domain.errors import Refusal
from domain.next_steps import there
from handlers.api.shapes import Told
from handlers.api.words import WORDS

STATUSES: Final[Mapping[str, int]] = {
    "no_session": 401,
    "not_known": 403,
    "not_a_cadre": 403,
    "leaders_only": 403,
    "idempotency_key_used": 422,
    "mini_tried_out": 429,
    "door_tried_out": 429,
}
"""The status of a refusal by its code; a noun's own ``statuses`` come before it.

All others are 409: the rules say no as things stand, and the message says what to do.
"""
CONFLICT: Final = 409
HTTP: Final[Mapping[int, tuple[str, str]]] = {
    404: ("not_found", "没有这个地址,或者你看不到它。"),
    405: ("method_not_allowed", "这个地址不能这样用。"),
    413: ("too_large", "内容太大了,小一点再发。"),
}
"""What is said where the request itself leads nowhere."""


class Fault(Told):
    """填得不对的一项。"""

    where: str = Field(description="哪一项,例如 body.text")
    message: str


class Problem(Told):
    """出了什么事,以及接下来可以怎么做。"""

    code: str = Field(description="固定的英文代号,给程序看")
    message: str = Field(description="可以直接显示给人看的中文")
    incident: str | None = Field(
        default=None, description="事故编号,只有 500 才有;报给管理员就能查到"
    )
    fields: list[Fault] = Field(default_factory=list)


class Wrong(Exception):  # noqa: N818 - it is an answer
    """The request itself cannot be taken."""

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        headers: Mapping[str, str] | None = None,
        fields: Sequence[Fault] = (),
    ) -> None:
        self.status, self.headers = status, dict(headers or {})
        self.problem = Problem(code=code, message=message, fields=list(fields))
        super().__init__(message)

    def told(self) -> Response:
        """Return it as the client gets it."""
        return answered(self.status, self.problem, self.headers)


def answered(status: int, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """Return a problem as the client gets it."""
    response = Response(problem.model_dump_json(), status, mimetype="application/problem+json")
    response.headers.update(headers or {})
    if status == 401:  # noqa: PLR2004 - HTTP's own number
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def refused(no: Refusal, statuses: Mapping[str, int]) -> Response:
    """Return a rule's no."""
    status = statuses.get(no.code, STATUSES.get(no.code, CONFLICT))
    said = WORDS.get(no.code)
    message = there(str(no) if said is None else said.format_map(no.data))
    # Whoever tried too much is told by the rule itself how long to rest.
    wait = {"Retry-After": str(no.data["seconds"])} if "seconds" in no.data else {}
    return answered(status, Problem(code=no.code, message=message), wait)


_SAID: Final[Mapping[str, str]] = {
    "missing": "没有填",
    "extra_forbidden": "没有这一项",
    "string_too_long": "最多 {max_length} 个字",
    "string_too_short": "至少 {min_length} 个字",
    "string_type": "要填文字",
    "string_pattern_mismatch": "格式不对",
    "int_type": "要填一个整数",
    "int_parsing": "要填一个整数",
    "bool_type": "要填 true 或 false",
    "bool_parsing": "要填 true 或 false",
    "greater_than_equal": "至少是 {ge}",
    "less_than_equal": "最多是 {le}",
    "greater_than": "要大于 {gt}",
    "less_than": "要小于 {lt}",
    "enum": "只能是 {expected}",
    "literal_error": "只能是 {expected}",
    "too_long": "最多 {max_length} 项",
    "too_short": "至少 {min_length} 项",
    "list_type": "要填一个列表",
    "dict_type": "要填一个对象",
    "model_type": "要填一个对象",
    "model_attributes_type": "要填一个对象",
    "date_from_datetime_parsing": "日期要写成 2026-11-23",
    "date_parsing": "日期要写成 2026-11-23",
    "datetime_parsing": "时间要写成 2026-11-23T09:00:00+08:00",
    "datetime_from_date_parsing": "时间要写成 2026-11-23T09:00:00+08:00",
    "time_parsing": "时间要写成 09:00",
}


def invalid(wrong: ValidationError, place: str) -> Wrong:
    """Return what cannot be taken, field by field; what was typed is not repeated."""
    faults = [
        Fault(
            where=".".join(map(str, (place, *one["loc"]))),
            message=_said(one["type"], one.get("ctx", {}), one["msg"]),
        )
        for one in wrong.errors(include_url=False, include_input=False)
    ][:20]
    return Wrong(422, "invalid", "有的地方填得不对,改好再发。", fields=faults)


def _said(kind: str, context: Mapping[str, Any], message: str) -> str:
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    return _SAID.get(kind, "填得不对").format_map({**context})
