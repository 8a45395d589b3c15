"""Things of each kind that the policy table names, each made anew as people make them."""

from datetime import date, timedelta

from sqlalchemy import delete, insert, select, update

from domain.delivery import Kind, Lane, Status
from handlers.api.sheets import XLSX
from models.activity import Enrolment
from models.person import Person, WechatUser
from models.post import InboxItem, Outbox
from models.rating import Rating
from models.record import Record
from models.ticket import Ticket
from models.topic import TopicAnswer
from models.wish import Claim, Wish
from services import calls, inbox, outbox, photos
from services.photos import Owner
from tests.house import NOW
from tests.services.gathering import gather
from tests.services.test_photos import picture
from tests.services.workbooks import HEADS, ROSTER, workbook

TODAY = NOW.date().isoformat()
TALK = {"kind": "heart_to_heart", "day": TODAY}
WRITTEN = {
    "title": "清河捡垃圾",
    "kind": "volunteering",
    "place": "清河码头",
    "starts_at": "2026-12-05T09:00:00+08:00",
    "ends_at": "2026-12-05T11:00:00+08:00",
    "deadline": "2026-12-04T20:00:00+08:00",
    "seats": 5,
}
HOT = ("宿舍晚上热水不够", "晚上宿舍没有热水", "宿舍热水晚上总是不够用")
DIGITS = "零一二三四五六七八九"


class Stage:
    """Where things are made: a wire, and everybody's session and number."""

    def __init__(self, wire, tokens, ids):
        self.wire, self.tokens, self.ids, self.count = wire, tokens, ids, 0

    def does(self, who, method, path, body=None, **more):
        """Take a step that has to succeed."""
        answer = self.wire.ask(method, path, body, token=self.tokens[who], **more)
        assert answer.status_code < 300, (who, method, path, answer.text)
        return answer.json if answer.data else None

    def made(self, kind):
        """Return the parts of the addresses that a new thing of a kind has."""
        self.count += 1
        if self.count % 4 == 0:
            self._forget_today()
        return MAKERS[kind](self)

    def _forget_today(self):
        """Let nobody have had enough for today."""
        before = NOW - timedelta(days=30)
        with self.wire.app.open_uow() as uow:
            uow.session.execute(update(Ticket).values(created_at=before))
            uow.session.execute(update(TopicAnswer).values(at=before))
            uow.session.execute(delete(InboxItem).where(InboxItem.key != "another's"))
            uow.session.execute(update(Wish).values(status="removed"))
            uow.session.execute(update(Claim).values(ended_at=before))

    def name(self, first):
        """Return a name that nobody has yet."""
        return first + "".join(DIGITS[int(digit)] for digit in str(self.count))

    def rows(self):
        """Open a unit of work to write rows that nobody can make today."""
        return self.wire.app.open_uow()


def wish(s):
    body = {"text": "想要一副羽毛球拍"}
    return {"wish_id": s.does("owner", "POST", "/wishes", body)["id"]}


def _then(make, *steps):
    """Return what makes a thing, and takes it some steps further."""

    def further(s):
        parts = make(s)
        for who, path, *body in steps:
            s.does(who, "POST", path.format(**parts), *(body or [{}]))
        return parts

    return further


def wish_with_a_picture(s):
    parts = wish(s)
    sent = {"data": picture(), "content_type": "image/jpeg"}
    s.does("owner", "PUT", f"/wishes/{parts['wish_id']}/picture", **sent)
    return parts


def record(s):
    made = s.does("cadre", "POST", "/records", TALK | {"youths": [s.ids["owner"]]})
    return {"record_id": made["id"]}


def photo_of_a_record(s):
    with s.rows() as uow:
        mine = select(Record.id).where(Record.cadre_id == s.ids["cadre"]).limit(1)
        owned = Owner.RECORD, uow.session.scalar(mine), s.ids["cadre"]
        return {"photo_id": photos.keep(uow, *owned, picture())}


def talk(s):
    with s.rows() as uow:  # of two on one day the second is the first
        mine = Record.cadre_id == s.ids["cadre"], Record.entered_at >= NOW - timedelta(hours=1)
        uow.session.execute(update(Record).where(*mine).values(undone_at=NOW))
    path = f"/contacts/{s.ids['owner']}/talks"
    made = s.does("cadre", "POST", path, {"kind": "visit"})
    return {"record_id": made["record_id"]}


def plan(s):
    later = {"kind": "heart_to_heart", "day": "2026-11-25", "youths": [s.ids["owner"]]}
    return {"plan_id": s.does("cadre", "POST", "/plans", later)["id"]}


