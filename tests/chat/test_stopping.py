"""少提醒 and 退订: every kind of message is stopped by itself, or all of them at once."""

import pytest
from sqlalchemy import select

from models.person import WechatUser
from tests.chat.inbound import openid_of, tell


@pytest.fixture
def say(house):
    def say(text, who="赵强"):
        return tell(house, who, text)

    return say


def muted(house, who="赵强"):
    question = select(WechatUser.muted).where(WechatUser.openid == openid_of(who))
    with house.app.open_uow(read_only=True) as uow:
        return set(uow.session.scalar(question))


def test_each_kind_by_its_number_and_back_again(house, say):
    listed = say("退订").splitlines()
    assert listed[1:13] == [
        "1 进度提醒",
        "2 材料提醒",
        "3 单位简报",
        "4 心愿进展",
        "5 活动提醒",
        "6 分享与讨论",
        "7 「聊过」的确认",
        "8 诉求与提问的进展",
        "9 评价、抽查和回访",
        "10 组织通知",
        "11 以上都不收",
        "12 在这个微信上退出登录",
    ]
    assert say("1").startswith("好,不再给你发进度提醒。")
    assert muted(house) == {"quota"}
    assert "1 进度提醒(已停,选它就恢复)" in say("退订")
    say("3")
    assert muted(house) == {"quota", "digest"}
    say("退订")
    assert say("1").startswith("好,进度提醒恢复了。")
    assert muted(house) == {"digest"}


def test_all_at_once_by_a_word_or_by_the_list(house, say):
    assert say("少提醒").startswith(
        "好,不再给你发进度提醒、材料提醒、单位简报、心愿进展、活动提醒、"
    )
    every = {"quota", "materials", "digest", "wish", "activity", "topic", "met", "ticket"}
    every |= {"ask", "notice"}
    assert muted(house) == every
    say("恢复提醒")
    assert muted(house) == set()
    say("退订")
    say("11")
    assert muted(house) == every


def test_a_youth_is_asked_about_what_youths_get(house, say):
    house.login("周一帆")
    listed = say("退订", "周一帆").splitlines()
    assert listed[1:11] == [
        "1 心愿进展",
        "2 活动提醒",
        "3 分享与讨论",
        "4 「聊过」的确认",
        "5 诉求与提问的进展",
        "6 评价、抽查和回访",
        "7 组织通知",
        "8 以上都不收",
        "9 在这个微信上退出登录",
        "10 不想被联系(马上生效,对谁都没有影响)",
    ]
    assert "没有这里" not in say("13", "周一帆")
    assert say("1", "周一帆").startswith("好,不再给你发心愿进展。")
    say("退订", "周一帆")
    assert say("10", "周一帆").startswith("好,从现在起不会有人通过这里联系你")


def test_logging_out_is_on_the_list(house, say):
    say("退订")
    assert say("12").startswith("这个微信已经退出登录")
