"""我的小伙伴 on the pages: the list, one youth, adding, notes, batches, archiving."""

import re

from sqlalchemy import event, func, insert, select, update

from models.audit import Audit
from models.contact import Contact, ContactTag
from models.person import Person, WechatUser
from models.record import Record
from services import caseload_edit, contacts, records
from services.caseload_edit import Newcomer
from services.records import Did
from tests.services.county import LI, MIN, NOW, QIAN, QIANG, ZHANG, ZHAO

PHONE = "13800138000"


def add(house, name, cadre=MIN, phone="", **more):
    with house.open_uow() as uow:
        uow.actor = cadre
        newcomer = Newcomer(name, phone, fourteen=True, **more)
        return caseload_edit.add(uow, cadre, newcomer)


def scalar(house, question):
    with house.open_uow(read_only=True) as uow:
        return uow.session.scalar(question)


def names(html):
    """Return who is listed, in order."""
    listed = html.partition("整理名单")[0]
    return re.findall(r'href="/h5/caseload/\d+".*?cell__title">([^<]+)<', listed, re.DOTALL)


def test_the_list_shows_who_is_there_and_nobody_who_left(house):
    add(house, "周七", hint="高三(1)班", industry="senior_high", tags=("合唱队",), phone=PHONE)
    html = house.browser().text("caseload")
    assert set(names(html)) == {"周七(高三(1)班)", "张三", "李四"}
    assert "联系着 3 位" in html
    for part in ("普通高中", "#合唱队", "138****8000", "还没登录", "登录并同意"):
        assert part in html
    assert PHONE not in html
    assert "赵六" not in html
    assert "钱七" not in html


def test_one_looks_by_name_tag_industry_and_band(house):
    add(house, "周小川", hint="城东社区", industry="village", tags=("合唱队", "志愿"))
    add(house, "周大川", industry="other", tags=("志愿",))
    house.do(
        lambda uow: uow.session.execute(
            update(Contact).where(Contact.youth_id == LI).values(last_met_at=NOW)
        )
    )
    browser = house.browser()
    assert set(names(browser.text("caseload", words="川"))) == {"周小川(城东社区)", "周大川"}
    assert names(browser.text("caseload", words="城东")) == ["周小川(城东社区)"]
    assert names(browser.text("caseload", tag="合唱队")) == ["周小川(城东社区)"]
    assert names(browser.text("caseload", industry="other")) == ["周大川"]
    assert names(browser.text("caseload", band="recent")) == ["李四"]
    assert names(browser.text("caseload", band="unbound", tag="志愿", words="大")) == ["周大川"]
    html = browser.text("caseload", words="%")
    assert names(html) == []
    assert "看全部" in html
    html = browser.text("caseload", band="rubbish", skip="-1")
    for words in ("30 天内 1", "30–60 天 0", "60 天以上 0", "还没联系过 3", "还没登录 2", "全部 4"):
        assert words in html


def test_a_long_list_goes_on_and_the_number_of_questions_does_not_grow(house):
    browser = house.browser()

    def asked():
        seen = []
        listen = lambda *args: seen.append(args[2])  # noqa: E731 - it is taken off again
        event.listen(house.engine, "before_cursor_execute", listen)
        html = browser.text("caseload")
        browser.text("caseload/tags")
        event.remove(house.engine, "before_cursor_execute", listen)
        return html, len(seen)

    add(house, "零号", phone="13900139000", tags=("甲",))
    few, one = asked()
    many(house, 45)
    html, more = asked()
    assert one == more
    assert "看后面的" not in few
    assert len(names(html)) == 20
    seen = (
        names(html)
        + names(browser.text("caseload", skip=20))
        + names(browser.text("caseload", skip=40))
    )
    assert len(seen) == len(set(seen)) == 48
    assert "看前面的" in browser.text("caseload", skip=20)


def many(house, number):
    """Write so many into the case-load, each with a tag and a colleague."""
    with house.open_uow() as uow:
        ids = range(1000, 1000 + number)
        uow.session.execute(
            insert(Person),
            [{"id": n, "name": f"青年{n}", "organisation_id": 3, "created_at": NOW} for n in ids],
        )
        rows = [(n, cadre) for n in ids for cadre in (MIN, QIANG)]
        uow.session.execute(
            insert(Contact),
            [
                {"cadre_id": cadre, "youth_id": n, "started_at": NOW, "is_primary": cadre == MIN}
                for n, cadre in rows
            ],
        )
        mine = select(Contact.id).where(Contact.youth_id >= 1000)
        uow.session.execute(
            insert(ContactTag), [{"contact_id": c, "tag": "甲"} for c in uow.session.scalars(mine)]
        )


