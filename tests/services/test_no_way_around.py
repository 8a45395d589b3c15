"""No way around a no, and nothing lost where two steps and their undoing cross."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from domain.caseload import BY_YOUTH, Newcomer
from domain.sheets import SheetStatus
from models.cadre import Appointment, Cadre
from models.change import Change
from models.contact import Contact, ContactTag
from models.person import Person
from models.record import Record, RecordYouth
from models.sheet import Sheet
from services import (
    caseload_edit,
    caseload_tags,
    changes,
    contacts,
    handovers,
    leaving,
    merging,
    records,
    sheets,
    sheets_export,
)
from services.caseload_edit import LeftThemselves
from services.merge_rows import Entangled
from services.merging import NotMergeable
from services.records import Did
from services.sheets import Upload
from tests.services.county import COUNTY, LI, MIN, NOW, QIANG, ZHANG, county, opened
from tests.services.workbooks import HEADS, ROSTER, cells, workbook

CHEN = "陈一"
NUMBER = "13900000101"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole(request, databases):
    url = databases.fresh(request.param, county)
    with opened(url) as place:
        yield place
    databases.drop(url)


@pytest.fixture
def place(whole):
    """Begin again: 张三 is hers, and so is 李四, who is in his list as well."""
    whole.now = NOW
    with whole.open_uow() as uow:
        for table in (RecordYouth, Record, ContactTag, Contact, Change, Sheet):
            uow.session.execute(delete(table))
        for table in (Appointment.cadre_id, Cadre.id, Person.id):
            uow.session.execute(delete(table.class_).where(table > 14))
        uow.session.execute(update(Person).where(Person.id == ZHANG).values(name="张三"))
        for cadre, youth in ((MIN, ZHANG), (MIN, LI), (QIANG, LI)):
            since = NOW - timedelta(days=9)
            uow.session.add(Contact(cadre_id=cadre, youth_id=youth, started_at=since))
    return whole


def acting(place, who, verb, *args, **more):
    with place.open_uow() as uow:
        uow.actor = who
        return verb(uow, *args, **more)


def undo(place, who, change):
    return acting(place, who, changes.undo, change)


def add(place, who=MIN, name=CHEN, phone=NUMBER):
    newcomer = Newcomer(name, phone, fourteen=True)
    return acting(place, who, caseload_edit.add, who, newcomer)


def sheet(place, *rows):
    content = workbook(HEADS, *rows)
    made = place.do(sheets.receive_youths, MIN, Upload("名单.xlsx", content), fourteen=True)
    return place.do(sheets.seen, MIN, made)


def contact(place, who, youth):
    question = select(Contact).where(
        Contact.cadre_id == who, Contact.youth_id == youth, Contact.ended_at.is_(None)
    )
    return next(iter(place.all(question)), None)


def theirs(place, who):
    living = Contact.cadre_id == who, Contact.ended_at.is_(None)
    return set(place.all(select(Contact.youth_id).where(*living)))


def test_a_no_outlives_the_undoing_of_the_import_that_brought_the_number(place):
    done = place.do(sheets.go, MIN, sheet(place, [CHEN, NUMBER]).id)
    (chen,) = place.all(select(Person.id).where(Person.name == CHEN))
    place.do(contacts.leave, chen)  # by the code sent to the number, without logging in
    undo(place, MIN, done.change_id)
    assert "选择了不被联系" in sheet(place, [CHEN, NUMBER]).faults[0][1]
    with pytest.raises(LeftThemselves):
        add(place)


def test_a_no_outlives_the_undoing_of_the_hand_that_added_the_number(place):
    added = add(place)
    place.do(contacts.leave, added.person_id)
    undo(place, MIN, added.change_id)
    with pytest.raises(LeftThemselves):
        add(place)


def test_who_was_merged_into_an_added_one_is_not_undone_with_them(place):
    twin = add(place, name="张三")
    acting(place, MIN, merging.merge, MIN, twin.person_id, ZHANG)
    with pytest.raises(changes.ChangeGone):
        undo(place, MIN, twin.change_id)
    assert contact(place, MIN, twin.person_id)


def test_who_was_merged_into_an_imported_one_is_not_undone_with_them(place):
    done = place.do(sheets.go, MIN, sheet(place, ["张三", NUMBER], [CHEN, "13900000102"]).id)
    twin, _ = place.all(select(Person.id).where(Person.id > 14).order_by(Person.id))
    acting(place, MIN, merging.merge, MIN, twin, ZHANG)
    assert "1 位" in undo(place, MIN, done.change_id)
    assert theirs(place, MIN) == {twin, LI}


def test_merging_does_not_carry_a_youth_to_a_cadre_they_said_no_to(place):
    with place.open_uow() as uow:
        when = {"started_at": NOW - timedelta(days=9), "ended_at": NOW - timedelta(days=1)}
        uow.session.add(Contact(cadre_id=QIANG, youth_id=ZHANG, end_reason=BY_YOUTH, **when))
    with pytest.raises(NotMergeable, match="联系情况不一样"):
        acting(place, MIN, merging.merge, MIN, LI, ZHANG)


def handed_and_merged(place):
    """He has a 张三 without a number, gets hers, and makes one of the two."""
    own = add(place, QIANG, "张三", "")
    done = acting(place, MIN, handovers.hand_over, MIN, QIANG, [ZHANG])
    merged = acting(place, QIANG, merging.merge, QIANG, ZHANG, own.person_id)
    return own.person_id, done.change_id, merged


def test_taking_a_handover_back_leaves_the_receiver_whom_they_had_before(place):
    own, handed, merged = handed_and_merged(place)
    undo(place, MIN, handed)
    assert contact(place, MIN, ZHANG)
    assert theirs(place, QIANG) == {LI, ZHANG}, "once one of two that he had himself"
    undo(place, QIANG, merged)
    assert theirs(place, QIANG) == {LI, ZHANG, own}


def test_steps_on_a_contact_that_is_no_more_are_refused_or_left_out(place):
    with place.open_uow() as uow:
        uow.session.add(ContactTag(contact_id=contact(place, MIN, ZHANG).id, tag="篮球"))
    done = acting(place, MIN, handovers.hand_over, MIN, QIANG, [ZHANG])
    batch = caseload_tags.Batch(remove=("篮球",))
    tagged = acting(
        place, QIANG, caseload_tags.change, QIANG, batch, youths=[ZHANG], everybody=None
    )
    undo(place, MIN, done.change_id)
    undo(place, QIANG, tagged.change_id)
    assert place.all(select(ContactTag.tag)) == ["篮球"]


def test_a_merge_is_not_taken_apart_where_one_row_is_gone(place):
    added = add(place)
    merged = acting(place, MIN, merging.merge, MIN, added.person_id, ZHANG)
    with place.open_uow() as uow:
        uow.session.execute(delete(Contact).where(Contact.youth_id == added.person_id))
    with pytest.raises(Entangled):
        undo(place, MIN, merged)


def test_who_is_no_longer_named_in_a_record_brings_nobody_back_into_it(place):
    twin = add(place, name="张三")
    acting(place, MIN, records.log, MIN, Did("talk", NOW.date()), [ZHANG, twin.person_id])
    merged = acting(place, MIN, merging.merge, MIN, ZHANG, twin.person_id)
    with place.open_uow() as uow:
        uow.session.execute(delete(RecordYouth).where(RecordYouth.youth_id == ZHANG))
    undo(place, MIN, merged)
    assert place.all(select(RecordYouth.youth_id)) == []


def test_a_slip_of_the_thumb_costs_no_tags(place):
    with place.open_uow() as uow:
        uow.session.add(ContactTag(contact_id=contact(place, MIN, ZHANG).id, tag="篮球"))
    place.do(leaving.leave, ZHANG, MIN)
    place.do(leaving.back, ZHANG, MIN)
    again = contact(place, MIN, ZHANG).id
    assert place.all(select(ContactTag.tag).where(ContactTag.contact_id == again)) == ["篮球"]


def test_nothing_of_a_file_that_was_followed_by_another_is_kept(place):
    old = sheet(place, [CHEN, 139])
    assert old.faults
    sheet(place, [CHEN, NUMBER])
    (row,) = place.all(select(Sheet).where(Sheet.id == old.id))
    assert (row.status, row.content, row.faults, row.result) == ("cancelled", None, {}, {})


def test_lines_within_a_cell_of_tags_are_read_again_from_the_file_to_mend(place):
    seen = sheet(place, [CHEN, 139, None, None, None, None, "篮球\n阅读"])
    mend = place.do(sheets_export.mendable, MIN, seen.id)
    assert "篮球、阅读" in cells(mend)[1]


def test_more_newcomers_than_at_the_check_are_said_and_nothing_is_written(place):
    """Two left their posts between the check and the tap: they would need passwords too."""
    people = [[n, f"陈{w}", "县委", "干事", 13900000200 + n] for n, w in enumerate("一二")]
    with place.open_uow() as uow:
        vault = uow.means.vault
        for n, w in enumerate("一二"):
            index = vault.index(f"+861390000020{n}", "phone")
            who = {"id": 30 + n, "organisation_id": COUNTY, "created_at": NOW}
            uow.session.execute(insert(Person).values(name=f"陈{w}", phone_index=index, **who))
            uow.session.execute(insert(Cadre).values(id=30 + n, username=f"c{n}", password="-"))
            post = {"type": "fulltime", "post": "干事", "first_day": NOW.date()}
            uow.session.execute(
                insert(Appointment).values(cadre_id=30 + n, organisation_id=COUNTY, **post)
            )
    new = [9, "陈九", "县委", "干事", 13900000209]
    upload = Upload("表.xlsx", workbook(ROSTER, *people, new))
    made = place.do(sheets.receive_roster, MIN, COUNTY, upload, kind="fulltime")
    assert place.do(sheets.seen, MIN, made).counts["new"] == 1
    with place.open_uow() as uow:
        for table in (Appointment.cadre_id, Cadre.id):
            uow.session.execute(delete(table.class_).where(table >= 30))
    done = place.do(sheets.go, MIN, made)
    assert done.status is SheetStatus.FAILED
    assert "再传一次" in done.words
    assert place.all(select(Person).where(Person.name == "陈九")) == []
