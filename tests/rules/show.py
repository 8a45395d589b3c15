"""Prints the rules by the programmes, computed from the world, beside what was worked out by hand.

.venv/bin/python -m tests.rules.show

Of each rule one who meets it, one who falls short and one who is excused; ``!`` marks a cell that
is not what it should be.
"""
# ruff: noqa: T201 - it speaks by printing

import tempfile

from bot.rules import programmes
from models.engine import open_engine
from services import quotas
from tests.rules.conftest import opened
from tests.rules.table import Cell, rows
from tests.rules.world import CADRES, ORGANS, leave_the_world


def main():
    """Print one table a programme."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/world.sqlite3"
        leave_the_world(url)
        engine = open_engine(url)
        for programme in programmes().values():
            with opened(engine, programme.id)(read_only=True) as uow:
                table(uow, programme)
        engine.dispose()


def table(uow, programme):
    print(f"\n{programme.title}({programme.id})")
    for rule in programme.rules:
        mine = [r for r in rows() if r.rule == rule.id and programme.id in r.programmes]
        right = 0
        shown = {}
        for row in mine:
            cell = said(uow, row)
            right += cell == row.cell
            mark = "" if cell == row.cell else "!"
            sort = cell and ("met" if cell.met else "short" if cell.short else "excused")
            if cell and (cell.exempt or sort != "excused"):
                why = f" {cell.exempt}" if cell.exempt else ""
                shown.setdefault(sort, f"{mark}{row.who} {row.on} {cell.done}/{cell.asked}{why}")
        parts = [shown.get(sort, "-") for sort in ("met", "short", "excused")]
        print(f"  {rule.id:24} {right}/{len(mine)} 格 | " + " | ".join(parts))


def said(uow, row):
    """Return what the engine says of a row."""
    if row.who in CADRES:
        stand = quotas.of_cadre(uow, CADRES[row.who][0], row.on)
        stands = [stand] if stand else []
    else:
        stands = quotas.of_organs(uow, row.on, [ORGANS[row.who][0]])
    return next((Cell.of(s) for t in stands for s in t.standings if s.rule.id == row.rule), None)


if __name__ == "__main__":
    main()
