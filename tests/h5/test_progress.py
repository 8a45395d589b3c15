"""我的进度: what it shows, and what one tap does, once however often it is pressed."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import func, select, update

from models.activity import Activity, Enrolment
from models.closing import Closing
from models.contact import Contact
from models.person import Person, WechatUser
from models.record import Record, RecordYouth
from models.wish import Claim, Wish
from services import corrections, links
from services.records import Did
from tests.h5.house import House
from tests.standings import BRANCH, COUNTY, LI, NOW, OPENIDS, WANG, fill, programme

SUN = 14


@pytest.fixture
def build(new_database):
    houses = []

    def make(kind):
        house = House(new_database(kind, fill), programme=programme())
        house.clock.now = NOW
        houses.append(house)
        return house

    yield make
    for house in houses:
        house.close()


@pytest.fixture
def house(build, database_kind):
    return build(database_kind)


@pytest.fixture
def small_house(build):
    """Give a house on SQLite alone, for what is decided above the database."""
    return build("sqlite")


def offers(house):
    """Put an activity and a wish within reach."""
    with house.open_uow() as uow:
        uow.session.add(
            Activity(
                id=1,
                organisation_id=COUNTY,
                title="河道志愿服务",
                kind="volunteering",
                seats=30,
                taken=29,
                waiting=0,
                queued=0,
                status="open",
                place="河滨",
                created_at=NOW,
                starts_at=NOW + timedelta(days=6),
                ends_at=NOW + timedelta(days=6, hours=2),
                deadline=NOW + timedelta(days=5),
            )
        )
        uow.session.add(
            Wish(
                id=5,
                person_id=SUN,
                organisation_id=BRANCH,
                area_id=BRANCH,
                kind="study",
                text="想要一本高考数学复习书",
                surname_shown=False,
                media_id="",
                status="open",
                created_at=NOW,
                changed_at=NOW,
            )
        )


def tap(house, path, do, number):
    """Press a button and return the page that follows."""
    done = house.client.post(path, data={"do": do, "id": str(number)})
    if done.status_code != 303:
        return done
    assert done.location.startswith(path + "?did=")
    return house.client.get(done.location)


def stranger(house):
    """Give another browser, or the same one after it forgot everything."""
    return house.app.test_client(use_cookies=False)


def cookie_of(answer):
    return answer.headers["Set-Cookie"].split(";")[0]


def words(page):
    """Return what a page says, without its tags."""
    body = page.text.split("<body>")[1]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body))).strip()


def count(house, model, *where):
    with house.open_uow(read_only=True) as uow:
        return uow.session.scalar(select(func.count()).select_from(model).where(*where))


def talks(house):
    alive = Record.undone_at.is_(None)
    return count(house, Record, Record.kind == "heart_to_heart", Record.id > 25, alive)


def test_every_rule_is_there_with_its_number_and_its_reasons(house):
    page = house.client.get(house.opened())
    assert page.status_code == 200
    said = words(page)
    assert said.startswith("王建国的进度 到今天,11 月 22 日 还要做的 本单位 季度材料 0/1")
    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page.text) == [
        "还要做的",
        "可以这样补上",
        "已经完成",
        "还没开始",
    ]
    titles = re.findall(r"<h3>(?:<span[^>]*>本单位</span>)?(.*?)</h3>\s*<span", page.text)
    assert titles == [
        "季度材料",
        "五个一",
        "夜访",
        "每年面对面",
        "机关五个一",
        "联系青年",
        "分领域联系",
        "到支部报到",
        "讲团课",
    ]
    for piece in (
        "五个一 3/5 还差 2 次,任何一类都可以 12 月 31 日前,还有 39 天",
        "11 月 1 日到 12 月 31 日发生的都算,哪天记的不要紧。",
        "11 月 2 日 · 志愿服务 · 社区清洁 · 2 小时 · 2 位小伙伴",
        "管理员更正:记重了 11 月 12 日 志愿服务",
        "每两个月五次 《试验通知》(试发〔2026〕1号)二",
        "不再算在内:不想被联系了 1 位(走了的人),不再由你联系 1 位(交接的人)",
        "还没见到:孙七。",
        "每一类都要 1 次,多的不抵别的类。",
        "已经完成 到支部报到 2/2 11 月 16 日到 11 月 22 日发生的都算",
        "还没开始 讲团课 1 次 2027 年 4 月 1 日起",
    ):
        assert piece in said, piece
    assert '<progress max="5" value="3"' in page.text
    assert page.text.count("<progress") == 7


def test_it_holds_no_script_and_no_style_of_its_own(small_house):
    page = small_house.client.get(small_house.progress())
    assert "style=" not in page.text
    assert page.text.count("<script") == 1
    assert page.headers["Cache-Control"] == "no-store"


def test_another_cadre_sees_another_page(small_house):
    said = words(small_house.client.get(small_house.progress(LI)))
    assert "不作要求 夜访 0/3 提倡参加,不作要求" in said
    assert "王建国" not in said
    assert "本单位" not in said


def test_a_talk_is_written_down_and_taken_back(house):
    path = house.opened()
    first = tap(house, path, "heart_to_heart", SUN)
    assert "记好了:今天 · 谈心谈话,和孙七。" in words(first)
    assert "五个一 4/5" in words(first)
    assert talks(house) == 1
    number = re.search(r'value="undo">\s*<input[^>]*value="(\d+)"', first.text)[1]
    back = tap(house, path, "undo", number)
    assert "撤销了:今天 · 谈心谈话,和孙七。" in words(back)
    assert "五个一 3/5" in words(back)
    assert 'value="undo"' not in back.text
    assert talks(house) == 0
    assert "撤销了" in words(tap(house, path, "undo", number))


@pytest.mark.both
def test_pressed_often_it_is_written_once(house):
    path = house.progress()
    cookie = cookie_of(house.client.get(path))
    with house.serving(), ThreadPoolExecutor(4) as pool:
        press = lambda _: stranger(house).post(  # noqa: E731 - a press
            path, data={"do": "heart_to_heart", "id": str(SUN)}, headers={"Cookie": cookie}
        )
        answers = list(pool.map(press, range(8)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.location for answer in answers}) == 1
    assert talks(house) == 1


def test_a_seat_is_taken_once(house):
    offers(house)
    path = house.opened()
    assert "河道志愿服务 11 月 28 日 周六 18:00 · 还有 1 个名额" in words(house.client.get(path))
    for _ in range(2):
        said = words(tap(house, path, "sign_up", 1))
        assert "报好了:「河道志愿服务」11 月 28 日 周六 18:00。" in said
    assert count(house, Enrolment) == 1
    assert "候补" not in said


def test_a_wish_is_claimed_once_and_says_nothing_of_who_wishes(house):
    offers(house)
    path = house.opened()
    assert "微心愿:想要一本高考数学复习书" in words(house.client.get(path))
    for _ in range(2):
        said = words(tap(house, path, "claim", 5))
        assert "认领好了:「想要一本高考数学复习书」。" in said
        assert "在对话里回复「认领心愿5」" in said
    assert count(house, Claim) == 1


@pytest.mark.parametrize(
    ("do", "number"),
    [
        ("heart_to_heart", 15),  # left
        ("heart_to_heart", 16),  # handed over
        ("heart_to_heart", LI),
        ("visit", 10**17),
        ("visit", "٣"),
        ("open_day", SUN),
        ("", ""),
        ("undo", 1 + 10**9),
        ("undo", 21),
        ("sign_up", 77),
        ("claim", 77),
    ],
)
def test_what_may_not_be_is_refused_on_the_page_itself(small_house, do, number):
    before = count(small_house, Record), count(small_house, RecordYouth)
    page = tap(small_house, small_house.opened(), do, number)
    assert page.status_code == 422
    assert 'role="status"' in page.text
    assert "还要做的" in page.text
    assert (count(small_house, Record), count(small_house, RecordYouth)) == before


def test_a_closed_period_is_left_alone(small_house):
    path = small_house.opened()
    number = re.search(
        r"talk-(\d+)", small_house.client.post(path, data={"do": "visit", "id": str(SUN)}).location
    )[1]
    with small_house.open_uow() as uow:
        uow.session.add(
            Closing(
                organisation_id=COUNTY,
                first_day=NOW.date().replace(month=10, day=1),
                last_day=NOW.date().replace(month=12, day=31),
                closed_at=NOW,
                closed_by="周书记",
            )
        )
    for do, what in (("undo", number), ("heart_to_heart", SUN)):
        assert tap(small_house, path, do, what).status_code == 422
    assert count(small_house, Record, Record.id > 25, Record.undone_at.is_(None)) == 1


def test_what_was_done_is_only_told_to_whom_it_belongs(small_house):
    did = small_house.client.post(
        small_house.opened(), data={"do": "heart_to_heart", "id": str(SUN)}
    ).location.split("?")[1]
    other = small_house.client.get(f"{small_house.progress(LI)}?{did}")
    assert "记好了" not in other.text
    for odd in ("did=talk-", "did=talk-x", "did=claim-1", "did=sign_up-9", "did=%00-1", "did="):
        assert small_house.client.get(f"{small_house.progress()}?{odd}").status_code == 200


def test_an_old_record_is_not_taken_back_here(small_house):
    assert tap(small_house, small_house.opened(), "undo", 2).status_code == 422


@pytest.mark.parametrize("how", ["old", "never", "unbound", "no password", "no cadre"])
def test_a_stale_link_opens_nothing(small_house, how):
    path = small_house.opened()
    if how == "old":
        small_house.clock.now += links.LIFE
    elif how == "never":
        path = "/h5/progress/" + "x" * 32
    else:
        values = {
            "unbound": {"person_id": None},
            "no password": {"proof": "sms"},
            "no cadre": {"person_id": SUN},
        }[how]
        with small_house.open_uow() as uow:
            uow.session.execute(
                update(WechatUser).where(WechatUser.openid == OPENIDS[WANG]).values(**values)
            )
    status = 410 if how in {"old", "never", "unbound"} else 422
    assert small_house.client.get(path).status_code == status
    answer = small_house.client.post(path, data={"do": "visit", "id": str(SUN)})
    assert answer.status_code == status
    assert count(small_house, Record, Record.id > 25) == 0


def test_what_an_admin_corrected_is_not_taken_back_with_a_tap(house):
    with house.open_uow() as uow:
        did = Did("heart_to_heart", uow.today)
        number = corrections.add(uow, did, cadre_id=WANG, by_name="周书记", reason="补上").id
        assert uow.session.get_one(Record, number).entered_by == WANG
    path = house.opened()
    assert 'value="undo"' not in house.client.get(f"{path}?did=talk-{number}").text
    page = tap(house, path, "undo", number)
    assert page.status_code == 422
    assert "这一条是管理员更正的,这里撤不了。" in words(page)
    assert count(house, Record, Record.id == number, Record.undone_at.is_(None)) == 1


def test_a_hostile_name_stays_text(small_house):
    with small_house.open_uow() as uow:
        uow.session.get_one(Person, SUN).name = '<script>alert(1)</script>"'
        uow.session.execute(update(Contact).values(hint="<b>x</b>"))
    page = tap(small_house, small_house.opened(), "heart_to_heart", SUN)
    assert "<script>alert" not in page.text
    assert "<b>x" not in page.text
