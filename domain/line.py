"""The line before a channel: organisations take turns, so that one that writes much delays none.

Start-time fair queueing: each letter of an organisation comes one turn after its last one that
waits, and who has none waiting begins where the line is now.
"""

from collections.abc import Iterable, Mapping
from typing import Final

AT_ONCE: Final = 0
"""The turn of what somebody waits for."""
ASIDE: Final = -1
"""Not in the line although due: a halt has picked it out, and its end puts it back."""


def turns(
    waiting_from: Mapping[int | None, int], base: int, organs: Iterable[int | None]
) -> list[int]:
    """Return the turn of each letter, in their order.

    ``waiting_from`` is the last turn of those organisations that have letters waiting, ``base``
    the turn that is being served now.
    """
    last = dict(waiting_from)
    found = []
    for organ in organs:
        last[organ] = max(last.get(organ, base), base) + 1
        found.append(last[organ])
    return found
