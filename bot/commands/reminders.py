"""``reminders``: who would get what and when, and who would not and why; and on which days."""

import json
import re
from collections import Counter
from datetime import date
from typing import Any, Final

import click

from bot.commands.base import as_of, house, on_day
from domain.budgets import Going
from domain.halts import say
from domain.periods import HOME
from domain.wording import say_date
from scheduler.jobs import named
from services import halts
from services import reminders as services
from services.reminders import Fate, Planned
from services.reminders_days import outlook

_CHANNELS: Final = {Fate.GOES: "模板消息", Fate.WAITS: "站内等候,本人下次说话时先看到"}
_WHY: Final = {
    Fate.HELD: "这周已经提醒过,或不到周一",
    Fate.MUTED: "本人停了这类提醒",
    Fate.UNREACHED: "没有微信(没登录或没关注),要有人当面说",
}
_WEEKDAYS: Final = "一二三四五六日"
_TAP: Final = re.compile(r'<a href="[^"]*?msgmenucontent=([^&"]*)[^"]*">(.*?)</a>')


@click.group()
def reminders() -> None:
    """提醒:发出之前先看一遍。"""


@reminders.command()
@as_of
@click.option("--organisation", type=int, metavar="编号", help="只看这个组织和下级的人")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def preview(on: date | None, organisation: int | None, form: str) -> None:
    """按某一天:谁会收到什么、什么时候、走哪条路、全文;谁不会收到、为什么。已完成和不作要求的不列。"""
    with house() as app:
        at = on_day(on, named("reminders").at) if on else app.clock()
        ahead = at > app.clock()
        with app.units_at(at)(read_only=True) as uow:
            planned = services.plan(uow, organisation, ahead=ahead)
            places = services.places(uow, planned)
    rows = [_row(one, places[one.organisation_id]) for one in planned]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    going = [row for row in rows if row["text"]]
    urgent = sum(row["urgent"] for row in going)
    click.echo(
        f"{at.astimezone(HOME):%Y-%m-%d %H:%M} 的计划:写 {len(going)} 条"
        f"(其中最后一次提醒 {urgent} 条),暂不写 {len(rows) - len(going)} 人。"
    )
    if ahead:
        click.echo("按现在的记录算;到那天以前补上的、发过的,到时就不再写。")
    for row in going:
        click.echo(f"\n{row['name']}({row['organisation']})· {row['at']} · {row['channel']}")
        for line in _TAP.sub(r"\2〔点了会说:\1〕", row["text"]).splitlines():
            click.echo(f"    {line}")
    for why, n in Counter(row["why"] for row in rows if row["why"]).items():
        click.echo(f"\n不写:{why}({n} 人)")
        for row in rows:
            if row["why"] == why:
                since = f",{row['at']} 起可以" if row["at"] else ""
                click.echo(f"    {row['name']}({row['organisation']}){since}")


@reminders.command(name="plan")
def plan_() -> None:
    """已经写好的提醒分几天发、每天多少、到哪天发完;停着什么、平台今天还剩多少。"""
    with house() as app, app.open_uow(read_only=True) as uow:
        out, resting = outlook(uow), halts.standing(uow).halts
    if out.limit is None:
        click.echo("模板消息没有每日上限。")
    else:
        click.echo(
            f"模板消息每天 {out.limit:,} 条,提醒最多用 {out.share:,} 条;今天已用 {out.used:,} 条。"
        )
    for halt in resting:
        click.echo(f"停着:{say(halt.scope)}({halt.why})")
    if not out.days:
        click.echo("没有等着发的提醒。")
        return
    for one in out.days:
        click.echo(_day(one, out.urgent.get(one.day, 0)))
    end, lost = out.days[-1], sum(one.lost for one in out.days)
    click.echo(f"预计 {say_date(end.day)}发完,共 {sum(one.goes for one in out.days):,} 条。")
    if lost:
        click.echo(f"有 {lost:,} 条轮到时已过期,不会发;这些人要当面说或打电话。")


def _day(one: Going, urgent: int) -> str:
    last = f",其中最后一次提醒 {urgent:,} 条" if urgent else ""
    over = f",发不完的 {one.left:,} 条顺延" if one.left else ""
    lost = f",过期 {one.lost:,} 条" if one.lost else ""
    day = f"{one.day:%m-%d} 周{_WEEKDAYS[one.day.weekday()]}"
    return f"{day}\t排了 {one.planned:,} 条{last};能发 {one.goes:,} 条{over}{lost}"


def _row(one: Planned, place: str) -> dict[str, Any]:
    at = one.at.astimezone(HOME) if one.at else None
    when = "" if at is None else say_date(at.date())
    if at is not None and one.is_written:
        when += f" {at:%H:%M}"
    return {
        "person": one.person_id,
        "name": one.name,
        "organisation": place,
        "fate": one.fate,
        "why": _WHY.get(one.fate, ""),
        "channel": _CHANNELS.get(one.fate, ""),
        "urgent": one.urgent,
        "at": when,
        "key": one.key if one.is_written else "",
        "about": [item.key for item in one.items],
        "text": one.words.text,
        "fields": one.words.fields,
    }
