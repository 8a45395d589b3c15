"""``run``: any job as of any day."""

from datetime import date

import click

from bot.commands.base import as_of, house, on_day
from scheduler.jobs import JOBS, named, run_as_of


@click.command()
@click.argument("job", type=click.Choice([job.name for job in JOBS]))
@as_of
@click.option("--dry", is_flag=True, help="只看会做什么,不留下任何改动")
def run(job: str, on: date | None, dry: bool) -> None:
    """按某一天运行一项定时任务,比如 reminders 进度提醒、tidy 清理。"""
    chosen = named(job)
    with house() as app:
        at = on_day(on, chosen.at) if on else app.clock()
        done = run_as_of(app.units_at(at), chosen, dry=dry)
        what = "会做" if dry else "做了"
        click.echo(f"{chosen.title}({at:%Y-%m-%d}){what} {done.effects} 项。")
        for line in done.lines:
            click.echo(f"  {line}")
