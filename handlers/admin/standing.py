"""实现度: who is short of a rule, who has met it, and what is behind one number."""

from flask.typing import ResponseReturnValue

from domain.errors import Refusal
from domain.permissions import May
from domain.rule_words import say_cells, say_demand
from domain.rules import Rule
from domain.standing_words import say_figure, say_state
from handlers import explaining
from handlers.admin.console import PAGE, Console, Desk, number
from services import console_figures, console_scope, console_short, explanations
from services.console_scope import OutOfReach
from services.console_short import Asked


def add(console: Console) -> None:
    """Put the pages on the door."""
    _list(console)
    _one(console)


def _list(console: Console) -> None:
    @console.get("/standing", May.SEE)
    def standing(desk: Desk) -> ResponseReturnValue:
        uow, place = desk.uow, desk.place
        subject = "organ" if desk.asked("subject") == "organ" else "cadre"
        state = desk.asked("state")
        state = state if state in console_short.STATES else "short"
        try:
            programme, rule = console_short.rule_of(
                uow, desk.asked("programme"), desk.asked("rule")
            )
        except console_short.NoSuchRuleHere as no:
            raise OutOfReach from no
        window = console_figures.period(uow.today, desk.asked("period"))
        on = console_figures.day_of(window, uow.today)
        after = number(desk.asked("after"))
        asked = Asked(place.id, subject, programme, rule, on)
        found = console_short.found(uow, asked, state, after=after, most=PAGE)
        return desk.page(
            "standing",
            rule=rule,
            programme=programme,
            subject=subject,
            state=state,
            states=list(console_short.STATES.items()),
            periods=[(one.key, one.title) for one in console_figures.periods(uow.today)],
            period=window,
            window=rule.period.window_of(on),
            on=on,
            asks=asks(rule),
            found=found,
            more=desk.filtered(after=found.after) if found.after else "",
            first=desk.filtered() if after else "",
            say_figure=say_figure,
            say_state=lambda s: say_state(s, on),
        )


def _one(console: Console) -> None:
    @console.get("/standing/cadre/<int:cadre_id>", May.SEE)
    def standing_cadre(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        person = console_scope.person(desk.uow, desk.who, cadre_id)
        return _explained(desk, "cadre", cadre_id, person.name)

    @console.get("/standing/organ/<int:organ_id>", May.SEE)
    def standing_organ(desk: Desk, organ_id: int) -> ResponseReturnValue:
        place = console_scope.place(desk.uow, desk.who, organ_id)
        return _explained(desk, "organ", organ_id, place.name)


def asks(rule: Rule) -> list[tuple[str, str]]:
    """Return of whom a rule asks what, in words."""
    return [
        (
            say_cells((role, level) for role in who.roles for level in who.levels),
            say_demand(rule, who.target) + ("(提倡,不作要求)" if who.encouraged else ""),
        )
        for who in rule.subjects
    ]


def _explained(desk: Desk, subject: str, subject_id: int, name: str) -> ResponseReturnValue:
    uow = desk.uow
    window = console_figures.period(uow.today, desk.asked("period"))
    on = console_figures.day_of(window, uow.today)
    # Names of youths are told to the cadre alone whose case-load it is.
    uow.actor = None
    try:
        found = explanations.explain(uow, subject, subject_id, desk.asked("rule"), on)
    except Refusal as no:
        raise OutOfReach from no
    return desk.page(
        "standing_one",
        name=name,
        subject=subject,
        s_id=subject_id,
        found=found,
        headline=explaining.headline(found.standing, on),
        adds=explaining.say_adds(found),
        caseload=list(explaining.say_caseload(found)),
        counted=[(line, explaining.say_line(line, found.standing, on)) for line in found.counted],
        left_out=[
            (explaining.say_line(left.line, found.standing, on), left.why)
            for left in found.left_out
        ],
        unmet=explaining.say_unmet(found),
        others=explaining.say_others(found),
        sources=explaining.say_sources(found),
        since=explaining.say_since_when(found.standing),
    )
