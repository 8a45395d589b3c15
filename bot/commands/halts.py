"""``halt`` and ``resume``: the switch that lets sending rest, all of it or a part."""

from datetime import datetime, timedelta
from typing import Final

import click

from bot.commands.base import house, saying_no
from domain.halts import Halt, checked, say
from domain.periods import HOME
from services import halts as services

_SCOPE: Final = click.argument("scope", metavar="范围", default="")
_BY: Final = click.option("--by", default="", metavar="姓名", help="谁决定的,会记下来")
_HINT: Final = (
    "范围:all 全部;mass 群发(通知和提醒);channel:template、lane:reminder、kind:quota、"
    "template:QUOTA_DUE、organ:12 这样停一部分。"
)


@click.command(epilog=_HINT)
@_SCOPE
@_BY
@click.option("--why", default="", metavar="理由", help="为什么停,别人查得到")
@click.option(
    "--hours",
    type=click.FloatRange(min=0, min_open=True, max=24 * 30),
    metavar="小时",
    help="停多久;不写就停到有人恢复",
)
def halt(scope: str, by: str, why: str, hours: float | None) -> None:
    """暂停发送(两秒内停住,已写的消息都留着);不写范围就列出现在停着什么。"""
    with house() as app, saying_no():
        if not scope:
            with app.open_uow(read_only=True) as uow:
                standing = services.standing(uow).halts
            _list(standing)
            return
        scope = checked(scope)
        if not by.strip() or not why.strip():
            raise click.UsageError("暂停要写是谁、为什么:--by 姓名 --why 理由。")
        with app.open_uow() as uow:
            until = uow.now + timedelta(hours=hours) if hours else None
            services.order(uow, scope, f"{by.strip()}:{why.strip()}", until)
    click.echo(f"停了:{say(scope)},{_until(until)}。恢复:tuan100 resume {scope} --by 姓名")


@click.command(epilog=_HINT)
@_SCOPE
@_BY
def resume(scope: str, by: str) -> None:
    """恢复发送:留着的消息按原来的先后接着发,过期的不再发。"""
    with house() as app, saying_no():
        if not scope or not by.strip():
            raise click.UsageError("恢复要写范围和是谁:tuan100 resume 范围 --by 姓名。")
        scope = checked(scope)
        with app.open_uow() as uow:
            rested = services.lift(uow, scope, by.strip())
            left = services.standing(uow).halts
    click.echo(f"恢复了:{say(scope)}。" if rested else f"{say(scope)}没有停着。")
    if left:
        _list(left)


def _list(standing: tuple[Halt, ...]) -> None:
    if not standing:
        click.echo("没有停着的,都在发。")
    for one in sorted(standing, key=lambda one: one.scope):
        since = f"{one.at.astimezone(HOME):%m-%d %H:%M} 起"
        click.echo(f"{one.scope}\t{say(one.scope)}停着\t{since},{_until(one.until)}\t{one.why}")


def _until(until: datetime | None) -> str:
    return f"停到 {until.astimezone(HOME):%m-%d %H:%M}" if until else "停到有人恢复"
