"""Tickets on the pages: asked, seen to, answered, followed; and what nobody else may see or do."""

import re

import pytest
from sqlalchemy import select, update

from domain.tickets import Sort
from models.audit import Audit
from models.person import Person, WechatUser
from models.ticket import ReplyTemplate, Ticket, TicketStep
from services import phones, ticket_steps, tickets
from tests.deskhouse import OPENIDS
from tests.services.county import COUNTY, LI, MIN, NOW, QIANG, ZHANG
from tests.services.neighbours import FANG, LEI, XIAO, neighbours
from tests.services.neighbours import OPENIDS as NEAR

TEXT = "宿舍<热水器>坏了三天"


@pytest.fixture
def asked(house):
    """Let 张三 ask something of his own cadre; return its id."""
    return house.do(tickets.ask, ZHANG, sort=Sort.DEMAND, text=TEXT).id


def row(house, number):
    return house.all(select(Ticket).where(Ticket.id == number))[0]


def test_empty_lists_say_what_to_do(house):
    mine = house.browser(ZHANG).text("tickets")
    assert "你还没有提过" in mine
    assert "我要提问、反映" in mine
    for tab, words in (
        ("mine", "手上没有要办的"),
        ("organ", "本级没有等着办的"),
        ("escalated", "没有超时转上来的"),
        ("done", "还没有办结的"),
        ("asked", "你还没有提过"),
    ):
        assert words in house.browser().text("tickets", tab=tab)
    assert "本级的" not in house.browser(QIANG).text("tickets")


def test_asking_says_who_has_it_and_can_be_withdrawn(house):
    browser = house.browser(ZHANG)
    assert "诉求:遇到难处要人办" in browser.text("tickets/new")
    page = browser.does("tickets", sort="demand", text=TEXT, kind="law", private="1")
    assert "收到了,编号 S-1,交给王敏。" in page
    assert "王敏收到了,最晚 11 月 24 日受理" in page
    assert "宿舍&lt;热水器&gt;坏了三天" in page
    assert "只有你和办的人看得到" in page
    found = row(house, 1)
    assert (found.kind, found.private, found.anonymous) == ("law", True, False)
    assert "S-1 · 你提出" in browser.text("tickets"), "the last step"
    assert "归到「心理」了" in browser.does("tickets/1/kind", kind="psychology")
    again = browser.does("tickets", sort="voice", text="宿舍<热水器>坏了三天了")
    assert "你还有这一件在办 · S-1" in again
    assert "撤回了" in browser.does("tickets/1/withdraw")
    assert row(house, 1).status == "withdrawn"
    assert browser.post("tickets/1/withdraw").status_code == 422


@pytest.mark.parametrize(
    ("form", "why"),
    [({"text": " "}, "一句话说清"), ({"text": "长" * 1001}, "1000"), ({}, "一句话说清")],
)
def test_a_refused_question_keeps_what_was_typed(house, form, why):
    form = {"sort": "advice", "kind": "work", "anonymous": "1"} | form
    answer = house.browser(ZHANG).post("tickets", **form)
    assert answer.status_code == 422
    assert why in answer.text
    assert form.get("text", "").strip() in answer.text
    assert re.search(r'value="advice" checked', answer.text)
    assert re.search(r'name="anonymous" value="1" checked', answer.text)
    assert re.search(r'value="work" selected', answer.text)
    assert house.all(select(Ticket.id)) == []


def test_taken_up_answered_with_a_template_and_confirmed(house, asked):
    browser, path = house.browser(), f"tickets/{asked}"
    assert "11 月 24 日前受理" in browser.text("tickets")
    assert "张三" in browser.text(path)
    assert "TA 会知道是你在办" in browser.does(f"{path}/accept")
    assert browser.post(f"{path}/accept").status_code == 422
    drafted = browser.text(path, reply="done")
    assert "张同学,你说的这件事(S-1)办好了:____。" in drafted
    left = browser.post(f"{path}/answer", text="张同学,办好了:____。")
    assert (left.status_code, "没填的空" in left.text) == (422, True)
    assert "张同学,办好了:____。</textarea>" in left.text, "what was typed stays"
    assert "会问 TA 解决没有" in browser.does(f"{path}/answer", text="换了阀门,<今晚>有热水")
    assert "S-1" in browser.text("tickets", tab="done")
    youth = house.browser(ZHANG)
    page = youth.text(path)
    assert "换了阀门,&lt;今晚&gt;有热水" in page
    assert "有答复了。解决了吗?" in page
    assert "解决了就好" in youth.does(f"{path}/solved")
    assert row(house, asked).solved is True


