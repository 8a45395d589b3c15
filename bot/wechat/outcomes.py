"""Every error code in one table: what it means, what becomes of a letter, and what to do.

A code that is not in the table counts as ``Never``: the platform read the call and said no, so
it was surely not sent, and repeating what is not understood 229,000 times five times over would
spend the day's quota on refusals. ``Never`` opens the next channel at once, so the person is
still reached, and the code is logged so that it can be given its row.
"""

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Verdict(StrEnum):
    """What becomes of the letter."""

    SENT = "sent"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


class Cause(StrEnum):
    """Whose matter it is; the first word of an outcome's ``why``, for the outbox to act on."""

    BUSY = "busy"
    """The platform, for a moment."""
    QUOTA = "quota"
    """The account's day is spent: the lane rests until midnight in Beijing."""
    PACE = "pace"
    """Too fast, for the account or for this person."""
    RECIPIENT = "recipient"
    """This person: unfollowed, refused, blocked, unknown. Mark them, do not repeat."""
    WINDOW = "window"
    """The person has not spoken lately enough for a customer message."""
    TEMPLATE = "template"
    """The template or its values: stop the campaign."""
    TOKEN = "token"  # noqa: S105 - the name of a cause
    """The access token: one refresh, one repeat."""
    ACCOUNT = "account"
    """Set-up or standing of the account: somebody must mend it."""
    CODE = "code"
    """A one-time login or phone code."""
    REQUEST = "request"
    """What we asked for is not possible as asked."""
    TWICE = "twice"
    """The platform has seen this message id before."""
    UNLISTED = "unlisted"
    """A code without a row here."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One row of the table."""

    code: int
    verdict: Verdict
    cause: Cause
    text: str
    mend: str = ""


_S, _L, _N, _U = Verdict.SENT, Verdict.LATER, Verdict.NEVER, Verdict.UNKNOWN
_C = Cause
_WHITELIST = "Add the server's address to the account's IP whitelist."
_SECRET = "Set the AppSecret anew from the developer platform."  # noqa: S105 - advice
_SHORTEN = "Shorten it."
_UPGRADE = "Set [wechat] kind to what the account really is, or have it verified."

