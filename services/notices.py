"""Making, pushing and taking back notices: one admin's steps, or two where many are written to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from domain import notices as rules
from domain.errors import Refusal
from domain.notices import Audience, NoticeStatus, Step
from domain.permissions import TWO_PERSONS
from models.activity import Activity
from models.admin import Admin, post_of
from models.notice import Notice
from models.organisation import Below, Organisation, below
from services import areas, audit, console_scope, notices_asking, notices_days, notices_writing
from services import notices_audience as audience_of
from services import notices_letters as words_of
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.notices_audience import Reach
from services.uow import Uow


class OnlyThere(Refusal):
    """People were chosen who could not come to the activity."""

    code = "notice_only_there"
    text = "「{title}」是{organ}的活动,只有那里和下面的人能报名。把范围改成它,或者它下面的组织。"


class Beyond(Refusal):
    """People were chosen who are not of the organisation whose notice it is."""

    code = "notice_beyond"
    text = "这是「{organ}」的通知,只能发给它和它下面的人。换上级组织来写,或者改一改范围。"


class NotOpenNow(Refusal):
    """Nobody can sign up for the activity."""

    code = "notice_activity_over"
    text = "「{title}」已经不能报名了。换一个活动,或者只发给报了名的人。"


class WhyNot(Refusal):
    """Whoever says no says why."""

    code = "notice_why"
    text = "写一句为什么不发,不超过 {most} 个字:写通知的人会看到。"


@dataclass(frozen=True, slots=True)
class Typed:
    """A notice as it was typed."""

    title: str
    text: str
    audience: Audience
    activity_id: int | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """What came of pushing: it waits for a second admin, or goes at a moment."""

    title: str
    waits: bool
    people: int
    at: datetime


def reach(uow: Uow, notice: Notice) -> Reach:
    """Count whom a notice would reach now, by which way."""
    kind, template = words_of.kind_of(notice.activity_id), words_of.template_of(notice.activity_id)
    audience = Audience.read(notice.audience)
    return audience_of.reach(uow, audience, notice.activity_id, kind, template)


def counted(uow: Uow, who: Official, typed: Typed) -> Reach:
    """Count whom a notice would reach that is still being typed."""
    _check_audience(uow, who, typed)
    kind, template = words_of.kind_of(typed.activity_id), words_of.template_of(typed.activity_id)
    return audience_of.reach(uow, typed.audience, typed.activity_id, kind, template)


def make(uow: Uow, who: Official, organisation_id: int, typed: Typed) -> int:
    """Write a draft on behalf of an organisation of the own subtree; return its id."""
    console_scope.place(uow, who, organisation_id)
    _check(uow, who, typed, organisation_id)
    row = Notice(
        organisation_id=organisation_id,
        activity_id=typed.activity_id,
        title=typed.title,
        text=typed.text,
        audience=typed.audience.kept(),
        status=NoticeStatus.DRAFT,
        made_by=who.id,
        made_at=uow.now,
    )
    uow.session.add(row)
    uow.session.flush()
    audit.note(uow, "notice_made", "notice", row.id, activity=typed.activity_id)
    return row.id


def edit(uow: Uow, who: Official, notice_id: int, typed: Typed) -> None:
    """Change a draft."""
    row = within(uow, who, notice_id, lock=True)
    row.status = rules.move(NoticeStatus(row.status), Step.EDIT)
    _check(uow, who, typed, row.organisation_id)
    row.title, row.text = typed.title, typed.text
    row.audience, row.activity_id = typed.audience.kept(), typed.activity_id
    audit.note(uow, "notice_edited", "notice", row.id, activity=typed.activity_id)


def copy(uow: Uow, who: Official, notice_id: int) -> int:
    """Write the same once more, as a draft of one's own."""
    row = within(uow, who, notice_id)
    audience = Audience.read(row.audience)
    return make(
        uow, who, row.organisation_id, Typed(row.title, row.text, audience, row.activity_id)
    )


def push(uow: Uow, who: Official, notice_id: int, at: datetime | None = None) -> Pushed:
    """Send a draft off, now or at a time; where so many are meant, a second admin is asked.

    Whoever presses second finds it sent off: there is one set of letters.
    """
    row = within(uow, who, notice_id, lock=True)
    rules.move(NoticeStatus(row.status), Step.PUSH)
    if at is not None:
        rules.check_time(at, uow.now)
    typed = Typed(row.title, row.text, Audience.read(row.audience), row.activity_id)
    _check(uow, who, typed, row.organisation_id)
    reached = reach(uow, row)
    people, waits = reached.written, reached.needs_second
    if not people:
        raise rules.NobodyMeant
    row.status = rules.move(NoticeStatus(row.status), Step.ASK if waits else Step.PUSH)
    row.send_at = notices_days.goes_at(uow, row.organisation_id, at or uow.now)
    row.chosen, row.why = people, ""
    row.made_by = who.id  # whoever sends it off answers for it: the second person is another
    row.checked_by = row.checked_at = None
    audit.note(uow, "notice_pushed", "notice", row.id, people=people, waits=waits)
    if waits:
        notices_asking.ask(uow, row)
    return Pushed(row.title, waits, people, row.send_at)


