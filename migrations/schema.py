"""The schema the models ask for, and how revisions compare with it and spell its types."""

import importlib
import pkgutil
from pathlib import Path
from typing import Any, Final, Literal

from alembic.autogenerate.api import AutogenContext
from sqlalchemy import JSON, BigInteger, Column, MetaData

import models
from models.base import Base, Instant

HERE: Final = Path(__file__).parent


def metadata() -> MetaData:
    """Return the tables of all models, whichever of them somebody has imported already."""
    for module in pkgutil.iter_modules(models.__path__):
        importlib.import_module(f"models.{module.name}")
    return Base.metadata


def spell(kind: str, thing: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what they are in the database: revisions import no models."""
    if kind == "type" and isinstance(thing, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, BigInteger):
        return "BIG"
    return False


def _same_default(
    _context: object, inspected: Column[Any], asked: Column[Any], *_defaults: object
) -> bool | None:
    """Say that two defaults agree where the database cannot: PostgreSQL compares no JSON."""
    return False if isinstance(asked.type, JSON) and inspected.server_default else None


COMPARE: Final[dict[str, Any]] = {
    "compare_type": True,
    "compare_server_default": _same_default,
    "render_item": spell,
}
