"""Taking back what nobody has been told of; and what has been told stays."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from domain.permissions import AdminRole
from models.activity import Activity, Enrolment
from models.organisation import below
from models.person import WechatUser
from models.post import Outbox
from models.ticket import Ticket, VoiceWord
from models.wish import Claim, Wish
from tests.admin.console import COUNTY
from tests.admin.shared import shared


def back(page):
    """Return where the step that a page tells of is taken back; empty where it cannot be."""
    found = re.search(r'action="/console/([^"]+)"', page.split("c-flash__text")[1].split("<h1")[0])
    return found[1] if found else ""


def change(house, statement):
    with house.open_uow() as uow:
        uow.session.execute(statement)


def letters_to(house, person):
    question = select(Outbox.status, Outbox.due_at, Outbox.why, Outbox.key)
    return house.rows(question.where(Outbox.person_id == person).order_by(Outbox.id))


@pytest.mark.both
def test_an_approval_is_taken_back_until_it_is_told(house):
    browser = house.browser(AdminRole.OPERATOR)
    reached = house.one(select(WechatUser.person_id).where(WechatUser.person_id.is_not(None)))
    area = Wish.area_id.in_(below(house.places[COUNTY]))
    wish = house.one(select(Wish.id).where(area, Wish.status == "pending").order_by(Wish.id))
    change(house, update(Wish).where(Wish.id == wish).values(person_id=reached))
    undo = back(browser.does(f"wishes/{wish}/approve"))
    ((status, due, *_),) = letters_to(house, reached)
    assert (status, due) == ("pending", house.now + timedelta(minutes=1))
    assert house.browser().post(undo).status_code == 422, "it is not their step"
    assert house.one(select(Wish.status).where(Wish.id == wish)) == "open"
    assert "没有收到消息" in browser.does(undo)
    assert house.one(select(Wish.status).where(Wish.id == wish)) == "pending"
    assert [(one.status, one.why) for one in letters_to(house, reached)] == [("dropped", "undone")]
    assert browser.post(undo).status_code == 422, "once"
    undo = back(browser.does(f"wishes/{wish}/approve", next="1"))
    assert [one.status for one in letters_to(house, reached)] == ["dropped", "pending"]
    change(house, update(Outbox).values(status="sent"))
    refused = browser.post(undo)
    assert refused.status_code == 422
    assert "已经告诉 TA 了" in refused.text
    assert "下架" in refused.text
    assert house.one(select(Wish.status).where(Wish.id == wish)) == "open"
    assert house.browser(AdminRole.AUDITOR).post(undo).status_code == 403


@pytest.mark.both
def test_a_decision_on_an_applicant_is_taken_back(house):
    browser = house.browser()
    inside = Activity.organisation_id.in_(below(house.places[COUNTY]))
    chosen = house.one(select(Activity.id).where(inside, Activity.title == "职场面对面"))
    place = (Enrolment.activity_id == chosen, Enrolment.status == "applied")
    reached = house.one(select(WechatUser.person_id).where(WechatUser.person_id.is_not(None)))
    first = house.one(select(Enrolment.id).where(*place).order_by(Enrolment.id))
    change(house, update(Enrolment).where(Enrolment.id == first).values(person_id=reached))
    person, other = house.rows(select(Enrolment.person_id).where(*place).order_by(Enrolment.id))[:2]
    before = house.one(select(Activity.taken).where(Activity.id == chosen))

    def standing(one):
        return house.one(
            select(Enrolment.status).where(
                Enrolment.activity_id == chosen, Enrolment.person_id == one.person_id
            )
        )

    yes = back(browser.does(f"activities/{chosen}/decide/{person.person_id}", yes="1"))
    assert standing(person) == "enrolled"
    assert "又在等审核" in browser.does(yes)
    assert standing(person) == "applied"
    assert house.one(select(Activity.taken).where(Activity.id == chosen)) == before
    no = back(browser.does(f"activities/{chosen}/decide/{other.person_id}", why="这次满了"))
    browser.does(no)
    assert standing(other) == "applied"
    yes = back(browser.does(f"activities/{chosen}/decide/{person.person_id}", yes="1"))
    change(house, update(Outbox).values(status="sent"))
    assert "已经告诉 TA 了" in browser.post(yes).text
    assert standing(person) == "enrolled"
    assert house.browser().post(f"activities/{chosen}/changes/999/undo").status_code == 422


def test_seats_and_publishing_are_taken_back_while_nobody_relies_on_them(house):
    browser = house.browser()
    inside = Activity.organisation_id.in_(below(house.places[COUNTY]))
    free = (inside, Activity.status == "open", Activity.waiting == 0, Activity.taken > 0)
    row = house.rows(select(Activity).where(*free).order_by(Activity.id))[0][0]
    chosen, seats, taken = row.id, row.seats, row.taken
    undo = back(browser.does(f"activities/{chosen}/seats", seats=str(seats + 3)))
    assert f"名额从 {seats} 个改成 {seats + 3} 个" in browser.does(undo)
    assert house.one(select(Activity.seats).where(Activity.id == chosen)) == seats
    undo = back(browser.does(f"activities/{chosen}/seats", seats=str(seats + 3)))
    change(house, update(Activity).where(Activity.id == chosen).values(taken=seats + 2))
    assert "已经给出去了" in browser.post(undo).text
    change(house, update(Activity).where(Activity.id == chosen).values(taken=taken, waiting=1))
    assert "位候补。名额改多了" in browser.text(f"activities/{chosen}")
    form = browser.text("activities/new/sharing")
    host = form.split('name="host"')[1].split('value="')[1].split('"')[0]
    made = browser.does("activities/new/sharing", host=host, title="分享会")
    number = int(re.search(r"/console/activities/(\d+)/changes", made)[1])
    browser.does(back(made))
    assert house.one(select(Activity.status).where(Activity.id == number)) == "draft"
    undo = back(browser.does(f"activities/{number}/publish"))
    somebody = house.one(select(Enrolment.person_id).limit(1))
    with house.open_uow() as uow:
        uow.session.add(
            Enrolment(
                activity_id=number,
                person_id=somebody,
                status="enrolled",
                created_at=house.now,
                changed_at=house.now,
            )
        )
    assert "有人报名了" in browser.post(undo).text
    assert house.one(select(Activity.status).where(Activity.id == number)) == "open"
    drafted = browser.does("activities/new/sharing", host=host, title="草稿", draft="1", sure="1")
    assert not back(drafted)
    draft = house.one(select(Activity.id).where(Activity.title == "草稿"))
    browser.does(back(browser.does(f"activities/{draft}/cancel")))
    assert house.one(select(Activity.status).where(Activity.id == draft)) == "draft"


@pytest.mark.both
def test_a_public_answer_comes_back_as_it_was(house):
    made, browser = shared(house), house.browser()
    question = select(Ticket.public_question, Ticket.public_answer).where(
        Ticket.id == made["public"], Ticket.public_at.is_not(None)
    )
    (was,) = house.rows(question)
    undo = back(browser.does(f"content/voices/{made['public']}/down"))
    assert house.rows(question) == []
    assert "又看得到了" in browser.does(undo)
    assert house.rows(question) == [was]
    assert house.one(select(VoiceWord.word).where(VoiceWord.ticket_id == made["public"]).limit(1))
    undo = back(browser.does(f"content/voices/{made['public']}/down"))
    change(house, update(Ticket).where(Ticket.id == made["public"]).values(private=True))
    assert "不能再公开了" in browser.post(undo).text
    assert house.rows(question) == []


def test_a_wish_that_was_promised_stays_in_the_pool(house):
    browser = house.browser()
    area = Wish.area_id.in_(below(house.places[COUNTY]))
    wish = house.one(select(Wish.id).where(area, Wish.status == "pending").order_by(Wish.id))
    undo = back(browser.does(f"wishes/{wish}/approve"))
    other = house.one(select(Claim.id).where(Claim.ended_at.is_not(None)).limit(1))
    change(house, update(Claim).where(Claim.id == other).values(wish_id=wish))
    assert "有人认领过了" in browser.post(undo).text
