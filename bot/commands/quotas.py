"""``quotas``: how every subject stands against every rule on a day, and why."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from bot.commands.base import as_of, house, saying_no, stop
from bot.commands.explanation import as_json, as_text, figures
from domain.quotas import Standing
from services import explanations
from services import quotas as services
from services.explanations import NoSuchRule
from services.quotas import Stand
from services.uow import Uow

FORM = click.Choice(["text", "json"])


@click.group(invoke_without_command=True)
@as_of
@click.option("--format", "form", type=FORM, default="text")
@click.option("--cadre", type=int, metavar="编号", help="只看一位团干部")
@click.option("--short", is_flag=True, help="只看还欠着的")
@click.pass_context
def quotas(
    context: click.Context, on: date | None, form: str, cadre: int | None, short: bool
) -> None:
    """每个对象、每条规则:窗口、目标、完成、各类、还差、为什么不作要求;explain 说明一个数字。"""
    if context.invoked_subcommand is not None:
        return
    with house() as app, app.open_uow(read_only=True) as uow:
        if cadre is not None and services.of_cadre(uow, cadre, on or uow.today) is None:
            stop(f"没有编号 {cadre} 的团干部。")
        rows = list(_rows(uow, on or uow.today, cadre, short=short))
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(
            f"{row['subject']} {row['name']}\t{row['rule']}\t{row['window']}\t"
            f"{row['count']}/{row['target']}\t{_state(row)}"
        )


@quotas.command()
@as_of
@click.option("--cadre", type=int, metavar="编号", help="哪位团干部")
@click.option("--organ", type=int, metavar="编号", help="哪个机关")
@click.option("--rule", default="", metavar="规则", help="规则的 id,例如 contacts;不写就列出有哪些")
@click.option("--format", "form", type=FORM, default="text")
def explain(on: date | None, cadre: int | None, organ: int | None, rule: str, form: str) -> None:
    """说明一个数字:由哪些记录得来,哪些没算、为什么,依据哪一条。"""
    if (cadre is None) == (organ is None):
        stop("写清是谁的:--cadre 编号 或 --organ 编号,选一个。")
    subject = "organ" if cadre is None else "cadre"
    number = organ if cadre is None else cadre
    with house() as app, saying_no(), app.open_uow(read_only=True) as uow:
        day = on or uow.today
        try:
            found = explanations.explain(uow, subject, number or 0, rule, day)
        except NoSuchRule as no:
            stop(str(no) if rule else f"写上是哪一条:--rule 规则。有的是:{no.data['rules']}。")
    if form == "json":
        click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(as_text(found, day)))


def _state(row: dict[str, Any]) -> str:
    if not row["begun"]:
        return f"{row['first_day']} 起"
    state = row["exempt"] or ("已完成" if row["met"] else f"还差 {row['missing']} {row['unit']}")
    return f"{state}(补记 {row['late']})" if row["late"] else str(state)


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
        "programme": stand.programme.id,
        **figures(s),
        "source": str(s.source),
    }