_ROWS: Final = (
    Meaning(-1, _L, _C.BUSY, "the platform is busy"),
    Meaning(40001, _L, _C.TOKEN, "the access token is not valid or not the latest"),
    Meaning(40002, _N, _C.REQUEST, "grant type not allowed"),
    Meaning(40003, _N, _C.RECIPIENT, "no such openid at this account"),
    Meaning(40004, _N, _C.REQUEST, "media type not allowed"),
    Meaning(40005, _N, _C.REQUEST, "file type not allowed"),
    Meaning(40006, _N, _C.REQUEST, "file size not allowed"),
    Meaning(40007, _N, _C.REQUEST, "no such media, or it has expired", "Upload it again."),
    Meaning(40008, _N, _C.REQUEST, "message type not allowed"),
    Meaning(40009, _N, _C.REQUEST, "picture too large"),
    Meaning(40013, _L, _C.ACCOUNT, "no such AppID", "Check [wechat] appid."),
    Meaning(40014, _L, _C.TOKEN, "the access token is not valid"),
    Meaning(40016, _N, _C.REQUEST, "too many menu buttons", "Three buttons of five at most."),
    Meaning(40017, _N, _C.REQUEST, "menu button type not allowed"),
    Meaning(40018, _N, _C.REQUEST, "menu button name too long or empty", "16/60 bytes at most."),
    Meaning(40019, _N, _C.REQUEST, "menu button key too long or empty", "128 bytes at most."),
    Meaning(40023, _N, _C.REQUEST, "too many sub-buttons", "Five at most."),
    Meaning(40029, _N, _C.CODE, "the code is unknown or has expired", "Let them log in again."),
    Meaning(40033, _N, _C.REQUEST, "the request holds characters that are not allowed"),
    Meaning(40036, _N, _C.TEMPLATE, "template id of a wrong length", "Check [wechat.templates]."),
    Meaning(40037, _N, _C.TEMPLATE, "no such template", "Check [wechat.templates]."),
    Meaning(40039, _N, _C.REQUEST, "the URL is too long", _SHORTEN),
    Meaning(40054, _N, _C.REQUEST, "the sub-button's URL is not allowed"),
    Meaning(40055, _N, _C.REQUEST, "the button's URL is not allowed"),
    Meaning(40125, _L, _C.ACCOUNT, "the AppSecret is wrong", _SECRET),
    Meaning(40129, _N, _C.REQUEST, "no such scene"),
    Meaning(40137, _N, _C.REQUEST, "picture format not allowed"),
    Meaning(40163, _N, _C.CODE, "the code was used before", "Let them log in again."),
    Meaning(40164, _L, _C.ACCOUNT, "our address is not on the IP whitelist", _WHITELIST),
    Meaning(40165, _N, _C.TEMPLATE, "the mini-program page does not exist"),
    Meaning(40226, _N, _C.RECIPIENT, "the platform blocks this person as high-risk"),
    Meaning(40243, _L, _C.ACCOUNT, "the AppSecret is frozen", _SECRET),
    Meaning(41001, _L, _C.TOKEN, "the access token is missing"),
    Meaning(41002, _L, _C.ACCOUNT, "the AppID is missing", "Set [wechat] appid."),
    Meaning(41004, _L, _C.ACCOUNT, "the AppSecret is missing", "Set [wechat] secret."),
    Meaning(41006, _N, _C.REQUEST, "the media id is missing"),
    Meaning(41008, _N, _C.CODE, "the code is missing"),
    Meaning(41009, _N, _C.REQUEST, "the openid is missing"),
    Meaning(41030, _N, _C.TEMPLATE, "the page does not exist or is not published"),
    Meaning(42001, _L, _C.TOKEN, "the access token has expired"),
    Meaning(42002, _N, _C.CODE, "the refresh token has expired", "Let them log in again."),
    Meaning(42003, _N, _C.CODE, "the code has expired", "Let them log in again."),
    Meaning(42007, _N, _C.CODE, "the person changed their password", "Let them log in again."),
    Meaning(43001, _N, _C.REQUEST, "this call must be a GET"),
    Meaning(43002, _N, _C.REQUEST, "this call must be a POST"),
    Meaning(43004, _N, _C.RECIPIENT, "the person does not follow the account"),
    Meaning(43019, _N, _C.RECIPIENT, "the person is on the account's blacklist"),
    Meaning(43101, _N, _C.RECIPIENT, "the person refused, or their grants are used up"),
    Meaning(43104, _N, _C.ACCOUNT, "the account may not make this call", _UPGRADE),
    Meaning(43116, _N, _C.TEMPLATE, "the template is banned", "Choose another template."),
    Meaning(43117, _L, _C.PACE, "this person was written to too often"),
    Meaning(44002, _N, _C.REQUEST, "the request has no body"),
    Meaning(44004, _N, _C.REQUEST, "the message is empty"),
    Meaning(45001, _N, _C.REQUEST, "the file is too large"),
    Meaning(45002, _N, _C.REQUEST, "the text is too long", _SHORTEN),
    Meaning(45003, _N, _C.REQUEST, "the title is too long", _SHORTEN),
    Meaning(45004, _N, _C.REQUEST, "the description is too long", _SHORTEN),
    Meaning(45005, _N, _C.REQUEST, "the link is too long", _SHORTEN),
    Meaning(45006, _N, _C.REQUEST, "the picture's link is too long", _SHORTEN),
    Meaning(45007, _N, _C.REQUEST, "the recording is too long", _SHORTEN),
    Meaning(45008, _N, _C.REQUEST, "too many articles", "One article at most."),
    Meaning(45009, _L, _C.QUOTA, "the day's quota of this call is spent"),
    Meaning(45011, _L, _C.PACE, "too many calls in this minute"),
    Meaning(45015, _N, _C.WINDOW, "the person has not spoken within the window"),
    Meaning(45028, _L, _C.QUOTA, "the quota of mass messages is spent"),
    Meaning(45047, _N, _C.WINDOW, "no customer messages are left until the person speaks again"),
    Meaning(45056, _N, _C.REQUEST, "too many tags"),
    Meaning(45057, _N, _C.REQUEST, "the tag has too many followers to be deleted"),
    Meaning(45058, _N, _C.REQUEST, "the tag belongs to the system"),
    Meaning(45059, _N, _C.REQUEST, "the person has too many tags"),
    Meaning(45064, _N, _C.ACCOUNT, "the menu's mini-program is not linked", "Link it first."),
    Meaning(45065, _S, _C.TWICE, "a message with this id was taken before"),
    Meaning(45066, _U, _C.TWICE, "a message with this id was sent within a minute"),
    Meaning(45067, _N, _C.REQUEST, "the message id is too long"),
    Meaning(45072, _N, _C.REQUEST, "no such typing command"),
    Meaning(45080, _N, _C.WINDOW, "no exchange within the last half minute"),
    Meaning(45081, _N, _C.REQUEST, "already typing"),
    Meaning(45157, _N, _C.REQUEST, "a tag of this name exists"),
    Meaning(45158, _N, _C.REQUEST, "the tag's name is too long", _SHORTEN),
    Meaning(45159, _N, _C.REQUEST, "no such tag"),
    Meaning(46001, _N, _C.REQUEST, "no such media"),
    Meaning(46003, _N, _C.REQUEST, "there is no menu", "Publish one: tuan100 menu push."),
    Meaning(46004, _N, _C.RECIPIENT, "no such person"),
    Meaning(47001, _N, _C.REQUEST, "the request is not valid JSON"),
    Meaning(47003, _N, _C.TEMPLATE, "a value does not fit the template's field"),
    Meaning(48001, _N, _C.ACCOUNT, "the account may not make this call", _UPGRADE),
    Meaning(48002, _N, _C.RECIPIENT, "the person receives no messages from the account"),
    Meaning(48004, _N, _C.ACCOUNT, "the platform has banned this call", "See the MP console."),
    Meaning(48006, _N, _C.QUOTA, "this month's quota resets are used up"),
    Meaning(50001, _N, _C.ACCOUNT, "the call is not authorised", _UPGRADE),
    Meaning(50002, _N, _C.RECIPIENT, "the person's account is restricted"),
    Meaning(50005, _N, _C.RECIPIENT, "the person does not follow the account"),
    Meaning(61007, _N, _C.ACCOUNT, "the call is not authorised to the third-party platform"),
    Meaning(61010, _N, _C.CODE, "the code has expired", "Let them log in again."),
    Meaning(61451, _N, _C.REQUEST, "a parameter of the customer-service account is wrong"),
    Meaning(61453, _N, _C.REQUEST, "the customer-service account exists already"),
    Meaning(65301, _N, _C.REQUEST, "no such conditional menu"),
    Meaning(65303, _N, _C.REQUEST, "there is no default menu", "Publish one: tuan100 menu push."),
    Meaning(65304, _N, _C.REQUEST, "the menu's matching rule is empty"),
    Meaning(65305, _N, _C.REQUEST, "too many conditional menus"),
    Meaning(65306, _N, _C.ACCOUNT, "the account has no conditional menus", _UPGRADE),
    Meaning(65400, _N, _C.ACCOUNT, "customer service is not switched on", "See the MP console."),
    Meaning(87009, _N, _C.REQUEST, "the signature is wrong"),
    Meaning(87013, _N, _C.REQUEST, "the message can no longer be recalled"),
    Meaning(87014, _N, _C.REQUEST, "the content is judged risky", "Reword it."),
    Meaning(88000, _N, _C.ACCOUNT, "the account has no comments", _UPGRADE),
    Meaning(89501, _L, _C.ACCOUNT, "the admin must confirm our address", _WHITELIST),
    Meaning(89503, _L, _C.ACCOUNT, "the admin must confirm our address", _WHITELIST),
    Meaning(89506, _L, _C.ACCOUNT, "the admin refused our address for a day", _WHITELIST),
    Meaning(89507, _L, _C.ACCOUNT, "the admin refused our address for an hour", _WHITELIST),
    Meaning(200012, _N, _C.TEMPLATE, "a template's keyword count is not allowed"),
    Meaning(9001001, _N, _C.REQUEST, "the parameters are not valid"),
)

ERRCODES: Final = {row.code: row for row in _ROWS}

_log = logging.getLogger(__name__)
_met: set[int] = set()


def meaning_of(errcode: int) -> Meaning:
    """Return the code's row; one without a row is named in the log, once."""
    if (row := ERRCODES.get(errcode)) is not None:
        return row
    if errcode not in _met and len(_met) < len(ERRCODES):
        _met.add(errcode)
        _log.warning("WeChat answered errcode %d, which has no row in the table", errcode)
    return Meaning(errcode, Verdict.NEVER, Cause.UNLISTED, "a code that is not in our table")
