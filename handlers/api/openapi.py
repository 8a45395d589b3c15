"""The OpenAPI 3.1 document, read off the endpoints: what is not in the code is not in it."""

import inspect
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from handlers.api.endpoint import Api, Endpoint, File, Role
from handlers.api.problems import Problem
from handlers.api.shapes import BIGGEST

_REF: Final = "#/components/schemas/{model}"
_SHARED: Final = "#/components/responses/{name}"
_SAME: Final = "NotModified"
ROLES: Final = {
    Role.ANYONE: "谁都可以",
    Role.VISITOR: "打开了会话就可以",
    Role.PERSON: "登录了就可以",
    Role.CADRE: "团干部",
    Role.LEADER: "机关负责人",
}
_ALWAYS: Final = (404, 429, 500, 503)
_WORDS: Final = {
    400: "请求看不懂",
    401: "要登录",
    403: "不是给你用的",
    404: "没有,或者你看不到",
    409: "按现在的情况不行,message 说了怎么办",
    413: "太大",
    415: "请求体的类型不对",
    422: "有的地方填得不对,fields 说了哪里",
    429: "太频繁,Retry-After 说了等几秒",
    500: "出了问题,incident 是编号",
    503: "暂时用不了,Retry-After 说了等几秒",
}


def document(nouns: Sequence[Api], *, version: str, server: str = "/api/v1") -> dict[str, Any]:
    """Return the whole document."""
    endpoints = [one for noun in nouns for one in noun.endpoints]
    definitions, schemas = _schemas(endpoints)
    paths: dict[str, dict[str, Any]] = {}
    for one in endpoints:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one, definitions)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "1+100 小程序接口",
            "version": version,
            "description": "团干部直接联系青年。时间都带时区;不安全的调用都要 Idempotency-Key;"
            "出错只有一种样子:code、message、incident、fields。",
        },
        "servers": [{"url": server}],
        "tags": [{"name": noun.tag, "description": noun.about} for noun in nouns],
        "paths": paths,
        "components": {
            "responses": _shared(definitions),
            "schemas": schemas,
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}},
        },
    }


Mode = Literal["validation", "serialization"]


Shapes = dict[tuple[Any, Mode], dict[str, Any]]


def _schemas(endpoints: Iterable[Endpoint]) -> tuple[Shapes, dict[str, Any]]:
    wanted: dict[tuple[type[BaseModel], Mode], None] = {(Problem, "serialization"): None}
    for one in endpoints:
        if one.body:
            wanted[one.body, "validation"] = None
        if one.query:
            wanted[one.query, "validation"] = None
        if _model(one.told):
            wanted[one.told, "serialization"] = None
    found, whole = models_json_schema(list(wanted), ref_template=_REF)
    shapes = {_clean(name): _clean_refs(one) for name, one in whole.get("$defs", {}).items()}
    for one in shapes.values():
        if "enum" in one and one.get("description", "中").isascii():
            del one["description"]  # it tells of the domain's class
    return {key: _clean_refs(one) for key, one in found.items()}, dict(sorted(shapes.items()))


def _clean(name: str) -> str:
    """Name a page after what it holds: a generated client has a class of that name."""
    return re.sub(r"^Page_(\w+)_$", r"\1Page", name)


def _clean_refs(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    match value:
        case dict():
            return {
                key: _REF.format(model=_clean(one.rpartition("/")[2]))
                if key == "$ref"
                else _clean_refs(one)
                for key, one in value.items()
            }
        case list():
            return [_clean_refs(one) for one in value]
    return value


def _model(told: object) -> bool:
    return isinstance(told, type) and issubclass(told, BaseModel)


def _operation(one: Endpoint, schemas: Shapes) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.title,
        "description": f"{ROLES[one.role]}。",
        "tags": [one.noun.tag],
        "x-role": one.role.value,
        "security": [] if one.role is Role.ANYONE else [{"session": []}],
        "parameters": [*_parts(one), *_query(one), *_headers(one)],
        "responses": _responses(one, schemas),
    }
    if one.upload:
        body = {"schema": {"type": "string", "format": "binary"}}
        said["requestBody"] = {"required": True, "content": dict.fromkeys(one.upload, body)}
    elif one.body:
        shape = schemas[one.body, "validation"]
        said["requestBody"] = {"required": True, "content": {"application/json": {"schema": shape}}}
    return said


