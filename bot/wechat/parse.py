"""An XML or JSON push becomes flat fields, or is refused before it costs anything.

Nested fields get dotted names, and the second and later of a kind a number:
``ScanCodeInfo.ScanType``, ``SendPicsInfo.PicList.item[2].PicMd5Sum``. So one value and a list of
one look the same, as the platform sends them (wxa_media_check, subscribe_msg_popup_event). White
space around a CDATA section is layout and goes; inside it belongs to the writer, and stays.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Never
from xml.parsers import expat

from bot.wechat.refusals import Broken

Fields = dict[str, str]

LAYOUT: Final = "\t\n\r "
DEPTH: Final = 16
NODES: Final = 256
BRACKETS: Final = 16 * NODES
"""More than the containers, for people type brackets too; few enough to build and throw away."""

DIGITS: Final = 20
"""The longest 64-bit number; MsgId is one, and must never become a float."""

ONCE: Final = frozenset(
    {
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "MsgId",
        "Content",
        "Event",
        "EventKey",
        "MediaId",
        "Encrypt",
    }
)
"""What says who, what and when can be said only once."""

UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
"""What JSON can escape and no database can store."""


def parse(body: bytes) -> Fields:
    """Read a push by what it is, not by what its Content-Type says."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Broken("not UTF-8") from None
    if "\x00" in text:
        raise Broken("NUL: expat would take it for UTF-16, whatever it is told")
    if text.lstrip(LAYOUT).startswith("{"):
        return _parse_json(text)
    return _Xml().read(text)


@dataclass(slots=True)
class _Element:
    """One open element: its dotted name, its text in and around CDATA, its children so far."""

    name: str
    around: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)
    children: Counter[str] = field(default_factory=Counter)
    has_cdata: bool = False

    @property
    def value(self) -> str:
        around = "".join(self.around)
        return around.strip(LAYOUT) + "".join(self.inside) if self.has_cdata else around


class _Xml:
    """Collects the fields while expat reads, and stops it at the first thing no push has."""

    def __init__(self) -> None:
        self.fields: Fields = {}
        self.open: list[_Element] = []
        self.nodes = 0
        self.in_cdata = False

    def read(self, text: str) -> Fields:
        parser = expat.ParserCreate("UTF-8")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.StartCdataSectionHandler = self._cdata
        parser.EndCdataSectionHandler = self._cdata_end
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.ProcessingInstructionHandler = _no_instruction
        if text.startswith("\ufeff"):
            raise Broken("byte order mark")
        try:
            parser.Parse(text, True)
        except expat.ExpatError as wrong:
            raise Broken(f"neither XML nor JSON: {expat.ErrorString(wrong.code)}") from None
        return self.fields

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.nodes += 1
        if self.nodes > NODES or len(self.open) == DEPTH:
            raise Broken("XML too deep or too wide")
        if attributes:
            raise Broken("XML with attributes")
        if not self.open:
            if tag != "xml":
                raise Broken("XML of another kind")
            self.open.append(_Element(""))
            return
        parent = self.open[-1]
        parent.children[tag] += 1
        self.open.append(_Element(_name(parent.name, tag, parent.children[tag])))

    def _end(self, _tag: str) -> None:
        element = self.open.pop()
        if element.name and not element.children:
            self.fields[element.name] = element.value

    def _text(self, text: str) -> None:
        element = self.open[-1]
        (element.inside if self.in_cdata else element.around).append(text)

    def _cdata(self) -> None:
        self.in_cdata = self.open[-1].has_cdata = True

    def _cdata_end(self) -> None:
        self.in_cdata = False

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise Broken("XML in another encoding")


def _no_doctype(*_: object) -> Never:
    raise Broken("XML with a document type")


def _no_instruction(*_: object) -> Never:
    raise Broken("XML with a processing instruction")


def _name(parent: str, tag: str, nth: int) -> str:
    name = f"{parent}.{tag}" if parent else tag
    if nth == 1:
        return name
    if name in ONCE:
        raise Broken(f"{name} twice")
    return f"{name}[{nth}]"


def _parse_json(text: str) -> Fields:
    if text.count("[") + text.count("{") > BRACKETS:
        raise Broken("JSON of brackets")
    try:
        push = json.loads(
            text,
            object_pairs_hook=_once_each,
            parse_int=_digits,
            parse_float=str,
            parse_constant=_no_constant,
        )
    except (json.JSONDecodeError, RecursionError):
        raise Broken("not JSON, or too deep") from None
    return _flatten(push)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = {_storable(name): value for name, value in pairs}
    if len(found) < len(pairs) or "" in found:
        raise Broken("JSON with a name twice, or none")
    return found


def _digits(number: str) -> str:
    if len(number) > DIGITS:
        raise Broken("JSON with a huge number")
    return number


def _no_constant(_: str) -> Never:
    raise Broken("JSON with NaN or Infinity")


def _flatten(push: dict[str, Any]) -> Fields:
    fields: Fields = {}
    todo: list[tuple[str, Any, int]] = [("", push, 0)]
    room = NODES
    while todo:
        name, value, depth = todo.pop()
        if isinstance(value, dict | list):
            room -= len(value)
            if room < 0 or depth == DEPTH:
                raise Broken("JSON too deep or too wide")
            todo.extend((part, inner, depth + 1) for part, inner in _parts(name, value))
        else:
            fields[name] = _leaf(value)
    return fields


def _parts(name: str, value: dict[str, Any] | list[Any]) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        return ((f"{name}.{key}" if name else key, inner) for key, inner in value.items())
    return ((_name("", name, nth), inner) for nth, inner in enumerate(value, 1))


def _leaf(value: str | bool | None) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case _:
            return _storable(value)


def _storable(text: str) -> str:
    if UNSTORABLE.search(text):
        raise Broken("JSON with NUL or half a character")
    return text
