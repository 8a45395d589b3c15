"""Topics in the chat: words stay words, and what a cadre writes down is not said to everybody."""

import pytest
from sqlalchemy import select

from domain.topics import Draft, Sort
from models.person import WechatUser
from models.topic import TopicAnswer
from services import topic_answers, topics
from tests.chat.inbound import openid_of, tell

CADRE = "赵强"
TAP = '<a href="weixin://bizmsgmenu?msgmenucontent=x&msgmenuid=1">点我</a>'

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"])


@pytest.fixture
def topic(house):
    question = select(WechatUser.person_id).where(WechatUser.openid == openid_of(CADRE))
    with house.app.open_uow() as uow:
        cadre = uow.session.scalar(question)
        topic = topics.start(uow, cadre, Draft(Sort.TALK, "去哪儿", f"看这里 {TAP}")).id
        topic_answers.answer(uow, topic, cadre, TAP)
    return topic


@pytest.mark.usefixtures("topic")
def test_nobody_makes_a_link_in_anothers_chat(house):
    tell(house, CADRE, "话题")
    said = tell(house, CADRE, "1")
    assert "看这里 \uff1ca href" in said
    assert said.count("<a ") == 1  # ours, to the page


@pytest.mark.usefixtures("topic")
def test_a_record_is_written_down_and_not_said_to_all(house):
    tell(house, CADRE, "话题")
    tell(house, CADRE, "1")
    tell(house, CADRE, "记 志愿服务 社区清洁")
    texts = select(TopicAnswer.text)
    with house.app.open_uow(read_only=True) as uow:
        assert not [text for text in uow.session.scalars(texts) if "社区清洁" in text]
    tell(house, CADRE, "话题")
    tell(house, CADRE, "1")
    assert "说好了" in tell(house, CADRE, "周六见")
