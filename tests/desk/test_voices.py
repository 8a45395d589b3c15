"""青年之声 on the pages and in the chat: published with care, found by words, taken away at once."""

from itertools import count

import pytest
from sqlalchemy import select, update

from bot.dispatch import dispatch
from domain.tickets import Sort
from handlers.chat import load
from handlers.routing import Message, OfficialOpenid, chat
from models.person import WechatUser
from models.ticket import Ticket
from services import ticket_steps, tickets, voice_publishing
from tests.deskhouse import OPENIDS
from tests.services.county import COUNTY, LI, MIN, NOW, QIANG, ZHANG
from tests.services.neighbours import FANG, LEI, XIAO, neighbours
from tests.services.neighbours import OPENIDS as NEAR

NUMBERS = count(1)
TEXT, ANSWER = "我是张三,打 13800138000,宿舍热水几点有", "张三同学,六点到十点有热水"
load()


def says(house, who, text):
    """Say something in the chat; return the reply."""
    openid = OfficialOpenid({**OPENIDS, **NEAR}.get(who, str(who)))
    said = Message(f"voices:{next(NUMBERS)}", openid, "text", NOW, text)
    return dispatch(said, router=chat, open_uow=house.open_uow)


@pytest.fixture
def answered(house):
    """Let 张三 ask something that is answered; return its id."""
    number = house.do(tickets.ask, ZHANG, sort=Sort.VOICE, text=TEXT).id
    house.do(ticket_steps.answer, number, MIN, ANSWER, organ_id=COUNTY)
    return number


@pytest.fixture
def public(house, answered):
    words = {"question": "宿舍<热水>几点有?", "answer": "六点到十点。" + "坏了找一楼宿管。" * 60}
    house.do(voice_publishing.publish, answered, MIN, COUNTY, **words)
    return answered


def test_nothing_public_says_what_to_do(house):
    page = house.browser(ZHANG).text("voices")
    assert "你可以问第一个" in page
    assert "我来问一个" in page
    assert "没有找到「火星」" in house.browser(ZHANG).text("voices", words="火星")
    assert "还没有公开的问答" in says(house, ZHANG, "青年之声")
    said = says(house, ZHANG, "搜 火星")
    assert "还没有人问过「火星」" in said
    assert "提问" in said


def test_publishing_from_the_page_until_nobody_can_be_found(house, answered):
    browser, path = house.browser(), f"tickets/{answered}"
    assert "公开给别人参考" in browser.text(path)
    form = browser.text(f"{path}/public")
    assert "我是某同学,打 ***,宿舍热水几点有</textarea>" in form
    assert "某同学,六点到十点有热水</textarea>" in form
    assert "我看过了" not in form
    words = {"question": "宿舍热水几点有?", "answer": "问张三,打 13800138000"}
    refused = browser.post(f"{path}/public", **words)
    assert refused.status_code == 422
    assert "回答里面有手机号" in refused.text
    assert "问张三,打 13800138000</textarea>" in refused.text
    assert "我看过了" not in refused.text
    words["answer"] = "问李四也行"
    doubted = browser.post(f"{path}/public", **words)
    assert "「李四」和一位小伙伴同名" in doubted.text
    assert "我看过了" in doubted.text
    words["answer"] = "六点到十点。"
    page = browser.does(f"{path}/public", **words)
    assert "在「青年之声」里搜得到" in page
    assert "已公开" in page
    words["answer"] = "打 0839-3260000 问"
    page = browser.does(f"{path}/public", **words, sure="1")
    assert "机关负责人看过再放出来" in page
    assert "等人看过再放出来" in page
    assert "撤下了" in browser.does(f"{path}/unpublish")
    assert house.all(select(Ticket.public_question)) == [""]


