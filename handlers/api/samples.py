"""An example of every call, made up from the document."""

import json
from collections.abc import Mapping
from typing import Any, Final

_SAMPLES: Final[Mapping[str, object]] = {
    "date-time": "2026-11-23T09:00:00+08:00",
    "date": "2026-11-23",
    "time": "09:00",
    "string": "…",
    "boolean": True,
}
_DEEP: Final = 6
Schema = Mapping[str, Any]


def curl(shapes: Mapping[str, Schema], path: str, method: str, said: Schema) -> str:
    """Return the call as one would type it."""
    for one in said["parameters"]:
        if one["in"] == "path":
            value = sample(shapes, one["schema"])
            path = path.replace(f"{{{one['name']}}}", "x" if value == "…" else str(value))
    lines = [f"curl {'' if method == 'GET' else f'-X {method} '}$API{path}"]
    if said["security"]:
        lines.append('-H "Authorization: Bearer $TOKEN"')
    if any(one["name"] == "Idempotency-Key" for one in said["parameters"]):
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    for kind, one in list(said.get("requestBody", {}).get("content", {}).items())[:1]:
        lines.append(f'-H "Content-Type: {kind}"')
        body = json.dumps(sample(shapes, one["schema"]), ensure_ascii=False)
        lines.append(f"-d '{body}'" if kind == "application/json" else "--data-binary @file")
    return " \\\n  ".join(lines)


def sample(shapes: Mapping[str, Schema], schema: Schema, deep: int = 0) -> object:
    """Return a value of a shape, with what has to be in it and no more."""
    while one := referred(schema) or schema.get("anyOf"):
        schema = shapes[one] if isinstance(one, str) else one[0]
    if chosen := [*schema.get("examples", ()), *schema.get("enum", ()), *_only(schema)]:
        return chosen[0]
    match schema.get("type"):
        case "array":
            return [sample(shapes, schema["items"], deep + 1)] if deep < _DEEP else []
        case "object":
            needed = schema.get("required", []) if deep < _DEEP else []
            parts = schema.get("properties", {})
            return {name: sample(shapes, parts[name], deep + 1) for name in needed}
        case "integer" | "number":
            return schema.get("minimum", schema.get("default", 1))
        case kind:
            return _SAMPLES.get(schema.get("format", ""), _SAMPLES.get(kind or ""))


def referred(schema: Schema) -> str:
    """Return the name of the shape that this one is, if it is one."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _only(schema: Schema) -> list[object]:
    return [schema["const"]] if "const" in schema else []