def somebody(s):
    """Add somebody to the cadre's list whom nobody else knows."""
    new = {"name": s.name("白"), "phone": f"1330000{s.count:04}", "fourteen": True}
    return s.does("cadre", "POST", "/contacts", new)["youth_id"]


def contact(s):
    return {"youth_id": somebody(s)}


def archived(s):
    youth = somebody(s)
    s.does("cadre", "POST", f"/contacts/{youth}/archive", {"reason": "毕业离校"})
    former = s.does("cadre", "GET", "/contacts/archived")["items"]
    return {"contact_id": next(one["contact_id"] for one in former if one["youth_id"] == youth)}


def change(s):
    path = f"/contacts/{somebody(s)}/archive"
    return {"change_id": s.does("cadre", "POST", path, {"reason": "毕业离校"})["change_id"]}


def contacter(s):
    for who in ("owner", "other"):
        s.wire.ask("POST", f"/me/contacters/{s.ids['cadre']}/back", token=s.tokens[who])
    return {"cadre_id": s.ids["cadre"]}


def ticket(s, **more):
    body = {"text": f"宿舍热水器坏了三天没人修,{s.count} 号楼", "sort": "voice", **more}
    return {"ticket_id": s.does("owner", "POST", "/tickets", body)["ticket"]["id"]}


def public(s):
    parts = answered(s)
    said = {"question": "宿舍的热水器坏了找谁?", "answer": "找宿管登记。", "sure": True}
    s.does("leader", "POST", f"/tickets/{parts['ticket_id']}/publish", said)
    return parts


def voice(s):
    return {"voice_id": s.does("owner", "GET", "/voices")["items"][0]["id"]}


def reply(s):
    words = {"title": f"收到{s.count}", "text": "收到了,马上看。"}
    return {"reply_id": s.does("leader", "POST", "/ticket-replies", words)["id"]}


def activity(s):
    return {"activity_id": s.does("cadre", "POST", "/activities", WRITTEN)["id"]}


def _gathered(*guests, **changes):
    """Return what writes an activity of the cadre's with guests: (who, place on the list)."""

    def write(s):
        county = {"organisation_id": s.ids["county"], "host_id": s.ids["cadre"]}
        when = NOW + timedelta(days=3 + s.count, hours=changes.get("hours", 0))
        times = {"starts_at": when, "ends_at": when + timedelta(hours=1), "deadline": when}
        more = {key: value for key, value in changes.items() if key != "hours"}
        there = [(s.ids[who], place) for who, place in guests]
        number = gather(s.wire.app, guests=there, **(county | times | more))
        return {"activity_id": number, "person_id": s.ids["owner"]}

    return write


def offered(s):
    parts = _gathered(("owner", "offered"))(s)
    with s.rows() as uow:
        mine = Enrolment.activity_id == parts["activity_id"]
        until = NOW + timedelta(hours=2)
        uow.session.execute(update(Enrolment).where(mine).values(offer_until=until))
    return parts


def over(s):
    """Write an activity that was yesterday, to which the owner came and another did not."""
    when = NOW - timedelta(days=1, minutes=s.count)
    times = {"starts_at": when, "ends_at": when + timedelta(hours=1), "deadline": when}
    parts = _gathered(("owner", "enrolled"), ("other", "enrolled"), **times)(s)
    with s.rows() as uow:
        mine = Enrolment.activity_id == parts["activity_id"], Enrolment.person_id == s.ids["owner"]
        came = {"checked_in_at": when, "checked_in_by": "list"}
        uow.session.execute(update(Enrolment).where(*mine).values(**came))
    return parts | {"person_id": s.ids["other"]}


def topic(s):
    talked = {"title": f"周末去哪儿{s.count}", "text": "说说看", "everybody": True}
    return {"topic_id": s.does("cadre", "POST", "/topics", talked)["topic"]["id"]}


def photo_of_a_topic(s):
    path = f"/topics/{topic(s)['topic_id']}/photos"
    sent = {"data": picture(), "content_type": "image/jpeg"}
    made = s.does("cadre", "POST", path, **sent)
    return {"photo_id": made["photos"][-1]}


def answer(s, text="去爬山"):
    path = f"/topics/{topic(s)['topic_id']}/answers"
    made = s.does("owner", "POST", path, {"text": text})
    return {"answer_id": made["answer"]["id"]}


def problem(s):
    made = s.does("cadre", "POST", "/problems", {"title": f"路灯不亮{s.count}"})
    return {"problem_id": made["id"]}


