"""What is said to whoever names or dismisses an admin and cannot."""

from domain.errors import Refusal


class NoSuchAdmin(Refusal):
    """Nobody of that number is an admin of the own subtree."""

    code = "no_such_admin"
    text = "没有这位管理员,或者已经不是了。"


class MayNotName(Refusal):
    """The role is more than whoever names has."""

    code = "may_not_name"
    text = "「{role}」要由权限更大的管理员来定。"


class UsernameTaken(Refusal):
    """The username is somebody's."""

    code = "username_taken"
    text = "用户名「{username}」有人用了,换一个。"


class BadUsername(Refusal):
    """The username cannot be typed on a phone without asking back."""

    code = "bad_username"
    text = "用户名用 3 到 40 个小写字母、数字、点或短横,字母开头。"


class BadPerson(Refusal):
    """Name or number is missing, or no mobile number."""

    code = "bad_person"
    text = "姓名和手机号都要填,手机号是 11 位的大陆号码:对方用它在微信里登录。"


class NotThisCadre(Refusal):
    """No cadre of the own subtree has this username; of others not even the name is told."""

    code = "not_this_cadre"
    text = "你的范围里没有用户名是「{username}」的团干部,核对一下再填。"


class OtherName(Refusal):
    """The number is somebody's who is called otherwise: by a number alone nobody's name is told."""

    code = "other_name"
    text = "这个手机号登记的是另一个名字,核对一下。"


class IsAdmin(Refusal):
    """The person has a post already."""

    code = "is_admin"
    text = "{name}已经是{organisation}的{role}了。要换,先免去原来的。"


class Equal(Refusal):
    """An admin of the same organisation and role: one would hold two people's rights."""

    code = "admin_equal"
    text = (
        "{name}和你同级,TA 的密码请上级或者权限更大的管理员来发。没有上级的,"
        "请管系统的人在服务器上发。"
    )


class CadresPassword(Refusal):
    """The admin is a cadre and has the cadre's password."""

    code = "cadres_password"
    text = "这位是团干部,用的是团干部的密码:到「团干部」里发一个一次性密码。"


class OwnPost(Refusal):
    """Nobody changes the own post: who locked themselves out could not come back."""

    code = "own_post"
    text = "自己的角色自己改不了,请另一位管理员来改。"
