"""Wishes on the pages: posted, looked at, claimed, shared, made true, and seen by nobody else."""

import io

import pytest
from sqlalchemy import select

from models.person import Person, WechatUser
from models.post import Outbox
from models.record import Record
from models.wish import Claim, Picture, Wish
from services import contacts, phones, wish_claims, wish_review, wishes
from tests.deskhouse import OPENIDS
from tests.services import neighbours
from tests.services.county import COUNTY, LI, MIN, QIANG, ZHANG
from tests.services.neighbours import FANG, LEI, XIAO
from tests.services.test_photos import picture

OPENIDS |= neighbours.OPENIDS
TEXT = "想要一本<高考>数学复习书"
SAFE = "想要一本&lt;高考&gt;数学复习书"
PHONE = "+8619900000011"


@pytest.fixture
def house(house):
    """Add the neighbours, and a number of 张三's."""
    neighbours.neighbours(house.engine)
    with house.open_uow() as uow:
        person = uow.session.get_one(Person, ZHANG)
        person.phone = phones.sealed(uow.means.vault, ZHANG, PHONE)
        uow.session.get_one(Person, QIANG).organisation_id = COUNTY
    return house


def post(house, who=ZHANG, text=TEXT, **more):
    more = {"kind": "study", "surname_shown": True, "yuan": 60} | more
    return house.do(wishes.post, who, text=text, **more).id


@pytest.fixture
def pending(house):
    return post(house)


@pytest.fixture
def opened(house, pending):
    house.do(wish_review.approve, pending, COUNTY)
    return pending


@pytest.fixture
def claimed(house, opened):
    house.do(wish_claims.claim, opened, QIANG)
    return opened


def status(house, wish):
    return house.all(select(Wish.status).where(Wish.id == wish))[0]


def test_empty_lists_say_what_to_do(house):
    assert "还没有许过心愿" in house.browser(ZHANG).text("wishes")
    cadre = house.browser(QIANG)
    assert "现在没有等人认领的心愿" in cadre.text("wishes/pool")
    assert "放宽一点看看" in cadre.text("wishes/pool", kind="study")
    assert "手上没有要办的心愿" in cadre.text("wishes/claims")
    assert "没有等着审核的心愿" in house.browser(MIN).text("wishes/review")


def test_a_youth_posts_one_with_a_picture(house):
    browser = house.browser(ZHANG)
    form = browser.text("wishes/new")
    assert "最多 500 元" in form
    assert "替不满 14 周岁" not in form
    photo = (io.BytesIO(picture()), "a.jpg")
    page = browser.does("wishes", text=TEXT, kind="study", yuan="60", surname="yes", photo=photo)
    assert "许好了,先请人看一眼" in page
    assert SAFE in page
    assert "约 60 元" in page
    (wish,) = house.all(select(Wish))
    assert (wish.person_id, wish.kind, wish.yuan) == (ZHANG, "study", 60)
    assert (wish.surname_shown, wish.status) == (True, "pending")
    seen = browser.get(f"wishes/{wish.id}/picture")
    assert (seen.status_code, seen.mimetype) == (200, "image/jpeg")
    assert b"Exif" not in seen.data
    assert SAFE in browser.text("wishes")


REFUSED = (
    ({"text": " "}, "想要点什么"),
    ({"text": "长" * 201}, "有点长了"),
    ({"text": "打我 13800138000"}, "手机号"),
    ({"yuan": "六十"}, "写个整数"),
    ({"yuan": "501"}, "最多 500 元"),
    ({"photo": b"GIF89a"}, "JPG"),
)


def test_a_refused_wish_keeps_what_was_typed(house):
    browser = house.browser(ZHANG)
    for form, why in REFUSED:
        said = {"text": "一盏台灯", "yuan": "30"} | form
        if "photo" in form:
            said["photo"] = (io.BytesIO(form["photo"]), "a.gif")
        answer = browser.post("wishes", **said)
        assert (answer.status_code, why in answer.text) == (422, True), why
        assert f'value="{said["yuan"]}"' in answer.text
        assert said["text"].strip() in answer.text
    assert house.all(select(Wish.id)) == house.all(select(Picture.wish_id)) == []


