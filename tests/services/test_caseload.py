"""The case-load: who may be added, one primary cadre, spans of one pair, and steps taken back."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, func, insert, select, text, update

from domain.caseload import BY_YOUTH, Band, Newcomer, band_of, tidy_name
from domain.errors import Refusal
from domain.periods import HOME
from models.audit import Audit
from models.cadre import Cadre
from models.contact import Contact, ContactTag
from models.engine import open_engine
from models.person import Person
from models.record import Record, RecordYouth
from services import (
    caseload_edit,
    caseload_ending,
    caseload_list,
    caseload_notes,
    caseload_tags,
    caseload_youth,
    caseloads,
    changes,
    contacts,
    former_contacts,
    quotas,
    records,
)
from services.caseload_edit import (
    AlreadyYours,
    LeftNamesake,
    LeftThemselves,
    NameDiffers,
    NameTwin,
    NotInYourList,
    OwnNumber,
    Unfit,
)
from services.caseload_tags import Batch, TooManyTags
from services.changes import ChangeGone, TooLateToUndo
from services.records import Did
from services.uow import units
from tests.services.county import BRANCH, LI, MIN, NOW, QIAN, QIANG, ZHANG, ZHAO, county, opened
from tests.services.rush import means

PHONE = "138 0013 8000"


light = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""Where it is not the database that is on trial."""


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=county)) as place:
        yield place


def act(place, verb, *args, who=MIN, **kwargs):
    """Do one thing as a cadre."""
    with place.open_uow() as uow:
        uow.actor = who
        return verb(uow, *args, **kwargs)


def add(place, name="周七", phone="", who=MIN, **more):
    newcomer = Newcomer(name, phone, **{"fourteen": True, **more})
    return act(place, caseload_edit.add, who, newcomer, who=who)


def change(place, row, **values):
    with place.open_uow() as uow:
        uow.session.execute(update(type(row)).where(type(row).id == row.id).values(**values))


def one(place, question):
    (row,) = place.all(question)
    return row


def size(place, who=MIN):
    return place.do(contacts.size, who)


def counted(place, on, who=MIN):
    """Return the number of youths as the quota counts it, as of a day."""
    with place.open_uow(read_only=True) as uow:
        stand = quotas.of_cadre(uow, who, on)
    return next(s.count for s in stand.standings if s.rule.id == "contacts")


@light
def test_somebody_new_is_written_down_with_a_sealed_number(place):
    added = add(
        place, phone=PHONE, hint="医院", tags=("急救", "夜班"), industry="public_institution"
    )
    person = one(place, select(Person).where(Person.id == added.person_id))
    contact = one(place, select(Contact).where(Contact.id == added.contact_id))
    assert (added.known, added.others) == (False, ())
    assert (person.name, person.organisation_id, person.consented_at) == ("周七", BRANCH, None)
    assert b"138" not in person.phone
    assert (contact.source, contact.is_primary, contact.agreed_at) == ("hand", True, None)
    assert set(place.all(select(ContactTag.tag))) == {"急救", "夜班"}
    assert act(place, caseload_ending.number_of, MIN, person.id) == "+8613800138000"
    told = place.all(select(Audit).where(Audit.object_id == str(person.id)))
    assert [one.deed for one in told] == ["added", "saw_phone"]
    assert "138" not in str([one.data for one in told])
    assert size(place) == 3


def test_who_has_the_number_is_linked_and_never_renamed(place):
    first = add(place, phone=PHONE, born=date(2005, 5, 1))
    second = add(place, phone="+86 13800138000", who=QIANG)
    assert (second.person_id, second.known, second.others) == (first.person_id, True, ("王敏",))
    rows = {
        c.cadre_id: c.is_primary
        for c in place.all(select(Contact).where(Contact.youth_id == first.person_id))
    }
    assert rows == {MIN: True, QIANG: False}
    with pytest.raises(AlreadyYours):
        add(place, phone=PHONE)
    with pytest.raises(NameDiffers) as no:
        add(place, "吴八", PHONE, who=QIANG)
    assert "周七" not in str(no.value)
    assert one(place, select(Person.name).where(Person.id == first.person_id)) == "周七"
    assert one(place, select(Person.born).where(Person.id == first.person_id)) == date(2005, 5, 1)


