"""The roster form: held to the tree and the roll of an organ."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, exists, select

from domain.sheet_cells import nearest, same, shortened
from domain.sheet_roster import CadreRow, Tie, cadre_rows
from domain.sheets import ROSTER, Table
from models import link as links
from models.admin import Admin
from models.cadre import Appointment, Cadre, held
from models.link import CadreLink
from models.organisation import Organisation, below
from models.person import Person
from services import phones
from services.uow import Uow
from services.vault import Vault

COLUMNS: Final = ROSTER
NEW, CHANGED, SAME = "new", "changed", "same"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A cadre of the form, with the number as it is kept and its blind index."""

    row: CadreRow
    number: str = field(default="", repr=False)
    index: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Post:
    """A post held today."""

    id: int
    organisation_id: int
    post: str


@dataclass(frozen=True, slots=True)
class OnRoll:
    """Somebody whom a number belongs to."""

    id: int
    name: str
    organisation_id: int
    is_cadre: bool
    is_admin: bool
    """Of the web console: who makes them a login has their rights."""


@dataclass(slots=True)
class Roster:
    """One pass over a form; ``faults`` are (row, words)."""

    organ_id: int
    faults: list[tuple[int, str]] = field(default_factory=list)
    sorts: dict[int, str] = field(default_factory=dict)
    roll: dict[bytes, OnRoll] = field(default_factory=dict)
    posts: dict[int, list[Post]] = field(default_factory=lambda: defaultdict(list))
    ties: dict[int, list[CadreLink]] = field(default_factory=lambda: defaultdict(list))
    units: dict[str, list[int]] = field(default_factory=dict)
    """By what they may be called, spelled alike."""
    titles: list[str] = field(default_factory=list)
    begun: int = 0
    ended: int = 0
    """How many links begin, and end."""
    _below: set[int] = field(default_factory=set)
    _numbers: dict[bytes, int] = field(default_factory=dict)

    def take(self, uow: Uow, chunk: Sequence[Wanted]) -> None:
        """Hold some rows to what is known, in a few questions."""
        if not self.units:
            self._begin(uow)
        self._look(uow, [one.index for one in chunk if one.index])
        for one in chunk:
            found = [*one.row.faults]
            found += [(one.row.number, fault) for fault in self._faults(one)]
            by_row: dict[int, list[str]] = defaultdict(list)
            for number, fault in found:
                by_row[number].append(fault)
            self.faults += [(number, ";".join(words)) for number, words in sorted(by_row.items())]
            if not found:
                self._sort(one)

    def counts(self) -> dict[str, int]:
        """Say how many cadres are new, change, and stay as they are; and how many links."""
        said = list(self.sorts.values())
        counted = {sort: said.count(sort) for sort in (NEW, CHANGED, SAME)}
        return {**counted, "begun": self.begun, "ended": self.ended}

    def unit(self, said: str) -> int | None:
        """Return the organisation of that name, if there is just one."""
        found = self.units.get(same(said), [])
        return found[0] if len(found) == 1 else None

    def _begin(self, uow: Uow) -> None:
        for number, called, title in names(uow, self.organ_id):
            self._below.add(number)
            self.titles.append(title)
            for name in set(called):
                self.units.setdefault(same(name), []).append(number)

    def _look(self, uow: Uow, indexes: Sequence[bytes]) -> None:
        people = (
            select(
                Person.phone_index,
                Person.id,
                Person.name,
                Person.organisation_id,
                Cadre.id,
                exists().where(Admin.person_id == Person.id, Admin.ended_at.is_(None)),
            )
            .outerjoin(Cadre, Cadre.id == Person.id)
            .where(Person.phone_index.in_(indexes))
        )
        cadres = []
        for index, number, name, home, cadre, admin in uow.session.execute(people):
            self.roll[index or b""] = OnRoll(number, name, home, cadre is not None, admin)
            cadres += [number] if cadre is not None else []
        for post in uow.session.scalars(living_posts(cadres, uow.today)):
            self.posts[post.cadre_id].append(Post(post.id, post.organisation_id, post.post))
        for link in uow.session.scalars(links.living(cadres, uow.today)):
            self.ties[link.cadre_id].append(link)

    def _faults(self, one: Wanted) -> Iterable[str]:
        row = one.row
        if row.phone and not one.number:
            yield (
                "手机号码被 Excel 缩成了科学计数,把这一列设成文本再填"
                if shortened(row.phone)
                else "手机号码不对,要 11 位的大陆手机号"
            )
        if one.index:
            first = self._numbers.setdefault(one.index, row.number)
            if first != row.number:
                yield f"手机号码 {phones.mask(one.number)} 和第 {first} 行的一样"
        if row.unit:
            yield from self._unit_faults(row.unit)
        known = self.roll.get(one.index) if one.index else None
        if known is not None:
            yield from self._known_faults(one, known)

    def _unit_faults(self, said: str) -> Iterable[str]:
        found = self.units.get(same(said), [])
        if not found:
            near = nearest(said, self.titles)
            hint = f",是不是「{near}」" if near else ""
            yield f"你的范围里没有「{said[:40]}」这个单位{hint}"
        elif len(found) > 1:
            yield f"有 {len(found)} 个单位都叫「{said[:40]}」,前面加上它的上级再写"

    def _known_faults(self, one: Wanted, known: OnRoll) -> Iterable[str]:
        number = phones.mask(one.number)
        if same(known.name) != same(one.row.name):
            yield f"手机号码 {number} 登记的是另一个名字,核对一下"
            return
        if known.is_admin and not known.is_cadre:
            yield "TA 是网页后台的管理员:先在「设置」里免去,登记成团干部,再任命一次"
        places = {post.organisation_id for post in self.posts[known.id]}
        here = self.unit(one.row.unit)
        if places and not places & self._below:
            yield f"手机号码 {number} 登记在你的范围之外,请上级的管理员来改"
        elif places and here is not None and here not in places:
            yield "登记的是别的单位;调动了的话,请管理员先登记任职"
        elif not places and known.organisation_id not in self._below:
            yield f"手机号码 {number} 登记在你的范围之外,请上级的管理员来改"

    def _sort(self, one: Wanted) -> None:
        known = self.roll.get(one.index)
        if known is None or not self.posts[known.id]:
            self.sorts[one.row.number] = NEW
            self.begun += len(one.row.ties)
            return
        begun, ended = self.differing(known.id, one.row.ties)
        self.begun += len(begun)
        self.ended += len(ended)
        differs = self.renamed(known.id, one.row) is not None
        self.sorts[one.row.number] = CHANGED if begun or ended or differs else SAME

    def renamed(self, cadre_id: int, row: CadreRow) -> Post | None:
        """Return the post at this unit, if it is called something else there; empty keeps it."""
        here = self.unit(row.unit)
        post = next((p for p in self.posts[cadre_id] if p.organisation_id == here), None)
        return post if post is not None and row.post not in ("", post.post) else None

    def differing(self, cadre_id: int, ties: Sequence[Tie]) -> tuple[list[Tie], list[CadreLink]]:
        """Return the links that begin, and those that end."""
        there = {Tie(link.sort, link.name, link.report_on): link for link in self.ties[cadre_id]}
        begun = [tie for tie in ties if tie not in there]
        return begun, [link for tie, link in there.items() if tie not in ties]


