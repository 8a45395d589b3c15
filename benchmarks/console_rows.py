"""What youths asked for and organs did, for the made-up nation: what the console's pages list.

As ``nation_rows``: whole sets, by hash. The first row of each is of the county that is looked at,
the second of the nation's own organ; whoever looks are the first two people.
"""

# ruff: noqa: S608 - no word of these statements comes from outside

from typing import Final

from sqlalchemy import Connection, text

TICKETS, WISHES, ACTIVITIES, RATINGS = 400_000, 200_000, 100_000, 300_000
LETTERS, DEEDS, READERS = 1_000_000, 300_000, 16_000
"""Messages of the last weeks, lines of the audit trail, who is to read a notice."""
_ORGAN: Final = """
CASE i WHEN 1 THEN :county WHEN 2 THEN 1 ELSE 1 + floor(draw(i, 40)
  * (SELECT count(*) FROM organisation WHERE level <> 'base'))::bigint END
"""
_YOUTH: Final = "(SELECT count(*) FROM cadre) + 1 + floor(draw(i, 41) * :youths)::bigint"
_CADRE: Final = """
(SELECT min(cadre_id) FROM appointment WHERE organisation_id = :county AND last_day IS NULL)
"""
_ADMIN: Final = "unnest(ARRAY[1, 2])"
_WHEN: Final = "timestamptz '2026-12-31' - draw(i, 42) * interval '300 days'"

