"""``letters``: what became of letters, and deciding about those of which nobody knows."""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import click

from bot.commands.base import house, saying_no
from domain.delivery import Status
from domain.letter_words import CHANNELS, KINDS, OUTCOMES, STATES
from domain.periods import HOME
from services import letters_desk
from services.letters_desk import Line, Shown
from services.uow import Uow

_PAGE: Final = 50
_NUMBERS = click.argument("numbers", type=int, nargs=-1, required=True, metavar="编号...")
_BY = click.option("--by", required=True, metavar="姓名", help="谁定的")
_WHY = click.option("--why", required=True, metavar="理由", help="为什么,不写姓名和号码")


@click.group()
def letters() -> None:
    """发出去的消息:看经过;不知道到没到的、扣下的,由人决定重发还是了结。"""


@letters.command("list")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([str(one) for one in STATES]),
    help="看哪些;默认 uncertain(不知道到没到)和 held(扣下了)",
)
@click.option("--after", default=0, metavar="编号", help="从这个编号往后看")
def list_(states: tuple[str, ...], after: int) -> None:
    """列出等人决定的消息,最早的在前。"""
    wanted = [Status(one) for one in states] or letters_desk.OPEN
    with house() as app, app.open_uow(read_only=True) as uow:
        lines = letters_desk.listed(uow, wanted, _PAGE, after)
    for line in lines:
        click.echo(_line(line))
    if not lines:
        click.echo("没有了。" if after or states else "没有要人决定的消息。")
    elif len(lines) == _PAGE:
        click.echo(f"还有:tuan100 letters list --after {lines[-1].id}")
    elif not states:
        click.echo("看经过:tuan100 letters show 编号;重发:resend;了结:close。")


@letters.command()
@click.argument("number", type=int, metavar="编号")
def show(number: int) -> None:
    """看一条消息走过的每一步。"""
    with house() as app, saying_no(), app.open_uow(read_only=True) as uow:
        found = letters_desk.shown(uow, number)
    click.echo("\n".join(_told(found)))


@letters.command()
@_NUMBERS
@_BY
@_WHY
def resend(numbers: tuple[int, ...], by: str, why: str) -> None:
    """再发一次。原来那条如果其实到了,对方会收到两条;先问一声再发。"""
    _decide(numbers, lambda uow, number: letters_desk.resend(uow, number, by=by, why=why))
    click.echo(f"{len(numbers)} 条重新排队了,已记入审计。发之前还会再看一遍是不是还需要。")


@letters.command()
@_NUMBERS
@_BY
@_WHY
@click.option("--arrived", is_flag=True, help="问过了,其实送到了")
def close(numbers: tuple[int, ...], by: str, why: str, arrived: bool) -> None:
    """了结,不再发。"""
    _decide(
        numbers,
        lambda uow, number: letters_desk.close(uow, number, by=by, why=why, arrived=arrived),
    )
    click.echo(f"{len(numbers)} 条了结了,已记入审计。")


def _decide(numbers: tuple[int, ...], decide: Callable[[Uow, int], None]) -> None:
    """Decide about all of them, or about none."""
    with house() as app, saying_no(), app.open_uow() as uow:
        for number in sorted(set(numbers)):
            decide(uow, number)


def _line(line: Line) -> str:
    what = f"{CHANNELS.get(line.channel, line.channel)},{KINDS.get(line.kind, line.kind)}"
    died = f",发送进程为它停了 {line.deaths} 次" if line.deaths else ""
    why = f"({line.why})" if line.why else ""
    who = line.to or "不认识的人"
    return f"{line.id}\t{_when(line.written_at)}\t{STATES[line.state]}\t{who}\t{what}{died}{why}"


def _told(found: Shown) -> list[str]:
    until = f",{_when(found.expires_at)} 前有效" if found.expires_at else ""
    owner = f",在进程 {found.owner} 手里" if found.owner else ""
    return [
        _line(found.line),
        f"  该在 {_when(found.due_at)} 发{until},试了 {found.attempts} 次{owner}",
        *(
            f"  {_when(step.at)}  {CHANNELS.get(step.channel, step.channel)}:"
            f"{OUTCOMES.get(step.outcome, step.outcome)}{f'({step.why})' if step.why else ''}"
            for step in found.steps
        ),
    ]


def _when(at: datetime) -> str:
    return f"{at.astimezone(HOME):%Y-%m-%d %H:%M:%S}"
