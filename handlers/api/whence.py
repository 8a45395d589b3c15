"""Whether what a request asks for can be anywhere."""

from handlers.api.shapes import BIGGEST, UNSTORABLE


def possible(part: object) -> bool:
    """Say whether there could be something of that name: no database looks for others."""
    return 0 < part <= BIGGEST if isinstance(part, int) else not UNSTORABLE.search(str(part))
