"""A client of the API in JavaScript, written from its document: a function an operation."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from bot.api_types import name_of, quoted, spoken, type_of

_HEAD: Final = """\
// 由 `tuan100 openapi --client js` 从接口文档生成:不要手改,改了接口就重新生成。
'use strict'

/**
 * 每个接口一个函数。真正发请求的是 send(call, options):
 * call 里有 name、method、path、query、body;open 是不用会话的,keyed 是要 Idempotency-Key 的,
 * mime 是上传的类型,file 是回答不是 JSON 的。
 *
 * @param {import('./client').Send} send
 * @returns {import('./client').Client}
 */
function create(send) {
  return {
"""
_FOOT: Final = """\
  }
}

module.exports = { create: create }
"""
_TYPES_HEAD: Final = """\
// 由 `tuan100 openapi --client dts` 从接口文档生成:不要手改,改了接口就重新生成。

/** 一次调用,交给 send 去发。 */
export interface Call {
  name: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  query?: object
  body?: unknown
  /** 不用会话就能调。 */
  open?: boolean
  /** 要带 Idempotency-Key。 */
  keyed?: boolean
  /** 上传的类型;body 是文件内容。 */
  mime?: string
  /** 回答是文件,不是 JSON。 */
  file?: boolean
}

/** 一次调用的其他要求。 */
export interface Options {
  /** 自己定 Idempotency-Key;不给就由 send 定。 */
  key?: string
}

export type Send = (call: Call, options?: Options) => Promise<any>

export declare function create(send: Send): Client
"""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the document, as a function."""

    name: str
    method: str
    path: str
    title: str
    about: str
    parts: tuple[tuple[str, str], ...]
    """The parts of the path and their types."""
    query: tuple[dict[str, Any], ...]
    body: str
    """The type of a JSON body; none: empty."""
    uploads: tuple[str, ...]
    told: str
    is_open: bool
    keyed: bool
    is_file: bool

    @property
    def asked(self) -> str:
        """The name of the type of its query."""
        return f"{self.name}_query"

    @property
    def takes(self) -> tuple[tuple[str, str, bool], ...]:
        """Its arguments: name, type, and whether one may do without."""
        taken = [(name, kind, False) for name, kind in self.parts]
        if self.uploads:
            mimes = " | ".join(f"'{one}'" for one in self.uploads)
            taken += [("content", "ArrayBuffer", False), ("mime", mimes, False)]
        elif self.body:
            taken.append(("body", self.body, False))
        if self.query:
            taken.append(("query", self.asked, not any(one["required"] for one in self.query)))
        return (*taken, ("options", "Options", True))


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """Read the operations off a document, in its order."""
    for path, methods in document["paths"].items():
        for method, said in methods.items():
            yield _operation(method.upper(), path, said)


def _operation(method: str, path: str, said: dict[str, Any]) -> Operation:
    placed: dict[str, list[dict[str, Any]]] = {}
    for one in said["parameters"]:
        placed.setdefault(one["in"], []).append(one)
    taken = said.get("requestBody", {}).get("content", {})
    shape = taken.get("application/json", {}).get("schema")
    good = next(answer for code, answer in said["responses"].items() if code.startswith("2"))
    given = good.get("content", {})
    told = given.get("application/json", {}).get("schema")
    return Operation(
        name=said["operationId"],
        method=method,
        path=path,
        title=said["summary"],
        about=said["description"],
        parts=tuple((one["name"], type_of(one["schema"])) for one in placed.get("path", [])),
        query=tuple(placed.get("query", [])),
        body=type_of(shape) if shape else "",
        uploads=tuple(mime for mime in taken if mime != "application/json"),
        told=type_of(told) if told else "ArrayBuffer" if given else "void",
        is_open=not said["security"],
        keyed=any(one["name"] == "Idempotency-Key" for one in placed.get("header", [])),
        is_file=bool(given) and not told,
    )


