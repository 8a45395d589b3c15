"""``backup`` and ``restore``: a copy of the whole database, and its way back."""

from pathlib import Path

import click

from bot import backup as copies
from bot.app import App
from bot.backup import BackupFault, ledger
from bot.backup.record import LEDGER
from bot.commands.base import house, reaching_database, stop
from services import erasing

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("folder", metavar="目录", type=_FOLDER)
def backup(folder: Path) -> None:
    """把整个数据库备份到一个空目录,不用停服务;密钥不在里面。"""
    with house() as app, reaching_database():
        with app.open_uow(read_only=True) as uow:
            now, erasures = uow.now, erasing.ledger(uow)
        try:
            made = copies.make(app.engine, folder, now, erasures, ledger.house_of(app.settings))
        except (BackupFault, OSError) as no:
            stop(f"没有备份成:{no}。")
    size = (folder / made.file).stat().st_size
    click.echo(f"备份到 {folder}:{sum(made.rows.values()):,} 行,{size / 1e6:,.1f} MB。")
    click.echo("config.toml 里的密钥另外保管:只有这份备份,手机号解不开。")


@click.command()
@click.argument("folder", metavar="目录", type=click.Path(path_type=Path, exists=True))
@click.option("--ledger", "file", type=_FILE, help="库外的删除台账;默认用 [backup] ledger 的那份")
@click.option("--no-ledger", is_flag=True, help="台账找不到了也恢复:备份之后删除的人会回来")
def restore(folder: Path, file: Path | None, no_ledger: bool) -> None:
    """把备份恢复到空数据库:核对行数,按删除台账再删一遍,群发先停着。"""
    with house(schema=False) as app, reaching_database():
        rows = _erasures(app, folder, file, no_ledger)
        try:
            done = copies.restore(app.engine, app.open_uow, folder, rows)
        except (BackupFault, OSError) as no:
            stop(f"没有恢复成:{no}。")
    click.echo(f"恢复了 {done.record.at} 的备份:{done.rows:,} 行,和备份时一行不差。")
    click.echo(f"按删除台账又删除了 {done.erased} 人的数据。")
    click.echo("群发停着:备份以后可能已经发过。看 tuan100 letters list、tuan100 reminders plan,")
    click.echo("核对后 tuan100 resume mass --by 姓名。")


def _erasures(app: App, folder: Path, file: Path | None, no_ledger: bool) -> list[ledger.Row]:
    """Return the deletions to be done again: those noted outside since, and with the backup."""
    outside = file or ledger.file_of(app.settings)
    if not no_ledger and not outside.exists():
        stop(
            f"没有找到库外的删除台账 {outside}:备份之后删除的人会回来。\n"
            "找到它,用 --ledger 文件;真的没有了,或者从来没人要求删除过,加 --no-ledger。"
        )
    own = ledger.house_of(app.settings)
    files = [folder / LEDGER, *([] if no_ledger else [outside])]
    return [row for one in files if one.exists() for row in ledger.read(one, own)]
