"""Writing a checked roster form: new cadres with one-time passwords, posts renamed, links anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import bindparam, insert, select, update

from domain.dictionaries import CADRE_TYPES, CadreType
from models.base import insert_all, table
from models.cadre import Appointment, Cadre
from models.link import CadreLink
from models.organisation import Organisation
from services import audit, newcomers, sheets_roster_undo
from services.passwords import Passwords
from services.sheets_roster import NEW, Roster, Wanted
from services.sheets_roster_undo import Kept
from services.uow import Uow

_RENAME: Final = (
    update(table(Appointment))
    .where(table(Appointment).c.id == bindparam("which"))
    .values(post=bindparam("it"))
)


@dataclass(frozen=True, slots=True)
class Secret:
    """A one-time password and its hash, made before the transaction: hashing takes its time."""

    plain: str = field(repr=False)
    hashed: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Login:
    """What a new cadre is handed on paper."""

    name: str
    unit: str
    username: str
    password: str = field(repr=False)


class TooFewSecrets(Exception):  # noqa: N818 - it says what is missing
    """More cadres are new than passwords were made for: somebody left the roll meanwhile."""


def secrets(passwords: Passwords, count: int) -> list[Secret]:
    """Make so many one-time passwords."""
    made = [passwords.one_time() for _ in range(count)]
    return [Secret(one, passwords.hash(one)) for one in made]


def lock(uow: Uow, organ_id: int) -> None:
    """Let nobody else write this organ's roster meanwhile."""
    uow.session.execute(
        select(Organisation.id).where(Organisation.id == organ_id).with_for_update()
    )


def write(
    uow: Uow, roster: Roster, wanted: Sequence[Wanted], kind: CadreType, made: Sequence[Secret]
) -> list[Login]:
    """Write what a pass without faults has found; return the logins of those who got one."""
    return write_kept(uow, roster, wanted, kind, made)[0]


def write_kept(
    uow: Uow, roster: Roster, wanted: Sequence[Wanted], kind: CadreType, made: Sequence[Secret]
) -> tuple[list[Login], int]:
    """Write what a pass without faults has found; return the logins, and the step to take back."""
    new = [one for one in wanted if roster.sorts[one.row.number] == NEW]
    kept = Kept(organ=roster.organ_id)
    people, logins = _people(uow, roster, new, iter(made), kept)
    if new:
        posts = [
            {
                "cadre_id": people[one.row.number],
                "organisation_id": roster.unit(one.row.unit),
                "type": kind,
                "post": one.row.post,
                "first_day": uow.today,
            }
            for one in new
        ]
        kept.posts = insert_all(uow.session, Appointment, posts)
    others = [one for one in wanted if one.row.number not in people]
    people |= {one.row.number: roster.roll[one.index].id for one in others}
    renamed = [(roster.renamed(people[one.row.number], one.row), one.row.post) for one in others]
    renames = [{"which": post.id, "it": it} for post, it in renamed if post is not None]
    if renames:
        uow.session.execute(_RENAME, renames)
        kept.renamed = [[post.id, post.post, it] for post, it in renamed if post is not None]
    _tie(uow, roster, wanted, people, kept)
    audit.note(
        uow,
        "roster_imported",
        "organisation",
        roster.organ_id,
        **roster.counts(),
        type=CADRE_TYPES[kind],
        cadres=[people[one.row.number] for one in new],
    )
    return logins, sheets_roster_undo.keep(uow, kept)


def _people(
    uow: Uow, roster: Roster, new: Sequence[Wanted], made: Iterator[Secret], kept: Kept
) -> tuple[dict[int, int], list[Login]]:
    """Write who is on no roll, and give a login to whoever has none; a youth stays who they are."""
    strangers = [one for one in new if one.index not in roster.roll]
    ids = kept.people = _strangers(uow, roster, strangers)
    people = {one.row.number: i for one, i in zip(strangers, ids, strict=True)}
    rows, logins = [], []
    for one in new:
        known = roster.roll.get(one.index)
        number = people.setdefault(one.row.number, known.id if known else 0)
        if known is not None and known.is_cadre:
            continue  # they were one before: the username and the password hold
        secret = next(made, None)
        if secret is None:
            raise TooFewSecrets
        username = f"tuan{number}"
        rows.append(
            {"id": number, "username": username, "password": secret.hashed, "must_change": True}
        )
        kept.cadres.append(number)
        logins.append(Login(one.row.name, one.row.unit, username, secret.plain))
    _free_names(uow, rows, logins)
    if rows:
        uow.session.execute(insert(Cadre), rows)
    return people, logins


def _strangers(uow: Uow, roster: Roster, strangers: Sequence[Wanted]) -> list[int]:
    rows = [
        {
            "name": one.row.name,
            "organisation_id": roster.unit(one.row.unit),
            "phone_index": one.index,
            "created_at": uow.now,
        }
        for one in strangers
    ]
    return newcomers.write(uow, rows, [one.number for one in strangers])


def _free_names(uow: Uow, rows: list[dict[str, Any]], logins: list[Login]) -> None:
    """Lengthen the usernames that somebody has already."""
    wanted = [row["username"] for row in rows]
    taken = set(uow.session.scalars(select(Cadre.username).where(Cadre.username.in_(wanted))))
    for at, row in enumerate(rows):
        if row["username"] in taken:
            row["username"] += Passwords.one_time(4)
            old = logins[at]
            logins[at] = Login(old.name, old.unit, row["username"], old.password)


def _tie(
    uow: Uow, roster: Roster, wanted: Sequence[Wanted], people: dict[int, int], kept: Kept
) -> None:
    """Begin and end links; those that end stay, and tell of past days."""
    rows: list[dict[str, Any]] = []
    over: list[int] = []
    for one in wanted:
        cadre = people[one.row.number]
        begun, ended = roster.differing(cadre, one.row.ties)
        over += [link.id for link in ended]
        kept.ended += [[link.id, str(link.last_day or "")] for link in ended]
        rows += [
            {
                "cadre_id": cadre,
                "sort": tie.sort,
                "organisation_id": roster.unit(tie.name) if tie.sort == "branch" else None,
                "name": tie.name,
                "report_on": tie.on,
                "first_day": uow.today,
            }
            for tie in begun
        ]
    if over:
        uow.session.execute(
            update(CadreLink)
            .where(CadreLink.id.in_(over))
            .values(last_day=uow.today - timedelta(days=1))
            .execution_options(synchronize_session=False)
        )
    if rows:
        kept.begun = insert_all(uow.session, CadreLink, rows)
