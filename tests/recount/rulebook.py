"""The rules of the five programmes, typed by hand from the notices; no programme file is read.

Each row says whom it concerns, what is counted in which window, and how much. ``[国]``, ``[广]``,
``[淮]`` and ``[嘉]`` are the four notices; the table in the issue's law (section 2) is the key.
"""

from typing import NamedTuple

FULL, LENT, PART = "fulltime", "seconded", "parttime"
LEADING = frozenset({"nation", "province", "city", "county"})
ELSEWHERE = frozenset({"base"})
ANYWHERE = LEADING | ELSEWHERE

FIVE = ("good_deed", "volunteering", "culture_sports", "heart_to_heart", "own_design")
EDUCATION = ("guide_committee", "branch_practice", "league_lesson")
ORGAN_FIVE = ("open_day", "face_to_face", "group_volunteering", "sharing", "group_own_design")
NIGHTS = (
    "night_youth",
    "night_class",
    "night_social",
    "night_founder",
    "night_village",
    "night_league",
)


class Who(NamedTuple):
    """Cadres of some types (or, with none, organs) at some levels, and what is asked of them."""

    types: tuple[str, ...]
    levels: frozenset[str]
    target: int
    encouraged: bool = False


class Rule(NamedTuple):
    """One rule; ``window`` is how time is cut, ``by_day`` the last day of a hand-in."""

    who: tuple[Who, ...]
    measure: str
    window: str
    kinds: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    minutes: int = 0
    offline: bool = False
    by_day: int | None = None


def cadres(target, types=(FULL, LENT, PART), levels=ANYWHERE):
    return (Who(types, levels, target),)


def organs(*levels, target=1):
    return (Who((), frozenset(levels), target),)


ALL_ORGANS = organs("province", "city", "county")
LOCAL_ORGANS = organs("city", "county")
"""市、县两级团的领导机关: the notices of cities speak of these two."""

# 100 or 10 by type. [国][淮]
CONTACTS = Rule(
    (
        Who((FULL, LENT), ANYWHERE, 100),
        Who((PART,), LEADING, 100),
        Who((PART,), ELSEWHERE, 10),
    ),
    "caseload",
    "standing",
)
# At least 50 of villages and communities and 50 of youth organisations and clubs. [淮] 四1
CONTACTS_SPLIT = Rule(
    cadres(50, (FULL, LENT)), "by_field", "standing", fields=("community", "association")
)
# Five of any of the kinds, every two months or every quarter; education counts as well. [广] 二(二)
FIVE_FULL = Rule(cadres(5, (FULL, LENT)), "records", "2 months", FIVE + EDUCATION)
FIVE_PART = Rule(cadres(5, (PART,)), "records", "3 months", FIVE + EDUCATION)
# One of each, every quarter. [国] 一2, [广] 二(一)2
FIVE_ORGAN = Rule(ALL_ORGANS, "each_kind", "3 months", ORGAN_FIVE)
# Every full-time cadre, and the seconded and part-time ones of leading organs. [广] 二(二)2, [嘉]
EDUCATED = (Who((FULL,), ANYWHERE, 1), Who((LENT, PART), LEADING, 1))
GUIDE_APRIL = Rule(EDUCATED, "each_kind", "04-01 09-30", EDUCATION)
GUIDE_MARCH = Rule(EDUCATED, "each_kind", "03-01 09-30", EDUCATION)
# Two half-days of working days a week at the branch, two of its 主题团日 a year; the notice is
# about full-time and seconded cadres, and the list of rules about those of leading organs. [淮] 四1
REPORT_IN = Rule(cadres(2, (FULL, LENT), LEADING), "half_days", "week", ("branch_report",))
LEAGUE_DAY = Rule(cadres(2, (FULL, LENT), LEADING), "records", "12 months", ("league_day",))
# One activity face to face every quarter, and each youth once a year. [淮] 四2, [国] 一2
ACTIVITIES = (*FIVE, *EDUCATION, "league_day", *NIGHTS)
OFFLINE = Rule(cadres(1), "records", "3 months", ACTIVITIES, offline=True)
FACE_TO_FACE = Rule(cadres(1), "each_youth", "12 months", offline=True)
# Six kinds, each for an hour or more; the others are encouraged. [嘉] 一(二)
NIGHT_VISITS = Rule(
    (Who((FULL,), ANYWHERE, 1), Who((LENT, PART), ANYWHERE, 1, encouraged=True)),
    "each_kind",
    "12 months",
    NIGHTS,
    minutes=60,
)
# One direction of research a year. [嘉] 一(三)
RESEARCH = Rule(cadres(1), "records", "12 months", ("research_topic",))
# One a quarter, and the materials by the 20th of its last month. [广] 三(一), 四1
SHARING = Rule(LOCAL_ORGANS, "records", "3 months", ("sharing",))
QUARTER_REPORT = Rule(organs("county"), "records", "3 months", ("quarter_materials",), by_day=20)


