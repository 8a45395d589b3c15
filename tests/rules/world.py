"""A small world, written by hand, in which every rule of every programme has something to count.

All times are on the wall in Asia/Shanghai. The same rows stand under each of the programmes; what
is to be counted of them is in ``expected.txt``, worked out by hand.
"""

from datetime import UTC, date, datetime

from sqlalchemy import insert

from bot import database
from domain.periods import HOME
from domain.workdays import Calendar
from models.cadre import Appointment, Cadre, Leave, Override
from models.contact import Contact
from models.engine import open_engine
from models.organisation import Below, Organisation
from models.person import Person
from models.record import Record, RecordYouth

BEGUN = datetime(2024, 1, 1, tzinfo=UTC)

# The State Council's arrangement for 2026, typed from its notice; 2027 is not published yet.
_OFF = """
01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25
10-01 10-02 10-05 10-06 10-07
"""
_ON = "01-04 02-14 02-28 05-09 09-20 10-10"
CALENDAR = Calendar(
    frozenset({2025, 2026}),
    frozenset(date.fromisoformat(f"2026-{day}") for day in _OFF.split()),
    frozenset(date.fromisoformat(f"2026-{day}") for day in _ON.split()),
)

# name: id, level, the one above, first day, last day
ORGANS = {
    "全国": (1, "nation", None, "2020-01-01", None),
    "全省": (2, "province", "全国", "2020-01-01", None),
    "全市": (3, "city", "全省", "2020-01-01", None),
    "甲县": (4, "county", "全市", "2020-01-01", None),
    "乙县": (5, "county", "全市", "2026-05-01", None),  # founded in the second quarter
    "丙县": (6, "county", "全市", "2020-01-01", "2026-10-15"),  # dissolved in the fourth
    "新市": (7, "city", "全省", "2026-08-01", None),  # founded in the third
    "丁县": (8, "county", "全市", "2027-01-01", None),  # founded within the service month
    "河街": (9, "base", "甲县", "2020-01-01", None),
    "河村": (10, "base", "河街", "2020-01-01", None),
    "大学": (11, "base", "全市", "2020-01-01", None),
}

# name: id, then posts (where, type, first day, last day)
CADRES = {
    "钱专": (101, [("甲县", "fulltime", "2024-01-01", None)]),
    "孙挂": (102, [("全市", "seconded", "2025-01-01", None)]),
    "李兼": (103, [("甲县", "parttime", "2024-01-01", None)]),
    "周镇": (104, [("河街", "fulltime", "2024-01-01", None)]),
    "吴支": (105, [("河村", "parttime", "2024-01-01", None)]),
    "郑大": (106, [("大学", "parttime", "2024-01-01", None)]),
    "王新": (107, [("甲县", "fulltime", "2026-05-11", None)]),  # a Monday
    "冯转": (
        108,
        [
            ("河街", "parttime", "2024-01-01", "2026-07-31"),
            ("河街", "fulltime", "2026-08-01", None),
        ],
    ),
    "陈假": (109, [("甲县", "fulltime", "2024-01-01", None)]),
    "褚离": (110, [("河村", "parttime", "2024-01-01", "2026-05-31")]),
}
LEAVES = [("陈假", "2026-05-20", "2026-06-10", "产假")]
OVERRIDES = [("郑大", "contacts", 3, "高校团委,按通知灵活掌握", "2026-01-01", None)]

# whose, youths from–to, field, since, until
CONTACTS = [
    ("钱专", (1001, 1050), "community", "2026-01-01 09:00:00", None),
    ("钱专", (1051, 1097), "association", "2026-01-01 09:00:00", None),
    ("钱专", (1098, 1098), "association", "2026-05-05 00:00:00", None),
    ("钱专", (1099, 1099), "association", "2026-05-04 23:59:59", None),
    ("钱专", (1100, 1100), "association", "2026-01-01 09:00:00", None),
    ("孙挂", (1001, 1001), "", "2026-01-01 09:00:00", None),  # also 钱专's
    ("孙挂", (1101, 1101), "community", "2026-01-01 09:00:00", None),
    ("孙挂", (1102, 1102), "association", "2026-01-01 09:00:00", None),
    ("孙挂", (1103, 1103), "", "2026-01-01 09:00:00", None),
    ("李兼", (1104, 1105), "", "2026-01-01 09:00:00", None),
    ("周镇", (1106, 1106), "community", "2026-01-01 09:00:00", None),
    ("周镇", (1107, 1107), "", "2026-01-01 09:00:00", None),
    ("吴支", (1111, 1119), "community", "2026-01-01 09:00:00", None),
    ("吴支", (1120, 1120), "community", "2026-01-01 09:00:00", "2026-09-01 09:00:00"),
    ("郑大", (1121, 1122), "", "2026-01-01 09:00:00", None),
    ("郑大", (1120, 1120), "", "2026-09-01 09:00:00", None),  # handed over by 吴支
    ("王新", (1123, 1123), "association", "2026-05-11 10:00:00", None),
    ("冯转", (1124, 1124), "", "2026-01-01 09:00:00", None),
    ("陈假", (1125, 1125), "", "2026-01-01 09:00:00", None),
    ("褚离", (1126, 1126), "", "2026-01-01 09:00:00", None),
]
LEFT = {1100: "2026-06-15 10:00:00"}  # said "do not contact me"

