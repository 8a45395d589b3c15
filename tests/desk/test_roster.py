"""The roster form through the pages: in, out, and back in without a change."""

import io
from datetime import date

import pytest
from sqlalchemy import select, update

from models.audit import Audit
from models.cadre import Appointment, Cadre
from models.link import CadreLink
from models.person import Person
from models.sheet import Sheet
from tests.services.county import BRANCH, CITY, COUNTY, LI, MIN, NOW, QIANG, ZHANG
from tests.services.workbooks import ROSTER, cells, workbook

NEW = [1, "孙立", "县委", "副书记", 13900000201, "支部", date(2016, 6, 23), "合唱团", "每周三"]


@pytest.fixture
def numbered(house):
    """Give both cadres and a youth a number."""
    with house.open_uow() as uow:
        vault = uow.means.vault
        for person in (MIN, QIANG, LI):
            phone = f"+86139000000{person:02}"
            sealed = vault.seal(phone, f"person|phone|{person}")
            uow.session.execute(
                update(Person)
                .where(Person.id == person)
                .values(phone=sealed, phone_index=vault.index(phone, "phone"))
            )
    return house


def sent(browser, *rows, kind="fulltime", content=None, merged=()):
    content = content or workbook(["专挂职团干部"], ["填表单位:"], ROSTER, *rows, merged=merged)
    answer = browser.post("roster/import", file=(io.BytesIO(content), "表.xlsx"), type=kind)
    assert answer.status_code == 303, answer.text
    return answer.location.removeprefix("/h5/")


def exported(browser):
    answer = browser.post("roster/export")
    assert answer.status_code == 200, answer.text
    return answer.data


def links(house, cadre):
    return [
        (link.sort, link.name, link.report_on, link.last_day)
        for link in house.all(
            select(CadreLink).where(CadreLink.cadre_id == cadre).order_by(CadreLink.id)
        )
    ]


def person(house, name):
    return house.all(select(Person).where(Person.name == name))[0]


def test_the_page_is_the_leaders_alone(house):
    assert (
        "市"
        not in house.browser(MIN).text("roster").split("共")[0].split("县委")[0].split("h1")[-1]
    )
    assert "共 2 位" in house.browser(MIN).text("roster")
    for other in (QIANG, ZHANG):
        for page in ("roster", "roster/import", "roster/template"):
            assert house.browser(other).get(page).status_code == 422
        assert house.browser(other).post("roster/export").status_code == 422


def test_a_new_cadre_gets_a_post_links_and_a_one_time_password(numbered):
    browser = numbered.browser(MIN)
    path = sent(browser, NEW, [None, None, None, None, None, "第二支部", "7月"])
    page = browser.text(path)
    assert "1 位都没有问题" in page
    assert "新增 3 条,结束 0 条" in page
    browser.does(f"{path}/write")
    sun = person(numbered, "孙立")
    post = numbered.all(select(Appointment).where(Appointment.cadre_id == sun.id))[0]
    assert (post.organisation_id, post.type, post.post) == (COUNTY, "fulltime", "副书记")
    assert (post.first_day, post.leads) == (NOW.date(), False)
    assert links(numbered, sun.id) == [
        ("branch", "支部", "2016.6.23", None),
        ("association", "合唱团", "每周三", None),
        ("branch", "第二支部", "7月", None),
    ]
    cadre = numbered.all(select(Cadre).where(Cadre.id == sun.id))[0]
    shown = browser.post(f"{path}/logins").text
    assert cadre.username in shown
    assert cadre.must_change
    password = shown.split("一次性密码 <b>")[1].split("<")[0]
    with numbered.open_uow(read_only=True) as uow:
        assert uow.means.passwords.check(cadre.password, password)
    assert password not in str(numbered.all(select(Sheet.result)))
    rows = cells(browser.post(f"{path}/logins", **{"as": "xlsx"}).data)
    assert rows[1] == ["孙立", "县委", cadre.username, password]
    browser.does(f"{path}/logins/forget")
    assert browser.post(f"{path}/logins").status_code == 422


