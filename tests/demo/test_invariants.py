"""What holds in every demonstration, whatever its size, seed and instant."""

from collections import Counter, defaultdict
from datetime import timedelta

from sqlalchemy import func, select

from domain.dictionaries import FIELDS, INDUSTRIES, OCCUPATIONS, ORGANISATION_TYPES, WISHES
from domain.kinds import FOR_CADRES, FOR_ORGANS, KINDS
from domain.periods import HOME
from domain.seats import ActivityStatus, Place
from domain.tickets import ENDED, OPEN, Move, Sort, TicketStatus, move
from domain.wishes import Ending, WishStatus
from models.activity import Activity, Enrolment
from models.admin import AdminLogin
from models.cadre import Appointment, Cadre
from models.closing import Closing
from models.contact import Contact
from models.organisation import Below, Organisation
from models.person import Person, WechatUser
from models.problem import Problem, ProblemTicket
from models.record import Record, RecordYouth
from models.ticket import Ticket, TicketStep, VoiceWord
from models.wish import Claim, Wish, within_reach
from services import segmenting
from services.phones import normalise
from services.wish_rows import KEPT_AT_ONCE
from tests.demo.filling import NOW, VAULT


def rows(engine, *what):
    with engine.connect() as connection:
        return connection.execute(select(*what)).all()


def test_the_closure_is_the_tree(small):
    parents = {
        row.id: row.parent_id for row in rows(small, Organisation.id, Organisation.parent_id)
    }
    expected = set()
    for node in parents:
        over, depth = node, 0
        while over:
            expected.add((over, node, depth))
            over, depth = parents[over], depth + 1
    found = rows(small, Below.ancestor_id, Below.descendant_id, Below.depth)
    assert {tuple(row) for row in found} == expected
    assert max(row.depth for row in found) == 5


def test_organisations_and_contacts_use_the_dictionaries(small):
    assert {r.type for r in rows(small, Organisation.type)} <= ORGANISATION_TYPES.keys()
    assert {r.industry for r in rows(small, Contact.industry)} <= INDUSTRIES.keys()
    assert {r.occupation for r in rows(small, Contact.occupation)} <= OCCUPATIONS.keys()
    assert {r.field for r in rows(small, Contact.field)} == {*FIELDS, ""}


def test_clubs_are_associations_and_villages_communities(small):
    fields = defaultdict(set)
    for row in rows(small, Contact.hint, Contact.industry, Contact.field):
        fields[row.hint if row.hint in ("青年创业社", "志愿队") else row.industry].add(row.field)
    assert fields["青年创业社"] == fields["志愿队"] == {"association"}
    assert fields["village"] == fields["urban_community"] == {"community"}
    assert fields["senior_high"] == {""}


def test_one_quarter_is_closed_and_nothing_in_it_came_later(small):
    (closed,) = rows(small, Closing)
    county = rows(small, Organisation.id, Organisation.level)
    assert closed.organisation_id == next(r.id for r in county if r.level == "county")
    assert (str(closed.first_day), str(closed.last_day)) == ("2026-07-01", "2026-09-30")
    below = {r.descendant_id for r in rows(small, Below) if r.ancestor_id == closed.organisation_id}
    posts = {r.cadre_id for r in rows(small, Appointment) if r.organisation_id in below}
    for one in rows(small, Record):
        day = one.happened_at.astimezone(HOME).date()
        if closed.first_day <= day <= closed.last_day and (
            one.organ_id in below or one.cadre_id in posts
        ):
            assert one.entered_at < closed.closed_at
    assert closed.closed_at < NOW


def test_there_is_a_record_of_every_kind(small):
    found = {r.kind for r in rows(small, Record.kind)}
    assert found == {kind.code for kind in (*FOR_CADRES, *FOR_ORGANS)}


def test_each_youth_has_one_primary_cadre_and_some_a_second_one(small):
    cadres = {row.id for row in rows(small, Cadre.id)}
    admins = {row.id for row in rows(small, AdminLogin.id)}
    youths = {row.id for row in rows(small, Person.id)} - cadres - admins
    links = rows(small, Contact.youth_id, Contact.is_primary)
    assert Counter(r.youth_id for r in links if r.is_primary) == dict.fromkeys(youths, 1)
    assert len(youths) < len(links) < len(youths) * 1.1


def test_seats_hold_and_are_taken_by_those_who_have_them(small):
    places = Counter(
        (r.activity_id, r.status) for r in rows(small, Enrolment.activity_id, Enrolment.status)
    )
    for one in rows(small, Activity):
        seated = places[one.id, Place.ENROLLED] + places[one.id, Place.OFFERED]
        assert seated == one.taken <= one.seats
        assert places[one.id, Place.WAITING] == one.waiting == one.queued
        assert one.queued == 0 or one.taken == one.seats
        assert one.created_at < one.deadline < one.starts_at <= one.ends_at


