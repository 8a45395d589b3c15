"""``menu``: the account's menu, derived from the handlers."""

import json

import click

from bot.commands.base import house, stop
from bot.explain import explain
from bot.wechat.errors import WeChatError


@click.group()
def menu() -> None:
    """公众号菜单:由代码里的入口生成。"""


@menu.command()
def show() -> None:
    """打印将要发布的菜单。"""
    with house(schema=False) as app:
        click.echo(json.dumps(app.router.menu_json(), ensure_ascii=False, indent=2))


@menu.command()
def push() -> None:
    """把菜单发布到公众号。"""
    with house(schema=False) as app:
        try:
            app.account.publish_menu(app.router.menu_json()["button"])
        except WeChatError as no:
            found, mend = explain(no)
            stop(f"菜单没有发布:{found}。{mend}。")
        click.echo("菜单已发布。手机上最多 5 分钟后看到,取消关注再关注可以马上看到。")
