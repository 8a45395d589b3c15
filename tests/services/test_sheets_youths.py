"""A file of youths: what is wrong with it, all or nothing, and taking it back."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import delete, event, func, insert, select, update

from domain.sheets import BYTES, BadSheet, SheetStatus
from models.change import Change
from models.contact import Contact, ContactTag
from models.person import Person, WechatUser
from models.record import Record, RecordYouth
from models.sheet import Sheet
from scheduler.sheets import SheetWorker
from services import (
    changes,
    contacts,
    records,
    sheets,
    sheets_passes,
    sheets_work,
)
from services.records import Did
from services.sheets import SheetGone, Upload
from services.vault import Unsealable
from tests.services.county import BRANCH, LI, MIN, NOW, QIAN, QIANG, ZHANG, ZHAO, county, opened
from tests.services.workbooks import HEADS, named, workbook, youths

NUMBERS = {MIN: 1, QIANG: 2, ZHANG: 11, LI: 12, ZHAO: 13, QIAN: 14}


def phone(number):
    return f"+86139000000{number:02}"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole(request, databases):
    url = databases.fresh(request.param, county)
    with opened(url) as place:
        yield place
    databases.drop(url)


@pytest.fixture
def place(whole):
    """Begin again: 张三 and 李四 are hers, 赵六 left, 钱七 was handed over; all have a number."""
    whole.now = NOW
    with whole.open_uow() as uow:
        for table in (Sheet, Change, RecordYouth, Record, ContactTag, Contact):
            uow.session.execute(delete(table))
        uow.session.execute(delete(WechatUser).where(WechatUser.person_id > QIAN))
        uow.session.execute(delete(Person).where(Person.id > QIAN))
        vault = uow.means.vault
        for person, number in NUMBERS.items():
            values = {
                "phone": vault.seal(phone(number), f"person|phone|{person}"),
                "phone_index": vault.index(phone(number), "phone"),
                "left_at": NOW if person == ZHAO else None,
                "born": None,
            }
            uow.session.execute(update(Person).where(Person.id == person).values(**values))
        for youth in (ZHANG, LI, ZHAO, QIAN):
            ended = NOW if youth == QIAN else None
            since = NOW - timedelta(days=700)
            uow.session.add(Contact(cadre_id=MIN, youth_id=youth, started_at=since, ended_at=ended))
    return whole


def upload(place, *rows, who=MIN, fourteen=True, content=None):
    content = content or workbook(HEADS, *rows)
    number = place.do(sheets.receive_youths, who, Upload("名单.xlsx", content), fourteen=fourteen)
    return look(place, number, who)


def look(place, number, who=MIN):
    return place.do(sheets.seen, who, number, most=20_000)


def write(place, seen, who=MIN):
    return place.do(sheets.go, who, seen.id)


def living(place, who=MIN):
    return place.all(select(Contact).where(Contact.cadre_id == who, Contact.ended_at.is_(None)))


def rows(place, model):
    return place.all(select(func.count()).select_from(model))[0]


def test_a_whole_row_is_written_whole(place):
    row = [
        "李小明",
        13912345678,
        date(2000, 5, 4),
        "村(社区)",
        "农村",
        "学生",
        "篮球、阅读",
        "城东",
    ]
    seen = upload(place, row)
    assert (seen.status, seen.counts) == (SheetStatus.FINE, {"new": 1, "known": 0, "mine": 0})
    assert rows(place, Person) == len(NUMBERS)
    done = write(place, seen)
    assert done.status is SheetStatus.DONE
    person = place.all(select(Person).where(Person.name == "李小明"))[0]
    contact = place.all(select(Contact).where(Contact.youth_id == person.id))[0]
    with place.open_uow(read_only=True) as uow:
        vault = uow.means.vault
    assert vault.open(person.phone, f"person|phone|{person.id}") == "+8613912345678"
    assert person.phone_index == vault.index("+8613912345678", "phone")
    assert (person.born, person.organisation_id) == (date(2000, 5, 4), BRANCH)
    assert (contact.field, contact.industry, contact.occupation) == (
        "community",
        "village",
        "student",
    )
    assert (contact.hint, contact.is_primary, contact.source) == ("城东", True, "sheet")
    assert set(place.all(select(ContactTag.tag))) == {"篮球", "阅读"}


def test_each_row_says_what_is_wrong_with_it_and_nothing_is_written(place):
    before = rows(place, Contact)
    seen = upload(
        place,
        ["陈一", 13900000101],
        ["", 13900000102],
        ["陈二", 123],
        ["陈三", "1.39E+10"],
        ["陈四", 13900000101],
        ["王敏", 13900000001],
        ["陈五", 13900000011],
        ["赵六", 13900000013],
        ["陈六", None, date(2020, 1, 1)],
        ["陈七", None, "昨天"],
        ["陈八", None, None, None, "农村人"],
        ["张三", None],
        ["陈九", None],
        ["陈九", None],
    )
    said = dict(seen.faults)
    assert seen.status is SheetStatus.FAULTY
    assert {
        row: word in said.get(row, "")
        for row, word in {
            3: "姓名",
            4: "不对",
            5: "科学计数",
            6: "第 2 行",
            7: "你自己",
            8: "另一个名字",
            9: "不被联系",
            10: "14 周岁",
            11: "看不懂",
            12: "是不是「农村」",
            15: "第 14 行",
        }.items()
    } == dict.fromkeys((3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15), True)
    assert sorted(said) == [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15]
    assert "张三" not in said[8]
    assert not any("139000001" in words for words in said.values())
    assert rows(place, Contact) == before
    with pytest.raises(SheetGone):
        write(place, seen)


def test_known_people_are_linked_and_those_in_the_list_stay_as_they_are(place):
    seen = upload(
        place, ["张三", 13900000011, None, None, "农村"], ["李四", "139 0000 0012"], who=QIANG
    )
    assert seen.counts == {"new": 0, "known": 2, "mine": 0}
    write(place, seen, QIANG)
    assert {c.youth_id for c in living(place, QIANG)} == {ZHANG, LI}
    again = upload(place, ["张三", "+86 13900000011"], ["李四", 13900000012], who=QIANG)
    assert again.counts == {"new": 0, "known": 0, "mine": 2}
    primary = place.all(
        select(Contact.cadre_id).where(Contact.youth_id == ZHANG, Contact.is_primary)
    )
    assert primary == [QIANG]


def test_who_was_handed_over_may_come_back_and_who_left_may_not(place):
    seen = upload(place, ["钱七", 13900000014])
    assert seen.counts["known"] == 1
    write(place, seen)
    assert QIAN in {c.youth_id for c in living(place)}
    place.do(contacts.leave, QIAN)
    assert "不被联系" in dict(upload(place, ["钱七", 13900000014]).faults)[2]
    assert "分不清" in dict(upload(place, ["赵六", None]).faults)[2]


def test_the_other_cadre_may_be_somebodys_youth(place):
    seen = upload(place, ["赵强", 13900000002])
    assert seen.counts["known"] == 1


def test_without_the_tick_a_birth_date_is_needed(place):
    assert "14 周岁" in dict(upload(place, ["陈一"], fourteen=False).faults)[2]


def test_what_changed_since_the_check_is_found_again(place):
    seen = upload(place, ["陈一", 13900000101], ["张三", 13900000011], who=QIANG)
    assert seen.status is SheetStatus.FINE
    place.do(contacts.leave, ZHANG)
    done = write(place, seen, QIANG)
    assert done.status is SheetStatus.FAULTY
    assert living(place, QIANG) == []
    assert "不被联系" in dict(look(place, seen.id, QIANG).faults)[3]


def test_the_content_is_sealed_and_wiped(place):
    seen = upload(place, ["陈一", 13900000101])
    sealed = place.all(select(Sheet.content))[0]
    with place.open_uow(read_only=True) as uow:
        vault = uow.means.vault
    assert b"PK" not in sealed[:200]
    with pytest.raises(Unsealable):
        vault.open(sealed, f"sheet|content|{seen.id + 1}")
    write(place, seen)
    assert place.all(select(Sheet.content)) == [None]
    faulty = upload(place, ["", 1])
    place.do(sheets.cancel, MIN, faulty.id)
    assert place.all(select(Sheet.content)) == [None, None]


def test_what_nobody_goes_on_with_is_wiped_after_a_day(place):
    upload(place, ["", 1])
    worker = SheetWorker(place.open_uow)
    place.now = NOW + timedelta(hours=23)
    worker.work()
    assert place.all(select(Sheet.content)) != [None]
    place.now = NOW + timedelta(hours=25)
    worker.work()
    assert place.all(select(Sheet.content)) == [None]
    assert place.all(select(Sheet.faults)) == [{}]


def test_a_file_is_its_uploaders_alone(place):
    seen = upload(place, ["陈一", 13900000101])
    for verb in (sheets.seen, sheets.go, sheets.cancel, sheets.content):
        with pytest.raises(SheetGone):
            place.do(verb, QIANG, seen.id)


def as_min(place, verb, *args):
    def act(uow):
        uow.actor = MIN
        return verb(uow, *args)

    return place.do(act)


def test_an_import_is_taken_back_but_for_who_came_or_was_met(place):
    before = {c.id for c in living(place)}
    seen = upload(place, *[[named(n), 13900000100 + n] for n in range(4)])
    done = write(place, seen)
    new = {p.name: p.id for p in place.all(select(Person).where(Person.name.like("张%")))}
    place.do(records.log, MIN, Did("talk", NOW.date()), [new["张零"]])
    with place.open_uow() as uow:
        uow.session.execute(
            insert(WechatUser).values(
                openid="o99", person_id=new["张一"], bound_at=NOW, proof="sms"
            )
        )
    said = as_min(place, changes.undo, done.change_id)
    assert "2 位" in said
    kept = {c.youth_id for c in living(place) if c.id not in before}
    assert kept == {new["张零"], new["张一"]}
    free = place.all(select(Person.id).where(Person.phone_index.is_(None)))
    assert set(free) == {new["张二"], new["张三"]}
    # The names may have been the mistake: the same numbers come again under others.
    again = upload(place, ["陈二", 13900000102], ["陈三", 13900000103])
    assert again.counts["new"] == 2


def test_two_files_with_one_number_at_once(place):
    """Both are right when they are checked; the number is written once."""
    files = {who: upload(place, ["陈一", 13900000101], who=who) for who in (MIN, QIANG)}
    assert {f.status for f in files.values()} == {SheetStatus.FINE}
    together(place, files)
    assert rows(place, Person) == len(NUMBERS) + 1
    assert len(place.all(select(Contact).where(Contact.source == "sheet"))) == 2
    assert len(place.all(select(Contact).where(Contact.source == "sheet", Contact.is_primary))) == 1


def together(place, files):
    start, broken = Barrier(len(files)), []

    def one(who):
        start.wait()
        try:
            write(place, files[who], who)
        except Exception as error:  # noqa: BLE001 - what broke is counted
            broken.append(error)

    threads = [Thread(target=one, args=(who,)) for who in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert broken == []


def test_a_large_file_with_faults_names_them_all_and_writes_nothing(place):
    faulty = set(range(5, 605, 6))
    before = rows(place, Contact)
    seen = upload(place, content=youths(650, faulty))
    assert seen.status is SheetStatus.QUEUED
    assert SheetWorker(place.open_uow).work() == 1
    seen = look(place, seen.id)
    assert seen.status is SheetStatus.FAULTY
    assert {row for row, _ in seen.faults} == faulty
    assert seen.fault_count == len(faulty) == 100
    assert rows(place, Contact) == before


def test_a_large_file_is_checked_and_written_by_a_worker(place):
    worker = SheetWorker(place.open_uow)
    seen = upload(place, content=youths(301))
    worker.work()
    assert look(place, seen.id).status is SheetStatus.FINE
    assert write(place, seen).status is SheetStatus.WAITING
    assert write(place, seen).status is SheetStatus.WAITING
    assert living(place) != []
    worker.work()
    done = look(place, seen.id)
    assert (done.status, done.done) == (SheetStatus.DONE, 301)
    assert len(living(place)) == 3 + 301
    assert worker.work() == 0


def test_a_broken_large_file_ends_in_words(place):
    seen = upload(place, content=b"PK" + bytes(70_000))
    SheetWorker(place.open_uow).work()
    done = look(place, seen.id)
    assert done.status is SheetStatus.FAILED
    assert "打不开" in done.words
    assert place.all(select(Sheet.content)) == [None]


def test_a_file_that_is_too_large_is_not_taken(place):
    with pytest.raises(BadSheet, match="5 MB"):
        upload(place, content=bytes(BYTES + 1))
    assert place.all(select(Sheet.id)) == []


class CrashError(Exception):
    """The process dies here."""


def test_a_worker_that_dies_while_it_writes_is_followed_by_another(place):
    seen = upload(place, content=youths(301))
    SheetWorker(place.open_uow).work()
    write(place, seen)
    dead = []

    def dies(_connection, _cursor, statement, *_rest):
        # After all rows have been inserted; and then it tells nobody.
        if dead or statement.startswith("INSERT INTO change"):
            dead.append(statement)
            raise CrashError

    event.listen(place.engine, "before_cursor_execute", dies)
    with pytest.raises(CrashError):
        SheetWorker(place.open_uow).work()
    event.remove(place.engine, "before_cursor_execute", dies)
    assert len(dead) > 1
    assert rows(place, Contact) == 4
    assert look(place, seen.id).status is SheetStatus.WRITING
    second = SheetWorker(place.open_uow)
    assert second.work() == 0
    place.now = NOW + timedelta(minutes=1)
    assert second.work() == 1
    assert look(place, seen.id).status is SheetStatus.DONE
    assert rows(place, Contact) == 305


def test_a_worker_whose_lease_ran_out_writes_nothing_more(place):
    upload(place, content=youths(301))
    with place.open_uow() as uow:
        work = sheets_work.claim(uow, "slow")
    place.now = NOW + timedelta(minutes=1)
    SheetWorker(place.open_uow).work()
    with place.open_uow() as uow:
        assert not sheets_work.advance(uow, work, 300, 301)
        sheets_work.give_up(uow, work, "too late")
    assert place.all(select(Sheet.status)) == [SheetStatus.FINE]


def test_a_file_on_which_workers_die_is_given_up(place):
    seen = upload(place, content=youths(301))
    for minute in range(4):
        place.now = NOW + timedelta(minutes=minute)
        with place.open_uow() as uow:
            sheets_work.claim(uow, f"dies {minute}")
    done = look(place, seen.id)
    assert done.status is SheetStatus.FAILED
    assert "试了几次" in done.words


def test_a_cancelled_file_is_left_alone(place):
    seen = upload(place, content=youths(301))
    with place.open_uow() as uow:
        work = sheets_work.claim(uow, "one")
    place.do(sheets.cancel, MIN, seen.id)
    with place.open_uow() as uow:
        assert not sheets_work.advance(uow, work, 300, 301)
    assert look(place, seen.id).status is SheetStatus.CANCELLED


def test_a_new_file_takes_the_place_of_one_that_was_not_written(place):
    first = upload(place, ["陈一", 13900000101])
    upload(place, ["陈二", 13900000102])
    assert look(place, first.id).status is SheetStatus.CANCELLED


def test_the_race_needs_its_guard(place, monkeypatch):
    """Without looking again, of two who write one number at once the second breaks."""
    files = {who: upload(place, ["陈一", 13900000101], who=who) for who in (MIN, QIANG)}
    checked = {}

    def once(uow, sheet, file):
        # As if what the check found held for ever.
        return checked.setdefault(sheet.person_id, None) or real(uow, sheet, file)

    real = sheets_passes.whole
    with place.open_uow() as uow:
        for who, seen in files.items():
            sheet = uow.session.get_one(Sheet, seen.id)
            file = sheets_passes.read(
                uow.means, sheet.kind, sheets.opened(uow, sheet), sheet.options, uow.today
            )
            checked[who] = real(uow, sheet, file)
    monkeypatch.setattr(sheets_passes, "whole", once)
    write(place, files[MIN])
    done = write(place, files[QIANG], QIANG)
    assert done.status is SheetStatus.FAILED
    assert living(place, QIANG) == []
