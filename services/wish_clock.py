"""What time does to promises: they end at the hour, and whoever made one is told before."""

from collections.abc import Collection

from sqlalchemy import select

from domain.wishes import ASK_AGAIN, Ending, to_nudge
from models import wish_promise as promises
from models.person import Person
from models.wish import Claim
from services import wish_letters, wish_rows
from services.subjects import Programmes
from services.uow import Uow


def end_void(uow: Uow) -> int:
    """Let wishes go back that nobody made true in time, or whose owner wants no contact now."""
    rows = uow.session.execute(promises.void(uow.now)).all()
    for wish, live in rows:
        ending = Ending.EXPIRED if wish_rows.over(uow, live) else Ending.LEFT
        wish_rows.end(uow, wish, live, ending)
    return len(rows)


def nudge(uow: Uow) -> int:
    """Remind those whose promise ends soon, once."""
    most = max(one.wishes.nudge for one in uow.means.programmes.values())
    rows = uow.session.execute(promises.soon_over(uow.now, uow.now + most)).all()
    if not rows:
        return 0
    places = _places(uow, [live for _, live in rows])
    programmes = Programmes.over(uow, set(places.values()))
    nudged = 0
    for wish, live in rows:
        before = programmes.of(places[live.id]).wishes.nudge
        if to_nudge(live.expires_at, before, uow.now):
            live.nudged_at = uow.now
            wish_letters.nudge(uow, wish, live)
            nudged += 1
    return nudged


def ask_again(uow: Uow) -> int:
    """Ask whoever has left the other side's yes without an answer, once; then it waits in peace.

    It stays as it is, the yes of the one side in sight, and counts for nobody.
    """
    rows = uow.session.execute(promises.silent(uow.now - ASK_AGAIN)).all()
    for wish, live in rows:
        live.nudged_at = uow.now
        wish_letters.ask_again(uow, wish, live)
    return len(rows)


def _places(uow: Uow, claims: Collection[Claim]) -> dict[int, int]:
    """Return, for each promise, the organisation whose programme says how it is nudged."""
    cadres = {live.cadre_id for live in claims}
    rows = uow.session.execute(
        select(Person.id, Person.organisation_id).where(Person.id.in_(cadres))
    )
    homes = dict(rows.all())
    return {live.id: live.organ_id or homes[live.cadre_id] for live in claims}


def settle(uow: Uow) -> int:
    """Let time do its part: promises run out, those that end soon and silent sides are nudged."""
    return end_void(uow) + nudge(uow) + ask_again(uow)
