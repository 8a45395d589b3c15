"""What a fulfilled wish is worth: records of whoever made it true, written without retyping."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from domain import credits as worth
from domain.dictionaries import WISHES
from domain.evidence import Deed
from domain.quotas import filled
from domain.wishes import WishStatus
from models.record import Record, RecordYouth
from models.wish import Claim, Share, Wish
from services import areas, doors, inbox, records, subjects
from services.closings import PeriodClosed
from services.records import Logged
from services.uow import Uow


@dataclass(frozen=True, slots=True)
class Credit:
    """What was written now; ``left_out``: cadres for whom those days are closed already."""

    written: tuple[Logged, ...] = ()
    left_out: tuple[int, ...] = ()


def credit(uow: Uow, wish: Wish, claim: Claim) -> Credit:
    """Write 「办一件实事」 for the claimer and for each who shared, and the organ's rule if any.

    It counts on the day when it was done, not when the other side found the time to say so. Asked
    again it writes nothing: not even what somebody has taken back since. Where a bulletin has
    closed those days, nobody's confirmation is refused; the cadre is told who can still add it.
    """
    uow.session.get_one(Wish, wish.id, with_for_update=True)
    at = _done(claim)
    if wish.status != WishStatus.FULFILLED or at is None:
        return Credit()
    before = uow.session.execute(
        select(Record.cadre_id, Record.organ_id).where(Record.wish_id == wish.id)
    ).all()
    cadres = {cadre for cadre, _ in before}
    # In the order of the ids, so that two wishes with the same helpers do not wait in a circle.
    due = sorted({claim.cadre_id, *_sharers(uow, claim)} - cadres)
    written, left_out = [], []
    for cadre in due:
        try:
            with uow.attempt():
                written.append(_of_cadre(uow, wish, claim, cadre, at))
        except PeriodClosed as closed:
            left_out.append(cadre)
            _tell(uow, wish, [cadre], str(closed))
    if claim.organ_id is not None and claim.organ_id not in {organ for _, organ in before}:
        written += _of_organ(uow, wish, claim.organ_id, at, claim.cadre_id)
    return Credit(tuple(written), tuple(left_out))


def _done(claim: Claim) -> datetime | None:
    """Return when it was done at the latest: when the first of the two said so."""
    if claim.done_at is None or claim.agreed_at is None:
        return None
    return min(claim.done_at, claim.agreed_at)


def _sharers(uow: Uow, claim: Claim) -> list[int]:
    there = select(Share.cadre_id).where(Share.claim_id == claim.id, Share.left_at.is_(None))
    return list(uow.session.scalars(there))


def _of_cadre(uow: Uow, wish: Wish, claim: Claim, cadre_id: int, at: datetime) -> Logged:
    # Only the claimer may know who wishes; of a child nobody is kept.
    named = cadre_id == claim.cadre_id and not wish.for_child
    logged = records.credit(
        uow,
        cadre_id=cadre_id,
        kind=worth.WISH.host if cadre_id == claim.cadre_id else worth.WISH.guest,
        at=at,
        minutes=None,
        title=title(wish),
        wish_id=wish.id,
        youth_ids=[wish.person_id] if named else (),
        entered_by=cadre_id,
    )
    uow.session.execute(
        update(RecordYouth)
        .where(RecordYouth.record_id == logged.id)
        .values(confirmed_at=claim.agreed_at)
    )
    return logged


def _of_organ(uow: Uow, wish: Wish, organ_id: int, at: datetime, entered_by: int) -> list[Logged]:
    """Write the organ's record, where its programme has a rule that looks for such a one then."""
    kind = worth.WISH.organ or ""
    deed = Deed(kind, at, None, True, uow.now, frozenset())
    asked = any(
        filled(one.programme, one.subject, deed, uow.means.calendar)
        for one in subjects.organs(uow, [organ_id])
    )
    if not asked:
        return []
    try:
        with uow.attempt():
            logged = records.credit(
                uow,
                organ_id=organ_id,
                kind=kind,
                at=at,
                minutes=None,
                title=title(wish),
                wish_id=wish.id,
                entered_by=entered_by,
            )
    except PeriodClosed as closed:
        _tell(uow, wish, areas.leaders_of(uow, organ_id), str(closed), whose="本单位的")
        return []
    return [logged]


def title(wish: Wish) -> str:
    """Return what a record says of a wish: its number and kind, and none of its words."""
    return f"微心愿 W-{wish.id}({WISHES.get(wish.kind, '其他')})"


def _tell(uow: Uow, wish: Wish, cadres: list[int], why: str, whose: str = "") -> None:
    for cadre in cadres:
        door = doors.one(uow, cadre)
        if door is not None:
            key = f"wish_credit:{wish.id}:{'organ' if whose else 'own'}:{cadre}"
            text = f"心愿 W-{wish.id} 实现了,{whose}记录没能自动记上:{why}"
            inbox.leave_at(uow, door, key=key, text=text)
