"""The simulator as the demonstration's neighbour: a process of its own, ended with us."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from bot.commands.base import stop
from bot.commands.stage import FOLDER, TEMPLATES
from bot.demo import Persona
from bot.settings import Settings
from services.phones import national

_EXTRA: Final = "其他"
"""The role of those who only receive: the simulator's page does not put them in front."""
_PATIENCE: Final = 5.0
"""Seconds it may take to end by itself."""

PROGRAM: Final = Path(__file__).parents[2] / "miniprogram"
"""Our mini-program, which the simulator's phones open."""


@contextmanager
def neighbour(
    settings: Settings, port: int, people: list[Persona], everybody: Iterable[tuple[str, str]]
) -> Iterator[None]:
    """Let the simulator play the platform on a port; however we end, it ends as well."""
    files = {"people": _cast(people, everybody), "templates": _templates(settings)}
    for name, content in files.items():
        (FOLDER / f"{name}.json").write_text(
            json.dumps(content, ensure_ascii=False), encoding="utf-8"
        )
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "simulator", *_arguments(settings, port, list(files))],
        # Closed when this process ends, also when it is killed.
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        # Ctrl-C in the terminal is for us; we pass it on when the senders are done.
        start_new_session=True,
    )
    try:
        if process.stdout is None or not process.stdout.readline():
            stop("模拟器没有启动,原因见上面。")
        yield
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """Close its standard input, which it takes for our end; one that hangs is killed."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _arguments(settings: Settings, port: int, files: list[str]) -> list[str]:
    wechat = settings.wechat
    options = {
        "port": str(port),
        "callback-url": f"{settings.site.base_url}/wechat",
        "token": wechat.token.get_secret_value(),
        "aes-key": wechat.aes_key.get_secret_value(),
        "appid": wechat.appid,
        "secret": wechat.secret.get_secret_value(),
        "username": wechat.account_id,
        "mode": wechat.mode,
        "kind": wechat.kind,
        "sms-secret": settings.sms.secret.get_secret_value(),
        **{name: str(FOLDER / f"{name}.json") for name in files},
    }
    if mini := wechat.mini:
        options |= {"mini-appid": mini.appid, "mini-secret": mini.secret.get_secret_value()}
        if PROGRAM.is_dir():  # a source checkout: an installed package holds none
            options["miniprogram"] = str(PROGRAM)
    return ["--with-parent", *(part for k, v in options.items() for part in (f"--{k}", v))]


def _cast(people: list[Persona], everybody: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    known = {one.openid for one in people}
    return [
        {
            "openid": one.openid,
            "name": one.name,
            "role": one.role,
            "phone": national(one.phone),
            "hint": _hint(one),
            "followed": one.bound,
        }
        for one in people
    ] + [
        {"openid": openid, "name": name, "role": _EXTRA, "followed": True}
        for openid, name in everybody
        if openid not in known
    ]


def _templates(settings: Settings) -> list[dict[str, str]]:
    return [
        {
            "template_id": settings.wechat.templates[name].id,
            "title": title,
            "content": "\n".join(f"{label}:{{{{{key}.DATA}}}}" for label, key in fields.values()),
        }
        for name, (title, fields) in TEMPLATES.items()
    ]


def _hint(one: Persona) -> str:
    if not one.username:
        return one.hint
    return f"{one.hint}(用户名 {one.username},密码 {one.password})"
