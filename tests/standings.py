"""A small county with one rule of every measure, and records whose place in each is known."""

from datetime import date, datetime, timedelta

from sqlalchemy import text

from bot import database
from bot.holidays import calendar
from domain.channels import AccountKind
from domain.periods import HOME
from domain.programme import load
from domain.proofs import Proof
from models.cadre import Appointment, Cadre
from models.contact import Contact
from models.engine import open_engine
from models.organisation import Below, Organisation
from models.person import Person, WechatUser
from models.record import Record, RecordYouth
from services.uow import Means, units
from services.vault import Vault
from tests.services.rush import QUICK

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=HOME)
ON = NOW.date()
COUNTY, BRANCH = 1, 2
WANG, LI = 1, 2
OPENIDS = {WANG: "oTEST_wang", LI: "oTEST_li"}
YOUTHS = {11: "张三", 12: "李四", 13: "赵六", 14: "孙七", 15: "走了的人", 16: "交接的人"}

RULES = """
[programme]
title = "试验方案"
note = "每种算法一条。"
[documents.own]
title = "试验通知"
number = "试发〔2026〕1号"
issuer = "试验委员会"
date = 2026-01-01
"""


def rule(name, title, measure, period, subjects, words, **more):  # noqa: PLR0917 - a table
    """Write one rule as the file has it."""
    lines = [f"{key} = {value}" for key, value in more.items()]
    return "\n".join(
        [
            "[[rules]]",
            f'id = "{name}"',
            f'title = "{title}"',
            f'measure = "{measure}"',
            f"period = {period}",
            f"subjects = [{subjects}]",
            *lines,
            f'sources = [{{ document = "own", at = "二", clause = "{words}" }}]\n',
        ]
    )


FULL = '{ types = ["fulltime"] }'
ORGANS = '{ organs = ["county"] }'
FIVE = '["good_deed", "volunteering", "culture_sports", "heart_to_heart", "own_design"]'
NIGHTS = '["night_youth", "night_class", "night_social"]'
RULES += rule(
    "contacts",
    "联系青年",
    "distinct_youths",
    '"standing"',
    '{ types = ["fulltime"], target = 5 }, { types = ["parttime"], target = 1 }',
    "直接联系青年",
)
RULES += rule(
    "split",
    "分领域联系",
    "each_field",
    '"standing"',
    FULL,
    "两个领域各联系二名",
    target=2,
    fields='["community", "association"]',
)
RULES += rule(
    "five", "五个一", "records", '"two_months"', FULL, "每两个月五次", target=5, kinds=FIVE
)
RULES += rule(
    "report",
    "到支部报到",
    "half_days",
    '"week"',
    FULL,
    "每周两个半天",
    target=2,
    kinds='["branch_report"]',
)
RULES += rule(
    "night",
    "夜访",
    "each_kind",
    '"year"',
    '{ types = ["fulltime"] }, { types = ["parttime"], encouraged = true }',
    "每类一次,每次不少于一小时",
    target=1,
    kinds=NIGHTS,
    conditions="{ min_minutes = 60 }",
)
RULES += rule(
    "face",
    "每年面对面",
    "each_youth",
    '"year"',
    FULL,
    "每年有面对面交流",
    target=1,
    conditions="{ offline = true }",
)
RULES += rule(
    "spring",
    "讲团课",
    "records",
    '{ kind = "campaign", from = "04-01", to = "06-30" }',
    FULL,
    "讲一次团课",
    target=1,
    kinds='["league_lesson"]',
)
RULES += rule(
    "organ-five",
    "机关五个一",
    "each_kind",
    '"quarter"',
    ORGANS,
    "每季度各一次",
    target=1,
    kinds='["open_day", "face_to_face", "sharing"]',
)
RULES += rule(
    "papers",
    "季度材料",
    "records",
    '"quarter"',
    ORGANS,
    "二十日前报送",
    target=1,
    kinds='["quarter_materials"]',
    by_day=20,
)


def at(month, day, hour=12, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=HOME)


