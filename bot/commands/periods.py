"""``periods``: closing a quarter by its bulletin, and which are closed."""

import re
from datetime import date
from typing import Final

import click

from bot.commands.base import house, saying_no
from domain.periods import QUARTER, Window, local_day
from domain.wording import say_date
from services import closings

_QUARTER: Final = re.compile(r"(20\d\d)[Qq]([1-4])")


@click.group()
def periods() -> None:
    """已出通报的时段:结账、查看。结了以后,只有管理员更正才能改记录。"""


def _quarter(_context: click.Context, _option: click.Parameter, value: str) -> Window:
    match = _QUARTER.fullmatch(value)
    if match is None:
        raise click.BadParameter("写成 2026Q3 这样")
    return QUARTER.window_of(date(int(match[1]), int(match[2]) * 3, 1))


@periods.command()
@click.option("--organisation", type=int, required=True, metavar="编号", help="哪个组织(含下级)")
@click.option("--quarter", callback=_quarter, required=True, metavar="季度", help="例如 2026Q3")
@click.option("--by", required=True, metavar="姓名", help="谁结的")
def close(organisation: int, quarter: Window, by: str) -> None:
    """按季度通报结一个季度:本组织和所有下级。再结一次没有影响。"""
    with house() as app, saying_no(), app.open_uow() as uow:
        done = closings.close(uow, organisation, quarter.first_day, quarter.last_day, by)
    if done.new:
        click.echo(f"{done.organisation}和下级的{done.title}结了。改记录用:tuan100 records")
    else:
        day = say_date(local_day(done.closed_at), 0)
        click.echo(f"{done.organisation}的{done.title}早就结了({day},{done.closed_by})。")


@periods.command(name="list")
@click.option("--organisation", type=int, metavar="编号", help="只看对这个组织有效的(含上级结的)")
def list_(organisation: int | None) -> None:
    """列出已经结了的时段。"""
    with house() as app, app.open_uow(read_only=True) as uow:
        for one in closings.listed(uow, organisation):
            day = local_day(one.closed_at).isoformat()
            click.echo(f"{one.title}\t{one.organisation}\t{day}\t{one.closed_by}")