def _parts(one: Endpoint) -> list[dict[str, Any]]:
    kinds: dict[type, dict[str, Any]] = {
        int: {"type": "integer", "format": "int64", "minimum": 1, "maximum": BIGGEST},
        str: {"type": "string", "minLength": 1, "maxLength": 64},
    }
    return [
        {"name": name, "in": "path", "required": True, "schema": kinds[kind]}
        for name, kind in one.parts.items()
    ]


def _query(one: Endpoint) -> list[dict[str, Any]]:
    if one.query is None:
        return []
    shape = one.query.model_json_schema(ref_template=_REF)
    needed = shape.get("required", [])
    return [
        {
            "name": name,
            "in": "query",
            "required": name in needed,
            **({"description": field["description"]} if "description" in field else {}),
            "schema": {k: v for k, v in field.items() if k not in {"description", "title"}},
        }
        for name, field in shape.get("properties", {}).items()
    ]


def _headers(one: Endpoint) -> list[dict[str, Any]]:
    if one.unsafe and not one.alone:
        return [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": "每次操作换一个;同一个再发一次,只做一次,回答也一样",
                "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$"},
            }
        ]
    if one.remembered:
        return [
            {
                "name": "If-None-Match",
                "in": "header",
                "required": False,
                "description": "上次的 ETag;没变就回 304",
                "schema": {"type": "string"},
            }
        ]
    return []


def _shared(schemas: Shapes) -> dict[str, Any]:
    """Return what is answered alike everywhere: said once, half of the document is not there."""
    problem = {
        "application/problem+json": {"schema": schemas[Problem, "serialization"]},
    }
    shared: dict[str, Any] = {_SAME: {"description": "没有变"}}
    for status, words in _WORDS.items():
        shared[_problem(status)] = {"description": words, "content": problem}
        if status in {429, 503}:
            wait = {"schema": {"type": "integer"}, "description": "等几秒再来"}
            shared[_problem(status)]["headers"] = {"Retry-After": wait}
    return shared


def _problem(status: int) -> str:
    return f"Problem{status}"


def _responses(one: Endpoint, schemas: Shapes) -> dict[str, Any]:
    refusals = {*_ALWAYS}
    if one.role is not Role.ANYONE:
        refusals.add(401)
    if one.role in {Role.PERSON, Role.CADRE, Role.LEADER}:
        refusals.add(403)
    if one.unsafe:
        refusals |= {400, 409, 413, 422}
    if one.unsafe and (one.body or one.upload):
        refusals.add(415)
    if one.query or not one.unsafe:
        refusals |= {422, 409}
    named = {str(status): _problem(status) for status in sorted(refusals)}
    if one.remembered:
        named = {"304": _SAME} | named
    shared = {status: {"$ref": _SHARED.format(name=name)} for status, name in named.items()}
    return {str(one.status): _good(one, schemas)} | shared


def _good(one: Endpoint, schemas: Shapes) -> dict[str, Any]:
    if one.told is File:
        body = {"schema": {"type": "string", "format": "binary"}}
        return {"description": "文件", "content": dict.fromkeys(one.files, body)}
    if one.status == 204:  # noqa: PLR2004 - HTTP's own number
        return {"description": "好了"}
    shape = schemas[one.told, "serialization"]
    about = inspect.getdoc(one.told) or "好了"
    tag = {"ETag": {"schema": {"type": "string"}}} if not one.unsafe else {}
    return {
        "description": about.splitlines()[0],
        "content": {"application/json": {"schema": shape}},
        **({"headers": tag} if tag else {}),
    }
