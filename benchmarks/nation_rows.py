"""A made-up nation in PostgreSQL, filled by whole sets: as many of everything as the brief counts.

Deterministic: ``draw(i, salt)`` hashes a number to [0, 1). Left out: phones (no question asked
here looks at them), WeChat ids, wishes, activities and letters.
"""

import re
import time
from collections.abc import Iterator
from datetime import date
from typing import Final

from sqlalchemy import Connection, Engine, text

ON: Final = date(2026, 12, 31)
"""The day asked about; the records fill the year that ends with it."""

CADRES, FULLTIME, YOUTHS, RECORDS, ORGANISATIONS = 229_000, 83_000, 16_830_000, 2_492_000, 5_400

_DRAW: Final = """
CREATE FUNCTION draw(i bigint, salt bigint) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (hashint8extended(i, salt) & 1048575) / 1048576.0
"""

# Organisation 1 is the nation; then provinces, cities, counties and what lies below. Each hangs
# under one of the level above; every other one at the base under another one at the base.
_ORGANISATIONS: Final = """
INSERT INTO organisation (id, parent_id, name, level, type, first_day)
SELECT i,
  CASE WHEN i = 1 THEN NULL
       WHEN i <= :provinces + 1 THEN 1
       WHEN i <= :cities THEN 2 + i % :provinces
       WHEN i <= :counties THEN :provinces + 2 + i % (:cities - :provinces - 1)
       WHEN i % 2 = 0 AND i > :counties + 4
         THEN :counties + 1 + floor(draw(i, 1) * (i - :counties - 2) / 2)::bigint * 2
       ELSE :cities + 1 + i % (:counties - :cities) END,
  '第' || i || '团组织',
  CASE WHEN i = 1 THEN 'nation' WHEN i <= :provinces + 1 THEN 'province'
       WHEN i <= :cities THEN 'city' WHEN i <= :counties THEN 'county' ELSE 'base' END,
  CASE WHEN i <= :counties THEN 'leading_organ' ELSE 'committee' END,
  '2010-01-01'
FROM generate_series(1, :organisations) i
"""

_BELOW: Final = """
WITH RECURSIVE up AS (
  SELECT id AS descendant, id AS ancestor, 0 AS depth FROM organisation
  UNION ALL
  SELECT up.descendant, o.parent_id, up.depth + 1
  FROM up JOIN organisation o ON o.id = up.ancestor WHERE o.parent_id IS NOT NULL
)
INSERT INTO organisation_below (ancestor_id, descendant_id, depth)
SELECT ancestor, descendant, depth FROM up
"""

# Full-time and seconded cadres mostly work in leading organs, part-time ones mostly elsewhere.
_HOMES: Final = """
CREATE TABLE home AS
SELECT i AS id,
  CASE WHEN i > :fulltime THEN 'parttime' WHEN draw(i, 2) < 0.1 THEN 'seconded'
       ELSE 'fulltime' END AS type,
  CASE WHEN draw(i, 3) < CASE WHEN i <= :fulltime THEN 0.8 ELSE 0.1 END
       THEN 1 + floor(draw(i, 4) * :counties)::bigint
       ELSE :counties + 1 + floor(draw(i, 4) * (:organisations - :counties))::bigint
       END AS organisation_id
FROM generate_series(1, :cadres) i
"""

# A case-load is a run of neighbouring numbers; its size follows the target, give or take a tenth.
_LOADS: Final = """
CREATE TABLE load AS
SELECT id, size, (:cadres + sum(size) OVER (ORDER BY id) - size)::bigint AS before FROM (
  SELECT id, greatest(1, round(:youths * wanted / sum(wanted) OVER ()))::bigint AS size FROM (
    SELECT home.id, (0.75 + draw(home.id, 5) / 2)
      * CASE WHEN home.type = 'parttime' AND o.level = 'base' THEN 45 ELSE 110 END AS wanted
    FROM home JOIN organisation o ON o.id = home.organisation_id
  ) w
) s
"""

