"""Pushes and replies as text: fields to XML or JSON, and XML back to fields."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LINE = "\n"  # the platform breaks the line after each outer element
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class MalformedError(ValueError):
    """Text that is not what the platform can read."""


def to_xml(fields: dict[str, Any]) -> str:
    return f"<xml>{_inside(fields, LINE)}</xml>"


def to_json(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False)


def _inside(fields: dict[str, Any], between: str = "") -> str:
    return between.join(
        f"<{name}>{_value(item)}</{name}>"
        for name, value in fields.items()
        for item in (value if isinstance(value, list) else [value])
    )


def _value(value: object) -> str:
    if isinstance(value, dict):
        return _inside(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = ILLEGAL.sub("", str(value)).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{text}]]>"


def from_xml(text: str | bytes) -> dict[str, Any]:
    try:
        root = ElementTree.fromstring(text, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise MalformedError(f"no XML: {error}") from error
    if root.tag != "xml":
        raise MalformedError(f"the root is <{root.tag}>, not <xml>")
    content = _content(root)
    return content if isinstance(content, dict) else {}


def _content(element: Element) -> dict[str, Any] | str:
    if not len(element):
        return element.text or ""
    fields: dict[str, Any] = {}
    for child in element:
        value = _content(child)
        if child.tag not in fields:
            fields[child.tag] = value
        elif isinstance(fields[child.tag], list):
            fields[child.tag].append(value)
        else:
            fields[child.tag] = [fields[child.tag], value]
    return fields


def from_json(text: str | bytes) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except ValueError as error:
        raise MalformedError("no JSON") from error
    if not isinstance(fields, dict):
        raise MalformedError("no JSON object")
    return fields
