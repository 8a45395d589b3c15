"""``demo``: the whole house on one machine, with the simulator across the street."""

import logging
import shutil
import signal
import sys
import time
from typing import Final

import click
from argon2 import PasswordHasher

from bot import database, logs
from bot import demo as world
from bot.app import App, build
from bot.commands.base import DEMO
from bot.commands.neighbour import neighbour
from bot.commands.serve import open_site
from bot.commands.stage import FOLDER, configuration, free_port, toml
from bot.commands.working import sending, ticking
from bot.demo import Persona
from bot.doctor import connection
from bot.settings import checked
from domain.channels import Ability, AccountKind, may
from services.passwords import Passwords
from services.uow import utc_now

TICK: Final = 1.0
PAUSE: Final = 0.5
_PORT: Final = click.IntRange(0, 65535)


@click.command()
@click.option(
    "--port", default=8000, type=_PORT, show_default=True, help="网站端口(被占用就换一个)"
)
@click.option(
    "--simulator-port", default=9000, type=_PORT, show_default=True, help="模拟器端口(同上)"
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in AccountKind]),
    default="service",
    show_default=True,
    help="账号类型",
)
@click.option(
    "--scale",
    type=click.FloatRange(world.SMALLEST, 100),
    default=1.0,
    show_default=True,
    help="数据规模,1 是全国的千分之一",
)
def demo(port: int, simulator_port: int, kind: str, scale: float) -> None:
    """一条命令看全貌:造数据、开模拟器、开网站。每次从头开始,数据在 var/demo。"""
    started = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    site, phone = free_port(port), free_port(simulator_port)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    content = configuration(site, phone, kind)
    settings = checked(content, str(DEMO))
    DEMO.touch(0o600)
    DEMO.write_text(toml(content), encoding="utf-8")
    logs.set_up("warning", "text")
    # Here the clock is moved on purpose: that it jumped is no alarm.
    logging.getLogger("scheduler.jobs").setLevel(logging.CRITICAL)

    app = build(settings, frames=(f"http://127.0.0.1:{phone}",))
    try:
        _say("造数据:一个四级组织、团干部、小伙伴和一年的活动 …")
        people = _fill(app, scale)
        _say("开模拟器 …")
        with neighbour(settings, phone, people, world.bound(app.engine)):
            _play(app, phone, people, started)
    finally:
        app.close()


def _play(app: App, phone: int, people: list[Persona], started: float) -> None:
    """Keep the site open until somebody ends it."""
    server = open_site(app, threads=16)
    if may(app.settings.wechat.kind, Ability.MENU):
        app.account.publish_menu(app.router.menu_json()["button"])
    with sending(app, 2, PAUSE), ticking(app, TICK):
        _banner(app, phone, people, time.monotonic() - started)
        server.run()
    _say("\n结束了。")


def _say(line: str) -> None:
    click.echo(line)
    sys.stdout.flush()


def _fill(app: App, scale: float) -> list[Persona]:
    database.upgrade(app.engine)
    # Cheap hashes: what they protect here is made up and printed on the screen.
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))
    return world.fill(
        app.engine, vault=app.means.vault, passwords=quick, now=utc_now(), scale=scale
    )


def _banner(app: App, phone: int, people: list[Persona], seconds: float) -> None:
    told = connection(app)
    lines = [
        "",
        f"好了({seconds:.1f} 秒)。用浏览器打开:  http://127.0.0.1:{phone}/",
        "",
        "试试看:",
        "  1. 选「周一帆」,关注,点菜单「小伙伴登录」,用短信验证码登录,再报名一个活动。",
        "  2. 选「王敏」,关注,点「团干部登录」,登录后发一句:记 志愿服务 社区清洁 2小时",
        "  3. 按「把时钟拨到季度结束前一周」,看提醒送到还差几次的人那里。",
        f"  4. 用电脑打开 {app.settings.site.base_url}/console,用「何静」的用户名和密码登录,",
        "     再让「何静」在对话里说出屏幕上的四位数字。",
        "",
        "团干部的用户名和一次性密码(何静是管理员):",
        *(f"  {p.name}  {p.username} / {p.password}" for p in people if p.username),
        "",
        "接别的微信客户端用(也可以:tuan100 doctor --format json):",
        f"  回调地址        {told['callback']}({told['mode']} 模式)",
        f"  AppID           {told['appid']}",
        f"  Token           {told['token']}",
        f"  EncodingAESKey  {told['encoding_aes_key']}",
        "",
        "按 Ctrl-C 结束。",
    ]
    _say("\n".join(lines))
