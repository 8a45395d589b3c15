"""The application with a mini-program: its worker asks the simulator by a token of its own."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.app import build
from bot.settings import BadSettings, checked
from domain.safety import ScreeningStatus
from domain.topics import AnswerStatus, Draft, Sort
from models.screening import Screening
from models.topic import TopicAnswer
from services import safety, topic_answers, topics
from simulator.server import Simulator
from simulator.settings import Settings
from tests.deskhouse import fill
from tests.house import QUICK, content, settings
from tests.services.county import COUNTY, MIN, ZHANG


@pytest.fixture
def simulator():
    with Simulator(Settings(callback_url="http://127.0.0.1:9/wechat", reports=False)) as running:
        yield running


def test_a_visitor_of_the_mini_program_is_asked_about(simulator, new_database):
    def clock():
        return datetime.fromtimestamp(simulator.get("/sim/clock")["timestamp"], UTC)

    account = simulator.get("/sim/config")
    mini = {"appid": account["mini_appid"], "secret": account["mini_secret"]}
    with_mini = settings(new_database("sqlite", fill=fill), platform=simulator.url, mini=mini)
    app = build(with_mini, passwords=QUICK, clock=clock)
    try:
        visitor = simulator.act("林小溪", "mini/login")["code"]
        asked = {"appid": mini["appid"], "secret": mini["secret"], "js_code": visitor}
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        openid = simulator.get(f"/sns/jscode2session?grant_type=authorization_code&{query}")[
            "openid"
        ]
        with app.open_uow() as uow:
            topic = topics.start(uow, MIN, Draft(Sort.TALK, "周末去哪儿", "说说")).id
            said = [topic_answers.answer(uow, topic, ZHANG, text).id for text in ("爬山", "违禁词")]
        with app.open_uow() as uow:
            for number, text in zip(said, ("爬山", "违禁词"), strict=True):
                safety.screen(uow, "topic_answer", number, COUNTY, text, mini_openid=openid)
                uow.session.get(TopicAnswer, number).status = AnswerStatus.HELD
        assert app.texts.work() == 2
        with app.open_uow() as uow:
            verdicts = uow.session.scalars(select(Screening.status).order_by(Screening.id)).all()
            shown = uow.session.scalars(select(TopicAnswer.status).order_by(TopicAnswer.id)).all()
        assert verdicts == [ScreeningStatus.PASSED, ScreeningStatus.HELD]
        assert shown == [AnswerStatus.SHOWN, AnswerStatus.HELD]
    finally:
        app.close()


def test_without_a_mini_program_nobody_asks(new_database):
    app = build(settings(new_database("sqlite", fill=fill)), passwords=QUICK)
    try:
        assert app.texts is None
        assert not app.means.screened
        assert app.means.words.why("网赌") == "可能涉及赌博"
    finally:
        app.close()


def test_a_file_of_ones_own_is_checked_before_anything_starts(tmp_path):
    own = tmp_path / "words.toml"
    for text, fault in (
        ('remove = ["词"]', "至少两个字"),
        ("[", "不是合格的 TOML"),
        (None, "读不了"),
    ):
        if text is None:
            own.unlink()
        else:
            own.write_text(text)
        with pytest.raises(BadSettings, match=fault):
            checked(content("sqlite:///x", safety={"words": str(own)}), "test")