@light
def test_ones_own_number_is_nobody_elses(place):
    index = means().vault.index("+8613800138000", "phone")
    change(place, Person(id=MIN), phone_index=index)
    with pytest.raises(OwnNumber):
        add(place, "王敏", PHONE)
    with pytest.raises(OwnNumber):
        add(place, "周七", PHONE)
    assert add(place, "王敏", PHONE, who=QIANG).person_id == MIN, "a cadre may be somebody's youth"


@light
def test_under_fourteen_is_refused_whoever_says_what(place):
    with pytest.raises(Unfit, match="14 周岁"):
        add(place, born=date(2013, 1, 1))
    with pytest.raises(Unfit, match="14 周岁"):
        add(place, fourteen=False)
    added = add(place, phone=PHONE)
    change(place, Person(id=added.person_id), born=date(2013, 1, 1))
    with pytest.raises(Unfit, match="14 周岁"):
        add(place, phone=PHONE, who=QIANG)


@light
def test_who_left_is_added_by_nobody_until_they_come_back(place):
    added = add(place, phone=PHONE)
    place.do(contacts.leave, added.person_id)
    assert size(place) == 2
    for who in (MIN, QIANG):
        with pytest.raises(LeftThemselves):
            add(place, phone=PHONE, who=who)
    with pytest.raises(LeftNamesake):
        add(place)
    assert add(place, phone="13900139000").person_id != added.person_id, "another of that name"
    place.do(contacts.come_back, added.person_id)
    assert size(place) == 4
    add(place, phone=PHONE, who=QIANG)


@light
def test_who_left_one_cadre_is_added_by_another_alone(place):
    added = add(place, phone=PHONE)
    contact = one(place, select(Contact).where(Contact.id == added.contact_id))
    change(place, contact, ended_at=NOW, end_reason=BY_YOUTH, is_primary=False)
    with pytest.raises(LeftThemselves):
        add(place, phone=PHONE)
    with pytest.raises(LeftNamesake):
        add(place)
    with pytest.raises(LeftThemselves):
        act(place, caseload_ending.restore, MIN, contact.id)
    assert place.do(former_contacts.former, MIN)[0] == [
        one for one in place.do(former_contacts.former, MIN)[0] if one.youth_id != added.person_id
    ]
    assert add(place, phone=PHONE, who=QIANG).others == ()


@light
def test_two_of_one_name_are_told_apart(place):
    add(place, hint="医院")
    with pytest.raises(NameTwin):
        add(place, hint="医院")
    with pytest.raises(NameTwin):
        add(place)
    add(place, hint="学校")
    add(place, phone=PHONE)
    assert size(place) == 5
    assert place.do(caseload_youth.named, MIN, "周七")[0][1] == "周七"
    assert len(place.do(caseload_youth.named, MIN, "周")) == 3
    assert [name for _, name, _ in place.do(caseload_youth.named, MIN, "张三")] == ["张三"]


def test_archiving_counts_at_once_and_keeps_what_was(place):
    add(place)
    record = place.do(records.log, MIN, Did("visit", NOW.date()), [LI])
    act(place, caseload_ending.archive, MIN, LI, "毕业离校")
    assert (size(place), counted(place, NOW.date())) == (2, 2)
    assert counted(place, date(2026, 11, 22)) == 4, (
        "钱七 and 赵六 as well, who went today; 周七 came today"
    )
    assert one(place, select(Record.undone_at).where(Record.id == record.id)) is None
    assert counted(place, NOW.date(), QIANG) == 0


