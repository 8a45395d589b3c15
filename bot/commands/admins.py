"""``admins``: the first people at the web console, and a way back in."""

import click

from bot.commands.base import house, reaching_database, saying_no, stop
from domain.permissions import ROLES, AdminRole
from models.organisation import Organisation
from services import admins as posts
from services.admins import Named


@click.group(name="admins")
def group() -> None:
    """网页后台的管理员:登记第一位、列出来、给没有上级的发一次性密码。"""


@group.command()
@click.option(
    "--organisation", type=int, required=True, metavar="编号", help="管哪个组织(连同它的下级)"
)
@click.option("--name", required=True, help="姓名")
@click.option("--phone", required=True, help="手机号:对方用它在微信里登录")
@click.option("--username", required=True, help="用户名;团干部用自己原来的,这里填了也不改")
@click.option(
    "--role",
    type=click.Choice([str(role) for role in AdminRole]),
    default=str(AdminRole.ORGAN),
    show_default=True,
    help="、".join(f"{role} {title}" for role, title in ROLES.items()),
)
def add(organisation: int, name: str, phone: str, username: str, role: str) -> None:
    """登记一位管理员,一次性密码只显示这一次。"""
    with house() as app, reaching_database(), saying_no(), app.open_uow() as uow:
        named = posts.enrol(
            uow,
            name=name,
            phone=phone,
            username=username,
            organisation_id=organisation,
            role=AdminRole(role),
        )
        place = uow.session.get_one(Organisation, organisation).name
    click.echo(f"{named.name} 是「{place}」的{ROLES[AdminRole(role)]}了。用户名 {named.username}")
    _tell(named)
    click.echo("登录前先让对方关注公众号、在对话里登录一次;然后在电脑上打开 /console。")


@group.command()
@click.option("--username", required=True, help="用户名")
def login(username: str) -> None:
    """发一个新的一次性密码,原来的马上不能用:最上级的管理员上面没有人,只能在这里发。"""
    with house() as app, reaching_database(), saying_no(), app.open_uow() as uow:
        named = posts.renew_on_the_server(uow, username)
    click.echo(f"{named.name} 的网页和小程序都退出了。用户名 {named.username}")
    _tell(named)


def _tell(named: Named) -> None:
    click.echo(f"一次性密码 {named.password}(只显示这一次,第一次登录要换掉)")


@group.command(name="list")
@click.option(
    "--organisation", type=int, required=True, metavar="编号", help="哪个组织(连同它的下级)"
)
def list_(organisation: int) -> None:
    """列出管理员。"""
    with house() as app, reaching_database(), saying_no(), app.open_uow(read_only=True) as uow:
        found = posts.listed(uow, organisation)
    for one in found:
        click.echo(f"{one.username}\t{one.name}\t{ROLES[one.role]}\t{one.organisation}")
    if not found:
        stop("这里还没有管理员:用 tuan100 admins add 登记第一位。")