def test_nobody_is_there_yet(house):
    html = house.browser(QIANG).text("caseload")
    assert "还没有小伙伴" in html
    assert "/h5/caseload/code" in html
    assert "/h5/sheets/youths" in html
    assert "先加一位" in house.browser(QIANG).text("caseload/tags")
    assert "没有归档的小伙伴" in house.browser(QIANG).text("caseload/archived")
    assert "没有可以撤销的" in house.browser(QIANG).text("changes")


def test_adding_says_how_the_number_stands_and_can_be_taken_back(house):
    browser = house.browser()
    assert "现在联系着 2 位" in browser.text("caseload/add")
    html = browser.does(
        "caseload/add",
        name=" 周 七 ",
        phone="138 0013 8000",
        fourteen="1",
        industry="village",
        tags="合唱队、高三",
    )
    assert "加好了:周七。现在联系着 3 位。" in html
    undo = re.search(r'action="/h5/(changes/\d+/undo)"', html)[1]
    assert "撤销了:添加周七。" in browser.does(undo)
    assert house.do(contacts.size, MIN) == 2
    assert scalar(house, select(func.count()).where(Person.phone_index.is_not(None))) == 0
    assert browser.post(undo).status_code == 422
    assert "加好了:周七" in browser.does("caseload/add", name="周七", phone=PHONE, fourteen="1")


UNFIT = (
    ({"name": ""}, "姓名没有写"),
    ({"name": "周7"}, "只能有文字"),
    ({"name": "周七", "fourteen": ""}, "已满 14 周岁"),
    ({"name": "周七", "born": "2012-11-23"}, "由父母同意"),
    ({"name": "周七", "born": "去年"}, "没看懂"),
    ({"name": "周七", "phone": "12345"}, "11 位"),
    ({"name": "周七", "industry": "farming"}, "行业要从表里选"),
    ({"name": "周七", "tags": "一二三四五六七八九十一二三四五六七八九十一"}, "太长"),
    ({"name": "张三"}, "已经有一位张三"),
    ({"name": "赵六"}, "分不清是不是同一位"),
)


def test_what_cannot_be_added_is_said_and_what_was_typed_stays(house):
    browser = house.browser()
    for form, why in UNFIT:
        answer = browser.post("caseload/add", **{"fourteen": "1", "hint": "", **form})
        assert answer.status_code == 422
        assert why in answer.text
        assert f'value="{form["name"]}"' in answer.text
    assert house.do(contacts.size, MIN) == 2


def test_a_youth_is_seen_with_everything_but_the_number(house):
    added = add(house, "周七", phone=PHONE, hint="高三", occupation="student", tags=("合唱队",))
    add(house, "周七", QIANG, PHONE)
    browser = house.browser()
    html = browser.text(f"caseload/{added.person_id}")
    for part in ("周七", "高三", "学生", "#合唱队", "138****8000", "也由赵强联系", "手动添加"):
        assert part in html
    assert PHONE not in html
    other = house.browser(QIANG).text(f"caseload/{added.person_id}")
    assert "王敏" in other
    assert "合唱队" not in other, "each cadre's tags are their own"


def test_the_whole_number_takes_a_tap_which_is_written_down(house):
    added = add(house, "周七", phone=PHONE)
    browser = house.browser()
    answer = browser.post(f"caseload/{added.person_id}/phone")
    assert PHONE in answer.text
    assert f'href="tel:{PHONE}"' in answer.text
    assert (
        scalar(house, select(func.count()).where(Audit.deed == "saw_phone", Audit.actor_id == MIN))
        == 1
    )
    assert house.browser(QIANG).post(f"caseload/{added.person_id}/phone").status_code == 422
    assert scalar(house, select(func.count()).where(Audit.deed == "saw_phone")) == 1
    answer = browser.post(f"caseload/{ZHANG}/phone")
    assert answer.status_code == 422
    assert "还没有登记手机号" in answer.text


def test_nobody_elses_youth_opens(house):
    min_, qiang = house.browser(), house.browser(QIANG)
    for page in ("", "/edit", "/archive"):
        for browser, youth in ((qiang, LI), (min_, ZHAO), (min_, QIAN), (min_, 999)):
            answer = browser.get(f"caseload/{youth}{page}")
            assert answer.status_code == 422
            assert "没有这一位" in answer.text