def test_a_pair_that_begins_anew_is_one_youth_on_each_day(place):
    place.do(records.log, MIN, Did("visit", date(2026, 11, 20)), [LI])
    act(place, caseload_ending.archive, MIN, LI, "工作调动")
    place.at(2026, 11, 27, 9, 0)
    act(
        place,
        caseload_ending.restore,
        MIN,
        one(place, select(Contact.id).where(Contact.youth_id == LI)),
    )
    first, again = place.all(select(Contact).where(Contact.youth_id == LI).order_by(Contact.id))
    assert (first.end_reason, again.ended_at, again.started_at) == ("工作调动", None, place.now)
    assert again.last_met_at == first.last_met_at is not None
    days = [date(2026, 11, n) for n in (22, 23, 26, 27)]
    assert [counted(place, day) for day in days] == [4, 1, 1, 2]
    with place.open_uow(read_only=True) as uow:
        uow.actor = MIN
        seen = [caseloads.of(uow, MIN, day) for day in days]
    assert [LI in one.members for one in seen] == [True, False, False, True]
    assert [[gone.name for gone in one.gone].count("李四") for one in seen] == [0, 1, 1, 0]
    assert [len(one.members) for one in seen] == [4, 1, 1, 2]
    # Twice archived is gone once, and for the last reason.
    act(place, caseload_ending.archive, MIN, LI, "搬走了")
    with place.open_uow(read_only=True) as uow:
        uow.actor = MIN
        gone = [
            one for one in caseloads.of(uow, MIN, date(2026, 11, 27)).gone if one.name == "李四"
        ]
    assert [(one.why, one.day) for one in gone] == [("搬走了", date(2026, 11, 27))]
    assert [f.reason for f in place.do(former_contacts.former, MIN)[0] if f.youth_id == LI] == [
        "搬走了"
    ]


def test_a_record_names_whoever_came_back_once(place):
    act(place, caseload_ending.archive, MIN, LI, "工作调动")
    act(
        place,
        caseload_ending.restore,
        MIN,
        one(place, select(Contact.id).where(Contact.youth_id == LI)),
    )
    with place.open_uow() as uow:
        record = records.write_down(uow, Record(cadre_id=MIN), Did("visit", NOW.date()), MIN)
        records.name_youths(uow, record, [LI, QIAN, ZHAO], also_former=True)
    assert sorted(place.all(select(RecordYouth.youth_id))) == [LI, QIAN]
    living = select(Contact.last_met_at).where(Contact.youth_id == LI, Contact.ended_at.is_(None))
    assert one(place, living) == NOW
    logged = place.do(records.log, MIN, Did("visit", NOW.date()), [LI])
    assert logged.youths == ("李四",)
    assert [person.name for person in place.do(records.nameable, MIN)].count("李四") == 1
    assert [known.name for known in place.do(contacts.caseload, MIN)].count("李四") == 1


@light
def test_archiving_is_taken_back_as_if_it_never_was(place):
    added = add(place, phone=PHONE)
    step = act(place, caseload_ending.archive, MIN, added.person_id, "失误")
    add(place, phone=PHONE, who=QIANG)
    with pytest.raises(ChangeGone):
        act(place, changes.undo, step, who=QIANG)
    assert act(place, changes.undo, step) == "撤销了:归档周七。"
    contact = one(place, select(Contact).where(Contact.id == added.contact_id))
    assert (contact.ended_at, contact.end_reason) == (None, "")
    assert not contact.is_primary, "赵强 is by now"
    with pytest.raises(ChangeGone):
        act(place, changes.undo, step)


@light
def test_a_step_is_taken_back_within_a_day(place):
    step = act(place, caseload_ending.archive, MIN, LI, "失误")
    assert [made.id for made in act(place, changes.lately)] == [step]
    place.now = NOW + timedelta(hours=24, seconds=1)
    with pytest.raises(TooLateToUndo):
        act(place, changes.undo, step)
    assert act(place, changes.lately) == []
    with pytest.raises(ChangeGone):
        act(place, changes.undo, 999)
    with pytest.raises(LookupError):
        act(place, changes.made, "nothing", "什么", {})


@light
def test_adding_by_mistake_leaves_the_number_free(place):
    added = add(place, phone=PHONE)
    act(place, changes.undo, added.change_id)
    assert size(place) == 2
    assert add(place, "吴八", PHONE).known is False
    third = add(place, "吴八", PHONE, who=QIANG)
    act(place, changes.undo, third.change_id, who=QIANG)
    assert add(place, "吴八", PHONE, who=QIANG).known is True, (
        "a colleague's youth keeps the number"
    )
    with pytest.raises(ChangeGone):
        act(place, changes.undo, third.change_id, who=QIANG)
    assert "吴八" not in {one.name for one in place.do(former_contacts.former, QIANG)[0]}


