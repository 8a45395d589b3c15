"""``quotas``: how every subject stands against every rule on a day."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from bot.commands.base import as_of, house, stop
from domain.quotas import Standing
from services import quotas as services
from services.quotas import Stand
from services.uow import Uow


@click.command()
@as_of
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--cadre", type=int, help="只看一位团干部(编号)")
@click.option("--short", is_flag=True, help="只看还欠着的")
def quotas(on: date | None, form: str, cadre: int | None, short: bool) -> None:
    """每个对象、每条规则:窗口、目标、完成、各类、还差、为什么不作要求。"""
    with house() as app, app.open_uow(read_only=True) as uow:
        if cadre is not None and services.of_cadre(uow, cadre, on or uow.today) is None:
            stop(f"没有编号 {cadre} 的团干部。")
        rows = list(_rows(uow, on or uow.today, cadre, short=short))
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        state = row["exempt"] or ("已完成" if row["met"] else f"还差 {row['missing']}")
        click.echo(
            f"{row['subject']} {row['name']}\t{row['rule']}\t{row['window']}\t"
            f"{row['count']}/{row['target']}\t{state}"
        )


def _rows(uow: Uow, on: date, cadre: int | None, *, short: bool) -> Iterator[dict[str, Any]]:
    stands = services.of_cadres(uow, on, None if cadre is None else [cadre])
    if cadre is None:
        stands += services.of_organs(uow, on)
    names = services.names(uow, stands)
    for stand in stands:
        for standing in stand.standings:
            if standing.owed or not short:
                yield _row(stand, standing, names[stand.subject, stand.id])


def _row(stand: Stand, s: Standing, name: str) -> dict[str, Any]:
    return {
        "subject": f"{stand.subject}-{stand.id}",
        "name": name,
        "organisation": stand.organisation_id,
        "rule": s.rule.id,
        "window": s.window.key,
        "first_day": None if s.window.standing else s.window.first_day.isoformat(),
        "last_day": None if s.window.standing else s.window.last_day.isoformat(),
        "days_left": s.days_left,
        "target": s.target,
        "count": s.count,
        "by_kind": dict(s.by_kind),
        "missing": s.missing,
        "missing_by_kind": dict(s.missing_by_kind),
        "met": s.met,
        "bound": s.bound,
        "exempt": s.exempt_reason,
        "override": s.override_reason,
        "source": str(s.source),
    }
