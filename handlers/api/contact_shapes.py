"""The shapes of a case-load and of one youth in it."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from domain.caseload import Band
from handlers.api.shapes import Given, Line, Moment, Paging, Query, Told

Tab = Literal["", "recent", "month", "long", "never", "unbound"]


class ContactsAsked(Paging):
    """要看名单里的哪些。"""

    words: Line = Field(default="", description="姓名或备注里的字")
    tag: Line = Field(default="", description="自己加的标签")
    industry: Line = Field(default="", description="行业代号")
    band: Tab = Field(default="", description="多久没联系;unbound 是还没登录的")


class ContactsSearched(Query):
    """和名单一样的条件,只数数。"""

    words: Line = ""
    tag: Line = ""
    industry: Line = ""


class ContactRow(Told):
    """名单里的一位,最久没联系的在前。"""

    id: int
    name: str
    hint: str = Field(description="分清重名的一句话")
    last_met_at: Moment | None
    band: Band
    tags: list[str]
    industry: str
    is_primary: bool = Field(description="你是 TA 的主要联系人")
    others: int = Field(description="另外几位团干部也在联系")
    consent: str = Field(description="TA 同意过什么")
    phone: str = Field(description="打了码;没有是空的")


class ContactMet(Told):
    """和 TA 的一次。"""

    id: int = Field(description="记录的编号")
    kind_title: str
    title: str
    at: Moment


class ContactKeeper(Told):
    """也在联系 TA 的团干部。"""

    name: str
    is_primary: bool


class Contact(Told):
    """一位小伙伴。"""

    id: int
    name: str
    hint: str
    field: str
    industry: str
    occupation: str
    tags: list[str]
    consent: str
    bound: bool = Field(description="登录过")
    phone: str = Field(description="打了码")
    source: str = Field(description="怎么来的")
    since: Moment
    last_met_at: Moment | None
    band: Band
    is_primary: bool
    others: list[ContactKeeper]
    met: list[ContactMet] = Field(description="最近几次")


class ContactTag(Told):
    """用过的标签。"""

    tag: str
    count: int


class ContactCounts(Told):
    """名单有多大。"""

    total: int
    recent: int = Field(description="30 天内联系过")
    month: int = Field(description="30–60 天")
    long: int = Field(description="60 天以上")
    never: int
    unbound: int = Field(description="还没登录;和上面几项交叉")
    tags: list[ContactTag]


class ContactFormer(Told):
    """归档了的一位。"""

    contact_id: int = Field(description="恢复时用它")
    youth_id: int
    name: str
    hint: str
    ended_on: Moment
    reason: str


class ContactPhone(Told):
    """整个号码。"""

    phone: str


class ContactTalk(Given):
    """今天见过了。"""

    kind: Literal["heart_to_heart", "visit"]


class ContactTalked(Told):
    """记好了;一天里点几次都只记一次。"""

    record_id: int
    said: str = Field(description="记的是什么")
    mine: bool = Field(description="是你自己点的,可以撤销")
    undone: bool


class ContactArchive(Given):
    """归档。"""

    reason: Annotated[Line, StringConstraints(min_length=1, max_length=40)] = Field(
        description="原因;常用的在 /dictionaries"
    )


class ContactChanged(Told):
    """做了一步;24 小时内可以撤销。"""

    change_id: int = Field(description="撤销时用它")
    size: int = Field(description="现在联系着几位")


class Invitation(Told):
    """给一位小伙伴的登录邀请:72 小时内有效,只能用一次,再邀请一次旧的就停。

    要 TA 用小程序的话不用邀请:登记了手机号,TA 点手机号按钮就能进。
    """

    youth: str
    phrase: str = Field(description="TA 在公众号里说这一句,再回手机号后四位,就登录了")
    expires_at: Moment
