"""A count of the quotas by somebody else: exported tables, plain Python, nothing of the engine.

Written from the notices' rules (domain.md, section 2), for the default programme.
"""

import json
from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
DAY = timedelta(days=1)
LEADING = {"nation", "province", "city", "county"}
CADRES = ["good_deed", "volunteering", "culture_sports", "heart_to_heart", "own_design"]
ORGANS = ["open_day", "face_to_face", "group_volunteering", "sharing", "group_own_design"]


def tables(folder):
    return {
        file.stem: [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
        for file in folder.glob("*.jsonl")
    }


def recount(folder, on):
    """Return (subject, rule) -> what should be said about it."""
    data = tables(folder)
    assert {o["programme"] for o in data["organisation"]} == {None}
    levels = {o["id"]: o["level"] for o in data["organisation"]}
    found = {}
    for cadre in data["cadre"]:
        mine = {
            name: [row for row in data[name] if row["cadre_id"] == cadre["id"]]
            for name in ("appointment", "leave", "override", "record", "contact")
        }
        for rule, row in cadre_rows(mine, levels, data["person"], on):
            found[f"cadre-{cadre['id']}", rule] = row
    for organ in data["organisation"]:
        if organ["level"] in {"province", "city", "county"}:
            row = organ_row(organ, data["record"], on)
            if row:
                found[f"organ-{organ['id']}", "five-ones-organ"] = row
    return found


def cadre_rows(mine, levels, people, on):
    posts = sorted(mine["appointment"], key=lambda post: post["first_day"])
    held = [post for post in posts if holds(post, on)]
    if held:
        target = max(
            100 if post["type"] != "parttime" or levels[post["organisation_id"]] in LEADING else 10
            for post in held
        )
        gone = {person["id"] for person in people if person["left_at"]}
        count = sum(
            contact["ended_at"] is None and contact["youth_id"] not in gone
            for contact in mine["contact"]
        )
        away = any(holds(leave, on) for leave in mine["leave"])
        yield "contacts", said("contacts", mine, on, target=target, count=count, exempt=away)
    for rule, types, months in (
        ("five-ones-fulltime", {"fulltime", "seconded"}, 2),
        ("five-ones-parttime", {"parttime"}, 3),
    ):
        first, last = window(on, months)
        within = [p for p in posts if p["type"] in types and overlaps(p, first, last)]
        if not within:
            continue
        by_kind = kinds(mine["record"], CADRES, first, last)
        through = any(
            covers([p for p in within if p["type"] == kind], first, last) for kind in types
        )
        exempt = not through or any(overlaps(leave, first, last) for leave in mine["leave"])
        row = said(rule, mine, on, target=5, count=sum(by_kind.values()), exempt=exempt)
        yield rule, {**row, "by_kind": by_kind, "first": str(first), "last": str(last)}


def said(rule, mine, on, *, target, count, exempt):
    own = [o for o in mine["override"] if o["rule"] == rule and holds(o, on)]
    if own:
        target = max(own, key=lambda o: o["first_day"])["target"]
    return {
        "target": target,
        "count": count,
        "missing": max(target - count, 0),
        "exempt": exempt,
    }


def organ_row(organ, records, on):
    first, last = window(on, 3)
    if not overlaps(organ, first, last):
        return None
    mine = [record for record in records if record["organ_id"] == organ["id"]]
    by_kind = kinds(mine, ORGANS, first, last)
    lacking = {kind: 1 for kind, number in by_kind.items() if not number}
    return {
        "target": 5,
        "count": 5 - len(lacking),
        "missing": len(lacking),
        "exempt": not covers([organ], first, last),
        "by_kind": by_kind,
        "lacking": lacking,
        "first": str(first),
        "last": str(last),
    }


def kinds(records, wanted, first, last):
    days = [
        (record["kind"], datetime.fromisoformat(record["happened_at"]).astimezone(BEIJING).date())
        for record in records
        if record["undone_at"] is None
    ]
    return {k: sum(kind == k and first <= day <= last for kind, day in days) for k in wanted}


def window(on, months):
    start = (on.month - 1) // months * months + 1
    first = date(on.year, start, 1)
    end = start + months
    return first, (date(on.year + (end > 12), (end - 1) % 12 + 1, 1) - DAY)


def spanned(row):
    last = row["last_day"]
    return date.fromisoformat(row["first_day"]), date.fromisoformat(last) if last else date.max


def holds(row, day):
    first, last = spanned(row)
    return first <= day <= last


def overlaps(row, first, last):
    begins, ends = spanned(row)
    return begins <= last and ends >= first


def covers(rows, first, last):
    """Say whether each day of a window lies in one of the rows."""
    day = first
    while day <= last:
        ends = [spanned(row)[1] for row in rows if holds(row, day)]
        if not ends:
            return False
        if max(ends) == date.max:
            return True
        day = max(ends) + DAY
    return True
