"""The document as its page tells it: nouns, operations, and tables of fields."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from handlers.api.openapi import ROLES
from handlers.api.samples import Schema, curl, referred

_KINDS: Final = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "true / false",
    "object": "对象",
    "null": "null",
}
_FORMATS: Final = {
    "date-time": "时间",
    "date": "日期",
    "time": "钟点",
    "binary": "文件内容",
    "int64": "整数",
}


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a table."""

    name: str
    needed: bool
    kind: str
    shape: str
    """Another shape that it is made of, if it is."""
    about: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """What the page says of one operation."""

    name: str
    method: str
    path: str
    title: str
    role: str
    parameters: list[Field]
    body: list[Field]
    body_kind: str
    answers: list[tuple[str, str, str]]
    """Status, words and shape."""
    curl: str


@dataclass(frozen=True)
class Read:
    """The page's view of the document."""

    whole: Schema

    @cached_property
    def shapes(self) -> Mapping[str, Schema]:
        """The named shapes."""
        found: Mapping[str, Schema] = self.whole["components"]["schemas"]
        return found

    def nouns(self) -> Iterator[tuple[str, str, list[Operation]]]:
        """Yield each noun, what it is about, and its operations."""
        every = [
            (path, method, said)
            for path, methods in self.whole["paths"].items()
            for method, said in methods.items()
        ]
        for tag in self.whole["tags"]:
            mine = [self._operation(*one) for one in every if tag["name"] in one[2]["tags"]]
            yield tag["name"], tag["description"], mine

    def fields(self, shape: Schema) -> list[Field]:
        """Return the lines of an object's table."""
        needed = shape.get("required", [])
        return [
            self._field(name, one, name in needed)
            for name, one in shape.get("properties", {}).items()
        ]

    def _operation(self, path: str, method: str, said: Schema) -> Operation:
        content = said.get("requestBody", {}).get("content", {})
        json_body = content.get("application/json", {}).get("schema")
        return Operation(
            name=said["operationId"],
            method=method.upper(),
            path=path,
            title=said["summary"],
            role=ROLES[said["x-role"]],
            parameters=[
                self._field(one["name"], one["schema"], one["required"], one)
                for one in said["parameters"]
                if one["in"] != "header"
            ],
            body=self.fields(self._resolved(json_body)) if json_body else [],
            body_kind="、".join(content),
            answers=[
                (status, one["description"], _shape_of(one))
                for status, answer in said["responses"].items()
                for one in [self._answer(answer)]
            ],
            curl=curl(self.shapes, path, method.upper(), said),
        )

    def _field(self, name: str, schema: Schema, needed: bool, said: Schema | None = None) -> Field:
        about = (said or schema).get("description", "")
        bounds = _bounds(schema)
        return Field(
            name=name,
            needed=needed,
            kind=self._kind(schema) + (f",{bounds}" if bounds else ""),
            shape=_named(schema),
            about=about,
            place=(said or {}).get("in", ""),
        )

    def _kind(self, schema: Schema) -> str:
        if one := referred(schema):
            known = self.shapes[one]
            return self._kind(known) if "enum" in known else ""
        if "enum" in schema:
            return " | ".join(map(str, schema["enum"]))
        if "const" in schema:
            return str(schema["const"])
        if "anyOf" in schema:
            return " 或 ".join(filter(None, map(self._kind, schema["anyOf"])))
        if schema.get("type") == "array":
            return f"列表:{self._kind(schema.get('items', {}))}".rstrip(":")
        kind = _FORMATS.get(schema.get("format", "")) or _KINDS.get(schema.get("type", ""), "")
        return str(kind)

    def _answer(self, answer: Schema) -> Schema:
        shared: Mapping[str, Schema] = self.whole["components"]["responses"]
        return shared[one] if (one := referred(answer)) else answer

    def _resolved(self, schema: Schema) -> Schema:
        return self.shapes[one] if (one := referred(schema)) else schema


def _named(schema: Schema) -> str:
    """Return the shape that a field is, or is a list of, or may be."""
    inner = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
    inner += [one.get("items", {}) for one in schema.get("anyOf", [])]
    return next(filter(None, map(referred, inner)), "")


def _shape_of(answer: Schema) -> str:
    schemas = [one.get("schema", {}) for one in answer.get("content", {}).values()]
    return next(filter(None, map(referred, schemas)), "")


def _bounds(schema: Schema) -> str:
    known = [schema, *schema.get("anyOf", [])]
    words = (("minimum", "至少 {}"), ("maximum", "至多 {}"), ("maxLength", "最多 {} 个字"))
    more = (("maxItems", "最多 {} 项"), ("default", "不填就是 {}"))
    return ",".join(
        said.format(json.dumps(one[key], ensure_ascii=False))
        for key, said in (*words, *more)
        for one in known
        if key in one
        and one[key] not in (None, "", 2**63 - 1)
        and (key, one[key]) != ("minimum", 1)
    )