def problem_of_several(s):
    raised = [ticket(s)["ticket_id"] for _ in range(2)]
    line = {"title": f"宿舍热水{s.count}", "kind": "other", "tickets": raised}
    made = s.does("leader", "POST", "/problems/gather", line)
    return {"problem_id": made["id"], "tickets": raised}


def handed_up(s):
    parts = problem(s)
    s.does("leader", "POST", "/problems/hand", {"problems": [parts["problem_id"]]})
    return parts


def screening(s):
    """Have words held in which there is a number."""
    answer(s, "打我电话 13800001111")
    held = s.does("leader", "GET", "/screening", query_string={"limit": 100})["items"]
    return {"screening_id": max(one["id"] for one in held)}


def duty(s):
    shifts = s.does("leader", "GET", "/duty")["items"]
    for shift in shifts:
        s.does("leader", "DELETE", f"/duty/{shift['id']}")
    new = {"cadre_id": s.ids["cadre"]}
    return {"duty_id": s.does("leader", "POST", "/duty", new)["id"]}


def call(s):
    """Put the owner on the list of whom no letter reached, as the chain does."""
    key = f"call-{s.count}"
    with s.rows() as uow:
        person = uow.session.get_one(Person, s.ids["owner"])
        of = select(WechatUser.openid).where(WechatUser.person_id == person.id)
        letter = {"kind": Kind.SEAT, "lane": Lane.SEAT, "openid": uow.session.scalar(of)}
        letter |= {"person_id": person.id, "text": "有空位了", "template": "SEAT"}
        outbox.put(uow, key=key, fields={"activity": "清河", "note": ""}, **letter)
        row = uow.session.scalars(select(Outbox).where(Outbox.key == key)).one()
        row.status = Status.WAITING
        inbox.leave(uow, key=key, openid=row.openid, text="有空位了")
        assert calls.wanted(uow, row, person)
    (one, *_) = s.does("leader", "GET", "/calls")["items"]
    return {"call_id": one["id"]}


def uploaded(s, who, path, made, **query):
    sent = {"data": made, "content_type": XLSX, "query_string": query}
    return {"sheet_id": s.does(who, "POST", path, **sent)["id"]}


def sheet(s):
    row = [s.name("陈"), 13910000000 + s.count]
    return uploaded(s, "cadre", "/sheets/youths", workbook(HEADS, row), fourteen="true")


def faulty(s):
    made = workbook(HEADS, ["陈二", 139])
    return uploaded(s, "cadre", "/sheets/youths", made, fourteen="true")


def roster(s):
    unit = s.does("leader", "GET", "/roster/size")["unit"]
    row = ["1", s.name("洪"), unit, "书记", f"1392000{s.count:04}", "", "", "", ""]
    form = workbook(["走支部连百心情况一览表"], ROSTER, row)
    parts = uploaded(s, "leader", "/roster/sheets", form, type="fulltime")
    s.does("leader", "POST", f"/sheets/{parts['sheet_id']}/write")
    return parts


def new_cadre(s):
    roster(s)
    lines = s.does("leader", "GET", "/roster", query_string={"limit": 100})["items"]
    return {"cadre_id": next(one["id"] for one in lines if one["name"] == s.name("洪"))}


def spot_check(s):
    asked = {"size": 20, "first_day": "2026-10-01", "last_day": "2026-10-31"}
    check = s.does("leader", "POST", "/spot-checks", asked)["id"]
    asked = s.does("leader", "GET", f"/spot-checks/{check}/calls")["items"]
    # Who is asked in WeChat first is called some days later.
    return {"check_id": check, "place": next(one["place"] for one in asked if not one["until"])}


def materials(s):
    made = s.does("leader", "POST", "/materials", {"methods": f"走村入户{s.count}"})
    return {"materials_id": made["version"]["id"]}


def mark(s, who):
    """Return a mark of words that a cadre has heard."""
    with s.rows() as uow:
        voters = uow.session.scalars(select(Person.id).order_by(Person.id.desc()).limit(5)).all()
        told = {"cadre_id": s.ids[who], "occasion": "record", "status": "counted", "decision": ""}
        told |= {"round": date(2026, 11, 1), "at": NOW - timedelta(days=30), "stars": 4}
        rows = [
            {**told, "person_id": one, "occasion_id": n, "words": f"话{n}"}
            for n, one in enumerate(voters, 1)
        ]
        uow.session.execute(insert(Rating), rows)
    return s.does(who, "GET", "/ratings/heard")["words"][0]["mark"]


def removed(s):
    parts = reply(s)
    s.does("leader", "DELETE", f"/ticket-replies/{parts['reply_id']}")
    return parts


