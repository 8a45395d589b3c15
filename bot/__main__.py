"""The command line: ``tuan100`` or ``python -m bot``."""

import click

from bot.commands.admins import group as admins
from bot.commands.backup import backup, restore
from bot.commands.comply import comply
from bot.commands.database import db
from bot.commands.demo import demo
from bot.commands.doctor import doctor
from bot.commands.erasures import erasures
from bot.commands.faults import faults
from bot.commands.halts import halt, resume
from bot.commands.letters import letters
from bot.commands.menu import menu
from bot.commands.openapi import openapi
from bot.commands.organisations import group as organisations
from bot.commands.periods import periods
from bot.commands.programmes import programmes
from bot.commands.quotas import quotas
from bot.commands.records import records
from bot.commands.reminders import reminders
from bot.commands.run import run
from bot.commands.serve import clock, deliver, serve
from bot.commands.sheets import roster
from bot.commands.simulate import simulate
from bot.commands.switches import switches
from bot.commands.transfer import export_, import_
from bot.commands.usage import Commands


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--config", metavar="文件", help="配置文件;默认 $TUAN100_CONFIG,再是 config.toml")
@click.pass_context
def main(context: click.Context, config: str | None) -> None:
    """「1+100」团干部直接联系青年:公众号机器人和小程序后端。"""
    context.obj = {"config": config}


for command in (
    demo,
    simulate,
    serve,
    clock,
    deliver,
    db,
    menu,
    openapi,
    reminders,
    run,
    quotas,
    periods,
    records,
    roster,
    organisations,
    admins,
    programmes,
    comply,
    switches,
    erasures,
    halt,
    resume,
    letters,
    export_,
    import_,
    backup,
    restore,
    doctor,
    faults,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
