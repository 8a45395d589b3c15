"""待看的内容 and 值班 on the pages: what a leader sees and does, and nobody else."""

import pytest
from sqlalchemy import insert, select

from domain.topics import AnswerStatus, Draft, Sort
from models.post import Outbox
from models.screening import Screening
from models.ticket import Duty, Ticket
from models.topic import TopicAnswer
from services import topic_answers, topics
from tests.services.county import COUNTY, MIN, QIANG, ZHANG

BAD = "有人一起网赌吗<b>"


@pytest.fixture
def held(house):
    topic = house.do(topics.start, MIN, Draft(Sort.TALK, "周末去哪儿", "说说")).id
    return [
        house.do(topic_answers.answer, topic, ZHANG, text).id for text in (BAD, "加 13800138000")
    ]


def statuses(house):
    return house.all(select(TopicAnswer.status).order_by(TopicAnswer.id))


def test_empty_lists_say_what_to_do(house):
    leader = house.browser()
    assert "没有等着看的内容" in leader.text("screening")
    assert "下级没有等着看的内容" in leader.text("screening", tab="under")
    assert "没有不放行的内容" in leader.text("screening", tab="refused")
    page = leader.text("duty")
    assert "值班表是空的" in page
    assert "王敏" in page


def test_a_leader_reads_what_waits_without_the_name_and_decides(house, held):
    leader = house.browser()
    page = leader.text("screening")
    assert "我们的 2" in page
    assert "有人一起网赌吗&lt;b&gt;" in page
    assert "可能涉及赌博" in page
    assert "张三" not in page
    first, second = house.all(select(Screening.id).order_by(Screening.id))
    page = leader.does(f"screening/{second}/keep")
    assert "放行了,这条话题回复已经放出来" in page
    assert "我们的 1" in page
    answer = leader.post(f"screening/{first}/refuse", reason=" ")
    assert answer.status_code == 422
    assert "写一句为什么先不放出来" in answer.text
    assert "<details open>" in answer.text
    page = leader.does(f"screening/{first}/refuse", usual="像是广告")
    assert "写的人会看到原因" in page
    assert statuses(house) == [AnswerStatus.REMOVED, AnswerStatus.SHOWN]
    page = leader.text("screening", tab="refused")
    assert "上次的原因:像是广告" in page
    assert "放行了" in leader.does(f"screening/{first}/keep")
    assert statuses(house) == [AnswerStatus.SHOWN, AnswerStatus.SHOWN]
    again = leader.post(f"screening/{first}/keep")
    assert again.status_code == 422
    assert "已经处理过了(已放行)" in again.text


def test_what_was_taken_back_is_only_cleared(house, held):
    with house.open_uow() as uow:
        uow.session.get(TopicAnswer, held[0]).text = ""
    page = house.browser().text("screening")
    assert "写的人已经收回了" in page


def test_more_than_a_page_goes_on(house):
    with house.open_uow() as uow:
        common = {"thing": "topic_answer", "organ_id": COUNTY, "status": "held"}
        rows = [{**common, "thing_id": n, "at": uow.now, "due_at": uow.now} for n in range(12)]
        uow.session.execute(insert(Screening), rows)
    leader = house.browser()
    assert leader.text("screening").count("<article") == 10
    assert leader.text("screening", skip=10).count("<article") == 2


@pytest.mark.parametrize("path", ["screening", "duty"])
@pytest.mark.parametrize("who", [QIANG, ZHANG])
def test_the_pages_are_the_leaders(house, path, who):
    assert house.browser(who).get(path).status_code == 422


def test_others_cannot_decide_or_set_the_list(house, held):
    number = house.all(select(Screening.id))[0]
    for who in (QIANG, ZHANG):
        browser = house.browser(who)
        assert browser.post(f"screening/{number}/keep").status_code == 422
        assert browser.post("duty", cadre=str(who)).status_code == 422
    assert statuses(house) == [AnswerStatus.HELD] * 2
    assert house.all(select(Duty)) == []
    assert len(held) == 2


def test_the_list_is_set_by_name_and_taken_back(house):
    leader = house.browser()
    assert "赵强" not in leader.text("duty")
    assert "支部" in leader.text("duty", name="赵")
    assert "没有找到叫「没有」的团干部" in leader.text("duty", name="没有")
    wrong = leader.post("duty", cadre=str(QIANG), name="赵", first="2026-12-05", last="2026-12-01")
    assert wrong.status_code == 422
    assert "结束在开始之前" in wrong.text
    assert 'value="2026-12-05"' in wrong.text
    assert "赵强" in wrong.text
    assert leader.post("duty", cadre=str(QIANG), first="明天").status_code == 422
    assert "先选一位" in leader.post("duty", first="").text
    page = leader.does("duty", cadre=str(QIANG), first="2026-11-23", last="2026-11-30")
    assert "排好了" in page
    assert "现在到 11 月 30 日" in page
    assert f"duty/{house.all(select(Duty.id))[0]}/remove" in page
    page = leader.does("duty", cadre=str(MIN), first="2026-12-01")
    assert "12 月 1 日起,一直" in page
    number = house.all(select(Duty.id))[0]
    assert "赵强不在这一班了" in leader.does(f"duty/{number}/remove")
    assert leader.post(f"duty/{number}/remove").status_code == 422


def test_words_of_distress_typed_on_any_page_bring_the_card_and_a_call(house):
    topic = house.do(topics.start, MIN, Draft(Sort.TALK, "周末去哪儿", "说说")).id
    youth = house.browser(ZHANG)
    assert "12355" not in youth.does(f"topics/{topic}/answer", answer="笑死我了")
    page = youth.does(f"topics/{topic}/answer", answer="我不想活了")
    assert "12355 青少年服务热线" in page
    assert "值班的团干部" in page
    assert house.all(select(Ticket.text)) == ["我不想活了"]
    assert [letter.person_id for letter in house.all(select(Outbox))] == [MIN]
    assert statuses(house) == [AnswerStatus.SHOWN, AnswerStatus.HELD]
    house.at(2026, 11, 23, 12)
    refused = youth.post(f"topics/{topic}/answer", answer="我不想活了" * 120)
    assert refused.status_code == 422
    assert "12355 青少年服务热线" in refused.text
    assert len(house.all(select(Outbox.id))) == 2
    page = house.browser(MIN).does(f"topics/{topic}/answer", answer="他说过不想活了,我们都陪着他")
    assert "12355" not in page
    assert len(house.all(select(Ticket.id))) == 1
