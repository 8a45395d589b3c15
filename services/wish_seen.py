"""What of a wish each who looks at it may see: the owner, the claimer, who shares, who reviews."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from domain.dictionaries import WISHES
from domain.periods import local_day
from domain.surnames import surname
from domain.wishes import STATUS_TITLES, Viewer, WishStatus
from models import wish as wishes
from models import wish_promise as promises
from models.organisation import Organisation
from models.person import Person
from models.wish import Claim, Picture, Share, Wish, WishNote
from services import areas, phones, wish_letters, wish_rows, wish_screening
from services.uow import Uow
from services.wish_rows import NoSuchWish


@dataclass(frozen=True, slots=True)
class NoteSeen:
    """A word about how it gets on; ``held``: only its writer sees it so far."""

    who: str
    text: str
    day: date
    mine: bool
    held: bool


@dataclass(frozen=True, slots=True)
class Helper:
    """Somebody who shares a promise."""

    who: str
    brings: str


@dataclass(frozen=True, slots=True)
class WishSeen:
    """A wish as one viewer may see it: what is not theirs to see is empty."""

    id: int
    number: str
    text: str
    kind: str
    kind_title: str
    place: str
    """The area, for whoever is not the claimer: never the school."""
    yuan: int | None
    status: WishStatus
    status_title: str
    day: date
    viewer: Viewer
    for_child: bool
    surname: str = ""
    own: bool = False
    """Whether the one who acts has posted it."""
    organisation: str = ""
    """Whose it is, for who reviews it."""
    picture: bool = False
    reason: str = ""
    """Why it was taken down, for its owner."""
    name: str = ""
    school: str = ""
    phone: str = field(default="", repr=False)
    """Name, school and phone in E.164: for the claimer, while the promise has days left."""
    claimer: str = ""
    """Who has promised, for the owner and for who shares."""
    organ: bool = False
    """Whether an organ has promised."""
    expires_at: datetime | None = None
    done: bool = False
    agreed: bool = False
    asked_again: bool = False
    """Whether the owner has left two questions without an answer."""
    shared: bool = False
    helpers: tuple[Helper, ...] = ()
    thanks: str = ""
    notes: tuple[NoteSeen, ...] = ()


def seen(
    uow: Uow, wish_id: int, viewer: int, *, organ_id: int | None = None, as_cadre: bool = True
) -> WishSeen:
    """Return a wish as this viewer may see it; to everybody else there is none.

    ``organ_id`` is the organ that the viewer answers for today; ``as_cadre``: whether they have
    shown that they are a cadre: to whoever has not, only their own wishes are there.
    """
    wish = uow.session.get(Wish, wish_id)
    if wish is None:
        raise NoSuchWish
    live = uow.session.scalar(
        select(Claim).where(Claim.wish_id == wish_id, promises.living(uow.now))
    )
    as_ = _as(uow, wish, live, viewer, organ_id)
    if as_ is None or (as_ is not Viewer.OWNER and not as_cadre):
        raise NoSuchWish
    promise = live or uow.session.scalar(promises.true_by(wish_id))
    more: dict[str, object] = {}
    if as_ in {Viewer.OWNER, Viewer.CLAIMER, Viewer.SHARER} and promise is not None:
        more |= _promise(uow, wish, promise, viewer, as_)
    if as_ is Viewer.CLAIMER and promise is not None:
        more |= _wisher(uow, wish, promise)
    if as_ is Viewer.REVIEWER:
        more["organisation"] = uow.session.get_one(Organisation, wish.organisation_id).name
    if as_ is Viewer.OWNER:
        more["reason"] = wish.reason
    if as_ in {Viewer.OWNER, Viewer.REVIEWER} or more.get("name"):
        at_all = select(Picture.wish_id).where(Picture.wish_id == wish_id)
        more["picture"] = uow.session.scalar(at_all) is not None
    return _seen(uow, wish, live, as_, more)


def for_review(uow: Uow, rows: Sequence[Wish]) -> list[WishSeen]:
    """Return wishes as the organ sees them that reviews them, in few questions."""
    names = areas.names(
        uow, {place for row in rows for place in (row.area_id, row.organisation_id)}
    )
    people = dict(
        uow.session.execute(
            select(Person.id, Person.name).where(Person.id.in_({row.person_id for row in rows}))
        ).all()
    )
    pictured = set(uow.session.scalars(wishes.pictured([row.id for row in rows])))
    return [
        _told(
            row,
            Viewer.REVIEWER,
            WishStatus(row.status),
            place=names[row.area_id],
            name=people[row.person_id],
            more={
                "own": row.person_id == uow.actor,
                "organisation": names[row.organisation_id],
                "picture": row.id in pictured,
            },
        )
        for row in rows
    ]


def _seen(
    uow: Uow, wish: Wish, live: Claim | None, as_: Viewer, more: Mapping[str, object]
) -> WishSeen:
    status = WishStatus(wish.status)
    if status is WishStatus.CLAIMED and live is None:  # it ran out, and the clock comes later
        status = WishStatus.OPEN
    place = areas.names(uow, [wish.area_id])[wish.area_id]
    name = uow.session.get_one(Person, wish.person_id).name
    shared = live is not None and live.shared
    return _told(wish, as_, status, place=place, name=name, more={"shared": shared, **more})


def _told(  # noqa: PLR0913 - what is told of a wish comes from this many rows
    wish: Wish,
    as_: Viewer,
    status: WishStatus,
    *,
    place: str,
    name: str,
    more: Mapping[str, object],
) -> WishSeen:
    return WishSeen(
        id=wish.id,
        number=wish_rows.number(wish.id),
        text=wish.text,
        kind=wish.kind,
        kind_title=WISHES.get(wish.kind, "其他"),
        place=place,
        yuan=wish.yuan,
        status=status,
        status_title=STATUS_TITLES[status],
        day=local_day(wish.created_at),
        viewer=as_,
        for_child=wish.for_child,
        surname=surname(name) if wish.surname_shown else "",
        **more,  # type: ignore[arg-type]  # each has its type above
    )


def _as(
    uow: Uow, wish: Wish, live: Claim | None, viewer: int, organ_id: int | None
) -> Viewer | None:
    """Return as whom somebody looks; none if it is none of their business."""
    if wish.person_id == viewer:
        return Viewer.OWNER
    gone = wish_rows.left(uow, wish)
    promise = live or uow.session.scalar(promises.true_by(wish.id))
    if promise is not None and not gone:
        if promise.cadre_id == viewer:
            return Viewer.CLAIMER
        mine = uow.session.get(Share, (promise.id, viewer))
        if mine is not None and mine.left_at is None:
            return Viewer.SHARER
    if organ_id is not None and areas.is_over(uow, organ_id, wish.area_id):
        return Viewer.REVIEWER
    if gone or uow.session.scalar(promises.in_pool(wish.id, uow.now)) is None:
        return None
    reached = uow.session.scalar(wishes.within_reach(wish.id, viewer, uow.today).limit(1))
    return Viewer.CADRE if reached is not None and _is_cadre(uow, viewer) else None


def _is_cadre(uow: Uow, viewer: int) -> bool:
    return uow.session.scalar(promises.cadre(viewer)) is not None


def _wisher(uow: Uow, wish: Wish, promise: Claim) -> dict[str, object]:
    """Return who wishes, for as long as the promise has days left."""
    if promise.ended_at is not None or promise.expires_at <= uow.now:
        return {}
    wisher = uow.session.get_one(Person, wish.person_id)
    return {
        "name": wisher.name,
        "school": uow.session.get_one(Organisation, wisher.organisation_id).name,
        "phone": phones.opened(uow.means.vault, wisher),
    }


def _promise(uow: Uow, wish: Wish, promise: Claim, viewer: int, as_: Viewer) -> dict[str, object]:
    """Return how a promise gets on; what both sides write is for those two alone."""
    more: dict[str, object] = {
        "claimer": wish_letters.office(uow, promise),
        "organ": promise.organ_id is not None,
        "expires_at": promise.expires_at,
        "done": promise.done_at is not None,
        "agreed": promise.agreed_at is not None,
        "asked_again": _asked_again(promise),
        "shared": promise.shared,
    }
    if as_ is not Viewer.OWNER:
        more["helpers"] = _helpers(uow, promise) if promise.shared else ()
    if as_ is not Viewer.SHARER:
        more["notes"] = _notes(uow, promise, viewer)
    if as_ is Viewer.OWNER or not wish_screening.hidden(uow, "wish_thanks", [wish.id]):
        more["thanks"] = wish.thanks
    return more


def _asked_again(promise: Claim) -> bool:
    done, nudged = promise.done_at, promise.nudged_at
    waits = promise.agreed_at is None
    return waits and done is not None and nudged is not None and done < nudged


def _helpers(uow: Uow, promise: Claim) -> tuple[Helper, ...]:
    rows = uow.session.execute(promises.helpers(promise.id))
    return tuple(Helper(f"{place} {name}", brings) for name, place, brings in rows)


def _notes(uow: Uow, promise: Claim, viewer: int) -> tuple[NoteSeen, ...]:
    rows = uow.session.scalars(
        select(WishNote).where(WishNote.claim_id == promise.id).order_by(WishNote.at, WishNote.id)
    ).all()
    held = wish_screening.hidden(uow, "wish_note", [row.id for row in rows])
    return tuple(
        NoteSeen(
            "认领的人" if row.person_id == promise.cadre_id else "许愿的人",
            row.text,
            local_day(row.at),
            row.person_id == viewer,
            row.id in held,
        )
        for row in rows
        if row.id not in held or row.person_id == viewer
    )
