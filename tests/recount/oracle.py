"""A count of the quotas by somebody else: an exported folder, plain Python, nothing of the engine.

Written from the law (the notices and the list of their rules) and from docs/export.md alone. It
is slow and simple on purpose: every number is found by looking at every row it could come from.
"""

import json
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone

from tests.recount.rulebook import PROGRAMMES

SHANGHAI = timezone(timedelta(hours=8))
DAY = timedelta(days=1)
NEVER = date.max - 2 * DAY


@dataclass
class Row:
    """What should be said of one subject and one rule on one day.

    ``whys`` holds every reason that frees the subject; none means it is bound.
    """

    target: int
    count: int
    by_part: dict[str, int]
    missing_by_part: dict[str, int]
    whys: frozenset[str]
    late: int
    begun: bool
    days_left: int | None
    first: date | None
    due: date | None

    @property
    def missing(self):
        return max(self.target - self.count, 0)


@dataclass
class Life:
    """All rows of one subject."""

    posts: list = field(default_factory=list)
    leaves: list = field(default_factory=list)
    overrides: list = field(default_factory=list)
    records: list = field(default_factory=list)
    contacts: list = field(default_factory=list)


def day(text):
    return date.fromisoformat(text) if text else NEVER


def instant(text):
    return text and datetime.fromisoformat(text).astimezone(SHANGHAI)


def midnight(on):
    return datetime(on.year, on.month, on.day, tzinfo=SHANGHAI)


class Calendar:
    """Which days are worked, where that is known."""

    def __init__(self, data):
        self.covered = set(data["covered"])
        self.off = {day(text) for text in data["off"]}
        self.on = {day(text) for text in data["on"]}

    def unknown(self, first, last):
        return next((d.year for d in days(first, last) if d.year not in self.covered), None)

    def works(self, on):
        return on in self.on or (on.weekday() < 5 and on not in self.off)


def days(first, last):
    return [first + n * DAY for n in range((last - first).days + 1)]


# Windows


