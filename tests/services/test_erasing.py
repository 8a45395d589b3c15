"""Erasing: nothing of somebody is found in any row of any table, and every count stays."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, make_url, select, update

from domain.erasing import NOBODY, AlreadyAsked, NothingToTakeBack, Scope
from domain.erasing_law import LAWS
from domain.periods import midnight
from models.activity import Enrolment
from models.base import Base
from models.change import Change
from models.contact import Contact, ContactTag
from models.erasure import Erasure
from models.mini import ApiAnswer, MiniSession, MiniUser
from models.person import Person, WechatUser
from models.post import InboxItem, Outbox
from models.rating import Rating
from models.record import Record, RecordYouth
from models.ticket import Ticket, TicketStep
from models.wish import Claim, Wish
from services import (
    changes,
    erasing,
    identity,
    mini_ends,
    quotas,
    ticket_access,
    ticket_asker,
    wishes,
)
from services.caseload_edit import LeftThemselves
from tests.services.county import BRANCH, COUNTY, LI, MIN, NOW, QIANG, ZHANG, county, opened
from tests.services.dumps import traces
from tests.services.lives import HINT, MINI, NAME, OPENID, PHONE, TAG, TWIN, WHO, WROTE, lived

DAY = timedelta(days=1)
once = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
"""What is decided above the database."""


def peopled(url):
    county(url)
    with opened(url) as place:
        lived(place)


@pytest.fixture(scope="module")
def one_engine(databases):
    """Return a place and what its file held: what is compiled once serves every test."""
    url = databases.fresh("sqlite", peopled)
    file = Path(make_url(url).database)
    was = file.read_bytes()
    with opened(url) as place:
        yield place, file, was
    databases.drop(url)


@pytest.fixture
def place(request, new_database, database_kind):
    if database_kind == "sqlite":
        place, file, was = request.getfixturevalue("one_engine")
        place.engine.dispose()
        file.write_bytes(was)
        place.now = NOW
        yield place
        return
    with opened(new_database(database_kind, fill=peopled)) as place:
        yield place


EVERYTHING = (NAME, PHONE, PHONE[3:], OPENID, MINI, HINT, TAG, *WROTE.values())


def figures(place):
    """Return what is counted: none of it may move."""
    with place.open_uow(read_only=True) as uow:
        count = uow.session.scalar
        stands = {
            cadre: [(s.rule.id, s.count) for s in quotas.of_cadre(uow, cadre, NOW.date()).standings]
            for cadre in (MIN, QIANG)
        }
        return {
            "tables": {
                t: count(select(func.count()).select_from(Base.metadata.tables[t]))
                for t in ("record", "record_youth", "enrolment", "rating", "wish", "ticket")
            },
            "distinct": count(select(func.count(RecordYouth.youth_id.distinct()))),
            "came": count(select(func.count(Enrolment.checked_in_at))),
            "stars": count(select(func.sum(Rating.stars))),
            "feedback": count(select(func.sum(Enrolment.stars))),
            "fulfilled": count(select(func.count()).where(Wish.status == "fulfilled")),
            "confirmed": count(select(func.count()).where(Ticket.status == "confirmed")),
            "rules": {k: [x for x in v if "contacts" not in x[0]] for k, v in stands.items()},
        }


def erased(place):
    place.do(erasing.ask, WHO)
    place.now = NOW + DAY
    return place.do(erasing.settle)


@once
def test_the_life_is_in_every_table_that_may_hold_something(place):
    found = set(traces(place, *EVERYTHING))
    personal = {name for name, law in LAWS.items() if law.personal}
    silent = {"invitation", "record_youth", "topic_reader", "topic_report", "plan_youth", "audit"}
    silent |= {"call", "notice_person"}
    assert personal - found <= silent | {"voice_word", "spot_check_person"}
    assert "rating" in found


def test_after_a_day_nothing_is_found_and_the_counts_stay(place):
    before = figures(place)
    assert erased(place) == 1
    assert traces(place, *EVERYTHING) == []
    assert figures(place) == before
    [row] = place.all(select(Erasure))
    assert row.counts["scope"] == "all"
    assert row.counts["wish"] == 2
    assert row.counts["call"] == 1
    assert row.done_at == NOW + DAY
    assert place.do(erasing.settle) == 0
    assert place.all(select(Person.name).where(Person.id.in_([WHO, TWIN]))) == [NOBODY] * 2


@once
def test_what_still_ran_has_ended_and_others_go_on(place):
    erased(place)
    statuses = place.all(select(Wish.status).where(Wish.person_id == WHO).order_by(Wish.id))
    assert statuses == ["removed", "fulfilled"]
    assert place.all(select(Ticket.status).order_by(Ticket.id)) == ["withdrawn", "confirmed"]
    assert place.all(select(Ticket.asker_id)) == [None, None]
    assert place.all(select(Ticket.public_question).order_by(Ticket.id)) == ["", "热水几点停?"]
    seats = place.all(
        select(Enrolment.status).where(Enrolment.activity_id == 1).order_by(Enrolment.id)
    )
    assert seats[0] == "cancelled"
    assert seats[1] in {"enrolled", "offered"}, "whoever waited moves up"
    told = place.all(select(Outbox.text).where(Outbox.key.like("%:ended")).order_by(Outbox.id))
    assert len(told) == 2, "who promised and who joined"
    assert all("W-1「…」" in one for one in told)
    assert "不算你没办成" in told[0]
    assert place.all(select(Claim.ending).order_by(Claim.id)) == ["withdrawn", "done"]
    living = place.all(select(Contact.youth_id).where(Contact.ended_at.is_(None)))
    assert WHO not in living
    assert {ZHANG, LI} <= set(living)
    titles = place.all(select(Record.title).order_by(Record.id))
    assert titles == ["和某人聊缝纫", "圆梦:…"]


@once
def test_letters_to_others_stand_with_the_name_struck_out(place):
    erased(place)
    with place.open_uow(read_only=True) as uow:
        left = dict(map(tuple, uow.session.execute(select(Outbox.key, Outbox.text))))
        items = dict(map(tuple, uow.session.execute(select(InboxItem.key, InboxItem.text))))
    assert left["life:hers"] == left["life:his"] == "某人的心愿「…」"
    assert left["life:mine:left-1"] == ""
    assert items["life:hers"] == items["life:led"] == "某人来了:…"
    assert "life:mine" not in items


@once
def test_it_can_be_taken_back_for_a_day_and_asked_for_once(place):
    waiting = place.do(erasing.ask, WHO)
    assert waiting.scope is Scope.ALL
    assert "11 月 24 日" in waiting.when
    with pytest.raises(AlreadyAsked, match="11 月 24 日"):
        place.do(erasing.ask, WHO)
    place.now = NOW + DAY - timedelta(minutes=1)
    assert place.do(erasing.settle) == 0
    place.do(erasing.take_back, WHO)
    assert place.do(erasing.waiting, WHO) is None
    place.now = NOW + 2 * DAY
    assert place.do(erasing.settle) == 0
    assert "person" in traces(place, NAME)
    with pytest.raises(NothingToTakeBack):
        place.do(erasing.take_back, WHO)


def out_of_the_mini_program(place):
    """Leave somebody in the chat alone."""
    place.do(mini_ends.release, MINI)
    with place.open_uow() as uow:
        for table in (MiniUser, MiniSession, ApiAnswer):
            uow.session.execute(delete(table))


@once
def test_whoever_unfollows_and_is_in_the_mini_program_is_still_here(place):
    place.do(erasing.unfollowed, OPENID)
    assert traces(place, OPENID) == []
    assert place.do(erasing.settle) == 0
    assert "wish" in traces(place, WROTE["wish"])
    assert place.all(select(MiniUser.person_id).where(MiniUser.openid == MINI)) == [WHO]
    # Asked for, it is all gone there too; who waited for the place waits for nobody.
    assert erased(place) == 1
    assert traces(place, *EVERYTHING) == []
    assert set(place.all(select(MiniUser.wants_id))) == {None}


def test_whoever_unfollows_keeps_what_the_roll_had_and_nothing_else(place):
    out_of_the_mini_program(place)
    before = figures(place)
    place.do(erasing.unfollowed, OPENID)
    assert place.do(erasing.settle) == 1
    assert traces(place, OPENID) == []
    assert traces(place, *WROTE.values()) == []
    assert figures(place) == before
    person = place.all(select(Person).where(Person.id == WHO))[0]
    assert (person.name, person.born, person.consented_at) == (NAME, None, None)
    assert person.phone is not None
    assert place.all(select(ContactTag.tag)) == [TAG]
    assert WHO in place.all(select(Contact.youth_id).where(Contact.ended_at.is_(None)))
    [row] = place.all(select(Erasure))
    assert (row.why, row.counts["scope"]) == ("unfollowed", "said")


@once
def test_whoever_came_by_scanning_is_erased_wholly_on_unfollowing(new_database, database_kind):
    url = new_database(database_kind, fill=county)
    with opened(url) as place:
        lived(place, source="code")
        out_of_the_mini_program(place)
        place.do(erasing.unfollowed, OPENID)
        assert place.do(erasing.settle) == 1
        assert traces(place, *EVERYTHING) == []


@once
def test_whoever_follows_and_logs_in_again_at_once_loses_nothing_more(place):
    out_of_the_mini_program(place)
    place.do(erasing.unfollowed, OPENID)
    place.now += timedelta(minutes=5)

    def back(uow):
        uow.session.add(WechatUser(openid="oNEW", muted=[], unread=""))
        uow.session.flush()
        identity.bind(uow, "oNEW", WHO, proof="sms")

    place.do(back)
    assert place.do(erasing.waiting, WHO) is None, "she asked for nothing"
    assert place.do(erasing.settle) == 0
    assert "wish" in traces(place, WROTE["wish"])
    assert place.all(select(Erasure.taken_back_at)) == [place.now]


@once
def test_a_stranger_who_unfollows_leaves_no_line(place):
    place.do(erasing.unfollowed, "oNOBODY")
    assert place.all(select(Erasure)) == []


@once
def test_a_cadre_keeps_the_work(place):
    assert place.do(erasing.scope_of, MIN) is Scope.SAID
    place.do(erasing.ask, MIN)
    place.now = NOW + DAY
    before = figures(place)
    assert place.do(erasing.settle) == 1
    assert figures(place) == before
    assert place.all(select(Person.name).where(Person.id == MIN)) == ["王敏"]
    assert place.all(select(WechatUser.openid).where(WechatUser.person_id == MIN)) == ["o1"]
    assert len(place.all(select(Record.id).where(Record.cadre_id == MIN))) == 1


@once
def test_a_ledger_is_applied_again_to_what_was_restored(place, new_database, database_kind):
    erased(place)
    ledger = json.loads(json.dumps(place.do(erasing.ledger)))
    with opened(new_database(database_kind, fill=peopled)) as restored:
        restored.now = NOW + 3 * DAY
        assert NAME in str(restored.all(select(Person.name)))
        assert restored.do(erasing.apply_again, ledger) == 1
        assert traces(restored, *EVERYTHING) == []
        assert restored.do(erasing.apply_again, ledger) == 0
        assert restored.do(erasing.ledger)[0]["done_at"] == ledger[0]["done_at"]


@once
def test_a_ledger_erases_nobody_who_came_later_under_the_same_number(place):
    row = {"person_id": WHO, "why": "asked", "counts": {"scope": "all"}, "taken_back_at": None}
    long_ago = midnight(NOW.date().replace(year=2020)).isoformat()
    moments = dict.fromkeys(("asked_at", "due_at", "done_at"), long_ago)
    assert place.do(erasing.apply_again, [row | moments, row | moments | {"person_id": 999}]) == 0
    assert "person" in traces(place, NAME)


@once
def test_a_ledger_that_waits_goes_on_waiting_and_what_was_taken_back_stays(
    place, new_database, database_kind
):
    place.do(erasing.ask, WHO)
    place.do(erasing.take_back, WHO)
    place.now += DAY
    place.do(erasing.ask, WHO)
    ledger = place.do(erasing.ledger)
    with opened(new_database(database_kind, fill=peopled)) as restored:
        restored.now = place.now
        assert restored.do(erasing.apply_again, ledger) == 0
        assert restored.do(erasing.waiting, WHO) is not None
        assert restored.do(erasing.settle) == 0
        restored.now += DAY
        assert restored.do(erasing.settle) == 1
        assert traces(restored, *EVERYTHING) == []


@once
def test_one_who_cannot_be_erased_keeps_nobody_waiting(place):
    with place.open_uow() as uow:
        for person, due in ((998, NOW - DAY), (WHO, NOW)):
            uow.session.add(
                Erasure(
                    person_id=person, why="asked", asked_at=due, due_at=due, counts={"scope": "all"}
                )
            )
    assert place.do(erasing.settle) == 1
    assert traces(place, NAME) == []
    assert len(place.all(select(Erasure).where(Erasure.done_at.is_(None)))) == 1


@once
def test_many_who_cannot_be_erased_do_not_take_the_places_of_all_others(place):
    """They are tried again, later each time: the law's time runs for them, too."""
    asked, row = NOW - 4 * DAY, {"why": "asked", "counts": {"scope": "all"}}
    with place.open_uow() as uow:
        for person in (*range(900, 920), WHO):
            uow.session.add(Erasure(person_id=person, asked_at=asked, due_at=asked, **row))
    assert place.do(erasing.settle) == 0
    assert place.do(erasing.settle) == 1
    assert place.do(erasing.settle) == 0
    left = select(func.count()).where(Erasure.done_at.is_(None), Erasure.due_at == NOW + DAY)
    assert place.all(left) == [20]