# id: kind, moment, minutes, youths, and what is out of the ordinary
RECORDS = {
    1: ("volunteering", at(11, 2, 10), 120, (11, 12), {"title": "社区清洁"}),
    2: ("heart_to_heart", at(11, 10), None, (13,), {}),
    3: ("branch_report", at(11, 16, 9), 180, (), {}),
    4: ("branch_report", at(11, 16, 10), 60, (), {}),
    5: ("branch_report", at(11, 17, 14), None, (), {}),
    6: ("branch_report", at(11, 21, 9), None, (), {}),
    7: ("night_youth", at(11, 5, 19), 40, (11,), {}),
    8: ("night_youth", at(11, 6, 19), 90, (11,), {}),
    9: ("night_youth", at(11, 7, 19), 60, (15,), {}),
    10: ("night_class", at(11, 8, 19), None, (), {}),
    11: ("phone", at(11, 9), None, (14,), {"offline": False}),
    12: ("good_deed", at(10, 31, 23, 59), None, (), {"entered_at": at(11, 3)}),
    13: ("volunteering", at(11, 11), None, (14,), {"undone_at": at(11, 11, 13)}),
    14: ("volunteering", at(11, 12), None, (), {"undone_at": at(11, 13), "correction": "记重了"}),
    15: ("volunteering", at(11, 13), None, (), {"correction": "漏记"}),
    21: ("open_day", at(11, 3), None, (), {}),
    22: ("sharing", at(11, 4), None, (), {}),
    23: ("sharing", at(11, 5), None, (), {}),
    24: ("quarter_materials", at(9, 21, 0), None, (), {}),
    25: ("quarter_materials", at(9, 20, 23, 59), None, (), {}),
}
ORGANS_FROM = 20


def programme():
    return load("probe.toml", RULES)


def means():
    return Means(
        vault=Vault({1: bytes(32)}, 1, bytes(32)),
        passwords=QUICK,
        programmes={"probe": programme()},
        default_programme="probe",
        account=AccountKind.SERVICE,
        base_url="http://house.example",
        calendar=calendar({}),
        chance=None,
    )


def open_at(engine, moment=NOW):
    """Return what opens units of work at one instant."""
    return units(engine, means(), lambda: moment)


def fill(url):
    """Make the tables, the people and the records."""
    engine = open_engine(url)
    database.upgrade(engine)
    with units(engine, None)() as uow:
        session = uow.session
        first = date(2020, 1, 1)
        for number, name, level, kind, parent in (
            (COUNTY, "临溪县", "county", "leading_organ", None),
            (BRANCH, "城东社区", "base", "branch", COUNTY),
        ):
            session.add(
                Organisation(
                    id=number, name=name, level=level, type=kind, parent_id=parent, first_day=first
                )
            )
            session.flush()
            session.add(Below(ancestor_id=number, descendant_id=number, depth=0))
        session.add(Below(ancestor_id=COUNTY, descendant_id=BRANCH, depth=1))
        people(session, first)
        session.flush()
        for number, record in RECORDS.items():
            keep(session, number, *record)
        if engine.dialect.name == "postgresql":
            session.execute(text("SELECT setval(pg_get_serial_sequence('record', 'id'), 1000)"))
    engine.dispose()


def people(session, first):
    left = {15: at(11, 20)}
    for number, name in {WANG: "王建国", LI: "李敏"}.items():
        session.add(Person(id=number, name=name, organisation_id=number, created_at=NOW))
    for number, name in YOUTHS.items():
        person = Person(id=number, name=name, organisation_id=BRANCH, created_at=NOW)
        person.left_at = left.get(number)
        session.add(person)
    session.flush()
    for number, kind in {WANG: "fulltime", LI: "parttime"}.items():
        session.add(
            Cadre(id=number, username=f"cadre{number}", password="x", must_change=False, failures=0)
        )
        session.flush()
        session.add(
            Appointment(
                cadre_id=number,
                organisation_id=number,
                type=kind,
                leads=number == WANG,
                first_day=first,
            )
        )
        session.add(
            WechatUser(
                openid=OPENIDS[number],
                person_id=number,
                muted=[],
                unread="",
                bound_at=NOW,
                proof=Proof.PASSWORD,
            )
        )
    for number in YOUTHS:
        session.add(
            Contact(
                cadre_id=WANG,
                youth_id=number,
                field={11: "community", 12: "community", 13: "association"}.get(number, ""),
                started_at=at(1, 5),
                ended_at=at(11, 1) if number == 16 else None,
            )
        )


def keep(session, number, kind, moment, minutes, youths, more):  # noqa: PLR0917 - a row
    """Write one record; those of high numbers are the organ's."""
    whose = {"organ_id": COUNTY} if (number or 0) > ORGANS_FROM else {"cadre_id": WANG}
    usual = {"entered_at": moment + timedelta(hours=1), "title": ""}
    record = Record(
        id=number,
        kind=kind,
        happened_at=moment,
        minutes=minutes,
        entered_by=WANG,
        **whose,
        **(usual | more),
    )
    session.add(record)
    session.flush()
    session.add_all(RecordYouth(record_id=record.id, youth_id=youth) for youth in youths)
    session.flush()
