"""抽查: the checks of the subtree, one with its figures, drawing a new one, ending one."""

from datetime import date, timedelta
from typing import Final

from flask.typing import ResponseReturnValue

from domain.permissions import May
from domain.spot_checks import FEWEST, LEAST, MOST, RESULTS, Result
from domain.written import as_day
from handlers.admin.console import PAGE, Console, Desk, number, typed
from services import console_checks, console_scope

_USUAL: Final = 20
_SPAN: Final = timedelta(days=90)
_ONE: Final = "/checks/<int:check_id>"
COLOURS: Final = {Result.ANSWERED: "green", Result.UNREACHED: "yellow"}


def add(console: Console) -> None:
    """Put the pages on the door."""
    console.get("/checks", May.SEE)(checks)
    console.get("/checks/new", May.CHECKS)(check_new)
    console.get(_ONE, May.SEE)(check)

    @console.post("/checks", May.CHECKS, again=check_new)
    def check_start(desk: Desk) -> ResponseReturnValue:
        begun = console_checks.start(
            desk.uow,
            desk.who,
            desk.place.id,
            size=number(typed("size")),
            first=_day(typed("first")),
            last=_day(typed("last")),
            cadre_id=number(typed("cadre")),
        )
        away = begun.size - begun.asked
        text = f"抽好了:{begun.population} 位里抽 {begun.size} 位,微信里问了 {begun.asked} 位。"
        text += f"另外 {away} 位不在微信里,打电话问。" if away else ""
        return desk.done(text, "admin.check", check_id=begun.id)

    @console.post(f"{_ONE}/close", May.CHECKS, again=check)
    def check_close(desk: Desk, check_id: int) -> ResponseReturnValue:
        console_checks.close(desk.uow, desk.who, check_id)
        return desk.done("这次抽查结束了,结果出来了。", "admin.check", check_id=check_id)


def checks(desk: Desk) -> ResponseReturnValue:
    """List the checks of the subtree, the latest first."""
    after, state = number(desk.asked("after")), desk.asked("state")
    state = state if state in console_checks.STATES else ""
    found = console_checks.page(desk.uow, desk.place.id, state=state, after=after, most=PAGE + 1)
    rows = found[:PAGE]
    return desk.page(
        "checks/list",
        rows=rows,
        state=state,
        states=[("", "全部"), *console_checks.STATES.items()],
        fewest=FEWEST,
        more=desk.filtered(after=rows[-1].id) if len(found) > PAGE else "",
        first=desk.filtered() if after else "",
    )


def check_new(desk: Desk) -> ResponseReturnValue:
    """Show the form of a new check; a refused step shows it again."""
    place = desk.place.id
    words = desk.typed("name", desk.asked("name"))
    wide = console_checks.too_wide(desk.uow, place)
    cadres, more = ([], False) if wide else console_checks.cadres(desk.uow, desk.who, place, words)
    return desk.page(
        "checks/new",
        wide=wide,
        widest=console_checks.WIDEST,
        units=console_scope.children(desk.uow, place),
        cadres=cadres,
        many=more,
        name=words,
        usual=_USUAL,
        least=LEAST,
        most=MOST,
        first=desk.uow.today - _SPAN,
        today=desk.uow.today,
    )


def check(desk: Desk, check_id: int) -> ResponseReturnValue:
    """Show a check: its figures when it is over, and until then whom to call."""
    organ, seen = console_checks.seen(desk.uow, desk.who, check_id)
    calling = desk.may(May.CHECKS) and not seen.closed
    return desk.page(
        "checks/check",
        check=seen,
        organ=organ,
        calls=console_checks.calls(desk.uow, desk.who, check_id) if calling else [],
        calling=calling,
        results=RESULTS,
        colours=COLOURS,
        fewest=FEWEST,
        Result=Result,
    )


def _day(said: str) -> date:
    """Return a day that was typed; what is none is one that nothing can be asked about."""
    return as_day(said) or date.max