def ticket(place, asker, **values):
    """Write another ticket; return its number."""
    usual = {
        "sort": "demand", "kind": "其他", "asker_id": asker, "organisation_id": BRANCH,
        "organ_id": COUNTY, "owner_id": MIN, "text": "热水停得太早了", "status": "duplicate",
        "created_at": NOW, "due_at": NOW,
    }  # fmt: skip
    with place.open_uow() as uow:
        row = Ticket(**usual | values)
        uow.session.add(row)
        uow.session.flush()
        return row.id


def seen_by_its_cadre(uow, number):
    found = uow.session.get_one(Ticket, number)
    listed = select(Ticket.id).where(ticket_access.unconcerned(uow, MIN), Ticket.id == number)
    return ticket_access.may_handle(uow, found, MIN, COUNTY) or uow.session.scalar(listed)


@once
def test_what_was_merged_into_ones_ticket_goes_on_and_ones_own_does_not_come_back(place):
    others = ticket(place, LI, duplicate_of=1)
    open_one = ticket(place, LI, status="working")
    own = ticket(place, WHO, duplicate_of=open_one, text=WROTE["ticket"])
    complaint = ticket(place, WHO, sort="complaint", status="confirmed", owner_id=None)
    erased(place)
    assert not place.do(seen_by_its_cadre, complaint), "nobody learns now who complained of whom"
    status = place.all(select(Ticket.status).where(Ticket.id == others))
    assert status == ["waiting"], "nobody would ever answer it"
    place.do(ticket_asker.withdraw, open_one, LI)
    assert place.all(select(Ticket.status).where(Ticket.id == own)) == ["duplicate"]
    assert traces(place, *EVERYTHING) == []


