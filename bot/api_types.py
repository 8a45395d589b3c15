"""JSON Schema in TypeScript's words, as far as the API's document uses it."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

_PLAIN: Final = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}


def name_of(schema: str) -> str:
    """Return the name of a schema as a TypeScript identifier."""
    return re.sub(r"\W", "_", schema)


def type_of(schema: Mapping[str, Any]) -> str:
    """Return the type that a schema describes."""
    if "$ref" in schema:
        return name_of(str(schema["$ref"]).rsplit("/", 1)[1])
    if "const" in schema:
        return _literal(schema["const"])
    if "enum" in schema:
        return " | ".join(map(_literal, schema["enum"]))
    for several, glue in (("anyOf", " | "), ("oneOf", " | "), ("allOf", " & ")):
        if several in schema:
            return glue.join(dict.fromkeys(map(type_of, schema[several])))
    if schema.get("format") == "binary":
        return "ArrayBuffer"
    return _of_kind(schema)


def _of_kind(schema: Mapping[str, Any]) -> str:
    match schema.get("type"):
        case list() as kinds:
            return " | ".join(type_of({**schema, "type": kind}) for kind in kinds)
        case "array" if "prefixItems" in schema:
            return f"[{', '.join(map(type_of, schema['prefixItems']))}]"
        case "array":
            item = type_of(schema.get("items", {}))
            return f"({item})[]" if re.search(r"[|&]", item) else f"{item}[]"
        case "object":
            inner = schema.get("additionalProperties")
            return (
                f"{{ [key: string]: {type_of(inner) if isinstance(inner, dict) else 'unknown'} }}"
            )
        case str() as kind:
            return _PLAIN[kind]
        case _:
            return "unknown"


def _literal(value: object) -> str:
    return quoted(value) if isinstance(value, str) else json.dumps(value)


def quoted(text: str) -> str:
    """Return a string as JavaScript writes it."""
    return "'" + json.dumps(text, ensure_ascii=False)[1:-1].replace("'", "\\'") + "'"


def spoken(about: str, indent: str = "") -> str:
    """Return a description as the comment above what it describes; English ones are for us."""
    first = about.strip().split("\n")[0].replace("*/", "")
    return f"{indent}/** {first} */\n" if re.search("[\u4e00-\u9fff]", first) else ""
