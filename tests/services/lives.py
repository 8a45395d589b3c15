"""One whole life: somebody of whom every table that can hold something holds something."""

from datetime import timedelta

from sqlalchemy import insert

from models.activity import Activity, Enrolment
from models.admin import ConsoleSession
from models.audit import Audit
from models.change import Change
from models.contact import Contact, ContactTag
from models.dialogue import Dialogue
from models.login import Invitation, LoginCode, OneTimeLink
from models.mini import ApiAnswer, MiniSession, MiniUser
from models.notice import Notice, NoticePerson
from models.person import Person, WechatUser
from models.photo import Photo
from models.plan import Plan, PlanYouth
from models.post import Inbound, InboxItem, Outbox
from models.problem import Problem, ProblemTicket
from models.rating import Rating
from models.record import Record, RecordChange, RecordYouth
from models.screening import Screening
from models.sending import Call, Report, Subscription
from models.sheet import Sheet
from models.spot_check import SpotCheck, SpotCheckPerson
from models.ticket import Ticket, TicketStep, VoiceWord
from models.topic import Topic, TopicAnswer, TopicReader, TopicReport
from models.visit import PageVisit
from models.wish import Claim, Picture, Share, Wish, WishNote
from services import phones
from tests.services.county import BRANCH, COUNTY, MIN, NOW, QIANG

WHO, TWIN = 31, 32
"""欧阳若溪, and the same one entered a second time, since merged."""
NAME, PHONE, OPENID, MINI = "欧阳若溪", "+8613812345678", "oLIFE31", "mLIFE31"
WROTE = {
    "wish": "想要一台旧的缝纫机,学着给奶奶改衣服",
    "thanks": "缝纫机收到了,奶奶很高兴,谢谢",
    "note": "我住南门外巷子口第三家,下午都在",
    "ticket": "宿舍热水晚上九点就停,能不能晚一点",
    "supply": "是三号楼西边那半栋一直这样",
    "rating": "她记得我说过的每一件小事",
    "answer": "我想去看看河边新修的那座塔",
    "feedback": "活动很好就是水带少了一些",
    "form": "对花生过敏请不要放花生",
    "why": "那天要回家陪奶奶复查",
}
HINT, TAG = "南门社区缝纫小组", "爱做手工"


def lived(place, *, source="hand"):
    """Write the life down; return how many rows are theirs, by table."""
    with place.open_uow() as uow:
        vault = uow.means.vault
        Life(uow.session, vault).write(source)