def test_passwords_are_not_shown_after_an_hour(numbered):
    browser = numbered.browser(MIN)
    path = sent(browser, NEW)
    browser.does(f"{path}/write")
    numbered.at(2026, 11, 23, 11, 1)
    assert browser.post(f"{path}/logins").status_code == 422
    assert "看登录名单" not in browser.text(path)


def test_export_and_import_again_changes_nothing(numbered):
    browser = numbered.browser(MIN)
    path = sent(browser, NEW, [None, None, None, None, None, "第二支部", "7月"])
    browser.does(f"{path}/write")
    before = numbered.all(select(CadreLink.id)), numbered.all(select(Appointment.id))
    form = exported(browser)
    rows = cells(form)
    assert rows[0][0] == "专挂职团干部“走支部连百心”情况一览表"
    assert rows[2] == [head.replace("\n", "") for head in ROSTER]
    page = browser.text(again := sent(browser, content=form))
    assert "<b>0</b><span>新来</span>" in page
    assert "<b>0</b><span>有改动</span>" in page
    assert "<b>3</b><span>没有变化</span>" in page
    browser.does(f"{again}/write")
    assert (numbered.all(select(CadreLink.id)), numbered.all(select(Appointment.id))) == before
    assert cells(exported(browser)) == rows
    assert len(numbered.all(select(Audit).where(Audit.deed == "roster_exported"))) == 2


def test_a_post_and_links_are_updated_and_the_old_ones_stay_as_history(numbered):
    browser = numbered.browser(MIN)
    mine = [1, "王敏", "县委", "书记", 13900000001, "支部", "周一", None, None]
    browser.does(sent(browser, mine) + "/write")
    browser.does(sent(browser, [*mine[:3], "副书记", mine[4], "支部", "周二"]) + "/write")
    assert links(numbered, MIN) == [
        ("branch", "支部", "周一", date(2026, 11, 22)),
        ("branch", "支部", "周二", None),
    ]
    posts = numbered.all(select(Appointment.post).where(Appointment.cadre_id == MIN))
    assert posts == ["副书记"]
    assert "周二" in browser.text("roster")


def test_a_youth_who_becomes_a_cadre_stays_the_same_person(numbered):
    browser = numbered.browser(MIN)
    path = sent(browser, [1, "李四", "支部", "书记", 13900000012], kind="seconded")
    browser.does(f"{path}/write")
    assert numbered.all(select(Cadre.username).where(Cadre.id == LI)) == [f"tuan{LI}"]
    assert numbered.all(select(Appointment.type).where(Appointment.cadre_id == LI)) == ["seconded"]
    assert len(numbered.all(select(Person).where(Person.name == "李四"))) == 1


def test_merged_cells_are_understood(numbered):
    browser = numbered.browser(MIN)
    path = sent(
        browser,
        [None] * 5 + ["甲支部", "周一"],
        [None] * 5 + ["乙支部", "周二"],
        merged=[
            (3, 0, 4, 0, "1"),
            (3, 1, 4, 1, "孙立"),
            (3, 2, 4, 2, "县委"),
            (3, 3, 4, 3, "书记"),
            (3, 4, 4, 4, "13900000201"),
        ],
    )
    browser.does(f"{path}/write")
    assert [name for _, name, _, _ in links(numbered, person(numbered, "孙立").id)] == [
        "甲支部",
        "乙支部",
    ]