def read(vault: Vault, table: Table, options: dict[str, Any], today: date) -> list[Wanted]:  # noqa: ARG001 - every kind of file is read so
    """Read the rows of the form; nothing is asked of the database yet."""
    wanted = []
    for row in cadre_rows(table.lines):
        number = (phones.normalise(row.phone) if row.phone else "") or ""
        wanted.append(Wanted(row, number, phones.index(vault, number) if number else b""))
    return wanted


def living_posts(cadre_ids: Sequence[int] | None, on: date) -> Select[Appointment]:
    """Return the posts that these cadres, or all, hold on a day."""
    question = (
        select(Appointment)
        .where(held(on))
        .order_by(Appointment.cadre_id, Appointment.first_day, Appointment.id)
    )
    return question if cadre_ids is None else question.where(Appointment.cadre_id.in_(cadre_ids))


def names(uow: Uow, organ_id: int) -> list[tuple[int, tuple[str, ...], str]]:
    """Return the organisations of a subtree: number, what they may be called, and the best name.

    Where several share a name, its superior's in front of it tells them apart.
    """
    above = select(Organisation.id, Organisation.name).subquery()
    rows = uow.session.execute(
        select(Organisation.id, Organisation.name, above.c.name)
        .outerjoin(above, above.c.id == Organisation.parent_id)
        .where(Organisation.id.in_(below(organ_id)))
        .order_by(Organisation.id)
    ).all()
    shared: dict[str, int] = defaultdict(int)
    for _, name, _ in rows:
        shared[same(name)] += 1
    return [
        (
            number,
            (name, f"{over or ''}{name}"),
            name if shared[same(name)] == 1 else f"{over}{name}",
        )
        for number, name, over in rows
    ]
