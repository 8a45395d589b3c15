"""Topics on the pages: started, read, answered, moderated, and by nobody else."""

import io

import pytest
from sqlalchemy import insert, select, update

from domain.topics import Draft, Sort
from models.contact import Contact, ContactTag
from models.person import Person
from models.post import InboxItem
from models.topic import Topic, TopicAnswer, TopicReader
from services import topic_answers, topics
from tests.services.county import LI, MIN, NOW, QIANG, ZHANG
from tests.services.test_photos import picture


@pytest.fixture
def topic(house):
    draft = Draft(Sort.TALK, "周末去哪儿", "说说<想法>", "https://www.gqt.org.cn/a?b=1")
    return house.do(topics.start, MIN, draft).id


def test_an_empty_list_says_what_to_do(house):
    mine = house.browser().text("topics")
    assert "还没有发起过" in mine
    assert "发起讨论或分享" in mine
    assert "还没有人和你分享" in house.browser(ZHANG).text("topics")


def test_starting_one_tells_honestly_who_was_told_and_can_be_taken_back(house):
    with house.open_uow() as uow:
        contact = uow.session.scalar(select(Contact.id).where(Contact.youth_id == ZHANG))
        uow.session.add(ContactTag(contact_id=contact, tag="篮球"))
    browser = house.browser()
    form = browser.text("topics/new")
    assert "名单里 2 位,已登录能看到的 2 位" in form
    assert "篮球 1" in form
    page = browser.does(
        "topics",
        sort="work",
        title="一场球",
        link="https://example.com/x",
        whom="some",
        tag="篮球",
        photo=(io.BytesIO(picture()), "a.jpg"),
    )
    assert "发出去了。通知了 1 位。" in page
    assert "分享给:篮球" in page
    assert 'rel="noopener noreferrer"' in page
    assert "example.com</span>" in page
    assert "/h5/photos/1" in page
    assert "撤下" in page
    assert house.all(select(TopicReader.person_id)) == [ZHANG]
    assert "撤下了" in browser.does("topics/1/withdraw")
    assert house.browser(ZHANG).get("topics/1").status_code == 422


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"title": "", "whom": "all"}, "写个标题"),
        ({"title": "看看", "link": "javascript:alert(1)", "whom": "all"}, "http://"),
        ({"title": "看看", "whom": "some"}, "分享给谁"),
        ({"title": "看看", "whom": "some", "industry": "army"}, "分享给谁"),
        ({"title": "看看", "sort": "work", "whom": "all", "text": " "}, "分享点什么"),
        ({"title": "看看", "whom": "all", "photo": b"GIF89a"}, "JPG"),
    ],
)
def test_a_refused_topic_keeps_what_was_typed(house, form, why):
    if "photo" in form:
        form = form | {"photo": (io.BytesIO(form["photo"]), "a.gif")}
    answer = house.browser().post("topics", **{"text": "我写的字"} | form)
    assert answer.status_code == 422
    assert why in answer.text
    assert form.get("text", "我写的字") in answer.text
    assert house.all(select(Topic.id)) == []


def test_reading_and_answering(house, topic):
    browser = house.browser(ZHANG)
    page = browser.text(f"topics/{topic}")
    assert "说说&lt;想法&gt;" in page
    assert "位看过" not in page
    assert browser.post(f"topics/{topic}/opened").status_code == 204
    assert "1</b><span>位看过" in house.browser().text(f"topics/{topic}")
    assert "说好了" in browser.does(f"topics/{topic}/answer", answer="爬山<b>")
    seen = house.browser(LI).text(f"topics/{topic}")
    assert "张同学" in seen
    assert "张三" not in seen
    assert "爬山&lt;b&gt;" in seen
    assert "张三" in house.browser().text(f"topics/{topic}")
    answer = browser.post(f"topics/{topic}/answer", answer="")
    assert answer.status_code == 422
    assert "写一句话" in answer.text


def test_an_answer_with_a_number_waits_and_is_let_through(house, topic):
    page = house.browser(ZHANG).does(f"topics/{topic}/answer", answer="打 13800138000")
    assert "先请王敏看一眼" in page
    assert "13800138000" not in house.browser(LI).text(f"topics/{topic}")
    browser = house.browser()
    assert "1 条待看" in browser.text("topics")
    browser.does(f"topics/{topic}/answers/1/show")
    assert "13800138000" in house.browser(LI).text(f"topics/{topic}")


def test_hiding_with_a_reason_and_bringing_back(house, topic):
    house.do(topic_answers.answer, topic, ZHANG, "别人的事")
    browser = house.browser()
    refused = browser.post(f"topics/{topic}/answers/1/hide", reason="")
    assert (refused.status_code, "为什么" in refused.text) == (422, True)
    page = browser.does(f"topics/{topic}/answers/1/hide", reason="提到了别人")
    assert "收起来了" in page
    assert "别人的事" not in house.browser(LI).text(f"topics/{topic}")
    assert "提到了别人" in house.browser(ZHANG).text(f"topics/{topic}")
    browser.does(f"topics/{topic}/answers/1/show")
    assert "别人的事" in house.browser(LI).text(f"topics/{topic}")


