"""Random lives of cadres and organs, as rows of the tables; Hypothesis draws the chance.

One league holds many lives, because a database for each would be too slow. Days and instants are
drawn around the edges of windows: the first and last moment, midnight here and midnight in UTC,
29 February, swapped working days, holidays, the 20th.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from hypothesis import strategies as st

from tests.recount.oracle import window
from tests.recount.rulebook import FULL, LEADING, LENT, PART, PROGRAMMES

SHANGHAI = timezone(timedelta(hours=8))
DAY, SECOND, TICK = timedelta(days=1), timedelta(seconds=1), timedelta(microseconds=1)
YOUTHS = 104
"""Enough that a case-load can hold a hundred, or one more or less."""

YEARS = (2024, 2025, 2025, 2025, 2026, 2026, 2026, 2026, 2027, 2028)
TURNS = (
    *((1, 1), (1, 4), (2, 14), (2, 28), (2, 29), (3, 1), (3, 20), (3, 31), (4, 1), (4, 26)),
    *((4, 27), (4, 28), (5, 4), (5, 10), (5, 11), (6, 20), (6, 21), (6, 30), (7, 1), (8, 31)),
    *((9, 1), (9, 20), (9, 28), (9, 30), (10, 1), (10, 10), (12, 15), (12, 16), (12, 20)),
    *((1, 30), (2, 18), (9, 29), (10, 4), (12, 28), (12, 31)),
)
"""Days on which some window begins or ends, or a holiday is near."""

CLOCK = (
    *(time(0), time(0, 0, 1), time(7, 59, 59), time(8), time(11, 59, 59), time(12)),
    *(time(12, 0, 1), time(15, 59, 59), time(16), time(23, 59, 59), time(23, 59, 59, 999_999)),
)
MINUTES = (None, None, 1, 30, 59, 60, 60, 61, 90, 359, 360, 361, 480)
LEVELS = ("province", "city", "city", "county", "county", "base", "base", "nation")
ALL_KINDS = sorted(
    {kind for rules in PROGRAMMES.values() for rule in rules.values() for kind in rule.kinds}
    | {"visit", "phone", "message"}
)


@dataclass
class League:
    """Rows by table, the programme followed where none is named, and the days to ask for."""

    default: str
    rows: dict[str, list] = field(default_factory=dict)
    days: list[date] = field(default_factory=list)
    note: str = ""

    def add(self, table, **row):
        rows = self.rows.setdefault(table, [])
        rows.append({"id": len(rows) + 1, **row} if table not in UNNUMBERED else row)
        return rows[-1]

    @property
    def lives(self):
        """How many histories it holds: one a cadre, one an organ."""
        organs = [row for row in self.rows["organisation"] if row["level"] in LEADING]
        return len(self.rows.get("cadre", [])) + len(organs)

    def life(self, subject):
        """Return the rows of one subject, for whoever reads about a difference."""
        kind, id_ = subject.split("-")
        key, id_ = ("cadre_id" if kind == "cadre" else "organ_id"), int(id_)
        found = []
        for table, rows in self.rows.items():
            mine = [row for row in rows if row.get(key) == id_]
            found += [f"{table}: {said(row)}" for row in mine]
        numbers = {row["id"] for row in self.rows.get("record", []) if row[key] == id_}
        named = [r for r in self.rows.get("record_youth", []) if r["record_id"] in numbers]
        found += [f"record_youth: {said(row)}" for row in named]
        found += [f"organisation: {said(row)}" for row in self.rows["organisation"]]
        gone = [row for row in self.rows["person"] if row["left_at"]]
        return [*found, *(f"person: {said(row)}" for row in gone)]


UNNUMBERED = {"organisation_below", "record_youth", "cadre"}


def said(row):
    """Say a row without what is empty, instants as they are on the wall."""
    told = {}
    for name, value in row.items():
        if value not in (None, "", False) and name not in {"password", "username", "name"}:
            told[name] = (
                value.astimezone(SHANGHAI).isoformat() if isinstance(value, datetime) else value
            )
    return " ".join(f"{name}={value}" for name, value in told.items())


def leagues(default, *, cadres=30, organs=10):
    """Return a strategy of leagues.

    Hypothesis draws the seed and not each choice: a difference is shown with the rows of its one
    subject, so there is nothing to shrink, and a league is made a hundred times as fast.
    """
    chance = st.randoms(use_true_random=True)
    return chance.map(lambda rng: Maker(rng, default).make(cadres, organs))


class Maker:
    """Makes one league by chance."""

    def __init__(self, rng, default):
        self.rng, self.league = rng, League(default)
        self.year = rng.choice(YEARS)

    def flag(self, percent):
        return self.rng.randint(1, 100) <= percent

    # Time

    def turn(self):
        """Return a day near which something begins or ends."""
        rng, year = self.rng, self.year + self.rng.choice((0, 0, 0, 0, -1, 1))
        choice = rng.randint(1, 10)
        if choice <= 6:
            month, on = rng.choice(TURNS)
            if (month, on) == (2, 29) and year % 4:
                on = 28
            return date(year, month, on)
        if choice <= 8:
            first = date(year, rng.randint(1, 12), 1)
            return first - DAY * rng.randint(0, 1)
        if choice == 9 and self.league.days:
            near = rng.choice(self.league.days)
            return near - near.weekday() * DAY + DAY * rng.choice((0, 4, 5, 6))
        return date(year, 1, 1) + DAY * rng.randint(0, 364)

    def day(self):
        """Return a day: a turn or its neighbour, a day asked for, or a day near one."""
        choice = self.rng.randint(1, 10)
        if choice <= 4 or not self.league.days:
            return self.turn() + DAY * self.rng.choice((-1, 0, 0, 0, 1))
        asked = self.rng.choice(self.league.days)
        return asked + DAY * (0 if choice <= 6 else self.rng.randint(-20, 20))

    def moment(self):
        """Return an instant, more often than not on an edge."""
        on, choice = self.day(), self.rng.randint(1, 10)
        if choice <= 6:
            at = self.rng.choice(CLOCK)
        else:
            at = time(self.rng.randint(0, 23), self.rng.randint(0, 59))
        return datetime.combine(on, at, SHANGHAI)

    def in_the_week(self):
        """Return an instant in the week of a day asked for, or at its edges."""
        asked = self.rng.choice(self.league.days)
        on = asked - asked.weekday() * DAY + DAY * self.rng.randint(-1, 7)
        return datetime.combine(on, self.rng.choice(CLOCK), SHANGHAI)

    def end_of_day(self):
        """Return an instant around the midnight at which a day asked for is over."""
        end = datetime.combine(self.rng.choice(self.league.days) + DAY, time(), SHANGHAI)
        return end + self.rng.choice((-SECOND, -TICK, timedelta(0), TICK, SECOND))

    # The league

    def make(self, cadres, organs):
        league = self.league
        league.days = sorted({self.turn() for _ in range(5)})
        league.days = sorted({*league.days, self.day()})
        self.tree(organs)
        self.youths()
        for number in range(cadres):
            self.cadre(number + 1)
        for row in list(league.rows["organisation"]):
            if row["level"] in LEADING:
                self.records("organ_id", row["id"])
        return league

    def tree(self, organs):
        league, rng, long_ago = self.league, self.rng, date(2010, 1, 1)
        # The house follows the default, or the root says the same by name.
        other = rng.choice(sorted(PROGRAMMES))
        named = self.flag(20)
        root = league.add(
            "organisation",
            parent_id=None,
            name="全国",
            level="nation",
            type="leading_organ",
            first_day=long_ago,
            last_day=None,
            programme=league.default if named else None,
        )
        if named:
            league.default = other
        for number in range(2, organs + 2):
            parent = rng.choice(league.rows["organisation"])
            own = rng.choice(sorted(PROGRAMMES)) if self.flag(15) else None
            first, last = long_ago, None
            if number > 3 and self.flag(35):
                first = self.day()
            if number > 3 and self.flag(20):
                last = self.day()
            if last and last < first:
                first, last = last, first
            league.add(
                "organisation",
                parent_id=parent["id"],
                name=f"组织{number}",
                # Two of them are always there: one that leads and one that does not.
                level={2: "county", 3: "base"}.get(number) or rng.choice(LEVELS),
                type="leading_organ",
                first_day=first,
                last_day=last,
                programme=own,
            )
        parents = {row["id"]: row["parent_id"] for row in league.rows["organisation"]}
        self.programmes = {row["id"]: self.followed(row["id"], parents) for row in [root]}
        for id_ in parents:
            self.programmes[id_] = self.followed(id_, parents)
            above, depth = id_, 0
            while above is not None:
                league.add("organisation_below", ancestor_id=above, descendant_id=id_, depth=depth)
                above, depth = parents[above], depth + 1

    def followed(self, id_, parents):
        chosen = {row["id"]: row["programme"] for row in self.league.rows["organisation"]}
        while id_ is not None:
            if chosen[id_]:
                return chosen[id_]
            id_ = parents[id_]
        return self.league.default

    def youths(self):
        start = datetime(2020, 1, 1, tzinfo=SHANGHAI)
        for number in range(YOUTHS):
            # Whoever left and came back has left no trace of it.
            gone = number % 8 == 0 and self.flag(60)
            self.league.add(
                "person",
                name=f"青年{number + 1}",
                organisation_id=1,
                left_at=(self.end_of_day() if self.flag(70) else self.moment()) if gone else None,
                created_at=start,
            )

    # One cadre

    def cadre(self, number):
        league, rng = self.league, self.rng
        id_ = YOUTHS + number
        organisations = league.rows["organisation"]
        where = rng.choice(organisations)
        league.rows["person"].append(
            {
                "id": id_,
                "name": f"干部{number}",
                "organisation_id": where["id"],
                "left_at": None,
                "created_at": datetime(2020, 1, 1, tzinfo=SHANGHAI),
            }
        )
        league.add("cadre", id=id_, username=f"u{number}", password="-")
        if not self.flag(3):  # a few were never given a post
            self.posts(id_, where)
        for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
            first, last = self.span(30)
            league.add("leave", cadre_id=id_, first_day=first, last_day=last, reason="产假")
        rules = sorted(PROGRAMMES[self.programmes[where["id"]]])
        set_on = set()
        for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 3))):
            first, last = self.span(120)
            rule = rng.choice(rules)
            if (rule, first) not in set_on:
                set_on.add((rule, first))
                target = rng.choice((1, 1, 2, 3, 7, 12, 60, 100, 120))
                words = {"rule": rule, "target": target, "reason": "个人目标"}
                league.add("override", cadre_id=id_, first_day=first, last_day=last, **words)
        self.contacts(id_)
        self.records("cadre_id", id_)

    def span(self, longest):
        first = self.day()
        choice = self.rng.randint(1, 10)
        if choice <= 3:
            return first, None
        if choice <= 6:
            last = self.day()
            return min(first, last), max(first, last)
        return first, first + DAY * self.rng.choice((0, 0, 1, longest))

    def posts(self, id_, where):
        """Give a cadre one post after the other, now and then two at a time, or a gap."""
        rng = self.rng
        type_ = rng.choice((FULL, FULL, LENT, PART, PART))
        first, last = (date(2015, 1, 1) if self.flag(60) else self.day()), None
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
            if last:
                first = last + DAY * rng.choice((1, 1, 1, 1, 2, 40))
                if self.flag(50):
                    type_ = rng.choice((FULL, LENT, PART))
                if self.flag(60):
                    away = self.flag(25)
                    organisations = self.league.rows["organisation"]
                    where = rng.choice(organisations) if away else self.neighbour(where)
            last = self.day()
            if last <= first:
                last = first + DAY * rng.choice((0, 30, 200))
            self.post(id_, where, type_, first, last)
        if self.flag(70):
            self.league.rows["appointment"][-1]["last_day"] = None
        if self.flag(12):
            begin, end = self.span(100)
            hat = rng.choice((FULL, LENT, PART))
            self.post(id_, self.neighbour(where), hat, begin, end)

    def post(self, id_, where, type_, first, last):
        self.league.add(
            "appointment",
            cadre_id=id_,
            organisation_id=where["id"],
            type=type_,
            post="委员",
            leads=self.flag(10),
            first_day=first,
            last_day=last,
        )

    def neighbour(self, where):
        """Return another organisation that follows the same programme."""
        mine = self.programmes[where["id"]]
        rows = self.league.rows["organisation"]
        return self.rng.choice([row for row in rows if self.programmes[row["id"]] == mine])

    def contacts(self, id_):
        rng = self.rng
        size = rng.choice((0, 1, 2, 3, 5, 8, 9, 10, 11))
        if self.flag(3):
            size = rng.choice((99, 100, 101))
        # Now and then a colleague is somebody's youth.
        known = range(1, id_ if self.flag(20) else YOUTHS + 1)
        for youth in rng.sample(known, size):
            started = datetime(2021, 1, 1, tzinfo=SHANGHAI)
            ended = None
            if self.flag(25):
                started = self.end_of_day() if self.flag(50) else self.moment()
            if self.flag(20):
                ended = self.end_of_day() if self.flag(50) else self.moment()
            if ended and ended < started:
                started, ended = ended, started
            self.contact(id_, youth, started, ended)
            if ended and id_ > YOUTHS + 1 and self.flag(50):
                self.hand_over(youth, id_ - 1, ended)
            if ended and youth % 5 < 2:
                # By no chance: histories with a number stay the same.
                again = {"field": "community", "started_at": ended + DAY * (youth % 3)}
                words = {"ended_at": None, "end_reason": ""}
                self.league.add("contact", cadre_id=id_, youth_id=youth, **again, **words)

    def contact(self, id_, youth, started, ended):
        self.league.add(
            "contact",
            cadre_id=id_,
            youth_id=youth,
            field=self.rng.choice(("", "community", "community", "association")),
            started_at=started,
            ended_at=ended,
            end_reason="移交" if ended else "",
        )

    def hand_over(self, youth, to, at):
        """Let another cadre go on with a youth from the moment the first one ended."""
        rows = self.league.rows["contact"]
        if youth != to and not any(
            (row["cadre_id"], row["youth_id"]) == (to, youth) for row in rows
        ):
            self.contact(to, youth, at, None)

    # Records

    def records(self, key, id_):
        rng, rows = self.rng, self.league.rows
        if key == "cadre_id":
            posts = [row for row in rows.get("appointment", []) if row["cadre_id"] == id_]
            programme = self.programmes[posts[0]["organisation_id"] if posts else 1]
        else:
            programme = self.programmes[id_]
        rules = PROGRAMMES[programme].values()
        cadres = key == "cadre_id"
        rules = [rule for rule in rules if bool(rule.who[0].types) is cadres]
        kinds = [kind for rule in rules for kind in rule.kinds]
        pairs = rows.get("contact", [])
        mine = list(dict.fromkeys(row["youth_id"] for row in pairs if row.get(key) == id_))
        for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
            if due := [rule for rule in rules if rule.window != "standing"]:
                self.diligent(key, id_, rng.choice(due), mine)
        for rule in rules:
            if rule.measure == "half_days" and self.flag(60):
                self.diligent(key, id_, rule, mine)
        busy = rng.choice((0, 2, 6, 12, 20))
        for _ in range(busy):
            usual = kinds and self.flag(88)
            kind = rng.choice(kinds if usual else ALL_KINDS)
            at = self.moment()
            if kind == "branch_report" and self.flag(60):
                at = self.in_the_week()
            row = self.record(key, id_, kind, at, mine)
            if row["undone_at"] and self.flag(50):
                again = at + timedelta(hours=rng.choice((0, 1, 30)))
                kind = rng.choice((kind, rng.choice(kinds or ALL_KINDS)))
                self.record(key, id_, kind, again, mine, correction="更正")
            elif self.flag(10):  # the same half-day, or the same day, once more
                self.record(key, id_, kind, at + timedelta(hours=rng.choice((1, 5))), mine)

    def diligent(self, key, id_, rule, mine):
        """Do what a rule asks in one of its windows, or almost, or a little more."""
        rng = self.rng
        first, last = window(rule.window, rng.choice(self.league.days))
        if rule.by_day and self.flag(70):
            last = last.replace(day=rule.by_day)
        kinds = rule.kinds or ("visit", "heart_to_heart", "phone")
        each = rule.measure == "each_kind"
        some = kinds if each else [rng.choice(kinds) for _ in range(rule.who[0].target)]
        some = [*some, *rng.choices(kinds, k=rng.randint(0, 2))]
        for kind in some[self.flag(25) :]:
            on = first + DAY * rng.randint(0, (last - first).days)
            on = rng.choice((first, last, on, on, on))
            minutes = rng.choice((60, 120, 360, *MINUTES))
            at = datetime.combine(on, rng.choice(CLOCK), SHANGHAI)
            row = self.record(key, id_, kind, at, mine, minutes=minutes)
            row["offline"] = row["offline"] or self.flag(60)

    def record(self, key, id_, kind, at, mine, **told):
        rng = self.rng
        entered = at + timedelta(minutes=rng.choice((1, 50, 3000)))
        if self.flag(35):
            late = max(self.end_of_day(), at)
            entered = late if self.flag(50) else max(at, self.moment())
        undone = entered + timedelta(hours=2) if self.flag(15) else None
        row = self.league.add(
            "record",
            cadre_id=None,
            organ_id=None,
            kind=kind,
            happened_at=at,
            minutes=told.get("minutes") or rng.choice(MINUTES),
            offline=self.flag(65),
            entered_by=YOUTHS + 1,
            entered_at=entered,
            undone_at=undone,
            correction=told.get("correction", ""),
        )
        row[key] = id_
        if key == "cadre_id" and self.flag(70):
            some = rng.sample(mine, min(len(mine), rng.choice((0, 1, 2, 5))))
            if self.flag(20):
                some.append(rng.randint(1, YOUTHS))
            for youth in sorted(set(some)):
                self.league.add("record_youth", record_id=row["id"], youth_id=youth)
        return row