_CADRE_PEOPLE: Final = """
INSERT INTO person (id, name, organisation_id, created_at)
SELECT id, '团干部' || id, organisation_id, '2020-01-01' FROM home
"""

_CADRES: Final = """
INSERT INTO cadre (id, username, password, must_change, failures)
SELECT id, 'cadre' || id, 'made up', false, 0 FROM home
"""

# Of a hundred: one joined in the last two months, one left, one changed from part-time to
# full-time, half a one has a second post.
_POSTS: Final = """
INSERT INTO appointment (cadre_id, organisation_id, type, post, leads, first_day, last_day)
SELECT id, organisation_id, type, '干事', draw(id, 6) < 0.02,
  CASE WHEN d < 0.01 THEN date '2026-11-02' + (d * 5000)::int
       ELSE date '2018-01-01' + (draw(id, 7) * 2000)::int END,
  CASE WHEN d BETWEEN 0.01 AND 0.03 THEN date '2026-11-02' + ((d - 0.01) * 2500)::int END
FROM (SELECT home.*, draw(id, 8) AS d FROM home) h
"""

_LATER_POSTS: Final = """
INSERT INTO appointment (cadre_id, organisation_id, type, post, leads, first_day, last_day)
SELECT id, organisation_id, CASE WHEN type = 'fulltime' THEN 'parttime' ELSE 'fulltime' END,
  '书记', false, date '2026-11-02' + ((d - 0.01) * 2500)::int + 1, NULL::date
FROM (SELECT home.*, draw(id, 8) AS d FROM home) h WHERE d BETWEEN 0.02 AND 0.03
UNION ALL
SELECT id, 1 + floor(draw(id, 9) * :organisations)::bigint, 'parttime', '兼职委员', false,
  date '2025-01-01' + (draw(id, 10) * 360)::int, NULL
FROM home WHERE draw(id, 11) < 0.005
"""

_LEAVES: Final = """
INSERT INTO leave (cadre_id, first_day, last_day, reason)
SELECT id, since, CASE WHEN draw(id, 12) < 0.8 THEN since + 30 END, '病假'
FROM (SELECT id, date '2026-02-01' + (draw(id, 13) * 330)::int AS since FROM home
      WHERE draw(id, 14) < 0.02) l
"""

_OVERRIDES: Final = """
INSERT INTO override (cadre_id, rule, target, reason, first_day, last_day)
SELECT id, CASE WHEN draw(id, 15) < 0.5 THEN 'contacts' ELSE 'five-ones-parttime' END,
  2 + (draw(id, 16) * 20)::int, '大型高校', '2026-01-01', NULL
FROM home WHERE type = 'parttime' AND draw(id, 17) < 0.008
"""

_YOUTHS: Final = """
INSERT INTO person (id, name, organisation_id, created_at, left_at)
SELECT y, '青年' || y, home.organisation_id, '2024-01-01',
  CASE WHEN draw(y, 18) < 0.005
       THEN timestamptz '2026-01-01' + draw(y, 19) * interval '360 days' END
FROM load JOIN home USING (id), generate_series(before + 1, before + size) y
"""

_CONTACTS: Final = """
INSERT INTO contact (id, cadre_id, youth_id, is_primary, hint, industry, occupation, field,
  started_at, ended_at, end_reason)
SELECT y - :cadres, load.id, y, true, '', '', '',
  CASE WHEN draw(y, 20) < 0.5 THEN 'community' WHEN draw(y, 20) < 0.95 THEN 'association'
       ELSE '' END,
  timestamptz '2024-01-01' + draw(y, 21) * interval '700 days',
  CASE WHEN draw(y, 22) < 0.01
       THEN timestamptz '2026-01-01' + draw(y, 23) * interval '360 days' END, ''
FROM load, generate_series(before + 1, before + size) y
"""

