"""What refusals say here, where a page has other words than what is typed in the chat.

Their next steps need no words of their own: ``domain.next_steps`` has them for all texts.
"""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "activity_clashes": "那个时间你还报了「{title}」。两个都要报,再点一次「仍然报名」。",
    "bound_elsewhere": (
        "这位已经在另一部手机上登录了。是本人换了微信的话,先在原来的手机上退出;"
        "原来的用不了了,请管理员帮忙解除。"
    ),
    "cadre_door": "这个号码是团干部的。请用网站的用户名和密码登录一次。",
    "code_expired": "这个验证码过期了。再要一个就好。",
    "code_spent": "这个验证码不能再用了。再要一个就好。",
    "day_missing": "选一下是哪天。",
    "digits_wrong": "和登记的号码对不上。再填一次手机号的后四位。",
    "door_digits_wrong": "这 6 位数字对不上,它每分钟换一次。看一眼门口现在的数字,再填一次。",
    "door_not_open": "「{title}」{when}开始,{opens} 起可以签到。到时再签就好。",
    "invitation_stale": "这个邀请已经用过或过期了。请你的团干部再发一个,或者用手机号登录。",
    "kind_missing": "先选一下是哪一类。",
    "name_unfit": "{why}填上你的姓名就行。",
    "no_phone": "{name} 还没有登记手机号,暂时不能邀请。问到了,在 TA 那一页点「改登记」补上。",
    "no_visit": "先登录,再打开这一页。",
    "not_a_number": "这不像手机号。填 11 位手机号就行,比如 13800000000。",
    "not_following": "这个微信没有关注公众号,登录不上。先关注,再登录一次。",
    "not_known": "先登录:在「我的」里点「用手机号登录」,或者从公众号对话里的码进来。",
    "rating_appealed": "这一条已经请上级看过或正在看,不用再提。有了结果会告诉你。",
    "seat_kept_for_you": (
        "「{title}」正给你留着一个名额。要,就点「我要去」;不要,就点「让给后面的人」。"
    ),
    "somebody_else": "这个小程序上已经登录了另一位。先在「我的」里退出,再重新登录。",
    "template_gone": "没有这个回复模板,可能已经删掉了。刷新一下模板再看。",
    "wish_review_leaders": "心愿由单位负责人来审。想认领一个,去心愿池看看。",
}
