"""``programmes``: which there are, what one says, whether a file is sound, and choosing one."""

from pathlib import Path

import click

from bot.commands.base import house, saying_no, stop
from bot.commands.programme_words import page
from bot.commands.rulebook import rulebook, site
from bot.rules import texts
from domain.compliance import met_by
from domain.programme import ProgrammeFaults, load_all
from services import programmes as services


@click.group()
def programmes() -> None:
    """规则方案:列出、看内容、检查文件、给组织选用。"""


@programmes.command(name="list")
def list_() -> None:
    """列出所有方案:自带的和 [site] programme_folder 里的。"""
    book = rulebook()
    for one in book.programmes.values():
        mark = "(默认)" if one.id == book.default else ""
        parent = f",继承 {one.parent}" if one.parent else ""
        met = len(met_by(one.switches))
        law = f",{met} 个开关碰到条文" if met else ""
        click.echo(f"{one.id}{mark}\t{one.title}\t{len(one.rules)} 条规则{parent}{law}")


@programmes.command()
@click.argument("name", metavar="方案")
def show(name: str) -> None:
    """打印一个方案:每条规则要多少、谁要做、依据哪句话。"""
    book = rulebook()
    one = book.named(name)
    click.echo("\n".join(page(one, book.programmes.get(one.parent or ""), book.file_of(one.id))))


@programmes.command()
@click.argument(
    "files", metavar="文件…", nargs=-1, required=True, type=click.Path(dir_okay=False, exists=True)
)
def check(files: tuple[str, ...]) -> None:
    """检查方案文件:写错的、继承不了的、比上级加码的,一次都说出来。"""
    folder, _ = site()
    given = {file: Path(file).read_bytes() for file in files}
    names = {Path(file).name for file in files}
    others = {f: text for f, text in texts(folder).items() if Path(f).name not in names}
    try:
        load_all({**others, **given})
    except ProgrammeFaults as no:
        if own := [str(fault) for fault in no.faults if fault.file in given]:
            stop("\n".join([f"{len(own)} 处问题:", *own]))
    click.echo(f"没有问题:{'、'.join(files)}")


@programmes.command()
@click.argument("name", metavar="方案", required=False)
@click.option("--organisation", type=int, required=True, metavar="编号", help="哪个组织(含下级)")
@click.option("--above", is_flag=True, help="不再自己选,跟上级用一样的")
@click.option("--by", default="", metavar="姓名", help="谁定的;会打开碰到条文的开关时要写")
@click.option("--reason", default="", metavar="理由", help="为什么;同上")
def choose(name: str | None, organisation: int, above: bool, by: str, reason: str) -> None:
    """给一个组织选方案:照用或放宽上级的,不能层层加码。"""
    if (name is None) is not above:
        stop("写一个方案名,或者写 --above(跟上级)。")
    with house() as app, saying_no(), app.open_uow() as uow:
        chosen = services.choose(uow, organisation, name, by, reason)
    click.echo(f"编号 {organisation} 的组织现在用「{chosen.title}」({chosen.id}),已记入审计。")
