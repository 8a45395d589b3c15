"""我的数据: what somebody wished, asked, answered and thought, and what came of it."""

from collections.abc import Iterator

from sqlalchemy import func, select

from domain.problems import ProblemStatus
from domain.ratings import OCCASIONS, Occasion
from domain.safety import TITLES as SCREENED
from domain.safety import ScreeningStatus
from domain.spot_checks import METS, RESULTS, Met, Result
from domain.tickets import MOVE_TITLES, SORTS, Move, Sort, TicketStatus, number
from domain.tickets import STATUS_TITLES as TICKETS
from domain.wishes import STATUS_TITLES as WISHES
from domain.wishes import WishStatus
from models.person import Person
from models.problem import Problem
from models.rating import Rating
from models.screening import Screening
from models.spot_check import SpotCheckPerson
from models.ticket import Ticket, TicketStep
from models.topic import Topic, TopicAnswer, TopicReader, TopicReport
from models.wish import Claim, Picture, Wish, WishNote
from services import erasing_rows, wish_screening
from services.own_data import Line, Mine, joined, part
from services.uow import Uow


@part(
    "wishes",
    "我的微心愿",
    "审核的人看内容;认领的人才看得到名字、学校和电话。",
    "wish",
    "wish_claim",
    "wish_note",
    "picture",
)
def _wishes(uow: Uow, mine: Mine) -> Iterator[Line]:
    ids = mine.traces.wishes
    pictures = set(uow.session.scalars(select(Picture.wish_id).where(Picture.wish_id.in_(ids))))
    for wish in uow.session.scalars(select(Wish).where(Wish.id.in_(ids)).order_by(Wish.id.desc())):
        about = joined(
            f"W-{wish.id}",
            WISHES[WishStatus(wish.status)],
            f"约 {wish.yuan} 元" if wish.yuan else "",
            "公开了姓氏" if wish.surname_shown else "",
            "有一张图片" if wish.id in pictures or wish.media_id else "",
            f"原因:{wish.reason}" if wish.reason else "",
            f"你的感谢:{wish.thanks}" if wish.thanks else "",
        )
        yield Line(wish.text, about, wish.created_at)
    claims = uow.session.execute(
        select(Claim, Person.name)
        .join(Person, Person.id == Claim.cadre_id)
        .where(Claim.id.in_(mine.traces.claims))
        .order_by(Claim.id)
    )
    for claim, cadre in claims:
        ended = "已结束" if claim.ended_at else "在办"
        about = joined(f"W-{claim.wish_id}", ended, claim.reason)
        yield Line(f"{cadre} 认领过,看到了你的名字和电话", about, claim.claimed_at)
    notes = uow.session.execute(
        select(WishNote, Person.name)
        .join(Person, Person.id == WishNote.person_id)
        .where(WishNote.id.in_(mine.traces.notes))
        .order_by(WishNote.id)
    ).all()
    unread = wish_screening.hidden(uow, "wish_note", mine.traces.notes)
    for note, writer in notes:
        if note.id in unread and note.person_id not in mine.people:
            continue  # they have not been told it, and may never be
        yield Line(f"{writer} 的留言", note.text, note.at)


@part(
    "tickets",
    "我的诉求与提问",
    "承办的人看内容;匿名的看不到是谁。公开的问答里没有名字。",
    "ticket",
    "ticket_step",
    "voice_word",
    "problem",
    "problem_ticket",
)
def _tickets(uow: Uow, mine: Mine) -> Iterator[Line]:
    ids = mine.traces.tickets
    numbers = {}
    for ticket in uow.session.scalars(
        select(Ticket).where(Ticket.id.in_(ids)).order_by(Ticket.id.desc())
    ):
        numbers[ticket.id] = number(Sort(ticket.sort), ticket.id)
        about = joined(
            numbers[ticket.id],
            SORTS[Sort(ticket.sort)],
            TICKETS[TicketStatus(ticket.status)],
            "匿名" if ticket.anonymous else "",
            "不公开" if ticket.private else "",
            f"答复:{ticket.answer}" if ticket.answer else "",
            f"公开成:{ticket.public_question}" if ticket.public_at else "",
        )
        yield Line(ticket.text, about, ticket.created_at)
    steps = select(TicketStep).where(TicketStep.ticket_id.in_(ids)).order_by(TicketStep.id)
    for step in uow.session.scalars(steps):
        deed = MOVE_TITLES[Move(step.deed)] if step.deed in set(Move) else step.deed
        yield Line(
            f"{numbers[step.ticket_id]} {deed}", step.text if step.shown else "内部流转", step.at
        )
    for problem in uow.session.scalars(
        select(Problem).where(Problem.id.in_(mine.traces.problems)).order_by(Problem.id)
    ):
        if problem.status != ProblemStatus.ANSWERED:
            # A draft is put together from what others wrote as well.
            yield Line("归入了一条问题清单,还在办", "", problem.created_at)
            continue
        said = "\n".join(filter(None, (problem.answer, problem.added)))
        yield Line(f"归入问题清单:{problem.title}", said, problem.created_at)