def test_asked_back_supplied_and_reopened(house, asked):
    browser, youth, path = house.browser(), house.browser(ZHANG), f"tickets/{asked}"
    assert "再补充两点就能办" in browser.text(path, reply="where")
    assert "问过去了" in browser.does(f"{path}/more", question="哪一栋?")
    page = youth.text(path)
    assert "在下面补充就接着办" in page
    assert "哪一栋?" in page
    assert "补充好了" in youth.does(f"{path}/supply", text="三栋")
    assert "三栋" in browser.text(path)
    browser.does(f"{path}/note", note="问过宿管了")
    browser.does(f"{path}/note", note="他们人手不够", hidden="1")
    page = youth.text(path)
    assert "问过宿管了" in page
    assert "他们人手不够" not in page
    assert "他们人手不够" in browser.text(path)
    assert "TA 看不到" in browser.text(path)
    browser.does(f"{path}/answer", text="修好了")
    assert youth.post(f"{path}/reopen", text="").status_code == 422
    assert "重新打开了" in youth.does(f"{path}/reopen", text="还是凉的")
    assert "还是凉的" in browser.text(path)
    browser.does(f"{path}/answer", text="又修了")
    assert "没有解决" in youth.does(f"{path}/unsolved")
    assert "你说还没解决" in youth.text(path)
    assert "不再回访" in youth.does(f"{path}/quiet")
    assert row(house, asked).follow_up is False


def test_not_ours_passed_on_and_merged(house, asked):
    browser = house.browser()
    path = f"tickets/{asked}"
    refused = browser.post(f"{path}/refer", who="", how="打 12345")
    assert refused.status_code == 422
    assert "打 12345</textarea>" in refused.text
    page = browser.text(path, reply="school")
    assert "归学校管" in page
    same = house.do(tickets.ask, LI, sort=Sort.DEMAND, text="宿舍热水器坏了三天了").id
    page = browser.text(f"tickets/{same}")
    assert "像是同一件事" in page
    assert f"S-{asked}" in page
    assert "并过去了" in browser.does(f"tickets/{same}/merge", of=f"S-{asked}")
    assert browser.post(f"{path}/merge", of="S-99").status_code == 422
    assert "并进来 1 件" in browser.text(path)
    assert "已经有同样的事在办" in house.browser(LI).text(f"tickets/{same}")
    refused = browser.post(f"{path}/pass", to="cadre-999", why="更近")
    assert (refused.status_code, "更近</textarea>" in refused.text) == (422, True)
    assert f'value="cadre-{QIANG}"' in browser.text(path)
    assert "转过去了" in browser.does(f"{path}/pass", to=f"cadre-{QIANG}", why="离得近")
    assert "赵强收到了" in house.browser(ZHANG).text(path)
    other = house.browser(QIANG)
    other.does(f"{path}/refer", who="县住建局", how="大厅 3 号窗口")
    page = house.browser(ZHANG).text(path)
    assert "县住建局。大厅 3 号窗口" in page
    assert "不归本级管" in page


def test_the_number_is_shown_on_a_tap_and_written_down(house, asked):
    with house.open_uow() as uow:
        person = uow.session.get_one(Person, ZHANG)
        person.phone = phones.sealed(uow.means.vault, ZHANG, "+8613800138000")
    browser = house.browser()
    assert "13800138000" not in browser.text(f"tickets/{asked}")
    assert "tel:13800138000" in browser.post(f"tickets/{asked}/phone").text
    seen = house.all(select(Audit).where(Audit.deed == "saw_phone"))
    assert [(a.actor_id, a.object, a.object_id) for a in seen] == [(MIN, "person", str(ZHANG))]
    hidden = house.do(tickets.ask, ZHANG, sort=Sort.DEMAND, text="别说是我", anonymous=True).id
    assert "看号码" not in browser.text(f"tickets/{hidden}")
    assert browser.post(f"tickets/{hidden}/phone").status_code == 422


