"""Whose login is whose to see to: an admin's is for somebody over them, never for their equal.

Who has another's password, or takes their WeChat off, can be that person at the console. Among
equals that would make one person of the two whom a big push needs, and give one admin's deeds the
other's name. At the very top nobody stands over: there it is done on the server.
"""

from domain.permissions import RIGHTS, AdminRole, may_name
from models.admin import Admin
from models.organisation import Below
from services.console_sessions import Official
from services.uow import Uow


def over(uow: Uow, who: Official, post: Admin) -> bool:
    """Say whether somebody stands over an admin: from an organisation above, or by more rights."""
    way = uow.session.get(Below, (who.organisation_id, post.organisation_id))
    role = AdminRole(post.role)
    if way is None or not may_name(who.role, role):
        return False
    return way.depth > 0 or RIGHTS[role] < RIGHTS[who.role]
