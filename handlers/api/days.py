"""A day behind the question mark, as it is written and not otherwise."""

import re
from datetime import date
from typing import Annotated, Final

from pydantic import BeforeValidator, WithJsonSchema

_WRITTEN: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def as_iso(value: object) -> object:
    """Take a day as ISO writes it: pydantic would also take seconds since 1970."""
    if isinstance(value, str) and not _WRITTEN.fullmatch(value):
        raise ValueError("日期要写成 2026-11-23")
    return value


AskedDay = Annotated[
    date | None,
    BeforeValidator(as_iso),
    WithJsonSchema({"type": "string", "format": "date"}),
]
"""A day that need not be said."""