def test_faults_are_named_by_their_rows(numbered):
    browser = numbered.browser(MIN)
    path = sent(
        browser,
        [1, "孙立", "县团委", "书记", 13900000201],
        [2, "周红", "县委", "书记", "必填"],
        [3, "吴江", "县委", "书记", 13900000001],
        [4, "郑和", "邻市委", "书记", 13900000204],
        [5, "王敏", "支部", "书记", 13900000001],
        [6, "", "县委", "书记", 13900000206],
    )
    page = browser.text(path)
    for words in (
        "第 4 行:你的范围里没有「县团委」这个单位,是不是「县委」",
        "第 5 行:手机号码不对",
        "第 6 行:手机号码 139****0001 登记的是另一个名字",
        "第 7 行:你的范围里没有「邻市委」这个单位",
        "第 8 行:手机号码 139****0001 和第 6 行的一样",
        "第 9 行:没有姓名",
    ):
        assert words in page
    assert numbered.all(select(Person).where(Person.name == "孙立")) == []


def test_who_no_longer_answers_for_the_organ_writes_nothing(numbered):
    browser = numbered.browser(MIN)
    path = sent(browser, NEW)
    with numbered.open_uow() as uow:
        uow.session.execute(update(Appointment).values(leads=False))
    assert "不由你负责" in browser.does(f"{path}/write")
    assert numbered.all(select(Person).where(Person.name == "孙立")) == []


def test_without_a_type_and_without_a_file_one_is_asked(numbered):
    browser = numbered.browser(MIN)
    file = (io.BytesIO(workbook(ROSTER, NEW)), "表.xlsx")
    assert "专职还是挂职" in browser.post("roster/import", file=file).text
    assert "先选一个" in browser.post("roster/import", type="fulltime").text


def new_login(page):
    return (
        page.split("用户名 <b>")[1].split("<")[0],
        page.split("一次性密码 <b>")[1].split("<")[0],
    )


def test_who_never_logged_in_gets_another_one_time_password(numbered):
    browser = numbered.browser(MIN)
    path = sent(browser, NEW)
    browser.does(f"{path}/write")
    sun = person(numbered, "孙立").id
    first = new_login(browser.post(f"{path}/logins").text)
    assert browser.text("roster").count(">重新发一次性密码<") == 1, "the others have logged in"
    numbered.at(2026, 11, 23, 12, 0)
    assert "在一览表里点「重新发一次性密码」" in browser.text(path)
    again = new_login(browser.post(f"roster/{sun}/login").text)
    assert (again[0], again[1] == first[1]) == (first[0], False)
    (cadre,) = numbered.all(select(Cadre).where(Cadre.id == sun))
    with numbered.open_uow(read_only=True) as uow:
        assert uow.means.passwords.check(cadre.password, again[1])
        assert not uow.means.passwords.check(cadre.password, first[1])
    assert cadre.must_change
    (noted,) = numbered.all(select(Audit).where(Audit.deed == "login_renewed"))
    assert (noted.actor_id, noted.object_id) == (MIN, str(sun))
    assert again[1] not in str(noted.data)


def test_nobody_elses_password_is_reset_by_it(numbered):
    browser = numbered.browser(MIN)
    browser.does(sent(browser, NEW) + "/write")
    sun = person(numbered, "孙立").id
    passwords = numbered.all(select(Cadre.password).order_by(Cadre.id))
    assert numbered.browser(QIANG).post(f"roster/{sun}/login").status_code == 422, "no leader"
    for other in (MIN, QIANG, ZHANG, 999):
        answer = browser.post(f"roster/{other}/login")
        assert answer.status_code == 422
        assert "登录过了" in answer.text
        assert "名单" in answer.text
    with numbered.open_uow() as uow:  # a post above the county as well
        post = {"cadre_id": sun, "organisation_id": CITY, "type": "fulltime"}
        uow.session.add(Appointment(**post, first_day=NOW.date()))
    assert browser.post(f"roster/{sun}/login").status_code == 422
    with numbered.open_uow() as uow:
        elsewhere = update(Appointment).where(Appointment.organisation_id == CITY)
        uow.session.execute(elsewhere.values(organisation_id=BRANCH))
        uow.session.execute(update(Cadre).where(Cadre.id == sun).values(must_change=False))
    assert browser.post(f"roster/{sun}/login").status_code == 422, "has one of their own"
    assert numbered.all(select(Cadre.password).order_by(Cadre.id)) == passwords
