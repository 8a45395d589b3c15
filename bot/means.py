"""What the house lends to every unit of work, as the settings have it."""

from base64 import b64decode
from pathlib import PurePath
from random import SystemRandom

from bot.holidays import calendar
from bot.rules import texts
from bot.settings import Delivery, Keys, Settings
from bot.words import words
from domain.budgets import Limits
from domain.delivery import Channel
from domain.programme import Programme
from services.passwords import Passwords
from services.uow import Means
from services.vault import Vault


def vault(keys: Keys) -> Vault:
    """Return the vault that these keys open."""
    data = {number: b64decode(key.get_secret_value()) for number, key in keys.data.items()}
    return Vault(data, keys.current, b64decode(keys.index.get_secret_value()))


def _limits(delivery: Delivery) -> Limits:
    return Limits({channel: getattr(delivery, f"{channel}_per_day") for channel in Channel})


def means_of(settings: Settings, passwords: Passwords, rules: dict[str, Programme]) -> Means:
    """Return what the house lends to every unit of work."""
    return Means(
        vault=vault(settings.keys),
        passwords=passwords,
        programmes=rules,
        default_programme=settings.site.programme,
        account=settings.wechat.kind,
        base_url=settings.site.base_url,
        chance=SystemRandom(),
        calendar=calendar(settings.calendar),
        codes_per_day=settings.sms.codes_per_day,
        limits=_limits(settings.delivery),
        words=words(settings.safety.words),
        own_words=PurePath(settings.safety.words).name,
        subscriptions={name: one.id for name, one in settings.wechat.subscriptions.items()},
        mini_subscriptions={name: one.id for name, one in mini.subscriptions.items()}
        if (mini := settings.wechat.mini)
        else {},
        screened=settings.wechat.mini is not None,
        rule_files=texts(settings.site.programme_folder),
    )
