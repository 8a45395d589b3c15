"""The engine and the recount side by side, over the same league, cell by cell."""

import random
import re
import shutil
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from sqlalchemy import insert

from bot.holidays import calendar
from bot.rules import programmes
from bot.transfer import Law, export
from domain.channels import AccountKind
from domain.periods import HOME
from migrations.schema import metadata
from services import quotas
from services.uow import Means, units
from tests.demo.filling import PASSWORDS, VAULT
from tests.recount.oracle import Recount

TABLES = (
    *("organisation", "organisation_below", "person", "cadre", "appointment", "leave"),
    *("override", "contact", "record", "record_youth"),
)
CELLS = (
    *("target", "count", "by_part", "missing", "missing_by_part", "exempt", "late", "begun"),
    *("days_left", "first", "due", "bound", "met", "owed"),
)
PROGRAMMES = programmes()
ALONE = 10
"""One cadre in so many is asked for alone."""


def means(default):
    return Means(
        vault=VAULT,
        passwords=PASSWORDS,
        programmes=PROGRAMMES,
        default_programme=default,
        account=AccountKind.SERVICE,
        base_url="http://127.0.0.1:8000",
        chance=random.Random(1),  # noqa: S311 - a test is to be repeatable
        calendar=calendar({}),
    )


def write(engine, league):
    """Write a league's rows into an empty database."""
    with engine.begin() as connection:
        for name in TABLES:
            if rows := league.rows.get(name):
                connection.execute(insert(metadata().tables[name]), rows)


def told_by_engine(engine, lent, on):
    """Return (subject, rule) -> cells, as every user of the engine gets them.

    Some cadres are asked for one by one, as the chat does: the question is another one.
    """
    open_uow = units(engine, lent, lambda: datetime.combine(on, time(10), HOME))
    with open_uow(read_only=True) as uow:
        stands = [*quotas.of_cadres(uow, on), *quotas.of_organs(uow, on)]
        stands = [
            quotas.of_cadre(uow, stand.id, on)
            if stand.subject == "cadre" and stand.id % ALONE == on.day % ALONE
            else stand
            for stand in stands
        ]
    return {
        (f"{stand.subject}-{stand.id}", s.rule.id): {
            "programme": stand.programme.id,
            "target": s.target,
            "count": s.count,
            "by_part": dict(s.by_part),
            "missing": s.missing,
            "missing_by_part": dict(s.missing_by_part),
            "exempt": s.exempt_reason,
            "late": s.late,
            "begun": s.begun,
            "days_left": s.days_left,
            "first": None if s.window.standing else s.window.first_day,
            "due": None if s.window.standing else s.due,
            "bound": s.bound,
            "met": s.met,
            "owed": s.owed,
        }
        for stand in stands
        for s in stand.standings
    }


def told_by_recount(recount, on):
    """Return the same cells as the recount finds them."""
    return {
        key: {
            "target": row.target,
            "count": row.count,
            "by_part": row.by_part,
            "missing": row.missing,
            "missing_by_part": row.missing_by_part,
            "exempt": row.whys,
            "late": row.late,
            "begun": row.begun,
            "days_left": row.days_left,
            "first": row.first,
            "due": row.due,
            "bound": not row.whys,
            "met": not row.missing,
            "owed": not row.whys and row.begun and row.missing > 0,
        }
        for key, row in recount.rows(on).items()
    }


@dataclass
class Tally:
    """What was compared, by programme, and every difference found."""

    lives: dict[str, set] = field(default_factory=dict)
    cells: Counter = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)
    rules: Counter = field(default_factory=Counter)


def compare(engine, league, *, spoil=None, recount=Recount):
    """Write a league, ask both on all its days, and return the tally.

    The controls spoil the database behind the back of the export, or bring another recount.
    """
    write(engine, league)
    lent = means(league.default)
    tally = Tally()
    with exported(engine, lent) as folder:
        counted = recount(folder)
        if spoil:
            spoil(engine)
        for on in league.days:
            ours, theirs = told_by_engine(engine, lent, on), told_by_recount(counted, on)
            for key in sorted(ours.keys() | theirs.keys()):
                hold(tally, league, (on, *key), (ours.get(key), theirs.get(key)))
    return tally


@contextmanager
def exported(engine, lent):
    """Lend the folder that ``tuan100 export`` writes."""
    folder = Path(tempfile.mkdtemp(prefix="tuan100-recount-"))
    try:
        export(engine, folder, Law(lent.programmes, lent.default_programme, lent.calendar))
        yield folder
    finally:
        shutil.rmtree(folder)


def hold(tally, league, about, said):
    """Compare what both said of one subject and rule on one day, and keep every difference."""
    (on, subject, rule), (ours, theirs) = about, said
    if ours:
        name = ours["programme"]
        tally.lives.setdefault(name, set()).add(subject)
        tally.cells[name] += len(CELLS)
        tally.rules[rule] += 1
    if ours is None or theirs is None:
        who = "the recount" if ours is None else "the engine"
        wrong = [f"only {who} has a row: {theirs or ours}"]
    else:
        wrong = [
            f"{cell}: engine {ours[cell]!r}, recount {theirs[cell]!r}"
            for cell in CELLS
            if not agree(cell, ours[cell], theirs[cell])
        ]
    if wrong:
        life = "\n    ".join(league.life(subject))
        head = f"{subject} {rule} on {on} (default {league.default}, {ours and ours['programme']})"
        tally.differences.append("\n  ".join([head, *wrong, "its life:", f"  {life}"]))


def agree(cell, ours, theirs):
    """Say whether a cell is the same; of reasons, whether the words are one that was found."""
    if cell != "exempt":
        return ours == theirs
    return _found(ours, theirs)


def _found(reason, whys):
    if reason is None or not whys:
        return reason is None and not whys
    return any(re.fullmatch(in_chinese(why), reason) for why in whys)


def in_chinese(why):
    """Return what the engine may say for a reason of the recount."""
    word, *rest = why.split()
    if word in {"from", "until"}:
        on = date.fromisoformat(rest[0])
        said = "(上任|成立),下一个窗口起算" if word == "from" else "(离任|撤销)"
        return f"({on.year} 年 )?{on.month} 月 {on.day} 日{said}"
    if word in TYPES:
        return f"窗口内由{TYPES[word]}转{TYPES[rest[1]]}"
    return REASONS[word].format(*rest)


TYPES = {"fulltime": "专职", "seconded": "挂职", "parttime": "兼职"}
REASONS = {
    "moved": "窗口内岗位调动",
    "leave": "本窗口内休假登记|休假登记中",
    "encouraged": "提倡参加,不作要求",
    "short": "本周工作日不足两天",
    "calendar": "{} 年的放假安排还没有公布,先不算",
}
