"""讨论与分享: starting one, telling those whom it is for, and who may read it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import insert, literal, select, update

from domain import topics as rules
from domain.delivery import Kind
from domain.errors import Refusal
from domain.proofs import Proof
from domain.topics import AnswerStatus, Draft, Sort, Told, TopicStatus
from domain.wording import tap, untapped
from models.contact import Contact, ContactTag
from models.person import CALMLY, Person, WechatUser
from models.post import InboxItem
from models.scope import Scope
from models.topic import Topic, TopicAnswer, TopicReader, shared_with
from services import audit, doors, inbox, photos, reasons
from services.doors import Door
from services.photos import Owner
from services.uow import Uow


class NoSuchTopic(Refusal):
    """It is not there, or not for this person."""

    code = "no_such_topic"
    text = "没有找到这个话题,可能已经撤下了。看看现在有什么,回复「话题」。"


class TopicClosed(Refusal):
    """The discussion is over."""

    code = "topic_closed"
    text = "「{title}」的讨论已经结束了,还可以看。看看别的,回复「话题」。"


@dataclass(frozen=True, slots=True)
class Started:
    """A topic that is out, and what became of telling people."""

    id: int
    title: str
    told: Told


@dataclass(frozen=True, slots=True)
class Youth:
    """One of a case-load as far as sharing is concerned; ``door`` is none for who is away.

    Who is here has logged in, in the chat or in the mini-program, and said yes.
    """

    id: int
    door: Door | None
    industry: str
    occupation: str
    tags: frozenset[str]

    @property
    def muted(self) -> bool:
        """Whether they do not want to be told of topics."""
        return self.door is not None and Kind.TOPIC in self.door.muted


def start(uow: Uow, cadre_id: int, draft: Draft, photo: bytes = b"") -> Started:
    """Share something with those of the own case-load who have the chosen tags."""
    draft = rules.check(draft, pictured=bool(photo))
    takes = draft.chosen.takes
    meant = [y for y in youths(uow, cadre_id) if takes(y.industry, y.occupation, y.tags)]
    if not meant:
        raise rules.NobodyChosen
    topic = Topic(
        cadre_id=cadre_id,
        sort=draft.sort,
        title=draft.title,
        text=draft.text,
        link=draft.link,
        chosen=draft.chosen.kept(),
        status=TopicStatus.OPEN,
        reason="",
        created_at=uow.now,
    )
    uow.session.add(topic)
    uow.session.flush()
    if photo:
        photos.keep(uow, Owner.TOPIC, topic.id, cadre_id, photo)
    told = _tell(uow, topic, meant)
    audit.note(uow, "started", "topic", topic.id, sort=draft.sort, told=told.told)
    return Started(topic.id, topic.title, told)


def youths(uow: Uow, cadre_id: int) -> list[Youth]:
    """Return a cadre's living case-load, without those who want no contact."""
    tags: dict[int, set[str]] = defaultdict(set)
    mine = (Contact.cadre_id == cadre_id, Contact.ended_at.is_(None))
    tagged = select(ContactTag.contact_id, ContactTag.tag).join(
        Contact, Contact.id == ContactTag.contact_id
    )
    for contact, tag in uow.session.execute(tagged.where(*mine)):
        tags[contact].add(tag)
    rows = uow.session.execute(
        select(Contact, Person.consented_at)
        .join(Person, Person.id == Contact.youth_id)
        .where(*mine, Person.left_at.is_(None))
        .order_by(Contact.youth_id)
    ).all()
    there = doors.of(uow, [contact.youth_id for contact, agreed in rows if agreed])
    return [
        Youth(
            contact.youth_id,
            there.get(contact.youth_id),
            contact.industry,
            contact.occupation,
            frozenset(tags[contact.id]),
        )
        for contact, _ in rows
    ]


def _tell(uow: Uow, topic: Topic, meant: list[Youth]) -> Told:
    """Make readers of all who can read, and tell those who were not told much lately."""
    readers = [y for y in meant if y.door is not None]
    lately = _told_lately(uow, [y.id for y in readers])
    free = {y.id for y in readers if not y.muted and rules.may_tell(lately[y.id], uow.now)}
    if readers:
        uow.session.execute(
            insert(TopicReader),
            [
                {
                    "topic_id": topic.id,
                    "person_id": y.id,
                    "told_at": uow.now if y.id in free else None,
                    "opened_at": None,
                }
                for y in readers
            ],
        )
    name = uow.session.get_one(Person, topic.cadre_id).name
    what = "想和你聊聊" if topic.sort == Sort.TALK else "给你分享了"
    mute = f"不想收这类消息:{tap('退订')}"
    text = f"{name}{what}「{untapped(topic.title)}」。\n看看、说两句:{tap('话题')};{mute}"
    texts = [(y.door, text) for y in readers if y.id in free and y.door is not None]
    inbox.leave_each(uow, texts, key=f"topic:{topic.id}", because=reasons.topic(topic.id))
    muted = sum(y.muted for y in readers)
    return Told(
        len(free),
        len(readers) - len(free) - muted,
        muted,
        len(meant) - len(readers),
        sum(door.openid is None for door, _ in texts),
    )


def _told_lately(uow: Uow, people: list[int]) -> dict[int, list[datetime]]:
    """Return when each was told in the last days; whoever else tells them waits for us."""
    owners = select(Person.id).where(Person.id.in_(people)).order_by(Person.id)
    uow.session.execute(owners.with_for_update(**CALMLY)).all()
    lately: dict[int, list[datetime]] = defaultdict(list)
    question = select(TopicReader.person_id, TopicReader.told_at).where(
        TopicReader.person_id.in_(people), TopicReader.told_at > uow.now - rules.WEEK
    )
    for person, at in uow.session.execute(question):
        if at is not None:
            lately[person].append(at)
    return lately


