"""登记一位团干部: one line of the roster form, typed on a page instead of in a file."""

from domain import sheet_cells as cells
from domain.caseload import name_fault
from domain.dictionaries import CadreType
from domain.sheet_roster import CadreRow, Tie
from models.person import by_phone_index
from services import audit, console_scope, phones, sheets_roster, sheets_roster_writing
from services.cadre_days import BadDays
from services.console_sessions import Official
from services.organisation_fit import IsClosed
from services.organisations import existing
from services.sheets_roster import NEW, Roster, Wanted
from services.sheets_roster_writing import Login
from services.uow import Uow


class NotEntered(BadDays):
    """Something about the person does not do."""

    code = "cadre_not_entered"


def enter(  # noqa: PLR0913 - what a cadre is made of
    uow: Uow,
    who: Official,
    *,
    organisation_id: int,
    name: str,
    phone: str,
    kind: str,
    post: str,
) -> tuple[int, Login | None]:
    """Enter a cadre whose post begins today; a login is made for whoever has none."""
    console_scope.organisations(uow, who, [organisation_id])
    unit = existing(uow, organisation_id)
    if unit.last_day is not None:
        raise IsClosed(name=unit.name)
    if kind not in set(CadreType):
        raise NotEntered(why="选专职、挂职还是兼职。")
    titles = {one: title for one, _, title in sheets_roster.names(uow, who.organisation_id)}
    wanted = _wanted(uow, titles[organisation_id], name, phone, post)
    # Held to the whole subtree, as a form is; whoever has a post in it is told of.
    sheets_roster_writing.lock(uow, who.organisation_id)
    roster = Roster(who.organisation_id)
    roster.take(uow, [wanted])
    if roster.faults:
        raise NotEntered(why=f"{roster.faults[0][1]}。")
    if roster.sorts[wanted.row.number] != NEW:
        raise NotEntered(why=f"{wanted.row.name}已经是团干部了。在名单里找到 TA,点「任新职」。")
    known = roster.roll.get(wanted.index)
    if known is not None:  # what they were linked with goes on
        ties = roster.ties[known.id]
        wanted.row.ties += [Tie(tie.sort, tie.name, tie.report_on) for tie in ties]
    made = sheets_roster_writing.secrets(uow.means.passwords, 1)
    logins = sheets_roster_writing.write(uow, roster, [wanted], CadreType(kind), made)
    cadre_id = uow.session.scalars(by_phone_index(wanted.index)).one().id
    audit.note(uow, "cadre_entered", "cadre", cadre_id, organisation=organisation_id)
    return cadre_id, logins[0] if logins else None


def _wanted(uow: Uow, unit: str, name: str, phone: str, post: str) -> Wanted:
    called, number = cells.name(name), phones.normalise(phone)
    if fault := name_fault(called):
        raise NotEntered(why=fault)
    if number is None:
        raise NotEntered(why="手机号要 11 位的大陆号码:TA 用它认领登录。")
    row = CadreRow(1, called, unit, " ".join(post.split())[:60], phone)
    return Wanted(row, number, phones.index(uow.means.vault, number))
