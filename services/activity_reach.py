"""Whether an activity is for somebody, and whether somebody may run it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from domain.audience import OLDEST, Audience, Facts, NotForYou, age, fits, say
from domain.caseload import LEAST_AGE
from domain.errors import Refusal
from domain.periods import local_day
from models import activity as activities
from models import activity_run
from models.activity import Activity
from models.person import Person
from services import acting
from services.seating import NoSuchActivity
from services.uow import Uow


class BirthWanted(Refusal):
    """An activity has limits of age, and we do not know."""

    code = "birth_wanted"
    text = "「{title}」有年龄要求,报名要先填生日,只用来看合不合适。"


class BirthOdd(Refusal):
    """No living person was born then."""

    code = "birth_odd"
    text = "这个生日好像不对。按 2004-05-06 这样写。"


class TooYoung(Refusal):
    """Under 14 nobody is put down."""

    code = "too_young"
    text = "还没满 14 岁,信息要家长同意才能收,这里报不了。想来参加,请家长跟主办的团干部说。"


class NotYourActivity(Refusal):
    """Somebody else runs it."""

    code = "not_your_activity"
    text = "这个活动由主办人和它的单位负责人来管。看自己的活动,回复「我办的活动」。"


def admit(
    uow: Uow,
    activity: Activity,
    person_id: int,
    born: date | None = None,
    *,
    at_door: bool = False,
) -> None:
    """Refuse what is not within somebody's reach, or meant for others.

    ``born``: what they have just said; it is kept if it was not known. ``at_door``: they stand
    there, and the host sees them: no date of birth is asked for. Raises ``NoSuchActivity``,
    ``NotForYou``, ``BirthWanted``, ``BirthOdd`` or ``TooYoung``.
    """
    reach = activities.within_reach(activity.id, person_id, uow.today)
    if uow.session.scalar(reach) is None:
        raise NoSuchActivity
    audience = Audience.read(activity.audience)
    if audience.everybody:
        return
    day = local_day(activity.starts_at)
    if audience.by_age and not at_door:
        _keep_birth(uow, activity, person_id, born)
    if not fits(audience, facts(uow, person_id, activity.host_id), day):
        raise NotForYou(title=activity.title, who=say(audience))


def _keep_birth(uow: Uow, activity: Activity, person_id: int, born: date | None) -> None:
    person = uow.session.get_one(Person, person_id)
    if person.born is None and born is None:
        raise BirthWanted(title=activity.title, page=f"activities/{activity.id}")
    if person.born is None and born is not None:
        if not 0 <= age(born, uow.today) <= OLDEST:
            raise BirthOdd
        if age(born, uow.today) < LEAST_AGE:
            raise TooYoung
        person.born = born


def facts(uow: Uow, person_id: int, host_id: int | None) -> Facts:
    """Return what is known of somebody by those who keep in touch with them."""
    known, keeping = _known(uow, person_id)
    return replace(known, mine=host_id in keeping)


def _known(uow: Uow, person_id: int) -> tuple[Facts, frozenset[int | None]]:
    """Return what is known of somebody, and who keeps in touch."""
    rows = uow.session.execute(activities.facts(person_id)).all()
    known = Facts(
        frozenset(row.industry for row in rows if row.industry),
        frozenset(row.occupation for row in rows if row.occupation),
        frozenset(row.tag for row in rows if row.tag),
        uow.session.get_one(Person, person_id).born,
    )
    return known, frozenset(row.cadre_id for row in rows)


def meant_for(uow: Uow, person_id: int, those: Iterable[Activity]) -> list[Activity]:
    """Return those of some activities that are not meant for others."""
    known, keeping = _known(uow, person_id)
    return [
        one
        for one in those
        if fits(
            Audience.read(one.audience),
            replace(known, mine=one.host_id in keeping),
            local_day(one.starts_at),
        )
    ]


def may_run(uow: Uow, person_id: int, activity: Activity) -> bool:
    """Say whether somebody holds an activity, or answers for its organisation or one over it.

    So does an admin at the console who acts for it.
    """
    if activity.host_id == person_id or acting.over(uow, person_id, activity.organisation_id):
        return True
    post = activity_run.leading_over(person_id, activity.organisation_id, uow.today)
    return uow.session.scalar(post) is not None


def running(uow: Uow, person_id: int, activity_id: int, *, lock: bool = False) -> Activity:
    """Return an activity that somebody may run; ``lock``: its seats are about to change.

    Raises ``NoSuchActivity`` or ``NotYourActivity``.
    """
    if lock:
        uow.session.flush()
    activity = uow.session.get(
        Activity, activity_id, with_for_update=lock or None, populate_existing=lock
    )
    if activity is None:
        raise NoSuchActivity
    if not may_run(uow, person_id, activity):
        raise NotYourActivity
    return activity