def test_bands_are_counted_as_they_are_said(place):
    midnight = datetime(2026, 11, 23, tzinfo=HOME)
    moments = [midnight - timedelta(days=n, seconds=s) for n in (0, 30, 60, 90) for s in (-1, 0, 1)]
    with place.open_uow() as uow:
        for n, met in enumerate(moments, 100):
            row = {"id": n, "name": "某某", "organisation_id": BRANCH, "created_at": NOW}
            uow.session.execute(insert(Person).values(**row))
            uow.session.execute(
                insert(Contact).values(cadre_id=MIN, youth_id=n, started_at=NOW, last_met_at=met)
            )
    found = place.do(caseload_list.bands, MIN)
    wanted = [band_of(met, NOW.date()) for met in moments]
    for band in (Band.RECENT, Band.MONTH, Band.LONG):
        assert found[band] == wanted.count(band) > 1
        page = place.do(caseload_list.page, MIN, band=band)
        assert {row.band for row in page.rows} == {band}
        assert page.total == len(page.rows) == found[band]
    assert (found[Band.NEVER], found["unbound"], found[""]) == (2, 14, 14)


def test_a_batch_keeps_to_the_limits_and_to_the_own_case_load(place):
    tags = tuple("一二三四五六七八九十")
    added = add(place, tags=tags)
    with pytest.raises(TooManyTags, match="1 位"):
        act(
            place,
            caseload_tags.change,
            MIN,
            Batch(add=("十一",)),
            youths=[added.person_id, LI],
            everybody=None,
        )
    assert set(place.all(select(ContactTag.tag))) == set(tags)
    done = act(
        place,
        caseload_tags.change,
        MIN,
        Batch(add=("十一",), remove=("一",)),
        youths=[added.person_id, LI, ZHAO, QIAN],
        everybody=None,
    )
    assert done.count == 2
    assert place.do(caseload_list.tags_of, MIN)[0] == ("十一", 2)
    assert place.do(caseload_list.tags_of, QIANG) == []


@light
def test_taking_a_batch_back_leaves_what_was_changed_since(place):
    first = act(
        place,
        caseload_tags.change,
        MIN,
        Batch(industry="village", add=("甲",)),
        youths=[LI, ZHANG],
        everybody=None,
    )
    act(place, caseload_tags.change, MIN, Batch(industry="other"), youths=[LI], everybody=None)
    act(place, changes.undo, first.change_id)
    rows = dict(
        place.do(lambda uow: uow.session.execute(select(Contact.youth_id, Contact.industry)).all())
    )
    assert (rows[LI], rows[ZHANG]) == ("other", "")
    assert place.all(select(ContactTag.tag)) == []


# Two at once

CADRES = (31, 32, 33, 34)


def crowd(url):
    """Leave a youth whom four cadres keep in touch with, none of them the primary one."""
    county(url)
    engine = open_engine(url)
    with engine.begin() as c:
        for number in CADRES:
            row = {"id": number, "name": f"团干{number}", "organisation_id": BRANCH}
            c.execute(insert(Person).values(**row, created_at=NOW))
            c.execute(insert(Cadre).values(id=number, username=f"c{number}", password="-"))
    engine.dispose()


def at_once(url, verb, *, guarded):
    """Let each of the cadres do something as if in a process of its own; return what came of it.

    Everybody waits a moment for the others between looking and writing: without the lock all of
    them have then seen the same.
    """
    barrier, been = threading.Barrier(len(CADRES)), threading.local()

    def meet(conn, cursor, statement, *args):
        if "contact.is_primary DESC" in statement and not hasattr(been, "here"):
            been.here = True
            with contextlib.suppress(threading.BrokenBarrierError):
                barrier.wait(0.5 if guarded else 60)

    def press(cadre):
        engine = open_engine(url)
        event.listen(engine, "after_cursor_execute", meet)
        if not guarded and engine.dialect.name == "sqlite":
            event.listen(engine, "begin", lambda c: c.exec_driver_sql("COMMIT"))
        try:
            with units(engine, means(), lambda: NOW)() as uow:
                uow.actor = cadre
                verb(uow, cadre)
        except Refusal as no:
            return no.code
        finally:
            engine.dispose()
        return ""

    with ThreadPoolExecutor(len(CADRES)) as pool:
        return list(pool.map(press, CADRES))


