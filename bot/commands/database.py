"""``db``: the schema, and new keys."""

import base64
import secrets
from typing import Final

import click

from bot import database
from bot.commands.base import house, reaching_database, stop
from bot.database import Standing

_WORDS: Final = {
    Standing.CURRENT: "",
    Standing.OLDER: ":需要 db upgrade",
    Standing.NEWER: ":数据库比程序新,能用,尽快换上新程序",
    Standing.FOREIGN: ":不是这个程序的数据库",
}


@click.group()
def db() -> None:
    """数据库:升级、降级、看版本、生成密钥。"""


@db.command()
@click.option("--to", default="head", show_default=True, help="升到哪个版本")
def upgrade(to: str) -> None:
    """把表结构升到这个版本。"""
    with house(schema=False) as app, reaching_database():
        _refuse_strange(database.standing(app.engine))
        database.upgrade(app.engine, to)
        click.echo(f"表结构在 {database.current(app.engine)}。")


@db.command()
@click.argument("to")
@click.confirmation_option(prompt="降级可能丢数据,先备份了吗?")
def downgrade(to: str) -> None:
    """把表结构降到某个版本。"""
    with house(schema=False) as app, reaching_database():
        _refuse_strange(database.standing(app.engine))
        database.downgrade(app.engine, to)
        click.echo(f"表结构在 {database.current(app.engine) or '空'}。")


@db.command()
def current() -> None:
    """表结构在哪个版本。"""
    with house(schema=False) as app, reaching_database():
        now, head = database.current(app.engine), database.head()
        click.echo(f"数据库 {now or '空'},程序 {head}{_WORDS[database.standing(app.engine)]}")


@db.command()
def key() -> None:
    """生成一把 32 字节的密钥(base64),用在 [keys]。"""
    click.echo(base64.b64encode(secrets.token_bytes(32)).decode())


def _refuse_strange(found: Standing) -> None:
    """Stop where there are steps taken that this programme does not know."""
    if found in {Standing.NEWER, Standing.FOREIGN}:
        stop(f"什么都没有动{_WORDS[found]}。")
