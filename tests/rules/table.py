"""Reading ``expected.txt``: what is to be counted, for whom, by which programmes, on which day."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

PROGRAMMES = {
    "G": "guangyuan-2017",
    "N": "national",
    "H": "huaian-2016",
    "J": "jiaxing-2017",
    "L": "light",
}
NOT_CONCERNED = "—"


@dataclass(frozen=True)
class Cell:
    """What one rule says of one subject on one day."""

    done: int
    asked: int
    missing: tuple[tuple[str, int], ...]
    exempt: str | None
    late: int
    left: int | None
    begun: bool

    @classmethod
    def of(cls, standing):
        """Return what the engine says."""
        return standing and cls(
            standing.count,
            standing.target,
            tuple(sorted(standing.missing_by_part.items())),
            standing.exempt_reason,
            standing.late,
            standing.days_left,
            standing.begun,
        )

    @property
    def met(self):
        return self.exempt is None and self.begun and self.done >= self.asked

    @property
    def short(self):
        return self.exempt is None and self.begun and self.done < self.asked


@dataclass(frozen=True)
class Row:
    """One line of the table; no cell: the rule does not concern the subject."""

    line: int
    rule: str
    programmes: tuple[str, ...]
    who: str
    on: date
    cell: Cell | None
    why: str


def rows():
    lines = (Path(__file__).parent / "expected.txt").read_text("utf-8").splitlines()
    return tuple(
        _row(n, line) for n, line in enumerate(lines, 1) if line and not line.startswith("#")
    )


def _row(n, line):
    rule, programmes, who, on, figure, *rest, why = (part.strip() for part in line.split("|"))
    letters = PROGRAMMES if programmes == "*" else programmes
    names = tuple(PROGRAMMES[letter] for letter in letters)
    cell = None if figure == NOT_CONCERNED else _cell(figure, *rest)
    return Row(n, rule, names, who, date.fromisoformat(on), cell, why)


def _cell(figure, missing, exempt, late, left):
    done, asked = map(int, figure.split("/"))
    parts = (part.split() for part in missing.split(",") if part)
    begun = not left.startswith("later")
    days = left.removeprefix("later").strip()
    return Cell(
        done,
        asked,
        tuple(sorted((part, int(number)) for part, number in parts)),
        exempt or None,
        int(late),
        None if days == "-" else int(days),
        begun,
    )
