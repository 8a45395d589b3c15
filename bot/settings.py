"""Settings: one TOML file and the environment, checked whole before anything starts."""

import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot import faults
from bot.values import (
    EMBEDDED,
    Address,
    AesKey,
    AppId,
    Ascii,
    DatabaseUrl,
    Folder,
    Key,
    RedisUrl,
    Secret,
    Token,
    Words,
    programme,
)
from domain.channels import AccountKind

PREFIX: Final = "TUAN100_"
_OURS: Final = re.compile(rf"{PREFIX}(CONFIG$|TEST_)")
"""Variables of the environment that are no settings."""


class BadSettings(Exception):  # noqa: N818 - it names the settings, not the exception
    """The configuration cannot be used; ``faults`` names each key and why."""

    def __init__(self, source: str, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join([f"配置有 {len(faults)} 处问题({source}):", *faults]))


class Section(BaseModel):
    """A table of the file; a misspelt key is a fault."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Site(Section):
    """Who we are."""

    base_url: Address
    programme_folder: Folder = ""
    programme: str = "guangyuan-2017"

    @field_validator("programme")
    @classmethod
    def _known(cls, value: str, info: ValidationInfo) -> str:
        # A folder that is none is a fault of its own, and says nothing of the programme.
        folder = info.data.get("programme_folder")
        return value if folder is None else programme(value, folder)


class Database(Section):
    """Where the rows are."""

    url: DatabaseUrl = Field(repr=False)


class Redis(Section):
    """Where that lives which may be lost; ``embedded`` keeps it in this process."""

    url: RedisUrl = Field(default=EMBEDDED, repr=False)


class Template(Section):
    """One message template: its id, and which of its keys takes which of our fields."""

    id: Ascii
    fields: dict[str, Ascii]


class Mini(Section):
    """The mini-program; ``shares_union``: its open platform account is the official account's."""

    appid: AppId = Field(min_length=6)
    secret: Secret
    shares_union: bool = False
    subscriptions: dict[str, Template] = Field(default_factory=dict)
    """订阅消息 by the same names as the account's templates, which people say yes to there."""


class WeChat(Section):
    """The account."""

    kind: AccountKind
    appid: AppId = Field(min_length=6)
    secret: Secret
    token: Secret = Field(min_length=3, max_length=32)
    mode: Literal["plain", "compatible", "safe"] = "safe"
    aes_key: AesKey = SecretStr("")
    previous_aes_key: AesKey = SecretStr("")
    account_id: str = ""
    api_url: Address = "https://api.weixin.qq.com"
    templates: dict[str, Template] = Field(default_factory=dict)
    subscriptions: dict[str, Template] = Field(default_factory=dict)
    """订阅通知 by the same names, for whoever said yes to one."""
    mini: Mini | None = None

    @model_validator(mode="after")
    def _sealed(self) -> "WeChat":
        if self.mode != "plain" and not self.aes_key.get_secret_value():
            raise ValueError(f"mode 为 {self.mode} 时要有 aes_key")
        return self


class Sms(Section):
    """The SMS gateway."""

    url: Address
    secret: Secret
    codes_per_day: int = Field(default=20_000, gt=0)


class Keys(Section):
    """Keys for personal data: ``data`` by number (1 to 255), the one that seals, the index key."""

    data: dict[int, Key]
    current: int
    index: Key

    @model_validator(mode="after")
    def _held(self) -> "Keys":
        if self.current not in self.data:
            raise ValueError(f"current = {self.current},但 data 里没有这一把")
        if not all(0 < number < 256 for number in self.data):  # noqa: PLR2004 - one byte
            raise ValueError("data 的编号要在 1 到 255 之间")
        keys = [key.get_secret_value() for key in (*self.data.values(), self.index)]
        if len(set(keys)) < len(keys):
            raise ValueError("同一把密钥用了两次,每一处要一把自己的")
        return self


class Year(Section):
    """One year's arrangement of working days that the library does not know yet."""

    off: list[date]
    """Holidays; those that fall on Saturdays and Sundays may be left out."""
    on: list[date] = Field(default_factory=list)
    """Saturdays and Sundays that are worked in exchange."""


