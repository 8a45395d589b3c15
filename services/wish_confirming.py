"""How a promise gets on and comes true: a word to the other side, and the yes of both."""

from dataclasses import dataclass

from domain import wish_words as words
from domain.errors import Refusal
from domain.wishes import Ending, WishStatus, confirmed
from models.person import Person
from models.wish import Claim, Wish, WishNote
from services import audit, wish_credit, wish_letters, wish_rows, wish_screening
from services.subjects import Programmes
from services.uow import Uow
from services.wish_rows import NoSuchWish


class NobodySaidSo(Refusal):
    """There is no yes that could be taken back."""

    code = "wish_nobody_said_so"
    text = "TA 还没说办好,正留着时间给 TA 办。想说一句,回复「心愿留言{id} 想说的话」。"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of somebody's word: ``fulfilled`` once both sides have confirmed."""

    number: str
    text: str
    fulfilled: bool
    held: str = ""
    """Why the thanks wait for somebody to look at them."""


def note(  # noqa: PLR0913 - who writes where, and by what door
    uow: Uow,
    wish_id: int,
    person_id: int,
    text: str,
    *,
    as_cadre: bool = True,
    mini_openid: str = "",
) -> str:
    """Write down how it gets on, for both sides; return why it is held, if somebody must look.

    ``as_cadre``: whether they have shown that they are one: a promise is a cadre's alone.
    """
    wish = wish_rows.locked(uow, wish_id)
    live = wish_rows.living(uow, wish)
    sides = {wish.person_id, *([live.cadre_id] if live is not None and as_cadre else [])}
    if live is None or person_id not in sides or wish_rows.left(uow, wish):
        raise NoSuchWish
    return _note(uow, wish, live, person_id, text, mini_openid=mini_openid)


def _note(  # noqa: PLR0913 - as above
    uow: Uow, wish: Wish, live: Claim, person_id: int, text: str, *, mini_openid: str
) -> str:
    row = WishNote(
        claim_id=live.id, person_id=person_id, text=words.said(text, words.NOTE), at=uow.now
    )
    uow.session.add(row)
    uow.session.flush()
    audit.note(uow, "noted", "wish", wish.id, note=row.id)
    verdict = wish_screening.look(
        uow, "wish_note", row.id, wish.area_id, row.text, mini_openid=mini_openid
    )
    if not verdict.held:
        wish_letters.noted(uow, wish, live, row)
    return verdict.why if verdict.held else ""


def done(uow: Uow, wish_id: int, cadre_id: int) -> Confirmed:
    """Say that it is done; it came true once the owner says so too. Said again it is the same."""
    wish, live = wish_rows.kept(uow, wish_id, cadre_id)
    if live.done_at is None:
        live.done_at = uow.now
        audit.note(uow, "done", "wish", wish.id, cadre=cadre_id)
        if live.agreed_at is None:
            wish_letters.done(uow, wish, live)
    return _confirm(uow, wish, live)


def agree(
    uow: Uow, wish_id: int, person_id: int, thanks: str = "", *, mini_openid: str = ""
) -> Confirmed:
    """Say, as the owner, that it came true; the thanks are read by those who did it."""
    wish = wish_rows.locked(uow, wish_id)
    live = wish_rows.living(uow, wish)
    if live is None or wish.person_id != person_id:
        raise _not_to_confirm(wish, person_id)
    held = ""
    if thanks.strip():
        wish.thanks = words.said(thanks, words.THANKS)
        held = _look_at_thanks(uow, wish, mini_openid)
    if live.agreed_at is None:
        live.agreed_at = uow.now
        audit.note(uow, "agreed", "wish", wish.id)
        if live.done_at is None:
            wish_letters.agreed(uow, wish, live)
    return _confirm(uow, wish, live, held)


def _look_at_thanks(uow: Uow, wish: Wish, mini_openid: str) -> str:
    verdict = wish_screening.look(
        uow, "wish_thanks", wish.id, wish.area_id, wish.thanks, mini_openid=mini_openid
    )
    return verdict.why if verdict.held else ""


def _not_to_confirm(wish: Wish, person_id: int) -> Refusal:
    if wish.person_id != person_id:
        return NoSuchWish()
    try:
        confirmed(WishStatus(wish.status), by_youth=True, by_claimer=False)
    except Refusal as why:
        return why
    return NoSuchWish()


def _confirm(uow: Uow, wish: Wish, live: Claim, held: str = "") -> Confirmed:
    """Let it be fulfilled once both have confirmed: only then it counts for anybody."""
    before = WishStatus(wish.status)
    sides = {"by_youth": live.agreed_at is not None, "by_claimer": live.done_at is not None}
    after = confirmed(before, **sides)
    if after is not before:
        wish.status, wish.changed_at, wish.fulfilled_at = after, uow.now, uow.now
        live.ended_at, live.ending = uow.now, Ending.DONE
        audit.note(uow, "fulfilled", "wish", wish.id, cadre=live.cadre_id)
        uow.session.flush()
        wish_credit.credit(uow, wish, live)
        hidden = wish_screening.hidden(uow, "wish_thanks", [wish.id])
        wish_letters.fulfilled(uow, wish, live, "" if hidden else wish.thanks)
    fulfilled = after is WishStatus.FULFILLED
    return Confirmed(wish_rows.number(wish.id), wish.text, fulfilled, held)


def disagree(
    uow: Uow, wish_id: int, person_id: int, why: str = "", *, mini_openid: str = ""
) -> None:
    """Say, as the owner, that it has not come true yet: the claimer has some days more for it."""
    wish = wish_rows.locked(uow, wish_id)
    live = wish_rows.living(uow, wish)
    if live is None or wish.person_id != person_id:
        raise _not_to_confirm(wish, person_id)
    if live.done_at is None and live.agreed_at is None:
        raise NobodySaidSo(id=wish.id)
    live.done_at = live.agreed_at = None
    wish.thanks = ""
    home = live.organ_id or uow.session.get_one(Person, live.cadre_id).organisation_id
    longer = Programmes.over(uow, [home]).of(home).wishes.nudge
    live.expires_at = max(live.expires_at, uow.now + longer)
    audit.note(uow, "not_yet", "wish", wish.id)
    uow.session.flush()
    wish_letters.not_yet(uow, wish, live)
    if why.strip():
        _note(uow, wish, live, person_id, why, mini_openid=mini_openid)