@once
def test_whoever_asked_and_was_merged_then_is_erased_whole_and_may_take_it_back(place):
    place.do(erasing.ask, TWIN)
    assert place.do(erasing.waiting, WHO) is not None
    with pytest.raises(AlreadyAsked):
        place.do(erasing.ask, WHO)
    place.do(erasing.take_back, WHO)
    place.do(erasing.ask, TWIN)
    place.now += DAY
    assert place.do(erasing.settle) == 1
    assert traces(place, *EVERYTHING) == []


@once
def test_neither_a_step_taken_back_nor_a_late_picture_brings_anything_back(place):
    erased(place)
    place.do(wishes.keep_picture, 1, "image/jpeg", NAME.encode())
    assert traces(place, NAME) == []
    kept = place.all(select(Change.data).where(Change.kind.in_(["handover", "merge", "tags"])))
    assert str(WHO) not in str([one.get("steps", one) for one in kept])
    assert kept[-1]["steps"] == [{"youth": ZHANG}]
    [archive] = place.all(select(Change.id).where(Change.kind == "archive"))

    def undo(uow):
        uow.actor = MIN
        return changes.undo(uow, archive)

    with pytest.raises(LeftThemselves):
        place.do(undo)


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_unfollowing_is_done_again_after_a_restore(place, new_database, database_kind):
    out_of_the_mini_program(place)
    place.now += timedelta(minutes=1)
    place.do(erasing.unfollowed, OPENID)
    place.do(erasing.settle)
    ledger = json.loads(json.dumps(place.do(erasing.ledger)))
    with opened(new_database(database_kind, fill=peopled)) as restored:
        restored.now = place.now + DAY
        assert restored.do(erasing.apply_again, ledger) == 1
        assert traces(restored, OPENID, *WROTE.values()) == []


@once
def test_somebody_who_wrote_a_great_deal_is_erased_too(place):
    step = {"ticket_id": 1, "at": NOW, "actor_id": WHO, "deed": "supply"}
    with place.open_uow() as uow:
        rows = [{**step, "text": f"{n:04} 又停了,\n还是三号楼"} for n in range(400)]
        uow.session.execute(insert(TicketStep), rows)
        uow.session.execute(
            update(Outbox).where(Outbox.key == "life:his").values(text="说了:0007 又停了, 还是三…")
        )
    assert erased(place) == 1
    assert traces(place, "又停了") == []
