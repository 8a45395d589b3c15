"""Photos that somebody chose to add: shown to whom they concern, taken away by who added them."""

from handlers.api.endpoint import Api, Call, File, Role
from services import photos

api = Api(
    "照片",
    "取照片、删自己放的照片;放照片在各自的记录、话题、心愿那里。上传时请求体就是图片本身,不是表单:"
    "wx.request 的 data 传 ArrayBuffer,类型写在 Content-Type,最大 8 MB。"
    "存下来的是缩小的 JPEG,拍摄的地点、时间和机型都去掉了。",
    {"no_such_photo": 404},
)


@api.get("/photos/{photo_id}", Role.PERSON, title="取一张照片", files=(photos.MIME,))
def photo_content(call: Call, photo_id: int) -> File:
    found = photos.content(call.uow, photo_id, call.person, as_cadre=call.who.is_cadre)
    return File(found, photos.MIME)


@api.delete("/photos/{photo_id}", Role.PERSON, title="删掉自己放的照片")
def photo_remove(call: Call, photo_id: int) -> None:
    photos.drop(call.uow, photo_id, call.person, as_cadre=call.who.is_cadre)
