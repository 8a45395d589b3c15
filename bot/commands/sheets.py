"""``roster``: the roster form of an organ's cadres, in and out, without a page."""

from pathlib import Path
from typing import Final

import click

from bot.commands.base import house, reaching_database, saying_no, stop
from domain.dictionaries import CADRE_TYPES, CadreType
from services import sheets_export, sheets_making, sheets_operator

_TYPES: Final = (CadreType.FULLTIME, CadreType.SECONDED)


@click.group()
def roster() -> None:
    """《情况一览表》的导入和导出:给新装好的系统登记团干部。"""


_ORGANISATION = click.option(
    "--organisation", type=int, required=True, metavar="编号", help="哪个组织(连同它的下级)"
)


@roster.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@_ORGANISATION
@click.option(
    "--type",
    "kind",
    type=click.Choice([str(t) for t in _TYPES]),
    required=True,
    help="新来的是 fulltime 专职 还是 seconded 挂职",
)
@click.option("--dry-run", is_flag=True, help="只检查,不写入")
@click.option(
    "--logins",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="文件",
    help="把用户名和一次性密码写进这个 .xlsx;不写就显示在屏幕上",
)
def import_(
    file: Path, organisation: int, kind: str, *, dry_run: bool, logins: Path | None
) -> None:
    """导入一览表:有一行不对就一行都不写。"""
    if logins is not None and logins.exists():
        stop(f"已经有 {logins} 了,换一个文件名。")
    content = file.read_bytes()
    with house() as app, reaching_database(), saying_no(), app.open_uow() as uow:
        done = sheets_operator.import_roster(
            uow, organisation, content, kind=CadreType(kind), dry_run=dry_run
        )
        if not done.faults and not dry_run and logins is not None:
            # Before the transaction ends: a password that was not written down is lost.
            _keep(logins, sheets_making.logins(done.logins))
    if done.faults:
        for number, words in done.faults:
            click.echo(f"第 {number} 行:{words}", err=True)
        stop(f"{len({number for number, _ in done.faults})} 行要改,什么都没有写。")
    counts = done.counts
    said = "检查通过,没有写入" if dry_run else "写好了"
    click.echo(
        f"{said}:新来 {counts['new']} 位({CADRE_TYPES[CadreType(kind)]}),"
        f"改动 {counts['changed']} 位,不变 {counts['same']} 位;"
        f"联系新增 {counts['begun']} 条,结束 {counts['ended']} 条。"
    )
    if logins is None:
        for one in done.logins:
            click.echo(f"{one.name}\t{one.unit}\t{one.username}\t{one.password}")
    elif done.logins:
        click.echo(f"登录名单在 {logins},只此一份,发完请删掉。")


@roster.command(name="export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@_ORGANISATION
def export_(file: Path, organisation: int) -> None:
    """导出一览表,带完整手机号,进审计。"""
    with house() as app, reaching_database(), saying_no(), app.open_uow() as uow:
        made = sheets_export.roster(uow, organisation, "")
        count = sheets_export.size(uow, organisation)
    _keep(file, made)
    click.echo(f"导出 {count} 位到 {file},里面有手机号,请保管好。")


def _keep(file: Path, content: bytes) -> None:
    """Write a file that only its owner may read."""
    try:
        file.touch(mode=0o600)
        file.write_bytes(content)
    except OSError as no:
        stop(f"写不了 {file}({type(no).__name__})。")