FIRST_RECORD = 5001  # what is written down in a test is numbered from 1
# whose, kind, when, and if it matters: minutes, offline, youths, entered, undone
RECORDS = [
    ("钱专", "good_deed", "2026-04-30 23:59:59", {}),
    ("钱专", "volunteering", "2026-05-01 00:00:00", {}),
    ("钱专", "culture_sports", "2026-05-16 14:00:00", {"youths": [1100]}),
    ("钱专", "league_lesson", "2026-05-20 19:00:00", {"minutes": 60}),
    ("钱专", "guide_committee", "2026-06-05 10:00:00", {"entered": "2026-07-01 00:00:00"}),
    ("钱专", "volunteering", "2026-06-10 10:00:00", {"undone": "2026-06-10 11:00:00"}),
    ("钱专", "heart_to_heart", "2026-06-30 23:59:59", {"youths": [1001]}),
    ("钱专", "own_design", "2026-07-01 00:00:00", {}),
    ("钱专", "branch_practice", "2026-09-30 23:59:59", {}),
    ("钱专", "league_day", "2026-03-12 15:00:00", {}),
    ("钱专", "league_day", "2026-11-20 15:00:00", {}),
    ("钱专", "branch_report", "2026-05-05 09:00:00", {}),  # a holiday
    ("钱专", "branch_report", "2026-05-09 09:00:00", {}),  # a Saturday that is worked
    ("钱专", "branch_report", "2026-05-09 10:30:00", {}),  # the same half of it
    ("钱专", "branch_report", "2026-05-09 14:00:00", {}),  # the other half
    ("钱专", "branch_report", "2026-05-10 09:00:00", {}),  # a Sunday
    ("钱专", "branch_report", "2026-12-29 09:00:00", {}),  # a week whose end nobody has arranged
    ("钱专", "branch_report", "2027-01-05 09:00:00", {}),
    ("钱专", "night_youth", "2026-07-10 19:00:00", {"minutes": 60, "youths": [1002]}),
    ("钱专", "night_class", "2026-07-11 19:00:00", {"minutes": 59}),
    ("钱专", "night_class", "2026-07-12 19:00:00", {}),
    ("钱专", "night_social", "2026-07-13 19:00:00", {"minutes": 61}),
    ("钱专", "night_founder", "2026-07-14 19:00:00", {"minutes": 60}),
    ("钱专", "night_village", "2026-08-14 19:00:00", {"minutes": 120}),
    ("钱专", "night_league", "2026-09-15 19:00:00", {"minutes": 60}),
    ("钱专", "research_topic", "2026-03-15 10:00:00", {}),
    ("孙挂", "guide_committee", "2026-03-20 10:00:00", {}),
    ("孙挂", "league_day", "2026-04-10 15:00:00", {}),
    ("孙挂", "volunteering", "2026-05-10 10:00:00", {}),
    ("孙挂", "volunteering", "2026-06-10 10:00:00", {}),
    ("孙挂", "culture_sports", "2026-06-11 10:00:00", {}),
    ("孙挂", "branch_practice", "2026-07-07 10:00:00", {}),
    ("孙挂", "branch_report", "2026-05-06 09:00:00", {"minutes": 359}),
    (
        "孙挂",
        "branch_report",
        "2026-05-13 11:59:59",
        {"minutes": 360, "entered": "2026-05-18 08:00:00"},
    ),
    ("孙挂", "night_youth", "2026-10-10 19:00:00", {"minutes": 60, "youths": [1101]}),
    ("李兼", "volunteering", "2026-03-31 23:59:59", {}),
    ("李兼", "good_deed", "2026-04-01 00:00:00", {}),
    ("李兼", "volunteering", "2026-04-15 10:00:00", {"youths": [1104]}),
    ("李兼", "heart_to_heart", "2026-05-20 10:00:00", {"youths": [1105]}),
    ("李兼", "culture_sports", "2026-06-20 10:00:00", {}),
    ("李兼", "own_design", "2026-06-30 23:59:59", {"entered": "2026-07-05 09:00:00"}),
    ("周镇", "guide_committee", "2026-05-02 10:00:00", {}),
    ("周镇", "guide_committee", "2026-05-03 10:00:00", {}),
    ("周镇", "night_youth", "2026-10-01 19:00:00", {"minutes": 60, "youths": [1106]}),
    ("周镇", "night_class", "2026-10-02 19:00:00", {"minutes": 60}),
    ("周镇", "night_social", "2026-10-03 19:00:00", {"minutes": 60}),
    ("周镇", "night_founder", "2026-10-04 19:00:00", {"minutes": 60}),
    ("周镇", "night_village", "2026-10-05 19:00:00", {"minutes": 60}),
    ("周镇", "night_league", "2026-10-06 19:00:00", {"minutes": 60}),
    ("吴支", "visit", "2025-12-31 23:59:59", {"youths": [1118], "entered": "2026-01-02 09:00:00"}),
    ("吴支", "visit", "2026-03-10 10:00:00", {"youths": [1111, 1112, 1113, 1114, 1115]}),
    ("吴支", "visit", "2026-04-02 10:00:00", {"youths": [1120]}),
    ("吴支", "volunteering", "2026-04-18 10:00:00", {"youths": [1116, 1117]}),
    ("吴支", "phone", "2026-05-10 10:00:00", {"offline": False, "youths": [1118]}),
    ("吴支", "heart_to_heart", "2026-05-11 10:00:00", {"offline": False, "youths": [1118]}),
    ("吴支", "good_deed", "2026-06-01 10:00:00", {}),
    ("吴支", "culture_sports", "2026-06-02 10:00:00", {}),
    (
        "吴支",
        "visit",
        "2026-06-03 10:00:00",
        {"youths": [1118, 1119], "undone": "2026-06-03 12:00:00"},
    ),
    ("吴支", "guide_committee", "2026-07-02 10:00:00", {}),
    ("吴支", "branch_practice", "2026-07-03 10:00:00", {}),
    ("吴支", "league_lesson", "2026-07-04 10:00:00", {}),
    ("吴支", "visit", "2026-12-31 23:59:59", {"youths": [1119], "entered": "2027-01-01 00:00:00"}),
    ("郑大", "volunteering", "2026-05-15 10:00:00", {"offline": False}),
    ("郑大", "phone", "2026-05-16 10:00:00", {"offline": False, "youths": [1121]}),
    ("郑大", "visit", "2026-10-10 10:00:00", {"youths": [1121]}),
    ("王新", "volunteering", "2026-05-20 10:00:00", {}),
    ("冯转", "good_deed", "2026-07-10 10:00:00", {}),
    ("冯转", "volunteering", "2026-08-10 10:00:00", {}),
    ("陈假", "branch_report", "2026-05-19 09:00:00", {}),
    ("褚离", "good_deed", "2026-05-20 10:00:00", {}),
    ("全省", "open_day", "2026-05-10 23:59:59", {}),
    ("全省", "into_youth", "2026-08-31 23:59:59", {}),
    ("全省", "service_month", "2026-12-16 00:00:00", {}),
    ("全市", "open_day", "2026-04-27 23:59:59", {}),
    ("全市", "open_day", "2026-05-11 00:00:00", {}),
    ("全市", "sharing", "2026-05-20 10:00:00", {"undone": "2026-05-20 12:00:00"}),
    ("全市", "group_volunteering", "2026-06-15 10:00:00", {}),
    ("全市", "face_to_face", "2026-06-16 10:00:00", {"entered": "2026-07-02 09:00:00"}),
    ("全市", "bulletin", "2026-06-28 10:00:00", {}),
    ("全市", "evaluation", "2026-06-29 10:00:00", {}),
    ("全市", "into_youth", "2026-06-30 23:59:59", {}),
    ("全市", "lecture", "2026-08-31 23:59:59", {}),
    ("全市", "service_month", "2027-03-01 00:00:00", {}),
    ("甲县", "sharing", "2026-04-01 00:00:00", {}),
    ("甲县", "open_day", "2026-05-04 10:00:00", {}),
    ("甲县", "face_to_face", "2026-05-20 10:00:00", {}),
    ("甲县", "group_own_design", "2026-06-01 10:00:00", {}),
    ("甲县", "quarter_materials", "2026-06-20 23:59:59", {}),
    ("甲县", "group_volunteering", "2026-06-30 23:59:59", {}),
    ("甲县", "into_youth", "2026-07-01 00:00:00", {}),
    ("甲县", "lecture", "2026-09-01 00:00:00", {}),
    ("甲县", "quarter_materials", "2026-09-21 00:00:00", {}),
    ("甲县", "best_story", "2026-12-31 23:59:59", {}),
    ("甲县", "service_month", "2027-02-28 23:59:59", {}),
    ("乙县", "open_day", "2026-05-06 10:00:00", {}),
    ("丙县", "best_story", "2026-08-01 10:00:00", {}),
    ("丁县", "service_month", "2027-01-20 10:00:00", {}),
]


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=HOME) if text else None