def readable(uow: Uow, topic_id: int, person_id: int, *, as_cadre: bool | None = None) -> Topic:
    """Return a topic to its cadre or to one of its readers.

    ``as_cadre``: whether they came in as one; none asks how they did in the chat.
    """
    topic = uow.session.get(Topic, topic_id)
    if topic is not None and topic.cadre_id == person_id:
        known = _proved(uow, person_id) if as_cadre is None else as_cadre
        if known:
            return topic
    found = uow.session.scalar(shared_with(person_id).where(Topic.id == topic_id))
    if found is None:
        raise NoSuchTopic
    return found


def _proved(uow: Uow, cadre_id: int) -> bool:
    """Say whether a cadre speaks here as one: names are not shown to a number alone."""
    proof = select(WechatUser.proof).where(WechatUser.person_id == cadre_id)
    return uow.session.scalar(proof) == Proof.PASSWORD


def mine(uow: Uow, topic_id: int, cadre_id: int) -> Topic:
    """Return a topic to the cadre who started it, locked."""
    topic = uow.session.get(Topic, topic_id, with_for_update=True)
    if topic is None or topic.cadre_id != cadre_id:
        raise NoSuchTopic
    return topic


def close(uow: Uow, topic_id: int, cadre_id: int) -> str:
    """End a discussion: it is still read; return its title."""
    topic = mine(uow, topic_id, cadre_id)
    if topic.status == TopicStatus.OPEN:
        topic.status, topic.closed_at = TopicStatus.CLOSED, uow.now
        audit.note(uow, "closed", "topic", topic_id)
    return topic.title


def reopen(uow: Uow, topic_id: int, cadre_id: int) -> str:
    """Take the end of a discussion back; what was taken down stays down."""
    topic = mine(uow, topic_id, cadre_id)
    if topic.status == TopicStatus.REMOVED:
        raise NoSuchTopic
    topic.status, topic.closed_at = TopicStatus.OPEN, None
    audit.note(uow, "reopened", "topic", topic_id)
    return topic.title


def withdraw(uow: Uow, topic_id: int, cadre_id: int) -> str:
    """Take the own topic down: nobody else sees it any more, and who was not told yet never is."""
    topic = mine(uow, topic_id, cadre_id)
    topic.status, topic.closed_at = TopicStatus.REMOVED, uow.now
    _untell(uow, topic_id)
    audit.note(uow, "withdrawn", "topic", topic_id)
    return topic.title


def _untell(uow: Uow, topic_id: int) -> None:
    """Forget that those were told who have not seen the notice: they never will."""
    key = literal(f"topic:{topic_id}:") + WechatUser.openid
    unread = (
        select(WechatUser.person_id)
        .join(InboxItem, InboxItem.key == key)
        .where(InboxItem.read_at.is_(None))
    )
    uow.session.execute(
        update(TopicReader)
        .where(TopicReader.topic_id == topic_id, TopicReader.person_id.in_(unread))
        .values(told_at=None)
        .execution_options(synchronize_session=False)
    )


def below(uow: Uow, topic_id: int, leader_id: int, organ_id: int) -> Topic:
    """Return a topic of some other cadre of an organ, or of one below it."""
    topic = uow.session.get(Topic, topic_id)
    if topic is None or topic.cadre_id == leader_id or topic.status == TopicStatus.REMOVED:
        raise NoSuchTopic
    there = Scope(within=organ_id).cadres(uow.today).subquery()
    found = select(there.c.cadre_id).where(there.c.cadre_id == topic.cadre_id)
    if uow.session.scalar(found) is None:
        raise NoSuchTopic
    return topic


def take_down(uow: Uow, topic_id: int, leader_id: int, organ_id: int, reason: str) -> str:
    """Take a topic of the own organ, or of one below, down with a reason, which its cadre reads."""
    reason = rules.check_reason(reason)
    below(uow, topic_id, leader_id, organ_id)
    topic = uow.session.get_one(Topic, topic_id, with_for_update=True, populate_existing=True)
    if topic.status == TopicStatus.REMOVED:
        raise NoSuchTopic
    topic.status, topic.reason, topic.closed_at = TopicStatus.REMOVED, reason, uow.now
    _untell(uow, topic_id)
    door = doors.one(uow, topic.cadre_id)
    if door is not None:
        name = uow.session.get_one(Person, leader_id).name
        said = f"「{untapped(topic.title)}」被上级({name})撤下了:{untapped(reason)}"
        text = f"{said}\n改好了可以再发一次。"
        inbox.leave_at(uow, door, key=f"topic-down:{topic_id}", text=text)
    audit.note(uow, "taken_down", "topic", topic_id)
    return topic.title


def opened(uow: Uow, topic_id: int, person_id: int, *, as_cadre: bool | None = None) -> None:
    """Note that somebody has opened a topic: of readers only the number is shown."""
    topic = readable(uow, topic_id, person_id, as_cadre=as_cadre)
    if topic.cadre_id == person_id:
        topic.seen_at = uow.now
        return
    uow.session.execute(
        update(TopicReader)
        .where(TopicReader.topic_id == topic_id, TopicReader.person_id == person_id)
        .where(TopicReader.opened_at.is_(None))
        .values(opened_at=uow.now)
    )


LIVING: Final = TopicAnswer.status != AnswerStatus.REMOVED
"""Answers that are still there, shown or held."""