def test_words_of_distress_bring_the_card_at_once(house, asked):
    browser, own = house.browser(ZHANG), f"tickets/{asked}"
    for path in (f"{own}/supply", f"{own}/reopen", "tickets"):
        if path.endswith("/reopen"):
            house.do(ticket_steps.answer, asked, MIN, "好了")
        assert "tel:12355" not in browser.text(own)
        page = browser.does(path, sort="voice", text="我不想活了", anonymous="1")
        assert "12355 青少年服务热线" in page
        assert "tel:12355" in page
    urgent = [t for t in house.all(select(Ticket)) if t.urgent]
    assert [(t.asker_id, t.private) for t in urgent] == [(ZHANG, True)]
    assert "这一件要马上联系" in house.browser().text(f"tickets/{urgent[0].id}")


def test_a_text_that_is_refused_brings_the_card_too(house):
    answer = house.browser(ZHANG).post("tickets", text="我不想活了" + "。" * 1000)
    assert "tel:12355" in answer.text or "tel:12355" in house.browser(ZHANG).text("tickets/1")


STEPS = {
    "accept": {},
    "answer": {"text": "答"},
    "more": {"question": "问"},
    "note": {"note": "记"},
    "pass": {"to": f"cadre-{QIANG}", "why": "转"},
    "refer": {"who": "别处", "how": "打 12345"},
    "merge": {"of": "S-1"},
    "phone": {},
    "public": {"question": "问", "answer": "答"},
    "unpublish": {},
    "supply": {"text": "补"},
    "solved": {},
    "unsolved": {},
    "kind": {"kind": "law"},
    "reopen": {"text": "还没"},
    "withdraw": {},
    "quiet": {},
    "keep": {},
    "allow": {},
}
BY_ASKER = {"supply", "solved", "unsolved", "kind", "reopen", "withdraw", "quiet", "keep", "allow"}


def test_nobody_takes_a_step_that_is_not_theirs(house, asked):
    neighbours(house.engine)
    OPENIDS.update(NEAR)
    house.do(tickets.ask, ZHANG, sort=Sort.DEMAND, text="另一件")
    before = house.all(select(TicketStep.id))
    for who in (LI, QIANG, FANG, MIN, ZHANG):  # more of them stand before the services
        browser = house.browser(who)
        for step, form in STEPS.items():
            theirs = (who == ZHANG and step in BY_ASKER) or (who == MIN and step not in BY_ASKER)
            if theirs:
                continue
            answer = browser.post(f"tickets/{asked}/{step}", **form)
            assert answer.status_code == 422, (who, step, answer.text)
            assert who in (ZHANG, MIN) or "三天" not in answer.text, (who, step)
    assert house.all(select(TicketStep.id)) == before
    assert (row(house, asked).status, row(house, asked).private) == ("waiting", False)


SECRET = {
    "text": "秘密一",
    "answer": "秘密二",
    "refer": "秘密三",
    "public_question": "秘密四",
    "public_answer": "秘密五",
}
DRAWN = re.compile(r'(?<=name="csrf" value=")[0-9a-f]+|(?<=name="once" value=")[0-9a-f]+')
PLACES = ("tickets", "tickets?tab=organ", "tickets?tab=done", "voices?words=秘密", "home")


def everything(house, who, number):
    """Return all that somebody's pages say, each that there is of a ticket among them.

    The forms' tokens are left out: drawn at random, one in forty pages holds the digits of a phone.
    """
    browser = house.browser(who)
    paths = (*PLACES, f"tickets/{number}", f"tickets/{number}/public", f"voices/{number}")
    pages = "\n".join(browser.client.get(f"/h5/{path}").text for path in paths)
    return DRAWN.sub("", pages)