def test_a_youth_has_no_case_load(house):
    for path in ("caseload", "caseload/add", "caseload/tags", "changes"):
        assert house.browser(ZHANG).get(path).status_code == 422


def test_one_tap_writes_a_talk_down_and_one_takes_it_back(house):
    browser = house.browser()
    html = browser.does(f"caseload/{ZHANG}/talked", kind="heart_to_heart")
    assert "记好了:今天 · 谈心谈话,和张三。" in html
    assert "今天联系过" in html
    browser.does(f"caseload/{ZHANG}/talked", kind="heart_to_heart")
    assert scalar(house, select(func.count()).select_from(Record)) == 1
    undo = re.search(r'action="/h5/(caseload/\d+/talks/\d+/undo)"', html)[1]
    assert "还没联系过" in browser.does(undo)
    assert house.browser(QIANG).post(f"caseload/{ZHANG}/talked", kind="visit").status_code == 422
    assert browser.post(f"caseload/{ZHANG}/talked", kind="open_day").status_code == 422


def test_an_invitation_is_one_tap_away(house):
    added = add(house, "周七", phone=PHONE)
    browser = house.browser()
    answer = browser.post(f"caseload/{added.person_id}/invite")
    assert answer.status_code == 303
    assert browser.client.get(answer.location).status_code == 200
    assert "已经登录过" in browser.post(f"caseload/{ZHANG}/invite").text


def test_who_has_no_primary_cadre_is_offered_one(house):
    browser = house.browser()
    house.do(lambda uow: uow.session.execute(update(Contact).values(is_primary=False)))
    assert "由我来" in browser.text(f"caseload/{ZHANG}")
    html = browser.does(f"caseload/{ZHANG}/primary")
    assert "你现在是张三的主要联系人" in html
    assert "由我来" not in html


def test_notes_are_changed_and_the_name_only_while_nobody_else_answers_for_it(house):
    added = add(house, "周七", phone="13900139000")
    browser = house.browser()
    path = f"caseload/{added.person_id}/edit"
    assert "139****9000" in browser.text(path)
    html = browser.does(
        path,
        name="周琪",
        phone=PHONE,
        hint="医院",
        field="association",
        industry="public_institution",
        tags="急救",
    )
    for part in ("周琪的信息改好了", "138****8000", "青年社会组织、社团", "事业单位", "#急救"):
        assert part in html
    assert (
        "已经登记过"
        in browser.post(
            path, name="周琪", phone=add(house, "吴八", phone="13700137000") and "13700137000"
        ).text
    )
    theirs = f"caseload/{ZHANG}/edit"
    assert "由 TA 本人或管理员改" in browser.text(theirs)
    assert browser.post(theirs, name="张四").status_code == 422
    browser.does(theirs, name="张三", hint="城东")
    assert scalar(house, select(Person.name).where(Person.id == ZHANG)) == "张三"


def test_archiving_moves_the_count_at_once_and_back(house):
    browser = house.browser()
    assert "现在 2 位" in browser.text(f"caseload/{LI}/archive")
    assert "选一个原因" in browser.post(f"caseload/{LI}/archive").text
    html = browser.does(f"caseload/{LI}/archive", reason="毕业离校")
    assert "李四归档了,以前的记录照算。现在联系着 1 位。" in html
    undo = re.search(r'action="/h5/(changes/\d+/undo)"', html)[1]
    assert "李四" not in names(html)
    assert "毕业离校" in browser.text("caseload/archived")
    assert house.browser(QIANG).post(undo).status_code == 422
    assert "李四" in names(browser.does(undo))
    assert house.do(contacts.size, MIN) == 2


def test_who_was_archived_long_ago_is_brought_back(house):
    add(house, "周七", tags=("合唱队",), hint="医院")
    browser = house.browser()
    youth = scalar(house, select(Person.id).where(Person.name == "周七"))
    browser.does(f"caseload/{youth}/archive", reason="", other="去外地实习")
    house.at(2026, 11, 30, 9, 0)
    browser = house.browser()
    html = browser.text("caseload/archived")
    assert "去外地实习" in html
    assert "赵六" not in html
    contact = scalar(house, select(Contact.id).where(Contact.youth_id == youth))
    assert house.browser(QIANG).post(f"caseload/archived/{contact}/restore").status_code == 422
    html = browser.does(f"caseload/archived/{contact}/restore")
    assert "周七回来了。现在联系着 3 位。" in html
    assert "#合唱队" in html
    assert 'title">周七' not in browser.text("caseload/archived")
    assert browser.post(f"caseload/archived/{contact}/restore").status_code == 422


