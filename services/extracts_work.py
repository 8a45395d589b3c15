"""Making files, for a worker: take one, read it batch by batch, put its pieces down."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import CursorResult, Select, and_, or_, select, update

from domain.errors import Refusal
from domain.extracts import BATCH, KEPT, LEASE, MOST, TRIES, ExtractStatus, Format, Row
from domain.periods import local_day
from domain.permissions import AdminRole, May, may
from models.admin import Admin, post_of
from models.base import table
from models.extract import Extract, ExtractPart
from models.person import Person
from services import areas, audit, extracts_files, organisations
from services.console_sessions import Official
from services.extracts import LISTS, Asked, Listed
from services.extracts_making import About
from services.uow import Uow

_GIVEN_UP: Final = "试了几次都没有做成。缩小范围或者加上筛选再导出;还不行,请找管系统的人。"
_NOT_YOURS: Final = "你现在的角色或组织不能再导出这个名单。"


class TooLong(Refusal):
    """More rows than a file is made of."""

    code = "extract_too_long"
    text = "超过 {most:,} 行了,这么大的表打开很慢。选一个下级组织,或者加上筛选,分几次导出。"


@dataclass(frozen=True, slots=True)
class Work:
    """A file in the hands of one worker."""

    id: int
    owner: str
    person_id: int
    listed: Listed
    asked: Asked
    format: Format
    about: About = field(repr=False)


def waiting(uow: Uow) -> bool:
    """Say whether there is anything to take: the question of each tick."""
    return uow.session.scalar(_free(uow).with_only_columns(Extract.id)) is not None


def claim(uow: Uow, owner: str) -> Work | None:
    """Take the oldest file that waits, or whose worker has gone silent; it begins anew."""
    extract = uow.session.scalar(_free(uow).with_for_update(skip_locked=True))
    if extract is None:
        return None
    extracts_files.wipe(uow, extract.id)
    extract.tries += 1
    if extract.tries > TRIES:
        _failed(uow, extract, _GIVEN_UP)
        return None
    post = uow.session.scalar(post_of(extract.person_id))
    if post is None or not _may_still(uow, post, extract):
        _failed(uow, extract, _NOT_YOURS)
        return None
    extract.status, extract.owner, extract.done = ExtractStatus.WORKING, owner, 0
    extract.changed_at = uow.now
    one = LISTS[extract.list]
    asked = Asked(extract.organisation_id, _official(uow, post), extract.filters)
    about = About(
        one.title,
        organisations.existing(uow, extract.organisation_id).name,
        "、".join(one.filters[key] for key in extract.filters if key in one.filters),
        asked.who.name,
        local_day(extract.created_at),
    )
    uow.session.flush()
    return Work(extract.id, owner, extract.person_id, one, asked, Format(extract.format), about)


def total(uow: Uow, work: Work) -> int:
    """Say how many rows there will be; 0: that is not known."""
    rows = work.listed.count(uow, work.asked) if work.listed.count else 0
    if rows > MOST:
        raise TooLong(most=MOST)
    return rows


def batch(uow: Uow, work: Work, after: Any) -> tuple[list[Row], Any]:  # noqa: ANN401 - a list's own key
    """Return the rows behind a key, and the key of the last; none: that was all."""
    found = work.listed.rows(uow, work.asked, after, BATCH)
    rows = [row for _, row in found if row is not None]
    more = len(rows) >= BATCH or len(rows) < len(found)
    return rows, found[-1][0] if more else None


def advance(
    uow: Uow, work: Work, done: int, total: int, pieces: Iterable[tuple[int, bytes]] = ()
) -> bool:
    """Put pieces down and tell how far it is; no: it is somebody else's by now, or cancelled."""
    if done > MOST:
        raise TooLong(most=MOST)
    if not _held(uow, work, done=done, total=max(total, done)):
        return False
    rows = [
        {
            "extract_id": work.id,
            "number": n,
            "content": extracts_files.sealed(uow, work.id, n, content),
        }
        for n, content in pieces
    ]
    if rows:
        uow.session.execute(table(ExtractPart).insert(), rows)
    return True


def finish(uow: Uow, work: Work, done: int) -> None:
    """Say that it can be taken."""
    ready = {"status": ExtractStatus.DONE, "owner": "", "expires_at": uow.now + KEPT}
    if _held(uow, work, done=done, total=done, **ready):
        uow.actor = work.person_id
        audit.note(uow, "made", "extract", work.id, what=work.listed.title, count=done)


def give_up(uow: Uow, work: Work, words: str) -> None:
    """Say why nothing can come of it."""
    if _held(uow, work, status=ExtractStatus.FAILED, owner="", why=words[:200]):
        extracts_files.wipe(uow, work.id)


def let_go(uow: Uow, work: Work) -> None:
    """Put it down for the next one who looks: something broke."""
    _held(uow, work, status=ExtractStatus.QUEUED, owner="")


def _held(uow: Uow, work: Work, **values: object) -> bool:
    """Change the file if it is still in this worker's hands."""
    changed: CursorResult[Any] = uow.session.execute(  # type: ignore[assignment]  # an UPDATE counts its rows
        update(Extract)
        .where(Extract.id == work.id, Extract.owner == work.owner)
        .where(Extract.status == ExtractStatus.WORKING)
        .values(changed_at=uow.now, **values)
        .execution_options(synchronize_session=False)
    )
    return changed.rowcount == 1


def _free(uow: Uow) -> Select[Extract]:
    silent = and_(Extract.status == ExtractStatus.WORKING, Extract.changed_at < uow.now - LEASE)
    return (
        select(Extract)
        .where(or_(Extract.status == ExtractStatus.QUEUED, silent))
        .where(Extract.expires_at > uow.now)
        .order_by(Extract.id)
        .limit(1)
    )


def _may_still(uow: Uow, post: Admin, extract: Extract) -> bool:
    """Say whether whoever asked may still take this list out of this organisation."""
    one, role = LISTS.get(extract.list), AdminRole(post.role)
    if one is None or not (may(role, May.TAKE_OUT) and may(role, one.right)):
        return False
    return areas.is_over(uow, post.organisation_id, extract.organisation_id)


def _official(uow: Uow, post: Admin) -> Official:
    name = uow.session.get_one(Person, post.person_id).name
    unit = organisations.existing(uow, post.organisation_id).name
    role = AdminRole(post.role)
    return Official(post.person_id, name, role, post.organisation_id, unit, session_id=0)


def _failed(uow: Uow, extract: Extract, words: str) -> None:
    extract.status, extract.owner, extract.why = ExtractStatus.FAILED, "", words
    extract.changed_at = uow.now
