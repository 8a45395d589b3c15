"""``organisations``: the tree at the command line, which a new installation begins with."""

from datetime import datetime
from typing import Final

import click

from bot.commands.base import DAY, house, reaching_database, saying_no, stop
from domain.dictionaries import LEVELS, ORGANISATION_TYPES
from services import organisation_choices, organisation_tree

_INDENT: Final = "  "


@click.group(name="organisations")
def group() -> None:
    """组织树:新建、列出、换上级。网页后台的「组织」里能做得更多。"""


@group.command()
@click.option("--name", required=True, help="全称")
@click.option("--under", type=int, metavar="编号", help="上级;最上面的那个不写")
@click.option(
    "--level",
    type=click.Choice([str(level) for level in LEVELS]),
    required=True,
    help="、".join(f"{level} {title}" for level, title in LEVELS.items()),
)
@click.option(
    "--type",
    "kind",
    type=click.Choice(list(ORGANISATION_TYPES)),
    required=True,
    help="、".join(f"{code} {title}" for code, title in ORGANISATION_TYPES.items()),
)
@click.option("--since", type=DAY, metavar="日期", help="成立的日子,默认今天")
def add(name: str, under: int | None, level: str, kind: str, since: datetime | None) -> None:
    """新建一个组织。"""
    with house() as app, reaching_database(), saying_no(), app.open_uow() as uow:
        one, _ = organisation_tree.add(
            uow,
            under,
            name=name,
            level=level,
            kind=kind,
            first_day=since.date() if since else None,
        )
        number, called = one.id, one.name
    click.echo(f"建好了:{called},编号 {number}。")


@group.command(name="list")
@click.option("--under", type=int, metavar="编号", help="只列这个组织和它的下级")
@click.option("--depth", type=click.IntRange(1, 10), default=3, show_default=True, help="列几层")
def list_(under: int | None, depth: int) -> None:
    """列出组织树:编号、名称、级别。"""
    with house() as app, reaching_database(), saying_no(), app.open_uow(read_only=True) as uow:
        lines = organisation_choices.outline(uow, under, depth)
    for line in lines:
        closed = f"\t{line.last_day} 停用" if line.last_day else ""
        click.echo(f"{_INDENT * line.depth}{line.name}\t{line.level}\t编号 {line.id}{closed}")
    if not lines:
        stop("还没有组织:用 tuan100 organisations add 建最上面的那个。")


@group.command()
@click.argument("number", type=int, metavar="编号")
@click.option("--under", type=int, required=True, metavar="编号", help="新的上级")
def move(number: int, under: int) -> None:
    """把一个组织连同下级移到另一个上级下面。"""
    with house() as app, reaching_database(), saying_no(), app.open_uow() as uow:
        organisation_tree.move(uow, number, under)
        line = organisation_choices.outline(uow, number, 1)[0]
        over = organisation_choices.outline(uow, under, 1)[0]
    click.echo(f"「{line.name}」现在在「{over.name}」下面。")
