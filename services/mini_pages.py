"""Which page of the mini-program a notice opens: the one on which its reader can act."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from domain.delivery import Kind
from domain.safety import ScreeningStatus
from models.activity import Enrolment
from services import reasons
from services.reminders_fresh import REMINDER
from services.uow import Uow

INBOX: Final = "pages/inbox/inbox"
"""Where a notice has no page of its own, it is read in full."""
_ACTIVITY: Final = "pages/activity/activity?id={}"
_APPEAL: Final = "pages/appeal/appeal?id={}"
_DIGEST: Final = "pages/digest/digest"
_ONE: Final = {
    "tickets": "pages/ticket/ticket?id={}",
    "wishes": "pages/wish/wish?id={}",
}
_LISTS: Final = {
    "ratings/above": "pages/ratings-above/ratings-above",
    "ratings/heard": "pages/ratings/ratings",
    "tickets": "pages/desk/desk",
}
"""By the address of the same in a browser (``because["page"]``)."""
BY_REASON: Final[Mapping[str, str]] = {
    REMINDER: "pages/quotas/quotas",
    "seat": _ACTIVITY,
    "attended": _ACTIVITY,
    "called_off": _ACTIVITY,
    Kind.MATERIALS: "pages/materials/materials",
    Kind.MET: "pages/met/met",
    Kind.TOPIC: "pages/topic/topic?id={}",
    "answer_hidden": "pages/topics/topics",
    "distress": _LISTS["tickets"],
    "mini_wanted": "pages/me/me",
    "notice": INBOX,
    "notice_waits": INBOX,
    "plans": "pages/plans/plans",
    "problem_answer": "pages/problems-heard/problems-heard",
    "problem_line": "pages/problem/problem?id={}",
    "problems_waiting": "pages/problems/problems?tab=waiting",
    "rating_appeal": _LISTS["ratings/above"],
    "rating_decided": _LISTS["ratings/heard"],
    "screened": _APPEAL,
    "screening_waits": "pages/screening/screening",
    "spot_check": "pages/asked/asked",
    "ticket": _ONE["tickets"],
    "ticket_desk": _ONE["tickets"],
    "tickets_up": _LISTS["tickets"],
    "tickets_wait": _LISTS["tickets"],
    "voice_public": "pages/voices/voices",
    "wish_claimer": "pages/wish-claims/wish-claims",
    "wish_owner": "pages/wishes/wishes",
    "wish_review": "pages/wish-review/wish-review",
    "wish_sharer": "pages/wish-claims/wish-claims",
}
"""By why it was written: each reason there is, so that none is forgotten."""
PAGES: Final = frozenset({INBOX, _DIGEST, *_ONE.values(), *_LISTS.values(), *BY_REASON.values()})
_ADDRESS: Final = re.compile(r"([a-z]+)/([0-9]+)")
_NOTICE: Final = "notice"
"""What was pushed to many: one about an activity opens it."""
_SCREENED: Final = "screened"
_OF_A_SEAT: Final = frozenset({"seat", "attended"})


def of(uow: Uow, becauses: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the pages that some notices open, by the reasons for which they were written."""
    seats = {one.get("id") for one in becauses if reasons.of(one) in _OF_A_SEAT}
    where = select(Enrolment.id, Enrolment.activity_id).where(Enrolment.id.in_(seats))
    found = uow.session.execute(where) if seats else ()
    activities = {enrolment: activity for enrolment, activity in found}  # noqa: C416 - a Row is no pair to mypy
    return [_page(one, activities) for one in becauses]


def _page(because: Mapping[str, Any], activities: Mapping[int, int]) -> str:
    kind, number = reasons.of(because), because.get("id")
    if kind in _OF_A_SEAT:
        number = activities.get(number or 0)
    if kind == _NOTICE and because.get("activity"):
        return _ACTIVITY.format(because["activity"])
    path = str(because.get("page", ""))
    if path in _LISTS:
        return _LISTS[path]
    address = _ADDRESS.fullmatch(path)
    if address and address[1] in _ONE:
        return _ONE[address[1]].format(address[2])
    if kind == REMINDER and reasons.kinds("", because) == {Kind.DIGEST}:
        return _DIGEST
    if kind == _SCREENED and because.get("as") != ScreeningStatus.REFUSED:
        return INBOX  # it was let through: there is nothing to ask for
    page = BY_REASON.get(kind or "", INBOX)
    return INBOX if number is None and "{}" in page else page.format(number)
