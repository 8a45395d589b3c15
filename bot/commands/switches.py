"""``switches``: how an organisation's switches stand, and turning one."""

import click

from bot.commands.base import house, saying_no
from domain.compliance import LAW, meets
from domain.periods import local_day
from domain.switches import TITLES
from services import organisations
from services import switches as services
from services.switches import Stands

_ORGANISATION = click.option(
    "--organisation", type=int, required=True, metavar="编号", help="哪个组织(含下级)"
)


@click.group()
def switches() -> None:
    """积分、排名、打卡这类开关:查看、开、关。"""


@switches.command()
@_ORGANISATION
def show(organisation: int) -> None:
    """列出一个组织的每个开关:开还是关,谁定的,碰不碰条文。"""
    with house() as app, saying_no(), app.open_uow(read_only=True) as uow:
        for one in services.standing(uow, organisation):
            click.echo(_line(one))


def _line(one: Stands) -> str:
    if one.organisation_id is None:
        whence = f"方案 {one.programme}"
    else:
        day = f" {local_day(one.at)}" if one.at else ""
        whence = f"编号 {one.organisation_id} 的组织{day}"
    if one.signed:
        whence += f",{one.signed.by}:{one.signed.reason}"
    law = f"\t碰到{LAW.name}{one.met.clause.at}" if one.met else ""
    return f"{one.name}\t{one.title}\t{'开' if one.is_on else '关'}\t{whence}{law}"


@switches.command(name="set")
@click.argument("name", metavar="开关")
@click.argument("position", type=click.Choice(["on", "off"]))
@_ORGANISATION
@click.option("--by", default="", metavar="姓名", help="谁定的;碰到条文时要写")
@click.option("--reason", default="", metavar="理由", help="为什么;碰到条文时要写")
def set_(name: str, position: str, organisation: int, by: str, reason: str) -> None:
    """开或关一个开关,对本组织和没有自己改过的下级有效。碰到条文的,要写谁定的、为什么。"""
    is_on = position == "on"
    with house() as app, saying_no(), app.open_uow() as uow:
        services.turn(uow, organisation, name, is_on, by_name=by, reason=reason)
        called = organisations.existing(uow, organisation).name
    click.echo(f"「{called}」的{TITLES[name]}{'开' if is_on else '关'}了,已记入审计。")
    if met := meets(name, is_on):
        click.echo(f"它碰到{met.clause}")