def test_nobody_else_decides(house, topic):
    house.do(topic_answers.answer, topic, ZHANG, "我的话")
    for who in (QIANG, LI):
        browser = house.browser(who)
        for step in ("hide", "show"):
            path = f"topics/{topic}/answers/1/{step}"
            assert browser.post(path, reason="不行").status_code == 422, (who, step)
        for step in ("close", "reopen", "withdraw"):
            assert browser.post(f"topics/{topic}/{step}").status_code == 422, (who, step)
        assert browser.post(f"topics/{topic}/above", reason="不行").status_code == 422
        assert browser.post(f"topics/{topic}/answers/1/remove").status_code == 422
    assert house.browser(QIANG).get(f"topics/{topic}").status_code == 422
    assert house.browser(QIANG).get(f"topics/{topic}/above").status_code == 422
    assert house.all(select(TopicAnswer.status)) == ["shown"]
    assert house.all(select(Topic.status)) == ["open"]


def test_closing_can_be_taken_back(house, topic):
    browser = house.browser()
    page = browser.does(f"topics/{topic}/close")
    assert "/reopen" in page
    assert "我说两句" not in house.browser(ZHANG).text(f"topics/{topic}")
    browser.does(f"topics/{topic}/reopen")
    assert "我说两句" in house.browser(ZHANG).text(f"topics/{topic}")


def test_the_organ_above_reads_and_takes_down_with_a_reason(house):
    with house.open_uow() as uow:
        uow.session.execute(insert(Contact).values(cadre_id=QIANG, youth_id=LI, started_at=NOW))
    topic = house.do(topics.start, QIANG, Draft(Sort.WORK, "一篇文章", "正文"), picture()).id
    house.do(topic_answers.answer, topic, LI, "看过了")
    browser = house.browser()
    assert "一篇文章" in browser.text("topics", tab="below")
    page = browser.text(f"topics/{topic}/above")
    assert "李同学" in page
    assert "李四" not in page
    assert browser.get("photos/1").status_code == 200
    assert "撤下了" in browser.does(f"topics/{topic}/above", reason="不准确")
    assert house.browser(LI).get(f"topics/{topic}").status_code == 422
    assert "不准确" in house.all(select(InboxItem.text).where(InboxItem.openid == "o2"))[-1]


def test_who_started_it_sees_why_it_was_taken_down(house):
    with house.open_uow() as uow:
        uow.session.execute(insert(Contact).values(cadre_id=QIANG, youth_id=LI, started_at=NOW))
    topic = house.do(topics.start, QIANG, Draft(Sort.TALK, "一个话题")).id
    row = {"topic_id": topic, "person_id": QIANG, "status": "shown", "at": NOW}
    with house.open_uow() as uow:
        rows = [row | {"text": f"第 {n} 句"} for n in range(51)]
        uow.session.execute(insert(TopicAnswer), rows)
    above, path = house.browser(), f"topics/{topic}/above"
    assert f"/h5/{path}?before=" in above.text(path)
    assert "第 0 句" in above.text(path, before=2)
    above.does(path, reason="不准确")
    assert above.get(path).status_code == 422
    page = house.browser(QIANG).text(f"topics/{topic}")
    assert "上级撤下了这个话题:不准确" in page
    assert "再发一个" in page


def test_a_picture_that_was_chosen_is_asked_for_again(house):
    form = {"title": "", "whom": "all", "photo": (io.BytesIO(picture()), "a.jpg")}
    assert "刚才选的还没有存,请再选一次" in house.browser().post("topics", **form).text
    assert "请再选一次" not in house.browser().post("topics", title="", whom="all").text


def test_two_reports_hold_it(house, topic):
    with house.open_uow() as uow:
        uow.session.execute(insert(Contact).values(cadre_id=MIN, youth_id=QIANG, started_at=NOW))
        uow.session.execute(
            insert(TopicReader).values(topic_id=topic, person_id=QIANG, told_at=None)
        )
        uow.session.execute(update(Person).where(Person.id == QIANG).values(consented_at=NOW))
    house.do(topic_answers.answer, topic, ZHANG, "不好的话")
    page = house.browser(LI).does(f"topics/{topic}/answers/1/report")
    assert "收到了,不会告诉对方是你" in page
    page = house.browser(QIANG).does(f"topics/{topic}/answers/1/report")
    assert "先收起来" in page
    assert "2 位举报" in house.browser().text(f"topics/{topic}")