def month_end(year, month):
    return date(year + month // 12, month % 12 + 1, 1) - DAY


def window(cut, on):
    """Return first and last day of the window a day lies in, or of the next campaign."""
    if cut == "week":
        monday = on - on.weekday() * DAY
        return monday, monday + 6 * DAY
    if cut.endswith("months"):
        length = int(cut.split()[0])
        start = (on.month - 1) // length * length + 1
        return date(on.year, start, 1), month_end(on.year, start + length - 1)
    since, until = cut.split()
    for year in (on.year - 1, on.year, on.year + 1):
        first = date.fromisoformat(f"{year}-{since}")
        last = date.fromisoformat(f"{year + (until < since)}-{until}")
        if last >= on:
            return first, last
    raise AssertionError(cut)


class Recount:
    """One exported folder, read once, asked for any day."""

    def __init__(self, folder, book=PROGRAMMES):
        self.book = book
        tables = {
            file.stem: [json.loads(line) for line in file.read_text("utf-8").splitlines()]
            for file in folder.glob("*.jsonl")
        }
        law = json.loads((folder / "programmes.json").read_text("utf-8"))
        self.default = law["default"]
        self.calendar = Calendar(json.loads((folder / "calendar.json").read_text("utf-8")))
        self.organisations = {row["id"]: row for row in tables["organisation"]}
        self.left = {row["id"]: instant(row["left_at"]) for row in tables["person"]}
        self.cadres = {row["id"]: Life() for row in tables["cadre"]}
        self.organs = {id_: Life() for id_ in self.organisations}
        named = defaultdict(set)
        for row in tables["record_youth"]:
            named[row["record_id"]].add(row["youth_id"])
        for table, place in (
            ("appointment", "posts"),
            ("leave", "leaves"),
            ("override", "overrides"),
            ("contact", "contacts"),
        ):
            for row in tables[table]:
                if "first_day" in row:
                    row["first"], row["last"] = day(row["first_day"]), day(row["last_day"])
                else:
                    row["from"], row["to"] = instant(row["started_at"]), instant(row["ended_at"])
                getattr(self.cadres[row["cadre_id"]], place).append(row)
        for row in tables["record"]:
            if row["undone_at"] is None:
                row["at"], row["entered"] = instant(row["happened_at"]), instant(row["entered_at"])
                row["youths"] = named[row["id"]]
                cadre, organ = row["cadre_id"], row["organ_id"]
                life = self.cadres[cadre] if organ is None else self.organs[organ]
                life.records.append(row)
        for id_, row in self.organisations.items():
            span = {"first": day(row["first_day"]), "last": day(row["last_day"])}
            self.organs[id_].posts.append(
                {"type": None, "organisation_id": id_, **span},
            )
        for life in (*self.cadres.values(), *self.organs.values()):
            life.records.sort(key=lambda row: row["at"])

    def programme(self, organisation):
        """Walk up until somebody chose."""
        while organisation is not None:
            row = self.organisations[organisation]
            if row["programme"]:
                return row["programme"]
            organisation = row["parent_id"]
        return self.default

    def level(self, post):
        return self.organisations[post["organisation_id"]]["level"]

    def followed(self, life, on):
        """Return the programme of a subject's organisation: where it is, or else was or will be."""
        posts = list(enumerate(life.posts))  # of two alike, the one written down later
        begun = [(n, post) for n, post in posts if post["first"] <= on]
        if held := [(n, post) for n, post in begun if post["last"] >= on]:
            _, post = max(held, key=lambda it: (it[1]["first"], it[0]))
        elif begun:
            _, post = max(begun, key=lambda it: (it[1]["last"], it[1]["first"], it[0]))
        elif posts:
            _, post = min(posts, key=lambda it: (it[1]["first"], -it[0]))
        else:
            return None
        return self.programme(post["organisation_id"])

    def rows(self, on):
        """Return (subject, rule id) -> Row for every subject of a rule on a day."""
        found = {}
        for kind, lives in (("cadre", self.cadres), ("organ", self.organs)):
            for id_, life in lives.items():
                for rule_id, rule in self.book.get(self.followed(life, on), {}).items():
                    if row := self.row(rule_id, rule, life, on):
                        found[f"{kind}-{id_}", rule_id] = row
        return found

    def row(self, rule_id, rule, life, on):
        standing = rule.window == "standing"
        first, last = (on, on) if standing else window(rule.window, on)
        target, whys = self.binding(rule, life, first, last, standing=standing)
        if target is None:
            return None
        # A personal target holds on its days; for a window still to come, on its first day.
        at = on if standing else max(on, first)
        own = [o for o in life.overrides if o["rule"] == rule_id and o["first"] <= at <= o["last"]]
        if own:
            target = max(own, key=lambda o: o["first"])["target"]
        due = min(last, last.replace(day=rule.by_day)) if rule.by_day else last
        caseload = self.caseload(life, on)
        if rule.measure == "half_days":
            whys |= self.no_week(first, last)
        unknown = any(why.startswith("calendar") for why in whys)
        counted = [] if standing or unknown else self.fitting(rule, life, first, due, caseload)
        parts, total, count = (), target, len(counted)
        if rule.measure == "half_days":
            counted, count = self.new_halves(counted)
        by_part = {**dict.fromkeys(rule.kinds, 0), **Counter(row["kind"] for row in counted)}
        if rule.measure == "caseload":
            count = len(caseload)
        elif rule.measure == "by_field":
            sizes = Counter(caseload.values())
            parts, by_part = rule.fields, {part: sizes[part] for part in rule.fields}
        elif rule.measure == "each_kind":
            parts = rule.kinds
        elif rule.measure == "each_youth":
            met = Counter(youth for row in counted for youth in row["youths"])
            total, count = target * len(caseload), sum(min(met[y], target) for y in caseload)
        if parts:
            total, count = target * len(parts), sum(min(by_part[p], target) for p in parts)
        lacking = {p: target - by_part[p] for p in parts if by_part[p] < target}
        entered_after = midnight(last + DAY)
        return Row(
            target=total,
            count=count,
            by_part=by_part,
            missing_by_part=lacking,
            whys=frozenset(whys),
            late=sum(row["entered"] >= entered_after for row in counted),
            begun=on >= first,
            days_left=None if standing else max((due - on).days, 0),
            first=None if standing else first,
            due=None if standing else due,
        )

    # Who is bound

    def binding(self, rule, life, first, last, *, standing):
        """Return the target (none: no subject of the rule) and every reason not to be bound."""
        meant = []
        for post in life.posts:
            who = self.who(rule, post)
            if who and post["first"] <= last and post["last"] >= first:
                meant.append((post, who))
        if not meant:
            return None, set()
        away = any(row["first"] <= last and row["last"] >= first for row in life.leaves)
        whys = {"leave"} if away else set()
        target = max(who.target for _, who in meant)
        if standing:
            return target, whys
        by_type = defaultdict(list)
        for post, who in meant:
            by_type[post["type"]].append((post, who))
        through = [
            posts for posts in by_type.values() if covers([post for post, _ in posts], first, last)
        ]
        if not through:
            return target, whys | self.turns(life, first, last)
        if not whys and all(who.encouraged for posts in through for _, who in posts):
            whys = {"encouraged"}
            if len(through) < len(by_type):
                whys |= self.turns(life, first, last)
        return target, whys

    def turns(self, life, first, last):
        """Return what happened to a subject's posts inside a window, each in a word."""
        found = set()
        for post in life.posts:
            begun, ended = post["first"], post["last"]
            if first < begun <= last:
                old = [p for p in life.posts if p["first"] < begun and p["last"] >= first - DAY]
                found |= {step(p, post) for p in old}
                if all(p["last"] != begun - DAY for p in old):
                    found.add(f"from {begun}")
            if first <= ended < last:
                new = [p for p in life.posts if p["last"] > ended and p["first"] <= last]
                found |= {step(post, p) for p in new}
                if all(p["first"] != ended + DAY for p in new):
                    found.add(f"until {ended}")
        return found

    def who(self, rule, post):
        """Return the line of a rule that means a post."""
        for who in rule.who:
            right = post["type"] in who.types if post["type"] else not who.types
            if right and self.level(post) in who.levels:
                return who
        return None

    def no_week(self, first, last):
        if (year := self.calendar.unknown(first, last)) is not None:
            return {f"calendar {year}"}
        if sum(self.calendar.works(d) for d in days(first, last)) < 2:
            return {"short week"}
        return set()

    # What counts

    def caseload(self, life, on):
        """Return the youths kept in contact with at the end of a day, each with its field."""
        end = midnight(on + DAY)
        return {
            row["youth_id"]: row["field"]
            for row in life.contacts
            if row["from"] < end
            and not before(row["to"], end)
            and not before(self.left[row["youth_id"]], end)
        }

    def fitting(self, rule, life, first, due, caseload):
        """Return the records that a rule counts in ``[first, due + 1)``."""
        start, end = midnight(first), midnight(due + DAY)
        begin = bisect_left(life.records, start, key=lambda row: row["at"])
        stop = bisect_left(life.records, end, key=lambda row: row["at"])
        return [
            row
            for row in life.records[begin:stop]
            if (not rule.kinds or row["kind"] in rule.kinds)
            and (not rule.minutes or (row["minutes"] or 0) >= rule.minutes)
            and (not rule.offline or row["offline"])
            and (rule.measure != "each_youth" or row["youths"] & caseload.keys())
        ]

    def new_halves(self, rows):
        """Return the records that fill a half-day which none before them did, and how many."""
        filled, counted = set(), []
        for row in sorted(rows, key=lambda row: (row["at"], row["id"])):
            if self.halves(row) - filled:
                filled |= self.halves(row)
                counted.append(row)
        return counted, len(filled)

    def halves(self, row):
        """Return the halves of a working day that a record fills."""
        at = row["at"]
        if at.year not in self.calendar.covered or not self.calendar.works(at.date()):
            return set()
        if at.hour >= 12:
            return {(at.date(), "pm")}
        long = (row["minutes"] or 0) >= 360
        return {(at.date(), "am"), *([(at.date(), "pm")] if long else [])}


def step(old, new):
    """Say in a word what became of a post."""
    if old["type"] == new["type"]:
        return "moved"
    return f"{old['type']} to {new['type']}"


def before(moment, end):
    return moment is not None and moment < end


def covers(posts, first, last):
    """Say whether each day of a window lies in one of the posts."""
    on = first
    while on <= last:
        ends = [post["last"] for post in posts if post["first"] <= on <= post["last"]]
        if not ends:
            return False
        on = max(ends) + DAY
    return True
