"""``comply``: which switches meet a clause of the law, with the clause and the way out."""

import json
from typing import Any, Final

import click

from bot.commands.base import house, saying_no, stop
from bot.commands.rulebook import Rulebook, rulebook
from domain.compliance import CLEAR, LAW, OUTSIDE, Met, met_by
from domain.periods import local_day
from domain.programme import Programme
from domain.switches import Signed
from services import organisations, switches
from services import programmes as services
from services.switches import Stands

Line = dict[str, Any]

_WAYS: Final = (
    '也可以不改文件:另写一个 extends = "{}" 的文件,在里面关(见 [site] programme_folder);'
    "或者只给一个组织关:tuan100 switches set 开关 off --organisation 编号。"
)


@click.command()
@click.option("--programme", metavar="方案", help="看一个方案;默认看 [site] programme")
@click.option("--organisation", type=int, metavar="编号", help="看一个组织现在实际用的")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--strict", is_flag=True, help="有碰到条文的开关时,退出码是 1")
def comply(programme: str | None, organisation: int | None, form: str, strict: bool) -> None:
    """对照国办函〔2026〕12号:哪些开关碰到哪一条,怎么改。"""
    if programme is not None and organisation is not None:
        stop("--programme 和 --organisation 一次只能写一个。")
    if organisation is None:
        about, lines = _of_programme(rulebook(), programme)
    else:
        about, lines = _of_organisation(organisation)
    if form == "json":
        told = {"law": LAW.number, **about, "met": lines, "note": OUTSIDE}
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_text(about, lines)))
    if strict and lines:
        raise SystemExit(1)


def _of_programme(book: Rulebook, name: str | None) -> tuple[Line, list[Line]]:
    chosen = book.named(name or book.default)
    about = {"programme": chosen.id, "title": chosen.title, "organisation": None}
    file = book.file_of(chosen.id)
    return about, [
        _line(met, _where(chosen, file), _cure(file, met), chosen.signed.get(met.switch))
        for met in met_by(chosen.switches)
    ]


def _of_organisation(organisation: int) -> tuple[Line, list[Line]]:
    with house() as app, saying_no(), app.open_uow(read_only=True) as uow:
        name = organisations.existing(uow, organisation).name
        chosen = services.applying(uow, organisation)
        stands = switches.standing(uow, organisation)
    about = {"programme": chosen.id, "title": chosen.title, "organisation": organisation}
    way = f"tuan100 switches set {{}} {{}} --organisation {organisation}"
    return {**about, "name": name}, [
        _line(met, _turned(one), way.format(met.switch, "on" if met.cure else "off"), one.signed)
        for one in stands
        if (met := one.met)
    ]


def _line(met: Met, where: str, cure: str, signed: Signed | None) -> Line:
    return {
        "switch": met.switch,
        "title": met.title,
        "on": met.is_on,
        "at": met.clause.at,
        "clause": met.clause.text,
        "set_in": where,
        "cure": cure,
        "by": signed.by if signed else None,
        "reason": signed.reason if signed else None,
    }


def _where(chosen: Programme, file: str) -> str:
    return f"{file}(继承自 {chosen.parent})" if chosen.parent else file


def _cure(file: str, met: Met) -> str:
    return f"{file}:[switches] {met.switch} = {'true' if met.cure else 'false'}"


def _turned(one: Stands) -> str:
    if one.organisation_id is None:
        return f"方案 {one.programme}"
    day = f" {local_day(one.at)}" if one.at else ""
    return f"编号 {one.organisation_id} 的组织{day} 改的"


def _text(about: Line, lines: list[Line]) -> list[str]:
    subject = f"方案「{about['title']}」({about['programme']})"
    if about["organisation"] is not None:
        subject = f"「{about['name']}」(编号 {about['organisation']},用{subject})"
    title = f"{subject}对照{LAW.number}《{LAW.title}》({LAW.day} 起施行)"
    if not lines:
        return [f"{title}:", f"{CLEAR}。", OUTSIDE]
    told = [f"{title},{len(lines)} 个开关碰到条文:"]
    for n, line in enumerate(lines, 1):
        told += [
            f"{n}. {line['title']}({line['switch']}){'开着' if line['on'] else '关着'}",
            f"   条文 {line['at']}:“{line['clause']}”",
            f"   在哪定的:{line['set_in']}",
            f"   怎么改:{line['cure']}",
        ]
        if line["by"]:
            told.append(f"   谁定的:{line['by']},理由:{line['reason']}")
    if about["organisation"] is None:
        told.append(_WAYS.format(about["programme"]))
    return [*told, OUTSIDE]
