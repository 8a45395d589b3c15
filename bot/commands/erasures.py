"""``erasures``: somebody's data on paper or erased at their word, and the ledger of it."""

import json
from pathlib import Path

import click

from bot.backup import ledger as outside
from bot.commands.base import house, saying_no, stop
from services import erasing, own_data_chapters, own_data_mend
from services.uow import Uow

_PHONE = click.argument("phone", metavar="手机号")


@click.group()
def erasures() -> None:
    """替来不了微信的人导出、删除数据;删除台账的备份和重放。"""


@erasures.command("export")
@_PHONE
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, writable=True))
def export(phone: str, file: Path) -> None:
    """把一个人的全部数据写成 JSON;先核实是本人要的。"""
    with house() as app, saying_no(), app.open_uow() as uow:
        found = own_data_chapters.export(uow, _whose(uow, phone), "")
        said = json.dumps(own_data_chapters.as_json(uow, found), ensure_ascii=False, indent=1)
        file.touch(mode=0o600)  # it has the number in full
        file.write_text(said, encoding="utf-8")
    click.echo(f"写到 {file},里面有完整的手机号。")


@erasures.command("ask")
@_PHONE
def ask(phone: str) -> None:
    """替一个人申请删除:24 小时后执行,之前可以用 keep 撤回。"""
    with house() as app, saying_no(), app.open_uow() as uow:
        waiting = erasing.ask(uow, _whose(uow, phone))
        click.echo(f"{waiting.when} 删除;之前可以 tuan100 erasures keep 撤回。")


@erasures.command("keep")
@_PHONE
def keep(phone: str) -> None:
    """撤回还没执行的删除。"""
    with house() as app, saying_no(), app.open_uow() as uow:
        erasing.take_back(uow, _whose(uow, phone))
        click.echo("撤回了,什么都没有动。")


@erasures.command("ledger")
def ledger() -> None:
    """打印删除台账(编号和条数,没有名字);和备份分开保存。"""
    with house() as app, app.open_uow(read_only=True) as uow:
        click.echo(json.dumps(erasing.ledger(uow), ensure_ascii=False))


@erasures.command("apply")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def apply(file: Path) -> None:
    """从备份恢复之后,按台账再删一遍;可以重复执行。"""
    with house() as app, app.open_uow() as uow:
        said = file.read_text("utf-8")
        # What `ledger` prints is a list; what the clock keeps has a deletion a line.
        ours = outside.house_of(app.settings)
        rows = json.loads(said) if said.startswith("[") else outside.read(file, ours)
        erased = erasing.apply_again(uow, rows)
        click.echo(f"又删除了 {erased} 人的数据。")


def _whose(uow: Uow, phone: str) -> int:
    person = own_data_mend.by_phone(uow, phone)
    if person is None:
        stop("名册里没有这个号码。")
    return person