def test_several_are_tagged_at_once_and_it_is_taken_back(house):
    add(house, "周七", industry="village", tags=("旧的",))
    browser = house.browser()
    youth = scalar(house, select(Person.id).where(Person.name == "周七"))
    assert "还没有选人" in browser.post("caseload/tags", set_industry="university").text
    assert "改成什么" in browser.post("caseload/tags", youth=[ZHANG]).text
    html = browser.does(
        "caseload/tags",
        youth=[youth, LI, ZHAO, QIAN],
        set_industry="university",
        set_field="community",
        add="高三 合唱队",
        remove=["旧的"],
    )
    assert "改好了 2 位" in html
    assert html.count("普通高等院校 ·") == 2
    assert "旧的" not in browser.text(f"caseload/{youth}")
    undo = re.search(r'action="/h5/(changes/\d+/undo)"', html)[1]
    browser.does(undo)
    html = browser.text(f"caseload/{youth}")
    assert "#旧的" in html
    assert "农村" in html
    assert "合唱队" not in html
    assert browser.post(undo).status_code == 422


def test_everybody_who_is_found_is_tagged_without_a_tick_each(house):
    many(house, 130)
    browser = house.browser()
    assert "全部 132 位" in browser.text("caseload/tags")
    assert browser.text("caseload/tags").count('name="youth"') == 100
    answer = browser.client.post(
        "/h5/caseload/tags",
        query_string={"words": "青年"},
        data={"csrf": browser.csrf, "everybody": "1", "set_occupation": "student"},
    )
    assert answer.status_code == 303
    students = select(func.count()).where(Contact.occupation == "student")
    assert scalar(house, students.where(Contact.cadre_id == MIN)) == 130
    assert scalar(house, students) == 130, "a colleague's notes are theirs"


def test_a_change_is_taken_back_for_a_day(house):
    browser = house.browser()
    browser.does(f"caseload/{LI}/archive", reason="毕业离校")
    html = browser.text("changes")
    assert "归档李四" in html
    undo = re.search(r'action="/h5/(changes/\d+/undo)"', html)[1]
    house.at(2026, 11, 24, 10, 1)
    browser = house.browser()
    assert "归档李四" not in browser.text("changes")
    answer = browser.post(undo)
    assert answer.status_code == 422
    assert "24 小时" in answer.text


def test_who_left_is_neither_seen_nor_brought_back(house):
    browser = house.browser()
    html = browser.does(f"caseload/{ZHANG}/archive", reason="毕业离校")
    undo = re.search(r'action="/h5/(changes/\d+/undo)"', html)[1]
    house.do(contacts.leave, ZHANG)
    contact = scalar(house, select(Contact.id).where(Contact.youth_id == ZHANG))
    for path in (undo, f"caseload/archived/{contact}/restore"):
        answer = browser.post(path)
        assert answer.status_code == 422
        assert "不被联系" in answer.text
    assert 'title">张三' not in browser.text("caseload/archived")
    assert scalar(house, select(func.count()).select_from(WechatUser)) == 4


def test_a_refused_batch_keeps_what_was_picked_also_on_a_later_page(house):
    many(house, 130)
    browser = house.browser()
    later = browser.text("caseload/tags", skip=100)
    assert 'action="/h5/caseload/tags?skip=100"' in later
    youth = re.findall(r'name="youth" value="(\d+)"', later)[-1]
    answer = browser.client.post(
        "/h5/caseload/tags?skip=100",
        data={"csrf": browser.csrf, "youth": youth, "remove": ["甲"], "set_field": "nothing"},
    )
    assert answer.status_code == 422
    assert f'name="youth" value="{youth}" checked' in answer.text
    assert 'name="remove" value="甲" checked' in answer.text


def test_a_colleague_wrote_it_down_already(house):
    """What an activity of somebody else credited today is no second talk."""
    with house.open_uow() as uow:
        record = records.log(uow, MIN, Did("heart_to_heart", NOW.date()), [ZHANG]).id
        uow.session.execute(update(Record).where(Record.id == record).values(entered_by=QIANG))
    html = house.browser().does(f"caseload/{ZHANG}/talked", kind="heart_to_heart")
    assert "今天已经记过了" in html
    assert f'href="/h5/records/{record}"' in html