@pytest.fixture(params=[True, False], ids=["guarded", "unguarded"])
def guarded(request, monkeypatch):
    if not request.param:
        monkeypatch.setattr(
            caseload_edit, "lock", lambda uow, youth: uow.session.get_one(Person, youth)
        )
    return request.param


def unguard(place):
    with place.engine.begin() as c:
        c.execute(text("DROP INDEX uq_contact_primary"))


def test_one_cadre_becomes_the_primary_one(new_database, database_kind, guarded):
    url = new_database(database_kind, fill=crowd)
    with opened(url) as place:
        with place.engine.begin() as c:
            c.execute(
                insert(Contact),
                [{"cadre_id": n, "youth_id": LI, "started_at": NOW} for n in CADRES],
            )
        if not guarded:
            unguard(place)
        said = at_once(
            url, lambda uow, cadre: caseload_ending.take_the_lead(uow, cadre, LI), guarded=guarded
        )
        leads = place.all(select(func.count()).where(Contact.youth_id == LI, Contact.is_primary))
    if guarded:
        assert (leads, sorted(said)) == (
            [1],
            ["", "primary_taken", "primary_taken", "primary_taken"],
        )
    else:
        assert leads[0] > 1, "nobody waited"


def test_several_add_one_youth_and_one_is_the_primary(new_database, database_kind, guarded):
    url = new_database(database_kind, fill=crowd)
    with opened(url) as place:
        add(place, phone=PHONE, who=QIANG)
        youth = one(place, select(Person.id).where(Person.name == "周七"))
        change(
            place,
            one(place, select(Contact).where(Contact.youth_id == youth)),
            ended_at=NOW,
            is_primary=False,
        )
        if not guarded:
            unguard(place)
        newcomer = Newcomer("周七", PHONE, fourteen=True)
        said = at_once(
            url, lambda uow, cadre: caseload_edit.add(uow, cadre, newcomer), guarded=guarded
        )
        mine = Contact.youth_id == youth, Contact.ended_at.is_(None)
        rows = place.all(select(Contact.is_primary).where(*mine))
    assert said == [""] * 4
    assert len(rows) == 4
    assert (sum(rows) == 1) is guarded


@light
def test_a_step_about_nobody_is_refused(place):
    for verb, more in (
        (caseload_ending.archive, ("搬走了",)),
        (caseload_ending.take_the_lead, ()),
        (caseload_notes.note, (Newcomer("某某"),)),
    ):
        for youth in (999, QIAN):
            with pytest.raises(NotInYourList):
                act(place, verb, MIN, youth, *more)


@light
def test_a_name_from_elsewhere_bars_no_notes(place):
    """The roll may write a name as no cadre could type it."""
    for name in ("买买提 艾力", "李四2", "Zoë’s"):
        change(place, Person(id=LI), name=name)
        said = Newcomer(tidy_name(name), hint="城东", tags=("合唱队",))
        assert act(place, caseload_notes.note, MIN, LI, said) == name
        assert act(place, caseload_youth.seen, MIN, LI).hint == "城东"
    with pytest.raises(Unfit):
        act(place, caseload_notes.note, MIN, LI, Newcomer("李四3"))


@light
def test_who_was_archived_can_be_brought_back_after_a_mistaken_adding(place):
    added = add(place, phone=PHONE)
    act(place, caseload_ending.archive, MIN, added.person_id, "搬走了")
    again = add(place, phone=PHONE)
    act(place, changes.undo, again.change_id)
    (former,) = [f for f in place.do(former_contacts.former, MIN)[0] if f.name == "周七"]
    assert former.contact_id == added.contact_id
    act(place, caseload_ending.restore, MIN, former.contact_id)
    assert size(place) == 3
