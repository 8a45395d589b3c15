"""讨论 and 文化产品: what a cadre shares with chosen youths, and what they answer."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, String, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Id, Ref
from models.contact import Contact
from models.person import Person


class Topic(Base):
    """Something to talk about, or something to read, watch or hear."""

    __tablename__ = "topic"
    __table_args__ = (Index("ix_topic_cadre_id", "cadre_id", "id"),)

    id: Mapped[Id]
    cadre_id: Mapped[Ref] = mapped_column(ForeignKey("cadre.id"))
    sort: Mapped[str] = mapped_column(String(8))
    """``domain.topics.Sort``: talk or work."""
    title: Mapped[str] = mapped_column(String(60))
    text: Mapped[str] = mapped_column(String(2000), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    chosen: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """With which tags it was shared."""
    status: Mapped[str] = mapped_column(String(8))
    """``domain.topics.TopicStatus``."""
    reason: Mapped[str] = mapped_column(String(200), default="")
    """Why it was taken down."""
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    """When its cadre last looked: what was said since is new."""


class TopicReader(Base):
    """A youth with whom a topic is shared; ``told_at`` counts for the cap on messages."""

    __tablename__ = "topic_reader"
    __table_args__ = (Index("ix_topic_reader_person_id", "person_id", "told_at"),)

    topic_id: Mapped[Ref] = mapped_column(ForeignKey("topic.id"), primary_key=True)
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"), primary_key=True)
    told_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]


class TopicAnswer(Base):
    """What somebody said in a discussion."""

    __tablename__ = "topic_answer"
    __table_args__ = (
        Index("ix_topic_answer_topic_id", "topic_id", "id"),
        Index("ix_topic_answer_person_id", "person_id"),
    )

    id: Mapped[Id]
    topic_id: Mapped[Ref] = mapped_column(ForeignKey("topic.id"))
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(String(500))
    status: Mapped[str] = mapped_column(String(8))
    """``domain.topics.AnswerStatus``: shown, held or removed."""
    reason: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]


class TopicReport(Base):
    """A reader who thinks that an answer should not stand there."""

    __tablename__ = "topic_report"

    answer_id: Mapped[Ref] = mapped_column(ForeignKey("topic_answer.id"), primary_key=True)
    person_id: Mapped[Ref] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]


def in_touch(youth: Any) -> ColumnElement[bool]:  # noqa: ANN401 - a column or an id
    """Say that the topic's cadre still keeps in touch with a youth."""
    return exists().where(
        Contact.cadre_id == Topic.cadre_id, Contact.youth_id == youth, Contact.ended_at.is_(None)
    )


def reading() -> Select[Topic]:
    """Return topics with their readers: who agreed, has not left and whose contact lives."""
    return (
        select(Topic)
        .join(TopicReader, TopicReader.topic_id == Topic.id)
        .join(Person, Person.id == TopicReader.person_id)
        .where(
            Person.left_at.is_(None),
            Person.consented_at.is_not(None),
            in_touch(TopicReader.person_id),
        )
    )


def shared_with(person_id: int) -> Select[Topic]:
    """Return the topics that a person may read."""
    return reading().where(TopicReader.person_id == person_id, Topic.status != "removed")