def test_a_cadre_posts_for_a_child_and_a_youth_does_not(house):
    assert house.browser(ZHANG).get("wishes/child").status_code == 422
    browser = house.browser(QIANG)
    assert "替不满 14 周岁" in browser.text("wishes/new")
    page = browser.does("wishes/child", text="孩子想要一盒水彩笔", kind="study", yuan="35")
    assert "由你来转交" in page
    (wish,) = house.all(select(Wish))
    assert (wish.for_child, wish.person_id, wish.surname_shown) == (True, QIANG, False)
    house.do(wish_review.approve, wish.id, COUNTY)
    seen = house.browser(MIN).text(f"wishes/{wish.id}")
    assert "替孩子许" in seen
    assert "赵强" not in seen


def test_the_leader_lets_it_through_or_takes_it_down_with_a_reason(house, pending):
    other = post(house, LI, "一副羽毛球拍")
    browser = house.browser(MIN)
    page = browser.text("wishes/review")
    assert SAFE in page
    assert "张三" not in page
    assert "李四" not in page
    assert f"W-{pending} 通过了" in browser.does(f"wishes/{pending}/approve")
    refused = browser.post(f"wishes/{other}/remove", reason=" ")
    assert refused.status_code == 422
    assert "请写一句原因" in refused.text
    assert "会告诉 TA 为什么" in browser.does(f"wishes/{other}/remove", reason="学校里就能借")
    assert [status(house, one) for one in (pending, other)] == ["open", "removed"]
    assert "学校里就能借" in house.browser(LI).text(f"wishes/{other}")


def test_the_pool_is_sifted_by_kind_and_sum(house, opened):
    free = post(house, LI, "想学吉他", kind="lesson", yuan=None)
    house.do(wish_review.approve, free, COUNTY)
    browser = house.browser(QIANG)
    both = browser.text("wishes/pool")
    assert "2 个心愿" in both
    assert SAFE in both
    assert "张同学" in both
    assert SAFE not in browser.text("wishes/pool", kind="lesson")
    assert SAFE not in browser.text("wishes/pool", most="50")
    assert SAFE in browser.text("wishes/pool", most="100")
    assert SAFE in browser.text("wishes/pool", kind="nonsense", most="x", area="y", skip="z")


def test_a_long_pool_is_turned_over(house):
    for number in range(25):
        who = (ZHANG, LI, XIAO)[number % 3] if number < 12 else MIN
        with house.open_uow() as uow:
            uow.session.add(
                Wish(
                    person_id=who if who != MIN else LI,
                    organisation_id=3,
                    area_id=COUNTY,
                    kind="other",
                    text=f"第 {number} 个",
                    status="open",
                    created_at=house.now,
                    changed_at=house.now,
                )
            )
    browser, seen, skip = house.browser(QIANG), set(), 0
    while True:
        page = browser.text("wishes/pool", skip=skip)
        seen |= {n for n in range(25) if f"第 {n} 个" in page}
        if "看后面的" not in page:
            break
        skip += 10
    assert seen == set(range(25))


def test_claiming_talking_and_both_saying_it_came_true(house, opened):
    cadre, youth = house.browser(QIANG), house.browser(ZHANG)
    assert "张三" not in cadre.text(f"wishes/{opened}")
    page = cadre.does(f"wishes/{opened}/claim")
    assert "认领好了,给你留到 11 月 30 日" in page
    assert "张三" in page
    assert 'href="tel:19900000011"' in page
    assert "写下了" in cadre.does(f"wishes/{opened}/note", note="周六<给>你")
    theirs = youth.text(f"wishes/{opened}")
    assert "周六&lt;给&gt;你" in theirs
    assert "赵强" in theirs
    assert "写下了" in youth.does(f"wishes/{opened}/note", note="好的")
    assert "好的" in cadre.text(f"wishes/{opened}")
    assert SAFE in cadre.text("wishes/claims")
    assert "还没有收到" not in youth.text(f"wishes/{opened}"), "nobody has said that it is done"
    assert "已经去问 TA 收到没有" in cadre.does(f"wishes/{opened}/done")
    assert "还没有收到" in youth.text(f"wishes/{opened}")
    assert "多留了几天" in youth.does(f"wishes/{opened}/disagree", why="还没见到")
    assert "还没见到" in cadre.text(f"wishes/{opened}")
    cadre.does(f"wishes/{opened}/done")
    assert house.all(select(Record.id).where(Record.wish_id == opened)) == []
    assert "心愿实现了" in youth.does(f"wishes/{opened}/agree", thanks="谢谢你")
    assert status(house, opened) == "fulfilled"
    (record,) = house.all(select(Record).where(Record.wish_id == opened))
    assert (record.cadre_id, record.kind) == (QIANG, "good_deed")
    assert "19900000011" not in cadre.text(f"wishes/{opened}")
    for step in ("agree", "disagree", "withdraw", "note"):
        answer = youth.post(f"wishes/{opened}/{step}", note="x", why="x")
        assert answer.status_code == 422, step
    assert len(house.all(select(Record.id).where(Record.wish_id == opened))) == 1


