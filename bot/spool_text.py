"""How a message is written into the spool and read again."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from bot.spool_file import SpoolFile
from handlers.routing import Message, OfficialOpenid


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message that is to be done now, and the name of the spool that it was kept in."""

    message: Message
    by: str


def place_of(file: SpoolFile, number: int) -> str:
    """Return for which place a text is sealed: nowhere else can it be opened."""
    return f"spool|message|{file.name}:{number}"


def text_of(message: Message, by: str) -> str:
    """Write a message down, and which process was to answer it."""
    told = asdict(message) | {"sent_at": message.sent_at.isoformat(), "by": by}
    return json.dumps(told, ensure_ascii=False)


def drawn_from(text: str) -> Drawn:
    """Read it again; ``ValueError`` where it is none."""
    told = json.loads(text)
    by = told.pop("by", "")
    told["openid"] = OfficialOpenid(told["openid"])
    told["sent_at"] = datetime.fromisoformat(told["sent_at"])
    try:
        return Drawn(Message(**told), by)
    except (TypeError, KeyError) as no:
        raise ValueError("of another version") from no
