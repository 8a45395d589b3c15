"""一份子方案的检查: a programme file that somebody wrote, read as if it stood in the folder."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.errors import Refusal
from domain.programme import Programme, ProgrammeFaults, load_all
from domain.tables import Fault
from services.uow import Uow

LONGEST: Final = 200_000
"""Bytes of a file: the longest of ours has a tenth of that."""
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
_RULE: Final = re.compile(r"rules\[(\d+)\]")
_LINE: Final = re.compile(r"第 (\d+) 行")
_HEAD: Final = re.compile(r"^\s*\[+\s*([^\]]+?)\s*\]+")


class BadFile(Refusal):
    """The file cannot be looked at at all."""

    code = "rule_file_odd"
    text = "{why}"


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault: in which line, if that can be told, under which key, and why."""

    line: int
    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What the check found; ``programme`` where there is no fault."""

    wrong: tuple[Wrong, ...]
    programme: Programme | None
    changes: tuple[str, ...] = ()


def check(uow: Uow, name: str, text: str) -> Checked:
    """Check a file by its name without ``.toml``; what it asks more than its parent is a fault."""
    if not _NAME.fullmatch(name):
        raise BadFile(why="文件名用 2 到 40 个小写字母、数字或短横,比如 linxi-2026。")
    if not text.strip():
        raise BadFile(why="先把方案的内容贴进来,或者选一个文件。")
    if len(text.encode()) > LONGEST:
        raise BadFile(why=f"文件最大 {LONGEST // 1000} KB,这一份太大了。")
    file = f"{name}.toml"
    others = {
        where: content
        for where, content in uow.means.rule_files.items()
        if where.rsplit("/", 1)[-1] != file
    }
    try:
        found = load_all({**others, file: text})[name]
    except ProgrammeFaults as no:
        own = [fault for fault in no.faults if fault.file == file]
        if own:
            return Checked(tuple(_wrong(text, fault) for fault in own), None)
        raise BadFile(why="换上这一份以后,继承它的方案会有问题,请先和它们一起改。") from no
    return Checked((), found)


def _wrong(text: str, fault: Fault) -> Wrong:
    said = _LINE.search(fault.why)
    return Wrong(int(said[1]) if said else line_of(text, fault.key), fault.key, fault.why)


def line_of(text: str, key: str) -> int:
    """Return the line on which a key stands, or else its table; 0 where neither can be found."""
    wanted = _RULE.match(key)
    last = key.rsplit(".", 1)[-1]
    table = "rules" if wanted else re.split(r"[.\[]", key, maxsplit=1)[0]
    nth, head = int(wanted[1]) if wanted else 1, 0
    for number, where, line in _lines(text, table):
        if where < nth:
            continue
        if where > nth:
            break
        head = head or number
        if re.match(rf"\s*{re.escape(last)}\s*[=.]", line):
            return number
    return head


def _lines(text: str, table: str) -> Iterator[tuple[int, int, str]]:
    """Yield (line, how many such tables have begun, its text) of the lines inside a table."""
    begun, inside = 0, False
    for number, line in enumerate(text.splitlines(), 1):
        if found := _HEAD.match(line):
            name = found[1]
            inside = name == table or name.startswith(f"{table}.")
            begun += name == table
        if inside:
            yield number, max(begun, 1), line
