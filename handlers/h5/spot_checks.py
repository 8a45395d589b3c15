"""抽查: drawing a sample, the phone list with one number at a tap, and what came of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from domain.periods import local_day
from domain.spot_checks import AFTER_CALL, LEAST, METS, MOST, NOTE, RESULTS, STARS
from domain.wording import say_date, say_day
from domain.written import as_day
from handlers.h5.desk import Pages, Role, Visit, number
from handlers.h5.pages import typed
from services import areas, spot_check_calls, spot_check_figures, spot_checks

_ONE: Final = "/spot-checks/<int:check_id>"
_CALL: Final = f"{_ONE}/calls/<int:place>"
_USUAL: Final = 20
_CADRES: Final = 100
"""More to choose from are found by name."""
_SPAN: Final = timedelta(days=90)


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _drawing(pages)
    _closing(pages)
    _calling(pages)


def _drawing(pages: Pages) -> None:
    @pages.get("/spot-checks", Role.LEADER)
    def spot_checks_list(visit: Visit) -> ResponseReturnValue:
        skip = number(request.args.get("skip", ""))
        rows, more = spot_check_figures.of(visit.uow, visit.organ, skip=skip)
        return visit.page(
            "spot_checks/list",
            rows=[(row, say_day(row.day, visit.uow.today)) for row in rows],
            more=skip + spot_check_figures.PAGE if more else 0,
        )

    pages.get("/spot-checks/new", Role.LEADER)(spot_check_new)

    @pages.post("/spot-checks", Role.LEADER, again=spot_check_new)
    def spot_check_start(visit: Visit) -> ResponseReturnValue:
        started = spot_checks.start(
            visit.uow,
            visit.who.id,
            visit.organ,
            size=number(typed("size")),
            first=_day(typed("first")),
            last=_day(typed("last")),
            cadre_id=number(typed("cadre")) or None,
        )
        text = (
            f"抽好了:{started.population} 位里抽 {started.size} 位,微信里问了 {started.asked} 位。"
        )
        away = started.size - started.asked
        text += f"另外 {away} 位不在微信里,打电话问。" if away else ""
        return visit.done(text, "h5.spot_check", check_id=started.id)


def _day(said: str) -> date:
    """Return a day that was typed; what is none is one that nothing can be asked about."""
    return as_day(said) or date.max


def spot_check_new(visit: Visit) -> ResponseReturnValue:
    """Show the form; a refused step shows it again."""
    uow, words = visit.uow, request.values.get("words", "").replace("\0", "").strip()
    cadres = spot_checks.cadres(uow, visit.organ, visit.who.id, words=words, most=_CADRES + 1)
    return visit.page(
        "spot_checks/new",
        organ=areas.names(uow, [visit.organ])[visit.organ],
        cadres=cadres[:_CADRES],
        sought=words or len(cadres) > _CADRES,
        words=words,
        usual=_USUAL,
        least=LEAST,
        most=MOST,
        first=uow.today - _SPAN,
        today=uow.today,
    )


def _closing(pages: Pages) -> None:
    pages.get(_ONE, Role.LEADER)(spot_check)

    @pages.post(f"{_ONE}/close", Role.LEADER, again=spot_check)
    def spot_check_close(visit: Visit, check_id: int) -> ResponseReturnValue:
        spot_check_figures.close(visit.uow, visit.organ, check_id)
        return visit.done("这次抽查结束了,结果出来了。", "h5.spot_check", check_id=check_id)


def spot_check(visit: Visit, check_id: int, **_other: object) -> ResponseReturnValue:
    """Show a check: while it runs the phone list, when it is over its figures."""
    uow = visit.uow
    seen = spot_check_figures.seen(uow, visit.organ, check_id)
    calls = spot_check_calls.of(uow, visit.organ, visit.who.id, check_id)
    return visit.page(
        "spot_checks/check",
        check=seen,
        calls=[] if seen.closed else calls,
        results=RESULTS,
        days=spot_checks.say_days(seen.first_day, seen.last_day, uow.today),
        closes=say_date(local_day(seen.closes_at), uow.today.year),
        until=_until(visit),
    )


def _until(visit: Visit) -> Callable[[spot_check_calls.Call], str]:
    def say(call: spot_check_calls.Call) -> str:
        return say_day(local_day(call.until), visit.uow.today) if call.until else ""

    return say


def _calling(pages: Pages) -> None:
    pages.get(_CALL, Role.LEADER)(spot_check_call)

    @pages.post(f"{_CALL}/number", Role.LEADER, again=spot_check_call)
    def spot_check_number(visit: Visit, check_id: int, place: int) -> ResponseReturnValue:
        phone = spot_check_calls.reveal(visit.uow, visit.organ, visit.who.id, check_id, place)
        return _call(visit, check_id, place, phone)

    @pages.post(_CALL, Role.LEADER, again=spot_check_call)
    def spot_check_note(visit: Visit, check_id: int, place: int) -> ResponseReturnValue:
        noted = spot_check_calls.note(
            visit.uow,
            visit.organ,
            visit.who.id,
            check_id,
            place,
            result=typed("result"),
            met=typed("met"),
            stars=number(typed("stars")),
            text=typed("note"),
        )
        text = f"记下了:{noted.name},{RESULTS[noted.result]}。"
        return visit.done(text, "h5.spot_check", check_id=check_id)


def spot_check_call(visit: Visit, check_id: int, place: int) -> ResponseReturnValue:
    """Show whom to call, and the form of what came of it; a refused step shows it again."""
    return _call(visit, check_id, place, "")


def _call(visit: Visit, check_id: int, place: int, phone: str) -> ResponseReturnValue:
    """Show the page of one call; the number stands only in the answer to the tap."""
    call = spot_check_calls.one(visit.uow, visit.organ, visit.who.id, check_id, place)
    return visit.page(
        "spot_checks/call",
        check_id=check_id,
        call=call,
        phone=phone,
        days=spot_checks.say_days(call.first_day, call.last_day, visit.uow.today),
        results=[(result, RESULTS[result]) for result in AFTER_CALL],
        mets=list(METS.items()),
        stars=[(n, f"{n} {words}") for n, words in STARS.items()],
        most=NOTE,
        until=_until(visit)(call),
        open=call.result in spot_checks.OPEN,
    )
