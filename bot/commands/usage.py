"""A command typed wrong is answered in Chinese, like all else that operators read."""

import sys
from collections.abc import Sequence
from typing import Any

import click


class Commands(click.Group):
    """A group of commands whose usage errors say in Chinese what to type instead."""

    def main(  # type: ignore[override]  # click declares it twice, by the mode
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        *,
        standalone_mode: bool = True,
        **extra: Any,  # noqa: ANN401 - the signature is click's
    ) -> Any:  # noqa: ANN401 - likewise
        """Run a command as click does, but for how a wrong one is answered."""
        if not standalone_mode:
            return super().main(args, prog_name, standalone_mode=False, **extra)
        try:
            code = super().main(args, prog_name, standalone_mode=False, **extra)
        except click.UsageError as no:
            click.echo(_said(no), err=True)
            sys.exit(no.exit_code)
        except click.ClickException as no:
            no.show()
            sys.exit(no.exit_code)
        except click.Abort:
            click.echo("没有做。", err=True)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


def _said(no: click.UsageError) -> str:
    path = no.ctx.command_path if no.ctx else "tuan100"
    return f"{_why(no)}\n怎么用:{path} --help"


def _why(no: click.UsageError) -> str:
    match no:
        case click.MissingParameter():
            return f"还缺 {_name(no.param)}。"
        case click.NoSuchOption():
            near = f";是不是想写 {'、'.join(no.possibilities)}" if no.possibilities else ""
            return f"没有 {no.option_name} 这个选项{near}。"
        case click.BadParameter():
            return f"{_name(no.param)} 写得不对:{_wanted(no)}。"
    return no.format_message()


def _name(param: click.Parameter | None) -> str:
    if param is None:
        return "参数"
    if isinstance(param, click.Option):
        return param.opts[-1] if len(param.opts) == 1 else param.opts[0]
    return param.human_readable_name


def _wanted(no: click.BadParameter) -> str:
    """Say what a value should look like; our own words stay as they are."""
    if not no.message.isascii():
        return no.message.rstrip("。")
    match no.param.type if no.param else None:
        case click.DateTime():
            return "日期写成 2026-12-24 这样"
        case click.Choice(choices=choices):
            return f"可以写 {'、'.join(map(str, choices))}"
        case click.IntRange() | click.FloatRange() as span:
            least = "" if span.min is None else f",最小 {span.min}"
            most = "" if span.max is None else f",最大 {span.max}"
            return f"要写数字{least}{most}"
        case click.Path() | click.File():
            return "没有这个文件,或者读不了"
    return "要写整数" if no.param and no.param.type is click.INT else no.message