def test_past_activities_are_over_and_coming_ones_are_not(small):
    for one in rows(small, Activity):
        if one.status in (ActivityStatus.ENDED, ActivityStatus.ARCHIVED):
            assert one.ends_at <= NOW
            assert one.starts_at > NOW - timedelta(days=367)
            assert one.closed_at is None or one.ends_at <= one.closed_at <= NOW
        elif one.status == ActivityStatus.RUNNING:
            assert one.starts_at <= NOW < one.ends_at
        else:
            assert one.deadline > NOW


def test_there_is_one_to_check_in_at_one_to_close_and_some_to_decide(small):
    mine = [one for one in rows(small, Activity) if one.closed_at is None and one.host_id == 1]
    assert sum(one.status == ActivityStatus.RUNNING for one in mine) == 1
    assert sum(one.status == ActivityStatus.ENDED for one in mine) == 1
    assert {one.mode for one in mine} == {"first", "draw", "review"}
    assert sum(bool(one.form) for one in mine) == 1
    assert sum(bool(one.audience) for one in mine) == 1
    applied = [one for one in rows(small, Enrolment) if one.status == Place.APPLIED]
    assert len(applied) == 12
    (kept,) = [one for one in rows(small, Enrolment) if one.status == Place.OFFERED]
    assert kept.offer_until is not None
    assert sum(one.checked_in_at is not None for one in rows(small, Enrolment)) == 5


def test_among_the_coming_one_is_nearly_full_and_one_has_a_wait_list(small):
    coming = [one for one in rows(small, Activity) if one.status == ActivityStatus.OPEN]
    assert any(one.taken == one.seats - 1 for one in coming)
    assert any(one.queued == 3 for one in coming)
    assert any(one.taken < one.seats / 2 for one in coming)
    waiting = [r.queue_no for r in rows(small, Enrolment.queue_no) if r.queue_no]
    assert sorted(waiting) == [1, 2, 3]


def test_records_are_of_kinds_there_are_and_happened_before_now(small):
    for_cadres = {kind.code for kind in FOR_CADRES}
    for_organs = {kind.code for kind in FOR_ORGANS}
    for one in rows(small, Record):
        assert one.kind in (for_cadres if one.cadre_id else for_organs)
        assert one.offline is KINDS[one.kind].offline
        assert one.happened_at <= one.entered_at <= NOW


def test_an_activity_became_one_record_with_those_who_took_part(small):
    told = {r.activity_id: r for r in rows(small, Record) if r.activity_id}
    seats, youths = defaultdict(set), defaultdict(set)
    for row in rows(small, Enrolment):
        if row.status == Place.ENROLLED:
            seats[row.activity_id].add(row.person_id)
    for row in rows(small, RecordYouth.record_id, RecordYouth.youth_id):
        youths[row.record_id].add(row.youth_id)
    over = [one for one in rows(small, Activity) if one.closed_at is not None]
    assert told.keys() == {one.id for one in over}
    for one in over:
        record = told[one.id]
        assert (record.kind, record.happened_at) == (one.kind, one.starts_at)
        assert record.cadre_id == one.host_id or record.organ_id == one.organisation_id
        assert youths[record.id] == seats[one.id]


def test_last_met_is_what_the_records_say(small):
    with small.connect() as connection:
        met = connection.execute(
            select(Record.cadre_id, RecordYouth.youth_id, func.max(Record.happened_at))
            .join(RecordYouth, RecordYouth.record_id == Record.id)
            .where(Record.undone_at.is_(None), Record.cadre_id.is_not(None))
            .group_by(Record.cadre_id, RecordYouth.youth_id)
        )
        last = {(cadre, youth): at for cadre, youth, at in met}
    for one in rows(small, Contact):
        assert one.last_met_at == last.get((one.cadre_id, one.youth_id))


def test_cadres_only_meet_their_own(small):
    mine = {(r.cadre_id, r.youth_id) for r in rows(small, Contact.cadre_id, Contact.youth_id)}
    with small.connect() as connection:
        met = connection.execute(
            select(Record.cadre_id, RecordYouth.youth_id)
            .join(RecordYouth, RecordYouth.record_id == Record.id)
            .where(Record.cadre_id.is_not(None))
        )
        assert {tuple(row) for row in met} <= mine


def test_each_leading_organ_has_at_most_one_leader(small):
    leaders = [
        (r.organisation_id, r.cadre_id)
        for r in rows(small, Appointment)
        if r.leads and r.last_day is None
    ]
    assert len(leaders) == len({organ for organ, _ in leaders}) > 2


def test_numbers_are_sealed_found_by_their_index_and_made_up(small):
    for one in rows(small, Person):
        number = VAULT.open(one.phone, f"person|phone|{one.id}")
        assert one.phone_index == VAULT.index(number, "phone")
        assert normalise(number) == number
        assert number.startswith(("+861990000", "+861990001"))
        assert number[3:].encode() not in one.phone


def test_wishes_are_in_every_state(small):
    wishes = rows(small, Wish)
    assert {one.status for one in wishes} == set(WishStatus)
    assert {one.kind for one in wishes} <= WISHES.keys()
    assert all(one.created_at <= one.changed_at <= NOW for one in wishes)