_SETS: Final = (
    f"""
    INSERT INTO ticket (sort, kind, asker_id, organisation_id, organ_id, text, status, created_at,
      due_at)
    SELECT 'demand', 'other', {_YOUTH}, organ, organ, '想找一份暑期的活',
      CASE WHEN i < 3 OR draw(i, 43) < 0.05 THEN 'working' ELSE 'confirmed' END, at,
      at + interval '290 days'
    FROM (SELECT i, {_ORGAN} AS organ, {_WHEN} AS at FROM generate_series(1, :tickets) i) t
    """,
    f"""
    INSERT INTO wish (person_id, organisation_id, area_id, kind, text, surname_shown, media_id,
      status, created_at, changed_at)
    SELECT {_YOUTH}, organ, organ, 'study', '想要一本复习书', false, '',
      CASE WHEN i < 3 OR draw(i, 43) < 0.02 THEN 'pending' ELSE 'fulfilled' END, at, at
    FROM (SELECT i, {_ORGAN} AS organ, {_WHEN} AS at FROM generate_series(1, :wishes) i) t
    """,
    f"""
    INSERT INTO activity (organisation_id, title, kind, place, starts_at, ends_at, deadline, seats,
      taken, waiting, queued, status, created_at)
    SELECT {_ORGAN}, '河道志愿服务', 'volunteering', '河边', at, at + interval '2 hours', at, 30,
      12, 0, 0, CASE WHEN i = 1 THEN 'open' ELSE 'archived' END, at - interval '9 days'
    FROM (SELECT i, {_WHEN} AS at FROM generate_series(1, :activities) i) t
    """,
    f"""
    INSERT INTO rating (cadre_id, person_id, occasion, occasion_id, stars, words, at, status, round)
    SELECT 1 + (i / 6) % (SELECT count(*) FROM cadre), {_YOUTH}, 'ticket', i,
      1 + floor(draw(i, 44) * 5)::int, '', {_WHEN}, 'counted', '2026-12-01'
    FROM generate_series(1, :ratings) i
    """,
    """
    INSERT INTO spot_check (organ_id, seed, population, first_day, last_day, created_by, created_at,
      closes_at)
    VALUES (:county, 'made up', 900, '2026-10-01', '2026-12-20', 1, '2026-12-20', '2027-01-09')
    """,
    """
    INSERT INTO notice (organisation_id, title, text, audience, status, made_by, made_at)
    VALUES (:county, '周六一起清河道', '河边见。', '{}', 'draft', 1, '2026-12-30')
    """,
    """
    INSERT INTO materials (organ_id, quarter, version, figures, methods, experience, problems,
      next_steps, by_person, created_at, changed_at, handed_at)
    VALUES (:county, '2026-10-01', 1, '{"on": "2026-12-19", "organ": [], "cadres": [],
      "cadre_count": 80, "youths": 5000, "reached": 900, "records": []}', '谈心', '', '', '', 1,
      '2026-12-19', '2026-12-19', '2026-12-19')
    """,
    """
    INSERT INTO problem (organ_id, quarter, title, text, kind, status, created_by, created_at)
    VALUES (:county, '2026-10-01', '晚上没有去处', '', 'other', 'draft', 1, '2026-12-19')
    """,
    f"""
    INSERT INTO spot_check_person (check_id, person_id, cadre_id, place)
    SELECT 1, c.youth_id, c.cadre_id, row_number() OVER ()
    FROM (SELECT * FROM contact WHERE cadre_id = {_CADRE} LIMIT 20) c
    """,
    f"""
    INSERT INTO topic (cadre_id, sort, title, text, link, chosen, status, reason, created_at)
    VALUES ({_CADRE}, 'work', '周末读什么', '说说最近在看的书。', '', '{{}}', 'open', '',
      '2026-12-28')
    """,
    f"""
    INSERT INTO outbox (key, kind, lane, channel, organ_id, person_id, openid, template, fields,
      text, url, because, status, written_at, due_at, attempts, why)
    SELECT 'bench:' || i, 'quota', 3, 'template', {_ORGAN},
      CASE WHEN i = 1 THEN {_CADRE} ELSE {_YOUTH} END, 'o' || i, 'QUOTA_DUE', '{{}}', '', '',
      '{{}}',
      CASE WHEN i = 1 OR draw(i, 45) < 0.001 THEN 'uncertain' ELSE 'sent' END, at, at, 1, ''
    FROM (SELECT i, timestamptz '2026-12-31' - draw(i, 46) * interval '60 days' AS at
      FROM generate_series(1, :letters) i) t
    """,
    f"""
    INSERT INTO call (outbox_id, person_id, organ_id, at, outcome)
    VALUES (1, {_CADRE}, :county, '2026-12-30', '')
    """,
    """
    INSERT INTO audit (at, actor_id, deed, object, object_id, data)
    SELECT timestamptz '2026-12-31' - draw(i, 47) * interval '300 days',
      1 + floor(draw(i, 48) * (SELECT count(*) FROM cadre))::bigint, 'record_add', 'record',
      i::text, '{}'
    FROM generate_series(1, :deeds) i
    """,
    """
    INSERT INTO notice (organisation_id, title, text, audience, status, made_by, made_at, chosen)
    VALUES (:county, '周日一起植树', '山上见。', '{}', 'sending', 1, '2026-12-30', :readers)
    """,
    f"""
    INSERT INTO notice_person (notice_id, person_id, outbox_id)
    SELECT 2, who, min(i) FROM (SELECT i, {_YOUTH} AS who FROM generate_series(1, :readers) i) t
    GROUP BY who
    """,
    f"""
    INSERT INTO sheet (person_id, organisation_id, kind, name, options, status, total, done, faults,
      result, created_at, changed_at)
    SELECT {_ADMIN}, :county, 'roster', '名册.xlsx', '{{}}', 'faulty', 1, 1,
      '{{"faults": [], "count": 0}}', '{{}}', '2026-12-30', '2026-12-30'
    """,
    f"""
    INSERT INTO extract (person_id, organisation_id, list, filters, format, status, total, done,
      created_at, changed_at, expires_at)
    SELECT {_ADMIN}, :county, 'cadres', '{{}}', 'csv', 'done', 1, 1, '2026-12-31', '2026-12-31',
      '2027-01-09'
    """,
    "ANALYZE",
)


def fill(connection: Connection, county: int, scale: float, youths: int) -> None:
    """Add them to a nation that has people and organisations."""
    numbers = {
        "county": county,
        "youths": youths,
        "tickets": max(1, round(TICKETS * scale)),
        "wishes": max(1, round(WISHES * scale)),
        "activities": max(1, round(ACTIVITIES * scale)),
        "ratings": max(1, round(RATINGS * scale)),
        "letters": max(2, round(LETTERS * scale)),
        "deeds": max(1, round(DEEDS * scale)),
        "readers": max(2, round(min(LETTERS * scale, READERS))),
    }
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    for statement in _SETS:
        connection.execute(
            text(statement), {k: n for k, n in numbers.items() if f":{k}" in statement}
        )
