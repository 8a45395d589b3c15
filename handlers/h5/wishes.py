"""微心愿 for whoever wishes: posting one, what has become of it, and saying that it came true."""

from typing import Final

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from domain.dictionaries import WISHES
from handlers.h5.desk import Pages, Role, Visit, number
from handlers.h5.pages import typed
from handlers.h5.photos import uploaded
from handlers.h5.wish_words import mine_row, shown
from services import photos, wish_claims, wish_pictures, wishes

_NO_NUMBER: Final = -1
"""What was typed as a sum and is none: the service says what is wrong with it."""


def add(pages: Pages) -> None:
    """Put the pages on the door."""
    _posting(pages)
    _looking(pages)
    _steps(pages)


def wish_one(visit: Visit, wish_id: int, **_other: object) -> ResponseReturnValue:
    """Show a wish as this visitor may see it; a refused step shows it again."""
    seen = wishes.seen(
        visit.uow,
        wish_id,
        visit.who.id,
        organ_id=visit.who.organ_id,
        as_cadre=visit.who.is_cadre,
    )
    return visit.page("wishes/wish", **shown(visit, seen))


def _looking(pages: Pages) -> None:
    @pages.get("/wishes", Role.PERSON)
    def wishes_mine(visit: Visit) -> ResponseReturnValue:
        found = wishes.mine(visit.uow, visit.who.id, 50)
        return visit.page("wishes/mine", rows=[mine_row(one, visit.uow.today) for one in found])

    pages.get("/wishes/<int:wish_id>", Role.PERSON)(wish_one)

    @pages.get("/wishes/<int:wish_id>/picture", Role.PERSON)
    def wish_picture(visit: Visit, wish_id: int) -> ResponseReturnValue:
        mime, content = wish_pictures.of(
            visit.uow,
            wish_id,
            visit.who.id,
            organ_id=visit.who.organ_id,
            as_cadre=visit.who.is_cadre,
        )
        return Response(content, mimetype=mime)


def _posting(pages: Pages) -> None:
    @pages.get("/wishes/new", Role.PERSON)
    def wish_new(visit: Visit) -> ResponseReturnValue:
        return _form(visit, child=False)

    @pages.post("/wishes", Role.PERSON, again=wish_new, body=photos.BODY)
    def wish_post(visit: Visit) -> ResponseReturnValue:
        wished = wishes.post(
            visit.uow,
            visit.who.id,
            text=typed("text"),
            kind=kind(),
            surname_shown=typed("surname") == "yes",
            yuan=yuan(),
        )
        for picture in uploaded()[:1]:
            wish_pictures.keep(visit.uow, wished.id, picture)
        text = "许好了,先请人看一眼,一般当天就好。有人认领会告诉你。"
        return visit.done(text, "h5.wish_one", wish_id=wished.id)

    @pages.get("/wishes/child")
    def wish_child(visit: Visit) -> ResponseReturnValue:
        return _form(visit, child=True)

    @pages.post("/wishes/child", again=wish_child)
    def wish_post_child(visit: Visit) -> ResponseReturnValue:
        wished = wishes.post_for_child(
            visit.uow, visit.who.id, text=typed("text"), kind=kind(), yuan=yuan()
        )
        text = "替孩子许好了,先请人看一眼。有人认领会告诉你,由你来转交。"
        return visit.done(text, "h5.wish_one", wish_id=wished.id)


def _form(visit: Visit, *, child: bool) -> ResponseReturnValue:
    most = wishes.most_yuan(visit.uow, visit.who.id)
    return visit.page("wishes/new", child=child, kinds=list(WISHES.items()), most=most)


def kind() -> str:
    """Return the kind that a form chose; one that it did not is some other."""
    return typed("kind") if typed("kind") in WISHES else "other"


def yuan() -> int | None:
    """Return the sum that a form named; nothing typed is no matter of money."""
    said = typed("yuan").strip()
    return (number(said) or _NO_NUMBER) if said else None


def _steps(pages: Pages) -> None:
    one = "/wishes/<int:wish_id>"

    @pages.post(f"{one}/withdraw", Role.PERSON, again=wish_one)
    def wish_withdraw(visit: Visit, wish_id: int) -> ResponseReturnValue:
        wishes.withdraw(visit.uow, wish_id, visit.who.id)
        return visit.done("收回了。还想要什么,随时再许。", "h5.wish_one", wish_id=wish_id)

    @pages.post(f"{one}/agree", Role.PERSON, again=wish_one)
    def wish_agree(visit: Visit, wish_id: int) -> ResponseReturnValue:
        said = wish_claims.agree(visit.uow, wish_id, visit.who.id, typed("thanks"))
        text = "心愿实现了,真好。" if said.fulfilled else "记下了,等 TA 也点一下就算实现。"
        if said.held:
            text += f"感谢的话{said.held},先请人看一眼再转给 TA。"
        elif said.fulfilled and typed("thanks").strip():
            text += "谢谢的话转给 TA 了。"
        return visit.done(text, "h5.wish_one", wish_id=wish_id)

    @pages.post(f"{one}/disagree", Role.PERSON, again=wish_one)
    def wish_disagree(visit: Visit, wish_id: int) -> ResponseReturnValue:
        wish_claims.disagree(visit.uow, wish_id, visit.who.id, typed("why"))
        return visit.done("告诉 TA 了,多留了几天来办。", "h5.wish_one", wish_id=wish_id)

    @pages.post(f"{one}/note", Role.PERSON, again=wish_one)
    def wish_note(visit: Visit, wish_id: int) -> ResponseReturnValue:
        said, who = typed("note"), visit.who
        held = wish_claims.note(visit.uow, wish_id, who.id, said, as_cadre=who.is_cadre)
        text = f"写下了。{held},先请人看一眼再转给对方。" if held else "写下了,对方会看到。"
        return visit.done(text, "h5.wish_one", wish_id=wish_id)


def next_page(skip: int, size: int, total: int, endpoint: str, **args: object) -> str:
    """Return the address of what comes after a page; nothing where that was all."""
    if skip + size >= total:
        return ""
    said = {key: value for key, value in args.items() if value}
    return url_for(endpoint, skip=skip + size, **said)  # type: ignore[arg-type]  # Flask types no values


def skipped() -> int:
    """Return how many rows of a list were seen before."""
    return number(request.args.get("skip", ""))
