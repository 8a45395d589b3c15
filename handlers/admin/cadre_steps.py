"""团干部: posts, leaves and personal targets; each step can be taken back for a day."""

from typing import Final

from flask.typing import ResponseReturnValue

from domain.permissions import May
from handlers.admin import cadre_pages
from handlers.admin.cadre_pages import TYPES, day
from handlers.admin.console import Console, Desk, number, typed
from services import (
    cadre_changes,
    cadre_exemptions,
    cadre_posts,
    cadre_raising,
    cadre_seen,
    organisation_choices,
)
from services.cadre_posts import NoSuchPost, Wish

_ONE: Final = "/cadres/<int:cadre_id>"
_POST: Final = f"{_ONE}/posts/<int:post_id>"
_FOUND: Final = 20


def add(console: Console) -> None:
    """Put the pages on the door."""
    _posts(console)
    _leaves(console)
    _targets(console)

    @console.post("/cadres/changes/<int:change_id>/undo", May.CADRES)
    def cadre_undo(desk: Desk, change_id: int) -> ResponseReturnValue:
        text, cadre_id = cadre_changes.undo(desk.uow, desk.who, change_id)
        return desk.done(text, "admin.cadre", cadre_id=cadre_id)


def _posts(console: Console) -> None:
    @console.get(f"{_ONE}/posts/new", May.CADRES)
    def cadre_post_new(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        return _form(desk, cadre_id, 0)

    @console.post(f"{_ONE}/posts/new", May.CADRES, again=cadre_post_new)
    def cadre_post_take(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        change = cadre_posts.take(desk.uow, desk.who, cadre_id, _wish())
        return cadre_pages.done(desk, f"记好了新的任职。{_also(desk, cadre_id)}", change, cadre_id)

    @console.get(_POST, May.CADRES)
    def cadre_post(desk: Desk, cadre_id: int, post_id: int) -> ResponseReturnValue:
        return _form(desk, cadre_id, post_id)

    @console.post(_POST, May.CADRES, again=cadre_post)
    def cadre_post_change(desk: Desk, cadre_id: int, post_id: int) -> ResponseReturnValue:
        change = cadre_posts.change(desk.uow, desk.who, cadre_id, post_id, _wish())
        words = f"任职改好了,以前的日子照旧。{_also(desk, cadre_id)}"
        return cadre_pages.done(desk, words, change, cadre_id)

    @console.post(f"{_POST}/end", May.CADRES, again=cadre_post)
    def cadre_post_end(desk: Desk, cadre_id: int, post_id: int) -> ResponseReturnValue:
        change = cadre_posts.end(desk.uow, desk.who, cadre_id, post_id, day("last_day"))
        words = "任职结束了。名单上还有小伙伴的,记得交接。"
        return cadre_pages.done(desk, words, change, cadre_id)


def _also(desk: Desk, cadre_id: int) -> str:
    voided = cadre_raising.voided(desk.uow, cadre_id)
    return "TA 没用过的那个一次性密码作废了,重新发一个,当面给。" if voided else ""


def _wish() -> Wish:
    return Wish(
        number(typed("place")), typed("type"), typed("post"), typed("leads") == "yes", day("on")
    )


def _form(desk: Desk, cadre_id: int, post_id: int) -> ResponseReturnValue:
    """Show a post to fill in: a new one, or how one goes on."""
    seen = cadre_seen.seen(desk.uow, desk.who, cadre_id)
    post = next((p for p in seen.posts if p.id == post_id and p.mine and not p.over), None)
    if post_id and post is None:
        raise NoSuchPost
    words = desk.asked("q")[:40]
    place = number(desk.typed("place")) or (post.organisation_id if post else desk.place.id)
    units = organisation_choices.places(
        desk.uow, desk.who.organisation_id, words, place, most=_FOUND
    )
    return desk.page(
        "cadre_post",
        cadre=seen,
        post=post,
        units=units,
        words=words,
        types=TYPES,
        kept={
            "place": place,
            "type": desk.typed("type", post.type if post else "parttime"),
            "post": desk.typed("post", post.post if post else ""),
            "leads": desk.typed("leads", "yes" if post and post.leads and not desk.wrong else ""),
            "on": desk.typed("on", desk.uow.today.isoformat()),
            "last_day": desk.typed("last_day", desk.uow.today.isoformat()),
        },
    )


def _leaves(console: Console) -> None:
    @console.get(f"{_ONE}/leave", May.CADRES)
    def cadre_leave(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        seen = cadre_seen.seen(desk.uow, desk.who, cadre_id)
        kept = {name: desk.typed(name) for name in ("first_day", "last_day", "why")}
        return desk.page("cadre_leave", cadre=seen, kept=kept)

    @console.post(f"{_ONE}/leave", May.CADRES, again=cadre_leave)
    def cadre_leave_take(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        change = cadre_exemptions.take_leave(
            desk.uow,
            desk.who,
            cadre_id,
            first_day=day("first_day"),
            last_day=day("last_day"),
            why=typed("why"),
        )
        return cadre_pages.done(desk, "请假登记好了,碰到的窗口不作要求。", change, cadre_id)

    @console.post(f"{_ONE}/leave/<int:leave_id>/end", May.CADRES, again=_again)
    def cadre_leave_end(desk: Desk, cadre_id: int, leave_id: int) -> ResponseReturnValue:
        change = cadre_exemptions.end_leave(
            desk.uow, desk.who, cadre_id, leave_id, day("last_day") or desk.uow.today
        )
        return cadre_pages.done(desk, "请假到今天为止。", change, cadre_id)


def _targets(console: Console) -> None:
    @console.get(f"{_ONE}/target", May.CADRES)
    def cadre_target(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        seen = cadre_seen.seen(desk.uow, desk.who, cadre_id)
        rules = cadre_exemptions.targetable(desk.uow, cadre_id)
        kept = {name: desk.typed(name) for name in ("rule", "target", "why")}
        return desk.page("cadre_target", cadre=seen, rules=rules, kept=kept)

    @console.post(f"{_ONE}/target", May.CADRES, again=cadre_target)
    def cadre_target_set(desk: Desk, cadre_id: int) -> ResponseReturnValue:
        change = cadre_exemptions.set_target(
            desk.uow,
            desk.who,
            cadre_id,
            rule_id=typed("rule"),
            target=number(typed("target")),
            why=typed("why"),
        )
        return cadre_pages.done(desk, "个人目标定好了,从今天起按它算。", change, cadre_id)

    @console.post(f"{_ONE}/target/<int:target_id>/end", May.CADRES, again=_again)
    def cadre_target_end(desk: Desk, cadre_id: int, target_id: int) -> ResponseReturnValue:
        change = cadre_exemptions.end_target(desk.uow, desk.who, cadre_id, target_id)
        return cadre_pages.done(desk, "个人目标结束了,今天起按规则算。", change, cadre_id)


def _again(desk: Desk, cadre_id: int, **_: int) -> ResponseReturnValue:
    return cadre_pages.one(desk, cadre_id)
