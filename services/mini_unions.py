"""Which WeChat account an openid of the chat belongs to, as the platform tells (unionid)."""

from collections.abc import Mapping

from sqlalchemy import select, update

from models.person import WechatUser
from services.uow import Uow


def unknown(uow: Uow, after: str, most: int) -> list[str]:
    """Return followers who have logged in and whose account is not known, beyond an openid."""
    question = (
        select(WechatUser.openid)
        .where(
            WechatUser.person_id.is_not(None),
            WechatUser.following,
            WechatUser.unionid == "",
            WechatUser.openid > after,
        )
        .order_by(WechatUser.openid)
        .limit(most)
    )
    return list(uow.session.scalars(question))


def learned(uow: Uow, told: Mapping[str, str]) -> None:
    """Keep what the platform told, of those who are still there."""
    for openid in sorted(told):
        uow.session.execute(
            update(WechatUser).where(WechatUser.openid == openid).values(unionid=told[openid])
        )
