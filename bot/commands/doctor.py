"""``doctor``: what is wrong with this installation, and how to mend it."""

import json

import click

from bot import doctor as checks
from bot.commands.base import house

_SIGNS = {"ok": "✓", "fail": "✗", "skip": "-"}


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def doctor(form: str) -> None:
    """检查数据库、Redis、微信账号、菜单、模板、回调地址和时钟;并告诉怎么接上。"""
    with house(schema=False) as app:
        report = checks.report(app)
    if form == "json":
        click.echo(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        for finding in report["findings"]:
            click.echo(f"{_SIGNS[finding['state']]} {finding['check']:<10} {finding['found']}")
            if finding["mend"]:
                click.echo(f"             → {finding['mend']}")
        click.echo("\n接到微信(或别的客户端)用:")
        for name, value in report["connection"].items():
            click.echo(f"  {name:<17} {value}")
    raise SystemExit(0 if report["ok"] else 1)
