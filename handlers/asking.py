"""Pages that have to ask somebody outside: not before their transaction is over."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask.typing import ResponseReturnValue


@dataclass(frozen=True, slots=True)
class Then:
    """What a page still has to do when its transaction is over: to ask somebody outside."""

    show: Callable[[], ResponseReturnValue]


Asking = Callable[..., "ResponseReturnValue | Then"]
"""A view that may have to ask outside before it can be shown."""
A = TypeVar("A", bound=Asking)
