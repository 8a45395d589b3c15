"""``export`` and ``import``: every table as JSON lines, and the law beside them."""

from pathlib import Path

import click

from bot import transfer
from bot.commands.base import house, stop
from bot.transfer import Law, TransferFaults


@click.command("export")
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
def export_(directory: Path) -> None:
    """把所有表导出成 JSON 行(手机号保持加密),连同现行方案和工作日历。"""
    with house() as app:
        try:
            means = app.means
            law = Law(means.programmes, means.default_programme, means.calendar)
            manifest = transfer.export(app.engine, directory, law)
        except (TransferFaults, OSError) as no:
            stop(f"没有导出:{no}")
        for name, content in manifest.tables.items():
            click.echo(f"{content.rows:>9,}  {name}")
        click.echo(f"导出到 {directory}。")


@click.command("import")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--dry", is_flag=True, help="只检查,不写入")
def import_(directory: Path, dry: bool) -> None:
    """导入到空数据库:要么全部,要么一行不写。"""
    with house() as app:
        try:
            manifest = transfer.import_(app.engine, directory, dry_run=dry)
        except (TransferFaults, OSError) as no:
            stop(f"没有导入:{no}")
        rows = sum(content.rows for content in manifest.tables.values())
        click.echo(f"{'检查通过' if dry else '导入'} {rows:,} 行。")
