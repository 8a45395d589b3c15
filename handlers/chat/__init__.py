"""One file per thing a person can press or say."""

import importlib
import pkgutil

from handlers.routing import Router, chat


def load() -> Router:
    """Import every handler, in name order, and return the router they wrote themselves into."""
    for module in sorted(m.name for m in pkgutil.iter_modules(__path__)):
        importlib.import_module(f"{__name__}.{module}")
    return chat
