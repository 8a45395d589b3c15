"""问题清单: an organ's list of the quarter, what cadres propose, and what youths hear of it."""

from datetime import date
from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.dictionaries import DEMANDS
from domain.periods import Window
from domain.problems import ADDED, ANSWER, TEXT, TITLE, Line
from domain.wording import say_date, say_day
from handlers.h5.desk import Pages, Role, Visit, number, numbers
from handlers.h5.pages import typed
from services import problem_answers, problem_grouping, problems

BODY: Final = 64 * 1024
"""A long answer, each character written as nine bytes, or the ids of a large group."""
_ONE: Final = "/problems/<int:problem_id>"


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    pages.get("/problems", Role.PERSON)(problems_list)
    pages.get("/problems/heard", Role.PERSON)(problems_heard)
    pages.get(_ONE)(problem)
    _writing(pages)
    _list(pages)
    _one(pages)
    _together(pages)


def problems_list(visit: Visit, **_other: object) -> ResponseReturnValue:
    """Show the organ's list, what a cadre proposed, or what a youth was answered."""
    uow, who = visit.uow, visit.who
    if not who.is_cadre:
        return problems_heard(visit)
    heard = bool(problem_answers.heard(uow, who.id))
    if who.organ_id is None:
        rows = problems.proposed(uow, who.id)
        return visit.page("problems/proposed", rows=rows, heard=heard, say=_say(visit))
    quarter, this = _quarter(visit), problems.quarter_of(uow.today)
    before = problems.quarter_of(date.fromordinal(this.first_day.toordinal() - 1))
    _, waiting = problems.waiting(uow, who.organ_id)
    return visit.page(
        "problems/desk",
        quarter=quarter,
        this=this,
        quarters=[before, this],
        desk=problems.desk(uow, who.organ_id, quarter),
        waiting=waiting,
        heard=heard,
        by=say_date(this.last_day),
        say=_say(visit),
    )


def problems_heard(visit: Visit, **_other: object) -> ResponseReturnValue:
    """Show what a person raised and was answered; a cadre may have raised something, too."""
    uow, who = visit.uow, visit.who
    rows = problem_answers.heard(uow, who.id)
    return visit.page("problems/heard", rows=[(r, say_day(r.day, uow.today)) for r in rows])


def problem(visit: Visit, problem_id: int, **_other: object) -> ResponseReturnValue:
    """Show one line; a refused step shows it again."""
    uow, organ = visit.uow, visit.who.organ_id
    seen = problem_answers.seen(uow, problem_id, visit.who.id, organ)
    return visit.page(
        "problems/problem",
        seen=seen,
        row=seen.row,
        quarter=problems.quarter_of(seen.row.quarter).title,
        over=uow.today > problems.quarter_of(seen.row.quarter).last_day,
        targets=problem_answers.targets(uow, organ, problem_id) if organ is not None else [],
        kinds=list(DEMANDS.items()),
        most={"title": TITLE, "text": TEXT, "answer": ANSWER, "added": ADDED},
        to=problems.above_name(uow, seen.row.organ_id) if seen.own else "",
        say=_say(visit),
    )


def _say(visit: Visit) -> "_Say":
    return _Say(visit.uow.today)


class _Say:
    """Says days as people do today."""

    def __init__(self, today: date) -> None:
        self._today = today

    def __call__(self, day: date | None) -> str:
        return say_day(day, self._today) if day is not None else ""


def _quarter(visit: Visit) -> Window:
    """Return the quarter that is named (its first day), else the one we are in."""
    said = request.args.get("quarter", "")
    try:
        day = date.fromisoformat(said)
    except ValueError:
        day = visit.uow.today
    return problems.quarter_asked(visit.uow.today, day)


def _line() -> Line:
    return Line(typed("title"), typed("text"), typed("kind"))


