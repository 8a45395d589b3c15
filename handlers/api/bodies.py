"""What comes in a request and goes out in an answer: the key, the query, bodies and files."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Final, get_origin
from urllib.parse import quote

from flask import Response, request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from handlers.api.endpoint import Endpoint, File, Upload
from handlers.api.problems import HTTP, Wrong, invalid
from handlers.api.shapes import UNSTORABLE
from services.answers import Answer

KEY: Final = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""An Idempotency-Key: a UUID is one."""


def key() -> str:
    """Return the request's key; a step without one is not taken."""
    key = request.headers.get("Idempotency-Key", "")
    if not KEY.fullmatch(key):
        raise Wrong(
            400,
            "idempotency_key_missing",
            "请求头里要有 Idempotency-Key:8 到 64 个字母、数字、横线,每次操作换一个。",
        )
    return key


def taken(one: Endpoint) -> list[object]:
    """Return what the view takes after the call: the query, the body, the upload."""
    taken: list[object] = []
    if one.query:
        lists = {name for name, known in one.query.model_fields.items() if _many(known.annotation)}
        asked = {k: v if len(v) > 1 or k in lists else v[0] for k, v in request.args.lists()}
        taken.append(_checked(one.query, lambda m: m.model_validate(asked), "query"))
    elif request.args:
        raise Wrong(422, "invalid", "这个地址后面不带参数。")
    # A body of unknown length is cut off at the limit, without a word: hence one byte more.
    request.max_content_length = one.limit + 1
    try:
        content = request.get_data()
    except RequestEntityTooLarge as large:
        raise Wrong(413, *HTTP[413]) from large
    if len(content) > one.limit:
        raise Wrong(413, *HTTP[413])
    if one.upload:
        if request.mimetype not in one.upload:
            raise Wrong(415, "unsupported_media_type", f"只收 {'、'.join(one.upload)}。")
        taken.append(Upload(content, request.mimetype))
    elif one.body:
        if request.mimetype != "application/json":
            raise Wrong(415, "unsupported_media_type", "请求体要是 application/json。")
        taken.append(_checked(one.body, lambda m: m.model_validate_json(content), "body"))
    return taken


def typed() -> list[str]:
    """Return the words in a JSON body that cannot be taken: they are listened to all the same."""
    try:
        waiting = [json.loads(request.get_data())]
    except (HTTPException, ValueError, RecursionError):
        return []
    found = []
    while waiting:
        match waiting.pop():
            case str() as text:
                found.append(UNSTORABLE.sub("", text))
            case dict() as parts:
                waiting += parts.values()
            case list() as items:
                waiting += items
    return found


def _checked(
    model: type[BaseModel], check: Callable[[type[BaseModel]], BaseModel], place: str
) -> BaseModel:
    try:
        return check(model)
    except ValidationError as wrong:
        if any(one["type"] == "json_invalid" for one in wrong.errors(include_url=False)):
            raise Wrong(400, "bad_json", "请求体不是合法的 JSON。") from None
        raise invalid(wrong, place) from None


def answer(one: Endpoint, told: object) -> Answer:
    """Return what a view told, as it is kept and sent."""
    body = told.model_dump_json().encode() if isinstance(told, BaseModel) else b""
    return Answer(one.status, body)


def response(one: Endpoint, told: Answer | File) -> Response:
    """Return the answer as it goes over the wire."""
    if isinstance(told, File):
        response = Response(told.content, mimetype=told.mime)
        if told.name:
            # A header is ASCII: RFC 5987 has a way for the rest, and old readers take the first.
            stem, dot, kind = told.name.encode("ascii", "ignore").decode().rpartition(".")
            plain = f"{stem.strip() or 'file'}{dot}{kind}"
            named = {"filename": plain, "filename*": f"UTF-8''{quote(told.name, safe='')}"}
            response.headers.set("Content-Disposition", "attachment", **named)
    elif told.status == 204:  # noqa: PLR2004 - HTTP's own number
        return Response(status=204)
    else:
        response = Response(told.body, told.status, mimetype="application/json")
    if one.remembered:
        response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
        response.make_conditional(request)
    return response


def _many(kind: object) -> bool:
    return get_origin(kind) is list
