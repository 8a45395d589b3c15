"""活动: the list, one activity, signing up and giving up."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.errors import Refusal
from domain.signup_form import Question
from handlers.h5 import activity_seen
from handlers.h5.activity_words import enrolled, moment, state
from handlers.h5.desk import Pages, Role, View, Visit, number
from handlers.h5.pages import typed
from services import activities as signing
from services import activity_reach, feedback
from services.activities import Offer

MINE: Final = "mine"
OPEN: Final = "open"
BEEN: Final = "been"
HOSTED: Final = "hosted"


class Stars(Refusal):
    """No star was chosen."""

    code = "no_stars"
    text = "先点几颗星,再交。"


class ClashNow(Refusal):
    """At that time the person is somewhere else."""

    code = "activity_clash"
    text = "{why}要两个都报,再点一次「仍然报名」。"


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _lists(pages)
    activity = _one(pages)
    _signing(pages, activity)
    _leaving(pages, activity)


def _lists(pages: Pages) -> None:
    @pages.get("/activities", Role.PERSON)
    def activities(visit: Visit) -> ResponseReturnValue:
        """Show what I signed up for, what I may sign up for, or what I run."""
        uow, who, skip = visit.uow, visit.who, number(request.args.get("skip", ""))
        tab = request.args.get("tab", "")
        if tab == HOSTED and who.is_cadre:
            rows, more = activity_seen.hosted(uow, who.id, skip)
        elif tab == BEEN:
            rows, more = activity_seen.been(uow, who.id, skip)
        else:
            mine = signing.mine_of(uow, who.id) if tab != OPEN else []
            tab = MINE if mine or tab == MINE else OPEN
            offers, further = (mine, False) if tab == MINE else _open(visit, skip)
            rows, more = [_row(visit, offer) for offer in offers], further
        return visit.page(
            "activities/list",
            tab=tab,
            tabs=_tabs(tab, is_cadre=who.is_cadre),
            rows=rows,
            skip=skip,
            more=url_for("h5.activities", tab=tab, skip=skip + len(rows)) if more else "",
        )


def _open(visit: Visit, skip: int) -> tuple[Sequence[Offer], bool]:
    return signing.on_offer(visit.uow, visit.who.id, skip)


def _tabs(tab: str, *, is_cadre: bool) -> list[tuple[str, str, bool]]:
    named = [(MINE, "我报的"), (OPEN, "能报的"), (BEEN, "去过的")]
    named += [(HOSTED, "我办的")] if is_cadre else []
    return [(url_for("h5.activities", tab=key), words, key == tab) for key, words in named]


def _row(visit: Visit, offer: Offer) -> activity_seen.Line:
    now = visit.uow.now
    return activity_seen.Line(
        offer.id, offer.title, moment(offer.starts_at, now), offer.place, state(offer, now)
    )


def _one(pages: Pages) -> View:
    @pages.get("/activities/<int:activity_id>", Role.PERSON)
    def activity(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Show one activity to whoever may come."""
        seen = signing.seen(visit.uow, activity_id, visit.who.id)

        def said(q: Question) -> list[str]:
            if visit.wrong and request.form:
                return request.form.getlist(f"a-{q.key}")
            return list(seen.answers.get(q.key, ()))

        def chosen(q: Question) -> list[tuple[str, str]]:
            return [(one, one) for one in q.choices]

        rate = feedback.may_rate(visit.uow, visit.who.id, activity_id)
        shown = activity_seen.shown(seen, visit.uow.now, rate=rate)
        return visit.page("activities/show", a=shown, said=said, chosen=chosen)

    return activity


def _signing(pages: Pages, activity: View) -> None:
    @pages.post("/activities/<int:activity_id>/enrol", Role.PERSON, again=activity)
    def activity_enrol(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Sign up, with the answers."""
        uow, who, sure = visit.uow, visit.who, bool(typed("sure"))
        try:
            offer = signing.enrol(uow, activity_id, who.id, _answers(), _born(), sure=sure)
        except signing.Clashes as no:
            raise ClashNow(why=activity_seen.clashing(no.other, uow.now)) from None
        return visit.done(enrolled(offer), "h5.activity", activity_id=activity_id)

    @pages.post("/activities/<int:activity_id>/accept", Role.PERSON, again=activity)
    def activity_accept(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Take the seat that was kept."""
        offer = signing.accept(visit.uow, activity_id, visit.who.id)
        when = moment(offer.starts_at, visit.uow.now)
        return visit.done(
            f"定下来了:{when},{offer.place or '地点看说明'}见。",
            "h5.activity",
            activity_id=activity_id,
        )

    @pages.post("/activities/<int:activity_id>/rate", Role.PERSON, again=activity)
    def activity_rate(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Say how it was."""
        stars = number(typed("stars"))
        if not stars:
            raise Stars
        feedback.rate(visit.uow, activity_id, visit.who.id, stars, typed("words").strip())
        return visit.done("谢谢,记下了。", "h5.activity", activity_id=activity_id)


def _answers() -> dict[str, list[str]]:
    """Return what the form's fields ``a-…`` say, whichever of them are asked."""
    return {
        field.removeprefix("a-"): said
        for field, every in request.form.lists()
        if field.startswith("a-")
        if (said := [one.replace("\0", "") for one in every if one])
    }


def _born() -> date | None:
    said = typed("born").strip()
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise activity_reach.BirthOdd from None


def _leaving(pages: Pages, activity: View) -> None:
    @pages.post("/activities/<int:activity_id>/withdraw", Role.PERSON, again=activity)
    def activity_withdraw(visit: Visit, activity_id: int) -> ResponseReturnValue:
        """Give the seat or the place in the line back."""
        why = typed("why").strip()
        offer = signing.withdraw(visit.uow, activity_id, visit.who.id, why)
        kept = "请好假了" if why else "取消了"
        return visit.done(
            f"{kept}:「{offer.title}」。名额让给后面的人。", "h5.activity", activity_id=activity_id
        )