def test_field_by_field_what_each_may_see(house):
    neighbours(house.engine)
    OPENIDS.update(NEAR)
    asked = house.do(tickets.ask, ZHANG, sort=Sort.DEMAND, text="原来的").id
    house.do(ticket_steps.accept, asked, MIN, organ_id=COUNTY)
    house.do(ticket_steps.note, asked, MIN, "秘密六")
    house.do(ticket_steps.note, asked, MIN, "秘密七", shown=False)
    with house.open_uow() as uow:
        uow.session.execute(update(Ticket).values(**SECRET, status="answered", closed_at=NOW))
    sees = {who: everything(house, who, asked) for who in (ZHANG, MIN, LI, XIAO, QIANG, FANG, LEI)}
    number = f"S-{asked}"
    for outsider in (LI, XIAO, QIANG, FANG, LEI):
        page = sees[outsider]
        for word in (*SECRET.values(), "秘密六", "秘密七", number, "张三", "138"):
            assert word not in page, (outsider, word)
    assert "秘密七" not in sees[ZHANG]
    assert {"秘密一", "秘密六", number} <= {
        w for w in (*SECRET.values(), "秘密六", number) if w in sees[ZHANG]
    }
    assert all(word in sees[MIN] for word in ("秘密一", "秘密六", "秘密七", "张三", number))
    with house.open_uow() as uow:  # public: the edited words for all, and nothing else
        uow.session.execute(update(Ticket).values(public_at=NOW))
    for outsider in (LI, QIANG, FANG):
        page = everything(house, outsider, asked)
        assert "秘密四" in page
        assert "秘密五" in page
        for word in ("秘密一", "秘密二", "秘密三", "秘密六", "秘密七", number, "张三"):
            assert word not in page, (outsider, word)


def test_who_is_anonymous_is_nowhere_to_be_read_for_who_sees_to_it(house):
    asked = house.do(tickets.ask, ZHANG, sort=Sort.ADVICE, text="食堂太贵", anonymous=True).id
    house.do(ticket_steps.supply, asked, ZHANG, "尤其晚饭")
    page = everything(house, MIN, asked)
    assert "尤其晚饭" in page
    for word in ("张三", f"/caseload/{ZHANG}"):
        assert word not in page, word
    assert "支部" not in house.browser().text(f"tickets/{asked}").replace("(支部)", ""), "nor where"
    drafted = house.browser().text(f"tickets/{asked}", reply="done")
    assert "同学,你说的这件事" in drafted
    assert "张同学" not in drafted


def test_a_cadre_who_came_in_by_a_number_alone_sees_no_names(house, asked):
    with house.open_uow() as uow:
        uow.session.execute(
            update(WechatUser).where(WechatUser.person_id == MIN).values(proof="sms")
        )
    answer = house.browser().get(f"tickets/{asked}")
    assert (answer.status_code, "张三" in answer.text) == (422, False)
    assert "你还没有提过" in house.browser().text("tickets", tab="mine")


def test_what_went_up_is_the_organ_aboves_too_and_its_neighbours_not(house, asked):
    neighbours(house.engine)
    OPENIDS.update(NEAR)
    with house.open_uow() as uow:
        values = {"escalated_to": 1, "escalations": 1}
        uow.session.execute(update(Ticket).where(Ticket.id == asked).values(**values))
    above = house.browser(LEI)
    assert f"S-{asked}" in above.text("tickets", tab="escalated")
    assert "超时转到市委" in above.text(f"tickets/{asked}")
    assert house.browser(FANG).get(f"tickets/{asked}").status_code == 422
    assert house.browser(QIANG).get(f"tickets/{asked}").status_code == 422


def test_an_organs_own_templates(house, asked):
    neighbours(house.engine)
    OPENIDS.update(NEAR)
    browser = house.browser()
    page = browser.text("tickets/replies")
    assert "办好了" in page
    assert "加一个自己的" in page
    refused = browser.post("tickets/replies", title="租房", text="打{手机}")
    assert (refused.status_code, "打{手机}</textarea>" in refused.text) == (422, True)
    page = browser.does("tickets/replies", title="租房", text="{称呼},到{机关}登记。")
    assert "模板加好了" in page
    assert "张同学,到县委登记。" in browser.text(f"tickets/{asked}", reply="own-1")
    assert ">租房<" in house.browser(QIANG).text("tickets/replies")
    assert "加一个自己的" not in house.browser(QIANG).text("tickets/replies")
    assert ">租房<" not in house.browser(FANG).text("tickets/replies")
    for who in (QIANG, FANG):
        for step in ("", "/remove", "/restore"):
            answer = house.browser(who).post(f"tickets/replies/1{step}", title="a", text="b")
            assert answer.status_code == 422
    refused = browser.post("tickets/replies/1", title="", text="改坏了")
    assert (refused.status_code, refused.text.count("改坏了")) == (422, 1)
    assert "改好了" in browser.does("tickets/replies/1", title="租房", text="新的")
    assert "删掉了" in browser.does("tickets/replies/1/remove")
    assert "放回来了" in browser.does("tickets/replies/1/restore")
    assert house.all(select(ReplyTemplate.text)) == ["新的"]
