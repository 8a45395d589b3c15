"""What is written down while running: one line an event, without numbers, tokens or secrets."""

import logging
import re
import sys
import threading
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any, Final

import structlog

log = logging.getLogger(__name__)

_GUARDED: Final = (
    # Names of secrets, in addresses, headers and reprs.
    r"[\w-]*(?:secret|token|password|passwd|session_?key|aes_?key)\\?['\"]?\s*[=:]\s*"
    r"|(?<![\w-])authorization\\?['\"]?\s*[=:]\s*(?:Bearer\s+)?"
    # "code" is many things; of a login only where it looks like a field.
    r"|(?<![\w-])(?:js_)?code(?:=|\\?['\"]\s*:\s*)"
)
_VALUE: Final = r"(?:\\?'[^']*'|\\?\"[^\"]*\"|[^\s&'\",;)}\]]+)"
_MASKS: Final = (
    (re.compile(rf"(?i)({_GUARDED}){_VALUE}"), r"\1***"),
    (re.compile(r"(?i)(\bBearer\s+)[\w.~+/=-]+"), r"\1***"),
    # The password in the address of a database or of Redis.
    (re.compile(r"(://[^\s/:@]*:)[^\s/@]+@"), r"\1***@"),
    # The tokens of our own pages.
    (re.compile(r"(/h5/\w+/)[\w-]{8,}"), r"\1***"),
    # An openid: whoever has the account's keys knows by it who that is.
    (re.compile(r"(?<![\w-])(o[\w-]{3})[\w-]{24}(?![\w-])"), r"\1***"),
    # A mainland mobile number, with or without +86, however it is cut into groups.
    (
        re.compile(r"(?<!\d)((?:(?:\+|00|%2B)?86[ -]?)?1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)"),
        r"\1****\2",
    ),
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
"""What somebody could forge a line with."""
_STANDING: Final = frozenset({"exception", "stack"})
"""Parts of an event that may have lines of their own."""


def redacted(text: str) -> str:
    """Return a text with personal numbers and secrets covered."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text


def _redact(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for name, value in event.items():
        if not name.startswith("_"):
            covered = _covered(value)
            if isinstance(covered, str) and name not in _STANDING:
                covered = _CONTROL.sub(" ", covered)
            event[name] = covered
    return event


def _covered(value: object) -> object:
    match value:
        case None | bool() | int() | float():
            return value
        case Mapping():
            return {redacted(str(k)): _covered(v) for k, v in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_covered(one) for one in value]
    return redacted(str(value))


def set_up(level: str, form: str) -> None:
    """Send all logging to standard error, as text for people or JSON for machines."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _redact,
    ]
    render: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("apscheduler", "waitress", "urllib3", "werkzeug", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    sys.excepthook = _uncaught
    threading.excepthook = lambda args: _uncaught(
        args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
    )


def _uncaught(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """Write down what nobody caught, covered like everything else."""
    if issubclass(kind, KeyboardInterrupt | SystemExit):
        return
    log.critical("uncaught %s", kind.__name__, exc_info=(kind, error, where))