def _writing(pages: Pages) -> None:
    @pages.get("/problems/new")
    def problem_new(visit: Visit) -> ResponseReturnValue:
        return visit.page(
            "problems/new",
            kinds=list(DEMANDS.items()),
            most={"title": TITLE, "text": TEXT},
        )

    @pages.post("/problems", again=problem_new, body=BODY)
    def problem_write(visit: Visit) -> ResponseReturnValue:
        uow, who = visit.uow, visit.who
        if who.organ_id is not None:
            row = problems.write(uow, who.organ_id, who.id, _line())
            return visit.done("写进清单了。", "h5.problem", problem_id=row.id)
        sent = problems.propose(uow, who.id, _line())
        text = f"提给{sent.organ}了。整理、上交和答复,都在这一页看得到。"
        undo = url_for("h5.problem_drop", problem_id=sent.id)
        return visit.done(text, "h5.problem", undo=undo, label="收回", problem_id=sent.id)

    @pages.get("/problems/group", Role.LEADER)
    def problems_group(visit: Visit) -> ResponseReturnValue:
        quarter = _quarter(visit)
        found = problem_grouping.suggested(visit.uow, visit.organ, visit.who.id, quarter)
        return visit.page(
            "problems/group",
            found=found,
            quarter=quarter,
            kinds=list(DEMANDS.items()),
            most=TITLE,
            say=_say(visit),
        )

    @pages.post("/problems/group", Role.LEADER, again=problems_group, body=BODY)
    def problem_gather(visit: Visit) -> ResponseReturnValue:
        ids = [*numbers("ticket"), *(n for n in map(number, typed("rest").split(",")) if n)]
        row = problem_grouping.gather(visit.uow, visit.organ, visit.who.id, ids, _line())
        return visit.done(
            "列进清单了。改改标题、写几句说明,再交上去。", "h5.problem", problem_id=row.id
        )


def _list(pages: Pages) -> None:
    @pages.get("/problems/waiting", Role.LEADER)
    def problems_waiting(visit: Visit) -> ResponseReturnValue:
        skip = number(request.args.get("skip", ""))
        rows, total = problems.waiting(visit.uow, visit.organ, skip)
        return visit.page(
            "problems/waiting",
            rows=rows,
            total=total,
            more=skip + problems.PAGE if skip + problems.PAGE < total else 0,
            targets=problem_answers.targets(visit.uow, visit.organ),
            say=_say(visit),
        )

    @pages.post("/problems/adopt", Role.LEADER, again=problems_waiting)
    def problem_adopt(visit: Visit) -> ResponseReturnValue:
        into = number(typed("into")) or None
        ids = numbers("problem")
        row = problem_answers.adopt(visit.uow, ids, visit.organ, visit.who.id, into)
        text = f"并进「{row.title}」了。答复它的时候,下级和反映的小伙伴会一起收到。"
        return visit.done(text, "h5.problem", problem_id=row.id)

    @pages.post("/problems/hand", Role.LEADER, again=problems_list)
    def problems_hand(visit: Visit) -> ResponseReturnValue:
        count, name = problems.hand_up(visit.uow, visit.organ, numbers("problem"))
        return visit.done(f"{count} 条交给{name}了。答复下来会告诉你。", "h5.problems_list")

    @pages.post("/problems/carry", Role.LEADER, again=problems_list)
    def problems_carry(visit: Visit) -> ResponseReturnValue:
        count = problems.carry(visit.uow, visit.organ)
        return visit.done(f"{count} 条挪到本季度了。", "h5.problems_list")


