"""评价团干部: saying how it was, hearing it without who, asking for another look, deciding."""

from typing import Final

from flask import request
from flask.typing import ResponseReturnValue

from domain import distress
from domain.ratings import FEWEST, OCCASIONS, REASON, WORDS
from domain.wording import say_day
from handlers.h5.desk import Pages, Role, Visit, number
from handlers.h5.pages import typed
from services import areas, rating_appeals, rating_rounds, ratings

STARS: Final = (
    (5, "5 星 很好"),
    (4, "4 星 好"),
    (3, "3 星 一般"),
    (2, "2 星 不太好"),
    (1, "1 星 差"),
)
_BELOW: Final = 50
"""How many cadres below are on a page."""
_ONE: Final = "/ratings/<string(maxlength=10):occasion>/<int:occasion_id>"


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _saying(pages)
    _hearing(pages)
    _deciding(pages)


def _saying(pages: Pages) -> None:
    @pages.get("/ratings", Role.PERSON)
    def ratings_mine(visit: Visit) -> ResponseReturnValue:
        uow, who = visit.uow, visit.who
        return visit.page(
            "ratings/mine",
            open=[(met, say_day(met.day, uow.today)) for met in ratings.open_for(uow, who.id)],
            said=ratings.mine(uow, who.id),
            sorts=OCCASIONS,
            fewest=FEWEST,
        )

    pages.get(_ONE, Role.PERSON)(rating_form)

    @pages.post(_ONE, Role.PERSON, again=rating_form)
    def rating_give(visit: Visit, occasion: str, occasion_id: int) -> ResponseReturnValue:
        # A cry for help is no opinion of a cadre: it goes to whoever is on duty alone.
        crying = distress.found(typed("words"))
        words = "" if crying else typed("words")
        stars = number(typed("stars"))
        rated = ratings.rate(visit.uow, visit.who.id, occasion, occasion_id, stars, words)
        if crying:
            card = distress.CARD if visit.who.is_cadre else ""  # to youths the door gives it
            done = f"{card}\n星记下了,写的话没有给团干部看。".strip()
            return visit.done(done, "h5.ratings_mine")
        text = "改好了" if rated.before else "记下了,谢谢你"
        text += f":{rated.met.cadre},{rated.stars} 颗星。"
        text += "这句话先请人看一眼。" if rated.held else ""
        return visit.done(f"{text}TA 看不到是谁评的。", "h5.ratings_mine")


def rating_form(visit: Visit, occasion: str, occasion_id: int) -> ResponseReturnValue:
    """Show the form of one occasion; a refused step shows it again."""
    found = ratings.one(visit.uow, visit.who.id, occasion, occasion_id)
    return visit.page(
        "ratings/form",
        one=found,
        day=say_day(found.met.day, visit.uow.today),
        stars=STARS,
        most=WORDS,
        fewest=FEWEST,
    )


def _hearing(pages: Pages) -> None:
    pages.get("/ratings/heard")(ratings_heard)

    @pages.post("/ratings/heard/appeal", again=ratings_heard)
    def rating_appeal(visit: Visit) -> ResponseReturnValue:
        organ = rating_appeals.appeal(visit.uow, visit.who.id, typed("mark"), typed("why"))
        name = areas.names(visit.uow, [organ])[organ]
        return visit.done(f"交给{name}的负责人看了,结果会在对话里告诉你。", "h5.ratings_heard")


def ratings_heard(visit: Visit) -> ResponseReturnValue:
    """Show a cadre what is heard; a refused step shows it again."""
    uow = visit.uow
    heard = rating_rounds.heard(uow, visit.who.id)
    return visit.page(
        "ratings/heard",
        heard=heard,
        rounds=[(f"{day.year} 年 {day.month} 月 1 日", one) for day, one in heard.rounds],
        next=ratings.next_round(uow),
        most=REASON,
        fewest=FEWEST,
        tried=request.form.get("mark", ""),
    )


def _deciding(pages: Pages) -> None:
    pages.get("/ratings/above", Role.LEADER)(ratings_above)

    @pages.post("/ratings/above/decision", Role.LEADER, again=ratings_above)
    def rating_decide(visit: Visit) -> ResponseReturnValue:
        keep = typed("decision") == "keep"
        name = rating_appeals.decide(
            visit.uow, visit.organ, visit.who.id, typed("mark"), keep=keep, why=typed("why")
        )
        text = "留着,照旧计入。" if keep else "移除了,不再显示,也不再计入。"
        return visit.done(f"{text}结果和理由会告诉{name}。", "h5.ratings_above")


def ratings_above(visit: Visit) -> ResponseReturnValue:
    """Show what is to be decided, and the figures of those below."""
    uow = visit.uow
    after = number(request.args.get("after", ""))
    # Who is to be decided on stands on the first page.
    waiting = () if after else rating_appeals.waiting(uow, visit.organ, visit.who.id)
    found = rating_rounds.below(uow, visit.organ, but=visit.who.id, after=after, most=_BELOW + 1)
    return visit.page(
        "ratings/above",
        after=after,
        more=found[_BELOW - 1].cadre_id if len(found) > _BELOW else 0,
        waiting=[(one, say_day(one.day, uow.today)) for one in waiting],
        below=found[:_BELOW],
        most=REASON,
        fewest=FEWEST,
        tried=request.form.get("mark", ""),
    )
