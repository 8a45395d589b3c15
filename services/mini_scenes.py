"""From the chat into the mini-program: a code for one phone, good once and for ten minutes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from domain.errors import Refusal
from domain.proofs import Proof
from models.mini import MiniUser
from models.person import WechatUser
from services import links, mini_binding
from services.links import LinkStale, Purpose
from services.mini_binding import Standing
from services.uow import Uow
from services.vault import Unsealable

LIFE: Final = timedelta(minutes=10)


class SceneStale(Refusal):
    """The code was used, is too old, or never was one."""

    code = "scene_stale"
    text = "这个码用过或过期了。在公众号对话里回复「小程序」,再拿一个,十分钟内扫。"


class SceneForwarded(Refusal):
    """Another WeChat account than the one that asked has scanned the code."""

    code = "scene_forwarded"
    text = "这个码只能用要它的那个微信扫。用你自己的微信,在公众号对话里回复「小程序」再拿一个。"


@dataclass(frozen=True, slots=True)
class Scene:
    """What the page of a code shows."""

    token: str = field(repr=False)
    expires_at: datetime


def ask(uow: Uow, openid: str) -> str:
    """Return the path of the page with a code for whoever asks in the chat; the former one ends.

    The code is nowhere kept in clear: it travels sealed for this openid.
    """
    token = links.issue(uow, openid, Purpose.MINI, life=LIFE)
    return f"mini/{uow.means.vault.seal(token, _place(openid)).hex()}"


def shown(uow: Uow, openid: str, sealed: str) -> Scene:
    """Return the code that the page of an openid shows; raises ``LinkStale``."""
    try:
        token = uow.means.vault.open(bytes.fromhex(sealed), _place(openid))
    except (ValueError, Unsealable):
        raise LinkStale from None
    return Scene(token, links.look(uow, token, Purpose.MINI).expires_at)


def enter(uow: Uow, openid: str, token: str) -> Standing:
    """Let the openid that scanned a code stand for whoever asked for it, proved as in the chat.

    They asked themselves, so a phone that was there before is put off at once, and they are told.
    """
    try:
        link = links.spend(uow, token, Purpose.MINI)
    except LinkStale:
        raise SceneStale from None
    chat = uow.session.get_one(WechatUser, link.openid, populate_existing=True)
    if chat.person_id is None:
        raise SceneStale
    mine = uow.session.get_one(MiniUser, openid).unionid
    if mine and chat.unionid and mine != chat.unionid:
        raise SceneForwarded
    proof = Proof(chat.proof or Proof.SMS)
    return mini_binding.proved(uow, openid, chat.person_id, proof, known=True)


def _place(openid: str) -> str:
    return f"page|mini|{openid}"