@part(
    "ratings",
    "我的评价和抽查回答",
    "团干部只看得到合起来的数和打乱的话,看不到是谁。",
    "rating",
    "spot_check_person",
)
def _ratings(uow: Uow, mine: Mine) -> Iterator[Line]:
    ratings = uow.session.execute(
        select(Rating, Person.name)
        .join(Person, Person.id == Rating.cadre_id)
        .where(Rating.person_id.in_(mine.people))
        .order_by(Rating.id)
    )
    for row, cadre in ratings:
        occasion = OCCASIONS[Occasion(row.occasion)]
        about = joined(f"{row.stars} 星", occasion, row.words)
        yield Line(f"评价{cadre}", about, row.at)
    drawn = (
        select(SpotCheckPerson)
        .where(SpotCheckPerson.person_id.in_(mine.people))
        .order_by(SpotCheckPerson.id)
    )
    for asked in uow.session.scalars(drawn):
        about = joined(
            RESULTS[Result(asked.result)],
            f"见面:{METS[Met(asked.met)]}" if asked.met else "",
            f"满意 {asked.stars} 星" if asked.stars else "",
            f"记的话:{asked.note}" if asked.note else "",
        )
        yield Line("被抽中问了两个问题", about, asked.answered_at or asked.asked_at)


@part(
    "topics",
    "我的讨论",
    "一起讨论的人看得到你的话;举报只有发起的人和负责人知道。",
    "topic_answer",
    "topic_reader",
    "topic_report",
)
def _topics(uow: Uow, mine: Mine) -> Iterator[Line]:
    answers = uow.session.execute(
        select(TopicAnswer, Topic.title)
        .join(Topic, Topic.id == TopicAnswer.topic_id)
        .where(TopicAnswer.person_id.in_(mine.people))
        .order_by(TopicAnswer.id.desc())
    )
    for answer, title in answers:
        yield Line(answer.text, joined(f"在「{title}」里说的", answer.reason), answer.at)
    shared = uow.session.execute(
        select(TopicReader, Topic.title)
        .join(Topic, Topic.id == TopicReader.topic_id)
        .where(TopicReader.person_id.in_(mine.people))
        .order_by(TopicReader.topic_id)
    )
    for reader, title in shared:
        opened = "打开看过" if reader.opened_at else ""
        yield Line(f"分享给你:{title}", opened, reader.told_at)
    reports = select(func.count()).where(TopicReport.person_id.in_(mine.people))
    if times := uow.session.scalar(reports):
        yield Line(f"举报过 {times} 条回复")


@part(
    "screening",
    "我写的话有没有被看过",
    "公开之前,机器和负责人会看一遍有没有不合适的内容。",
    "screening",
)
def _screening(uow: Uow, mine: Mine) -> Iterator[Line]:
    rows = uow.session.scalars(
        select(Screening).where(erasing_rows.screened(mine.traces)).order_by(Screening.id)
    ).all()
    notes = select(WishNote.id).where(WishNote.id.in_(mine.traces.notes))
    others = set(uow.session.scalars(notes.where(WishNote.person_id.not_in(mine.people))))
    for row in rows:
        if row.thing == "wish_note" and row.thing_id in others:
            continue
        about = joined(SCREENED[ScreeningStatus(row.status)], row.why, row.reason)
        yield Line("你写的一段话", about, row.at)
