"""Texts, topics, ratings, answers and a spot check made up for the console's house."""

from datetime import date, timedelta

from sqlalchemy import insert, select

from domain.ratings import RatingStatus
from domain.spot_checks import Result
from domain.tickets import Sort as TicketSort
from domain.tickets import TicketStatus
from domain.topics import AnswerStatus, Sort, TopicStatus
from models.rating import Rating
from models.screening import Screening
from models.spot_check import SpotCheck, SpotCheckPerson
from models.ticket import Ticket
from models.topic import Topic, TopicAnswer
from services import safety
from tests.admin.console import COUNTY, NEIGHBOUR
from tests.admin.sent import SCRIPT, people


def put(house, model, **values):
    """Insert a row and return its id."""
    with house.open_uow() as uow:
        return uow.session.execute(insert(model).values(values).returning(model.id)).scalar_one()


def topic(house, cadre, title, n=0):
    """Let a cadre share something; return its id."""
    return put(
        house,
        Topic,
        cadre_id=cadre,
        sort=Sort.WORK if n % 2 else Sort.TALK,
        title=title,
        text="说说看。",
        link="",
        chosen={"everybody": True},
        status=TopicStatus.OPEN,
        reason="",
        created_at=house.now - timedelta(days=n),
    )


def answer(house, topic_id, person, text, *, status=AnswerStatus.SHOWN, reason=""):
    """Let somebody answer; return the answer's id."""
    return put(
        house,
        TopicAnswer,
        topic_id=topic_id,
        person_id=person,
        text=text,
        status=status,
        reason=reason,
        at=house.now,
    )


def public(house, place, question, n=0):
    """Let an organ have a public answer; return the ticket's id."""
    at = house.now - timedelta(days=n)
    return put(
        house,
        Ticket,
        sort=TicketSort.VOICE,
        kind="other",
        asker_id=None,
        organisation_id=house.places[place],
        organ_id=house.places[place],
        text="有没有夜校?",
        status=TicketStatus.ANSWERED,
        created_at=at,
        due_at=at,
        answer="有。",
        public_at=at,
        public_question=question,
        public_answer="青年夜校每周三晚上七点,在团委二楼,带身份证报名就行。下个月开摄影和家常菜两门。",
    )


def held(house, place, cadre, text):
    """Let an answer be held by the list of words; return (topic, answer)."""
    number = topic(house, cadre, "大家说说夜校开什么课", 3)
    writer = people(house, place, cadres=False)[3]
    said = answer(house, number, writer, text, status=AnswerStatus.HELD, reason="里面有号码")
    with house.open_uow() as uow:
        safety.screen(uow, "topic_answer", said, house.places[place], text)
    return number, said


def appealed(house, place, cadre, words):
    """Let a cadre ask for another look at a rating."""
    return put(
        house,
        Rating,
        cadre_id=cadre,
        person_id=people(house, cadres=False)[4],
        occasion="record",
        occasion_id=1,
        stars=1,
        words=words,
        at=house.now - timedelta(days=40),
        status=RatingStatus.APPEALED,
        round=date(2026, 11, 1),
        appeal="这件事不是我办的。",
        appealed_at=house.now - timedelta(days=1),
        appeal_organ_id=house.places[place],
    )


def check(house, place, *, closed, answered):
    """Let an organ have a spot check of eight; return its id."""
    cadre = people(house, place)[0]
    number = put(
        house,
        SpotCheck,
        organ_id=house.places[place],
        cadre_id=None,
        seed="9f0c6d2ab1e37745",
        population=60,
        first_day=date(2026, 8, 25),
        last_day=date(2026, 11, 20),
        created_by=house.admin().id,
        created_at=house.now - timedelta(days=20 if closed else 4),
        closes_at=house.now - timedelta(days=6) if closed else house.now + timedelta(days=10),
    )
    for n, youth in enumerate(people(house, place, cadres=False)[:8], 1):
        said = n <= answered
        put(
            house,
            SpotCheckPerson,
            check_id=number,
            person_id=youth,
            cadre_id=cadre,
            place=n,
            asked_at=house.now - timedelta(days=4) if n < 5 else None,
            way="wechat" if said else "",
            result=Result.ANSWERED if said else (Result.UNREACHED if closed else Result.OPEN),
            met="yes" if said else "",
            stars=4 if said else None,
            answered_at=house.now if said else None,
        )
    return number


def shared(house):
    """Make up some of everything, in the county and next door; return it by what it is."""
    mine, theirs = people(house)[0], people(house, NEIGHBOUR)[0]
    number = topic(house, mine, f"周末去哪儿{SCRIPT}", 1)
    writer = people(house, cadres=False)[2]
    found = {
        "topic": number,
        "answer": answer(house, number, writer, "去爬山"),
        "their_topic": topic(house, theirs, "邻县的话题"),
        "public": public(house, COUNTY, "哪里有夜校?"),
        "their_public": public(house, NEIGHBOUR, "邻县的问题?"),
        "rating": appealed(house, COUNTY, mine, "说好来,没来。"),
        "their_rating": appealed(house, NEIGHBOUR, theirs, "邻县的评价。"),
        "check": check(house, COUNTY, closed=True, answered=6),
        "open_check": check(house, COUNTY, closed=False, answered=2),
        "their_check": check(house, NEIGHBOUR, closed=False, answered=0),
    }
    found["held_topic"], found["held"] = held(house, COUNTY, mine, "加我 13800000000 聊")
    _, found["their_held"] = held(house, NEIGHBOUR, theirs, "打 13900000000 吧")
    return found


def screening(house, answer_id):
    """Return the number under which an answer waits for a look."""
    found = select(Screening.id).where(
        Screening.thing == "topic_answer", Screening.thing_id == answer_id
    )
    return house.one(found)
