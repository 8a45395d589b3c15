"""The switches of an organisation: what its programme says, and who turned one since."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from domain.compliance import Met, meets
from domain.errors import Refusal
from domain.programme import Programme
from domain.switches import NAMES, TITLES, Signed, Switches
from domain.tables import did_you_mean
from models import switch as questions
from models.switch import SwitchChange
from services import audit
from services.organisations import existing
from services.signing import signature
from services.subjects import Programmes
from services.uow import Uow


class UnknownSwitch(Refusal):
    """A name that is no switch."""

    code = "unknown_switch"
    text = "没有叫 {name} 的开关{near}。有:{known}"


class NeedsSignature(Refusal):
    """A switch would meet a clause, and nobody answers for it."""

    code = "needs_signature"
    text = "{what}\n要这样定,请写明谁定的、为什么:--by 姓名 --reason 理由。"


@dataclass(frozen=True, slots=True)
class Stands:
    """How one switch stands in an organisation, and who put it so.

    ``organisation_id`` is the one that turned it; none where the programme says so.
    """

    name: str
    is_on: bool
    programme: str
    organisation_id: int | None = None
    signed: Signed | None = None
    at: datetime | None = None

    @property
    def title(self) -> str:
        """The switch in Chinese."""
        return TITLES[self.name]

    @property
    def met(self) -> Met | None:
        """The clause that it meets as it stands."""
        return meets(self.name, self.is_on)


def of(uow: Uow, organisation_id: int) -> Switches:
    """Return the switches that hold in an organisation.

    Each as the nearest organisation, itself first, last turned it; else as the programme says.
    """
    programme = Programmes.over(uow, {organisation_id}).of(organisation_id)
    return under(uow, organisation_id, programme)


def under(uow: Uow, organisation_id: int, programme: Programme) -> Switches:
    """Return the switches that would hold in an organisation under some programme."""
    turned = {name: change.is_on for name, change in _turned(uow, organisation_id).items()}
    return replace(programme.switches, **turned)


def standing(uow: Uow, organisation_id: int) -> list[Stands]:
    """Return how every switch stands in an organisation, and by whose decision."""
    existing(uow, organisation_id)
    programme = Programmes.over(uow, {organisation_id}).of(organisation_id)
    turned, said = _turned(uow, organisation_id), asdict(programme.switches)
    return [
        _by_change(turned[name], programme)
        if name in turned
        else Stands(name, said[name], programme.id, signed=programme.signed.get(name))
        for name in NAMES
    ]


def turn(  # noqa: PLR0913 - a decision has these parts
    uow: Uow, organisation_id: int, name: str, is_on: bool, *, by_name: str = "", reason: str = ""
) -> None:
    """Turn a switch for an organisation and all below that do not turn it themselves.

    A position that meets a clause needs a name and a reason. Every turn is in the audit trail.
    """
    if name not in NAMES:
        raise UnknownSwitch(name=name, near=did_you_mean(name, NAMES), known="、".join(NAMES))
    existing(uow, organisation_id)
    signed = signature(by_name, reason)
    met = meets(name, is_on)
    if met and not signed:
        raise NeedsSignature(what=say_met([met]))
    uow.session.add(
        SwitchChange(
            organisation_id=organisation_id,
            switch=name,
            is_on=is_on,
            by_name=signed.by,
            reason=signed.reason,
            at=uow.now,
        )
    )
    uow.session.flush()
    audit.note(
        uow,
        "switch_turned",
        "organisation",
        organisation_id,
        switch=name,
        is_on=is_on,
        by=signed.by,
        reason=signed.reason,
        clause=met.clause.at if met else "",
    )


def say_met(mets: Collection[Met]) -> str:
    """Say which switches meet which clauses, one a line."""
    return "\n".join(f"「{met.title}」{met.state},碰到{met.clause}" for met in mets)


def _turned(uow: Uow, organisation_id: int) -> Mapping[str, SwitchChange]:
    """Return the turn that holds for each switch that was ever turned here or above."""
    holding: dict[str, SwitchChange] = {}
    for change in uow.session.scalars(questions.changes_over(organisation_id)):
        if change.switch in NAMES:
            holding.setdefault(change.switch, change)
    return holding


def _by_change(change: SwitchChange, programme: Programme) -> Stands:
    return Stands(
        change.switch,
        change.is_on,
        programme.id,
        change.organisation_id,
        Signed(change.by_name, change.reason) if change.by_name else None,
        change.at,
    )