def test_the_first_page_of_the_desk_says_what_waits(house, claimed):
    waiting = post(house, LI, "一副球拍")
    assert "1 个心愿等你审核" in house.browser(MIN).text("home")
    cadre, youth = house.browser(QIANG), house.browser(ZHANG)
    assert f"wishes/{claimed}" not in cadre.text("home")
    house.at(2026, 11, 28, 10)
    assert "留到 11 月 30 日" in house.browser(QIANG).text("home")
    house.do(wish_claims.done, claimed, QIANG)
    assert "TA 说办好了,收到了吗" in house.browser(ZHANG).text("home")
    assert f"wishes/{waiting}" not in youth.get("home").text


def test_an_organ_s_promise_is_its_leader_s_to_make(house, opened):
    page = house.browser(MIN).text(f"wishes/{opened}")
    assert "以谁的名义" in page
    assert "以谁的名义" not in house.browser(QIANG).text(f"wishes/{opened}")
    house.browser(MIN).does(f"wishes/{opened}/claim", **{"for": "organ"})
    assert house.all(select(Claim.organ_id)) == [COUNTY]
    assert "县委" in house.browser(ZHANG).text(f"wishes/{opened}")


def test_a_cadre_who_has_shown_no_password_sees_no_promise_of_theirs(house, claimed):
    browser = house.browser(QIANG)
    assert "19900000011" in browser.text(f"wishes/{claimed}")
    with house.open_uow() as uow:
        uow.session.get_one(WechatUser, OPENIDS[QIANG]).proof = "sms"
    answer = browser.get(f"wishes/{claimed}")
    assert (answer.status_code, "19900000011" in answer.text) == (422, False)
    assert browser.post(f"wishes/{claimed}/note", note="我是谁").status_code == 422


def test_giving_it_back_needs_a_reason_that_the_owner_reads(house, claimed):
    browser = house.browser(QIANG)
    refused = browser.post(f"wishes/{claimed}/release", reason="")
    assert (refused.status_code, "请写一句原因" in refused.text) == (422, True)
    assert "退回去了" in browser.does(f"wishes/{claimed}/release", reason="出差两周")
    assert "出差两周" in house.all(select(Outbox.text))[-1]
    seen = browser.text(f"wishes/{claimed}")
    assert "张三" not in seen
    assert "19900000011" not in seen


def test_several_do_it_together(house, claimed):
    cadre, helper = house.browser(QIANG), house.browser(MIN)
    assert helper.post(f"wishes/{claimed}/join", brings="钱").status_code == 422
    assert "一起拼" in cadre.does(f"wishes/{claimed}/share")
    assert "一起拼<" in helper.text("wishes/pool")
    page = helper.does(f"wishes/{claimed}/join", brings="出一半的钱")
    assert "加入了" in page
    assert "张三" not in page
    assert "19900000011" not in page
    assert "出一半的钱" in cadre.text(f"wishes/{claimed}")
    assert SAFE in helper.text("wishes/claims")
    assert "退出了" in helper.does(f"wishes/{claimed}/leave")
    assert "出一半的钱" not in cadre.text(f"wishes/{claimed}")


def test_the_owner_takes_it_back_at_any_time(house, claimed):
    page = house.browser(ZHANG).does(f"wishes/{claimed}/withdraw")
    assert "收回了" in page
    assert status(house, claimed) == "removed"
    assert house.browser(QIANG).post(f"wishes/{claimed}/done").status_code == 422


def test_who_wants_no_contact_is_shown_to_nobody(house, claimed):
    house.do(contacts.leave, ZHANG)
    answer = house.browser(QIANG).get(f"wishes/{claimed}")
    assert "张三" not in answer.text
    assert "19900000011" not in answer.text


