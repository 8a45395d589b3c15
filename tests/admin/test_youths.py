"""小伙伴: found by the address, one of them, a number with a reason, tags of many, the first cadre."""

from datetime import timedelta

import pytest
from sqlalchemy import event, func, select, update

from domain.permissions import AdminRole
from models.audit import Audit
from models.contact import Contact, ContactTag
from models.organisation import Organisation, below
from models.person import Person
from services import console_numbers, own_data_chapters
from tests.admin.console import CITY, COUNTY, NEIGHBOUR
from tests.admin.extract_many import HOSTILE, SCRIPT


def youths(house, place=COUNTY):
    """Return the ids of youths of a place by name, those whose name is there once."""
    rows = house.rows(
        select(func.min(Person.id), Person.name)
        .where(Person.organisation_id.in_(below(house.places[place])))
        .where(Person.id.in_(select(Contact.youth_id)))
        .group_by(Person.name)
        .having(func.count() == 1)
    )
    return {name: number for number, name in rows}


def change(house, statement):
    with house.open_uow() as uow:
        uow.session.execute(statement)


def deeds(house, deed):
    return house.rows(select(Audit.object_id, Audit.data).where(Audit.deed == deed))


def test_youths_are_found_by_the_address(house):
    known = youths(house)
    browser = house.browser()
    page = browser.text("youths")
    assert page.count('data-tick aria-label="勾选') == 50
    behind = page.split("data-next")[0].rsplit('href="', 1)[1].split('"')[0]
    more = browser.client.get(behind).text
    assert "回第一页" in more
    assert not set(_ids(page)) & set(_ids(more))
    one = browser.text("youths", name="林小")
    assert "林小溪" in one
    assert len(_ids(one)) == 1
    assert "199****0001" in one
    assert "没有找到" in browser.text("youths", name="%")
    branch = house.one(select(Person.organisation_id).where(Person.id == known["许诺"]))
    assert "许诺" in browser.text("youths", **{"in": branch}, state="several")
    assert _ids(browser.text("youths", state="several")) == [known["许诺"]]
    long = _ids(browser.text("youths", met="long"))
    never = _ids(browser.text("youths", met="never"))
    assert long
    assert never
    assert not set(long) & set(never)
    assert "篮球" in browser.text("youths", tag="篮球")
    assert len(_ids(browser.text("youths", industry="village"))) < 50
    assert _ids(browser.text("youths", state="strange"))
    asked = []
    event.listen(house.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for query in ({"name": "林小"}, {"name": "张"}, {}):
        asked.clear()
        browser.text("youths", **query)
        counts.append(len(asked))
    assert counts[0] == counts[1] >= counts[2]
    assert counts[0] <= 15
    change(house, update(Person).where(Person.id == known["许诺"]).values(left_at=house.now))
    assert _ids(browser.text("youths", state="left")) == [known["许诺"]]
    assert "许诺" not in browser.text("youths", name="许诺").split('id="list"')[1]


def _ids(page):
    return [int(part.split('"')[0]) for part in page.split('name="youth" value="')[1:]]


def test_what_is_a_neighbours_is_not_there(house):
    theirs = next(iter(youths(house, NEIGHBOUR).values()))
    browser = house.browser()
    assert browser.get(f"youths/{theirs}").status_code == 404
    assert browser.post(f"youths/{theirs}/number", reason="x").status_code == 404
    assert browser.post(f"youths/{theirs}/lead", cadre=1).status_code == 404
    assert browser.get("youths", **{"in": house.places[NEIGHBOUR]}).status_code == 404
    assert "还没有选人" in browser.text("youths/tags", youth=theirs)
    answer = browser.post(f"youths/tags?youth={theirs}", industry="village")
    assert answer.status_code == 422
    assert house.browser(AdminRole.ORGAN, CITY).get(f"youths/{theirs}").status_code == 200
    assert house.browser(AdminRole.DOOR).get("youths").status_code == 403
    own = next(iter(youths(house).values()))
    auditor = house.browser(AdminRole.AUDITOR)
    seen = auditor.text(f"youths/{own}")
    assert "显示手机号" not in seen
    assert "改标签" not in auditor.text("youths")
    assert auditor.post("youths/tags?all=1", industry="village").status_code == 403
    assert auditor.post(f"youths/{own}/number", reason="x").status_code == 403
    operator = house.browser(AdminRole.OPERATOR)
    assert "显示手机号" not in operator.text(f"youths/{own}")
    assert "导出" not in operator.text("youths")


def test_a_number_is_shown_with_a_reason_that_its_owner_reads(house):
    known = youths(house)
    number, browser = known["林小溪"], house.browser()
    page = browser.text(f"youths/{number}")
    assert "199****0001" in page
    assert "今天看了 0 个" in page
    refused = browser.post(f"youths/{number}/number", reason="", words="  ")
    assert refused.status_code == 422
    assert "选一个原因" in refused.text
    shown = browser.post(f"youths/{number}/number", reason="核对身份")
    assert shown.status_code == 200
    assert "19900000001" in shown.text
    assert "今天看了 1 个" in shown.text
    assert deeds(house, "unmasked") == [(str(number), {"reason": "核对身份"})]
    used = house.do(own_data_chapters.part_of, number, "", "used")
    assert any("在后台看了你的手机号(原因:核对身份)" in line.what for line in used.lines)
    who, most = house.admin(), console_numbers.MOST
    with house.open_uow() as uow:
        uow.actor = who.id
        for _ in range(most - 1):
            console_numbers.unmask(uow, who, number, "电话抽查")
    enough = browser.post(f"youths/{number}/number", reason="核对身份")
    assert f"今天已经看了 {most} 个" in enough.text
    assert "19900000001" not in enough.text
    house.now += timedelta(hours=1)
    change(house, update(Person).where(Person.id == number).values(left_at=house.now))
    left = house.browser(AdminRole.SUPER).post(f"youths/{number}/number", reason="紧急情况")
    assert "不想被联系" in left.text
    assert "19900000001" not in left.text


@pytest.mark.both
def test_tags_of_many_and_the_first_cadre_are_changed_and_taken_back(house):
    known = youths(house)
    two, browser = [known["林小溪"], known["许诺"]], house.browser()
    others = select(func.count()).select_from(Contact).where(Contact.youth_id.in_(two))
    contacts = house.one(others)
    page = browser.text("youths/tags", youth=two)
    assert "要改 2 位" in page
    assert f"{contacts} 条联系" in page
    path = f"youths/tags?youth={two[0]}&youth={two[1]}&name="
    assert browser.post(path).status_code == 422
    assert "没有说要改成什么" in browser.post(path).text
    before = tagged(house, two)
    done = browser.does(path, industry="village", add="摄影、篮球", remove="志愿骨干")
    assert "改好了 2 位" in done
    after = tagged(house, two)
    assert {row.industry for row in after[0]} == {"village"}
    assert {"摄影", "篮球"} <= after[1]
    undo = "youths/changes/" + done.split("/youths/changes/")[1].split('"')[0]
    assert "撤销了:修改 2 位的标签" in browser.does(undo)
    assert tagged(house, two) == before
    everybody = browser.text("youths/tags", all=1, industry="village")
    assert "要改" in everybody
    assert "还没有选人" in browser.text("youths/tags")
    assert browser.post("youths/tags", industry="village").status_code == 422
    number = known["许诺"]
    first, second = house.rows(
        select(Contact.cadre_id)
        .where(Contact.youth_id == number)
        .order_by(Contact.is_primary.desc())
    )
    done = browser.does(f"youths/{number}/lead", cadre=second.cadre_id)
    assert "主要联系人换好了" in done
    lead = select(Contact.cadre_id).where(Contact.youth_id == number, Contact.is_primary)
    assert house.one(lead) == second.cadre_id
    undo = "youths/changes/" + done.split("/youths/changes/")[1].split('"')[0]
    browser.does(undo)
    assert house.one(lead) == first.cadre_id
    assert browser.post(f"youths/{number}/lead", cadre=10**12).status_code == 422


def tagged(house, youths):
    rows = house.rows(
        select(Contact.id, Contact.industry)
        .where(Contact.youth_id.in_(youths))
        .order_by(Contact.id)
    )
    tags = house.rows(
        select(ContactTag.tag).where(ContactTag.contact_id.in_([row.id for row in rows]))
    )
    return rows, {tag for (tag,) in tags}


def test_another_cadres_notes_are_not_shown_and_a_name_is_no_script(house):
    """A cadre of the city has one of the county's youths as well, with a tag of their own."""
    known = youths(house)
    number = known["许诺"]
    second = house.rows(
        select(Contact.id, Contact.cadre_id).where(Contact.youth_id == number, ~Contact.is_primary)
    )[0]
    city = select(Organisation.id).where(Organisation.name == CITY).scalar_subquery()
    change(house, update(Person).where(Person.id == second.cadre_id).values(organisation_id=city))
    with house.open_uow() as uow:
        uow.session.add(ContactTag(contact_id=second.id, tag="悄悄话"))
    browser = house.browser()
    assert "悄悄话" not in browser.text(f"youths/{number}")
    assert "悄悄话" not in browser.text("youths", name="许诺")
    assert "没有找到" in browser.text("youths", tag="悄悄话")
    browser.does(f"youths/tags?youth={number}", industry="village")
    kept = house.one(select(Contact.industry).where(Contact.id == second.id))
    assert kept != "village"
    assert "悄悄话" in house.browser(AdminRole.ORGAN, CITY).text(f"youths/{number}")
    refused = browser.post(f"youths/{number}/lead", cadre=second.cadre_id)
    assert "只能从正在联系" in refused.text
    a, b = known["林小溪"], known["许诺"]
    change(house, update(Person).where(Person.id == a).values(name=SCRIPT))
    change(house, update(Person).where(Person.id == b).values(name=HOSTILE))
    for path, query in (
        ("youths", {}),
        (f"youths/{a}", {}),
        (f"youths/{b}", {}),
        ("youths/tags", {"youth": a}),
    ):
        page = browser.text(path, **query)
        assert SCRIPT not in page
        assert '"http://x"' not in page
    assert "&lt;script&gt;" in browser.text(f"youths/{a}")
