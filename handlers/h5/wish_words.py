"""How the pages of 微心愿 say a wish, where it stands, and what this visitor may do about it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from flask import url_for

from domain.wishes import Viewer, WishStatus
from domain.wording import say_day, say_moment
from handlers.h5.desk import Visit
from handlers.wish_words import said
from services import wish_steps
from services.areas import names
from services.phones import national
from services.subjects import Programmes
from services.wish_claims import Held, organ_for
from services.wish_pool import Pooled
from services.wish_seen import NoteSeen, WishSeen
from services.wishes import Wished

_STEPS: Final = (
    (WishStatus.PENDING, "审核"),
    (WishStatus.OPEN, "等认领"),
    (WishStatus.CLAIMED, "有人认领"),
    (WishStatus.FULFILLED, "实现"),
)
_KINDS: Final[Mapping[WishStatus, str]] = {WishStatus.CLAIMED: "now", WishStatus.REMOVED: "warn"}
_HINTS: Final[Mapping[Viewer, str]] = {
    Viewer.OWNER: "比如:我周六上午有空",
    Viewer.CLAIMER: "比如:已经买好了,周六带给你",
}


def pooled_row(one: Pooled, today: date, *, placed: bool) -> dict[str, object]:
    """Return a wish as a line of the pool; ``placed``: there are several places to tell apart."""
    place = one.place if placed else ""
    parts = [one.kind_title, _cost(one.yuan), place, _who(one.surname), _posted(one.day, today)]
    return {
        "id": one.id,
        "text": one.text,
        "about": _joined(parts),
        "tags": [*([("一起拼", "now")] if one.shared else []), *_child(for_child=one.for_child)],
    }


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)


def _cost(yuan: int | None) -> str:
    return f"约 {yuan} 元" if yuan else ""


def _who(surname: str) -> str:
    return f"{surname}同学" if surname else ""


def _posted(day: date, today: date) -> str:
    return f"{say_day(day, today)}许的"


def _child(*, for_child: bool) -> list[tuple[str, str]]:
    return [("替孩子许", "")] if for_child else []


def mine_row(one: Wished, today: date) -> dict[str, object]:
    """Return an own wish as a line: how it stands comes first."""
    waits = [("收到了吗", "warn")] if one.asked else []
    tags = [(one.status, _KINDS.get(one.state, "")), *_child(for_child=one.for_child)]
    about = _joined([one.number, _cost(one.yuan), _posted(one.day, today)])
    return {"id": one.id, "text": one.text, "about": about, "tags": waits + tags}


def held_row(one: Held) -> dict[str, object]:
    """Return a promise as a line: until when, and what it waits for."""
    about = "等 TA 点「收到了」" if one.done else f"留到 {say_moment(one.expires_at)}"
    tags = [] if one.lead else [("一起拼的", "")]
    tags += [("单位认领", "")] if one.organ else []
    tags += [("等人来拼", "")] if one.lead and one.shared and not one.done else []
    if one.agreed and not one.done and one.lead:
        tags, about = [("TA 说收到了", "warn"), *tags], "你也点一下「办好了」就算实现"
    tags += _child(for_child=one.for_child)
    about += f" · 我出:{one.brings}" if one.brings else ""
    return {"id": one.id, "text": one.text, "about": about, "tags": tags}


def waiting_row(one: WishSeen, today: date) -> dict[str, object]:
    """Return a wish as whoever reviews it looks at it."""
    parts = [one.number, one.kind_title, _cost(one.yuan), one.organisation]
    parts += [_who(one.surname), _posted(one.day, today)]
    parts += ["替孩子许的"] if one.for_child else []
    return {
        "id": one.id,
        "number": one.number,
        "text": one.text,
        "about": _joined(parts),
        "picture": one.picture,
    }


def shown(visit: Visit, one: WishSeen) -> dict[str, object]:
    """Return everything that the page of one wish says to this visitor."""
    today = visit.uow.today
    may = wish_steps.may(one)
    organ = visit.who.organ_id and may.claim and organ_for(visit.uow, one.id, visit.who.id)
    home = visit.who.organisation_id
    return {
        "wish": one,
        "may": may,
        "back": url_for(_back(one)),
        "tags": [
            (one.status_title, _KINDS.get(one.status, "")),
            (one.kind_title, ""),
            *([(_cost(one.yuan), "")] if one.yuan else []),
            *_child(for_child=one.for_child),
        ],
        "about": _joined(
            [
                one.organisation or one.place,
                "" if one.viewer is Viewer.OWNER else _who(one.surname),
                _posted(one.day, today),
            ]
        ),
        "steps": _steps(one),
        "said": said(one),
        "wisher": _wisher(one),
        "people": _people(one),
        "notes": [_note(note, today) for note in one.notes],
        "note_hint": _HINTS.get(one.viewer, ""),
        "organ": names(visit.uow, [organ])[organ] if organ else "",
        "days": Programmes.over(visit.uow, [home]).of(home).wishes.claim.days,
        "again": one.viewer is Viewer.OWNER
        and one.status in (WishStatus.FULFILLED, WishStatus.REMOVED),
    }


def _back(one: WishSeen) -> str:
    if one.viewer is Viewer.OWNER:
        return "h5.wishes_mine"
    if one.viewer in (Viewer.CLAIMER, Viewer.SHARER):
        return "h5.wish_claims_page"
    waits = one.viewer is Viewer.REVIEWER and one.status is WishStatus.PENDING
    return "h5.wish_review_page" if waits else "h5.wish_pool_page"


def _steps(one: WishSeen) -> list[tuple[str, str]]:
    """Return the way that a wish goes, for its owner: what is behind it, and where it is."""
    if one.viewer is not Viewer.OWNER or one.status is WishStatus.REMOVED:
        return []
    at = [status for status, _ in _STEPS].index(one.status)
    return [
        (words, "done" if number < at else "now" if number == at else "")
        for number, (_, words) in enumerate(_STEPS)
    ]


def _wisher(one: WishSeen) -> dict[str, str] | None:
    if not one.name:
        return None
    about = f"{one.school}(替孩子许的,由 TA 转交)" if one.for_child else one.school
    return {"name": one.name, "school": about, "tel": national(one.phone) if one.phone else ""}


def _people(one: WishSeen) -> list[tuple[str, str]]:
    """Return who makes it true, and with what."""
    lead = [(one.claimer, "认领的人")] if one.viewer is Viewer.SHARER else []
    return lead + [(one.who, one.brings or "来帮忙") for one in one.helpers]


def _note(note: NoteSeen, today: date) -> dict[str, str]:
    waits = " · 先请人看一眼" if note.held else ""
    return {
        "who": "我" if note.mine else note.who,
        "day": say_day(note.day, today) + waits,
        "text": note.text,
    }
