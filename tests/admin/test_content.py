"""内容: what is held, topics and their answers, public answers, ratings, the list of words."""

import pytest
from sqlalchemy import select

from domain.permissions import AdminRole
from domain.ratings import RatingStatus
from domain.topics import AnswerStatus, TopicStatus
from models.audit import Audit
from models.rating import Rating
from models.ticket import Ticket
from models.topic import Topic, TopicAnswer
from services import console_content, rating_marks
from tests.admin.console import CITY, NEIGHBOUR
from tests.admin.sent import SCRIPT
from tests.admin.shared import screening, shared


def status(house, answer_id):
    return house.one(select(TopicAnswer.status).where(TopicAnswer.id == answer_id))


@pytest.mark.both
def test_what_is_held_is_looked_at(house):
    made = shared(house)
    browser, number = house.browser(AdminRole.OPERATOR), screening(house, made["held"])
    page = browser.text("content")
    assert "加我 138****0000 聊" in page
    assert "13800000000" not in page
    assert "邻县" not in page
    assert "里面有号码" in page
    auditor = house.browser(AdminRole.AUDITOR).text("content")
    assert "加我" not in auditor
    assert "放行</button>" not in auditor
    answer = browser.post(f"content/{number}/refuse", words="x" * 101)
    assert (answer.status_code, "x" * 101 in answer.text) == (422, True)
    page = browser.does(f"content/{number}/refuse", reason="像是广告")
    assert "还是放行" in page
    assert status(house, made["held"]) == AnswerStatus.REMOVED
    assert "没放行的原因:像是广告" in browser.text("content", tab="refused")
    assert "放行了" in browser.does(f"content/{number}/keep")
    assert status(house, made["held"]) == AnswerStatus.SHOWN
    assert browser.post(f"content/{number}/keep").status_code == 422
    deeds = select(Audit.deed).where(Audit.object == "screening").order_by(Audit.id)
    assert [deed for (deed,) in house.rows(deeds)] == ["refused", "kept"]
    theirs = screening(house, made["their_held"])
    for step in ("keep", "refuse"):
        assert browser.post(f"content/{theirs}/{step}", reason="x").status_code == 422
        assert house.browser(AdminRole.AUDITOR).post(f"content/{theirs}/{step}").status_code == 403
    assert status(house, made["their_held"]) == AnswerStatus.HELD
    city = house.browser(AdminRole.ORGAN, CITY).text("content", tab="under")
    assert "打 139****0000 吧" in city


def test_topics_and_what_is_said_in_them(house):
    made = shared(house)
    browser = house.browser()
    page = browser.text("content/topics")
    assert f"/console/content/topics/{made['topic']}" in page
    assert f"/console/content/topics/{made['their_topic']}" not in page
    assert SCRIPT not in page
    assert f"/console/content/topics/{made['held_topic']}" in browser.text(
        "content/topics", sort="work"
    )
    path = f"content/topics/{made['topic']}"
    assert "去爬山" in browser.text(path)
    assert SCRIPT not in browser.text(path)
    answer = f"{path}/answers/{made['answer']}"
    assert browser.post(f"{answer}/hide", reason=" ").status_code == 422
    page = browser.does(f"{answer}/hide", reason="换个说法")
    assert "收起来了" in page
    assert "换个说法" in page
    assert status(house, made["answer"]) == AnswerStatus.REMOVED
    assert "放出来了" in browser.does(f"{answer}/show")
    assert status(house, made["answer"]) == AnswerStatus.SHOWN
    held = f"content/topics/{made['held_topic']}"
    assert "加我 138****0000 聊" in browser.text(held)
    assert "放出来了" in browser.does(f"{held}/answers/{made['held']}/show")
    assert browser.post(f"{path}/down", reason="").status_code == 422
    assert "撤下了" in browser.does(f"{path}/down", reason="和青年工作无关")
    down = house.rows(select(Topic.status, Topic.reason).where(Topic.id == made["topic"]))
    assert down == [(TopicStatus.REMOVED, "和青年工作无关")]
    assert browser.get(path).status_code == 404
    theirs = f"content/topics/{made['their_topic']}"
    assert browser.get(theirs).status_code == 404
    assert browser.post(f"{theirs}/down", reason="x").status_code == 404
    other = f"{held}/answers/{made['their_held']}"
    for step in ("hide", "show"):
        assert browser.post(f"{other}/{step}", reason="x").status_code == 422
        assert house.browser(AdminRole.AUDITOR).post(f"{other}/{step}").status_code == 403
    assert status(house, made["their_held"]) == AnswerStatus.HELD


@pytest.mark.both
def test_public_answers_and_ratings(house):
    made = shared(house)
    browser = house.browser()
    page = browser.text("content/voices")
    assert "哪里有夜校?" in page
    assert "邻县的问题?" not in page
    theirs = f"content/voices/{made['their_public']}/down"
    assert browser.post(theirs).status_code == 404
    assert house.browser(AdminRole.AUDITOR).post(theirs).status_code == 403
    assert "撤下了" in browser.does(f"content/voices/{made['public']}/down")
    gone = house.rows(
        select(Ticket.public_at, Ticket.public_answer).where(Ticket.id == made["public"])
    )
    assert gone == [(None, "")]
    page = browser.text("content/ratings")
    assert "说好来,没来。" in page
    assert "邻县的评价。" not in page
    with house.open_uow(read_only=True) as uow:
        mark = rating_marks.mark(uow, made["rating"])
        other = rating_marks.mark(uow, made["their_rating"])
        seen = console_content.appeals(uow, house.admin(AdminRole.ORGAN, CITY), house.places[CITY])
    assert {one.mark for one in seen} >= {mark, other}
    answer = browser.post("content/ratings", mark=mark, decision="remove", why="")
    assert answer.status_code == 422
    assert browser.post("content/ratings", mark=other, decision="keep", why="x").status_code == 422
    page = browser.does("content/ratings", mark=mark, decision="remove", why="不属实")
    assert "移除了" in page
    row = house.rows(select(Rating.status, Rating.decided_by).where(Rating.id == made["rating"]))
    assert row == [(RatingStatus.REMOVED, house.admin().id)]
    assert house.browser(AdminRole.AUDITOR).get("content/ratings").status_code == 403
    there = {"in": house.places[NEIGHBOUR]}
    for path in ("content", "content/topics", "content/voices", "content/ratings"):
        assert browser.get(path, **there).status_code == 404


def test_a_text_is_tried_against_the_words(house):
    browser = house.browser()
    assert "随程序带的词表" in browser.text("content/words")
    page = browser.post("content/words", text=f"加我 13800000000 {SCRIPT}").text
    assert "会先收着等人看:里面有号码" in page
    assert SCRIPT not in page
    assert "没有问题" in browser.post("content/words", text="周末见").text
    auditor = house.browser(AdminRole.AUDITOR)
    assert "试一段话" not in auditor.text("content/words")
    assert auditor.post("content/words", text="x").status_code == 403
