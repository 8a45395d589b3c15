"""``records``: an admin's correction of what was or was not written down."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final, ParamSpec, TypeVar

import click

from bot.commands.base import DAY, house, saying_no, stop
from domain.kinds import KINDS, Kind, by_word
from domain.line_hours import DayPart
from domain.wording import say_date, say_minutes
from services import corrections
from services import records as services
from services.records import Did, Logged

P = ParamSpec("P")
R = TypeVar("R")

_DAY_MINUTES: Final = 24 * 60
_PARTS: Final = {part.word: part for part in DayPart}


@click.group()
def records() -> None:
    """管理员更正记录:补记、撤下、查编号。要写姓名和理由,都进审计。"""


def _signed(run: Callable[P, R]) -> Callable[P, R]:
    """Ask who does it and why."""
    run = click.option("--reason", required=True, metavar="理由", help="为什么,进审计")(run)
    return click.option("--by", required=True, metavar="姓名", help="谁改的,进审计")(run)


def _kind(_context: click.Context, _option: click.Parameter, value: str) -> Kind:
    kind = KINDS.get(value) or by_word(value, KINDS.values())
    if kind is None:
        raise click.BadParameter(
            f"没有「{value}」这一类。有:{'、'.join(k.title for k in KINDS.values())}"
        )
    return kind


def _ids(_context: click.Context, _option: click.Parameter, value: str) -> list[int]:
    parts = value.replace(",", ",").split(",") if value else []
    if not all(part.strip().isdecimal() for part in parts):
        raise click.BadParameter("写编号,用逗号隔开:12,15")
    return [int(part) for part in parts]


@records.command()
@click.option("--cadre", type=int, metavar="编号", help="替哪位团干部补记")
@click.option("--organ", type=int, metavar="编号", help="或者替哪个机关补记")
@click.option("--kind", callback=_kind, required=True, metavar="类别", help="例如 谈心谈话")
@click.option("--on", type=DAY, required=True, metavar="日期", help="哪天做的,例如 2026-09-28")
@click.option("--at", type=click.Choice(list(_PARTS)), help="那天的什么时候")
@click.option("--minutes", type=click.IntRange(1, _DAY_MINUTES), metavar="分钟", help="多久")
@click.option("--title", default="", metavar="内容", help="做了什么")
@click.option("--youths", callback=_ids, default="", metavar="编号,编号", help="和哪些小伙伴")
@click.option("--online", is_flag=True, help="是线上做的")
@click.option("--again", is_flag=True, help="和已有的一条一模一样,真的又做了一次")
@_signed
def add(  # noqa: PLR0913 - a record has this many sides
    *,
    cadre: int | None,
    organ: int | None,
    kind: Kind,
    on: datetime,
    at: str | None,
    minutes: int | None,
    title: str,
    youths: list[int],
    online: bool,
    again: bool,
    by: str,
    reason: str,
) -> None:
    """补记一条,结了的时段也行;本人会收到一句说明。"""
    if (cadre is None) is (organ is None):
        stop("--cadre 和 --organ 写一个,而且只写一个。")
    hour = _PARTS[at].at if at else None
    did = Did(kind.code, on.date(), title, minutes, kind.offline and not online, hour)
    owner = {"cadre_id": cadre, "organ_id": organ}
    with house() as app, saying_no(), app.open_uow() as uow:
        done = corrections.add(
            uow, did, **owner, youth_ids=youths, by_name=by, reason=reason, again=again
        )
    click.echo(f"补记了第 {done.id} 条:{_line(done)}。")
    for v in done.verdicts:
        what = v.why_not or f"{v.standing.count}/{v.standing.target}"
        click.echo(f"  {v.rule.title}\t{v.standing.window.title}\t{what}")


@records.command()
@click.argument("record", type=int, metavar="编号")
@_signed
def undo(record: int, by: str, reason: str) -> None:
    """撤下一条,结了的时段也行;本人会收到一句说明。"""
    with house() as app, saying_no(), app.open_uow() as uow:
        done = corrections.undo(uow, record, by_name=by, reason=reason)
    click.echo(f"撤下了第 {done.id} 条:{_line(done)}。")


@records.command(name="list")
@click.option("--cadre", type=int, metavar="编号", help="哪位团干部的")
@click.option("--organ", type=int, metavar="编号", help="或者哪个机关的")
@click.option("--since", type=DAY, metavar="日期", help="从哪天起")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def list_(cadre: int | None, organ: int | None, since: datetime | None, limit: int) -> None:
    """列出记录和编号,新的在前;撤下的也在。"""
    if (cadre is None) is (organ is None):
        stop("--cadre 和 --organ 写一个,而且只写一个。")
    first = since.date() if since else date(2000, 1, 1)
    with house() as app, saying_no(), app.open_uow(read_only=True) as uow:
        corrections.owner(uow, cadre, organ)
        found = list(services.listed(uow, cadre_id=cadre, organ_id=organ, since=first, limit=limit))
    for one in found:
        state = "已撤下" if one.undone else ""
        click.echo("\t".join([str(one.id), _line(one), state, one.correction]).rstrip())
    if not found:
        click.echo("这段时间没有记录。")


def _line(one: Logged) -> str:
    said = [say_date(one.day, 0), one.kind_title, one.title]
    said.append(say_minutes(one.minutes) if one.minutes else "")
    return " · ".join(part for part in said if part)