def day(text):
    return date.fromisoformat(text) if text else None


def leave_the_world(url):
    """Leave a database with all of it."""
    engine = open_engine(url)
    database.upgrade(engine)
    with engine.begin() as c:
        for model, rows in _rows():
            c.execute(insert(model), rows)
    engine.dispose()


def _rows():
    """Yield each table's rows, those first to which others point."""
    yield Organisation, [_organ(name, *about) for name, about in ORGANS.items()]
    yield Below, [row for name in ORGANS for row in _below(name)]
    yield Person, _people()
    yield (
        Cadre,
        [
            {"id": n, "username": f"u{n}", "password": "-", "must_change": False, "failures": 0}
            for n, _ in CADRES.values()
        ],
    )
    yield (
        Appointment,
        [
            {
                "cadre_id": n,
                "organisation_id": ORGANS[where][0],
                "type": kind,
                "post": "",
                "leads": False,
                "first_day": day(first),
                "last_day": day(last),
            }
            for n, posts in CADRES.values()
            for where, kind, first, last in posts
        ],
    )
    yield (
        Leave,
        [
            {
                "cadre_id": CADRES[name][0],
                "first_day": day(first),
                "last_day": day(last),
                "reason": why,
            }
            for name, first, last, why in LEAVES
        ],
    )
    yield (
        Override,
        [
            {
                "cadre_id": CADRES[name][0],
                "rule": rule,
                "target": target,
                "reason": why,
                "first_day": day(first),
                "last_day": day(last),
            }
            for name, rule, target, why, first, last in OVERRIDES
        ],
    )
    yield Contact, [_contact(youth, *one) for one in CONTACTS for youth in _through(*one[1])]
    yield Record, [_record(n, *one) for n, one in enumerate(RECORDS, FIRST_RECORD)]
    yield (
        RecordYouth,
        [
            {"record_id": n, "youth_id": youth}
            for n, (*_, more) in enumerate(RECORDS, FIRST_RECORD)
            for youth in more.get("youths", ())
        ],
    )


