"""Making one organisation of two: what lives goes along, what was stays where it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, select

from domain.dictionaries import LEVELS, Level
from domain.errors import Refusal
from models.admin import Admin
from models.cadre import Appointment, not_over
from models.materials import Materials
from models.organisation import Organisation
from models.record import Record
from models.wish import Wish
from services import areas, audit, changes, programmes
from services import organisation_fit as fit
from services import organisation_parts as parts
from services import organisation_tree as tree
from services.organisation_edits import GoneOn
from services.organisations import existing
from services.subjects import Programmes
from services.uow import Uow

UNDONE_UP_TO: Final = 20_000
"""So many rows may move and still be taken back: each of them is written down."""
_DAY: Final = timedelta(days=1)


class NotMergeable(Refusal):
    """These two cannot become one."""

    code = "organisations_not_mergeable"
    text = "{why}"


class BothHandIn(Refusal):
    """Both have written this quarter's materials: one of the two would be lost from sight."""

    code = "both_hand_in"
    text = (
        "「{gone}」和「{stay}」都写了本季度的材料。要合并,勾上「以留下的那份为准」:"
        "另一份留在被合并的组织里,还能看到。"
    )


class AskedTwice(Refusal):
    """So much would move that it could not be taken back."""

    code = "merge_asked_twice"
    text = "要移动的有 {rows} 条,太多了,合并以后撤不回来。核对好了,勾上「我核对过」再合并。"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a merge would do; ``moving`` are (what, how many, unit)."""

    gone: Organisation
    stay: Organisation
    moving: tuple[tuple[str, int, str], ...]
    staying: tuple[tuple[str, int, str], ...]
    programmes: tuple[str, str]
    """Which held before, and which will."""
    both_hand_in: bool
    rows: int

    @property
    def undone(self) -> bool:
        """Whether it could be taken back for a day."""
        return self.rows <= UNDONE_UP_TO


def outlook(uow: Uow, gone_id: int, stay_id: int) -> Outlook:
    """Say in numbers what merging the one into the other would do."""
    gone, stay = existing(uow, gone_id), existing(uow, stay_id)
    _check(uow, gone, stay)
    counted = parts.counts(uow, gone_id)
    posts, children = _count(uow, _posts(uow, gone_id)), _count(uow, _children(gone_id))
    moving = [("下级组织", children, "个"), ("在任的团干部任职", posts, "个")]
    moving += [(part.title, count, part.unit) for part, count in counted]
    admins = select(Admin).where(Admin.organisation_id == gone_id, Admin.ended_at.is_(None))
    past = select(Appointment).where(Appointment.organisation_id == gone_id)
    done = select(Record).where(Record.organ_id == gone_id, Record.undone_at.is_(None))
    staying = [
        ("管理员(要管合并后的组织,另外登记)", _count(uow, admins), "位"),
        ("结束了的任职", _count(uow, past) - posts, "个"),
        ("机关自己的记录(算在它原来的窗口里)", _count(uow, done), "条"),
    ]
    known = Programmes.over(uow, {gone_id}).of(gone_id), Programmes.over(uow, {stay_id}).of(stay_id)
    return Outlook(
        gone,
        stay,
        tuple(one for one in moving if one[1]),
        tuple(one for one in staying if one[1]),
        (known[0].title, known[1].title),
        parts.has_materials(uow, gone_id) and parts.has_materials(uow, stay_id),
        posts + sum(count for _, count in counted),
    )


def merge(
    uow: Uow, gone_id: int, stay_id: int, *, keep_theirs: bool = False, sure: bool = False
) -> int:
    """Let one organisation take over all that lives of another, which is closed; return the change.

    0: so much has moved that it is not taken back.
    """
    gone, stay = tree.lock(uow, gone_id, stay_id)
    seen = outlook(uow, gone_id, stay_id)
    if seen.both_hand_in and not keep_theirs:
        raise BothHandIn(gone=gone.name, stay=stay.name)
    if not seen.undone and not sure:
        raise AskedTwice(rows=seen.rows)
    data: dict[str, Any] = {"id": gone_id, "now": stay_id, "parts": {}}
    area, over = areas.area_of(uow, gone_id), areas.area_of(uow, stay_id)
    # While they still stand below it: their wishes and its own go to one place.
    data["wishes"] = tree.review_elsewhere(uow, gone_id, area, over)
    data["children"] = tree.shift_children(uow, gone_id, stay_id)
    data["area"] = [area, over]
    for part in parts.PARTS:
        if ids := parts.give(uow, part, gone_id, stay_id):
            data["parts"][part.key] = ids
    data["posts"] = _move_posts(uow, gone_id, stay_id)
    data["materials"] = [] if seen.both_hand_in else _move_materials(uow, gone_id, stay_id)
    gone = existing(uow, gone_id)
    gone.last_day = max(uow.today, gone.first_day)
    uow.session.flush()
    uow.session.expire_all()
    audit.note(uow, "organisation_merged", "organisation", gone_id, into=stay_id, rows=seen.rows)
    if uow.actor is None or not seen.undone:
        return 0
    title = f"把「{seen.gone.name}」合并到「{seen.stay.name}」"
    return changes.made(uow, "org_merge", title, data)


def _check(uow: Uow, gone: Organisation, stay: Organisation) -> None:
    if gone.id == stay.id:
        raise NotMergeable(why="选两个不同的组织,才能合并。")
    for one in (gone, stay):
        if one.last_day is not None:
            raise fit.IsClosed(name=one.name)
    if gone.parent_id is None:
        raise fit.IsTop(name=gone.name)
    if gone.level != stay.level:
        here, there = LEVELS[Level(gone.level)], LEVELS[Level(stay.level)]
        raise NotMergeable(why=f"同一级的才能合并,这两个一个是{here}的、一个是{there}的。")
    if areas.is_over(uow, gone.id, stay.id):
        raise NotMergeable(why=f"「{stay.name}」是「{gone.name}」的下级,反过来才能合并。")
    same = select(Organisation.name).where(
        Organisation.parent_id == stay.id, Organisation.id != gone.id
    )
    twice = uow.session.scalars(
        _children(gone.id).with_only_columns(Organisation.name).where(Organisation.name.in_(same))
    ).all()
    if twice:
        raise NotMergeable(why=f"两边都有叫「{twice[0]}」的下级,先给一个改名,再合并。")
    fit.room(uow, stay.id, fit.height(uow, gone.id) - 1)
    programmes.keep_under(uow, gone.id, stay.id, itself=False)


def _children(organisation_id: int) -> Select[Organisation]:
    return select(Organisation).where(
        Organisation.parent_id == organisation_id, Organisation.last_day.is_(None)
    )


def _posts(uow: Uow, organisation_id: int) -> Select[Appointment]:
    return select(Appointment).where(
        Appointment.organisation_id == organisation_id,
        not_over(uow.today),
    )


def _count(uow: Uow, question: Select[*tuple[Any, ...]]) -> int:
    return uow.session.scalar(select(func.count()).select_from(question.subquery())) or 0


def _move_posts(uow: Uow, gone_id: int, stay_id: int) -> dict[str, Any]:
    """End living posts yesterday and begin them anew where they go on: no window breaks of it.

    One that begins today or later simply is another's, and nobody gets the same post twice. Whoever
    answers for the one that stays goes on to do so, alone.
    """
    posts: Sequence[Appointment] = uow.session.scalars(
        _posts(uow, gone_id).with_for_update().execution_options(populate_existing=True)
    ).all()
    theirs = uow.session.scalars(_posts(uow, stay_id)).all()
    held = {(post.cadre_id, post.type) for post in theirs}
    led = any(post.leads for post in theirs)
    moved, ended, opened = [], [], []
    for post in posts:
        if post.first_day >= uow.today:
            post.organisation_id = stay_id
            moved.append(post.id)
            continue
        ended.append([post.id, post.last_day.isoformat() if post.last_day else None])
        last, post.last_day = post.last_day, uow.today - _DAY
        if (post.cadre_id, post.type) in held:
            continue
        opened.append(
            Appointment(
                cadre_id=post.cadre_id,
                organisation_id=stay_id,
                type=post.type,
                post=post.post,
                leads=post.leads and not led,
                first_day=uow.today,
                last_day=last,
            )
        )
    uow.session.add_all(opened)
    uow.session.flush()
    return {"moved": moved, "ended": ended, "opened": [post.id for post in opened]}


def _move_materials(uow: Uow, gone_id: int, stay_id: int) -> list[int]:
    rows = uow.session.scalars(parts.this_quarters(uow, gone_id)).all()
    for row in rows:
        row.organ_id = stay_id
    uow.session.flush()
    return [row.id for row in rows]


@changes.taker_back("org_merge")
def _apart(uow: Uow, data: dict[str, Any]) -> None:
    """Make two of one again; what came in since stays with the one that stayed."""
    gone, stay = tree.lock(uow, data["id"], data["now"])
    opened = uow.session.scalars(
        select(Appointment)
        .where(Appointment.id.in_(data["posts"]["opened"]))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    same = len(opened) == len(data["posts"]["opened"])
    if gone.last_day is None or not same or any(p.organisation_id != stay.id for p in opened):
        raise GoneOn(name=gone.name)
    gone.last_day = None
    uow.session.flush()
    for number in data["children"]:
        child = existing(uow, number)
        if child.parent_id == stay.id:
            tree.shift(uow, child, existing(uow, data["id"]), back=True)
    by_key = {part.key: part for part in parts.PARTS}
    for key, ids in data["parts"].items():
        parts.give_back(uow, by_key[key].column, ids, data["now"], data["id"])
    before, now = data["area"]
    parts.give_back(uow, Wish.area_id, data["wishes"], now, before)
    parts.give_back(uow, Materials.organ_id, data["materials"], data["now"], data["id"])
    _posts_back(uow, data, opened)
    uow.session.expire_all()


def _posts_back(uow: Uow, data: dict[str, Any], opened: Sequence[Appointment]) -> None:
    for post in opened:
        uow.session.delete(post)
    for number, last in data["posts"]["ended"]:
        post = uow.session.get_one(Appointment, number)
        post.last_day = date.fromisoformat(last) if last else None
    parts.give_back(
        uow, Appointment.organisation_id, data["posts"]["moved"], data["now"], data["id"]
    )
    uow.session.flush()
