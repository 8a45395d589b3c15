"""One table's file, line by line: checked whole first, then read again to be written."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

from sqlalchemy import Table

from bot.transfer.manifest import Content
from bot.transfer.values import BadValue, Codec, codecs


class Line(NamedTuple):
    """A row and where it stands."""

    number: int
    row: dict[str, Any]


class BadLine(ValueError):  # noqa: N818 - it is the line that is bad
    """A line that makes no row; says in Chinese why."""


def lines(table: Table, path: Path) -> Iterator[Line]:
    """Yield the rows of a file that was checked."""
    ways = _ways(table)
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            yield Line(number, _row(line, ways))


def check(table: Table, directory: Path, content: Content) -> Iterator[str]:
    """Yield what is wrong with a file by itself: its lines, their number, its hash."""
    ways, digest, count = _ways(table), hashlib.sha256(), 0
    try:
        with (directory / content.file).open("rb") as file:
            for count, line in enumerate(file, 1):
                digest.update(line)
                try:
                    _row(line, ways)
                except BadLine as no:
                    yield f"{content.file} 第 {count} 行: {no}"
    except OSError:
        yield f"{content.file}: 打不开"
        return
    if count != content.rows:
        yield f"{content.file}: 清单说有 {content.rows} 行,这里有 {count} 行"
    if digest.hexdigest() != content.sha256:
        yield f"{content.file}: 和清单里的 sha256 对不上,内容被改过或没传完"


def _ways(table: Table) -> dict[str, Codec]:
    return {way.name: way for way in codecs(table)}


def _row(line: bytes, ways: Mapping[str, Codec]) -> dict[str, Any]:
    try:
        data = _JSON.decode(line.decode("utf-8"))
    except BadLine:
        raise
    except (ValueError, RecursionError) as no:
        raise BadLine("不是合格的 JSON") from no
    if not isinstance(data, dict):
        raise BadLine("不是 JSON 对象")
    faults = [f"不认识 {name}" for name in data if name not in ways]
    row = {}
    for name, way in ways.items():
        try:
            row[name] = way.read(data[name])
        except KeyError:
            faults.append(f"缺少 {name}")
        except BadValue as no:
            faults.append(f"{name} {no}")
    if faults:
        raise BadLine(";".join(faults))
    return row


def _no_constant(name: str) -> NoReturn:
    raise BadLine(f"JSON 里没有 {name}")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        raise BadLine("同一个名字写了两次")
    return data


_JSON: Final = json.JSONDecoder(parse_constant=_no_constant, object_pairs_hook=_no_twins)
