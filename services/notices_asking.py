"""Asking a second admin about a notice to very many, and telling the first what was said."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from domain.delivery import Kind
from domain.notices import NoticeStatus
from domain.permissions import RIGHTS, May
from models.admin import Admin
from models.notice import Notice
from models.organisation import Below
from services import letters, reasons
from services.letters import News
from services.uow import Uow

_ASKED: Final = 20
"""More admins are not asked at once."""
_REASON: Final = "notice_waits"
_ROLES: Final = [role for role, rights in RIGHTS.items() if May.NOTICES in rights]


def ask(uow: Uow, notice: Notice) -> None:
    """Tell the admins over an organisation that a notice waits for a second yes."""
    over = select(Below.ancestor_id).where(Below.descendant_id == notice.organisation_id)
    admins = uow.session.scalars(
        select(Admin.person_id)
        .where(
            Admin.organisation_id.in_(over),
            Admin.role.in_(_ROLES),
            Admin.ended_at.is_(None),
            Admin.person_id != notice.made_by,
        )
        .order_by(Admin.id)
        .limit(_ASKED)
    )
    text = (
        f"有一条要发给 {notice.chosen:,} 人的通知「{notice.title}」,等一位管理员确认。"
        "在电脑上打开后台的「通知」,看过再点。"
    )
    stamp = f"{uow.now:%Y%m%d%H%M%S}"
    news = [
        News(
            f"notice-ask:{notice.id}:{stamp}:{person}",
            person,
            text,
            "有一条通知等你确认",
            f"发给 {notice.chosen:,} 人,请到后台看",
            {"kind": _REASON, "id": notice.id},
        )
        for person in admins
    ]
    letters.tell(uow, news, Kind.NOTICE, organ_id=notice.organisation_id)


def answer(uow: Uow, notice: Notice) -> None:
    """Tell whoever wrote a notice that the second admin said no, and why."""
    news = News(
        f"notice-no:{notice.id}:{uow.now:%Y%m%d%H%M%S}",
        notice.made_by,
        f"你写的通知「{notice.title}」没有通过确认:{notice.why}。在后台改好可以再发。",
        "一条通知没有通过确认",
        "原因在后台能看到",
    )
    letters.tell(uow, [news], Kind.NOTICE, organ_id=notice.organisation_id)


@reasons.asks(_REASON)
def _waits(uow: Uow, because: Mapping[str, Any]) -> bool:
    question = select(Notice.status).where(Notice.id == because["id"])
    return uow.session.scalar(question) == NoticeStatus.WAITING
