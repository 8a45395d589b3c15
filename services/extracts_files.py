"""Files of lists, for whoever takes one out: ask, look how far it is, take it, give it up."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select

from domain.errors import Refusal
from domain.extracts import AT_ONCE, KEPT, UNDONE, ExtractStatus, Format, file_name
from domain.periods import local_day
from domain.permissions import ROLES, May
from models.base import table
from models.extract import Extract, ExtractPart
from models.organisation import Organisation
from services import audit, console_scope, organisations
from services.console_sessions import MayNot, Official
from services.extracts import LISTS
from services.uow import Uow

_LATELY: Final = 20
_LONGEST: Final = 60
"""Characters of one filter."""


class NoSuchList(Refusal):
    """Not one of the lists that can be taken out."""

    code = "no_such_list"
    text = "这个名单不能导出。回到名单,用右上角的「导出」。"


class TooManyExtracts(Refusal):
    """Somebody has enough on the way."""

    code = "too_many_extracts"
    text = "已经有 {most} 个文件在做了。等一个做好,或者取消一个,再导出。"


class ExtractGone(Refusal):
    """Somebody else's, wiped, cancelled or not made yet."""

    code = "extract_gone"
    text = "这个文件没有了:做好的只留一天,取消的马上清掉。回到名单再导出一次就行。"


@dataclass(frozen=True, slots=True)
class ExtractSeen:
    """Where a file is."""

    id: int
    title: str
    organisation: str
    format: Format
    status: ExtractStatus
    total: int
    done: int
    why: str
    """Why nothing came of it."""
    at: datetime
    expires_at: datetime
    waited: int
    """Seconds since something last moved."""

    @property
    def working(self) -> bool:
        """Say whether a worker has it, or will."""
        return self.status in UNDONE


@dataclass(frozen=True, slots=True)
class Taken:
    """A finished file: its name, and how many pieces it has."""

    id: int = field(repr=False)
    name: str
    format: Format
    pieces: int


def ask(  # noqa: PLR0913 - who, what of where, and how
    uow: Uow,
    who: Official,
    name: str,
    *,
    organisation_id: int,
    said: Mapping[str, str],
    format_: str,
) -> int:
    """Have a file made of a list as somebody filtered it; return its number."""
    one = LISTS.get(name)
    if one is None or format_ not in set(Format):
        raise NoSuchList
    if not (who.may(May.TAKE_OUT) and who.may(one.right)):
        raise MayNot(role=ROLES[who.role])
    console_scope.place(uow, who, organisation_id)
    undone = select(func.count()).where(Extract.person_id == who.id, Extract.status.in_(UNDONE))
    if (uow.session.scalar(undone) or 0) >= AT_ONCE:
        raise TooManyExtracts(most=AT_ONCE)
    chosen = {key: said[key].strip()[:_LONGEST] for key in one.filters if said.get(key)}
    extract = Extract(
        person_id=who.id,
        organisation_id=organisation_id,
        list=name,
        filters=chosen,
        format=format_,
        status=ExtractStatus.QUEUED,
        created_at=uow.now,
        changed_at=uow.now,
        expires_at=uow.now + KEPT,
    )
    uow.session.add(extract)
    uow.session.flush()
    # By which filters, and not what was sought: that may be somebody's name.
    about = {"what": one.title, "list": name, "format": format_, "filters": sorted(chosen)}
    audit.note(uow, "took_out", "organisation", organisation_id, extract=extract.id, **about)
    return extract.id


def seen(uow: Uow, person_id: int, extract_id: int) -> ExtractSeen:
    """Return where an own file is."""
    extract = _own(uow, person_id, extract_id)
    unit = organisations.existing(uow, extract.organisation_id).name
    return _seen(uow, extract, unit)


def lately(uow: Uow, person_id: int) -> list[ExtractSeen]:
    """Return the own files of the last day, the newest first."""
    rows = uow.session.execute(
        select(Extract, Organisation.name)
        .join(Organisation, Organisation.id == Extract.organisation_id)
        .where(Extract.person_id == person_id, Extract.expires_at > uow.now)
        .order_by(Extract.id.desc())
        .limit(_LATELY)
    )
    return [_seen(uow, one, unit) for one, unit in rows]


def cancel(uow: Uow, person_id: int, extract_id: int) -> None:
    """Give an own file up, be it made or not: its content is wiped at once."""
    extract = _own(uow, person_id, extract_id, lock=True)
    wipe(uow, extract.id)
    extract.status, extract.owner, extract.changed_at = ExtractStatus.CANCELLED, "", uow.now
    audit.note(uow, "wiped", "extract", extract.id)


def take(uow: Uow, who: Official, extract_id: int) -> Taken:
    """Return what there is to send of an own finished file."""
    extract = _own(uow, who.id, extract_id)
    if extract.status != ExtractStatus.DONE:
        raise ExtractGone
    # Whoever was given another post since takes out what is theirs now.
    console_scope.place(uow, who, extract.organisation_id)
    one = LISTS[extract.list]
    if not who.may(one.right):
        raise MayNot(role=ROLES[who.role])
    pieces = uow.session.scalar(select(func.count()).where(ExtractPart.extract_id == extract.id))
    unit = organisations.existing(uow, extract.organisation_id).name
    day = local_day(extract.created_at)
    name = file_name(one.title, unit, day, Format(extract.format))
    return Taken(extract.id, name, Format(extract.format), pieces or 0)


def piece(uow: Uow, extract_id: int, number: int) -> bytes:
    """Return one piece of a finished file, opened; nothing of one that was wiped meanwhile."""
    sealed = uow.session.scalar(
        select(ExtractPart.content).where(
            ExtractPart.extract_id == extract_id, ExtractPart.number == number
        )
    )
    if sealed is None:
        raise ExtractGone
    return base64.b64decode(uow.means.vault.open(sealed, _place(extract_id, number)))


def sealed(uow: Uow, extract_id: int, number: int, content: bytes) -> bytes:
    """Return a piece as it is kept."""
    return uow.means.vault.seal(base64.b64encode(content).decode(), _place(extract_id, number))


def wipe(uow: Uow, extract_id: int) -> None:
    """Delete what a file holds."""
    rows = table(ExtractPart)
    uow.session.execute(delete(rows).where(rows.c.extract_id == extract_id))


def tidy(uow: Uow) -> int:
    """Delete the files that have had their day, and that there were any; return how many."""
    past = uow.session.scalars(
        select(Extract).where(Extract.expires_at <= uow.now).with_for_update(skip_locked=True)
    ).all()
    for extract in past:
        wipe(uow, extract.id)
        uow.session.delete(extract)
    return len(past)


def _own(uow: Uow, person_id: int, extract_id: int, *, lock: bool = False) -> Extract:
    question = select(Extract).where(
        Extract.id == extract_id, Extract.person_id == person_id, Extract.expires_at > uow.now
    )
    found = uow.session.scalar(question.with_for_update() if lock else question)
    if found is None or found.list not in LISTS:
        raise ExtractGone
    return found


def _seen(uow: Uow, extract: Extract, unit: str) -> ExtractSeen:
    return ExtractSeen(
        extract.id,
        LISTS[extract.list].title if extract.list in LISTS else extract.list,
        unit,
        Format(extract.format),
        ExtractStatus(extract.status),
        extract.total,
        extract.done,
        extract.why,
        extract.created_at,
        extract.expires_at,
        int((uow.now - extract.changed_at).total_seconds()),
    )


def _place(extract_id: int, number: int) -> str:
    return f"extract_part|content|{extract_id}/{number}"