def agree(uow: Uow, who: Official, notice_id: int) -> Pushed:
    """Say yes as the second person; a time that has passed by now is now."""
    row = within(uow, who, notice_id, lock=True)
    status = rules.move(NoticeStatus(row.status), Step.AGREE)
    if who.id == row.made_by:
        raise rules.SamePerson(most=TWO_PERSONS)
    if uow.session.scalar(post_of(who.id).where(Admin.created_by == row.made_by)):
        raise rules.NamedByTheFirst
    row.status, row.checked_by, row.checked_at = status, who.id, uow.now
    planned = max(row.send_at or uow.now, uow.now)
    row.send_at = notices_days.goes_at(uow, row.organisation_id, planned)
    audit.note(uow, "notice_agreed", "notice", row.id, people=row.chosen)
    return Pushed(row.title, waits=False, people=row.chosen, at=row.send_at)


def refuse(uow: Uow, who: Official, notice_id: int, why: str) -> None:
    """Say no as the second person: it is a draft again."""
    row = within(uow, who, notice_id, lock=True)
    status = rules.move(NoticeStatus(row.status), Step.REFUSE)
    if who.id == row.made_by:
        raise rules.SamePerson(most=TWO_PERSONS)
    why = why.strip()
    if not why or len(why) > rules.REASON:
        raise WhyNot(most=rules.REASON)
    row.status, row.why, row.send_at = status, why, None
    audit.note(uow, "notice_refused", "notice", row.id)
    notices_asking.answer(uow, row)


def cancel(uow: Uow, who: Official, notice_id: int) -> None:
    """Take back what has not gone; what was not written never is."""
    row = within(uow, who, notice_id, lock=True)
    was = NoticeStatus(row.status)
    row.status = rules.move(was, Step.CANCEL)
    row.cancelled_by, row.cancelled_at = who.id, uow.now
    if was in {NoticeStatus.WRITING, NoticeStatus.SENDING}:
        uow.session.flush()
        notices_writing.withdraw(uow, row)
    else:
        row.done_at = uow.now
    audit.note(uow, "notice_cancelled", "notice", row.id, was=str(was))


def within(uow: Uow, who: Official, notice_id: int, *, lock: bool = False) -> Notice:
    """Return a notice of the own subtree; raises ``OutOfReach``."""
    question = select(Notice).where(
        Notice.id == notice_id, Notice.organisation_id.in_(below(who.organisation_id))
    )
    if lock:
        question = question.with_for_update(of=Notice).execution_options(populate_existing=True)
    found = uow.session.scalar(question)
    if found is None:
        raise OutOfReach
    return found


def _check(uow: Uow, who: Official, typed: Typed, organisation_id: int) -> None:
    rules.check_words(typed.title, typed.text)
    _check_audience(uow, who, typed)
    # Whoever sees a notice of an organisation sees, name by name, to whom it went.
    if not areas.is_over_all(uow, organisation_id, typed.audience.organisations):
        raise Beyond(organ=uow.session.get_one(Organisation, organisation_id).name)


def _check_audience(uow: Uow, who: Official, typed: Typed) -> None:
    audience = typed.audience
    rules.check(audience, about_activity=typed.activity_id is not None)
    console_scope.organisations(uow, who, audience.organisations)
    if typed.activity_id is None:
        return
    known = _activity(uow, who, typed.activity_id)
    if not known.open(uow.now) and audience.took is not rules.Took.IN:
        raise NotOpenNow(title=known.title)
    if not areas.is_over_all(uow, known.organisation_id, audience.organisations):
        organ = uow.session.get_one(Organisation, known.organisation_id)
        raise OnlyThere(title=known.title, organ=organ.name)


def _activity(uow: Uow, who: Official, activity_id: int) -> words_of.About:
    """Return an activity of the own subtree, or of an organisation over it."""
    known = words_of.about(uow, activity_id)
    own, held_by = who.organisation_id, known.organisation_id if known else 0
    if known is None or not (areas.is_over(uow, own, held_by) or areas.is_over(uow, held_by, own)):
        raise OutOfReach
    return known


_OFFERED: Final = 30


def activities(
    uow: Uow, who: Official, organisation_id: int, chosen: int | None = None
) -> list[words_of.About]:
    """Return the activities that people of an organisation may sign up for, the next first.

    ``chosen``: one that is there in any case, wherever it is held.
    """
    over = select(Below.ancestor_id).where(Below.descendant_id == organisation_id)
    console_scope.place(uow, who, organisation_id)
    rows = uow.session.scalars(
        select(Activity)
        .where(
            Activity.status == "open",
            Activity.deadline > uow.now,
            Activity.organisation_id.in_(below(organisation_id).union(over)),
        )
        .order_by(Activity.starts_at, Activity.id)
        .limit(_OFFERED)
    )
    found = {row.id: words_of.of(row) for row in rows}
    if chosen and chosen not in found:
        found[chosen] = _activity(uow, who, chosen)
    return list(found.values())


def suggested(uow: Uow, who: Official, activity_id: int, organisation_id: int) -> tuple[int, Typed]:
    """Return for which organisation and with which words a notice about an activity begins."""
    _activity(uow, who, activity_id)
    row = uow.session.get_one(Activity, activity_id)
    place = organisation_id
    if not areas.is_over(uow, row.organisation_id, place):
        place = console_scope.place(uow, who, row.organisation_id).id
    kept = row.audience
    audience = Audience(
        (place,),
        tags=tuple(kept.get("tags", ())),
        industries=tuple(kept.get("industries", ())),
        took=rules.Took.OUT,
    )
    title = row.title if len(row.title) <= rules.TITLE else "有个活动,一起来"
    text = row.about.strip()[: rules.TEXT] or f"「{row.title}」开始报名了,来看看?"
    return place, Typed(title, text, audience, row.id)