def javascript(document: dict[str, Any]) -> str:
    """Return the client: CommonJS as WeChat's tools take it, with nothing to install."""
    return _HEAD + ",\n".join(map(_function, operations(document))) + "\n" + _FOOT


def _function(one: Operation) -> str:
    names = ", ".join(name for name, _, _ in one.takes)
    call = {"name": quoted(one.name), "method": quoted(one.method), "path": _path(one.path)}
    if one.query:
        call["query"] = "query"
    if one.uploads:
        call |= {"body": "content", "mime": "mime"}
    elif one.body:
        call["body"] = "body"
    call |= dict.fromkeys((flag for flag, is_so in _flags(one) if is_so), "true")
    told = ", ".join(f"{name}: {value}" for name, value in call.items())
    # The types stand in client.d.ts: what is said twice is wrong once.
    return (
        f"    /** {one.title}。{one.about} */\n"
        f"    {one.name}: function ({names}) {{\n"
        f"      return send({{ {told} }}, options)\n"
        f"    }}"
    )


def _flags(one: Operation) -> tuple[tuple[str, bool], ...]:
    return ("open", one.is_open), ("keyed", one.keyed), ("file", one.is_file)


def _path(path: str) -> str:
    pieces = [
        f"encodeURIComponent({piece[1:-1]})" if piece.startswith("{") else quoted(piece)
        for piece in re.split(r"(\{\w+\})", path)
        if piece
    ]
    return " + ".join(pieces)


def types(document: dict[str, Any]) -> str:
    """Return the client's types: an interface a schema, a signature an operation."""
    schemas: dict[str, dict[str, Any]] = document["components"]["schemas"]
    told = _told(document)
    parts = [_TYPES_HEAD]
    parts += [_declared(name, schema, whole=name in told) for name, schema in schemas.items()]
    every = [*operations(document)]
    parts += [_query(one) for one in every if one.query]
    signatures = "\n".join(map(_signature, every))
    parts.append(f"export interface Client {{\n{signatures}\n}}\n")
    return "\n".join(parts)


def _told(document: dict[str, Any]) -> set[str]:
    """Return the names of the schemas that are answered: there every field is always told."""
    answers = [
        *document["components"]["responses"].values(),
        *(
            answer
            for methods in document["paths"].values()
            for said in methods.values()
            for answer in said["responses"].values()
            if "$ref" not in answer
        ),
    ]
    found: set[str] = set()
    waiting = [*_named(answers)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _named(document["components"]["schemas"][name])
    return found


def _named(value: object) -> Iterator[str]:
    match value:
        case dict():
            for key, inner in value.items():
                if key == "$ref":
                    yield inner.rsplit("/", 1)[1]
                else:
                    yield from _named(inner)
        case list():
            for inner in value:
                yield from _named(inner)


def _declared(name: str, schema: dict[str, Any], *, whole: bool) -> str:
    about = spoken(schema.get("description", ""))
    if "properties" not in schema:
        return f"{about}export type {name_of(name)} = {type_of(schema)}\n"
    needed = set(schema["properties"]) if whole else set(schema.get("required", []))
    fields = "".join(
        f"{spoken(field.get('description', ''), '  ')}"
        f"  {key}{'' if key in needed else '?'}: {type_of(field)}\n"
        for key, field in schema["properties"].items()
    )
    return f"{about}export interface {name_of(name)} {{\n{fields}}}\n"


def _query(one: Operation) -> str:
    fields = "".join(
        f"{spoken(each.get('description', ''), '  ')}"
        f"  {each['name']}{'' if each['required'] else '?'}: {type_of(each['schema'])}\n"
        for each in one.query
    )
    return f"export interface {one.asked} {{\n{fields}}}\n"


def _signature(one: Operation) -> str:
    taken = ", ".join(f"{name}{'?' * may}: {kind}" for name, kind, may in one.takes)
    return f"  /** {one.title}。{one.about} */\n  {one.name}({taken}): Promise<{one.told}>"
