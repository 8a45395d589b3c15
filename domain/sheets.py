"""Excel files that come in: their life, how large they may be, and where their columns are."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from domain.errors import Refusal
from domain.sheet_cells import Cell, text


class SheetStatus(StrEnum):
    """Where a file is; the checks and the writing of a large one are a worker's."""

    QUEUED = "queued"
    """Waits to be checked."""
    CHECKING = "checking"
    FINE = "fine"
    """Without a fault; nothing is written before the next tap."""
    FAULTY = "faulty"
    WAITING = "waiting"
    """Is to be written."""
    WRITING = "writing"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


WORKED: Final = (
    SheetStatus.QUEUED,
    SheetStatus.CHECKING,
    SheetStatus.WAITING,
    SheetStatus.WRITING,
)
"""What a worker takes; the second and fourth after another worker's lease has run out."""
OVER: Final = (SheetStatus.DONE, SheetStatus.CANCELLED, SheetStatus.FAILED)

BYTES: Final = 5 * 2**20
ROWS: Final = 10_000
AT_ONCE: Final = 300
"""So many rows are checked and written while one waits for the page."""
CHUNK: Final = 500
KEPT: Final = timedelta(hours=24)
"""How long the content of a file that nobody went on with is kept."""
LEASE: Final = timedelta(seconds=30)
_HEADER_WITHIN: Final = 10
_ASIDE: Final = re.compile(r"[(\[].*?[)\]]|[*:]|\s+")


class BadSheet(Refusal):
    """A file in which no rows can be found."""

    code = "bad_sheet"
    text = "{words}"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what else people call it, how wide it is shown."""

    key: str
    title: str
    also: tuple[str, ...] = ()
    wide: int = 14
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file under its number there; ``cells`` by the columns' keys."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """What stands under the heading; ``unknown`` headings are not read."""

    lines: tuple[Line, ...]
    unknown: tuple[str, ...] = ()


YOUTHS: Final = (
    Column("name", "姓名(必填)", ("姓名", "名字"), 12, needed=True),
    Column("phone", "手机号", ("手机", "手机号码", "电话", "联系电话", "联系方式"), 16),
    Column("born", "出生日期", ("生日", "出生年月日"), 14),
    Column("field", "领域", ("联系领域",), 20),
    Column("industry", "行业", ("所属行业",), 16),
    Column("occupation", "职业", (), 18),
    Column("tags", "标签", (), 20),
    Column("hint", "备注(怎么区分同名)", ("备注",), 24),
)
ROSTER_TITLE: Final = "专挂职团干部“走支部连百心”情况一览表"
ROSTER: Final = (
    Column("number", "序号", (), 6),
    Column("name", "姓名", (), 10, needed=True),
    Column("unit", "单位", ("工作单位", "所在单位"), 24, needed=True),
    Column("post", "职务", (), 14),
    Column("phone", "手机号码", ("手机号", "手机", "联系电话"), 16, needed=True),
    Column("branch", "联系基层团支部名称", ("联系基层团支部", "联系团支部名称"), 28),
    Column("branch_on", "计划报到时间", (), 14),
    Column(
        "association",
        "联系各领域青年社会组织或青年社团名称",
        ("联系青年社会组织或青年社团名称",),
        32,
    ),
    Column("association_on", "计划报到时间", (), 14),
)
"""[淮] 附: the form's columns; its phone column says 必填."""

Grid = Sequence[Sequence[Cell]]


def heading(said: str) -> str:
    """Return what a heading is known by: without 必填, stars, brackets and line breaks."""
    return _ASIDE.sub("", unicodedata.normalize("NFKC", said))


def table(grid: Grid, columns: Sequence[Column]) -> Table:
    """Find the heading in a grid, whatever stands above it, and read what is below."""
    for at, row in enumerate(grid[:_HEADER_WITHIN]):
        said = [text(cell) for cell in row]
        places, unknown = _places(said, columns)
        if all(c.key in places for c in columns if c.needed):
            return Table(tuple(_lines(grid, at + 1, places)), unknown)
    needed = "、".join(f"「{heading(c.title)}」" for c in columns if c.needed)
    raise BadSheet(
        words=f"前 {_HEADER_WITHIN} 行里没有找到表头。要有{needed}这样的列名,先下载模板看看。"
    )


def _places(
    said: Sequence[str], columns: Sequence[Column]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Say in which place each column is; of two with one heading each follows its neighbour."""
    names: dict[str, list[str]] = {}
    for column in columns:
        for name in (column.title, *column.also):
            keys = names.setdefault(heading(name), [])
            if column.key not in keys:
                keys.append(column.key)
    places: dict[str, int] = {}
    unknown: list[str] = []
    for place, word in enumerate(said):
        keys = names.get(heading(word), [])
        key = next((k for k in _after(keys, places) if k not in places), None)
        if key is not None:
            places[key] = place
        elif keys:
            raise BadSheet(words=f"有两列都叫「{word}」,留下一列再传。")
        elif word:
            unknown.append(word)
    return places, tuple(unknown)


def _after(keys: Sequence[str], places: Mapping[str, int]) -> list[str]:
    """Put first the ``…_on`` column whose partner stands nearest to the left."""
    last = max(places, key=places.__getitem__, default="")
    return sorted(keys, key=lambda key: key != f"{last}_on")


def _lines(grid: Grid, first: int, places: Mapping[str, int]) -> list[Line]:
    lines = []
    for at in range(first, len(grid)):
        row = grid[at]
        cells = {key: row[place] for key, place in places.items() if place < len(row)}
        if any(text(cell) for cell in cells.values()):
            lines.append(Line(at + 1, cells))
    return lines