FIELDS = {
    "words": SAFE,
    "name": "张三",
    "school": "支部",
    "phone": "19900000011",
    "note": "周六上午",
    "claimer": "赵强",
    "thanks": "太好了",
    "picture": "/picture",
}
SEEN = {
    # Who reviews knows the place and not the person; the claimer only as long as it is promised.
    ("claimed", ZHANG): {"words", "claimer", "note", "picture"},
    ("claimed", QIANG): {"words", "name", "school", "phone", "note", "picture"},
    ("claimed", MIN): {"words", "school", "picture"},
    ("claimed", LEI): {"words", "school", "picture"},
    ("claimed", LI): None,
    ("claimed", FANG): None,
    ("claimed", XIAO): None,
    ("opened", QIANG): {"words"},
    ("opened", MIN): {"words", "school", "picture"},
    ("opened", LI): None,
    ("opened", FANG): None,
    ("opened", XIAO): None,
    ("pending", QIANG): None,
    ("pending", MIN): {"words", "school", "picture"},
    ("pending", FANG): None,
    ("pending", LI): None,
    ("true", ZHANG): {"words", "claimer", "note", "thanks", "picture"},
    ("true", QIANG): {"words", "note", "thanks"},
    ("true", LI): None,
    ("true", FANG): None,
}


@pytest.fixture
def told(house):
    """Have one wish at each step, every field of it filled."""
    found = {}
    for step in ("pending", "opened", "claimed", "true"):
        wish = found[step] = post(house)
        with house.open_uow() as uow:
            wishes.keep_picture(uow, wish, "image/jpeg", picture())
        if step == "pending":
            continue
        house.do(wish_review.approve, wish, COUNTY)
        if step == "opened":
            continue
        house.do(wish_claims.claim, wish, QIANG)
        house.do(wish_claims.note, wish, QIANG, "周六上午")
        if step == "true":
            house.do(wish_claims.done, wish, QIANG)
            house.do(wish_claims.agree, wish, ZHANG, "太好了")
    return found


def test_what_each_may_see_and_do_field_by_field(house, told):
    pages_show(house, told)
    lists_show_no_more(house, told)
    nobody_takes_another_s_step(house, told)


def pages_show(house, told):
    browsers = {who: house.browser(who) for _, who in SEEN}
    for (step, who), fields in SEEN.items():
        page = browsers[who].get(f"wishes/{told[step]}")
        body = page.text.split("</header>", 1)[-1]
        found = {name for name, words in FIELDS.items() if words in body}
        assert (page.status_code, found) == ((422, set()) if fields is None else (200, fields)), (
            step,
            who,
        )
        image = browsers[who].get(f"wishes/{told[step]}/picture")
        assert (image.status_code == 200) == (fields is not None and "picture" in fields), (
            step,
            who,
        )


def lists_show_no_more(house, told):
    for who in (QIANG, MIN, FANG, LEI):
        browser = house.browser(who)
        pages = [browser.text(f"wishes/{tab}") for tab in ("pool", "claims")]
        if who != QIANG:
            pages.append(browser.text("wishes/review"))
        for page in pages:
            for secret in ("张三", "19900000011", "周六上午", "太好了"):
                held = who == QIANG and page is pages[1] and secret == "张三"
                assert (secret in page) <= held, (who, secret)
        assert (SAFE in "".join(pages)) == (who != FANG), who


def nobody_takes_another_s_step(house, told):
    steps = {
        "pending": ("approve", "remove", "claim", "withdraw", "agree", "note", "done"),
        "opened": ("remove", "withdraw", "agree", "release", "done", "note", "join"),
        "claimed": ("remove", "withdraw", "agree", "disagree", "release", "done", "note", "share"),
    }
    before = house.all(select(Wish.status).order_by(Wish.id))
    form = {"reason": "不行", "note": "不行", "why": "不行", "brings": "不行"}
    for who in (FANG, LI):
        browser = house.browser(who)
        for step, verbs in steps.items():
            for verb in verbs:
                answer = browser.post(f"wishes/{told[step]}/{verb}", **form)
                assert answer.status_code == 422, (who, step, verb)
                assert "张三" not in answer.text, (who, step, verb)
    assert house.all(select(Wish.status).order_by(Wish.id)) == before