class Delivery(Section):
    """The sending side: how many letters of each channel the platform takes a day.

    And how often a process says that it lives, and after what silence others take over its letters.
    """

    template_per_day: int = Field(default=100_000, ge=0)
    subscription_per_day: int = Field(default=100_000, ge=0)
    mini_per_day: int = Field(default=10_000_000, ge=0)
    customer_service_per_day: int = Field(default=500_000, ge=0)
    sms_per_day: int = Field(default=50_000, ge=0)
    beat_seconds: float = Field(default=5, gt=0)
    dead_after_seconds: float = Field(default=30, gt=0)

    @model_validator(mode="after")
    def _beats(self) -> "Delivery":
        if self.dead_after_seconds < 3 * self.beat_seconds:
            raise ValueError("dead_after_seconds 至少是 beat_seconds 的三倍")
        return self


class Safety(Section):
    """Content safety; ``words`` is a file of one's own that adds to the list, or takes from it."""

    words: Words = ""


class Clock(Section):
    """``follow`` is the address of a clock to follow: for demonstrations only."""

    follow: Address | None = None


class Server(Section):
    """The web server; ``metrics_token`` opens /metrics to others than this very machine."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    workers: int = Field(default=2, ge=1)
    threads: int = Field(default=4, ge=1)
    spool: str = ""
    """A folder of this machine's disk for messages that are acknowledged before they are done."""
    metrics_token: Token = SecretStr("")


class Backup(Section):
    """``ledger`` is the file outside the database that remembers deletions after a restore."""

    ledger: str = ""


class Log(Section):
    """What is written down while running."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Settings(BaseSettings):
    """Everything, frozen; the variable TUAN100_WECHAT__SECRET overrides ``wechat.secret``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        enable_decoding=False,  # one variable is one value, never a table in JSON
        extra="forbid",
        frozen=True,
    )

    site: Site
    database: Database
    redis: Redis = Redis()
    wechat: WeChat
    sms: Sms
    keys: Keys
    delivery: Delivery = Delivery()
    safety: Safety = Safety()
    clock: Clock = Clock()
    calendar: dict[int, Year] = Field(default_factory=dict)
    server: Server = Server()
    backup: Backup = Backup()
    log: Log = Log()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is pydantic's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Let the environment win over the file."""
        return env_settings, init_settings


def read(path: Path) -> Settings:
    """Read a file and the environment; raise ``BadSettings`` with every fault at once."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as no:
        raise BadSettings(str(path), ["  没有这个文件(照 config.example.toml 写一份)"]) from no
    except OSError as no:
        raise BadSettings(str(path), [f"  读不了这个文件({type(no).__name__})"]) from no
    except UnicodeDecodeError as no:
        raise BadSettings(str(path), ["  要存成 UTF-8 编码"]) from no
    except tomllib.TOMLDecodeError as no:
        raise BadSettings(str(path), [f"  不是合格的 TOML{faults.line_of(no)}"]) from None
    return checked(content, str(path))


def checked(content: dict[str, Any], source: str) -> Settings:
    """Check settings given as a mapping; raise ``BadSettings`` with every fault at once."""
    found = _strangers()
    settings = None
    try:
        settings = Settings(**content)
    except ValidationError as no:
        # Never the input itself: it may be a secret.
        found += faults.said(no.errors(include_input=False, include_url=False), Settings)
    if settings is None or found:
        raise BadSettings(source, found) from None
    return settings


def _strangers() -> list[str]:
    """Name the variables of the environment that look like settings and are none."""
    found = []
    for variable in sorted(os.environ):
        name = variable.upper()
        section = name.removeprefix(PREFIX).split("__")[0].lower()
        ours = name.startswith(PREFIX) and not _OURS.match(name)
        if ours and section not in Settings.model_fields:
            word = faults.unknown(section, Settings.model_fields)
            found.append(f"  环境变量 {variable}: {word}(层次之间是两个下划线)")
    return found
