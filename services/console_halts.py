"""暂停发送: what rests as an admin sees it, and letting the own organisation's sending rest.

A halt reaches no further than whoever sets it: below the top that is what goes in the name of one
organisation of the own subtree. What stops everybody's (a kind, a template, all) is for those who
run the installation from its topmost organisation, and for the command line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from sqlalchemy import select

from domain import halts as rules
from domain.delivery import MUTABLE
from domain.errors import Refusal
from domain.halts import ALL, MASS, By
from domain.letter_words import TEMPLATES
from domain.permissions import AdminRole
from domain.written import as_number
from models.admin import Admin
from models.organisation import Below, Organisation
from models.person import Person
from models.sending import Halt
from services import console_scope, halts
from services.console_scope import OutOfReach
from services.console_sessions import Official
from services.uow import Uow

SPANS: Final[Mapping[str, str]] = MappingProxyType(
    {"2": "2 小时", "24": "1 天", "72": "3 天", "": "到有人恢复"}
)
"""Hours that something may rest, and their words."""
LONGEST: Final = 60


class WhyHalted(Refusal):
    """Whoever comes upon a rest wants to know why."""

    code = "why_halted"
    text = "写一句为什么停,不超过 {most} 个字:别人看得到。"


class HaltedAbove(Refusal):
    """Whoever stopped it answers for more: it goes on when they say so."""

    code = "halted_above"
    text = "这是上级停的,由上级恢复。急着发,先问问停的人。"


@dataclass(frozen=True, slots=True)
class Rest:
    """Something that rests; ``mine``: the admin who looks may let it go on."""

    scope: str
    what: str
    why: str
    at: datetime
    until: datetime | None
    by: str
    """Empty: the house itself, by what the platform answered."""
    mine: bool


def scopes(uow: Uow, who: Official, place: int, name: str) -> list[tuple[str, str]]:
    """Return what somebody may let rest, the narrowest first: all but the own is the top's."""
    found = [(f"{By.ORGAN}:{place}", f"以「{name}」的名义发的消息")]
    if not _on_top(uow, who):
        return found
    found += [(f"{By.KIND}:{kind}", f"只停:{title}") for kind, title in MUTABLE.items()]
    found += [(f"{By.TEMPLATE}:{key}", f"只停模板:{title}") for key, title in TEMPLATES.items()]
    return [*found, (MASS, "全部通知和提醒"), (ALL, "全部发送(连验证码也停)")]


def resting(uow: Uow, who: Official) -> list[Rest]:
    """Return what rests and concerns the own subtree, the latest first."""
    rows = uow.session.execute(
        select(Halt, Person.name)
        .outerjoin(Person, Person.id == Halt.set_by)
        .where((Halt.until > uow.now) | Halt.until.is_(None))
        .order_by(Halt.at.desc(), Halt.scope)
    ).all()
    names, above = _names(uow, who, [row.scope for row, _ in rows]), _above(uow, who)
    top = _on_top(uow, who)
    return [
        Rest(
            row.scope,
            names.get(row.scope) or _say(row.scope),
            row.why,
            row.at,
            row.until,
            name or "",
            (top or row.scope in names) and row.set_by not in above,
        )
        for row, name in rows
        if row.scope in names or not row.scope.startswith(f"{By.ORGAN}:")
    ]


def _names(uow: Uow, who: Official, resting: list[str]) -> dict[str, str]:
    """Return the scopes that are organisations of the own subtree, in words."""
    wanted = [_organ(scope) for scope in resting]
    rows = uow.session.execute(
        select(Organisation.id, Organisation.name)
        .join(Below, Below.descendant_id == Organisation.id)
        .where(Below.ancestor_id == who.organisation_id, Organisation.id.in_(wanted))
    )
    return {f"{By.ORGAN}:{number}": f"以「{name}」的名义发的消息" for number, name in rows}


def _say(scope: str) -> str:
    by, _, name = scope.partition(":")
    if by == By.TEMPLATE:
        own = name.removeprefix(rules.MINI)
        where = "小程序模板" if own != name else "模板"
        return f"{where}:{TEMPLATES.get(own, own)}"
    return rules.say(scope)


def _organ(scope: str) -> int:
    """Return which organisation a scope is; 0 if it is none."""
    by, _, name = scope.partition(":")
    return as_number(name) if by == By.ORGAN else 0


def _on_top(uow: Uow, who: Official) -> bool:
    """Say whether somebody runs the installation, from an organisation that nobody stands over."""
    place = uow.session.get_one(Organisation, who.organisation_id)
    return who.role is AdminRole.SUPER and place.parent_id is None


def _above(uow: Uow, who: Official) -> set[int]:
    """Return the admins of the organisations above the own one."""
    over = select(Below.ancestor_id).where(
        Below.descendant_id == who.organisation_id, Below.depth > 0
    )
    posts = select(Admin.person_id).where(Admin.ended_at.is_(None))
    return set(uow.session.scalars(posts.where(Admin.organisation_id.in_(over))))


def stop(uow: Uow, who: Official, scope: str, why: str, hours: str) -> str:
    """Let something rest that somebody may; return it in words."""
    why = " ".join(why.split())
    _mine(uow, who, scope)
    if not why or len(why) > LONGEST:
        raise WhyHalted(most=LONGEST)
    until = uow.now + timedelta(hours=int(hours)) if hours and hours in SPANS else None
    halts.order(uow, scope, why, until, by=who.id)
    return _said(uow, who, scope)


def lift(uow: Uow, who: Official, scope: str) -> str:
    """Let something go on that somebody may; return it in words."""
    _mine(uow, who, scope)
    halts.lift(uow, scope)
    return _said(uow, who, scope)


def _mine(uow: Uow, who: Official, scope: str) -> None:
    scope = rules.checked(scope)
    if organ := _organ(scope):
        console_scope.place(uow, who, organ)
        row = uow.session.get(Halt, scope, with_for_update=True)
        rests = row is not None and (row.until is None or row.until > uow.now)
        if row is not None and rests and row.set_by in _above(uow, who):
            raise HaltedAbove
    elif not _on_top(uow, who):
        raise OutOfReach


def _said(uow: Uow, who: Official, scope: str) -> str:
    return _names(uow, who, [scope]).get(scope) or _say(scope)