def _through(first, last):
    return range(first, last + 1)


def _organ(name, number, level, over, *days):
    return {
        "id": number,
        "parent_id": ORGANS[over][0] if over else None,
        "name": name,
        "level": level,
        "type": "work_committee" if level == "base" else "leading_organ",
        "first_day": day(days[0]),
        "last_day": day(days[1]),
        "programme": None,
    }


def _below(name):
    over, depth = name, 0
    while over:
        yield {"ancestor_id": ORGANS[over][0], "descendant_id": ORGANS[name][0], "depth": depth}
        over, depth = ORGANS[over][2], depth + 1


def _people():
    cadres = [(n, name, ORGANS[posts[0][0]][0]) for name, (n, posts) in CADRES.items()]
    known = sorted({youth for _, span, *_ in CONTACTS for youth in _through(*span)})
    youths = [(n, f"青年{n}", ORGANS["河村"][0]) for n in known]
    return [
        {
            "id": n,
            "name": name,
            "organisation_id": organ,
            "left_at": moment(LEFT.get(n)),
            "created_at": BEGUN,
        }
        for n, name, organ in cadres + youths
    ]


def _contact(youth, name, _span, field, since, until):
    return {
        "cadre_id": CADRES[name][0],
        "youth_id": youth,
        "is_primary": False,
        "hint": "",
        "industry": "",
        "occupation": "",
        "field": field,
        "started_at": moment(since),
        "ended_at": moment(until),
        "end_reason": "",
    }


def _record(number, name, kind, at, more):
    return {
        "id": number,
        "cadre_id": CADRES[name][0] if name in CADRES else None,
        "organ_id": ORGANS[name][0] if name in ORGANS else None,
        "kind": kind,
        "happened_at": moment(at),
        "minutes": more.get("minutes"),
        "title": "",
        "offline": more.get("offline", True),
        "entered_by": CADRES["钱专"][0],
        "entered_at": moment(more.get("entered", at)),
        "undone_at": moment(more.get("undone")),
        "correction": "",
    }
