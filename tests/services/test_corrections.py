"""An admin's correction: with a name and a reason, also in a closed period; the counts move."""

from datetime import date

import pytest
from sqlalchemy import select

from models.audit import Audit
from models.contact import Contact
from models.post import InboxItem
from models.record import Record, RecordYouth
from services import closings, corrections, quotas, records
from services.closings import PeriodClosed
from services.corrections import (
    AlreadyThere,
    NobodyThere,
    NoSuchOwner,
    NoSuchRecord,
    NotNamed,
    NotTheirs,
)
from services.records import Did, NothingToUndo, NotYet
from services.signing import BadSignature, Unsigned
from tests.services.county import (
    BRANCH,
    COUNTY,
    ELSEWHERE,
    LI,
    MIN,
    NOW,
    QIAN,
    QIANG,
    ZHANG,
    ZHAO,
    county,
    opened,
)

FIRST, DAY, LAST = date(2026, 7, 1), date(2026, 9, 28), date(2026, 9, 30)
SIGNED = {"by_name": "王芳", "reason": "漏记,有签到表"}


@pytest.fixture
def place(new_database, database_kind):
    with opened(new_database(database_kind, fill=county)) as place:
        yield place


def count(place, day=DAY, rule="five-ones-fulltime"):
    with place.open_uow(read_only=True) as uow:
        stand = quotas.of_cadre(uow, MIN, day)
        return next(s.count for s in stand.standings if s.rule.id == rule)


def add(place, kind="heart_to_heart", day=DAY, **more):
    whose = {} if "organ_id" in more else {"cadre_id": MIN}
    return place.do(corrections.add, Did(kind, day), **{**SIGNED, **whose, **more})


def test_after_closing_only_a_correction_changes_the_counts(place):
    logged = place.do(records.log, MIN, Did("volunteering", DAY), [ZHANG])
    place.do(closings.close, COUNTY, FIRST, LAST, "李向阳")
    with pytest.raises(PeriodClosed):
        place.do(records.log, MIN, Did("volunteering", DAY), [])
    assert count(place) == 1
    added = add(place, youth_ids=[ZHANG, LI])
    assert (count(place), added.youths) == (2, ("张三", "李四"))
    assert next(v for v in added.verdicts if v.rule.id == "five-ones-fulltime").late
    place.do(corrections.undo, logged.id, **SIGNED)
    assert count(place) == 1
    place.do(corrections.undo, added.id, by_name="王芳", reason="记重了")
    assert count(place) == 0
    rows = {r.id: r for r in place.all(select(Record))}
    assert rows[logged.id].correction == "漏记,有签到表"
    assert (rows[added.id].correction, rows[added.id].undone_at) == ("记重了", NOW)
    assert place.all(select(Contact.last_met_at).where(Contact.youth_id == ZHANG)) == [None]


def test_it_is_in_the_audit_with_name_and_reason(place):
    added = add(place)
    place.do(corrections.undo, added.id, by_name="李向阳", reason="记重了")
    notes = place.all(select(Audit).where(Audit.deed == "corrected").order_by(Audit.id))
    assert [(n.object, n.object_id) for n in notes] == [("record", str(added.id))] * 2
    assert [n.data for n in notes] == [
        {"what": "added", "by": "王芳", "reason": "漏记,有签到表"},
        {"what": "undone", "by": "李向阳", "reason": "记重了"},
    ]


def test_the_cadre_is_told_in_kind_words(place):
    added = add(place)
    place.do(corrections.undo, added.id, by_name="李向阳", reason="和 {9 月} 那条重了")
    first, second = place.all(select(InboxItem).order_by(InboxItem.id))
    assert first.openid == f"o{MIN}"
    assert first.text == (
        "管理员王芳替你补记了一条:9 月 28 日 · 谈心谈话。原因:漏记,有签到表。\n"
        "有出入的话,跟管理员说一声。"
    )
    assert second.text.startswith("管理员李向阳撤下了你的一条记录:9 月 28 日 · 谈心谈话。")
    assert "和 {9 月} 那条重了" in second.text


def test_an_organs_leader_is_told(place):
    added = add(place, "sharing", organ_id=COUNTY)
    assert added.organ_id == COUNTY
    (item,) = place.all(select(InboxItem))
    assert item.openid == f"o{MIN}"
    assert item.text.startswith("管理员王芳替本单位补记了一条:9 月 28 日 · 工作分享。")


def test_the_maker_does_not_take_a_correction_back(place):
    add(place, day=NOW.date())
    with pytest.raises(NothingToUndo):
        place.do(records.undo_last, MIN)


def test_those_who_want_no_contact_are_not_named_but_those_handed_over_are(place):
    with pytest.raises(NotNamed, match=f"{ZHAO}、{QIANG}"):
        add(place, youth_ids=[ZHANG, ZHAO, QIAN, QIANG])
    assert place.all(select(Record.id)) == []
    added = add(place, youth_ids=[ZHANG, QIAN])
    assert added.youths == ("张三", "钱七")
    assert set(place.all(select(RecordYouth.youth_id))) == {ZHANG, QIAN}


def test_the_same_once_more_is_asked_about(place):
    first = add(place)
    with pytest.raises(AlreadyThere, match=f"编号 {first.id}"):
        add(place)
    assert add(place, again=True).id != first.id
    assert add(place, kind="visit").id > first.id


@pytest.mark.parametrize(
    "wrong",
    [
        {"by_name": " "},
        {"reason": ""},
        {"reason": "长" * 201},
        {"by_name": "长" * 61},
        {"reason": "打 139 0000 0000 问过"},
    ],
)
def test_without_a_name_and_a_reason_nothing_is_corrected(place, wrong):
    with pytest.raises((Unsigned, BadSignature)):
        add(place, **wrong)
    logged = place.do(records.log, MIN, Did("volunteering", DAY), [])
    with pytest.raises((Unsigned, BadSignature)):
        place.do(corrections.undo, logged.id, **{**SIGNED, **wrong})
    assert place.all(select(Record.undone_at)) == [None]


@pytest.mark.parametrize("reason", ["2026-09-28 的签到表", "20260928 补", "2026/09/28 漏记"])
def test_a_reason_may_name_a_day(place, reason):
    assert add(place, reason=reason).correction == reason


def test_what_cannot_be_is_refused(place):
    with pytest.raises(NoSuchRecord):
        place.do(corrections.undo, 99, **SIGNED)
    added = add(place)
    place.do(corrections.undo, added.id, **SIGNED)
    with pytest.raises(NoSuchRecord):
        place.do(corrections.undo, added.id, **SIGNED)
    for wrong, no in (
        ({"kind": "open_day"}, NotTheirs),
        ({"organ_id": COUNTY}, NotTheirs),
        ({"cadre_id": ZHANG}, NoSuchOwner),
        ({"kind": "sharing", "organ_id": 99}, NoSuchOwner),
        ({"kind": "sharing", "organ_id": ELSEWHERE}, NobodyThere),
        ({"day": date(2026, 11, 24)}, NotYet),
    ):
        with pytest.raises(no):
            add(place, **wrong)
    assert len(place.all(select(Record.id))) == 1
    assert add(place, "sharing", organ_id=BRANCH).id
