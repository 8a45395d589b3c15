"""Choosing a programme for an organisation: keep or relax what is above, never raise it."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from domain.compliance import newly_met
from domain.errors import Refusal
from domain.inheritance import NO_RAISING, Raise, raised
from domain.programme import Programme
from domain.tables import did_you_mean
from models import organisation as organisations
from models.organisation import Organisation
from services import audit, switches
from services.organisations import existing
from services.signing import signature
from services.subjects import Programmes
from services.switches import NeedsSignature, say_met
from services.uow import Uow


class UnknownProgramme(Refusal):
    """A name that is no programme's."""

    code = "unknown_programme"
    text = "没有叫 {name} 的方案{near}。有:{known}"


class Raises(Refusal):
    """The programme asks more than the one that applies above."""

    code = "raises"
    text = "「{title}」在这里不能用,{no}:\n{what}"


class RaisedBelow(Refusal):
    """An organisation below follows a programme that would then ask more than this one."""

    code = "raised_below"
    text = "「{title}」比下级自己选的方案宽,下级就成了加码({no})。先让下级改选:\n{what}"


def choose(
    uow: Uow, organisation_id: int, name: str | None, by_name: str = "", reason: str = ""
) -> Programme:
    """Let an organisation follow a programme, or again what is above it (none); return it.

    What would turn on a switch that meets a clause needs a name and a reason.
    """
    organisation = _locked(uow, organisation_id)
    signed = signature(by_name, reason)
    above = applying_above(uow, organisation_id)
    chosen = _named(uow, name) if name else above or uow.means.programme
    if above and (more := raised(above, chosen)):
        raise Raises(title=chosen.title, no=NO_RAISING, what=say_raises(more))
    shut = above is not None and not above.local_rules
    _keep_below(uow, organisation_id, replace(chosen, local_rules=False) if shut else chosen)
    before = switches.of(uow, organisation_id)
    on = newly_met(before, switches.under(uow, organisation_id, chosen))
    if on and not signed:
        raise NeedsSignature(what=f"选「{chosen.title}」以后:\n{say_met(on)}")
    was, organisation.programme = organisation.programme, name or None
    uow.session.flush()
    audit.note(
        uow,
        "programme_chosen",
        "organisation",
        organisation_id,
        programme=name or "",
        before=was or "",
        by=signed.by,
        reason=signed.reason,
        switches=[met.switch for met in on],
    )
    return chosen


def applying_above(uow: Uow, organisation_id: int) -> Programme | None:
    """Return the programme that applies right above an organisation; none at the top.

    It allows ``local_rules`` only if each that was chosen above does.
    """
    parent = existing(uow, organisation_id).parent_id
    return None if parent is None else _holding(uow, parent)


def keep_under(uow: Uow, organisation_id: int, parent_id: int, *, itself: bool = True) -> None:
    """Refuse a parent under which an organisation, or one below it, would ask for more than it."""
    own = [existing(uow, organisation_id)] if itself else []
    under = uow.session.scalars(organisations.choosing_below(organisation_id))
    _keep(uow, _holding(uow, parent_id), [*own, *under])


def _holding(uow: Uow, parent_id: int) -> Programme:
    known = uow.means.programmes
    line = uow.session.scalars(organisations.above(parent_id))
    chosen = [known[name] for o in line if (name := o.programme) and name in known]
    chosen = chosen or [uow.means.programme]
    # What one of them keeps shut, nobody in between opens.
    return replace(chosen[0], local_rules=all(one.local_rules for one in chosen))


def applying(uow: Uow, organisation_id: int) -> Programme:
    """Return the programme that applies in an organisation."""
    existing(uow, organisation_id)
    return Programmes.over(uow, {organisation_id}).of(organisation_id)


def unsound(uow: Uow) -> list[str]:
    """Return which choices cannot stand any more: a file is gone, or asks more than is above it."""
    found = []
    for one in uow.session.scalars(organisations.choosing()):
        who, own = (
            f"「{one.name}」(编号 {one.id})选的",
            uow.means.programmes.get(one.programme or ""),
        )
        if own is None:
            found.append(f"{who}方案 {one.programme} 没有文件,现在按上级的算")
            continue
        above = applying_above(uow, one.id)
        more = raised(above, own) if above else ()
        found += [f"{who}「{own.title}」:{each.text}" for each in more[:1]]
    return found


def say_raises(more: Collection[Raise]) -> str:
    """Say everything that is raised, numbered."""
    return "\n".join(f"{n}. {one.text}" for n, one in enumerate(more, 1))


def _locked(uow: Uow, organisation_id: int) -> Organisation:
    """Return an organisation, with the top of its tree locked: choices stand in line."""
    existing(uow, organisation_id)
    line = uow.session.scalars(organisations.above(organisation_id)).all()
    uow.session.get(Organisation, line[-1].id, with_for_update=True)
    uow.session.refresh(line[0])
    return line[0]


def _named(uow: Uow, name: str) -> Programme:
    known = uow.means.programmes
    if name not in known:
        raise UnknownProgramme(name=name, near=did_you_mean(name, known), known="、".join(known))
    return known[name]


def _keep_below(uow: Uow, organisation_id: int, chosen: Programme) -> None:
    """Refuse what would leave an organisation below asking more than is asked above it."""
    _keep(uow, chosen, uow.session.scalars(organisations.choosing_below(organisation_id)))


def _keep(uow: Uow, chosen: Programme, under: Iterable[Organisation]) -> None:
    faults = []
    for below in under:
        own = uow.means.programmes.get(below.programme or "")
        if own and (more := raised(chosen, own)):
            faults.append(f"「{below.name}」(编号 {below.id})选的「{own.title}」:{more[0].text}")
    if faults:
        raise RaisedBelow(title=chosen.title, no=NO_RAISING, what="\n".join(faults))
