"""The rows of the roster form: several of one person are read as one cadre with several links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain import sheet_cells as cells
from domain.caseload import name_fault
from domain.sheets import Line

_POST, _LINK, _ON = 60, 100, 40
_SAMPLE: Final = "XXX"
SORTS: Final = ("branch", "association")
_CALLED: Final = {"branch": "团支部名称", "association": "社会组织或社团名称"}


@dataclass(frozen=True, slots=True)
class Tie:
    """A branch or an association that a cadre is linked with; ``on`` as it was written."""

    sort: str
    name: str
    on: str = ""


@dataclass(slots=True)
class CadreRow:
    """One cadre of the form; ``number`` is the first of their rows in the file."""

    number: int
    name: str
    unit: str
    post: str
    phone: str
    """As typed."""
    ties: list[Tie] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    """With the row that each is in."""


def cadre_rows(lines: Sequence[Line]) -> list[CadreRow]:
    """Read the form; a row without a name and a number goes on with the person above it."""
    rows: list[CadreRow] = []
    for line in lines:
        said = {key: cells.text(cell) for key, cell in line.cells.items()}
        name = cells.name(line.cells.get("name"))
        phone = said.get("phone", "")
        if name.upper() == _SAMPLE or not any(said[key] for key in said if key != "number"):
            continue  # the sample, a number in front of nothing, a note below the table
        above = rows[-1] if rows else None
        if above is not None and _goes_on(above, name, phone):
            _agree(above, line.number, said)
            row = above
        else:
            row = CadreRow(line.number, name, said.get("unit", ""), said.get("post", ""), phone)
            row.faults += [(line.number, fault) for fault in _faults(row)]
            rows.append(row)
        _tie(row, line.number, said)
    return rows


def _goes_on(above: CadreRow, name: str, phone: str) -> bool:
    if not name and not phone:
        return True
    return name == above.name and bool(phone) and phone == above.phone


def _agree(above: CadreRow, number: int, said: dict[str, str]) -> None:
    """Hold the rows of one person together: what differs is asked about."""
    for key, title in (("unit", "单位"), ("post", "职务")):
        if said.get(key) and said[key] != getattr(above, key):
            above.faults.append((number, f"{title}和第 {above.number} 行写得不一样"))


def _faults(row: CadreRow) -> Iterable[str]:
    if not row.name:
        yield "没有姓名"
    elif (why := name_fault(row.name)) is not None:
        yield why.rstrip("。")
    if not row.unit:
        yield "没有单位"
    if len(row.post) > _POST:
        yield f"职务太长,最多 {_POST} 个字"
    if not row.phone:
        yield "没有手机号码(必填)"


def _tie(row: CadreRow, number: int, said: dict[str, str]) -> None:
    for sort in SORTS:
        name, on = said.get(sort, ""), said.get(f"{sort}_on", "")
        if on and not name:
            row.faults.append((number, f"有计划报到时间,没有{_CALLED[sort]}"))
        if len(name) > _LINK:
            row.faults.append((number, f"{_CALLED[sort]}太长,最多 {_LINK} 个字"))
        if len(on) > _ON:
            row.faults.append((number, f"计划报到时间太长,最多 {_ON} 个字"))
        tie = Tie(sort, name, on)
        if name and tie not in row.ties:
            row.ties.append(tie)
