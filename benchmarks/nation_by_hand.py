"""The same questions as one SQL statement each, written by hand for this one day and programme.

Written to be as fast as we can make it: the rules' numbers stand in it, the windows are spelt out,
there is nothing in it for other programmes, levels or measures, and it leans on how the made-up
nation is (nobody holds two posts one after the other as the same type). It has the same indexes,
and gives the same: whoever is short in which rule with target and count, and as rows without a
cadre how many each rule binds and exempts.
"""

from typing import Final

# Two: a post held through the window; one: it only touches it. In order of the cadre, so that it
# merges with the records, which come out of their index in the same order.
_HELD: Final = """
held AS (
  SELECT a.cadre_id,
    max(CASE WHEN a.type <> 'parttime' THEN
      CASE WHEN a.first_day <= '2026-11-01' AND (a.last_day IS NULL OR a.last_day >= '2026-12-31')
             THEN 2
           WHEN a.last_day IS NULL OR a.last_day >= '2026-11-01' THEN 1 END END) AS full_time,
    max(CASE WHEN a.type = 'parttime' THEN
      CASE WHEN a.first_day <= '2026-10-01' AND (a.last_day IS NULL OR a.last_day >= '2026-12-31')
             THEN 2 ELSE 1 END END) AS part_time{more}
  FROM appointment a{joined}
  WHERE a.first_day <= '2026-12-31' AND (a.last_day IS NULL OR a.last_day >= '2026-10-01')
  GROUP BY a.cadre_id ORDER BY a.cadre_id
)"""

_AWAY: Final = """
away AS (
  SELECT cadre_id, bool_or(last_day IS NULL OR last_day >= '2026-11-01') AS two_months,
    bool_or(last_day IS NULL OR last_day >= '2026-12-31') AS now
  FROM leave
  WHERE first_day <= '2026-12-31' AND (last_day IS NULL OR last_day >= '2026-10-01')
  GROUP BY cadre_id
)"""

_OWN: Final = """
own AS (
  SELECT DISTINCT ON (cadre_id, rule) cadre_id, rule, target FROM override
  WHERE first_day <= '2026-12-31' AND (last_day IS NULL OR last_day >= '2026-12-31')
  ORDER BY cadre_id, rule, first_day DESC
)"""

_DONE: Final = """
done AS (
  SELECT cadre_id, count(*) AS quarter,
    count(*) FILTER (WHERE happened_at >= '2026-11-01 00:00+08') AS two_months
  FROM record
  WHERE happened_at >= '2026-10-01 00:00+08' AND happened_at < '2027-01-01 00:00+08'
    AND undone_at IS NULL
    AND kind IN ('good_deed', 'volunteering', 'culture_sports', 'heart_to_heart', 'own_design')
  GROUP BY cadre_id
)"""

_PEOPLE: Final = """
people AS MATERIALIZED (
  SELECT held.cadre_id,
    CASE WHEN full_time = 2 AND away.two_months THEN 1 ELSE full_time END AS full_time,
    CASE WHEN part_time = 2 AND away.cadre_id IS NOT NULL THEN 1 ELSE part_time END AS part_time,
    coalesce(done.two_months, 0) AS two_months, coalesce(done.quarter, 0) AS quarter,
    coalesce(f.target, 5) AS full_target, coalesce(p.target, 5) AS part_target{more}
  FROM held
  LEFT JOIN done USING (cadre_id)
  LEFT JOIN away USING (cadre_id)
  LEFT JOIN own f ON f.cadre_id = held.cadre_id AND f.rule = 'five-ones-fulltime'
  LEFT JOIN own p ON p.cadre_id = held.cadre_id AND p.rule = 'five-ones-parttime'{joined}
)"""

_ROWS: Final = """
SELECT 'five-ones-fulltime', cadre_id, full_target, two_months FROM people
WHERE full_time = 2 AND two_months < full_target
UNION ALL
SELECT 'five-ones-parttime', cadre_id, part_target, quarter FROM people
WHERE part_time = 2 AND quarter < part_target
UNION ALL
SELECT 'five-ones-fulltime', NULL, count(*) FILTER (WHERE full_time = 2),
  count(*) FILTER (WHERE full_time = 1) FROM people
UNION ALL
SELECT 'five-ones-parttime', NULL, count(*) FILTER (WHERE part_time = 2),
  count(*) FILTER (WHERE part_time = 1) FROM people
"""

FIVE_ONES: Final = (
    "WITH "
    + ",".join((_HELD.format(more="", joined=""), _AWAY, _OWN, _DONE))
    + ","
    + _PEOPLE.format(more="", joined="")
    + _ROWS
)

_TARGET: Final = """,
    max(CASE WHEN a.last_day IS NULL OR a.last_day >= '2026-12-31' THEN
      CASE WHEN a.type = 'parttime' AND level = 'base' THEN 10 ELSE 100 END END) AS asked"""

# All contacts, less those of the few who left: reading 17 million people costs more than both.
_LOADS: Final = """
loads AS (
  SELECT cadre_id, count(*) AS size FROM contact
  WHERE started_at < '2027-01-01 00:00+08'
    AND (ended_at IS NULL OR ended_at >= '2027-01-01 00:00+08')
  GROUP BY cadre_id
),
gone AS (
  SELECT cadre_id, count(*) AS size FROM person JOIN contact ON contact.youth_id = person.id
  WHERE left_at < '2027-01-01 00:00+08' AND started_at < '2027-01-01 00:00+08'
    AND (ended_at IS NULL OR ended_at >= '2027-01-01 00:00+08')
  GROUP BY cadre_id
)"""

WITH_CONTACTS: Final = (
    "WITH "
    + ",".join(
        (
            _HELD.format(more=_TARGET, joined=" JOIN organisation o ON o.id = a.organisation_id"),
            _AWAY,
            _OWN,
            _DONE,
            _LOADS,
        )
    )
    + ","
    + _PEOPLE.format(
        more=""",
    CASE WHEN asked IS NULL THEN NULL WHEN away.now THEN 1 ELSE 2 END AS in_post,
    coalesce(c.target, asked) AS load_target,
    coalesce(loads.size, 0) - coalesce(gone.size, 0) AS size""",
        joined="""
  LEFT JOIN own c ON c.cadre_id = held.cadre_id AND c.rule = 'contacts'
  LEFT JOIN loads ON loads.cadre_id = held.cadre_id
  LEFT JOIN gone ON gone.cadre_id = held.cadre_id""",
    )
    + _ROWS
    + """
UNION ALL
SELECT 'contacts', cadre_id, load_target, size FROM people WHERE in_post = 2 AND size < load_target
UNION ALL
SELECT 'contacts', NULL, count(*) FILTER (WHERE in_post = 2),
  count(*) FILTER (WHERE in_post = 1) FROM people
"""
)
