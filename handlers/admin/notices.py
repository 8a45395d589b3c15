"""通知: what was pushed and how far it is, with what became of each person's letter."""

import re
from datetime import timedelta
from typing import Final

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.notices import CANCELLABLE, MISSED, TITLES, NoticeStatus
from domain.permissions import TWO_PERSONS, May
from handlers.admin import notices_making, notices_steps
from handlers.admin.console import PAGE, Console, Desk, number
from services import notices, notices_audience, notices_days, notices_lists, notices_outcomes
from services.notices_audience import Then, Way
from services.notices_letters import CARD
from services.notices_outcomes import Outcome

KINDS: Final = {
    NoticeStatus.DRAFT: "secondary",
    NoticeStatus.WAITING: "yellow",
    NoticeStatus.PLANNED: "blue",
    NoticeStatus.WRITING: "blue",
    NoticeStatus.SENDING: "blue",
    NoticeStatus.DONE: "green",
    NoticeStatus.CANCELLED: "secondary",
}
WAYS: Final = {
    Way.TEMPLATE: "模板消息,到了就弹出来",
    Way.MINI: "小程序订阅消息",
    Way.CHAT: "在公众号对话里等着,TA 一说话就看到",
    Way.MINI_BOX: "在小程序的「消息」里等着",
    Way.NO_CHAT: "还没在微信里登录,发不到",
    Way.MUTED: "关掉了这类消息,不发",
    Way.LEFT: "说过不想被联系,不发",
}
THEN: Final = {
    Then.SUBSCRIPTION: "改发订阅通知",
    Then.MINI: "改发小程序订阅消息",
    Then.WINDOW: "改发客服消息(48 小时内说过话)",
    Then.CHAT: "放进对话里等着",
}
_SETTLING: Final = timedelta(minutes=10)
"""So long after the last letter the platform may still say what became of it."""
_TAP: Final = re.compile(r"<a href=[^>]*>(.*?)</a>")
_OUTCOMES: Final = {
    Outcome.DELIVERED: "green",
    Outcome.READ: "green",
    Outcome.FAILED: "red",
    Outcome.UNCERTAIN: "yellow",
}


def add(console: Console) -> None:
    """Put the pages on the door."""
    _lists(console)
    _one(console)
    notices_making.add(console)
    notices_steps.add(console, notice_show)


def _lists(console: Console) -> None:
    @console.get("/notices", May.SEE)
    def notices_list(desk: Desk) -> ResponseReturnValue:
        said = desk.asked("status")
        status = NoticeStatus(said) if said in TITLES else None
        rows = notices_lists.listed(
            desk.uow,
            desk.who,
            desk.place.id,
            status=status,
            words=desk.asked("q")[:40],
            after=number(desk.asked("after")),
            limit=PAGE + 1,
        )
        return desk.page(
            "notices/list",
            rows=rows[:PAGE],
            more=desk.filtered(after=rows[PAGE - 1].id) if len(rows) > PAGE else "",
            waiting=notices_lists.waiting_for(desk.uow, desk.who) if desk.may(May.NOTICES) else (),
            titles=TITLES,
            kinds=KINDS,
        )


def notice_show(desk: Desk, notice_id: int, **_other: object) -> ResponseReturnValue:
    """Show a notice: before it goes whom it reaches, and then how far it is."""
    one = notices_lists.shown(desk.uow, desk.who, notice_id)
    data: dict[str, object] = {
        "one": one,
        "kinds": KINDS,
        "card": CARD,
        "two": TWO_PERSONS,
        "bubble": _pieces(one.words.text),
    }
    if one.status in {NoticeStatus.DRAFT, NoticeStatus.WAITING}:
        reach = notices.reach(desk.uow, one.row)
        cards = reach.ways.get(Way.TEMPLATE, 0)
        at = one.row.send_at or notices_days.goes_at(
            desk.uow, one.row.organisation_id, desk.uow.now
        )
        data |= {
            "reach": reach,
            "ways": WAYS,
            "thens": THEN,
            "at": at,
            "now": desk.uow.now,
            "quiet": notices_days.quiet(desk.uow, one.row.organisation_id),
            "days": notices_days.days(desk.uow, at, cards),
            "sent_to": notices_audience.WRITTEN,
        }
        return desk.page("notices/draft", **data)
    return desk.page("notices/progress", **data, **_how_far(desk, one))


def _pieces(text: str) -> list[tuple[bool, str]]:
    """Return a text as the chat shows it, in pieces: whether one can tap it, and its words."""
    cut = _TAP.split(text)
    return [(bool(n % 2), words) for n, words in enumerate(cut) if words]


def _how_far(desk: Desk, one: notices_lists.Shown) -> dict[str, object]:
    found = notices_outcomes.progress(desk.uow, one.id)
    going_back = one.status is NoticeStatus.CANCELLED and one.row.done_at is None
    lately = one.row.done_at is not None and desk.uow.now - one.row.done_at < _SETTLING
    at_work = one.status in {NoticeStatus.PLANNED, NoticeStatus.WRITING, NoticeStatus.SENDING}
    held_up = ""
    if at_work:
        row, words = one.row, one.words
        held_up = notices_days.held_up(desk.uow, row.organisation_id, words.kind, words.template)
    return {
        "progress": found,
        "held_up": held_up,
        "outcomes": notices_outcomes.TITLES,
        "colours": _OUTCOMES,
        "gone": found.of(*notices_outcomes.GONE),
        "missed": MISSED,
        "working": at_work or going_back,
        "settling": lately and found.of(Outcome.SENT) > 0,
        "going_back": going_back,
        "cancellable": one.status in CANCELLABLE,
        "Outcome": Outcome,
    }


def _one(console: Console) -> None:
    console.get("/notices/<int:notice_id>", May.SEE)(notice_show)

    @console.get("/notices/<int:notice_id>/progress", May.SEE)
    def notice_progress(desk: Desk, notice_id: int) -> ResponseReturnValue:
        """Answer the page that asks every other second; once it is over, the whole page comes."""
        one = notices_lists.shown(desk.uow, desk.who, notice_id)
        if one.status in {NoticeStatus.DRAFT, NoticeStatus.WAITING}:
            return "", 204, {"HX-Redirect": url_for("admin.notice_show", notice_id=notice_id)}
        found = _how_far(desk, one)
        if not found["working"] and not request.args.get("still"):
            return "", 204, {"HX-Redirect": url_for("admin.notice_show", notice_id=notice_id)}
        return render_template(
            "admin/notices/figures.html", desk=desk, who=desk.who, May=May, one=one, **found
        )

    @console.get("/notices/<int:notice_id>/people", May.SEE)
    def notice_people(desk: Desk, notice_id: int) -> ResponseReturnValue:
        one = notices_lists.shown(desk.uow, desk.who, notice_id)
        said = desk.asked("outcome")
        outcome = Outcome(said) if said in notices_outcomes.TITLES else None
        rows = notices_outcomes.readers(
            desk.uow,
            notice_id,
            outcome=outcome,
            name=desk.asked("q")[:30],
            after=number(request.args.get("after", "")),
            limit=PAGE + 1,
            personal=desk.may(May.SENDING),
        )
        return desk.page(
            "notices/people",
            one=one,
            rows=rows[:PAGE],
            more=desk.filtered(after=rows[PAGE - 1].id) if len(rows) > PAGE else "",
            outcomes=notices_outcomes.TITLES,
            colours=_OUTCOMES,
        )
