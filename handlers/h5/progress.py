"""我的进度: every rule with its number and the reasons, and what would fill it, one tap each."""

from typing import Final

from flask import Blueprint, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from domain.errors import Refusal
from domain.seats import Place
from domain.wording import say_date, say_day
from domain.written import as_number
from handlers.h5 import browser_key, progress_view
from handlers.h5.pages import UNPROCESSABLE, Page, page, typed
from services import explanations, quotas, taps, ways
from services.activities import say_when
from services.links import LinkStale
from services.quotas import Stand
from services.taps import Visitor
from services.uow import OpenUow, Uow

_PATH: Final = "/progress/<string(maxlength=64):token>"


def add(door: Blueprint, open_uow: OpenUow) -> None:
    """Put the page on the door."""

    @door.get(_PATH)
    def progress(token: str) -> Response:
        key, life = browser_key.held(token), 0
        if not key and request.method == "GET":
            with open_uow() as uow:
                key, life = taps.opened(uow, token)
        with open_uow(read_only=True) as uow:
            who = taps.visitor(uow, token, key)
            shown = _page(uow, token, who, _done(uow, who, request.args.get("did", "")))
            https = uow.means.base_url.startswith("https:")
        response = make_response(shown)
        if life:
            browser_key.give(response, token, key, life, https=https)
        return response

    @door.post(_PATH)
    def tapped(token: str) -> Page | Response:
        try:
            with open_uow() as uow:
                did = _act(uow, taps.visitor(uow, token, browser_key.held(token), acting=True))
        except LinkStale:
            raise
        except Refusal as no:
            with open_uow(read_only=True) as uow:
                who = taps.visitor(uow, token, browser_key.held(token))
                return _page(uow, token, who, {"text": str(no)}, UNPROCESSABLE)
        return redirect(url_for("h5.progress", token=token, did=did), 303)


def _act(uow: Uow, who: Visitor) -> str:
    """Do what was tapped and return what to say of it on the page that follows."""
    what, number = typed("do"), as_number(typed("id"))
    match what:
        case "sign_up":
            taps.sign_up(uow, who, number)
        case "claim":
            taps.claim(uow, who, number)
        case "undo":
            taps.take_back(uow, who, number)
            what = "talk"
        case _:
            number = taps.talked(uow, who, number, what)
            what = "talk"
    return f"{what}-{number}"


def _done(uow: Uow, who: Visitor, did: str) -> dict[str, object]:
    """Say what the last tap did, as the rows tell it: a page opened again says the same."""
    what, _, said = did.partition("-")
    number = as_number(said)
    if what == "sign_up" and (offer := taps.signed_up(uow, who, number)):
        when = say_when(offer.starts_at, uow.now)
        if offer.mine is Place.ENROLLED:
            return {"text": f"报好了:「{offer.title}」{when}。去过之后回来记一笔。"}
        return {"text": f"「{offer.title}」满了,你在候补第 {offer.position} 位,有空位马上告诉你。"}
    if what == "claim" and (wish := taps.claimed(uow, who, number)):
        return {"text": f"认领好了:「{wish}」。怎么找到 TA:在对话里回复「认领心愿{number}」。"}
    if what == "talk" and (logged := taps.written(uow, who, number)):
        told = f"{say_day(logged.day, uow.today)} · {logged.kind_title}"
        told += f",和{'、'.join(logged.youths)}" if logged.youths else ""
        if logged.undone:
            return {"text": f"撤销了:{told}。"}
        mine = {} if logged.correction else {"undo": number}
        return {"text": f"记好了:{told}。", **mine}
    return {}


def _page(uow: Uow, token: str, who: Visitor, done: dict[str, object], status: int = 200) -> Page:
    stands = quotas.mine(uow, who.id, uow.today)
    found = [
        (stand.subject == "organ", e)
        for stand in stands
        for e in explanations.explain_all(uow, stand, uow.today)
    ]
    return page(
        "progress",
        status,
        token=token,
        who=who.name,
        today=say_date(uow.today),
        done=done,
        groups=progress_view.groups(found, uow.today),
        ways=_ways(uow, who, stands),
    )


def _ways(uow: Uow, who: Visitor, stands: list[Stand]) -> list[dict[str, object]]:
    """Return what would fill something that is owed, the best first of each sort."""
    found = ways.for_stands(uow, who.id, stands)
    offered: list[dict[str, object]] = []
    for youth in found.unmet:
        met = f"{youth.days} 天没联系了" if youth.days is not None else "还没联系过"
        about = f"{youth.hint} · {met}" if youth.hint else met
        label = "走访过了" if youth.kind == "visit" else "聊过了"
        offered.append(_way(youth.kind, youth.id, youth.name, about, label))
    for outing in found.outings:
        left = f"还有 {outing.left} 个名额" if outing.left else "已满,可候补"
        about = f"{say_when(outing.starts_at, uow.now)} · {left}"
        if outing.organ:
            offered.append(
                _way("", outing.id, outing.title, f"{about} · 本单位的,办好了算一次", "")
            )
        else:
            offered.append(_way("sign_up", outing.id, outing.title, about, "报名"))
    offered += [
        _way("claim", wish.id, f"微心愿:{wish.text}", "帮 TA 实现了,算办一件实事", "认领")
        for wish in found.wishes
    ]
    return offered


def _way(do: str, number: int, title: str, about: str, label: str) -> dict[str, object]:
    talk = do in taps.TALKS
    return {"do": do, "id": number, "title": title, "about": about, "label": label, "talk": talk}