def campaign(who, days, kind):
    return Rule(who, "records", days, (kind,))


# "Around 4 May" and "around New Year and Spring Festival" are spans the programmes chose.
MAY, SUMMER, STORIES = "04-28 05-10", "07-01 08-31", "07-01 12-31"
LECTURES, WINTER = "09-01 12-31", "12-16 02-28"


def evaluation(*levels):
    """Bulletins every quarter and assessments every half-year, of who stands above: [广] 四, [国]."""
    return {
        "evaluation-bulletin": Rule(organs(*levels), "records", "3 months", ("bulletin",)),
        "evaluation-half": Rule(organs(*levels), "records", "6 months", ("evaluation",)),
    }


NATIONAL = {
    "contacts": CONTACTS,
    "five-ones-fulltime": FIVE_FULL,
    "five-ones-parttime": FIVE_PART,
    "five-ones-organ": FIVE_ORGAN,
    "offline-quarterly": OFFLINE,
    "face-to-face-yearly": FACE_TO_FACE,
    "open-day-may": campaign(ALL_ORGANS, MAY, "open_day"),
    "campaign-into-youth": campaign(ALL_ORGANS, SUMMER, "into_youth"),
    "campaign-stories": campaign(ALL_ORGANS, STORIES, "best_story"),
    "campaign-service-month": campaign(ALL_ORGANS, WINTER, "service_month"),
    **evaluation("province", "city"),
}
GUANGYUAN = {
    "contacts": CONTACTS,
    "five-ones-fulltime": FIVE_FULL,
    "five-ones-parttime": FIVE_PART,
    "five-ones-organ": FIVE_ORGAN,
    "open-day-may": campaign(LOCAL_ORGANS, MAY, "open_day"),
    "education-guide": GUIDE_APRIL,
    "sharing-session": SHARING,
    "quarter-report": QUARTER_REPORT,
    "campaign-stories": campaign(LOCAL_ORGANS, STORIES, "best_story"),
    "campaign-lectures": campaign(LOCAL_ORGANS, LECTURES, "lecture"),
    "campaign-service-month": campaign(LOCAL_ORGANS, WINTER, "service_month"),
    **evaluation("city"),
}
HUAIAN = {
    "contacts": CONTACTS,
    "contacts-split": CONTACTS_SPLIT,
    "branch-report-in": REPORT_IN,
    "league-day": LEAGUE_DAY,
    "offline-quarterly": OFFLINE,
    "face-to-face-yearly": FACE_TO_FACE,
    "campaign-into-youth": campaign(LOCAL_ORGANS, SUMMER, "into_youth"),
}
JIAXING = {
    "contacts": CONTACTS,
    "education-guide": GUIDE_MARCH,
    "night-visits": NIGHT_VISITS,
    "research-topic": RESEARCH,
}
PROGRAMMES = {
    "national": NATIONAL,
    "guangyuan-2017": GUANGYUAN,
    "huaian-2016": HUAIAN,
    "jiaxing-2017": JIAXING,
    "light": GUANGYUAN,
}