def _one(pages: Pages) -> None:
    @pages.post(f"{_ONE}/edit", Role.LEADER, again=problem, body=BODY)
    def problem_edit(visit: Visit, problem_id: int) -> ResponseReturnValue:
        problems.edit(visit.uow, problem_id, visit.organ, _line())
        return visit.done("改好了。", "h5.problem", problem_id=problem_id)

    @pages.post(f"{_ONE}/drop", again=problem)
    def problem_drop(visit: Visit, problem_id: int) -> ResponseReturnValue:
        who = visit.who
        row = problems.drop(visit.uow, problem_id, who.id, who.organ_id)
        if row.organ_id != who.organ_id:
            return visit.done(f"「{row.title}」收回了。", "h5.problems_list")
        undo = url_for("h5.problem_restore", problem_id=problem_id)
        return visit.done(f"「{row.title}」撤下了。", "h5.problems_list", undo=undo)

    @pages.post(f"{_ONE}/restore", Role.LEADER, again=problem)
    def problem_restore(visit: Visit, problem_id: int) -> ResponseReturnValue:
        problems.restore(visit.uow, problem_id, visit.organ)
        return visit.done("恢复了,又在清单里。", "h5.problem", problem_id=problem_id)

    @pages.post(f"{_ONE}/take-back", Role.LEADER, again=problem)
    def problem_take_back(visit: Visit, problem_id: int) -> ResponseReturnValue:
        problems.take_back(visit.uow, problem_id, visit.organ)
        return visit.done("收回来了,改好可以再交。", "h5.problem", problem_id=problem_id)


def _together(pages: Pages) -> None:
    @pages.post(f"{_ONE}/merge", Role.LEADER, again=problem)
    def problem_merge(visit: Visit, problem_id: int) -> ResponseReturnValue:
        into = number(typed("into"))
        row = problem_grouping.merge(visit.uow, problem_id, visit.organ, into)
        return visit.done(f"并进「{row.title}」了。", "h5.problem", problem_id=row.id)

    @pages.get(f"{_ONE}/near", Role.LEADER)
    def problem_near(visit: Visit, problem_id: int) -> ResponseReturnValue:
        uow, organ, who = visit.uow, visit.organ, visit.who.id
        seen = problem_answers.seen(uow, problem_id, who, organ)
        rows = problem_grouping.near(uow, problem_id, organ, who)
        return visit.page("problems/near", row=seen.row, rows=rows, say=_say(visit))

    @pages.post(f"{_ONE}/near", Role.LEADER, again=problem_near)
    def problem_put_in(visit: Visit, problem_id: int) -> ResponseReturnValue:
        uow, organ, who = visit.uow, visit.organ, visit.who.id
        count = problem_grouping.put_in(uow, problem_id, organ, who, numbers("ticket"))
        return visit.done(f"加进来 {count} 条。", "h5.problem", problem_id=problem_id)

    @pages.post(f"{_ONE}/split", Role.LEADER, again=problem)
    def problem_split(visit: Visit, problem_id: int) -> ResponseReturnValue:
        ids, title = numbers("ticket"), typed("new_title")
        new = problem_grouping.split(
            visit.uow, problem_id, visit.organ, visit.who.id, ids, title=title
        )
        if new is None:
            return visit.done("移出来了,还可以列进别的问题。", "h5.problem", problem_id=problem_id)
        return visit.done("分成了新的一条。", "h5.problem", problem_id=new.id)

    @pages.post(f"{_ONE}/answer", Role.LEADER, again=problem, body=BODY)
    def problem_answer(visit: Visit, problem_id: int) -> ResponseReturnValue:
        uow, who = visit.uow, visit.who.id
        told = problem_answers.answer(uow, problem_id, visit.organ, who, typed("answer"))
        text = f"答复好了,会告诉反映过的 {told} 位小伙伴。" if told else "答复好了。"
        return visit.done(text, "h5.problem", problem_id=problem_id)

    @pages.post(f"{_ONE}/add", Role.LEADER, again=problem, body=BODY)
    def problem_add(visit: Visit, problem_id: int) -> ResponseReturnValue:
        uow, who = visit.uow, visit.who.id
        told = problem_answers.add(uow, problem_id, visit.organ, who, typed("added"))
        text = f"补充好了,会告诉反映过的 {told} 位小伙伴。" if told else "补充好了。"
        return visit.done(text, "h5.problem", problem_id=problem_id)
