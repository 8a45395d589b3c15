"""微心愿: one's own wishes, those for a child, their pictures, and saying that they came true."""

from pydantic import Field

from domain.dictionaries import WISHES
from domain.wishes import WishStatus
from handlers.api.cursors import cut, last_seen
from handlers.api.endpoint import Api, Call, File, Role, Upload
from handlers.api.shapes import Day, Given, Page, Paging, Text, Told
from handlers.api.wish_shapes import NOT_THERE, Kind, Wish, seen
from services import photos, wish_claims, wish_pictures, wishes

api = Api(
    "微心愿",
    "许一个小愿望:待审核 → 待认领 → 已认领 → 已实现。姓名、学校、手机号只有认领的人看得到。",
    {**NOT_THERE, "no_such_photo": 404, "photo_too_large": 413},
)


class NewChildWish(Given):
    """替一个不满 14 周岁的孩子许的愿。孩子的姓名、学校、住址都不写。"""

    text: Text = Field(description="想要什么,一两句话")
    kind: Kind = "other"
    yuan: int | None = Field(default=None, ge=1, le=100_000, description="大约多少钱;不关钱就不填")


class NewWish(NewChildWish):
    """一个新心愿。"""

    surname_shown: bool = Field(default=False, description="要不要让大家看到你姓什么")


class WishThanks(Given):
    """收到了。"""

    thanks: Text = Field(default="", description="想说的谢谢,可以不写")


class WishWhy(Given):
    """还没收到。"""

    why: Text = Field(default="", description="想说的,可以不写")


class WishWord(Given):
    """给对方的一句话。"""

    text: Text = Field(description="最多 200 字")


class WishLine(Told):
    """列表里的一个心愿。"""

    id: int
    number: str = Field(description="例如 W-12")
    text: str
    state: WishStatus
    status: str = Field(description="状态的中文说法")
    day: Day
    yuan: int | None
    for_child: bool
    asked: bool = Field(description="对方说办好了,等你点一下")


class WishKind(Told):
    """一类心愿。"""

    code: str
    title: str


class WishChoices(Told):
    """许愿时能选什么。"""

    kinds: list[WishKind]
    most_yuan: int = Field(description="一个心愿最多多少钱")


@api.get("/wishes", Role.PERSON, title="我的心愿")
def wishes_mine(call: Call, paging: Paging) -> Page[WishLine]:
    rows = wishes.mine(call.uow, call.person, paging.limit + 1, last_seen(paging))
    return cut(rows, paging, lambda one: one.id, WishLine.model_validate)


@api.get("/wishes/choices", Role.PERSON, title="许愿时能选什么")
def wish_choices(call: Call) -> WishChoices:
    return WishChoices(
        kinds=[WishKind(code=code, title=title) for code, title in WISHES.items()],
        most_yuan=wishes.most_yuan(call.uow, call.person),
    )


@api.post("/wishes", Role.PERSON, title="许一个心愿", status=201)
def wish_post(call: Call, body: NewWish) -> Wish:
    wished = wishes.post(
        call.uow,
        call.person,
        text=body.text,
        kind=body.kind,
        surname_shown=body.surname_shown,
        yuan=body.yuan,
        mini_openid=call.who.openid,
    )
    return seen(call, wished.id, "许好了,先请人看一眼,一般当天就好。有人认领会告诉你。")


@api.post("/wishes/child", Role.CADRE, title="替孩子许一个心愿", status=201)
def wish_post_child(call: Call, body: NewChildWish) -> Wish:
    wished = wishes.post_for_child(
        call.uow,
        call.cadre,
        text=body.text,
        kind=body.kind,
        yuan=body.yuan,
        mini_openid=call.who.openid,
    )
    said = "替孩子许好了,先请人看一眼。有人认领会告诉你,由你来转交。"
    return seen(call, wished.id, said)


@api.get("/wishes/{wish_id}", Role.PERSON, title="看一个心愿")
def wish_one(call: Call, wish_id: int) -> Wish:
    return seen(call, wish_id)


@api.get("/wishes/{wish_id}/picture", Role.PERSON, title="心愿的图", files=photos.TAKEN)
def wish_picture(call: Call, wish_id: int) -> File:
    mime, content = wish_pictures.of(
        call.uow,
        wish_id,
        call.person,
        organ_id=call.who.organ_id,
        as_cadre=call.who.is_cadre,
    )
    return File(content, mime)


@api.put(
    "/wishes/{wish_id}/picture",
    Role.PERSON,
    title="给自己的心愿配一张图;审核以前可以换",
    upload=photos.TAKEN,
    limit=photos.LARGEST,
    often=20,
)
def wish_picture_put(call: Call, picture: Upload, wish_id: int) -> Wish:
    wish_pictures.add(call.uow, wish_id, call.person, picture.content)
    return seen(call, wish_id, "图放上了。")


@api.post("/wishes/{wish_id}/withdraw", Role.PERSON, title="收回心愿")
def wish_withdraw(call: Call, wish_id: int) -> Wish:
    wishes.withdraw(call.uow, wish_id, call.person)
    return seen(call, wish_id, "收回了。还想要什么,随时再许。")


@api.post("/wishes/{wish_id}/agree", Role.PERSON, title="说收到了")
def wish_agree(call: Call, body: WishThanks, wish_id: int) -> Wish:
    came = wish_claims.agree(
        call.uow, wish_id, call.person, body.thanks, mini_openid=call.who.openid
    )
    said = "心愿实现了,真好。" if came.fulfilled else "记下了,等 TA 也点一下就算实现。"
    if came.held:
        said += f"感谢的话{came.held},看过再转给 TA。"
    elif came.fulfilled and body.thanks.strip():
        said += "谢谢的话转给 TA 了。"
    return seen(call, wish_id, said)


@api.post("/wishes/{wish_id}/disagree", Role.PERSON, title="说还没收到")
def wish_disagree(call: Call, body: WishWhy, wish_id: int) -> Wish:
    wish_claims.disagree(call.uow, wish_id, call.person, body.why, mini_openid=call.who.openid)
    return seen(call, wish_id, "告诉 TA 了,多留了几天来办。")


@api.post("/wishes/{wish_id}/notes", Role.PERSON, title="留一句话,许愿的人和认领的人之间")
def wish_note(call: Call, body: WishWord, wish_id: int) -> Wish:
    held = wish_claims.note(
        call.uow,
        wish_id,
        call.person,
        body.text,
        as_cadre=call.who.is_cadre,
        mini_openid=call.who.openid,
    )
    said = f"写下了。{held},看过再转给对方。" if held else "写下了,对方会看到。"
    return seen(call, wish_id, said)
