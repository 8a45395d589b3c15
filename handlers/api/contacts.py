"""小伙伴: the case-load, one youth, and what can be done there with one tap."""

from domain.caseload import STRANGERS, Band
from handlers.api import cursors
from handlers.api.contact_shapes import (
    Contact,
    ContactArchive,
    ContactChanged,
    ContactCounts,
    ContactFormer,
    ContactKeeper,
    ContactMet,
    ContactPhone,
    ContactRow,
    ContactsAsked,
    ContactsSearched,
    ContactTag,
    ContactTalk,
    ContactTalked,
    Invitation,
)
from handlers.api.door import Alone
from handlers.api.endpoint import Api, Call, Role
from handlers.api.shapes import Page, Paging
from handlers.record_words import say_record
from services import (
    caseload_ending,
    caseload_list,
    caseload_youth,
    contacts,
    former_contacts,
    invitations,
    phones,
    taps,
)
from services.caseload_list import Row
from services.former_contacts import Former

api = Api(
    "小伙伴",
    "团干部自己联系着的青年:只看得到自己名单里的。手机号打码,要看整个号码另点一次,会留下记录。",
    {"not_in_your_list": 404, "not_on_your_list": 404, "not_yours": 404, "nothing_to_undo": 404},
)


@api.get("/contacts", Role.CADRE, title="我的小伙伴")
def contacts_mine(call: Call, asked: ContactsAsked) -> Page[ContactRow]:
    found = caseload_list.page(
        call.uow,
        call.cadre,
        words=asked.words.strip(),
        tag=asked.tag,
        industry=asked.industry,
        band=asked.band,
        after=cursors.last_seen(asked),
        limit=asked.limit + 1,
    )
    return cursors.cut(found.rows, asked, _youth_id, ContactRow.model_validate)


def _youth_id(row: Row) -> int:
    return row.id


@api.get("/contacts/counts", Role.CADRE, title="名单有多大,有哪些标签")
def contacts_counts(call: Call, asked: ContactsSearched) -> ContactCounts:
    found = caseload_list.page(
        call.uow,
        call.cadre,
        words=asked.words.strip(),
        tag=asked.tag,
        industry=asked.industry,
        limit=1,
    )
    tags = caseload_list.tags_of(call.uow, call.cadre)
    bands = {str(band): found.bands[band] for band in (*Band, STRANGERS)}
    used = [ContactTag(tag=tag, count=count) for tag, count in tags]
    return ContactCounts(total=found.bands[""], tags=used, **bands)


@api.get("/contacts/{youth_id}", Role.CADRE, title="看一位小伙伴")
def contact_one(call: Call, youth_id: int) -> Contact:
    return contact(call, youth_id)


def contact(call: Call, youth_id: int) -> Contact:
    """Return a youth as they are now."""
    call.uow.session.flush()
    seen = caseload_youth.seen(call.uow, call.cadre, youth_id)
    fields = {name: getattr(seen, name) for name in Contact.model_fields}
    others = [ContactKeeper(name=name, is_primary=primary) for name, primary in seen.others]
    met = [ContactMet.model_validate(one) for one in seen.met]
    return Contact(**{**fields, "others": others, "met": met})


@api.get("/contacts/{youth_id}/records", Role.CADRE, title="和一位小伙伴的每一次")
def contact_history(call: Call, paging: Paging, youth_id: int) -> Page[ContactMet]:
    caseload_youth.seen(call.uow, call.cadre, youth_id)
    last = cursors.last_seen(paging)
    found = caseload_youth.met(call.uow, call.cadre, youth_id, paging.limit + 1, after=last)
    return cursors.cut(found, paging, lambda one: one.id, ContactMet.model_validate)


@api.post("/contacts/{youth_id}/phone", Role.CADRE, title="看整个号码,会留下记录", alone=True)
def contact_phone(alone: Alone, youth_id: int) -> ContactPhone:
    """Tell a number without keeping the answer: it stands nowhere in clear."""
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.CADRE)
        number = caseload_ending.number_of(uow, call.cadre, youth_id)
        return ContactPhone(phone=phones.national(number))


@api.post("/contacts/{youth_id}/talks", Role.CADRE, title="今天聊过、走访过", status=201)
def contact_talked(call: Call, body: ContactTalk, youth_id: int) -> ContactTalked:
    who = taps.Visitor(call.cadre, call.who.name)
    return _talk(call, taps.talked(call.uow, who, youth_id, body.kind))


@api.post("/contacts/talks/{record_id}/undo", Role.CADRE, title="撤销刚记的这一次")
def contact_talk_undo(call: Call, record_id: int) -> ContactTalked:
    taps.take_back(call.uow, taps.Visitor(call.cadre, call.who.name), record_id)
    return _talk(call, record_id)


def _talk(call: Call, record_id: int) -> ContactTalked:
    call.uow.session.flush()
    logged = taps.written(call.uow, taps.Visitor(call.cadre, call.who.name), record_id)
    if logged is None:  # an admin or a sheet wrote down today's
        already = "今天已经记过了,不用再记。"
        return ContactTalked(record_id=record_id, said=already, mine=False, undone=False)
    said = say_record(logged, call.uow.today)
    return ContactTalked(record_id=logged.id, said=said, mine=True, undone=logged.undone)


@api.post("/contacts/{youth_id}/invitation", Role.CADRE, title="请 TA 登录", alone=True)
def contact_invite(alone: Alone, youth_id: int) -> Invitation:
    """Invite a youth; the token is told once, and only its hash is kept."""
    with alone.house.open_uow() as uow:
        call = alone.call(uow, Role.CADRE)
        return Invitation.model_validate(invitations.make(uow, call.cadre, youth_id))


@api.post("/contacts/{youth_id}/primary", Role.CADRE, title="做 TA 的主要联系人")
def contact_primary(call: Call, youth_id: int) -> Contact:
    caseload_ending.take_the_lead(call.uow, call.cadre, youth_id)
    return contact(call, youth_id)


@api.post("/contacts/{youth_id}/archive", Role.CADRE, title="归档,以前的记录照算")
def contact_archive(call: Call, body: ContactArchive, youth_id: int) -> ContactChanged:
    change = caseload_ending.archive(call.uow, call.cadre, youth_id, body.reason)
    return ContactChanged(change_id=change, size=contacts.size(call.uow, call.cadre))


@api.get("/contacts/archived", Role.CADRE, title="归档了的")
def contacts_archived(call: Call, paging: Paging) -> Page[ContactFormer]:
    found, _ = former_contacts.former(
        call.uow, call.cadre, limit=paging.limit + 1, after=cursors.last_seen(paging)
    )
    return cursors.cut(found, paging, _contact_id, ContactFormer.model_validate)


def _contact_id(one: Former) -> int:
    return one.contact_id


@api.post("/contacts/archived/{contact_id}/restore", Role.CADRE, title="恢复联系")
def contact_restore(call: Call, contact_id: int) -> Contact:
    person = caseload_ending.restore(call.uow, call.cadre, contact_id)
    return contact(call, person.id)
