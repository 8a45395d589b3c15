"""小伙伴登录: a number, then the code sent to it; a typed number alone never logs anyone in."""

import secrets
from dataclasses import dataclass, field, replace

from sqlalchemy import func, select

from domain import codes
from domain.codes import USUAL, Issued
from domain.errors import Refusal
from domain.periods import midnight
from models import login as logins
from models import person as people
from models.cadre import Cadre
from models.login import LoginCode
from models.person import Person, WechatUser
from services import outbox, phones
from services.phones import mask, normalise
from services.uow import Uow
from services.vault import same


class NotANumber(Refusal):
    """What was typed is no Chinese mobile number."""

    code = "not_a_number"
    text = "这不像手机号。回复 11 位手机号就行,比如 13800000000;不想继续,回复「取消」。"


class NotOnTheRoll(Refusal):
    """The number was proved and nobody with it is known here; nothing about it is kept."""

    code = "not_on_the_roll"
    text = (
        "号码没问题,不过还没有团干部把你加进来,所以现在看不到什么(我没有留下你的号码)。"
        "找身边的团干部要一个邀请码,扫一下就好。"
    )


class CadreDoor(Refusal):
    """A cadre came by the youths' door, which asks for less proof."""

    code = "cadre_door"
    text = "这个号码是团干部的。请回复「团干部登录」,用网站的用户名和密码登录一次。"


@dataclass(frozen=True, slots=True)
class Proved:
    """The number is theirs: whom it belongs to."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """The number is theirs, and nobody here has it: ``index`` says which one was proved."""

    index: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class SentTo:
    """Where a code went: the number masked for the eye, and sealed for asking again."""

    masked: str
    sealed: str


def send_code(uow: Uow, openid: str, typed: str) -> SentTo:
    """Send a code to a typed number, whoever has it.

    The answer is the same for numbers we know and do not know.
    """
    phone = normalise(typed)
    if phone is None:
        raise NotANumber
    return _send(uow, openid, phone)


def send_again(uow: Uow, openid: str, sealed: str) -> SentTo:
    """Send another code to the number of before."""
    return _send(uow, openid, opened(uow, openid, sealed))


def opened(uow: Uow, openid: str, sealed: str) -> str:
    """Return the number that a conversation carries sealed, in E.164."""
    return uow.means.vault.open(bytes.fromhex(sealed), _place(openid))


def _place(openid: str) -> str:
    return f"dialogue|phone|{openid}"


def _send(uow: Uow, openid: str, phone: str) -> SentTo:
    uow.session.get_one(WechatUser, openid, with_for_update=True)
    index = phones.index(uow.means.vault, phone)
    stand_in_line(uow, index)
    _admit(uow, openid, index)
    code = codes.draw(secrets.randbelow)
    row = LoginCode(
        openid=openid,
        phone_index=index,
        code_hash=_hash(uow, openid, code),
        sent_at=uow.now,
        expires_at=uow.now + USUAL.life,
        tries=0,
    )
    uow.session.add(row)
    uow.session.flush()
    outbox.text_message(
        uow,
        key=f"code:{secrets.token_hex(12)}",
        phone=phone,
        text=f"登录验证码 {code},5 分钟内有效。不是你在登录就不用理会,也别告诉别人。",
        expires_at=row.expires_at,
    )
    return SentTo(mask(phone), uow.means.vault.seal(phone, _place(openid)).hex())


def stand_in_line(uow: Uow, index: bytes) -> None:
    """Let the requests for one number come one after the other, or each would see no other."""
    if uow.session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(index[:8], signed=True)
        uow.session.execute(select(func.pg_advisory_xact_lock(number)))


def _admit(uow: Uow, openid: str, index: bytes) -> None:
    since = uow.now - max(limit.span for limit in USUAL.limits)
    by_person = uow.session.scalars(logins.codes_since(since, openid=openid)).all()
    to_number = uow.session.scalars(logins.codes_since(since, phone_index=index)).all()
    # Never more rows than the day's limit are looked at, however long the table.
    rules = replace(USUAL, a_day=uow.means.codes_per_day)
    sent = logins.codes_since(midnight(uow.today)).order_by(None).limit(rules.a_day).subquery()
    today = uow.session.scalar(select(func.count()).select_from(sent)) or 0
    codes.admit(by_person, to_number, today, uow.now, rules)


def try_code(uow: Uow, openid: str, typed: str) -> Proved | Refusal:
    """Judge a code; a refusal is returned, not raised, so that the try stays counted."""
    judged = try_number(uow, openid, typed)
    return NotOnTheRoll() if isinstance(judged, Newcomer) else judged


def try_number(uow: Uow, openid: str, typed: str) -> Proved | Newcomer | Refusal:
    """Judge a code where somebody whom nobody has entered may come in as well."""
    row = uow.session.scalar(logins.newest_code(openid).with_for_update())
    matches = row is not None and same(row.code_hash, _hash(uow, openid, typed.strip()))
    issued = Issued(row.sent_at, row.tries, row.used_at is not None) if row else None
    refused = codes.judge(issued, uow.now, matches=matches)
    if row is None or refused is not None:
        if row is not None and not matches:
            row.tries += 1
        return refused or codes.NoCode()
    row.used_at = uow.now
    person = uow.session.scalar(people.by_phone_index(row.phone_index))
    if person is None:
        return Newcomer(row.phone_index)
    return _youth(uow, person)


def _youth(uow: Uow, person: Person) -> Proved | Refusal:
    # A cadre's powers hang on a password: the SMS code must not be a weaker way to them.
    if uow.session.get(Cadre, person.id) is not None:
        return CadreDoor()
    return Proved(person.id, person.name)


def _hash(uow: Uow, openid: str, code: str) -> bytes:
    return uow.means.vault.fingerprint(f"{openid}|{code}", "code")
