"""All that a database holds, to be compared; what is sealed anew each time is opened first."""

import json

from sqlalchemy import select

from models.base import Base

STEPS = {"audit", "change", "inbox_item"}
"""What tells of a step stays when the step is taken back."""


def dump(place):
    """Return the rows of every table but those that tell of steps."""
    with place.open_uow(read_only=True) as uow:
        vault, found = uow.means.vault, {}
        for table in Base.metadata.sorted_tables:
            if table.name in STEPS:
                continue
            rows = [dict(row) for row in uow.session.execute(select(table)).mappings()]
            for row in rows:
                if table.name == "person" and row["phone"]:
                    row["phone"] = vault.open(row["phone"], f"person|phone|{row['id']}")
            found[table.name] = sorted(map(repr, rows))
        return found


def rows(uow):
    """Return (table, text) of every row of every table, with what is sealed in a person opened."""
    for table in Base.metadata.sorted_tables:
        for row in uow.session.execute(select(table)).mappings():
            values = dict(row)
            if table.name == "person" and row["phone"]:
                values["phone"] = uow.means.vault.open(row["phone"], f"person|phone|{row['id']}")
            said = [
                value.decode(errors="replace") if isinstance(value, bytes) else value
                for value in values.values()
            ]
            yield table.name, json.dumps(said, ensure_ascii=False, default=str)


def traces(place, *words):
    """Return in which tables any of these words stand."""
    with place.open_uow(read_only=True) as uow:
        return sorted({name for name, said in rows(uow) if any(word in said for word in words)})
