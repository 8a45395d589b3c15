"""交接: handing one youth or all of them over to a colleague."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from handlers.h5.desk import Pages, Visit, number, numbers
from services import contacts, handovers
from services.handovers import HandedOver, Outlook

_NAMED = 100
_ROOM = 256 * 1024
"""Bytes of a form that names every youth of the largest case-load."""


def add(pages: Pages) -> None:
    """Put the pages on the door."""

    @pages.get("/caseload/handover")
    def handover(visit: Visit) -> ResponseReturnValue:
        """Choose whom to hand over, and to whom."""
        known = contacts.caseload(visit.uow, visit.who.id)
        asked = {number(one) for one in request.values.getlist("youth")}
        words = request.values.get("words", "").replace("\0", "").strip()
        return visit.page(
            "handover/choose",
            youths=[{"id": one.id, "title": one.name, "about": one.hint} for one in known],
            chosen=asked,
            everybody="all" in request.values.getlist("scope"),
            words=words,
            receivers=[
                {"id": one.id, "title": one.name, "about": one.office}
                for one in handovers.receivers(visit.uow, visit.who.id, words)
            ],
            receiver={number(request.values.get("receiver", ""))},
        )

    @pages.post("/caseload/handover/check", again=handover, body=_ROOM)
    def handover_check(visit: Visit) -> ResponseReturnValue:
        """Show what handing over would do, before it is done."""
        outlook = handovers.outlook(visit.uow, visit.who.id, _receiver(), _chosen())
        if not outlook.moving and not outlook.theirs and not outlook.barred:
            raise handovers.NobodyChosen
        return visit.page(
            "handover/confirm", outlook=outlook, everybody=_chosen() is None, back=_back(outlook)
        )

    @pages.post("/caseload/handover/do", again=handover, body=_ROOM)
    def handover_do(visit: Visit) -> ResponseReturnValue:
        """Hand over."""
        done = handovers.hand_over(visit.uow, visit.who.id, _receiver(), _chosen())
        return visit.done(_words(done), "h5.handover", undo=f"/h5/changes/{done.change_id}/undo")


def _receiver() -> int:
    return number(request.form.get("receiver", ""))


def _chosen() -> list[int] | None:
    """Return who was ticked; none where all are meant."""
    return None if "all" in request.form.getlist("scope") else numbers("youth")


def _back(outlook: Outlook) -> str:
    """Return the way back to the choice, with what was chosen where an address has room for it."""
    receiver = outlook.receiver.id
    if _chosen() is None:
        return url_for("h5.handover", receiver=receiver, scope="all")
    return url_for("h5.handover", receiver=receiver, youth=outlook.ids[:_NAMED])


def _words(done: HandedOver) -> str:
    words = [f"交接好了:{done.moved + done.theirs} 位现在由{done.receiver}联系。"]
    if done.theirs:
        words.append(f"其中 {done.theirs} 位本来就在 TA 名单里,已经并在一起。")
    if done.tickets:
        words.append(f"在办的 {done.tickets} 件诉求、提问也交过去了,期限不变。")
    if done.barred:
        words.append(f"{'、'.join(done.barred)}没有动,还在你这里。")
    return "".join([*words, "24 小时内可以撤销。"])