# Written down in the order in which they happened; some cadres do four times as much as others.
_RECORDS: Final = """
INSERT INTO record (id, cadre_id, kind, happened_at, minutes, title, offline, entered_by,
  entered_at, undone_at, correction)
SELECT i, cadre_id, kinds[1 + floor(draw(i, 24) * array_length(kinds, 1))::int], at,
  CASE WHEN draw(i, 25) < 0.6 THEN 30 + 15 * (draw(i, 26) * 10)::int END, '', draw(i, 27) < 0.7,
  cadre_id, at + interval '6 hours', CASE WHEN draw(i, 28) < 0.01 THEN at + interval '1 day' END, ''
FROM (
  SELECT i, timestamptz '2026-01-01 00:00+08' + i * interval '365 days' / (:records + 1) AS at,
    1 + floor(power(draw(i, 29), 1.6) * :cadres)::bigint * 7919 % :cadres AS cadre_id,
    ARRAY['good_deed', 'volunteering', 'culture_sports', 'heart_to_heart', 'own_design',
          'good_deed', 'volunteering', 'culture_sports', 'heart_to_heart', 'own_design',
          'heart_to_heart', 'visit', 'phone', 'message', 'league_day', 'branch_report'] AS kinds
  FROM generate_series(1, :records) i
) r
"""

# One to three youths of the own case-load; a few draw the same one twice.
_RECORD_YOUTHS: Final = """
INSERT INTO record_youth (record_id, youth_id)
SELECT DISTINCT record.id, before + 1 + floor(draw(record.id * 3 + n, 30) * size)::bigint
FROM record JOIN load ON load.id = record.cadre_id,
  generate_series(1, 1 + floor(draw(record.id, 31) * 3)::int) n
"""

_STEPS: Final = (
    ("organisations", _ORGANISATIONS),
    ("closure", _BELOW),
    ("homes", _HOMES),
    ("loads", _LOADS),
    ("cadres as people", _CADRE_PEOPLE),
    ("cadres", _CADRES),
    ("posts", _POSTS),
    ("later posts", _LATER_POSTS),
    ("leaves", _LEAVES),
    ("overrides", _OVERRIDES),
    ("youths", _YOUTHS),
    ("contacts", _CONTACTS),
    ("records", _RECORDS),
    ("youths in records", _RECORD_YOUTHS),
)
_FILLED: Final = ("organisation", "organisation_below", "person", "cadre", "appointment", "leave")
_HEAVY: Final = ("person", "contact", "record", "record_youth", "appointment")


def fill(engine: Engine, scale: float) -> Iterator[tuple[str, float]]:
    """Fill an empty schema and yield each step with its seconds; indexes are built at the end."""
    numbers = _numbers(scale)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        if connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
            # The rows refer only to rows of earlier steps: no need to look each one up.
            connection.execute(text("SET session_replication_role = replica"))
        connection.execute(text(_DRAW))
        indexes = _without_indexes(connection)
        steps = [*_STEPS, ("indexes", ""), ("vacuum, analyze", "VACUUM (FREEZE, ANALYZE)")]
        for name, statement in steps:
            started = time.perf_counter()
            for one in [statement] if statement else indexes:
                wanted = {key: numbers[key] for key in re.findall(r"(?<!:):([a-z]+)", one)}
                connection.execute(text(one), wanted)
            yield name, time.perf_counter() - started


def _numbers(scale: float) -> dict[str, int]:
    """Return how many of what there are at a scale: never fewer organs than a tree needs."""
    organisations = max(40, round(ORGANISATIONS * scale))
    leading = organisations * 6 // 10
    return {
        "organisations": organisations,
        "provinces": max(2, round(31 * scale)),
        "cities": max(6, round(372 * scale)),
        "counties": leading,
        "cadres": round(CADRES * scale),
        "fulltime": round(FULLTIME * scale),
        "youths": round(YOUTHS * scale),
        "records": round(RECORDS * scale),
    }


def _without_indexes(connection: Connection) -> list[str]:
    """Drop what only slows the filling, and return the statements that bring it back."""
    rows = connection.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " AND tablename = ANY(:heavy) AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        ),
        {"heavy": list(_HEAVY)},
    ).all()
    for name, _ in rows:
        connection.execute(text(f'DROP INDEX "{name}"'))
    return [definition for _, definition in rows]
