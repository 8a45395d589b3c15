"""微心愿 for cadres and leaders: the pool, what one has promised, and what waits for review."""

from typing import Final

from flask import request, url_for
from flask.typing import ResponseReturnValue

from domain.dictionaries import WISHES
from domain.wording import say_moment
from handlers.h5.desk import Pages, Role, Visit, number
from handlers.h5.pages import typed
from handlers.h5.wish_words import held_row, pooled_row, waiting_row
from handlers.h5.wishes import next_page, skipped, wish_one
from services import wish_claims, wish_pool, wish_review

_ONE: Final = "/wishes/<int:wish_id>"
_MOST: Final = (
    ("", "多少钱都行"),
    ("0", "不花钱的"),
    *((n, f"{n} 元以内") for n in ("50", "100", "300")),
)


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _pool(pages)
    _promises(pages)
    _together(pages)
    _review(pages)


def _pool(pages: Pages) -> None:
    @pages.get("/wishes/pool")
    def wish_pool_page(visit: Visit) -> ResponseReturnValue:
        return _pooled(visit)


def _pooled(visit: Visit) -> ResponseReturnValue:
    asked = request.args
    kind = asked.get("kind", "") if asked.get("kind") in WISHES else ""
    most = asked.get("most", "") if asked.get("most", "") in dict(_MOST) else ""
    area, skip = number(asked.get("area", "")), skipped()
    found = wish_pool.pool(
        visit.uow,
        visit.who.id,
        kind=kind,
        most_yuan=number(most) if most else None,
        area=area,
        skip=skip,
    )
    areas = wish_pool.areas(visit.uow, visit.who.id)
    sifts = [
        ("kind", "哪一类", [("", "哪一类都行"), *WISHES.items()], kind),
        ("most", "花多少钱", _MOST, most),
    ]
    if len(areas) > 1:
        places = [("", "哪里都行"), *((str(one), name) for one, name in areas)]
        sifts.append(("area", "哪里", places, str(area or "")))
    args = {"kind": kind, "most": most, "area": area}
    return visit.page(
        "wishes/pool",
        rows=[pooled_row(one, visit.uow.today, placed=len(areas) > 1) for one in found.rows],
        total=found.total,
        sifts=sifts,
        sifted=bool(kind or most or area or skip),
        more=next_page(skip, len(found.rows), found.total, "h5.wish_pool_page", **args),
    )


def _promises(pages: Pages) -> None:
    @pages.get("/wishes/claims")
    def wish_claims_page(visit: Visit) -> ResponseReturnValue:
        found = wish_claims.claims_of(visit.uow, visit.who.id)
        return visit.page("wishes/claims", rows=[held_row(one) for one in found])

    @pages.post(f"{_ONE}/claim", again=wish_one)
    def wish_claim(visit: Visit, wish_id: int) -> ResponseReturnValue:
        promise = wish_claims.claim_for_organ if typed("for") == "organ" else wish_claims.claim
        claimed = promise(visit.uow, wish_id, visit.who.id)
        text = f"认领好了,给你留到 {say_moment(claimed.expires_at)}。先联系一下 TA。"
        return visit.done(text, "h5.wish_one", wish_id=wish_id)

    @pages.post(f"{_ONE}/release", again=wish_one)
    def wish_release(visit: Visit, wish_id: int) -> ResponseReturnValue:
        wish_claims.release(visit.uow, wish_id, visit.who.id, typed("reason"))
        return visit.done("退回去了,会让别人接上。谢谢你说一声。", "h5.wish_pool_page")

    @pages.post(f"{_ONE}/done", again=wish_one)
    def wish_done(visit: Visit, wish_id: int) -> ResponseReturnValue:
        said = wish_claims.done(visit.uow, wish_id, visit.who.id)
        text = (
            "心愿实现了,「办一件实事」已经记上,不用再填。"
            if said.fulfilled
            else "记下了,已经去问 TA 收到没有。TA 点了「收到了」,就自动记一次「办一件实事」。"
        )
        return visit.done(text, "h5.wish_one", wish_id=wish_id)


def _together(pages: Pages) -> None:
    @pages.post(f"{_ONE}/share", again=wish_one)
    def wish_share(visit: Visit, wish_id: int) -> ResponseReturnValue:
        wish_claims.share(visit.uow, wish_id, visit.who.id)
        text = "放到心愿池里了,写着「一起拼」。在下面说说还差什么,来的人好接上。"
        return visit.done(text, "h5.wish_one", wish_id=wish_id)

    @pages.post(f"{_ONE}/join", again=wish_one)
    def wish_join(visit: Visit, wish_id: int) -> ResponseReturnValue:
        wish_claims.join(visit.uow, wish_id, visit.who.id, typed("brings"))
        leave = url_for("h5.wish_leave", wish_id=wish_id)
        text = "加入了,已经告诉认领的人。"
        return visit.done(text, "h5.wish_one", undo=leave, label="不拼了", wish_id=wish_id)

    @pages.post(f"{_ONE}/leave", again=wish_one)
    def wish_leave(visit: Visit, wish_id: int) -> ResponseReturnValue:
        wish_claims.leave_share(visit.uow, wish_id, visit.who.id)
        return visit.done("退出了,已经告诉认领的人。", "h5.wish_claims_page")


def _review(pages: Pages) -> None:
    @pages.get("/wishes/review", Role.LEADER)
    def wish_review_page(visit: Visit, wish_id: int = 0) -> ResponseReturnValue:
        skip = skipped()
        found = wish_review.waiting(visit.uow, visit.organ, skip)
        return visit.page(
            "wishes/review",
            rows=[waiting_row(one, visit.uow.today) for one in found],
            wrong_id=wish_id,
            more=next_page(skip, wish_review.PAGE, skip + len(found) + 1, "h5.wish_review_page"),
        )

    @pages.post(f"{_ONE}/approve", Role.LEADER, again=wish_review_page)
    def wish_approve(visit: Visit, wish_id: int) -> ResponseReturnValue:
        wish_review.approve(visit.uow, wish_id, visit.organ)
        text = f"W-{wish_id} 通过了,等人来认领。"
        return visit.done(text, "h5.wish_review_page")

    @pages.post(f"{_ONE}/remove", Role.LEADER, again=wish_review_page)
    def wish_remove(visit: Visit, wish_id: int) -> ResponseReturnValue:
        wish_review.remove(visit.uow, wish_id, visit.organ, typed("reason"))
        text = f"W-{wish_id} 收起来了,会告诉 TA 为什么。"
        return visit.done(text, "h5.wish_review_page")