def test_read_and_searched_by_everybody_without_who_asked(house, public):
    neighbours(house.engine)
    OPENIDS.update(NEAR)
    for who in (XIAO, QIANG, LEI):
        browser = house.browser(who)
        pages = [browser.text("voices"), browser.text("voices", words="热水 宿管")]
        assert all("宿舍&lt;热水&gt;几点有?" in page for page in pages)
        pages.append(browser.text(f"voices/{public}"))
        assert "坏了找一楼宿管" in pages[-1]
        assert browser.get(f"tickets/{public}").status_code == 422
        pages += [says(house, who, "搜 热水"), says(house, who, "1")]
        assert "宿舍<热水>".replace("<", "\uff1c") in pages[-1]
        assert "看全文" in pages[-1]
        assert len(pages[-1].encode()) <= 2048
        for page in pages:
            assert not [w for w in ("张三", "13800138000", f"Q-{public}") if w in page], who
    assert "回复数字看回答" in says(house, "nobody", "搜 热水")
    said = says(house, "nobody", "1")
    assert "六点到十点" in said
    assert "看全文" not in said, "a stranger has no page"


def test_more_than_fits_a_reply_stands_on_the_page(house):
    for n in range(7):
        one = house.do(tickets.ask, ZHANG, sort=Sort.VOICE, text=f"问 {n}").id
        house.do(ticket_steps.answer, one, MIN, "答", organ_id=COUNTY)
        words = {"question": f"第 {n} 种补贴怎么领?", "answer": "到窗口登记。"}
        house.do(voice_publishing.publish, one, MIN, COUNTY, **words)
    said = says(house, LI, "搜补贴")
    assert said.count("怎么领") == 5
    assert "看更多" in said
    assert "看更多" in says(house, LI, "青年之声")
    assert "回复单子上的数字" in says(house, LI, "9")
    assert "第 0 种" in house.browser(LI).text("voices", words="补贴", skip=5)
    assert "第 6 种" not in house.browser(LI).text("voices", words="补贴", skip=5)


def test_the_asker_takes_it_away_by_a_tap_or_on_the_page(house, public):
    assert "没有找到这一件" in says(house, LI, f"不公开Q-{public}")
    assert "宿管" in house.browser(LI).text(f"voices/{public}")
    said = says(house, ZHANG, f"不公开Q-{public}")
    assert f"Q-{public} 不公开了" in said
    assert house.browser(LI).get(f"voices/{public}").status_code == 422
    assert "还没有人问过" in says(house, LI, "搜 热水")
    browser = house.browser(ZHANG)
    path = f"tickets/{public}"
    assert "只有你和办的人看得到" in browser.text(path)
    assert "提问的人选了不公开" in house.browser().text(path)
    assert "不会出现你的名字" in browser.does(f"{path}/allow")
    words = {"question": "宿舍热水几点有?", "answer": "六点到十点。"}
    house.browser().does(f"{path}/public", **words)
    assert "已公开到「青年之声」" in browser.text(path)
    assert "这一件不公开" in browser.does(f"{path}/keep")
    assert house.browser(LI).get(f"voices/{public}").status_code == 422


WORDS = (
    "{n}",
    "受理{n}",
    "答复{n} 好",
    "补充{n} 话",
    "解决了{n}",
    "没解决{n} 没",
    "撤回{n}",
    "改类{n}",
)
WORDS += ("不公开{n}", "不用回访{n}", "待办诉求", "我的诉求", "诉求", "搜 热水", "青年之声")


def test_what_a_ticket_says_to_others_in_chat_is_nothing(house, answered):
    neighbours(house.engine)
    OPENIDS.update(NEAR)
    house.do(ticket_steps.note, answered, MIN, "问过宿管了", organ_id=COUNTY)
    before = house.all(select(Ticket.status))
    for who in (LI, QIANG, FANG, "nobody"):
        for word in WORDS:
            said = says(house, who, word.format(n=f"Q-{answered}")) or ""
            for secret in ("张三", "13800138000", "六点到十点", "宿管", "热水几点"):
                assert secret not in said, (who, word, said)
    assert house.all(select(Ticket.status)) == before
    assert "热水几点" in says(house, MIN, f"Q-{answered}")
    with house.open_uow() as uow:  # by a number alone, even she sees none
        of = update(WechatUser).where(WechatUser.person_id == MIN)
        uow.session.execute(of.values(proof="sms"))
        uow.session.execute(update(Ticket).values(owner_id=MIN))
    for word in WORDS:
        assert "热水几点" not in says(house, MIN, word.format(n=f"Q-{answered}")), word
