"""A file of youths: held to what the roll knows, and written into a case-load."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from domain.caseload import too_young
from domain.sheet_cells import same, shortened
from domain.sheet_youths import YouthRow, youth_row
from domain.sheets import CHUNK, YOUTHS, Table
from models.contact import Contact
from models.person import Person
from services import joining, phones
from services.uow import Uow
from services.vault import Vault

COLUMNS: Final = YOUTHS
NEW, KNOWN, MINE = "new", "known", "mine"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row that has been read, with its number as it is kept and its blind index."""

    row: YouthRow
    number: str = field(default="", repr=False)
    index: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Roll:
    """Whom a number belongs to, as far as a check asks."""

    id: int
    name: str
    left: bool
    born: date | None


@dataclass(slots=True)
class Bond:
    """What is, or was, between this cadre and a youth."""

    youth_id: int
    name: str
    hint: str
    has_phone: bool
    living: bool
    left: bool
    last_met_at: datetime | None


@dataclass(slots=True)
class Youths:
    """One pass over a file; ``faults`` are (row, words), ``sorts`` say what each row becomes."""

    cadre_id: int
    faults: list[tuple[int, str]] = field(default_factory=list)
    sorts: dict[int, str] = field(default_factory=dict)
    """By the row's number in the file."""
    roll: dict[bytes, Roll] = field(default_factory=dict)
    bonds: dict[int, Bond] = field(default_factory=dict)
    _named: dict[str, list[Bond]] = field(default_factory=dict)
    _numbers: dict[bytes, int] = field(default_factory=dict)
    _twins: dict[tuple[str, str], int] = field(default_factory=dict)
    _begun: bool = False

    def take(self, uow: Uow, chunk: Sequence[Wanted]) -> None:
        """Hold some rows to what is known, in a few questions."""
        if not self._begun:
            self._begin(uow)
        indexes = [one.index for one in chunk if one.index]
        people = select(
            Person.phone_index, Person.id, Person.name, Person.left_at, Person.born
        ).where(Person.phone_index.in_(indexes))
        for index, number, name, left, born in uow.session.execute(people):
            self.roll[index or b""] = Roll(number, name, left is not None, born)
        for one in chunk:
            faults = [*one.row.faults, *self._phone(one), *self._person(uow, one)]
            if faults:
                self.faults.append((one.row.number, ";".join(faults)))

    def counts(self) -> dict[str, int]:
        """Say how many rows are new, known to others, and in the list already."""
        said = list(self.sorts.values())
        return {sort: said.count(sort) for sort in (NEW, KNOWN, MINE)}

    def _begin(self, uow: Uow) -> None:
        """Read everybody whom this cadre keeps, or kept, in touch with, the latest bond last."""
        self._begun = True
        question = (
            select(Contact, Person.name, Person.phone_index.is_not(None), Person.left_at)
            .join(Person, Person.id == Contact.youth_id)
            .where(Contact.cadre_id == self.cadre_id)
            .order_by(Contact.ended_at.is_(None), Contact.ended_at, Contact.id)
        )
        for contact, name, has_phone, left_at in uow.session.execute(question):
            before = self.bonds.get(contact.youth_id)
            met = (contact.last_met_at, before.last_met_at if before else None)
            self.bonds[contact.youth_id] = Bond(
                contact.youth_id,
                name,
                contact.hint,
                has_phone,
                contact.ended_at is None,
                left_at is not None,
                max((at for at in met if at is not None), default=None),
            )
        for youth in joining.barred(uow, self.cadre_id, list(self.bonds)):
            self.bonds[youth].left = True
        for bond in self.bonds.values():
            if bond.living or bond.left:
                self._named.setdefault(same(bond.name), []).append(bond)

    def _phone(self, one: Wanted) -> Iterable[str]:
        said = one.row.phone
        if said and not one.number:
            if shortened(said):
                yield "手机号被 Excel 缩成了科学计数,把这一列设成文本再填"
            else:
                yield f"手机号「{_veiled(said)}」不对,要 11 位的大陆手机号"
        if one.index:
            first = self._numbers.setdefault(one.index, one.row.number)
            if first != one.row.number:
                yield f"手机号 {phones.mask(one.number)} 和第 {first} 行的一样"

    def _person(self, uow: Uow, one: Wanted) -> Iterable[str]:
        """Say what speaks against somebody; note what the row becomes."""
        row = one.row
        known = self.roll.get(one.index) if one.index else None
        if known is None:
            self.sorts[row.number] = NEW
            yield from self._namesakes(one)
        elif known.id == self.cadre_id:
            yield "这是你自己的手机号,写 TA 本人的"
        elif same(known.name) != same(row.name):
            veiled = phones.mask(one.number)
            yield f"手机号 {veiled} 登记的是另一个名字:核对一下,或者请 TA 扫你的码加入"
        else:
            bond = self.bonds.get(known.id)
            if known.left or (bond is not None and bond.left):
                yield "TA 选择了不被联系,从表里删掉这一行就行,不算你少了谁"
            elif known.born is not None and too_young(known.born, uow.today):
                yield "TA 还没满 14 周岁,不能登记"
            self.sorts[row.number] = MINE if bond is not None and bond.living else KNOWN

    def _namesakes(self, one: Wanted) -> Iterable[str]:
        """Tell apart who has one name and no number, in the list and in the file."""
        row = one.row
        for bond in self._named.get(same(row.name), ()):
            if bond.left and not (one.number and bond.has_phone):
                yield "同名的一位选择了不被联系,分不清是不是 TA:写上手机号,或请 TA 扫你的码加入"
                return
        if one.number or not row.name or row.phone:
            return
        mine = [b for b in self._named.get(same(row.name), ()) if b.living and not b.left]
        if any(bond.hint == row.hint for bond in mine):
            self.sorts[row.number] = MINE
        elif mine and not row.hint:
            yield f"名单里已经有一位{row.name}:写上手机号,或在备注里写一句分得清的"
            return
        first = self._twins.setdefault((same(row.name), row.hint), row.number)
        if first != row.number:
            yield f"和第 {first} 行同名,又都没有手机号:写上手机号,或在备注里写一句分得清的"


def read(vault: Vault, table: Table, options: dict[str, Any], today: date) -> list[Wanted]:
    """Read the rows of a file; nothing is asked of the database yet."""
    wanted = []
    for line in table.lines:
        row = youth_row(line, today, fourteen=bool(options.get("fourteen")))
        number = (phones.normalise(row.phone) if row.phone else "") or ""
        index = phones.index(vault, number) if number else b""
        wanted.append(Wanted(row, number, index))
    return wanted


def chunks(wanted: Sequence[Wanted]) -> Iterable[Sequence[Wanted]]:
    """Cut a file into what one look at the database takes."""
    return (wanted[at : at + CHUNK] for at in range(0, len(wanted), CHUNK))


def _veiled(said: str) -> str:
    """Show enough of a wrong number to find it, and no more."""
    return said if len(said) <= 4 else f"{said[:3]}…{said[-2:]}"  # noqa: PLR2004 - too short to hide
