"""Lists with many rows: the same few statements, however many of them are on a page."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select

from bot.app import build
from handlers.api.nouns import NOUNS
from handlers.api.shapes import Paging
from models.activity import Activity, Enrolment
from models.cadre import Appointment, Cadre
from models.contact import Contact
from models.person import Person, WechatUser
from models.plan import Plan, PlanYouth
from models.post import InboxItem, Outbox
from models.problem import Problem
from models.record import Record, RecordYouth
from models.screening import Screening
from models.sending import Call
from models.spot_check import SpotCheck, SpotCheckPerson
from models.ticket import Duty, Ticket, TicketStep
from models.topic import Topic, TopicAnswer, TopicReader
from models.wish import Claim, Wish
from services import areas, records
from tests.api.wire import MINI, Wire
from tests.house import NOW, QUICK, peopled, settings

LEADER, CADRE, YOUTH = "李向阳", "王敏", "林小溪"
MANY, FEW, MORE = 40, 5, 30
NUMBER = 10_000
"""The first of the numbers that the new rows have."""
ASKED_ANEW = {"notices_mine", "calls_waiting"}
"""Of each line is asked whether it is still true: so a page has twenty of them at the most."""
ON_A_PAGE = 20
SPARE = 2
"""A question or two is only asked where a page has such a row at all."""
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def wire(databases):
    url = databases.fresh("sqlite", peopled)
    app = build(settings(url, mini=MINI), passwords=QUICK, clock=lambda: NOW)
    yield Wire(app)
    app.close()


@pytest.fixture(scope="module")
def people(wire):
    """Return the tokens of three people, after many rows of everything were made theirs."""
    tokens = {name: wire.of(name) for name in (LEADER, CADRE, YOUTH)}
    with wire.app.open_uow() as uow:
        fill(uow, *(wire.people[name] for name in tokens))
    return tokens


def rows(uow, model, each, many=MANY):
    """Insert many rows; return their numbers."""
    numbers = range(NUMBER, NUMBER + many)
    uow.session.execute(insert(model), [{"id": n} | each(n) for n in numbers])
    return list(numbers)


def pairs(uow, model, each):
    uow.session.execute(insert(model), [each(n) for n in range(NUMBER, NUMBER + MANY)])


def fill(uow, leader, cadre, youth):
    home = uow.session.get_one(Person, cadre).organisation_id
    area, organ = areas.area_of(uow, home), records.led_organ(uow, leader)
    place = {"organisation_id": home, "created_at": NOW}
    rows(uow, Person, lambda n: {"name": f"小伙伴{n}", **place})
    of_many(uow, leader, cadre, youth, organ)
    rows(
        uow,
        Contact,
        lambda n: {"cadre_id": cadre, "youth_id": n, "started_at": NOW, "ended_at": NOW},
    )
    of_youth(uow, cadre, youth, home, area)
    of_organ(uow, leader, cadre, youth, organ)
    of_activities(uow, cadre, youth, home)


def of_many(uow, leader, cadre, youth, organ):
    """Let many be cadres, and have a topic, plans and records with them."""
    pairs(uow, Cadre, lambda n: {"id": n, "username": f"u{n}", "password": "-"})
    post = {"organisation_id": organ, "type": "fulltime", "first_day": NOW.date() - DAY}
    rows(uow, Appointment, lambda n: {"cadre_id": n, "leads": False, **post})
    rows(
        uow,
        Topic,
        lambda n: (
            {"cadre_id": cadre, "sort": "talk", "title": f"话题{n}", "chosen": {}}
            | {"status": "open", "created_at": NOW}
        ),
    )
    pairs(uow, TopicReader, lambda n: {"topic_id": n, "person_id": youth})
    rows(
        uow,
        TopicAnswer,
        lambda n: {"topic_id": NUMBER, "person_id": n, "text": "好", "status": "shown", "at": NOW},
    )
    rows(
        uow,
        Screening,
        lambda n: (
            {"thing": "topic_answer", "thing_id": n, "organ_id": organ, "status": "held"}
            | {"at": NOW, "due_at": NOW}
        ),
    )
    plan = {"cadre_id": cadre, "kind": "heart_to_heart", "day": NOW.date(), "created_at": NOW}
    rows(uow, Plan, lambda _: plan)
    pairs(uow, PlanYouth, lambda n: {"plan_id": n, "youth_id": youth})
    done = {"cadre_id": cadre, "kind": "heart_to_heart", "entered_by": cadre, "entered_at": NOW}
    rows(uow, Record, lambda _: done | {"happened_at": NOW - DAY})
    pairs(uow, RecordYouth, lambda n: {"record_id": n, "youth_id": youth, "asked_at": NOW})


def of_youth(uow, cadre, youth, home, area):
    """Let a youth have asked and wished for much, and a cadre have promised it."""
    ticket = {"sort": "demand", "kind": "other", "asker_id": youth, "organisation_id": home}
    ticket |= {"organ_id": area, "owner_id": cadre, "status": "working", "created_at": NOW}
    rows(uow, Ticket, lambda n: ticket | {"text": f"第 {n} 件", "due_at": NOW + DAY})
    rows(uow, TicketStep, lambda n: {"ticket_id": n, "at": NOW, "actor_id": youth, "deed": "ask"})
    wish = {"person_id": youth, "organisation_id": home, "area_id": area, "kind": "other"}
    wish |= {"text": "一本书", "created_at": NOW, "changed_at": NOW}
    rows(uow, Wish, lambda n: wish | {"status": "claimed" if n % 2 else "pending"}, 2 * MANY)
    odd = range(NUMBER + 1, NUMBER + 2 * MANY, 2)
    promise = {"cadre_id": cadre, "claimed_at": NOW, "expires_at": NOW + DAY}
    uow.session.execute(insert(Claim), [promise | {"wish_id": n} for n in odd])


def of_organ(uow, leader, cadre, youth, organ):
    """Let an organ have much to see to."""
    quarter = NOW.date().replace(month=10, day=1)
    line = {"organ_id": organ, "quarter": quarter, "kind": "other", "created_by": cadre}
    line |= {"created_at": NOW, "handed_to": organ, "handed_at": NOW, "status": "handed"}
    rows(uow, Problem, lambda n: line | {"title": f"第 {n} 条"})
    rows(uow, Duty, lambda n: {"organ_id": organ, "cadre_id": n, "first_day": NOW.date()})
    because = {"kind": "distress"}
    letter = {"kind": "alarm", "lane": 0, "channel": "inbox", "status": "waiting", "text": ""}
    letter |= {"openid": "oNobody", "fields": {"title": "有急事"}, "due_at": NOW}
    rows(
        uow,
        Outbox,
        lambda n: letter | {"key": f"k{n}", "written_at": NOW, "because": because | {"ticket": n}},
    )
    rows(
        uow,
        Call,
        lambda n: {"outbox_id": n, "person_id": n, "organ_id": organ, "at": NOW},
    )
    openid = uow.session.scalar(select(WechatUser.openid).where(WechatUser.person_id == leader))
    notice = {"openid": openid, "text": "有一件", "at": NOW}
    because = {"kind": "distress"}
    rows(
        uow,
        InboxItem,
        lambda n: notice | {"key": f"n{n}", "because": because | {"ticket": n}},
    )
    check = {"organ_id": organ, "seed": "0", "population": MANY, "created_by": leader}
    check |= {"first_day": quarter, "last_day": NOW.date(), "created_at": NOW}
    rows(uow, SpotCheck, lambda _: check | {"closes_at": NOW + DAY})
    drawn = {"cadre_id": cadre, "result": "", "check_id": NUMBER}
    rows(uow, SpotCheckPerson, lambda n: drawn | {"person_id": n, "place": n - NUMBER + 1})
    others = [
        drawn | {"check_id": n, "person_id": n, "place": 1}
        for n in range(NUMBER + 1, NUMBER + MANY)
    ]
    uow.session.execute(insert(SpotCheckPerson), others)


def of_activities(uow, cadre, youth, home):
    """Let a cadre hold much, a youth have been everywhere, and many come to one."""
    held = {"organisation_id": home, "host_id": cadre, "title": "开放日", "kind": "open_day"}
    held |= {"seats": 99, "created_at": NOW, "deadline": NOW, "mode": "review"}
    ends = {True: NOW + 2 * DAY, False: NOW - DAY}
    rows(
        uow,
        Activity,
        lambda n: (
            held
            | {"starts_at": ends[n < NUMBER + MANY] - DAY / 24, "ends_at": ends[n < NUMBER + MANY]}
            | {"status": "open" if n < NUMBER + MANY else "ended"}
        ),
        2 * MANY,
    )
    seat = {"person_id": youth, "status": "enrolled", "created_at": NOW, "changed_at": NOW}
    came = {"checked_in_at": NOW - DAY, "checked_in_by": "list"}
    rows(uow, Enrolment, lambda n: seat | came | {"activity_id": n}, 2 * MANY)
    applied = {"status": "applied", "created_at": NOW, "changed_at": NOW}
    uow.session.execute(
        insert(Enrolment),
        [applied | {"activity_id": NUMBER, "person_id": n} for n in range(NUMBER, NUMBER + MANY)],
    )


LISTS = [
    one
    for noun in NOUNS
    for one in noun.endpoints
    if one.method == "GET" and one.query and issubclass(one.query, Paging)
]
ALIKE = {
    *("activities_mine", "activities_been", "wishes_mine", "wish_review_list", "wish_claims_mine"),
    *("tickets_mine", "tickets_waiting", "topics_list", "topic_answers_list", "screening_list"),
    *("met_open", "ratings_open", "plans_mine", "records_mine", "contact_history", "contacts_mine"),
    *("contacts_archived", "activities_hosted", "activity_guests", "applications", "duty_shifts"),
    *("attendance_people", "problems_list", "problems_waiting", "problems_proposed"),
    *("spot_checks_list", "spot_check_calls_list", "spot_check_cadres", "handover_receivers"),
    *("roster_lines", "my_data_part"),
}
"""The lists that have many rows here: it would be noticed if one had none any more."""


def test_a_page_of_many_costs_the_statements_of_a_page_of_few(wire, people):
    statements, told = [], {}
    event.listen(wire.app.engine, "before_cursor_execute", lambda *a: statements.append(a[2]))
    ids = {"youth_id": wire.people[YOUTH], "key": "tickets"}

    def ask(one, token, limit):
        path = one.path.format(**{part: ids.get(part, NUMBER) for part in one.parts})
        statements.clear()
        answer = wire.ask("GET", path, token=token, query_string={"limit": limit})
        assert answer.status_code in {200, 403, 404, 409}, (one.name, answer.text)
        items = answer.json["items"] if answer.status_code == 200 else []
        return len(items), len(statements)

    for one in LISTS:
        for token in people.values():
            more = ask(one, token, MORE)
            if one.name in ASKED_ANEW:
                assert more[0] <= ON_A_PAGE
            elif more[0] > FEW + SPARE:
                few = told[one.name] = ask(one, token, FEW)
                assert more[1] <= few[1] + SPARE, (one.name, few, more)
    assert told.keys() >= ALIKE
