"""Two who are one: what moves, what is refused, and that taking it back leaves no trace."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from domain.caseload import BY_YOUTH
from domain.erasing import Fate
from domain.erasing_law import LAWS
from models.activity import Activity, Enrolment
from models.change import Change
from models.contact import Contact, ContactTag
from models.login import Invitation
from models.mini import MiniUser
from models.person import Person, WechatUser
from models.plan import Plan, PlanYouth
from models.post import Outbox
from models.rating import Rating
from models.record import Record, RecordYouth
from models.sending import Call
from models.ticket import Ticket
from models.topic import Topic, TopicAnswer, TopicReader
from models.wish import Wish
from services import changes, contacts, joining, merge_rows, merging, records
from services.caseload_edit import NotInYourList
from services.merge_rows import Entangled
from services.merging import NotMergeable, SameOne
from services.records import Did
from tests.services.county import BRANCH, COUNTY, LI, MIN, NOW, QIANG, ZHANG, ZHAO, county, opened
from tests.services.dumps import dump

TWIN = 21
"""Another 张三."""
TABLES = (
    *(RecordYouth, Record, PlanYouth, Plan, Enrolment, Activity, TopicReader, TopicAnswer),
    *(Topic, Wish, Ticket, Rating, Invitation, ContactTag, Change, Call, Outbox, MiniUser),
)


def fill(url):
    county(url)
    with opened(url) as place, place.open_uow() as uow:
        who = {"organisation_id": BRANCH, "created_at": NOW}
        uow.session.execute(insert(Person).values(id=TWIN, name="张三", **who))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def whole(request, databases):
    url = databases.fresh(request.param, fill)
    with opened(url) as place:
        yield place
    databases.drop(url)


@pytest.fixture
def place(whole):
    afresh(whole)
    return whole


def afresh(place):
    """Begin again: two 张三 in her case-load, of whom nothing is known."""
    place.now = NOW
    with place.open_uow() as uow:
        for table in TABLES:
            uow.session.execute(delete(table))
        uow.session.execute(delete(Contact).where(Contact.youth_id.in_([ZHANG, TWIN])))
        uow.session.execute(delete(WechatUser).where(WechatUser.person_id.in_([ZHANG, TWIN])))
        nothing = {"phone": None, "phone_index": None, "consented_at": None, "born": None}
        uow.session.execute(
            update(Person).where(Person.id.in_([ZHANG, TWIN])).values(**nothing, left_at=None)
        )
        for youth in (ZHANG, TWIN):
            since = NOW - timedelta(days=30 + youth)
            uow.session.add(Contact(cadre_id=MIN, youth_id=youth, started_at=since))


def known(place, youth, **values):
    with place.open_uow() as uow:
        contact = Contact.cadre_id == MIN, Contact.youth_id == youth
        uow.session.execute(update(Contact).where(*contact).values(**values))


def phoned(place, youth, number="+8613800000009"):
    with place.open_uow() as uow:
        vault, person = uow.means.vault, uow.session.get_one(Person, youth)
        person.phone = vault.seal(number, f"person|phone|{youth}")
        person.phone_index = vault.index(number, "phone")


def bind(place, youth):
    with place.open_uow() as uow:
        uow.session.add(WechatUser(openid=f"oTwin{youth}", person_id=youth, proof="sms"))
        uow.session.add(MiniUser(openid=f"mTwin{youth}", person_id=youth, created_at=NOW))


def merge(place, stay=ZHANG, gone=TWIN):
    return as_min(place, merging.merge, MIN, stay, gone)


def as_min(place, verb, *args):
    with place.open_uow() as uow:
        uow.actor = MIN
        return verb(uow, *args)


def test_the_one_who_stays_has_all_that_both_had_and_counts_once(place):
    known(place, ZHANG, hint="城东", is_primary=False)
    known(place, TWIN, hint="社区", industry="rural", is_primary=True, agreed_at=NOW)
    phoned(place, TWIN)
    bind(place, TWIN)
    for youths in ([ZHANG, TWIN], [TWIN], [ZHANG]):
        place.do(records.log, MIN, Did("heart_to_heart", NOW.date()), youths)
    assert place.do(contacts.size, MIN) == 3
    merge(place)
    assert place.do(contacts.size, MIN) == 2
    assert sorted(place.all(select(RecordYouth.youth_id))) == [ZHANG] * 3
    (kept,) = place.all(
        select(Contact).where(Contact.youth_id == ZHANG, Contact.ended_at.is_(None))
    )
    assert (kept.hint, kept.industry, kept.is_primary) == ("城东", "rural", True)
    assert (kept.agreed_at, kept.last_met_at) == (NOW, NOW)
    assert place.all(select(Contact.end_reason).where(Contact.youth_id == TWIN)) == ["merged:11"]
    stay, gone = (place.do(lambda uow, n=n: uow.session.get_one(Person, n)) for n in (ZHANG, TWIN))
    vault = place.do(lambda uow: uow.means.vault)
    assert vault.open(stay.phone, f"person|phone|{ZHANG}") == "+8613800000009"
    assert (gone.phone, gone.phone_index) == (None, None)
    assert place.all(select(WechatUser.person_id).where(WechatUser.openid == "oTwin21")) == [ZHANG]
    assert place.all(select(MiniUser.person_id)) == [ZHANG]


def refused(place, stay=ZHANG, gone=TWIN):
    with pytest.raises(NotMergeable) as no:
        merge(place, stay, gone)
    return str(no.value)


def test_two_numbers_two_accounts_and_cadres_are_the_admins(place):
    phoned(place, ZHANG, "+8613800000001")
    phoned(place, TWIN)
    assert "手机号不同" in refused(place)
    bind(place, ZHANG)
    bind(place, TWIN)
    assert "两个微信" in refused(place)
    with place.open_uow() as uow:
        uow.session.add(Contact(cadre_id=MIN, youth_id=QIANG, started_at=NOW))
    assert "团干部" in refused(place, ZHANG, QIANG)
    with place.open_uow() as uow:
        uow.session.execute(delete(Contact).where(Contact.youth_id == QIANG))


def test_whom_a_colleague_knows_can_only_be_the_one_who_stays(place):
    with place.open_uow() as uow:
        uow.session.add(Contact(cadre_id=QIANG, youth_id=TWIN, started_at=NOW))
    assert "别的团干部" in refused(place)
    left, right = as_min(place, merging.compare, MIN, ZHANG, TWIN)
    assert left.why_not
    assert not right.why_not
    merge(place, TWIN, ZHANG)


def test_only_ones_own_and_nobody_who_left(place):
    for stay, gone in ((ZHANG, ZHAO), (ZHAO, ZHANG), (ZHANG, 14)):
        with pytest.raises(NotInYourList):
            merge(place, stay, gone)
    with pytest.raises(SameOne):
        merge(place, ZHANG, ZHANG)


def enrolled(place, *youths, ends=timedelta(hours=2)):
    with place.open_uow() as uow:
        times = {"starts_at": NOW, "ends_at": NOW + ends, "deadline": NOW, "created_at": NOW}
        what = {"organisation_id": COUNTY, "kind": "volunteering", "status": "open"}
        activity = Activity(title="河道清洁", seats=9, taken=len(youths), **what, **times)
        uow.session.add(activity)
        uow.session.flush()
        for youth in youths:
            when = {"created_at": NOW, "changed_at": NOW}
            uow.session.add(
                Enrolment(activity_id=activity.id, person_id=youth, status="enrolled", **when)
            )


def test_two_seats_in_what_is_to_come_are_given_back_first(place):
    enrolled(place, ZHANG, TWIN)
    assert "河道清洁" in refused(place)


def test_a_second_seat_in_what_is_over_stays_counted(place):
    enrolled(place, ZHANG, TWIN, ends=timedelta(hours=-1))
    enrolled(place, TWIN)
    merge(place)
    assert sorted(place.all(select(Enrolment.person_id))) == [ZHANG, ZHANG, TWIN]


def test_a_colleague_whom_the_one_who_goes_left_stays_barred(place):
    ended = {"started_at": NOW, "ended_at": NOW, "end_reason": BY_YOUTH}
    with place.open_uow() as uow:
        uow.session.add(Contact(cadre_id=QIANG, youth_id=TWIN, **ended))
    change = merge(place)
    assert place.do(joining.barred, QIANG, [ZHANG, TWIN]) == {ZHANG}
    as_min(place, changes.undo, change)
    assert place.do(joining.barred, QIANG, [ZHANG, TWIN]) == {TWIN}


def test_what_went_on_as_one_is_not_taken_apart(place):
    phoned(place, TWIN)
    change = merge(place)
    bind(place, ZHANG)
    before = dump(place)
    with pytest.raises(Entangled):
        as_min(place, changes.undo, change)
    assert dump(place) == before


def test_a_chain_is_taken_back_from_its_end(place):
    with place.open_uow() as uow:
        known_li = uow.session.scalar(select(Contact.id).where(Contact.youth_id == LI))
    before = dump(place)
    first = merge(place, ZHANG, TWIN)
    second = merge(place, LI, ZHANG)
    with pytest.raises(Entangled):
        as_min(place, changes.undo, first)
    as_min(place, changes.undo, second)
    as_min(place, changes.undo, first)
    assert dump(place) == before
    assert known_li


def test_what_was_done_since_stays_with_the_one_who_stayed(place):
    change = merge(place)
    place.do(records.log, MIN, Did("heart_to_heart", NOW.date()), [ZHANG])
    as_min(place, changes.undo, change)
    assert place.all(select(RecordYouth.youth_id)) == [ZHANG]
    assert place.do(contacts.size, MIN) == 3


WORLDS = st.fixed_dictionaries(
    {
        "phone": st.sampled_from([None, ZHANG, TWIN]),
        "bound": st.sampled_from([None, ZHANG, TWIN]),
        "primary": st.sampled_from([(), (ZHANG,), (TWIN,), (ZHANG, TWIN)]),
        "records": st.lists(st.sampled_from([(ZHANG,), (TWIN,), (ZHANG, TWIN)]), max_size=3),
        "confirmed": st.sets(st.sampled_from([ZHANG, TWIN])),
        "plans": st.lists(st.sampled_from([(ZHANG,), (TWIN,), (ZHANG, TWIN)]), max_size=2),
        "over": st.sets(st.sampled_from([ZHANG, TWIN])),
        "coming": st.sampled_from([(), (ZHANG,), (TWIN,)]),
        "topic": st.sets(st.sampled_from([ZHANG, TWIN])),
        "wishes": st.lists(st.sampled_from([ZHANG, TWIN]), max_size=2),
        "hints": st.fixed_dictionaries({y: st.sampled_from(["", "城东"]) for y in (ZHANG, TWIN)}),
        "tags": st.fixed_dictionaries(
            {y: st.sets(st.sampled_from(["篮球", "读书", "创业"])) for y in (ZHANG, TWIN)}
        ),
        "agreed": st.sets(st.sampled_from([ZHANG, TWIN])),
        "invited": st.booleans(),
        "stay": st.sampled_from([ZHANG, TWIN]),
    }
)


def build(place, world):
    if world["phone"]:
        phoned(place, world["phone"])
    if world["bound"]:
        bind(place, world["bound"])
    for youth in (ZHANG, TWIN):
        agreed = NOW if youth in world["agreed"] else None
        primary = youth in world["primary"]
        known(place, youth, hint=world["hints"][youth], agreed_at=agreed, is_primary=primary)
    for youths in world["records"]:
        place.do(records.log, MIN, Did("heart_to_heart", NOW.date()), youths)
    if world["over"]:
        enrolled(place, *world["over"], ends=timedelta(hours=-1))
    if world["coming"]:
        enrolled(place, *world["coming"])
    planned(place, world["plans"])
    shared(place, world)
    tagged(place, world["tags"])
    if world["invited"]:
        gone = ({ZHANG, TWIN} - {world["stay"]}).pop()
        invited(place, gone)


def planned(place, plans):
    with place.open_uow() as uow:
        for number, youths in enumerate(plans, 1):
            plan = {"cadre_id": MIN, "kind": "visit", "day": NOW.date(), "created_at": NOW}
            uow.session.add(Plan(id=number, **plan))
            uow.session.flush()
            uow.session.add_all(PlanYouth(plan_id=number, youth_id=youth) for youth in youths)


def shared(place, world):
    """Let them confirm records, read and answer a topic, and wish for things."""
    with place.open_uow() as uow:
        add = uow.session.add_all
        of_youth = RecordYouth.youth_id.in_(world["confirmed"])
        uow.session.execute(update(RecordYouth).where(of_youth).values(confirmed_at=NOW))
        topic = Topic(cadre_id=MIN, sort="talk", title="读书", status="open", created_at=NOW)
        add([topic])
        uow.session.flush()
        add(TopicReader(topic_id=topic.id, person_id=youth) for youth in world["topic"])
        said = {"topic_id": topic.id, "text": "好", "status": "shown", "at": NOW}
        add(TopicAnswer(person_id=youth, **said) for youth in world["topic"])
        what = {
            "organisation_id": BRANCH,
            "area_id": COUNTY,
            "kind": "other",
            "text": "一本书",
            "status": "open",
        }
        when = {"created_at": NOW, "changed_at": NOW}
        add(Wish(person_id=youth, **what, **when) for youth in world["wishes"])


def tagged(place, tags):
    with place.open_uow() as uow:
        for contact in uow.session.scalars(select(Contact).where(Contact.youth_id.in_(tags))).all():
            of_youth = tags[contact.youth_id]
            uow.session.add_all(ContactTag(contact_id=contact.id, tag=tag) for tag in of_youth)


def invited(place, youth):
    with place.open_uow() as uow:
        times = {"created_at": NOW, "expires_at": NOW + timedelta(days=3), "tries": 0}
        uow.session.add(Invitation(token_hash=bytes(32), cadre_id=MIN, youth_id=youth, **times))


@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(WORLDS)
def test_merging_and_taking_it_back_leaves_every_table_as_it_was(whole, world):
    afresh(whole)
    build(whole, world)
    gone = ({ZHANG, TWIN} - {world["stay"]}).pop()
    before = dump(whole)
    change = merge(whole, world["stay"], gone)
    after = dump(whole)
    assert after != before
    living = select(Contact.youth_id).where(Contact.ended_at.is_(None), Contact.cadre_id == MIN)
    assert gone not in whole.all(living)
    assert gone not in whole.all(select(RecordYouth.youth_id))
    whole.now += timedelta(hours=1)
    as_min(whole, changes.undo, change)
    assert dump(whole) == before


def test_what_was_asked_and_rated_goes_along_and_comes_back(place):
    """Every key to a youth in the law of erasing is moved, or stays with a reason."""
    elsewhere = {"contact", "invitation", "mini_user", "wechat_user"}  # each has its own way
    ended = {
        "console_session",
        "outbox",
        "page_visit",
        "photo",
    }  # of a login; and who added a picture
    moved = {
        youth.class_.__tablename__ for _, _, youth in (*merge_rows._PAIRED, *merge_rows._PLAIN)
    }
    keys = {"person_id", "youth_id", "asker_id"}
    owned = {
        name for name, law in LAWS.items() for column, fate in law.columns.items()
        if column in keys and fate not in {Fate.WORK, Fate.PLAIN}
    }  # fmt: skip
    assert owned - moved <= elsewhere | ended
    with place.open_uow() as uow:
        row = {"organisation_id": BRANCH, "organ_id": COUNTY, "created_at": NOW, "due_at": NOW}
        asked = Ticket(
            sort="demand", kind="其他", asker_id=TWIN, text="热水", status="working", **row
        )
        rated = {"cadre_id": MIN, "person_id": TWIN, "occasion": "record", "occasion_id": 1}
        uow.session.add_all([asked, Rating(**rated, stars=5, at=NOW, status="given")])
        letter = {"key": "k", "kind": "seat", "lane": 1, "channel": "sms", "person_id": TWIN}
        uow.session.add(Outbox(id=1, **letter, written_at=NOW, due_at=NOW))
        uow.session.flush()
        uow.session.add(Call(outbox_id=1, person_id=TWIN, organ_id=COUNTY, at=NOW))
    before = dump(place)
    with place.open_uow() as uow:
        uow.actor = MIN
        change = merging.merge(uow, MIN, ZHANG, TWIN)
    assert place.all(select(Ticket.asker_id)) == place.all(select(Rating.person_id)) == [ZHANG]
    assert place.all(select(Call.person_id)) == [ZHANG]
    with place.open_uow() as uow:
        uow.actor = MIN
        changes.undo(uow, change)
    assert dump(place) == before