def quota(s, who, subject):
    found = s.does(who, "GET", "/quotas", query_string={"subject": subject})["items"][0]
    return {"rule": found["rule"], "subject": subject, "subject_id": found["subject_id"]}


ANSWER = ("leader", "/tickets/{ticket_id}/answer", {"text": "今天下午换了新的。"})
CLAIM = ("cadre", "/wishes/{wish_id}/claim")
SHARE = ("cadre", "/wishes/{wish_id}/share")
REFUSE = ("leader", "/screening/{screening_id}/refuse", {"reason": "有手机号"})
answered = _then(ticket, ANSWER)
open_wish = _then(wish, ("leader", "/wishes/{wish_id}/approve"))
refused = _then(screening, REFUSE)
MAKERS = {
    "wish": wish,
    "wish with a picture": wish_with_a_picture,
    "wish in the pool": open_wish,
    "wish promised": _then(open_wish, CLAIM),
    "wish shared": _then(open_wish, CLAIM, SHARE),
    "wish joined": _then(open_wish, CLAIM, SHARE, ("colleague", "/wishes/{wish_id}/join")),
    "wish brought": _then(open_wish, CLAIM, ("cadre", "/wishes/{wish_id}/done")),
    "record": record,
    "record taken back": _then(record, ("cadre", "/records/{record_id}/undo")),
    "record asked about": _then(record, ("cadre", "/records/{record_id}/ask")),
    "record's photo": photo_of_a_record,
    "talk": talk,
    "plan": plan,
    "plan given up": _then(plan, ("cadre", "/plans/{plan_id}/drop")),
    "contact": contact,
    "contact archived": archived,
    "change": change,
    "contacter": contacter,
    "contacter left": _then(contacter, ("owner", "/me/contacters/{cadre_id}/leave")),
    "ticket": ticket,
    "demand": lambda s: ticket(s, sort="demand"),
    "complaint": lambda s: ticket(s, sort="complaint"),
    "ticket asked back": _then(
        ticket,
        ("leader", "/tickets/{ticket_id}/accept"),
        ("leader", "/tickets/{ticket_id}/more", {"question": "哪一栋?"}),
    ),
    "ticket answered": answered,
    "ticket unsolved": _then(answered, ("owner", "/tickets/{ticket_id}/unsolved")),
    "ticket kept": _then(answered, ("owner", "/tickets/{ticket_id}/keep")),
    "ticket made public": public,
    "voice": voice,
    "reply": reply,
    "reply removed": removed,
    "activity": activity,
    "activity published": _gathered(),
    "activity with a code": _then(_gathered(), ("cadre", "/activities/{activity_id}/join-code")),
    "activity with codes": _gathered(),
    "activity taken part in": _gathered(("owner", "enrolled")),
    "activity offered": offered,
    "activity applied for": _gathered(("owner", "applied"), mode="review"),
    "activity to be drawn": _gathered(
        ("owner", "applied"), mode="draw", deadline=NOW - timedelta(hours=1)
    ),
    "activity going on": _gathered(
        ("owner", "enrolled"),
        status="running",
        starts_at=NOW - timedelta(minutes=5),
        ends_at=NOW + timedelta(hours=1),
        deadline=NOW - timedelta(hours=1),
    ),
    "activity over": over,
    "activity closed": _then(over, ("cadre", "/activities/{activity_id}/close", {"minutes": 60})),
    "topic": topic,
    "topic closed": _then(topic, ("cadre", "/topics/{topic_id}/close")),
    "topic's photo": photo_of_a_topic,
    "answer": answer,
    "answer hidden": _then(
        answer, ("cadre", "/topic-answers/{answer_id}/hide", {"reason": "留了号码"})
    ),
    "problem": problem,
    "problem of several": problem_of_several,
    "problem dropped": _then(problem, ("leader", "/problems/{problem_id}/drop")),
    "problem handed up": handed_up,
    "problem answered": _then(problem, ("leader", "/problems/{problem_id}/answer", {"text": "好"})),
    "occasion": lambda s: {"occasion": "ticket", "occasion_id": answered(s)["ticket_id"]},
    "screening": screening,
    "screening refused": refused,
    "screening appealed": _then(refused, ("owner", "/screening/{screening_id}/appeal")),
    "duty": duty,
    "call": call,
    "new cadre": new_cadre,
    "spot_check": spot_check,
    "materials": materials,
    "organ": lambda s: {"organ_id": s.ids["county"]},
    "quota of the organ": lambda s: quota(s, "leader", "organ"),
    "quota of the cadre": lambda s: quota(s, "cadre", "cadre"),
    "sheet": sheet,
    "sheet with faults": faulty,
    "sheet with logins": roster,
}