def test_promises_agree_with_the_wishes_they_are_of(small):
    wishes, claims = {one.id: one for one in rows(small, Wish)}, rows(small, Claim)
    held = [one for one in claims if one.ended_at is None]
    kept = {one.wish_id: one for one in claims if one.ending == Ending.DONE}
    assert sorted(one.wish_id for one in held) == sorted(
        number for number, wish in wishes.items() if wish.status == WishStatus.CLAIMED
    )
    assert kept.keys() == {n for n, w in wishes.items() if w.status == WishStatus.FULFILLED}
    assert all(one.claimed_at <= NOW < one.expires_at for one in held)
    assert max(Counter(one.cadre_id for one in held).values()) <= KEPT_AT_ONCE
    with small.connect() as connection:
        near = [within_reach(o.wish_id, o.cadre_id, NOW.date()).limit(1) for o in held]
        assert all(connection.scalar(question) for question in near)
    named = dict(rows(small, RecordYouth.record_id, RecordYouth.youth_id))
    records = [row for row in rows(small, Record) if row.wish_id is not None]
    assert {row.wish_id for row in records} == kept.keys()
    for row in records:
        one, wish = kept[row.wish_id], wishes[row.wish_id]
        assert (row.cadre_id, row.kind) == (one.cadre_id, "good_deed")
        assert named[row.id] == wish.person_id
        assert wish.created_at <= one.claimed_at <= row.happened_at == one.done_at
        assert one.done_at <= one.agreed_at == wish.fulfilled_at == row.entered_at <= NOW


def test_tickets_are_in_every_state_and_came_there_by_steps_that_there_are(small):
    steps = defaultdict(list)
    for step in rows(small, TicketStep):
        steps[step.ticket_id].append(step)
    tickets = {one.id: one for one in rows(small, Ticket)}
    assert {one.status for one in tickets.values()} == set(TicketStatus)
    assert {one.sort for one in tickets.values()} == set(Sort)
    for one in tickets.values():
        first, *rest = steps[one.id]
        assert (first.deed, first.at, first.actor_id) == (Move.ASK, one.created_at, one.asker_id)
        status = TicketStatus.WAITING
        for step in rest:
            status = move(status, Move(step.deed))
            assert one.created_at < step.at <= NOW
        assert status == one.status
        assert (one.closed_at is not None) == (status in ENDED)
        assert one.follow_up_at is None or one.follow_up_at > NOW
        assert status not in OPEN or one.due_at > NOW, "nobody begins with what is late"
        assert tickets[one.duplicate_of or one.id].status in OPEN or one.duplicate_of is None


def test_public_answers_are_found_by_their_words(small):
    public = rows(small, Ticket.id, Ticket.public_question, Ticket.public_answer, Ticket.public_at)
    shown = {one.id: one for one in public if one.public_at is not None}
    words = defaultdict(dict)
    for row in rows(small, VoiceWord):
        words[row.ticket_id][row.word] = row.times
    assert words.keys() == shown.keys()
    assert len(shown) > 3
    for number, one in shown.items():
        said = f"{one.public_question}\n{one.public_answer}"
        assert words[number] == Counter(segmenting.words(said))


def test_most_cadres_can_be_reached_and_every_openid_is_fake(small):
    users = rows(small, WechatUser)
    assert all(u.openid.startswith("oFAKE") and len(u.openid) == 28 for u in users)
    cadres = {row.id for row in rows(small, Cadre.id)}
    reached = {u.person_id for u in users if u.following} & cadres
    assert len(reached) > len(cadres) * 0.6


def test_new_rows_are_numbered_after_those_that_came_with_numbers(small):
    with small.connect() as connection:
        last = connection.scalar(select(func.max(Wish.id)))
        values = {
            c.name: v
            for c, v in zip(
                Wish.__table__.columns, connection.execute(select(Wish)).first(), strict=True
            )
        }
        del values["id"]
        new = connection.execute(Wish.__table__.insert().values(**values)).inserted_primary_key[0]
        connection.rollback()
    assert new == last + 1


def test_the_list_of_problems_has_one_in_every_state(small):
    found = {one.title: one for one in rows(small, Problem)}
    draft, proposed, handed, answered = (
        found[title]
        for title in (
            "活动多放在周末",
            "村里没有打球的地方",
            "租房押金退不回来",
            "青年之家晚上开门",
        )
    )
    assert [one.status for one in (draft, proposed, handed, answered)] == [
        "draft",
        "draft",
        "handed",
        "answered",
    ]
    above = rows(small, Organisation.parent_id, Organisation.id)
    assert (handed.handed_to, handed.organ_id) in {tuple(row) for row in above}
    raised = Counter(row.problem_id for row in rows(small, ProblemTicket.problem_id))
    assert (raised[draft.id], raised[proposed.id], raised[answered.id]) == (2, 0, 1)
    assert len(rows(small, ProblemTicket.ticket_id)) == len(
        set(rows(small, ProblemTicket.ticket_id))
    )
    assert answered.added_at > answered.answered_at > answered.created_at
