"""Whether the templates are there: of messages, of 订阅通知, and of the mini-program's notices."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from bot.app import App
from bot.complaints import Skipped, Wrong
from bot.mini import open_mini
from bot.settings import Template
from bot.wechat.account import Account
from bot.wechat.api import Api, platform
from domain.channels import Ability, may

TEMPLATES: Final = ("QUOTA_DUE", "SEAT", "NEWS")
"""The templates that letters are written for."""
MINE: Final = "/wxaapi/newtmpl/gettemplate"
"""Answers the templates of whoever's token it is: the official account's, or the mini-program's."""
_KEYS: Final = re.compile(r"\{\{\s*(\w+)\.DATA\s*\}\}")


def templates(app: App, account: Account) -> str:
    """Say whether the templates that letters are written for are there, with their keys."""
    wechat = app.settings.wechat
    if not may(wechat.kind, Ability.TEMPLATE):
        raise Skipped("这类账号不能发模板消息:提醒会排在对话里等人来看")
    there = {template.id: set(template.keys) for template in account.templates()}
    wrong = []
    for name in TEMPLATES:
        ours = wechat.templates.get(name)
        if ours is None:
            wrong.append(f"{name} 没有配置")
        elif ours.id not in there:
            wrong.append(f"{name} 的模板不在这个公众号里")
        elif missing := set(ours.fields.values()) - there[ours.id]:
            wrong.append(f"{name} 的模板没有 {'、'.join(sorted(missing))}")
    if wrong:
        raise Wrong(";".join(wrong), "在公众平台添加类目模板,把 ID 和字段写进 [wechat.templates]")
    return f"{len(TEMPLATES)} 个模板都在"


def check(api: Api, ours: Mapping[str, Template], section: str) -> str:
    """Say whether each template that is set is there, with the keys that are used."""
    there = {
        str(one.get("priTmplId", "")): set(_KEYS.findall(str(one.get("content", ""))))
        for one in _listed(api.call(MINE).get("data"))
    }
    wrong = []
    for name, template in sorted(ours.items()):
        if template.id not in there:
            wrong.append(f"{name} 的模板不在「我的模板」里")
        elif missing := set(template.fields.values()) - there[template.id]:
            wrong.append(f"{name} 的模板没有 {'、'.join(sorted(missing))}")
    if wrong:
        mend = f"在后台「订阅消息」里选用模板,把 ID 和字段写进 [{section}]"
        raise Wrong(";".join(wrong), mend)
    return f"{len(ours)} 个模板都在"


def _listed(data: object) -> list[Mapping[str, object]]:
    return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []


def looks(app: App, api: Api, sound: frozenset[str]) -> Iterator[tuple[str, Callable[[], str]]]:
    """Yield what there is to look at; without a token it would be the same fault again."""
    wechat = app.settings.wechat
    ours = wechat.subscriptions
    if ours and "token" in sound and may(wechat.kind, Ability.SUBSCRIPTION):
        yield "notices", partial(check, api, ours, "wechat.subscriptions")
    mini = open_mini(platform(wechat.api_url), wechat.mini, app.clock, None)
    if mini and wechat.mini and wechat.mini.subscriptions and "mini" in sound:
        theirs = wechat.mini.subscriptions
        yield "mini_notices", partial(check, mini.api, theirs, "wechat.mini.subscriptions")
