"""One row of a youths' file: what it says, and what is wrong with it by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date
from typing import Final

from domain import sheet_cells as cells
from domain.caseload import (
    LEAST_AGE,
    LONGEST_HINT,
    Newcomer,
    fault,
    tags_fault,
    too_young,
)
from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS
from domain.sheets import Line

_FIRST_YEAR: Final = 1920
_CHOICES: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "field": ("领域", FIELDS),
    "industry": ("行业", INDUSTRIES),
    "occupation": ("职业", OCCUPATIONS),
}


@dataclass(frozen=True, slots=True)
class YouthRow:
    """A youth as the file tells; ``faults`` say what to mend."""

    number: int
    name: str
    phone: str = made(repr=False)
    """As typed."""
    born: date | None
    field: str
    industry: str
    occupation: str
    tags: tuple[str, ...]
    hint: str
    faults: list[str] = made(default_factory=list)


def youth_row(line: Line, today: date, *, fourteen: bool) -> YouthRow:
    """Read one row; ``fourteen``: the cadre says that all without a birth date are 14."""
    said = {key: cells.text(cell) for key, cell in line.cells.items()}
    faults = [f"有一格显示 {word},把公式改成文字" for word in said.values() if cells.broken(word)]
    name = cells.name(line.cells.get("name"))
    faults += _said(fault(Newcomer(name, fourteen=True), today))
    born, wrong = _born(line, said.get("born", ""), today, fourteen=fourteen)
    codes = {key: _code(key, said.get(key, ""), faults) for key in _CHOICES}
    tags = cells.words(line.cells.get("tags"))
    hint = said.get("hint", "")
    faults += wrong + _said(tags_fault(tags))
    if len(hint) > LONGEST_HINT:
        faults.append(f"备注最多 {LONGEST_HINT} 个字")
    phone = said.get("phone", "")
    return YouthRow(line.number, name, phone, born, **codes, tags=tags, hint=hint, faults=faults)


def _said(fault: str | None) -> list[str]:
    return [fault.rstrip("。")] if fault else []


def _born(line: Line, said: str, today: date, *, fourteen: bool) -> tuple[date | None, list[str]]:
    if not said:
        return None, [] if fourteen else ["没写出生日期:补上,或在上传时勾「都满 14 周岁了」"]
    born = cells.day(line.cells.get("born"))
    if born is None:
        return None, [f"出生日期「{said[:20]}」看不懂,写成 2001-02-03 这样"]
    if born.year < _FIRST_YEAR or born > today:
        return None, [f"出生日期 {born:%Y-%m-%d} 不对,核对一下年份"]
    return born, [f"TA 还没满 {LEAST_AGE} 周岁,不能登记"] if too_young(born, today) else []


def _code(key: str, said: str, faults: list[str]) -> str:
    title, dictionary = _CHOICES[key]
    if not said:
        return ""
    code = cells.code(said, dictionary)
    if code is None:
        near = cells.nearest(said, dictionary.values())
        hint = f",是不是「{near}」" if near else ",看模板的第二张表有哪些"
        faults.append(f"没有「{said[:20]}」这个{title}{hint}")
    return code or ""