class Life:
    def __init__(self, session, vault):
        self.session, self.vault = session, vault

    def add(self, model, **values):
        result = self.session.execute(insert(model).values(**values))
        return result.inserted_primary_key[0]

    def write(self, source):
        self.person(source)
        self.activity()
        self.records()
        wish = self.wish()
        ticket = self.ticket()
        self.others(wish, ticket)
        self.post()

    def person(self, source):
        common = {"organisation_id": BRANCH, "created_at": NOW - timedelta(days=90)}
        for number in (WHO, TWIN):
            self.add(Person, id=number, name=NAME, born=NOW.date(), **common)
        sealed = phones.sealed(self.vault, WHO, PHONE)
        row = {"phone": sealed, "phone_index": phones.index(self.vault, PHONE)}
        self.session.execute(
            Person.__table__.update().where(Person.id == WHO).values(consented_at=NOW, **row)
        )
        self.add(WechatUser, openid=OPENID, person_id=WHO, bound_at=NOW, proof="sms", unread=NAME)
        since = NOW - timedelta(days=80)
        about = {"hint": HINT, "industry": "初中", "occupation": "学生", "started_at": since}
        contact = self.add(
            Contact, cadre_id=MIN, youth_id=WHO, is_primary=True, source=source, **about
        )
        self.add(ContactTag, contact_id=contact, tag=TAG)
        ended = {"ended_at": NOW, "end_reason": f"merged:{WHO}"}
        self.add(Contact, cadre_id=MIN, youth_id=TWIN, source="hand", **about, **ended)
        later = NOW + timedelta(days=1)
        self.add(
            Invitation, token_hash=b"i" * 32, cadre_id=MIN, youth_id=WHO, created_at=NOW,
            expires_at=later,
        )  # fmt: skip
        merge = {"stay": WHO, "gone": TWIN, "phone": "ab", "binding": OPENID, "born": None}
        for kind, data in (
            ("merge", merge),
            ("archive", {"contact": contact, "primary": True}),
            ("handover", {"steps": [{"youth": WHO, "filled": {"hint": HINT}, "tags": [TAG]}]}),
            ("tags", {"set": {}, "added": [[contact, TAG]], "removed": [[contact, TAG]]}),
            ("merge", {}),  # long ago
        ):
            self.add(Change, actor_id=MIN, kind=kind, title=f"动了{NAME}", data=data, at=NOW)
        steps = {"steps": [{"youth": WHO, "filled": {"hint": HINT}}, {"youth": 11}]}
        self.add(Change, actor_id=13, kind="handover", title="交接 2 位", data=steps, at=NOW)
        self.add(
            Audit, at=NOW, actor_id=MIN, deed="saw_phone", object="person", object_id=str(WHO),
            data={},
        )  # fmt: skip

    def activity(self):
        soon = NOW + timedelta(days=9)
        event = {"organisation_id": COUNTY, "host_id": MIN, "kind": "volunteering", "seats": 1}
        when = {"starts_at": soon, "ends_at": soon, "deadline": soon, "created_at": NOW}
        coming = self.add(
            Activity, title="河道清洁", status="open", taken=1, waiting=1, queued=1, **event, **when
        )
        past = NOW - timedelta(days=9)
        when = {"starts_at": past, "ends_at": past, "deadline": past, "created_at": past}
        gone = self.add(
            Activity, title="缝纫课", status="archived", taken=1, closed_at=past, **event, **when
        )
        said = {"answers": {"过敏": WROTE["form"]}, "why": WROTE["why"], "words": WROTE["feedback"]}
        common = {"person_id": WHO, "created_at": NOW, "changed_at": NOW}
        self.add(Enrolment, activity_id=coming, status="enrolled", **common, **said)
        self.add(
            Enrolment, activity_id=gone, status="enrolled", checked_in_at=past, stars=5,
            **common, **said,
        )  # fmt: skip
        waits = {"person_id": 12, "created_at": NOW, "changed_at": NOW}
        self.add(Enrolment, activity_id=coming, status="waiting", queue_no=1, **waits)

    def records(self):
        record = self.add(
            Record, cadre_id=MIN, kind="heart_to_heart", happened_at=NOW, title=f"和{NAME}聊缝纫",
            entered_by=MIN, entered_at=NOW, activity_id=None,
        )  # fmt: skip
        self.add(RecordYouth, record_id=record, youth_id=WHO, confirmed_at=NOW)
        self.add(RecordYouth, record_id=record, youth_id=11)
        self.add(
            Audit, at=NOW, actor_id=None, deed="corrected", object="record", object_id=str(record),
            data={"what": "undone", "reason": f"{NAME}那天没来"},
        )  # fmt: skip
        self.add(
            RecordChange, record_id=record, at=NOW, by_person=MIN,
            before={"title": f"找{NAME}", "youths": [WHO]}, after={"title": f"和{NAME}聊缝纫"},
        )  # fmt: skip
        plan = self.add(
            Plan,
            cadre_id=MIN,
            kind="heart_to_heart",
            title=f"再找{NAME}和张三",
            day=NOW.date(),
            created_at=NOW,
        )
        for youth in (WHO, 11):
            self.add(PlanYouth, plan_id=plan, youth_id=youth)
        self.add(
            Photo, owner="record", owner_id=record, person_id=WHO, mime="image/jpeg",
            content=NAME.encode(), created_at=NOW,
        )  # fmt: skip

    def wish(self):
        common = {"person_id": WHO, "organisation_id": BRANCH, "area_id": COUNTY, "kind": "捐助"}
        times = {"created_at": NOW, "changed_at": NOW}
        live = self.add(
            Wish, text=WROTE["wish"], status="claimed", media_id="m1", **common, **times
        )
        done = self.add(
            Wish, text=WROTE["wish"], status="fulfilled", thanks=WROTE["thanks"],
            fulfilled_at=NOW, reason=f"{NAME}说好了", **common, **times,
        )  # fmt: skip
        later = NOW + timedelta(days=7)
        for wish, ended in ((live, None), (done, NOW)):
            claim = self.add(
                Claim, wish_id=wish, cadre_id=QIANG, claimed_at=NOW, expires_at=later,
                ended_at=ended, reason=f"{NAME}改主意了", ending="done" if ended else "", shared=True,
            )  # fmt: skip
            self.add(Share, claim_id=claim, cadre_id=MIN, brings="线轴", joined_at=NOW)
            self.add(WishNote, claim_id=claim, person_id=WHO, text=WROTE["note"], at=NOW)
            self.add(WishNote, claim_id=claim, person_id=QIANG, text=f"送到{NAME}家了", at=NOW)
            self.add(
                Picture, wish_id=wish, mime="image/jpeg", content=NAME.encode(), fetched_at=NOW
            )
        self.add(
            Record, cadre_id=QIANG, kind="good_deed", happened_at=NOW, entered_by=QIANG,
            entered_at=NOW, wish_id=done, title=f"圆梦:{WROTE['wish'][:12]}",
        )  # fmt: skip
        return done

    def ticket(self):
        ids = []
        for status, quoted in (("working", WROTE["ticket"]), ("confirmed", "热水几点停?")):
            ticket = self.add(
                Ticket, sort="demand", kind="其他", asker_id=WHO, organisation_id=BRANCH,
                organ_id=COUNTY, owner_id=MIN, text=WROTE["ticket"], status=status,
                created_at=NOW, due_at=NOW, answer=f"{NAME}同学,你好", public_at=NOW,
                public_question=quoted, public_answer="十点半停", follow_up_at=NOW,
            )  # fmt: skip
            ids.append(ticket)
            for who, text in ((WHO, WROTE["supply"]), (MIN, f"问过{NAME}了")):
                self.add(TicketStep, ticket_id=ticket, at=NOW, actor_id=who, deed="note", text=text)
            self.add(VoiceWord, word="热水", ticket_id=ticket, times=1)
            problem = self.add(
                Problem, organ_id=COUNTY, quarter=NOW.date(), title="热水", kind="其他",
                text=f"比如:{WROTE['ticket']}({NAME})", status="draft", created_by=MIN,
                created_at=NOW,
            )  # fmt: skip
            self.add(ProblemTicket, problem_id=problem, ticket_id=ticket)
        return ids[0]

    def others(self, wish, ticket):
        self.add(
            Rating, cadre_id=MIN, person_id=WHO, occasion="ticket", occasion_id=ticket, stars=4,
            words=WROTE["rating"], at=NOW, status="appealed", appeal=f"{NAME}记错了",
        )  # fmt: skip
        check = self.add(
            SpotCheck, organ_id=COUNTY, seed="s", population=9, first_day=NOW.date(),
            last_day=NOW.date(), created_by=MIN, created_at=NOW, closes_at=NOW,
        )  # fmt: skip
        self.add(
            SpotCheckPerson, check_id=check, person_id=WHO, cadre_id=MIN, place=1, way="phone",
            result="answered", met="yes", stars=5, note=f"{NAME}说见过", noted_by=MIN,
        )  # fmt: skip
        topic = self.add(
            Topic, cadre_id=MIN, sort="talk", title="走走", status="open", created_at=NOW
        )
        self.add(TopicReader, topic_id=topic, person_id=WHO, told_at=NOW)
        answer = self.add(
            TopicAnswer, topic_id=topic, person_id=WHO, text=WROTE["answer"], status="held", at=NOW
        )
        self.add(TopicReport, answer_id=answer, person_id=WHO, at=NOW)
        for thing, number in (("wish", wish), ("ticket", ticket), ("topic_answer", answer)):
            self.add(
                Screening, thing=thing, thing_id=number, organ_id=COUNTY, mini_openid="",
                status="held", why=NAME, at=NOW, due_at=NOW,
            )  # fmt: skip

    def post(self):
        later = NOW + timedelta(days=1)
        self.add(Subscription, openid=OPENID, template="SEAT", grants=1, changed_at=NOW)
        self.add(Report, key="life", reference="life", openid=OPENID, status="success", at=NOW)
        for key, who, openid, status in (
            ("mine", WHO, OPENID, "pending"),
            ("hers", MIN, "o1", "sent"),
            ("his", QIANG, "o2", "pending"),
        ):
            letter = self.add(
                Outbox, key=f"life:{key}", kind="wish", lane=2, channel="template", person_id=who,
                openid=openid, text=f"{NAME}的心愿「{WROTE['wish']}」", status=status,
                fields={"title": WROTE["wish"][:17] + "…", "note": NAME}, because={"id": 1},
                written_at=NOW, due_at=NOW,
            )  # fmt: skip
            self.add(Call, outbox_id=letter, person_id=who, organ_id=COUNTY, at=NOW)
        for key, openid in (("mine", OPENID), ("hers", "o1"), ("led", "o2")):
            self.add(
                InboxItem, key=f"life:{key}", openid=openid, text=f"{NAME}来了:{WROTE['answer']}",
                at=NOW,
            )  # fmt: skip
        self.add(
            Dialogue, openid=OPENID, name="wish", step="text", data={"text": WROTE["wish"]},
            expires_at=later,
        )  # fmt: skip
        self.add(
            Dialogue, openid="o1", name="record", step="who", data={"names": [NAME]},
            expires_at=later,
        )  # fmt: skip
        for key, openid, who in ((b"v" * 32, OPENID, WHO), (b"w" * 32, "o1", MIN)):
            self.add(
                PageVisit, key_hash=key, openid=openid, person_id=who, flash={"text": NAME},
                created_at=NOW, expires_at=later,
            )  # fmt: skip
        self.add(
            OneTimeLink, token_hash=b"l" * 32, openid=OPENID, purpose="page", subject="me",
            created_at=NOW, expires_at=later,
        )  # fmt: skip
        self.add(
            LoginCode, openid=OPENID, phone_index=b"p" * 16, code_hash=b"c" * 32, sent_at=NOW - timedelta(minutes=2),
            expires_at=later,
        )  # fmt: skip
        self.add(
            MiniUser, openid=MINI, unionid=f"{MINI}union", person_id=WHO, proof="phone",
            bound_at=NOW, created_at=NOW,
        )  # fmt: skip
        self.add(
            MiniUser, openid="mANOTHER", wants_id=WHO, wants_at=NOW, proof="phone",
            created_at=NOW,
        )  # fmt: skip
        self.add(MiniUser, openid="m1", person_id=MIN, proof="password", created_at=NOW)
        self.add(
            Outbox, key="life:there", kind="wish", lane=2, channel="mini", person_id=WHO,
            mini_openid=MINI, text=f"{NAME}的心愿「{WROTE['wish']}」", status="pending",
            fields={"note": NAME}, because={"id": 1}, written_at=NOW, due_at=NOW,
        )  # fmt: skip
        for key, mini in (("there", MINI), ("hers-there", "m1")):
            self.add(
                InboxItem, key=f"life:{key}", openid="", mini_openid=mini,
                text=f"{NAME}来了:{WROTE['answer']}", at=NOW,
            )  # fmt: skip
        self.add(
            MiniSession, key_hash=b"s" * 32, openid=MINI, created_at=NOW, used_at=NOW,
            expires_at=later,
        )  # fmt: skip
        self.add(
            ConsoleSession, id=1, key_hash=b"c" * 32, person_id=WHO, code="4821",
            agent="Chrome · Windows", flash={"text": f"{NAME}到了"}, created_at=NOW, used_at=NOW,
            expires_at=later,
        )  # fmt: skip
        self.add(
            Notice, id=1, organisation_id=COUNTY, title="河边见", text="周六九点", audience={},
            status="done", made_by=MIN, made_at=NOW,
        )  # fmt: skip
        self.add(NoticePerson, notice_id=1, person_id=WHO, why="muted")
        self.add(
            ApiAnswer, id=b"i" * 32, openid=MINI, asked=b"a" * 32, status=201,
            body=WROTE["wish"].encode(), at=NOW,
        )  # fmt: skip
        self.add(Inbound, key="wx:1", reply=f"你好,{NAME}。", at=NOW)
        self.add(
            Sheet, person_id=MIN, organisation_id=COUNTY, kind="youths", name="名单.xlsx",
            status="faulty", faults={"rows": [[3, f"{NAME}的手机号不对"]]}, created_at=NOW,
            changed_at=NOW,
        )  # fmt: skip
