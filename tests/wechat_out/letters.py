from bot.wechat.fields import Template
from domain.delivery import Channel, Letter

APPID = "wxfake0123456789ab"
SECRET = "CANARYSECRET0123456789"
TEMPLATES = {"QUOTA_DUE": Template("tpl-1", {"item": "thing1", "deadline": "time2"})}
SUBSCRIPTIONS = {"QUOTA_DUE": Template("sub-1", {"item": "thing3"})}


def letter(number=1, **changes):
    return Letter(
        **{
            "key": f"five-ones:2026Q4:7-days:cadre-{number}",
            "channel": Channel.TEMPLATE,
            "to": f"oFAKE{number}",
            "template": "QUOTA_DUE",
            "fields": {"item": "本季度还差 2 次联系", "deadline": "2026-12-31 23:59"},
            "url": "https://youth.example.org/h5/progress",
            **changes,
        }
    )


def custom(number=1, text="你好", url=""):
    return letter(
        number, channel=Channel.CUSTOMER_SERVICE, template="", fields={}, text=text, url=url
    )
