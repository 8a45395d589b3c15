"""Lists taken out as files: asked for on the page, made by a worker, taken within a day."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from sqlalchemy import func, select

from domain.extracts import (
    KEPT,
    LEASE,
    MOST,
    TRIES,
    ExtractStatus,
    Format,
    file_name,
    tame,
    written,
)
from domain.permissions import AdminRole
from models.admin import Admin
from models.audit import Audit
from models.extract import Extract, ExtractPart
from models.notice import Notice, NoticePerson
from models.person import Person
from scheduler.extracts import ExtractWorker
from services import extracts, extracts_files, extracts_work, schedule
from tests.admin.console import COUNTY, NEIGHBOUR
from tests.admin.extract_many import (
    HOSTILE,
    SCRIPT,
    asked,
    content,
    crowd,
    lines,
    official,
    sheet,
    worker,
)
from tests.house import NOW


def state(house, extract):
    return house.rows(
        select(Extract.status, Extract.done, Extract.total, Extract.why).where(
            Extract.id == extract
        )
    )[0]


def made(house, format_, **filters):
    """Ask for youths (or another list) through the page and have them made; return the answer."""
    browser = house.browser()
    form = {"list": "youths"} | {
        key: filters.pop(key) for key in list(filters) if key == "list" or key.startswith("with-")
    }
    query = "&".join(f"{key}={value}" for key, value in filters.items())
    answer = browser.post("extracts", format=format_, asked=query, page="/console/youths", **form)
    assert answer.status_code == 303, answer.text
    path = urlsplit(answer.location)
    assert parse_qs(path.query)["back"] == ["/console/youths" + (f"?{query}" if query else "")]
    assert ExtractWorker(house.open_uow).work() == 1
    got = browser.get(f"{path.path.removeprefix('/console/')}/file")
    assert got.status_code == 200, got.text
    return got


def test_what_is_found_is_taken_out_as_excel_and_as_csv(house):
    crowd(house.engine, 40)
    browser = house.browser()
    assert "导出" in browser.text("youths")
    answer = made(house, "xlsx")
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    assert unquote(answer.headers["Content-Disposition"].split("''")[1]) == (
        "小伙伴_共青团临溪县委_2026-11-23.xlsx"
    )
    rows = sheet(answer.data)
    assert rows[0][:4] == ["姓名", "单位", "手机号", "联系人"]
    names = [row[0] for row in rows]
    assert {HOSTILE, SCRIPT, "林小溪"} <= set(names)
    one = rows[names.index("林小溪")]
    assert one[2] == "199****0001"
    met = next(row for row in rows[1:] if row[8])
    assert met[8].isoformat()[:2] == "20"
    assert isinstance(one[4], float)
    book = zipfile.ZipFile(io.BytesIO(answer.data))
    first = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in first
    assert "<hyperlink" not in first
    assert 'state="frozen"' in first
    assert "小伙伴" in book.read("xl/workbook.xml").decode()
    assert "没有筛选" in book.read("xl/worksheets/sheet2.xml").decode()
    answer = made(house, "csv")
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith(b"\xef\xbb\xbf\xe5\xa7\x93")
    assert answer.data.count(b"\r\n") == len(rows)
    assert b"\n" not in answer.data.replace(b"\r\n", b"")
    assert b'"\'=HYPERLINK(""http://x"",""y"")",' in answer.data
    table = lines(answer.data)
    assert [row[0] for row in table if row[0] != f"'{HOSTILE}"] == [
        n for n in names if n != HOSTILE
    ]
    few = lines(made(house, "csv", name="林小").data)
    assert [row[0] for row in few] == ["姓名", "林小溪"]
    assert lines(made(house, "csv", name="没有人").data) == [rows[0]]
    took = house.rows(select(Audit.object_id, Audit.data).where(Audit.deed == "took_out"))
    assert took[2].object_id == str(house.places[COUNTY])
    assert took[2].data["filters"] == ["name"]
    assert "林小" not in repr([row.data for row in took])


def test_who_may_take_what_out(house):
    form = {"list": "youths", "format": "csv", "asked": ""}
    for role in (AdminRole.OPERATOR, AdminRole.AUDITOR, AdminRole.DOOR):
        assert house.browser(role).post("extracts", **form).status_code == 403
        assert house.browser(role).get("extracts").status_code == 403
    browser = house.browser()
    theirs = {**form, "asked": f"in={house.places[NEIGHBOUR]}"}
    assert browser.post("extracts", **theirs).status_code == 404
    assert browser.post("extracts", **{**form, "list": "persons"}).status_code == 422
    assert browser.post("extracts", **{**form, "format": "pdf"}).status_code == 422
    assert "这一天里没有导出过" in browser.text("extracts")
    mine = asked(house.open_uow, "csv")
    ExtractWorker(house.open_uow).work()
    assert "做好了" in browser.text("extracts")
    assert browser.get(f"extracts/{mine}/file").status_code == 200
    other = house.browser(AdminRole.SUPER)
    assert other.get(f"extracts/{mine}").status_code == 422
    assert "文件没有了" in other.text(f"extracts/{mine}/file")
    assert "//evil" not in browser.text(f"extracts/{mine}", back="//evil.example/")
    late = asked(house.open_uow, "csv")
    with house.open_uow() as uow:
        who = uow.session.scalars(
            select(Admin)
            .join(Person, Person.id == Admin.person_id)
            .where(Person.name == f"organ·{COUNTY}")
        ).one()
        who.organisation_id = house.places[NEIGHBOUR]
    assert browser.get(f"extracts/{mine}/file").status_code == 404
    ExtractWorker(house.open_uow).work()
    assert state(house, late).why.startswith("你现在的角色")


def test_the_page_tells_how_far_it_is_and_gives_up(house):
    crowd(house.engine, 1_500)
    browser = house.browser()
    number = asked(house.open_uow, "xlsx")
    assert "在排队" in browser.text(f"extracts/{number}")
    seen = []

    def open_uow(*, read_only=False):
        if not read_only:
            seen.append(browser.text(f"extracts/{number}").split('role="status">')[-1][:60])
        return house.open_uow(read_only=read_only)

    assert ExtractWorker(open_uow).work() == 1
    assert any("写了 1,000 / 1,7" in words for words in seen), seen
    done = browser.text(f"extracts/{number}")
    assert "做好了" in done
    refresh = browser.client.get(f"/console/extracts/{number}", headers={"HX-Request": "true"})
    assert refresh.headers["HX-Refresh"] == "true"
    assert "清掉了" in browser.does(f"extracts/{number}/cancel")
    assert house.one(select(func.count()).select_from(ExtractPart)) == 0
    assert "文件没有了" in browser.text(f"extracts/{number}/file")
    for _ in range(3):
        number = asked(house.open_uow, "csv")
    assert "已经有 3 个" in browser.post("extracts", list="youths", format="csv").text
    with house.open_uow() as uow:
        work = extracts_work.claim(uow, "one")
    browser.does(f"extracts/{work.id}/cancel")
    with house.open_uow() as uow:
        assert not extracts_work.advance(uow, work, 1, 1, [(0, b"x")])
        extracts_work.finish(uow, work, 1)
        extracts_work.give_up(uow, work, "too late")
    assert state(house, work.id).status == ExtractStatus.CANCELLED
    assert house.one(select(func.count()).select_from(ExtractPart)) == 0


def test_a_killed_workers_file_is_taken_up_anew(house):
    crowd(house.engine, 300)
    url = house.engine.url.render_as_string(hide_password=False)
    number = asked(house.open_uow, "csv")
    killed = worker(url, "--die-at", "300")
    assert killed.returncode == -9, killed.stderr
    left = state(house, number)
    assert (left.status, left.done) == (ExtractStatus.WORKING, 200)
    pieces = house.one(select(func.count()).select_from(ExtractPart))
    assert pieces > 1
    second = ExtractWorker(house.open_uow)
    assert second.work() == 0
    house.now = NOW + LEASE + timedelta(seconds=1)
    assert second.work() == 1
    after = state(house, number)
    assert after.status == ExtractStatus.DONE
    rows = lines(content(house.open_uow, number))
    assert len(rows) == after.done + 1
    assert len([row for row in rows if row[0].startswith("青年")]) == 298
    assert house.one(select(func.count()).select_from(ExtractPart)) == 1


@pytest.mark.both
def test_a_slow_worker_finds_its_file_in_other_hands_and_a_day_later_it_is_wiped(house):
    number = asked(house.open_uow, "xlsx")
    with house.open_uow() as uow:
        slow = extracts_work.claim(uow, "slow")
        assert extracts_work.claim(uow, "fast") is None
    second = ExtractWorker(house.open_uow)
    assert second.work() == 0
    house.now += LEASE + timedelta(seconds=1)
    assert second.work() == 1
    with house.open_uow() as uow:
        assert not extracts_work.advance(uow, slow, 1, 1)
        extracts_work.let_go(uow, slow)
    assert state(house, number).status == ExtractStatus.DONE
    rows = sheet(content(house.open_uow, number))
    assert len(rows) == state(house, number).done + 1
    made_at = house.now
    sealed = house.one(select(ExtractPart.content))
    assert "林小溪".encode() not in sealed
    house.now = made_at + KEPT - timedelta(minutes=1)
    house.do(schedule.tidy)
    assert content(house.open_uow, number)
    house.now = made_at + KEPT
    with pytest.raises(extracts_files.ExtractGone):
        content(house.open_uow, number)
    house.do(schedule.tidy)
    assert house.rows(select(Extract.id)) == []
    assert house.rows(select(ExtractPart.number)) == []


def notice(house, place):
    """Write down a notice of a place that reached 林小溪 alone; return its number."""
    with house.open_uow() as uow:
        youth = uow.session.scalars(select(Person).where(Person.name == "林小溪")).one()
        row = Notice(
            organisation_id=house.places[place],
            title="通知",
            text="来",
            audience={},
            status="done",
            made_by=youth.id,
            made_at=uow.now,
        )
        uow.session.add(row)
        uow.session.flush()
        uow.session.add(NoticePerson(notice_id=row.id, person_id=youth.id, why="no_chat"))
        return row.id


def test_every_list_can_be_taken_out_and_what_breaks_is_tried_again(house, monkeypatch):
    """Each with the filters of a page, on the small league: as many cells as it has columns."""
    whole = [one for name, one in extracts.LISTS.items() if not name.endswith("_people")]
    for one in whole:  # those of one activity or notice are tried where these are
        with house.open_uow() as uow:
            who = official(uow)
            said = dict.fromkeys(one.filters, "") | {"in": "1"}
            place = who.organisation_id
            number = extracts_files.ask(
                uow, who, one.name, organisation_id=place, said=said, format_="csv"
            )
        ExtractWorker(house.open_uow).work()
        assert state(house, number).status == ExtractStatus.DONE, (one.name, state(house, number))
        table = lines(content(house.open_uow, number))
        assert {len(row) for row in table} == {len(one.columns)}, one.name
        assert not any("+86" in cell for row in table for cell in row)
    told, theirs = notice(house, COUNTY), notice(house, NEIGHBOUR)
    table = lines(made(house, "csv", list="notice_people", **{"with-notice": told}).data)
    assert [row[:2] for row in table[1:]] == [["林小溪", "临溪县城东社区团工委"]]
    page = house.browser().text(f"notices/{told}/people")
    assert f'name="with-notice" value="{told}"' in page
    form = {"list": "notice_people", "format": "csv", "with-notice": theirs}
    refused = house.browser().post("extracts", **form).location.split("/")[-1].split("?")[0]
    ExtractWorker(house.open_uow).work()
    assert state(house, int(refused)).status == ExtractStatus.FAILED
    taken = house.rows(select(Audit.data).where(Audit.deed == "took_out"))
    assert {row.data["list"] for row in taken} == {one.name for one in whole} | {"notice_people"}
    number = asked(house.open_uow, "csv")
    one = extracts.LISTS["youths"]

    def breaks(*_):
        raise ZeroDivisionError

    monkeypatch.setitem(extracts._lists, "youths", replace(one, rows=breaks, count=None))
    for _ in range(TRIES):
        with pytest.raises(ZeroDivisionError):
            ExtractWorker(house.open_uow).work()
    ExtractWorker(house.open_uow).work()
    assert state(house, number).why.startswith("试了几次")
    assert "试了几次" in house.browser().text(f"extracts/{number}")
    monkeypatch.setitem(extracts._lists, "youths", replace(one, count=lambda *_: MOST + 1))
    number = asked(house.open_uow, "csv")
    ExtractWorker(house.open_uow).work()
    assert "300,000 行" in state(house, number).why


def test_cells_and_names_of_files():
    for formula in ("=1+1", "+86", "-1", "@x", "\t=1", "\n=1", "  =1", "=1", "|x", "%x"):
        assert tame(formula) == f"'{formula}"
    assert tame("a=1") == "a=1"
    assert tame("") == ""
    assert tame("a\x00b\r\nc") == "ab\nc"
    assert len(tame("字" * 40_000)) == 32_767
    assert written(-5) == "-5"
    assert written(None) == ""
    assert written(NOW) == "2026-11-23 10:00"
    assert written(NOW.date()) == "2026-11-23"
    name = file_name("小伙伴", '团委/..\\"<b>: *?', NOW.date(), Format.CSV)
    assert name == "小伙伴_团委..b_2026-11-23.csv"
